"""Draw the map on the server, as SVG, from the data: for print, slides and briefs.

Nothing is a screenshot. Geometry is drawn in EPSG:27700, so that the scale bar and the north arrow
are true everywhere on the sheet; lengths on the sheet are millimetres. Pins come from `geo.style`,
as on the web map. Symbols that would cover one another are moved apart, with a line to their true
place; where too many share a place, those of one type and status become one symbol with a number.
A name is written only where it covers nothing; what has no room gets a number and a key.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import box as rectangle
from shapely.geometry.base import BaseGeometry

from geo import style
from geo.assets import Register
from geo.boundaries import load_boundaries, load_fine_boundaries
from geo.crs import require_wgs84, to_bng
from geo.datapackage import open_package, read_layer
from geo.labels import count_words
from geo.lettering import FALLBACKS, SANS, printable, text_width, wrap
from geo.placement import Box, Occupied, group_near, place_label, spread
from geo.places import load_places

A4_LANDSCAPE_MM = (297.0, 210.0)
MARGIN_MM = 9.0
# Nearer than this the generalised basemap would look truer than it is.
LEAST_SPAN_M = 9_000.0
# A view this much of the region wide gets an enlarged detail; a smaller one a locator.
WIDE_VIEW_M = 85_000.0
FINE_BOUNDARIES_BELOW_M = 45_000.0
LEAST_ASSETS_FOR_DETAIL = 12
# A symbol may move this many times its own size from its place before symbols are put together.
MOST_MOVED, MOST_MOVED_OF_FEW = 2.6, 4.2
GROUP_RADII = (0.9, 1.4, 2.0, 3.0)
FEW_SYMBOLS, FEW_ASSETS, MOST_SYMBOLS = 15, 60, 170

OUTSIDE, LAND, URBAN = "#E9ECF0", "#FBFBF8", "#E6E3DC"
WATER, RAIL, ROAD, ROAD_EDGE = "#9CC3E0", "#A7A29A", "#F3D9A4", "#B39A63"
BORDER, QUIET, LEADER = "#9AA3AE", "#5A6472", "#3D4652"


@dataclass(frozen=True)
class Frame:
    """A map on the sheet: its box in mm and the ground it shows, EPSG:27700 metres."""

    box: Box
    west: float
    north: float
    metres_per_mm: float

    @property
    def ground(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in EPSG:27700."""
        east = self.west + self.box.width * self.metres_per_mm
        return (self.west, self.north - self.box.height * self.metres_per_mm, east, self.north)

    @property
    def scale(self) -> int:
        """The number under the line of a scale of 1 to this, to three digits."""
        exact = self.metres_per_mm * 1000
        digits = max(0, int(math.log10(exact)) - 1)
        return round(exact / 10**digits) * 10**digits

    def to_sheet(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) in EPSG:27700 as mm on the sheet."""
        x = self.box.left + (points[:, 0] - self.west) / self.metres_per_mm
        y = self.box.top + (self.north - points[:, 1]) / self.metres_per_mm
        return np.c_[x, y]


@dataclass(frozen=True)
class Basemap:
    """Everything under the pins, EPSG:27700."""

    region: BaseGeometry
    urban: gpd.GeoDataFrame
    waterways: gpd.GeoDataFrame
    railways: gpd.GeoDataFrame
    motorways: gpd.GeoDataFrame
    authorities: gpd.GeoDataFrame
    fine_authorities: gpd.GeoDataFrame
    places: gpd.GeoDataFrame


@dataclass
class Symbol:
    """One pin, or several of one type and status drawn as one; places in mm on the sheet."""

    layer: str
    status: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    true_place: tuple[float, float]
    place: tuple[float, float]
    size: float
    number: int = 0

    @property
    def count(self) -> int:
        return len(self.ids)

    @property
    def box(self) -> Box:
        half = self.size / 2
        return Box(self.place[0] - half, self.place[1] - half, self.place[0] + half, self.place[1] + half)


@dataclass
class Sheet:
    """The SVG as it grows. `scale` is the size of lettering and symbols: 1 in print at arm's length."""

    scale: float
    parts: list[str] = field(default_factory=list)
    frames: int = 0
    badges: int = 0

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        weight: int = 400,
        colour: str = style.INK,
        align: str = "start",
        halo: str = "",
        spacing: float = 0,
    ) -> None:
        """One line of text with its baseline at y."""
        extra = f' letter-spacing="{spacing:.2f}"' if spacing else ""
        if halo:
            extra += f' stroke="{halo}" stroke-width="{size * 0.28:.2f}"'
            extra += ' stroke-linejoin="round" paint-order="stroke"'
        if align != "start":
            extra += f' text-anchor="{align}"'
        if weight != 400:
            extra += f' font-weight="{weight}"'
        self.add(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" fill="{colour}"{extra}>'
            f"{escape(printable(words))}</text>"
        )


