"""The brief: two to four designed A4 pages as a tagged PDF (PDF/UA-1).

Set by Typst, whose wheel carries its compiler: tags, bookmarks, language and title come from the
headings and tables of `templates/brief.typ`. Every value is handed over as data, so that no text of
the data can become markup. The fonts are those of `geo.lettering`, never the machine's.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from geo import style
from geo.drawing import map_words
from geo.errors import ExportError
from geo.export import contents
from geo.export.contents import AssetRow, Count
from geo.export.tables import filters_text
from geo.lettering import SANS, SERIF, font_files, printable

if TYPE_CHECKING:
    from geo.export import ExportContext

TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"
STANDARD = "ua-1"
MOST_PAGES = 4
# Tried in turn until the brief has no more than MOST_PAGES.
ROW_LIMITS = (120, 90, 75, 60, 48, 36, 24, 12)
MOST_AUTHORITIES, MOST_FILTER_LETTERS = 10, 130
MAP_MM, SMALL_MAP_MM = (174.0, 236.0), (174.0, 205.0)
CLOSERS = "\u00b7"


def to_bytes(context: ExportContext) -> bytes:
    """Set the brief of the context's assets (EPSG:4326) as PDF.

    The table names as many assets as leave the brief at four pages, and says how many there are.

    Raises ExportError if the page design cannot be set.
    """
    data = brief_data(context)
    rows = data["rows"]
    limits = [limit for limit in ROW_LIMITS if limit < len(rows)]
    try:
        for limit in [len(rows), *limits] if len(rows) <= ROW_LIMITS[0] else limits:
            data |= _shown_rows(rows, limit)
            compiler = _compiler(data)
            pages = int(json.loads(compiler.query("<pages>", field="value", one=True)))
            if pages <= MOST_PAGES:
                break
        stamp = datetime.combine(context.made_on, datetime.min.time(), tzinfo=timezone.utc)
        return compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=stamp)
    except typst.TypstError as error:
        raise ExportError(f"The brief cannot be set: {error}.", mend="Tell the maintainers.") from error


def brief_data(context: ExportContext) -> dict[str, Any]:
    """Everything the page design shows, as plain data."""
    facts, filters = contents.provenance(context)
    code = contents.one_authority(context)
    register = context.register
    places = contents.by_authority(context)
    shown = places[:MOST_AUTHORITIES]
    rows = contents.asset_rows(context)
    return {
        "title": printable(context.title),
        "author": register.package.descriptor["title"],
        "description": f"{facts}. {filters}",
        "keywords": register.package.descriptor.get("keywords", []),
        "made_on": {part: getattr(context.made_on, part) for part in ("year", "month", "day")},
        "kicker": f"{register.package.descriptor['title']} {CLOSERS} brief",
        "lead": contents.lead(context),
        "facts": facts,
        "filters_short": _cut(filters, MOST_FILTER_LETTERS),
        "filters_long": f"{filters}." if len(filters) > MOST_FILTER_LETTERS else "",
        "link": contents.safe_link(context.link),
        "figures": [vars(figure) for figure in contents.key_figures(context)],
        "clusters": contents.cluster_facts(context),
        "layers": [_bar(count, f"{count.id} operating") for count in contents.by_layer(context)],
        "statuses": [_bar(count, f" {count.id}") for count in contents.by_status(context)],
        "clusters_count": [_bar(count) for count in contents.by_cluster(context)],
        "places": [_bar(count) for count in shown],
        "places_caption": "By local authority" + (", the first ten" if len(places) > len(shown) else ""),
        "places_note": _rest_note(places, shown),
        "area": contents.authority_facts(context),
        "area_name": register.authorities.loc[code, "name"] if code else "",
        "map": contents.view_map(context, size_mm=MAP_MM, panel="below"),
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
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, allow_nan=False)},
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
        for layer in (*style.LAYERS, "") for status in style.STATUS_WORDS
    }


def _rest_note(places: list[Count], shown: list[Count]) -> str:
    rest = places[len(shown):]
    if not rest:
        return ""
    return f"{len(rest)} more authorities have {sum(count.number for count in rest)} assets between them."


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else re.sub(r"\W*\w*$", "", text[:most]) + "\u2026"


def _full_stop(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
