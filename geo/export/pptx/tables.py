"""Native tables with a header row and our own fills."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from geo import style
from geo.export.pptx.deck import INK, NAVY, PALE
from geo.export.pptx.shapes import describe, rgb
from geo.numbers import MISSING_WORDS
from geo.print_map.typography import printable

if TYPE_CHECKING:
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide
    from pptx.table import Table, _Cell

NUMBER = re.compile(rf"\u00a3?[\d,.]+( %)?|\u2013|{MISSING_WORDS}")


def add_table(
    slide: Slide,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    place: tuple[float, float, float],
    *,
    widths: Sequence[float],
    name: str,
    size: float = 12,
    row_mm: float = 0,
) -> Table:
    """A native table with a header row; `place` is (left, top, width) in mm, `widths` are shares.

    Columns of numbers are set to the right. A row is `row_mm` deep, as a rule what its type asks for.
    """
    left, top, width = place
    row_mm = row_mm or size * 0.98
    numeric = [all(NUMBER.fullmatch(row[column]) for row in rows) for column in range(len(header))]
    graphic = slide.shapes.add_table(len(rows) + 1, len(header), Mm(left), Mm(top), Mm(width), Mm(row_mm * (len(rows) + 1)))
    graphic.name = name
    describe(graphic, f"Table: {', '.join(header)}; {len(rows)} rows")
    table = graphic.table
    _plain_style(graphic)
    for number, share in enumerate(widths):
        table.columns[number].width = Mm(width * share / sum(widths))
    for number, line in enumerate((header, *rows)):
        table.rows[number].height = Mm(row_mm)
        for place_in_row, words in enumerate(line):
            cell = table.cell(number, place_in_row)
            _fill_cell(cell, words, size=size, head=number == 0, odd=number % 2 == 1)
            if numeric[place_in_row]:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    return table


def _fill_cell(cell: _Cell, words: str, *, size: float, head: bool, odd: bool) -> None:
    cell.margin_left = cell.margin_right = Mm(1.6)
    cell.margin_top = cell.margin_bottom = Mm(0.6)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(NAVY if head else PALE if odd else style.PAPER)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.text = printable(words)
    paragraph.font.size, paragraph.font.bold = Pt(size), head
    paragraph.font.color.rgb = rgb(style.PAPER if head else INK)


def _plain_style(graphic: GraphicFrame) -> None:
    """Take the built-in style off, so that only our own fills show."""
    for identity in graphic.element.iter(qn("a:tableStyleId")):
        identity.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