def draw_map(
    register: Register,
    assets: gpd.GeoDataFrame,
    *,
    size_mm: tuple[float, float] = A4_LANDSCAPE_MM,
    authorities: tuple[str, ...] = (),
    title: str = "",
    lines: tuple[str, ...] = (),
    footer: tuple[str, ...] = (),
    panel: str = "right",
    scale: float = 1.0,
) -> str:
    """Draw assets on a sheet of `size_mm` (width, height) and return it as SVG text.

    `assets` is in EPSG:4326; none at all draws the base map. The map shows the `authorities` (GSS
    codes) if any are named, else the assets with some room around them, else the region. `title`
    and `lines` stand above the map, `footer` below; without them the map fills the sheet. `panel`
    says where legend, detail or locator and key go: "right", "below" or "none". `scale` enlarges
    lettering and symbols, for a screen seen from afar.

    A GSS code that is not in the data is left out of account.

    Raises CrsError if `assets` has no CRS or another one.
    """
    require_wgs84(assets, what="assets")
    base = basemap(register)
    sheet = Sheet(scale=scale)
    width, height = size_mm
    bare = not (title or lines or footer)
    body = Box(0, 0, width, height).grown(-0.2 if bare else -MARGIN_MM)
    body = _draw_header(sheet, body, title, lines)
    body = _draw_footer(sheet, body, footer)
    points = to_bng(assets.geometry).get_coordinates().to_numpy()
    chosen = base.authorities[base.authorities["gss_code"].isin(authorities)]
    ground = _ground_of(points, chosen, base)
    span = max(ground[2] - ground[0], ground[3] - ground[1])
    wide = span > WIDE_VIEW_M and len(points) >= LEAST_ASSETS_FOR_DETAIL
    map_box, panel_box = _split(body, ground, panel=panel, wide=wide, scale=scale)
    frame = _frame(map_box, ground)
    rows = _legend_rows(register, assets)
    beside = _PanelPlan(panel_box, rows, scale, wide=wide, below=panel == "below")
    detail = _detail_frame(beside.inset, points, frame) if wide and beside.inset else None
    keyed = _draw_frame(
        sheet, frame, base, assets, points, chosen=chosen, key_rows=beside.key_rows, outline=detail
    )
    _draw_furniture(sheet, frame)
    if detail is not None:
        _draw_frame(sheet, detail, base, assets, points, chosen=chosen, key_rows=0, outline=None)
        _draw_furniture(sheet, detail, caption="Detail", north=False)
    elif beside.inset is not None:
        _draw_locator(sheet, beside.inset, base, frame, chosen)
    if panel_box is not None:
        _draw_legend(sheet, beside, rows, base_words=scale <= 1.3)
        _draw_key(sheet, beside, keyed)
    return _document(sheet, size_mm, title=title or "Map", words=map_words(register, assets))


def map_words(register: Register, assets: gpd.GeoDataFrame) -> str:
    """What a map of these assets shows, in words, for those who cannot see it."""
    if assets.empty:
        return "Map of the West Midlands region of England without any asset."
    plural = register.layer_names["plural"]
    layers = [
        f"{plural.get(layer, layer)} {number}"
        for layer, number in assets["layer"]
        .value_counts()
        .reindex(register.layer_names.index)
        .dropna()
        .astype(int)
        .items()
    ]
    towns = assets["authority"].value_counts()
    where = ", ".join(f"{name} {number}" for name, number in towns.head(4).items())
    more = f" and {len(towns) - 4} more authorities" if len(towns) > 4 else ""
    return f"Map of {count_words(len(assets))}. By type: {', '.join(layers)}. By authority: {where}{more}."


def basemap(register: Register) -> Basemap:
    """The base map of a register's package in EPSG:27700; read once per version of the data."""
    return _read_basemap(register.package.root, register.package.version)


@lru_cache(maxsize=2)
def _read_basemap(root: Path, version: str) -> Basemap:
    package = open_package(root)
    layers = {
        name: to_bng(read_layer(package, name)) for name in ("urban", "waterways", "railways", "motorways")
    }
    region = to_bng(read_layer(package, "region_boundary")).geometry.union_all()
    return Basemap(
        region=region,
        authorities=to_bng(load_boundaries(package)),
        fine_authorities=to_bng(load_fine_boundaries(package)),
        places=to_bng(load_places(package)),
        **layers,
    )


# What is shown, and where on the sheet


def _ground_of(
    points: np.ndarray, chosen: gpd.GeoDataFrame, base: Basemap
) -> tuple[float, float, float, float]:
    """The ground to show, (west, south, east, north) in EPSG:27700."""
    region = base.region.bounds
    if len(chosen):
        west, south, east, north = chosen.total_bounds
    elif len(points):
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        if max(east - west, north - south) > WIDE_VIEW_M:
            west, south, east, north = region
    else:
        west, south, east, north = region
    margin = 0.03 if (west, south) == region[:2] or len(chosen) else 0.14
    grow = max(east - west, north - south) * margin
    spare = [max(0.0, LEAST_SPAN_M - span) / 2 for span in (east - west + 2 * grow, north - south + 2 * grow)]
    return (west - grow - spare[0], south - grow - spare[1], east + grow + spare[0], north + grow + spare[1])


def _frame(box: Box, ground: tuple[float, float, float, float]) -> Frame:
    west, south, east, north = ground
    metres_per_mm = max((east - west) / box.width, (north - south) / box.height)
    return Frame(
        box=box,
        west=(west + east) / 2 - box.width * metres_per_mm / 2,
        north=(south + north) / 2 + box.height * metres_per_mm / 2,
        metres_per_mm=metres_per_mm,
    )


