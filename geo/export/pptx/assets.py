"""The assets: few on a slide each, more as a table, very many as numbers by place and type."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from geo import vocabulary
from geo.export import document
from geo.export.document import AssetRow, Card
from geo.export.pptx.deck import BODY_BOTTOM_MM, BODY_HEIGHT_MM, BODY_TOP_MM, BODY_WIDTH_MM, MARGIN_MM, QUIET, TITLE_ONLY_LAYOUT
from geo.export.pptx.shapes import MAP_SCALE, add_map, add_slide, add_text, text_depth
from geo.export.pptx.tables import add_table
from geo.print_map import map_words
from geo.select.filter_words import count_words

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from geo.export import ExportContext

FEW_ASSETS = 6
ROWS_A_SLIDE, MOST_TABLE_SLIDES = 11, 6
NUMBER_ROWS, NUMBER_ROW_MM, GAP_MM, SUMMARY_POINTS = 15, 8.6, 12.0, 18
CUTS = (62, 24, 66, 44, 40)


def asset_slides(deck: Deck, context: ExportContext) -> None:
    """Every asset, or, of more than tables can hold, how many there are of each type in each place."""
    number = len(context.assets)
    if 0 < number <= FEW_ASSETS:
        for card in document.asset_cards(context):
            _card_slide(deck, context, card)
    elif number <= ROWS_A_SLIDE * MOST_TABLE_SLIDES:
        _table_slides(deck, context)
    else:
        _number_slides(deck, context)


def _card_slide(deck: Deck, context: ExportContext, card: Card) -> None:
    """One asset: what it is, what is known of it, the reader's note, and where it lies."""
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, document.cut(card.row.name, 80), context)
    width = BODY_WIDTH_MM * 0.52
    depth = text_depth([card.summary], SUMMARY_POINTS, width) + 6
    add_text(slide, [card.summary], (MARGIN_MM, BODY_TOP_MM, width, depth), size=SUMMARY_POINTS)
    _add_facts(slide, card, (MARGIN_MM, BODY_TOP_MM + depth, width, BODY_HEIGHT_MM - depth))
    one = context.assets[context.assets["id"] == card.row.id]
    size = (BODY_WIDTH_MM - width - GAP_MM, BODY_HEIGHT_MM)
    svg = document.view_map(context, size_mm=size, panel="none", scale=MAP_SCALE, assets=one, authorities=())
    add_map(slide, svg, (MARGIN_MM + width + GAP_MM, BODY_TOP_MM), size, map_words(context.register, one))


def _add_facts(slide: Slide, card: Card, place: tuple[float, float, float, float]) -> None:
    """A line for each thing known: its name in bold, web addresses as links."""
    row = card.row
    facts = [
        ("Note", row.note),
        ("Status", row.standing),
        *card.facts,
        ("Website", card.website),
        ("Source", f"{row.source or 'No page seen'}{f', {row.source_date}' if row.source_date else ''}{f' ({row.said_by})' if row.said_by else ''}"),
    ]
    facts = [(label, text) for label, text in facts if text]
    box = add_text(slide, [f"{label}: " for label, _ in facts], place, size=12)
    box.name = "What is known"
    for (label, text), paragraph in zip(facts, box.text_frame.paragraphs, strict=True):
        paragraph.runs[0].font.bold = True
        run = paragraph.add_run()
        run.text = text
        address = {"Website": card.website, "Source": row.url}.get(label)
        if address:
            run.hyperlink.address = address


def _table_slides(deck: Deck, context: ExportContext) -> None:
    rows = document.asset_rows(context)
    if not rows:
        return
    # Slides as evenly full as can be, not ten full ones and one with a single row.
    slides = math.ceil(len(rows) / ROWS_A_SLIDE)
    first = 1
    for page in np.array_split(np.array(rows, dtype=object), slides):
        title = f"Assets {first} to {first + len(page) - 1} of {len(rows):,}"
        first += len(page)
        _asset_table(add_slide(deck, TITLE_ONLY_LAYOUT, title, context), list(page))


def _asset_table(slide: Slide, page: list[AssetRow]) -> None:
    shown = [(row.name, row.type, "; ".join(filter(None, (row.place, row.away))), row.standing, row.source) for row in page]
    rows = [tuple(document.cut(text, most) for text, most in zip(row, CUTS, strict=True)) for row in shown]
    table = add_table(
        slide,
        ("Asset", "Type", "Place", "Status, as of", "Source"),
        rows,
        (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM),
        widths=(3.6, 1.5, 2.4, 2.5, 3.6),
        name="Assets",
        size=10.5,
    )
    for number, row in enumerate(page, start=1):
        if row.url:
            run = table.cell(number, 4).text_frame.paragraphs[0].runs
            if run:
                run[0].hyperlink.address = row.url


def _number_slides(deck: Deck, context: ExportContext) -> None:
    """Assets by authority and type or, within one authority, by kind of place and status."""
    assets, register = context.assets, context.register
    plural = register.layer_names["plural"].to_dict()
    if assets["gss_code"].nunique() > 1:
        title, head = "Assets by local authority and type", "Local authority"
        rows = _numbers(assets["authority"], assets["layer"], plural)
    else:
        title, head = "Assets by kind of place and status", "Kind of place"
        kinds = assets["kind"].map(register.kinds["name"]).fillna(assets["kind"])
        rows = _numbers(kinds, assets["status"], vocabulary.STATUS_WORDS)
    header, *lines = ((head, *rows[0]), *rows[1:])
    shares = (3.2, *(1.25 for _ in header[1:]))
    words = f"The spreadsheet and the CSV of this view have all {count_words(len(assets))}, each with its source."
    pages = np.array_split(np.array(lines, dtype=object), math.ceil(len(lines) / NUMBER_ROWS))
    for page in pages:
        slide = add_slide(deck, TITLE_ONLY_LAYOUT, title, context)
        place = (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM)
        part = [tuple(line) for line in page]
        add_table(slide, header, part, place, widths=shares, name=title, size=11, row_mm=NUMBER_ROW_MM)
        add_text(slide, [words], (MARGIN_MM, BODY_BOTTOM_MM - 1, BODY_WIDTH_MM, 6), size=10, colour=QUIET)


def _numbers(places: Iterable[str], kinds: Iterable[str], words: Mapping[str, str]) -> list[tuple[str, ...]]:
    """A header and a line for each place, most first: its number of each kind, and all together."""
    totals = Counter(places)
    pairs = Counter(zip(places, kinds, strict=True))
    present = [kind for kind in words if kind in set(kinds)]
    lines = [
        (place, *(str(pairs[place, kind] or "\u2013") for kind in present), str(total))
        for place, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return [(*(words[kind] for kind in present), "All"), *lines]
