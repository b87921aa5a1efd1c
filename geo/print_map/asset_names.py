"""Names of pins where there is room, rare types first; a number for the key where there is none."""

from __future__ import annotations

from collections import Counter

from geo import style
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box, Occupied, place_label
from geo.print_map.symbols import Symbol, draw_pill
from geo.print_map.typography import printable, text_width, wrap


def draw_names(sheet: Canvas, symbols: list[Symbol], occupied: Occupied, key_rows: int) -> list[Symbol]:
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
        draw_label(sheet, *found, lines, size=size, weight=600)
    return _draw_numbers(sheet, unnamed, occupied, key_rows)


def _draw_numbers(sheet: Canvas, symbols: list[Symbol], occupied: Occupied, key_rows: int) -> list[Symbol]:
    """Number pins in reading order, as many as the key has rows: beside the pin, else on its edge."""
    size = 2.4 * sheet.scale
    keyed = sorted(symbols, key=lambda one: (round(one.place[1] / 6), one.place[0]))[:key_rows]
    for number, symbol in enumerate(keyed, start=1):
        symbol.number = number
        words = str(number)
        found = place_label(
            occupied,
            at=symbol.place,
            size=(text_width(words, size=size, weight="Bold"), size * 0.95),
            clearance=symbol.size / 2 + 0.2 * sheet.scale,
        )
        if found is not None:
            draw_label(sheet, *found, [words], size=size, weight=700)
        else:
            draw_pill(sheet, symbol, words, lift=1.0, fill=style.PAPER, colour=style.INK)
    return keyed


def draw_label(
    sheet: Canvas,
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