def _split(
    body: Box, ground: tuple[float, float, float, float], *, panel: str, wide: bool, scale: float
) -> tuple[Box, Box | None]:
    """The box of the map and, unless `panel` is "none", the one of the panel."""
    gutter = 4.0
    if panel == "none":
        return body, None
    if panel == "below":
        depth = min(body.height * (0.36 if wide else 0.32), 90.0 * scale)
        line = body.bottom - depth
        return Box(body.left, body.top, body.right, line - gutter), Box(
            body.left, line, body.right, body.bottom
        )
    shape = (ground[2] - ground[0]) / (ground[3] - ground[1])
    least = (66.0 if not wide else 82.0) * scale
    # A wide view needs no more than its own shape: what is left makes room for the detail.
    width = min(body.width - least - gutter, body.height * max(shape, 0.9) * (1.0 if wide else 1.6))
    width = max(width, body.width * 0.5)
    line = body.left + width
    return Box(body.left, body.top, line, body.bottom), Box(line + gutter, body.top, body.right, body.bottom)


class _PanelPlan:
    """Where inset, legend and key lie in the panel, mm."""

    def __init__(self, panel: Box | None, rows: list, scale: float, *, wide: bool, below: bool) -> None:
        self.inset: Box | None = None
        self.legend: Box | None = None
        self.key: Box | None = None
        self.scale = scale
        if panel is None:
            return
        height = _legend_height(rows, scale)
        if below:
            self._below(panel, wide)
        elif wide:
            # The legend has two columns here.
            self.legend = Box(
                panel.left, panel.bottom - _legend_height(rows, scale, columns=2), panel.right, panel.bottom
            )
            self.inset = Box(panel.left, panel.top, panel.right, self.legend.top - 3)
        else:
            self.legend = Box(panel.left, panel.top, panel.right, panel.top + height)
            locator = min(36.0 * scale, panel.height * 0.3)
            self.inset = Box(panel.right - locator * 0.92, panel.bottom - locator, panel.right, panel.bottom)
            self.key = Box(panel.left, self.legend.bottom + 3, panel.right, self.inset.top - 3)

    def _below(self, panel: Box, wide: bool) -> None:
        legend = 62.0 * self.scale
        self.legend = Box(panel.right - legend, panel.top, panel.right, panel.bottom)
        rest = Box(panel.left, panel.top, self.legend.left - 4, panel.bottom)
        if wide:
            self.inset = rest
            return
        side = min(rest.width * 0.4, rest.height * 0.92)
        self.inset = Box(rest.left, rest.top, rest.left + side, rest.top + min(rest.height, side / 0.92))
        self.key = Box(self.inset.right + 4, rest.top, rest.right, rest.bottom)

    @property
    def columns(self) -> int:
        return 2 if self.legend and self.legend.width > 76 * self.scale else 1

    @property
    def key_rows(self) -> int:
        """How many rows of the key there is room for."""
        if self.key is None:
            return 0
        return max(0, int((self.key.height - 5 * self.scale) / (KEY_ROW_MM * self.scale)))


def _detail_frame(box: Box, points: np.ndarray, frame: Frame) -> Frame | None:
    """An enlarged frame around where most assets are; None if too few are together."""
    if len(points) < LEAST_ASSETS_FOR_DETAIL:
        return None
    width = 0.31 * (frame.ground[2] - frame.ground[0])
    half = np.array([width, width * box.height / box.width]) / 2 * 0.94
    inside = (np.abs(points[:, None] - points[None]) <= half).all(axis=2)
    fullest = inside[inside.sum(axis=1).argmax()]
    if fullest.sum() < LEAST_ASSETS_FOR_DETAIL:
        return None
    middle = points[fullest].mean(axis=0)
    metres_per_mm = width / box.width
    return Frame(
        box=box,
        west=middle[0] - width / 2,
        north=middle[1] + box.height * metres_per_mm / 2,
        metres_per_mm=metres_per_mm,
    )


# The map itself


def _draw_frame(
    sheet: Sheet,
    frame: Frame,
    base: Basemap,
    assets: gpd.GeoDataFrame,
    points: np.ndarray,
    *,
    chosen: gpd.GeoDataFrame,
    key_rows: int,
    outline: Frame | None,
) -> list[Symbol]:
    """Draw one map with base, pins and labels; return the symbols that got a number of the key."""
    sheet.frames += 1
    name = f"frame{sheet.frames}"
    box = frame.box
    sheet.add(
        f'<clipPath id="{name}"><rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}"/></clipPath><g clip-path="url(#{name})">'
    )
    _draw_base(sheet, frame, base, chosen)
    if outline is not None:
        _draw_outline(sheet, frame, outline)
    sheet.add("</g>")
    symbols = _symbols_in(frame, assets, points, sheet.scale)
    occupied = Occupied(bounds=box.grown(-0.6))
    for reserved in _furniture_boxes(frame, sheet.scale):
        occupied.take(reserved)
    for symbol in symbols:
        occupied.take(symbol.box.grown(0.15))
    span = frame.ground[2] - frame.ground[0]
    crowded = len(symbols) > FEW_SYMBOLS
    if crowded:
        _draw_places(sheet, frame, base, occupied, tiers=(1,), span=span)
    if len(chosen) or (span < FINE_BOUNDARIES_BELOW_M and sheet.frames == 1):
        _draw_neighbours(sheet, frame, base, occupied, chosen)
    _draw_road_numbers(sheet, frame, base, occupied)
    _draw_symbols(sheet, symbols)
    keyed = _draw_names(sheet, symbols, occupied, key_rows)
    if not crowded:
        _draw_places(sheet, frame, base, occupied, tiers=(1,), span=span)
    _draw_places(sheet, frame, base, occupied, tiers=(2, 3) if span < 70_000 else (2,), span=span)
    sheet.add(
        f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
        f'fill="none" stroke="{QUIET}" stroke-width="0.25"/>'
    )
    return keyed


