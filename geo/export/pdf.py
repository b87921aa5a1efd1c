"""The brief: two to five designed A4 pages as a tagged PDF (PDF/UA-1), and one more where areas stand side by side.

Set by Typst, whose wheel carries its compiler: tags, bookmarks, language and title come from the
headings and tables of `templates/brief.typ`. Every value is handed over as data, so that no text of
the data can become markup. The fonts are those of `geo.print_map.typography`, never the machine's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from geo import style, vocabulary
from geo.errors import ExportError
from geo.export import document
from geo.export.document import AssetRow, Card, ChartBar
from geo.print_map import map_words
from geo.print_map.typography import SANS, SERIF, drawable, font_files, shorten

if TYPE_CHECKING:
    from geo.export import ExportContext

TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"
STANDARD: Literal["ua-1"] = "ua-1"
MOST_PAGES = 5
# So few need no charts: each is shown in full, and the map shares the first page.
FEW_ROWS = 8
# More never fit five pages, as a table and as an index.
MOST_TABLE_ROWS, MOST_INDEX_ROWS = 80, 600
# Sizes of the index's type, the largest that fits is taken; the width of a name in its columns.
INDEX_POINTS = (9.0, 8.0, 7.0)
INDEX_WIDTH_MM, MM_A_POINT, LETTER_WIDTH = 51.0, 0.3528, 0.5
# Lines that the first page has for a column of breakdowns.
MOST_TECHNOLOGIES, MOST_BAR_LINES, HEAD_LINES = 10, 42, 3
MOST_AUTHORITIES, MOST_FILTER_LETTERS = 30, 130
MAP_MM, SMALL_MAP_MM = (174.0, 236.0), (174.0, 158.0)
# What the figures of an authority and a cluster's definition take from a map on the first page.
AREA_MM, CLUSTER_MM, LEAST_MAP_MM = 42.0, 26.0, 90.0


def to_bytes(context: ExportContext) -> bytes:
    """Set the brief of the context's assets (EPSG:4326) as PDF.

    A brief of few assets shows each in full; one of many has a table or, if that would not fit four
    pages, an index. Areas side by side (`context.extra["side_by_side"]`) take a page of their own.

    Raises ExportError if the page design cannot be set.
    """
    context.progress(0.0, "Drawing the map")
    data = brief_data(context)
    context.progress(0.6, "Setting the pages")
    try:
        compiler = _fitting(data)
        stamp = datetime.combine(context.made_on, datetime.min.time(), tzinfo=UTC)
        return compiled(compiler, timestamp=stamp)
    except typst.TypstError as error:
        raise ExportError(f"The brief cannot be set: {error}.", mend="Tell the maintainers.") from error


def compiled(compiler: typst.Compiler, *, timestamp: datetime) -> bytes:
    """The document of a compiler as one tagged PDF. Raises typst.TypstError if it cannot be set."""
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=timestamp)
    if not isinstance(made, bytes):
        raise ExportError("The brief was set as pictures, not as one document.", mend="Tell the maintainers.")
    return made


def _fitting(data: dict[str, Any]) -> typst.Compiler:
    """The brief that names all its assets on MOST_PAGES, or one more: in a table, else in an index.

    Of the indexes that fit, the one of fewest pages, then of the largest type. If none does, the
    index stops where the last page ends, found by halving.
    """
    rows, most = data["rows"], MOST_PAGES + bool(data["side_by_side"])
    if len(rows) <= MOST_TABLE_ROWS:
        table = _compiler(data | {"layout": "table"})
        if _pages(table) <= most:
            return table
    layouts: list[Callable[[list[dict[str, Any]], int], dict[str, Any]]] = [*(partial(_in_index, points=points) for points in INDEX_POINTS), _in_short_index]
    indexes = [_compiler(data | layout(rows, len(rows))) for layout in layouts]
    best = min(indexes, key=_pages)
    if _pages(best) <= most:
        return best
    low, high = 0, min(len(rows), MOST_INDEX_ROWS)
    while high - low > 1:
        middle = (low + high) // 2
        fits = _pages(_compiler(data | _in_short_index(rows, middle))) <= most
        low, high = (middle, high) if fits else (low, middle)
    return _compiler(data | _in_short_index(rows, low))


def _pages(compiler: typst.Compiler) -> int:
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))


def brief_data(context: ExportContext) -> dict[str, Any]:
    """Everything the page design shows, as plain data."""
    facts, filters = document.provenance(context)
    code = document.one_authority(context)
    register = context.register
    rows = document.asset_rows(context)
    few = len(rows) <= FEW_ROWS
    return {
        "title": document.title_of(context),
        "author": register.package.descriptor["title"],
        "description": f"{facts}. {filters}",
        "keywords": register.package.descriptor.get("keywords", []),
        "made_on": {part: getattr(context.made_on, part) for part in ("year", "month", "day")},
        "kicker": f"{register.package.descriptor['title']} \u00b7 brief",
        "lead": document.lead(context),
        "facts": facts,
        "filters_short": document.cut(filters, MOST_FILTER_LETTERS),
        "filters_long": f"{filters}." if len(filters) > MOST_FILTER_LETTERS else "",
        "link": document.safe_link(context.link),
        "figures": [vars(figure) for figure in document.key_figures(context)],
        "clusters": document.cluster_facts(context),
        "bars": _bar_columns(context),
        "places_note": _rest_note(document.by_authority(context)),
        "area": document.authority_facts(context),
        "side_by_side": [vars(table) for table in document.comparison_tables(context)],
        "area_name": register.authorities.loc[code, "name"] if code else "",
        "median_words": f"Median of {len(register.authorities)}",
        "map": _map(context, few=few),
        "few": few,
        "map_words": map_words(register, context.assets),
        "rows": [_row(row) for row in rows],
        "cards": [_card(card) for card in document.asset_cards(context)] if few else [],
        "layout": "table",
        "index": [],
        "points": INDEX_POINTS[0],
        "rows_note": "",
        "symbols": _symbols(),
        "method": document.method(context),
        "corrections": document.corrections(context),
        "sources": [{"title": t, "url": u} for t, u in document.source_titles(register)],
        "credits": [_full_stop(credit) for credit in document.credit_lines(register)],
        "licence": document.licence_words(register),
    }


def _map(context: ExportContext, *, few: bool) -> str:
    """The map on its own page or, for few assets, in what the first page has left."""
    if not few:
        return document.view_map(context, size_mm=MAP_MM, panel="below")
    width, height = SMALL_MAP_MM
    taken = AREA_MM * bool(document.one_authority(context)) + CLUSTER_MM * len(document.cluster_facts(context))
    return document.view_map(context, size_mm=(width, max(height - taken, LEAST_MAP_MM)), panel="right")


def _compiler(data: dict[str, Any]) -> typst.Compiler:
    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=typeset_fonts(),
        sys_inputs={"data": drawable(json.dumps(data, ensure_ascii=False, allow_nan=False))},
    )


@cache
def typeset_fonts() -> typst.Fonts:
    """The fonts of the app, and none of the machine's, for setting pages."""
    folders = sorted({str(font_files(family)[0].parent) for family in (SANS, SERIF)})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _in_index(rows: list[dict[str, Any]], limit: int, *, points: float) -> dict[str, Any]:
    """The rows by authority, or by type if there is but one authority, most first."""
    by = "authority" if len({row["authority"] for row in rows}) > 1 else "type"
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append({key: row[key] for key in ("name", "symbol", "url", "away")})
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    index, left = [], limit
    for label, members in ordered:
        if left > 0:
            index.append({"label": label, "number": len(members), "rows": members[:left]})
            left -= len(members)
    cut_off = f"The first {limit} of {len(rows):,} assets. " if limit < len(rows) else ""
    words = "A name leads to the page that shows the asset exists; the spreadsheet of this view has all details."
    note = cut_off + words
    return {"layout": "index", "index": index, "points": points, "rows": rows[:limit], "rows_note": note}


