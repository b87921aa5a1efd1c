"""Everything under the pins, from the data package's own layers; EPSG:27700."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box as rectangle
from shapely.geometry.base import BaseGeometry

from geo import style
from geo.crs import to_bng
from geo.gazetteer.places import load_places
from geo.print_map.canvas import Canvas
from geo.print_map.map_frame import Frame, path
from geo.register.assets import Register
from geo.register.boundaries import load_boundaries, load_fine_boundaries
from geo.register.datapackage import DataPackage, open_package, read_layer

FINE_BOUNDARIES_BELOW_M = 45_000.0
OUTSIDE, LAND, URBAN = "#E9ECF0", "#FBFBF8", "#E6E3DC"
WATER, RAIL, ROAD, ROAD_EDGE = "#9CC3E0", "#A7A29A", "#F3D9A4", "#B39A63"
# Class of road, colour, width in mm, and the widest view in metres that shows it; drawn in this order.
ROADS = (
    ("secondary", "#D9D2C0", 0.22, FINE_BOUNDARIES_BELOW_M),
    ("primary", "#DCC9A0", 0.3, 90_000.0),
    ("trunk", "#DDBE84", 0.42, float("inf")),
)
BORDER, QUIET = "#9AA3AE", "#5A6472"


@dataclass(frozen=True, eq=False)
class Basemap:
    """Everything under the pins, EPSG:27700."""

    region: BaseGeometry
    urban: gpd.GeoDataFrame
    waterways: gpd.GeoDataFrame
    railways: gpd.GeoDataFrame
    motorways: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame | None
    rivers: gpd.GeoDataFrame | None
    authorities: gpd.GeoDataFrame
    fine_authorities: gpd.GeoDataFrame
    places: gpd.GeoDataFrame


def basemap(register: Register) -> Basemap:
    """The base map of a register's package in EPSG:27700; read once per version of the data."""
    return _read_basemap(register.package.root, register.package.version)


@lru_cache(maxsize=2)
def _read_basemap(root: Path, version: str) -> Basemap:
    package = open_package(root)
    layers = {name: to_bng(read_layer(package, name)) for name in ("urban", "waterways", "railways", "motorways")}
    region = to_bng(read_layer(package, "region_boundary")).geometry.union_all()
    return Basemap(
        region=region,
        authorities=to_bng(load_boundaries(package)),
        fine_authorities=to_bng(load_fine_boundaries(package)),
        places=to_bng(load_places(package)),
        roads=_optional_layer(package, "main_roads"),
        rivers=_optional_layer(package, "main_waterways"),
        **layers,
    )


def _optional_layer(package: DataPackage, name: str) -> gpd.GeoDataFrame | None:
    """A layer in EPSG:27700 that a package may come without."""
    present = name in package.resources and package.path(name).is_file()
    return to_bng(read_layer(package, name)) if present else None


def draw_base(sheet: Canvas, frame: Frame, base: Basemap, chosen: gpd.GeoDataFrame) -> None:
    """Land, towns, water, railways, motorways and boundaries; `chosen` authorities stand out."""
    sheet.add(*_base_parts(frame, base, tuple(chosen["gss_code"])))


@lru_cache(maxsize=12)
def _base_parts(frame: Frame, base: Basemap, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The base map's SVG; kept, for the scenes of a tour and the formats of a view share their ground."""
    under = Canvas(scale=1.0)
    fine = frame.ground[2] - frame.ground[0] < FINE_BOUNDARIES_BELOW_M
    borders = base.fine_authorities if fine else base.authorities
    under.add(under.rect(frame.box, f'fill="{OUTSIDE}"'))
    under.add(path(frame, borders.geometry if fine else [base.region], f'fill="{LAND}"'))
    under.add(path(frame, base.urban.geometry, f'fill="{URBAN}"'))
    _draw_lines(under, frame, base, thick=1.25 if fine else 1.0)
    dashes = ' stroke-dasharray="1.6 0.7"' if fine or codes else ""
    under.add(path(frame, borders.geometry, f'fill="none" stroke="{BORDER}" stroke-width="0.28"{dashes}'))
    if codes:
        _draw_chosen(under, frame, borders[borders["gss_code"].isin(codes)].geometry)
    else:
        under.add(path(frame, [base.region], f'fill="none" stroke="{QUIET}" stroke-width="0.5"'))
    return tuple(under.parts)


def _draw_lines(sheet: Canvas, frame: Frame, base: Basemap, *, thick: float) -> None:
    """Waterways, railways (a line with cross ties), A and B roads, and motorways (a line with edges)."""
    if base.rivers is not None:
        rivers = base.rivers[base.rivers["class"] == "river"]
        sheet.add(path(frame, rivers.geometry, f'fill="none" stroke="{WATER}" stroke-width="{0.22 * thick:.2f}" stroke-linejoin="round"'))
    _draw_roads(sheet, frame, base, thick=thick)
    for lines, colour, width, more in (
        (base.waterways, WATER, 0.3, ""),
        (base.railways, RAIL, 0.22, ""),
        (base.railways, RAIL, 0.6, ' stroke-dasharray="0.18 1.5"'),
        (base.motorways, ROAD_EDGE, 0.85, ' stroke-linejoin="round"'),
        (base.motorways, ROAD, 0.5, ' stroke-linejoin="round"'),
    ):
        stroke = f'fill="none" stroke="{colour}" stroke-width="{width * thick:.2f}"{more}'
        sheet.add(path(frame, lines.geometry, stroke))


def _draw_roads(sheet: Canvas, frame: Frame, base: Basemap, *, thick: float) -> None:
    """Primary routes everywhere, other A roads and B roads where the view is narrow enough to tell them apart."""
    if base.roads is None:
        return
    span = frame.ground[2] - frame.ground[0]
    for kind, colour, width, below_m in ROADS:
        if span < below_m:
            lines = base.roads[base.roads["class"] == kind]
            sheet.add(path(frame, lines.geometry, f'fill="none" stroke="{colour}" stroke-width="{width * thick:.2f}" stroke-linejoin="round"'))


def _draw_chosen(sheet: Canvas, frame: Frame, wanted: gpd.GeoSeries) -> None:
    """A veil over all but the wanted authorities, and a strong line around them."""
    veil = rectangle(*frame.ground).buffer(frame.metres_per_mm * 5).difference(wanted.union_all())
    sheet.add(path(frame, [veil], 'fill="#FFFFFF" fill-opacity="0.5"'))
    line = f'fill="none" stroke="{style.INK}" stroke-width="0.6" stroke-linejoin="round"'
    sheet.add(path(frame, wanted, line))