def _draw_base(sheet: Sheet, frame: Frame, base: Basemap, chosen: gpd.GeoDataFrame) -> None:
    box = frame.box
    fine = frame.ground[2] - frame.ground[0] < FINE_BOUNDARIES_BELOW_M
    borders = base.fine_authorities if fine else base.authorities
    near = fine or len(chosen) > 0
    thick = 1.25 if fine else 1.0
    sheet.add(
        f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
        f'fill="{OUTSIDE}"/>'
    )
    land = borders.geometry if fine else [base.region]
    sheet.add(_path(frame, land, f'fill="{LAND}"'))
    sheet.add(_path(frame, base.urban.geometry, f'fill="{URBAN}"'))
    sheet.add(
        _path(
            frame, base.waterways.geometry, f'fill="none" stroke="{WATER}" stroke-width="{0.3 * thick:.2f}"'
        )
    )
    sheet.add(
        _path(frame, base.railways.geometry, f'fill="none" stroke="{RAIL}" stroke-width="{0.22 * thick:.2f}"')
    )
    sheet.add(
        _path(
            frame,
            base.railways.geometry,
            f'fill="none" stroke="{RAIL}" stroke-width="{0.6 * thick:.2f}" stroke-dasharray="0.18 1.5"',
        )
    )
    for colour, width in ((ROAD_EDGE, 0.85), (ROAD, 0.5)):
        sheet.add(
            _path(
                frame,
                base.motorways.geometry,
                f'fill="none" stroke="{colour}" stroke-width="{width * thick:.2f}" stroke-linejoin="round"',
            )
        )
    dashes = ' stroke-dasharray="1.6 0.7"' if near else ""
    sheet.add(_path(frame, borders.geometry, f'fill="none" stroke="{BORDER}" stroke-width="0.28"{dashes}'))
    if len(chosen):
        wanted = borders[borders["gss_code"].isin(chosen["gss_code"])].geometry
        veil = rectangle(*frame.ground).buffer(frame.metres_per_mm * 5).difference(wanted.union_all())
        sheet.add(_path(frame, [veil], 'fill="#FFFFFF" fill-opacity="0.5"'))
        sheet.add(
            _path(
                frame, wanted, f'fill="none" stroke="{style.INK}" stroke-width="0.6" stroke-linejoin="round"'
            )
        )
    else:
        sheet.add(_path(frame, [base.region], f'fill="none" stroke="{QUIET}" stroke-width="0.5"'))


def _symbols_in(frame: Frame, assets: gpd.GeoDataFrame, points: np.ndarray, scale: float) -> list[Symbol]:
    """The symbols of the assets in a frame, each in its place on the sheet and none over another."""
    west, south, east, north = frame.ground
    inside = (
        np.flatnonzero(
            (points[:, 0] >= west)
            & (points[:, 0] <= east)
            & (points[:, 1] >= south)
            & (points[:, 1] <= north)
        )
        if len(points)
        else []
    )
    if not len(inside):
        return []
    here = assets.iloc[inside]
    places = frame.to_sheet(points[inside])
    size = (4.6 if len(here) <= FEW_ASSETS else 4.0) * scale
    keys = list(zip(here["layer"], here["status"], strict=True))
    bounds = frame.box.grown(-0.8)
    # A little more room between few, for their numbers.
    gap = (1.0 if len(here) <= FEW_ASSETS else 0.25) * scale
    most_moved = size * (MOST_MOVED_OF_FEW if len(here) <= FEW_ASSETS else MOST_MOVED)
    for radius in (0.0, *GROUP_RADII):
        groups = group_near(places, keys, radius=size * radius) if radius else [[i] for i in range(len(here))]
        if len(groups) > MOST_SYMBOLS and radius < GROUP_RADII[-1]:
            continue
        true = np.array([places[group].mean(axis=0) for group in groups])
        sizes = np.array(
            [size * (1 if len(g) == 1 else min(1.9, 1.12 + 0.16 * math.log2(len(g)))) for g in groups]
        )
        moved = spread(true, sizes / 2, gap=gap, bounds=bounds)
        if np.linalg.norm(moved - true, axis=1).max() <= most_moved:
            break
    rows = here[["id", "name", "layer", "status"]].to_dict("records")
    return [
        Symbol(
            layer=rows[group[0]]["layer"],
            status=rows[group[0]]["status"],
            ids=tuple(rows[i]["id"] for i in group),
            names=tuple(rows[i]["name"] for i in group),
            true_place=(float(true[n, 0]), float(true[n, 1])),
            place=(float(moved[n, 0]), float(moved[n, 1])),
            size=float(sizes[n]),
        )
        for n, group in enumerate(groups)
    ]


