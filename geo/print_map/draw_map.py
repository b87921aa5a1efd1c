"""Put a map sheet together from its parts."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geo.crs import require_wgs84, to_bng
from geo.print_map.asset_names import draw_names
from geo.print_map.basemap import FINE_BOUNDARIES_BELOW_M, QUIET, Basemap, basemap, draw_base
from geo.print_map.canvas import Canvas, svg_document
from geo.print_map.furniture import draw_footer, draw_furniture, draw_header, draw_locator, draw_outline, furniture_boxes
from geo.print_map.label_placement import Box, Occupied
from geo.print_map.layout import LEAST_ASSETS_FOR_DETAIL, WIDE_VIEW_M, LegendRow, PanelPlan, detail_frame, ground_of, legend_height, split_sheet
from geo.print_map.legend import draw_key, draw_legend, legend_rows
from geo.print_map.map_frame import Frame, fit_frame
from geo.print_map.place_names import draw_neighbours, draw_places, draw_road_numbers, draw_roads_and_rivers
from geo.print_map.symbols import Symbol, draw_symbols, symbols_in
from geo.register.assets import Register
from geo.select.filter_words import count_words
from geo.style import OWN_LIST as MARK

A4_LANDSCAPE_MM = (297.0, 210.0)
MARGIN_MM = 9.0
FEW_SYMBOLS = 15
MARK_RADIUS_MM = 1.1
# In a wider view the smaller towns are left out.
TOWNS_BELOW_M = 70_000.0


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
    marks: gpd.GeoSeries | None = None,
) -> str:
    """Draw assets on a sheet of `size_mm` (width, height) and return it as SVG text.

    `assets` is in EPSG:4326; none at all draws the base map. The map shows the `authorities` (GSS
    codes) if any are named, else the assets with some room around them, else the region. `title`
    and `lines` stand above the map, `footer` below; without them the map fills the sheet. `panel`
    says where legend, detail or locator and key go: "right", "below" or "none". `scale` enlarges
    lettering and symbols, for a screen seen from afar.

    `marks` (points, EPSG:4326), such as a list of somebody's own, are drawn as plain circles over the pins;
    where there are any, they say what ground the map shows.

    A GSS code that is not in the data is left out of account.

    Raises CrsError if `assets` has no CRS or another one.
    """
    require_wgs84(assets, what="assets")
    base = basemap(register)
    sheet = Canvas(scale=scale)
    bare = not (title or lines or footer)
    body = Box(0, 0, *size_mm).grown(-0.2 if bare else -MARGIN_MM)
    body = draw_footer(sheet, draw_header(sheet, body, title, lines), footer)
    points = to_bng(assets.geometry).get_coordinates().to_numpy()
    chosen = base.authorities[base.authorities["gss_code"].isin(authorities)]
    marked = np.empty((0, 2)) if marks is None or marks.empty else to_bng(marks).get_coordinates().to_numpy()
    shown = _Shown(base, assets, points, chosen, marked)
    _draw_body(sheet, body, shown, legend_rows(register, assets), panel=panel)
    return svg_document(sheet, size_mm, title=title or "Map", words=map_words(register, assets))


def map_words(register: Register, assets: gpd.GeoDataFrame) -> str:
    """What a map of these assets shows, in words, for those who cannot see it."""
    if assets.empty:
        return "Map of the region without any asset."
    plural = register.layer_names["plural"]
    layers = [
        f"{plural.get(layer, layer)} {number}"
        for layer, number in assets["layer"].value_counts().reindex(register.layer_names.index).dropna().astype(int).items()
    ]
    towns = assets["authority"].value_counts()
    where = ", ".join(f"{name} {number}" for name, number in towns.head(4).items())
    more = f" and {len(towns) - 4} more authorities" if len(towns) > 4 else ""
    return f"Map of {count_words(len(assets))}. By type: {', '.join(layers)}. By authority: {where}{more}."


@dataclass(frozen=True)
class _Shown:
    """What is drawn: assets (EPSG:4326), their `points`, the `chosen` authorities and `marks` (EPSG:27700)."""

    base: Basemap
    assets: gpd.GeoDataFrame
    points: np.ndarray
    chosen: gpd.GeoDataFrame
    marks: np.ndarray


def _draw_body(sheet: Canvas, body: Box, shown: _Shown, rows: list[LegendRow], *, panel: str) -> None:
    """The map in its box and, in the panel beside or below it, detail or locator, legend and key."""
    ground = ground_of(shown.marks if len(shown.marks) else shown.points, shown.chosen, shown.base)
    span = max(ground[2] - ground[0], ground[3] - ground[1])
    wide = span > WIDE_VIEW_M and len(shown.points) >= LEAST_ASSETS_FOR_DETAIL
    legend_mm = legend_height(rows, sheet.scale)
    map_box, panel_box = split_sheet(body, ground, panel=panel, wide=wide, scale=sheet.scale, legend_mm=legend_mm)
    frame = fit_frame(map_box, ground)
    beside = PanelPlan(panel_box, rows, sheet.scale, wide=wide, below=panel == "below")
    detail = detail_frame(beside.inset, shown.points, frame) if wide and beside.inset else None
    keyed = _draw_frame(sheet, frame, shown, key_rows=beside.key_rows, outline=detail)
    draw_furniture(sheet, frame)
    if detail is not None:
        _draw_frame(sheet, detail, shown)
        draw_furniture(sheet, detail, caption="Detail", north=False)
    elif beside.inset is not None:
        draw_locator(sheet, beside.inset, shown.base, frame, shown.chosen)
    if panel_box is not None:
        draw_legend(sheet, beside, rows, base_words=sheet.scale <= 1.3)
        draw_key(sheet, beside, keyed)


def _draw_frame(sheet: Canvas, frame: Frame, shown: _Shown, *, key_rows: int = 0, outline: Frame | None = None) -> list[Symbol]:
    """Draw one map with base, pins and labels; return the symbols that got a number of the key."""
    sheet.frames += 1
    name = f"frame{sheet.frames}"
    sheet.add(f'<clipPath id="{name}">{sheet.rect(frame.box)}</clipPath><g clip-path="url(#{name})">')
    draw_base(sheet, frame, shown.base, shown.chosen)
    if outline is not None:
        draw_outline(sheet, frame, outline)
    sheet.add("</g>")
    symbols = symbols_in(frame, shown.assets, shown.points, sheet.scale)
    keyed = _draw_symbols_and_names(sheet, frame, shown, symbols, key_rows)
    _draw_marks(sheet, frame, shown.marks)
    sheet.add(sheet.rect(frame.box, f'fill="none" stroke="{QUIET}" stroke-width="0.25"'))
    return keyed


def _draw_marks(sheet: Canvas, frame: Frame, marks: np.ndarray) -> None:
    """Circles that are no pin of ours, those within the frame."""
    box, radius = frame.box, MARK_RADIUS_MM * sheet.scale
    for x, y in frame.to_sheet(marks):
        if box.left <= x <= box.right and box.top <= y <= box.bottom:
            sheet.add(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{MARK}" stroke="#FFFFFF" stroke-width="{radius / 4:.2f}"/>')


def _draw_symbols_and_names(sheet: Canvas, frame: Frame, shown: _Shown, symbols: list[Symbol], key_rows: int) -> list[Symbol]:
    """Pins, and every name that has room; towns come before the pins' names where pins are many."""
    base = shown.base
    occupied = Occupied(bounds=frame.box.grown(-0.6))
    for reserved in (*furniture_boxes(frame, sheet.scale), *(symbol.box.grown(0.15) for symbol in symbols)):
        occupied.take(reserved)
    span = frame.ground[2] - frame.ground[0]
    crowded = len(symbols) > FEW_SYMBOLS
    if crowded:
        draw_places(sheet, frame, base, occupied, tiers=(1,))
    if len(shown.chosen) or (span < FINE_BOUNDARIES_BELOW_M and sheet.frames == 1):
        draw_neighbours(sheet, frame, base, occupied, shown.chosen)
    draw_road_numbers(sheet, frame, base, occupied)
    draw_symbols(sheet, symbols)
    keyed = draw_names(sheet, symbols, occupied, key_rows)
    if not crowded:
        draw_places(sheet, frame, base, occupied, tiers=(1,))
    draw_places(sheet, frame, base, occupied, tiers=(2, 3) if span < TOWNS_BELOW_M else (2,))
    draw_roads_and_rivers(sheet, frame, base, occupied)
    return keyed