def _in_short_index(rows: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """The index with every name on one line."""
    points = INDEX_POINTS[-1]
    size = points * MM_A_POINT
    short = [row | {"name": shorten(drawable(row["name"]), size=size, width=INDEX_WIDTH_MM - LETTER_WIDTH * size * len(row["away"]))} for row in rows]
    return _in_index(short, limit, points=points)


def _card(card: Card) -> dict[str, Any]:
    return vars(card) | {"row": _row(card.row)}


def _row(row: AssetRow) -> dict[str, Any]:
    return vars(row) | {"symbol": f"{row.layer} {row.status}"}


def _symbols() -> dict[str, str]:
    """Every pin of the style table by "layer status"; the layer "" is a neutral one."""
    return {f"{layer} {status}": style.symbol_svg(layer, status) for layer in (*style.LAYERS, "") for status in vocabulary.STATUS_WORDS}


def _bar_columns(context: ExportContext) -> list[list[dict[str, Any]]]:
    """The breakdowns in two columns of about one length."""
    places = document.by_authority(context)
    shown = places[:MOST_AUTHORITIES]
    more = f", the first {len(shown)}" if len(places) > len(shown) else ""
    clusters = _bars("By Plan for Growth cluster", "Cluster", document.by_cluster(context))
    left = [
        _bars("By type", "Type", document.by_layer(context), symbol="{0} operating"),
        _bars("By status", "Status", document.by_status(context), symbol=" {0}"),
    ]
    right = [_bars(f"By local authority{more}", "Authority", shown) if len(places) > 1 else clusters]
    if len(places) > 1:
        left.append(clusters)
    shorter = min((left, right), key=_length)
    room = min(MOST_TECHNOLOGIES, MOST_BAR_LINES - _length(shorter) - HEAD_LINES)
    technologies = document.by_technology(context, most=max(0, room))
    shorter.append(_bars("Most often named technologies", "Technology", technologies))
    return [[block for block in column if block["rows"]] for column in (left, right)]


def _length(column: list[dict[str, Any]]) -> int:
    """About how many lines a column of breakdowns is long."""
    return sum(len(block["rows"]) + HEAD_LINES for block in column)


def _bars(caption: str, group: str, counts: list[ChartBar], *, symbol: str = "") -> dict[str, Any]:
    rows = [{"label": one.label, "number": one.number, "symbol": symbol.format(one.id)} for one in counts]
    return {"caption": caption, "group": group, "rows": rows}


def _rest_note(places: list[ChartBar]) -> str:
    rest = places[MOST_AUTHORITIES:]
    if not rest:
        return ""
    return f"{len(rest)} more authorities have {sum(count.number for count in rest)} assets between them."


def _full_stop(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