def _draw_symbols(sheet: Sheet, symbols: list[Symbol]) -> None:
    """Lines to the true places first, then the pins, southern over northern."""
    for symbol in symbols:
        if math.dist(symbol.place, symbol.true_place) > symbol.size * 0.45:
            (x, y), (tx, ty) = symbol.place, symbol.true_place
            sheet.add(
                f'<path d="M{x:.2f} {y:.2f}L{tx:.2f} {ty:.2f}" stroke="{LEADER}" stroke-width="0.16"/>'
                f'<circle cx="{tx:.2f}" cy="{ty:.2f}" r="0.4" fill="{LEADER}"/>'
            )
    for symbol in sorted(symbols, key=lambda one: one.place[1]):
        box = symbol.box
        named = escape(printable(" ".join(symbol.ids)))
        pin = _pin(symbol.layer, symbol.status, box.left, box.top, symbol.size)
        sheet.add(f'<g data-assets="{named}">{pin}</g>')
        if symbol.count > 1:
            _draw_badge(sheet, symbol)


def _pin(layer: str, status: str, left: float, top: float, size: float) -> str:
    """A pin of the style table as a nested SVG, placed in mm."""
    svg = style.symbol_svg(layer, status)
    return re.sub(
        r'<svg [^>]*?viewBox="([^"]+)"[^>]*>',
        rf'<svg x="{left:.2f}" y="{top:.2f}" width="{size:.2f}" height="{size:.2f}" viewBox="\1">',
        svg,
        count=1,
    )


def _draw_badge(sheet: Sheet, symbol: Symbol) -> None:
    """How many assets a symbol stands for, in a dark pill on its lower edge."""
    sheet.badges += 1
    size = 2.35 * sheet.scale
    words = str(symbol.count)
    width = text_width(words, size=size, weight="Bold") + 1.2 * sheet.scale
    x, y = symbol.place[0], symbol.box.bottom - 0.5 * sheet.scale
    sheet.add(
        f'<rect x="{x - width / 2:.2f}" y="{y - size * 0.5:.2f}" width="{width:.2f}" height="{size:.2f}" '
        f'rx="{size / 2:.2f}" fill="{style.INK}" stroke="#FFFFFF" stroke-width="0.25"/>'
    )
    sheet.text(x, y + size * 0.32, words, size=size, weight=700, colour=style.PAPER, align="middle")


# Labels


def _draw_names(sheet: Sheet, symbols: list[Symbol], occupied: Occupied, key_rows: int) -> list[Symbol]:
    """Name the single pins that have room, rare types first; number others for the key."""
    size = 2.55 * sheet.scale
    often = Counter(symbol.layer for symbol in symbols)
    single = sorted(
        (symbol for symbol in symbols if symbol.count == 1),
        key=lambda one: (often[one.layer], one.names[0].casefold()),
    )
    unnamed = []
    for symbol in single:
        lines = wrap(printable(symbol.names[0]), size=size, width=27 * sheet.scale, weight="Semibold", most=3)
        width = max(text_width(line, size=size, weight="Semibold") for line in lines)
        found = place_label(
            occupied,
            at=symbol.place,
            size=(width, size * 1.08 * len(lines)),
            clearance=symbol.size / 2 + 0.5 * sheet.scale,
        )
        if found is None:
            unnamed.append(symbol)
            continue
        _draw_label(sheet, *found, lines, size=size, weight=600)
    return _draw_numbers(sheet, unnamed, occupied, key_rows)


def _draw_numbers(sheet: Sheet, symbols: list[Symbol], occupied: Occupied, key_rows: int) -> list[Symbol]:
    size = 2.4 * sheet.scale
    keyed: list[Symbol] = []
    corners: list[Box] = []
    for symbol in sorted(symbols, key=lambda one: (round(one.place[1] / 6), one.place[0])):
        if len(keyed) >= key_rows:
            break
        words = str(len(keyed) + 1)
        found = place_label(
            occupied,
            at=symbol.place,
            size=(text_width(words, size=size, weight="Bold"), size * 0.95),
            clearance=symbol.size / 2 + 0.2 * sheet.scale,
        )
        found = found or _corner(symbol, occupied, corners, text_width(words, size=size, weight="Bold"), size)
        if found is not None:
            symbol.number = len(keyed) + 1
            keyed.append(symbol)
            corners.append(found[0])
            _draw_label(sheet, *found, [words], size=size, weight=700)
    return keyed


def _corner(
    symbol: Symbol, occupied: Occupied, numbers: list[Box], width: float, size: float
) -> tuple[Box, str] | None:
    """The upper right corner of a pin's own box, if no label or other number stands there.

    Pins are round or pointed: a number there leaves its pin and the next to be told.
    """
    x, y = symbol.place[0] + symbol.size * 0.34, symbol.place[1] - symbol.size * 0.34
    box = Box(x, y - size * 0.75, x + width, y + size * 0.2)
    pins = [taken for taken in occupied.boxes if taken.overlaps(box) and taken.width > symbol.size * 1.2]
    if pins or any(box.overlaps(number) for number in numbers) or not box.inside(occupied.bounds):
        return None
    return box, "start"


