"""The brief: two to four designed A4 pages as a tagged PDF (PDF/UA-1).

Set by Typst, whose wheel carries its compiler: tags, bookmarks, language and title come from the
headings and tables of `templates/brief.typ`. Every value is handed over as data, so that no text of
the data can become markup. The fonts are those of `geo.lettering`, never the machine's.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from geo import style
from geo.drawing import map_words
from geo.errors import ExportError
from geo.export import contents
from geo.export.contents import AssetRow, Count
from geo.lettering import SANS, SERIF, drawable, font_files

if TYPE_CHECKING:
    from geo.export import ExportContext

TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"
STANDARD = "ua-1"
MOST_PAGES = 4
# So few need no charts: the table comes first, and the map shares its page with the method.
FEW_ROWS = 8
# More never fit four pages.
MOST_ROWS = 150
MOST_AUTHORITIES, MOST_FILTER_LETTERS = 30, 130
MAP_MM, SMALL_MAP_MM = (174.0, 236.0), (174.0, 112.0)


def to_bytes(context: ExportContext) -> bytes:
    """Set the brief of the context's assets (EPSG:4326) as PDF.

    The table names as many assets as leave the brief at four pages, and says how many there are.

    Raises ExportError if the page design cannot be set.
    """
    data = brief_data(context)
    try:
        compiler = _fitting(data)
        stamp = datetime.combine(context.made_on, datetime.min.time(), tzinfo=UTC)
        return compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=stamp)
    except typst.TypstError as error:
        raise ExportError(f"The brief cannot be set: {error}.", mend="Tell the maintainers.") from error


def _fitting(data: dict[str, Any]) -> typst.Compiler:
    """The brief with as many rows as leave it at MOST_PAGES, found by halving."""
    rows = data["rows"]
    whole = _compiler(data | _shown_rows(rows, len(rows))) if len(rows) <= MOST_ROWS else None
    if whole is not None and _pages(whole) <= MOST_PAGES:
        return whole
    low, high = 0, min(len(rows), MOST_ROWS)
    while high - low > 1:
        middle = (low + high) // 2
        fits = _pages(_compiler(data | _shown_rows(rows, middle))) <= MOST_PAGES
        low, high = (middle, high) if fits else (low, middle)
    return _compiler(data | _shown_rows(rows, low))


def _pages(compiler: typst.Compiler) -> int:
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))


def brief_data(context: ExportContext) -> dict[str, Any]:
    """Everything the page design shows, as plain data."""
    facts, filters = contents.provenance(context)
    code = contents.one_authority(context)
    register = context.register
    places = contents.by_authority(context)
    shown = places[:MOST_AUTHORITIES]
    rows = contents.asset_rows(context)
    few = len(rows) <= FEW_ROWS
    return {
        "title": contents.title_of(context),
        "author": register.package.descriptor["title"],
        "description": f"{facts}. {filters}",
        "keywords": register.package.descriptor.get("keywords", []),
        "made_on": {part: getattr(context.made_on, part) for part in ("year", "month", "day")},
        "kicker": f"{register.package.descriptor['title']} \u00b7 brief",
        "lead": contents.lead(context),
        "facts": facts,
        "filters_short": contents.cut(filters, MOST_FILTER_LETTERS),
        "filters_long": f"{filters}." if len(filters) > MOST_FILTER_LETTERS else "",
        "link": contents.safe_link(context.link),
        "figures": [vars(figure) for figure in contents.key_figures(context)],
        "clusters": contents.cluster_facts(context),
        "layers": [_bar(count, f"{count.id} operating") for count in contents.by_layer(context)],
        "statuses": [_bar(count, f" {count.id}") for count in contents.by_status(context)],
        "clusters_count": [_bar(count) for count in contents.by_cluster(context)],
        "places": [_bar(count) for count in shown],
        "places_caption": "By local authority"
        + (f", the first {len(shown)}" if len(places) > len(shown) else ""),
        "places_note": _rest_note(places, shown),
        "area": contents.authority_facts(context),
        "area_name": register.authorities.loc[code, "name"] if code else "",
        "median_words": f"Median of {len(register.authorities)}",
        "map": contents.view_map(
            context, size_mm=SMALL_MAP_MM if few else MAP_MM, panel="right" if few else "below"
        ),
        "few": few,
        "map_words": map_words(register, context.assets),
        "rows": [_row(row) for row in rows],
        "rows_note": "",
        "symbols": _symbols(),
        "method": contents.method(context),
        "sources": [{"title": t, "url": u} for t, u in contents.source_titles(register)],
        "credits": [_full_stop(credit) for credit in contents.credit_lines(register)],
        "licence": contents.licence_words(register),
    }


def _compiler(data: dict[str, Any]) -> typst.Compiler:
    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        sys_inputs={"data": drawable(json.dumps(data, ensure_ascii=False, allow_nan=False))},
    )


@cache
def _fonts() -> typst.Fonts:
    folders = sorted({str(font_files(family)[0].parent) for family in (SANS, SERIF)})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _shown_rows(rows: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    note = ""
    if limit < len(rows):
        note = (
            f"The first {limit} of {len(rows):,} assets, by type and name. "
            "The spreadsheet and the CSV of this view have all of them."
        )
    return {"rows": rows[:limit], "rows_note": note}


def _bar(count: Count, symbol: str = "") -> dict[str, Any]:
    return {"label": count.label, "number": count.number, "symbol": symbol}


def _row(row: AssetRow) -> dict[str, Any]:
    return vars(row) | {"symbol": f"{row.layer} {row.status}"}


def _symbols() -> dict[str, str]:
    """Every pin of the style table by "layer status"; the layer "" is a neutral one."""
    return {
        f"{layer} {status}": style.symbol_svg(layer, status)
        for layer in (*style.LAYERS, "")
        for status in style.STATUS_WORDS
    }


def _rest_note(places: list[Count], shown: list[Count]) -> str:
    rest = places[len(shown) :]
    if not rest:
        return ""
    return f"{len(rest)} more authorities have {sum(count.number for count in rest)} assets between them."


def _full_stop(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
