"""Pins on a drawn map: moved apart, or put together with a number where too many share a place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape

import geopandas as gpd
import numpy as np

from geo import style
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box, group_near, spread_apart
from geo.print_map.map_frame import Frame
from geo.print_map.typography import printable, text_width

# A symbol may move this many times its own size from its place before symbols are put together.
MOST_MOVED, MOST_MOVED_OF_FEW = 2.6, 4.2
GROUP_RADII = (0.9, 1.4, 2.0, 3.0)
FEW_ASSETS, MOST_SYMBOLS = 60, 170
LEADER = "#3D4652"


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


def symbols_in(frame: Frame, assets: gpd.GeoDataFrame, points: np.ndarray, scale: float) -> list[Symbol]:
    """The symbols of the assets in a frame, each in its place on the sheet and none over another.

    `points` (n, 2) are the assets' places in EPSG:27700.
    """
    west, south, east, north = frame.ground
    x, y = points[:, 0], points[:, 1]
    inside = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if not len(inside):
        return []
    here = assets.iloc[inside]
    groups, true, moved, sizes = _arranged(frame, here, frame.to_sheet(points[inside]), scale)
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


def _arranged(frame: Frame, here: gpd.GeoDataFrame, places: np.ndarray, scale: float) -> tuple[list[list[int]], np.ndarray, np.ndarray, np.ndarray]:
    """Groups of positions in `here`, their true and their moved places (mm), and their sizes.

    The tightest grouping is taken that leaves every symbol near its place.
    """
    few = len(here) <= FEW_ASSETS
    size = (4.6 if few else 4.0) * scale
    keys = list(zip(here["layer"], here["status"], strict=True))
    # A little more room between few, for their numbers.
    gap = (1.0 if few else 0.25) * scale
    most_moved = size * (MOST_MOVED_OF_FEW if few else MOST_MOVED)
    for radius in (0.0, *GROUP_RADII):
        groups = group_near(places, keys, radius=size * radius) if radius else [[i] for i in range(len(here))]
        if len(groups) > MOST_SYMBOLS and radius < GROUP_RADII[-1]:
            continue
        true = np.array([places[group].mean(axis=0) for group in groups])
        sizes = np.array([size * _swelling(len(group)) for group in groups])
        moved = spread_apart(true, sizes / 2, gap=gap, bounds=frame.box.grown(-0.8))
        if np.linalg.norm(moved - true, axis=1).max() <= most_moved:
            break
    return groups, true, moved, sizes


def _swelling(count: int) -> float:
    """How much larger than a single pin the symbol of several is."""
    return 1.0 if count == 1 else min(1.9, 1.12 + 0.16 * math.log2(count))


def draw_symbols(sheet: Canvas, symbols: list[Symbol]) -> None:
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
        pin = placed_pin(symbol.layer, symbol.status, box.left, box.top, symbol.size)
        sheet.add(f'<g data-assets="{named}">{pin}</g>')
        if symbol.count > 1:
            draw_badge(sheet, symbol)


def placed_pin(layer: str, status: str, left: float, top: float, size: float) -> str:
    """A pin of the style table as a nested SVG, placed in mm."""
    svg = style.symbol_svg(layer, status)
    return re.sub(
        r'<svg [^>]*?viewBox="([^"]+)"[^>]*>',
        rf'<svg x="{left:.2f}" y="{top:.2f}" width="{size:.2f}" height="{size:.2f}" viewBox="\1">',
        svg,
        count=1,
    )


def draw_badge(sheet: Canvas, symbol: Symbol) -> None:
    """How many assets a symbol stands for, in a dark pill on its lower edge."""
    sheet.badges += 1
    draw_pill(sheet, symbol, str(symbol.count), lift=0.5, fill=style.INK, colour=style.PAPER)


def draw_pill(sheet: Canvas, symbol: Symbol, words: str, *, lift: float, fill: str, colour: str) -> None:
    """A word or number on a symbol's lower edge, its middle `lift` mm (times the scale) above it."""
    size = 2.35 * sheet.scale
    width = text_width(words, size=size, weight="Bold") + 1.2 * sheet.scale
    x, y = symbol.place[0], symbol.box.bottom - lift * sheet.scale
    box = Box(x - width / 2, y - size * 0.5, x + width / 2, y + size * 0.5)
    sheet.add(sheet.rect(box, f'rx="{size / 2:.2f}" fill="{fill}" stroke="{colour}" stroke-width="0.25"'))
    sheet.text(x, y + size * 0.32, words, size=size, weight=700, colour=colour, align="middle")