def _draw_label(
    sheet: Sheet,
    box: Box,
    align: str,
    lines: list[str],
    *,
    size: float,
    weight: int = 400,
    colour: str = style.INK,
    spacing: float = 0,
) -> None:
    x = {"start": box.left, "middle": (box.left + box.right) / 2, "end": box.right}[align]
    step = box.height / len(lines)
    for number, line in enumerate(lines):
        sheet.text(
            x,
            box.top + step * number + step * 0.76,
            line,
            size=size,
            weight=weight,
            colour=colour,
            align=align,
            halo="#FFFFFF",
            spacing=spacing,
        )


def _draw_places(
    sheet: Sheet, frame: Frame, base: Basemap, occupied: Occupied, *, tiers: tuple[int, ...], span: float
) -> None:
    west, south, east, north = frame.ground
    for tier in tiers:
        here = base.places[base.places["label_tier"] == tier].cx[west:east, south:north]
        size = {1: 3.0, 2: 2.5, 3: 2.35}[tier] * sheet.scale
        weight, colour = (600, "#2E3742") if tier == 1 else (400, QUIET)
        for point, (x, y) in zip(
            here.itertuples(), frame.to_sheet(here.geometry.get_coordinates().to_numpy()), strict=True
        ):
            width = text_width(point.name, size=size, weight="Semibold" if tier == 1 else "Regular")
            # A city is worth looking farther for room.
            for clearance in (0.8, 3.0, 5.5) if tier == 1 else (0.8, 2.5):
                found = place_label(
                    occupied, at=(x, y), size=(width, size), clearance=clearance, centred=clearance < 1
                )
                if found is not None:
                    _draw_label(sheet, *found, [point.name], size=size, weight=weight, colour=colour)
                    break


def _draw_neighbours(
    sheet: Sheet, frame: Frame, base: Basemap, occupied: Occupied, chosen: gpd.GeoDataFrame
) -> None:
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
            _draw_label(
                sheet, tag, "start", [words], size=size, weight=600, colour="#6B7582", spacing=spacing
            )


def _draw_road_numbers(sheet: Sheet, frame: Frame, base: Basemap, occupied: Occupied) -> None:
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
                sheet.add(
                    f'<rect x="{tag.left:.2f}" y="{tag.top:.2f}" width="{tag.width:.2f}" '
                    f'height="{tag.height:.2f}" '
                    f'rx="0.6" fill="#6F6240"/>'
                )
                sheet.text(
                    x, y + size * 0.34, road.ref, size=size, weight=700, colour="#FFFFFF", align="middle"
                )
                break


# Furniture of the sheet


def _bar_km(frame: Frame) -> float:
    """A round number of kilometres about a quarter of the frame long."""
    goal = frame.box.width * frame.metres_per_mm / 1000 * 0.24
    return max(step for step in (0.5, 1, 2, 5, 10, 20, 25, 50) if step <= max(goal, 0.5))


def _bar_words(frame: Frame, caption: str = "") -> str:
    words = f"{_bar_km(frame):g} km \u00b7 1:{frame.scale:,}"
    return f"{caption} \u00b7 {words}" if caption else words


def _furniture_boxes(frame: Frame, scale: float, caption: str = "Detail") -> list[Box]:
    """Where the scale bar and the north arrow stand."""
    box = frame.box
    bar = _bar_km(frame) * 1000 / frame.metres_per_mm
    words = text_width(_bar_words(frame, caption), size=2.5 * scale)
    return [
        Box(box.left, box.bottom - 8.5 * scale, box.left + max(bar, words) + 6 * scale, box.bottom),
        Box(box.right - 8.4 * scale, box.top, box.right, box.top + 13 * scale),
    ]


def _draw_furniture(sheet: Sheet, frame: Frame, *, caption: str = "", north: bool = True) -> None:
    """Scale bar in kilometres, the scale in figures, and an arrow to grid north."""
    scale, box = sheet.scale, frame.box
    bar = _bar_km(frame) * 1000 / frame.metres_per_mm
    left, base = box.left + 3 * scale, box.bottom - 2.6 * scale
    plates = _furniture_boxes(frame, scale, caption)
    for plate in plates if north else plates[:1]:
        inner = plate.grown(-0.3)
        sheet.add(
            f'<rect x="{inner.left:.2f}" y="{inner.top:.2f}" width="{inner.width:.2f}" '
            f'height="{inner.height:.2f}" '
            f'fill="#FFFFFF" fill-opacity="0.86"/>'
        )
    sheet.add(
        f'<path d="M{left:.2f} {base - 1.3 * scale:.2f}V{base:.2f}H{left + bar:.2f}V{base - 1.3 * scale:.2f}'
        f'M{left + bar / 2:.2f} {base:.2f}v{-0.9 * scale:.2f}" '
        f'fill="none" stroke="{style.INK}" stroke-width="0.4"/>'
    )
    sheet.text(left, base - 2.1 * scale, _bar_words(frame, caption), size=2.5 * scale)
    if north:
        x, y = box.right - 4.2 * scale, box.top + 2 * scale
        sheet.add(
            f'<path d="M{x:.2f} {y:.2f}l{2 * scale:.2f} {5.4 * scale:.2f}l{-2 * scale:.2f} {-1.3 * scale:.2f}'
            f'l{-2 * scale:.2f} {1.3 * scale:.2f}Z" fill="{style.INK}"/>'
        )
        sheet.text(x, y + 8.8 * scale, "N", size=3.2 * scale, weight=700, align="middle")


