"""The slides every deck has: title, map, and method with sources and credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.util import Mm, Pt

from geo.export import document
from geo.export.pptx.deck import (
    BAND_MM,
    BODY_HEIGHT_MM,
    BODY_TOP_MM,
    BODY_WIDTH_MM,
    CONTENT_LAYOUT,
    MARGIN_MM,
    TITLE_LAYOUT,
    TITLE_ONLY_LAYOUT,
    WIDTH_MM,
)
from geo.export.pptx.shapes import MAP_SCALE, add_map, add_slide
from geo.print_map import map_words
from geo.print_map.typography import printable
from geo.select.filter_words import count_words

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from geo.export import ExportContext

# (left, width, height) of the map beside the title; its top meets the band.
TITLE_MAP_MM, TITLE_MAP_SCALE = (206.0, WIDTH_MM - 206.0, 169.0), 1.1
SOURCES_POINTS, CORRECTIONS_POINTS, COLUMN_GAP_MM = 10.5, 12, 10


def title_slide(deck: Deck, context: ExportContext) -> None:
    """What the deck is about, its date, version and filters, beside the map."""
    slide = add_slide(deck, TITLE_LAYOUT, document.title_of(context), context)
    facts, filters = document.provenance(context)
    frame = slide.placeholders[1].text_frame
    frame.text = printable(document.lead(context))
    paragraph = frame.add_paragraph()
    paragraph.text = printable(f"{facts}. {filters}")
    paragraph.font.size, paragraph.space_before = Pt(13), Pt(10)
    left, width, height = TITLE_MAP_MM
    svg = document.view_map(context, size_mm=(width, height), panel="none", scale=TITLE_MAP_SCALE)
    add_map(slide, svg, (left, BAND_MM), (width, height), map_words(context.register, context.assets))


def map_slide(deck: Deck, context: ExportContext) -> None:
    """The map with its legend, as large as a slide allows."""
    words = count_words(len(context.assets))
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, f"Where they are: {words}" if len(context.assets) else "The map", context)
    size = (BODY_WIDTH_MM, BODY_HEIGHT_MM)
    svg = document.view_map(context, size_mm=size, panel="right", scale=MAP_SCALE)
    add_map(slide, svg, (MARGIN_MM, BODY_TOP_MM), size, map_words(context.register, context.assets))


def sources_slide(deck: Deck, context: ExportContext) -> None:
    """How the figures came about, whose data they are, and how to find this view again."""
    slide = add_slide(deck, CONTENT_LAYOUT, "Method, sources and credits", context)
    frame = slide.placeholders[1].text_frame
    # Two columns, which python-pptx has no word for: in English Metric Units as everything here.
    body = slide.placeholders[1].element.txBody.bodyPr
    body.set("numCol", "2")
    body.set("spcCol", str(int(Mm(COLUMN_GAP_MM))))
    first = True
    for heading, paragraphs in _sources(context):
        for words, bold in ((heading, True), *((words, False) for words in paragraphs)):
            paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
            first = False
            paragraph.text = printable(words)
            paragraph.font.size, paragraph.font.bold = Pt(SOURCES_POINTS), bold
            paragraph.space_after = Pt(3)


def corrections_slide(deck: Deck, context: ExportContext) -> None:
    """Which suggested corrections of the assets are open and which were made."""
    slide = add_slide(deck, CONTENT_LAYOUT, "Corrections, open and made", context)
    frame = slide.placeholders[1].text_frame
    lines = ["Suggested by readers, as of the day of these slides:", *document.corrections(context)]
    for at, line in enumerate(lines):
        paragraph = frame.add_paragraph() if at else frame.paragraphs[0]
        paragraph.text = line
        paragraph.font.size, paragraph.space_after = Pt(CORRECTIONS_POINTS), Pt(4)


def _sources(context: ExportContext) -> list[tuple[str, list[str]]]:
    register = context.register
    facts, filters = document.provenance(context)
    link = document.safe_link(context.link)
    titles = "; ".join(title for title, _ in document.source_titles(register))
    credits = " ".join(text if text.endswith(".") else f"{text}." for text in document.credit_lines(register))
    return [
        ("Method", list(document.method(context))),
        (
            "Sources and credits",
            [
                f"Sources of the base map and figures: {titles}.",
                credits,
                f"Data licence: {document.licence_words(register)}.",
            ],
        ),
        ("This view", [f"{facts}. {filters}.{f' {link}' if link else ''}"]),
    ]
