"""Names of towns, of neighbouring authorities and of motorways, where they cover nothing."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import box as rectangle
from shapely.geometry.base import BaseGeometry

from geo.print_map.asset_names import draw_label
from geo.print_map.basemap import FINE_BOUNDARIES_BELOW_M, QUIET, Basemap
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box, Occupied, place_label
from geo.print_map.map_frame import Frame
from geo.print_map.typography import text_width

# Of roads and of waters, the longest in sight.
MOST_LINE_NAMES = 30


def draw_places(sheet: Canvas, frame: Frame, base: Basemap, occupied: Occupied, *, tiers: tuple[int, ...]) -> None:
    """Name cities (tier 1), towns (2) and smaller ones (3)."""
    west, south, east, north = frame.ground
    for tier in tiers:
        here = base.places[base.places["label_tier"] == tier].cx[west:east, south:north]
        size = {1: 3.0, 2: 2.5, 3: 2.35}[tier] * sheet.scale
        weight, colour = (600, "#2E3742") if tier == 1 else (400, QUIET)
        for point, (x, y) in zip(here.itertuples(), frame.to_sheet(here.geometry.get_coordinates().to_numpy()), strict=True):
            width = text_width(point.name, size=size, weight="Semibold" if tier == 1 else "Regular")
            # A city is worth looking farther for room.
            for clearance in (0.8, 3.0, 5.5) if tier == 1 else (0.8, 2.5):
                found = place_label(occupied, at=(x, y), size=(width, size), clearance=clearance, centred=clearance < 1)
                if found is not None:
                    draw_label(sheet, *found, [point.name], size=size, weight=weight, colour=colour)
                    break


def draw_neighbours(sheet: Canvas, frame: Frame, base: Basemap, occupied: Occupied, chosen: gpd.GeoDataFrame) -> None:
    """Name the authorities around the one shown, in spaced capitals where each is widest."""
    size = 2.3 * sheet.scale
    spacing = size * 0.16
    window = rectangle(*frame.ground).buffer(-frame.metres_per_mm * 4)
    others = base.authorities[~base.authorities["gss_code"].isin(chosen["gss_code"])]
    for row in others.itertuples():
        seen = row.geometry.intersection(window)
        if seen.is_empty:
            continue
        inner = seen.representative_point()
        (x, y), words = frame.to_sheet(np.array([[inner.x, inner.y]]))[0], row.name.upper()
        width = text_width(words, size=size, weight="Semibold") + spacing * len(words)
        half = np.array([width, size * 1.3]) / 2 * frame.metres_per_mm
        plate = rectangle(inner.x - half[0], inner.y - half[1], inner.x + half[0], inner.y + half[1])
        if plate.intersection(seen).area < 0.97 * plate.area:
            continue
        tag = Box(x - width / 2, y - size / 2, x + width / 2, y + size / 2)
        if occupied.free(tag):
            occupied.take(tag)
            draw_label(sheet, tag, "start", [words], size=size, weight=600, colour="#6B7582", spacing=spacing)


def draw_roads_and_rivers(sheet: Canvas, frame: Frame, base: Basemap, occupied: Occupied) -> None:
    """In a narrow view, the numbers of A and B roads and the names of rivers and canals, where there is room left."""
    if frame.ground[2] - frame.ground[0] >= FINE_BOUNDARIES_BELOW_M:
        return
    size = 1.8 * sheet.scale
    for lines, column, colour, least_mm in ((base.roads, "ref", "#6F6240", 14), (base.rivers, "name", "#2E6A92", 25)):
        if lines is None:
            continue
        seen = lines[lines["class"] != "motorway"].clip_by_rect(*frame.ground)
        long = seen.length.sort_values(ascending=False)
        for at in long[long > frame.metres_per_mm * least_mm].index[:MOST_LINE_NAMES]:
            _name_line(sheet, frame, occupied, seen[at], str(lines.at[at, column]), size=size, colour=colour)


def _name_line(sheet: Canvas, frame: Frame, occupied: Occupied, line: BaseGeometry, words: str, *, size: float, colour: str) -> None:
    longest = max(shapely.get_parts(line), key=lambda part: part.length)
    width = text_width(words, size=size, weight="Semibold")
    for share in (0.5, 0.3, 0.7):
        point = longest.interpolate(share, normalized=True)
        x, y = frame.to_sheet(np.array([[point.x, point.y]]))[0]
        tag = Box(x - width / 2, y - size / 2, x + width / 2, y + size / 2)
        if occupied.free(tag):
            occupied.take(tag.grown(0.5))
            draw_label(sheet, tag, "middle", [words], size=size, weight=600, colour=colour)
            return


def draw_road_numbers(sheet: Canvas, frame: Frame, base: Basemap, occupied: Occupied) -> None:
    """The number of each motorway once, on the road itself."""
    size = 2.1 * sheet.scale
    for road in base.motorways.itertuples():
        seen = shapely.clip_by_rect(road.geometry, *frame.ground)
        if seen.is_empty or seen.length < frame.metres_per_mm * 18:
            continue
        longest = max(shapely.get_parts(seen), key=lambda part: part.length)
        width = text_width(road.ref, size=size, weight="Bold") + 1.2 * sheet.scale
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            point = longest.interpolate(share, normalized=True)
            x, y = frame.to_sheet(np.array([[point.x, point.y]]))[0]
            tag = Box(x - width / 2, y - size * 0.62, x + width / 2, y + size * 0.62)
            if occupied.free(tag):
                occupied.take(tag.grown(0.3))
                sheet.add(sheet.rect(tag, 'rx="0.6" fill="#6F6240"'))
                sheet.text(x, y + size * 0.34, road.ref, size=size, weight=700, colour="#FFFFFF", align="middle")
                break