def _draw_outline(sheet: Sheet, frame: Frame, detail: Frame) -> None:
    """Where the enlarged detail lies."""
    sheet.add(
        _path(
            frame,
            [rectangle(*detail.ground)],
            f'fill="none" stroke="{style.INK}" stroke-width="0.35" stroke-dasharray="1.4 0.8"',
        )
    )


def _draw_locator(sheet: Sheet, box: Box, base: Basemap, frame: Frame, chosen: gpd.GeoDataFrame) -> None:
    """The region small, with the ground of the map on it; nothing if the map shows most of it."""
    small = _frame(box, base.region.bounds)
    if frame.ground[3] - frame.ground[1] > 0.8 * (small.ground[3] - small.ground[1]):
        return
    sheet.add(_path(small, [base.region], f'fill="{LAND}" stroke="{QUIET}" stroke-width="0.3"'))
    sheet.add(_path(small, base.authorities.geometry, f'fill="none" stroke="{BORDER}" stroke-width="0.12"'))
    if len(chosen):
        sheet.add(
            _path(
                small,
                chosen.geometry,
                f'fill="{style.SEQUENTIAL[3]}" stroke="{style.INK}" stroke-width="0.25"',
            )
        )
    sheet.add(
        _path(small, [rectangle(*frame.ground)], f'fill="none" stroke="{style.INK}" stroke-width="0.45"')
    )


LEGEND_ROW_MM, KEY_ROW_MM = 5.3, 3.35
BASE_WORDS = ("Built-up area", "Motorway", "Railway", "Navigable waterway", "Authority boundary")


def _legend_rows(register: Register, assets: gpd.GeoDataFrame) -> list[tuple[str, str, str]]:
    """(layer, status, words) of every type and status present; layer "" is a neutral shape."""
    layers, statuses = assets["layer"].value_counts(), assets["status"].value_counts()
    plural = register.layer_names["plural"]
    rows = [
        (layer, "operating", f"{plural[layer]} ({layers[layer]})")
        for layer in plural.index
        if layer in layers
    ]
    shown = [(s, words) for s, words in style.STATUS_WORDS.items() if s in statuses]
    return rows + [("", status, f"{words} ({statuses[status]})") for status, words in shown]


def _legend_height(rows: list, scale: float, *, columns: int = 1) -> float:
    kinds = sum(1 for row in rows if row[0])
    if columns == 2:
        return (7.5 + LEGEND_ROW_MM * max(kinds + 1.6, len(rows) - kinds, 4.4) + 2) * scale + (
            9 if scale <= 1.3 else 0
        )
    return (6 + LEGEND_ROW_MM * len(rows) + 5 + 5.5) * scale + (10 * scale if scale <= 1.3 else 0)


def _draw_legend(sheet: Sheet, plan: _PanelPlan, rows: list, *, base_words: bool) -> None:
    box, scale = plan.legend, sheet.scale
    kinds = [row for row in rows if row[0]]
    states = [row for row in rows if not row[0]]
    y = _draw_legend_block(sheet, box.left, box.top, "Type of asset", kinds) if kinds else box.top
    if plan.columns == 2:
        second = box.left + box.width * 0.53
        y_states = _draw_legend_block(sheet, second, box.top, "Status", states) if states else box.top
    else:
        second = box.left
        y_states = y = _draw_legend_block(sheet, box.left, y + 1.2 * scale, "Status", states) if states else y
    if sheet.badges:
        _draw_legend_badge(sheet, box.left, y)
        y += LEGEND_ROW_MM * scale
    if base_words:
        _draw_base_legend(sheet, Box(box.left, max(y, y_states) + 0.8 * scale, box.right, box.bottom))


def _draw_legend_block(sheet: Sheet, left: float, top: float, title: str, rows: list) -> float:
    scale = sheet.scale
    sheet.text(left, top + 3.2 * scale, title, size=3.1 * scale, weight=700)
    y = top + 5.2 * scale
    for layer, status, words in rows:
        sheet.add(_pin(layer, status, left, y, 4.4 * scale))
        sheet.text(left + 6.2 * scale, y + 3.2 * scale, words, size=3.0 * scale)
        y += LEGEND_ROW_MM * scale
    return y


def _draw_legend_badge(sheet: Sheet, left: float, y: float) -> None:
    scale = sheet.scale
    middle = (left + 2.2 * scale, y + 1.4 * scale)
    _draw_badge(sheet, Symbol("", "", ("",) * 12, (), middle, middle, 2.2 * scale))
    sheet.text(
        left + 6.2 * scale,
        y + 3.1 * scale,
        "that many of one type and status",
        size=2.7 * scale,
        colour=QUIET,
    )


def _draw_base_legend(sheet: Sheet, box: Box) -> None:
    """Samples of the base map's lines, running on over as many rows as they need."""
    scale = sheet.scale
    size, x, y = 2.5 * scale, box.left, box.top + 2.4 * scale
    for words in BASE_WORDS:
        width = 6.4 * scale + text_width(words, size=size)
        if x + width > box.right and x > box.left:
            x, y = box.left, y + 4.0 * scale
        sheet.add(_sample(words, x, y - size * 0.3, 4.6 * scale))
        sheet.text(x + 5.6 * scale, y, words, size=size, colour=QUIET)
        x += width + 2.4 * scale


