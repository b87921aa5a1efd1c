"""Areas side by side as the page shows them: native tables, one to a slide, long ones on several."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.export import document
from geo.export.pptx.deck import BODY_TOP_MM, BODY_WIDTH_MM, MARGIN_MM, TITLE_ONLY_LAYOUT
from geo.export.pptx.shapes import add_slide
from geo.export.pptx.tables import add_table

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from geo.export import ExportContext

MOST_ROWS, ROW_MM, POINTS = 15, 8.6, 11.0


def comparison_slides(deck: Deck, context: ExportContext) -> None:
    """A slide for each table of the comparison, in the words and numbers of the page."""
    for table in document.comparison_tables(context):
        for part in np.array_split(np.array(table.rows, dtype=object), math.ceil(len(table.rows) / MOST_ROWS)):
            slide = add_slide(deck, TITLE_ONLY_LAYOUT, table.title, context)
            widths = (2.4, *(1.0 for _ in table.header[1:]))
            rows = [tuple(line) for line in part]
            add_table(slide, table.header, rows, (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM), widths=widths, name=table.title, size=POINTS, row_mm=ROW_MM)
