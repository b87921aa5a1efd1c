"""The legend of a drawn map, and the key to the numbers on it."""

from __future__ import annotations

import geopandas as gpd

from geo import vocabulary
from geo.print_map.basemap import BORDER, QUIET, RAIL, ROAD, ROAD_EDGE, URBAN, WATER
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box
from geo.print_map.layout import KEY_ROW_MM, LEGEND_ROW_MM, LegendRow, PanelPlan
from geo.print_map.symbols import Symbol, draw_badge, placed_pin
from geo.print_map.typography import printable, text_width, wrap
from geo.register.assets import Register

BASE_WORDS = ("Built-up area", "Motorway", "Railway", "Navigable waterway", "Authority boundary")


def legend_rows(register: Register, assets: gpd.GeoDataFrame) -> list[LegendRow]:
    """A row for every type and status present, with its number."""
    layers, statuses = assets["layer"].value_counts(), assets["status"].value_counts()
    plural = register.layer_names["plural"]
    rows = [(layer, "operating", f"{plural[layer]} ({layers[layer]})") for layer in plural.index if layer in layers]
    shown = [(s, words) for s, words in vocabulary.STATUS_WORDS.items() if s in statuses]
    return rows + [("", status, f"{words} ({statuses[status]})") for status, words in shown]


def draw_legend(sheet: Canvas, plan: PanelPlan, rows: list[LegendRow], *, base_words: bool) -> None:
    if plan.legend is None:
        return
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


def _draw_legend_block(sheet: Canvas, left: float, top: float, title: str, rows: list[LegendRow]) -> float:
    scale = sheet.scale
    sheet.text(left, top + 3.2 * scale, title, size=3.1 * scale, weight=700)
    y = top + 5.2 * scale
    for layer, status, words in rows:
        sheet.add(placed_pin(layer, status, left, y, 4.4 * scale))
        sheet.text(left + 6.2 * scale, y + 3.2 * scale, words, size=3.0 * scale)
        y += LEGEND_ROW_MM * scale
    return y


def _draw_legend_badge(sheet: Canvas, left: float, y: float) -> None:
    scale = sheet.scale
    middle = (left + 2.2 * scale, y + 1.4 * scale)
    draw_badge(sheet, Symbol("", "", ("",) * 12, (), middle, middle, 2.2 * scale))
    sheet.text(
        left + 6.2 * scale,
        y + 3.1 * scale,
        "that many of one type and status",
        size=2.7 * scale,
        colour=QUIET,
    )


def _draw_base_legend(sheet: Canvas, box: Box) -> None:
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
        "Built-up area": f'<rect x="{x:.2f}" y="{y - 1.1:.2f}" width="{width:.2f}" height="2.2" fill="{URBAN}" stroke="{BORDER}" stroke-width="0.1"/>',
        "Motorway": f'<path {line} stroke="{ROAD_EDGE}" stroke-width="1"/><path {line} stroke="{ROAD}" stroke-width="0.6"/>',
        "Railway": f'<path {line} stroke="{RAIL}" stroke-width="0.25"/><path {line} stroke="{RAIL}" stroke-width="0.8" stroke-dasharray="0.2 1.2"/>',
        "Navigable waterway": f'<path {line} stroke="{WATER}" stroke-width="0.5"/>',
        "Authority boundary": f'<path {line} stroke="{BORDER}" stroke-width="0.35"/>',
    }[words]


def draw_key(sheet: Canvas, plan: PanelPlan, keyed: list[Symbol]) -> None:
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