def _sample(words: str, x: float, y: float, width: float) -> str:
    line = f'd="M{x:.2f} {y:.2f}h{width:.2f}" fill="none"'
    return {
        "Built-up area": f'<rect x="{x:.2f}" y="{y - 1.1:.2f}" width="{width:.2f}" height="2.2" '
        f'fill="{URBAN}" stroke="{BORDER}" stroke-width="0.1"/>',
        "Motorway": f'<path {line} stroke="{ROAD_EDGE}" stroke-width="1"/>'
        f'<path {line} stroke="{ROAD}" stroke-width="0.6"/>',
        "Railway": f'<path {line} stroke="{RAIL}" stroke-width="0.25"/>'
        f'<path {line} stroke="{RAIL}" stroke-width="0.8" stroke-dasharray="0.2 1.2"/>',
        "Navigable waterway": f'<path {line} stroke="{WATER}" stroke-width="0.5"/>',
        "Authority boundary": f'<path {line} stroke="{BORDER}" stroke-width="0.35"/>',
    }[words]


def _draw_key(sheet: Sheet, plan: _PanelPlan, keyed: list[Symbol]) -> None:
    """The names of the numbered pins."""
    if not keyed or plan.key is None:
        return
    scale, box = sheet.scale, plan.key
    sheet.text(box.left, box.top + 3 * scale, "Numbers on the map", size=3.1 * scale, weight=700)
    y = box.top + 6.6 * scale
    for symbol in keyed:
        sheet.text(box.left + 4 * scale, y, str(symbol.number), size=2.5 * scale, weight=700, align="end")
        words = wrap(printable(symbol.names[0]), size=2.5 * scale, width=box.width - 5.5 * scale, most=1)[0]
        sheet.text(box.left + 5.2 * scale, y, words, size=2.5 * scale)
        y += KEY_ROW_MM * scale


def _draw_header(sheet: Sheet, body: Box, title: str, lines: tuple[str, ...]) -> Box:
    y = body.top
    if title:
        size = 6.8 * sheet.scale
        for line in wrap(printable(title), size=size, width=body.width, weight="Bold", most=2):
            sheet.text(body.left, y + size * 0.78, line, size=size, weight=700)
            y += size * 1.08
    for text in lines:
        size = 3.5 * sheet.scale
        for line in wrap(printable(text), size=size, width=body.width, most=2):
            sheet.text(body.left, y + size * 0.9, line, size=size, colour=QUIET)
            y += size * 1.3
    return Box(body.left, y + (2.0 if y > body.top else 0), body.right, body.bottom)


def _draw_footer(sheet: Sheet, body: Box, footer: tuple[str, ...]) -> Box:
    size = 2.15 * sheet.scale
    lines = [line for text in footer for line in wrap(printable(text), size=size, width=body.width)]
    if not lines:
        return body
    top = body.bottom - len(lines) * size * 1.28
    for number, line in enumerate(lines):
        sheet.text(body.left, top + size * 1.28 * number + size, line, size=size, colour=QUIET)
    return Box(body.left, body.top, body.right, top - 2.0)


def _document(sheet: Sheet, size_mm: tuple[float, float], *, title: str, words: str) -> str:
    width, height = size_mm
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title desc" xml:lang="en-GB" '
        f"font-family=\"'{SANS}', {FALLBACKS}\">\n"
        f'<title id="title">{escape(printable(title))}</title>\n'
        f'<desc id="desc">{escape(printable(words))}</desc>\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{style.PAPER}"/>\n'
        + "\n".join(part for part in sheet.parts if part)
        + "\n</svg>\n"
    )


def _path(frame: Frame, geometries, attributes: str) -> str:
    """Geometries (EPSG:27700) as one path, cut to the frame and thinned to what print can show."""
    west, south, east, north = frame.ground
    spare = frame.metres_per_mm * 2
    shapes = np.asarray(geometries, dtype=object)
    shapes = shapes[shapely.intersects(shapes, rectangle(west, south, east, north))]
    cut = shapely.clip_by_rect(shapes, west - spare, south - spare, east + spare, north + spare)
    cut = shapely.simplify(cut, frame.metres_per_mm * 0.04)
    data = "".join(_line(frame, part) for shape in shapely.get_parts(cut) for part in _rings(shape))
    return f'<path d="{data}" fill-rule="evenodd" {attributes}/>' if data else ""


def _rings(shape: BaseGeometry):
    """The lines to draw of a geometry, each with whether it is closed."""
    if shape.geom_type == "Polygon":
        yield from ((ring, True) for ring in (shape.exterior, *shape.interiors) if not ring.is_empty)
    elif shape.geom_type in ("LineString", "LinearRing"):
        yield shape, False
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _rings(part)


def _line(frame: Frame, part: tuple[BaseGeometry, bool]) -> str:
    line, closed = part
    points = frame.to_sheet(shapely.get_coordinates(line))
    if closed:
        points = points[:-1]
    if len(points) < 2:
        return ""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + ("Z" if closed else "")
