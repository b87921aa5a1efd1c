"""XLSX: a workbook an officer can sort, filter and check: Assets, Sources, Data dictionary, About.

Every text is stored as text and marked as one, so that it stays a text when somebody edits the
cell; numbers and dates are numbers and dates; addresses are live links.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from geo.export.tables import about_records, context_fields, flat_table, is_number, is_url
from geo.register.cell_checks import LIST_DELIMITER
from geo.spreadsheet_text import FORMULA_START
from geo.vocabulary import PRECISION_WORDS, PUBLISHER_WORDS, STATUS_WORDS

if TYPE_CHECKING:
    from geo.export import ExportContext

MAX_CELL_LENGTH = 32_767  # Excel's limits
MAX_LINK_LENGTH = 2_079
NARROW, WIDE, WIDEST = 12, 28, 60
NAVY, RULE, TYPE = "12436D", "C9D1DA", "Calibri"
BODY = Alignment(wrap_text=True, vertical="top")
LINE = Border(bottom=Side(style="thin", color=RULE))
# Styles with a name, made once: styling each cell by itself took longer than writing it.
STYLES = (
    NamedStyle(
        "Table head",
        font=Font(name=TYPE, size=11, bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor=NAVY),
        alignment=Alignment(wrap_text=True, vertical="center"),
    ),
    NamedStyle("Table text", font=Font(name=TYPE, size=11), alignment=BODY, border=LINE),
    NamedStyle("Table link", font=Font(name=TYPE, size=11, color="0563C1", underline="single"), alignment=BODY, border=LINE),
)
HEAD, TEXT, LINK = (style.name for style in STYLES)
# Rows are as deep as their longest text, up to so many lines; points, and letters that fill a page's width.
LINE_POINTS, MOST_LINES, LETTERS_A_PAGE = 15, 9, 210
LONG_COLUMNS = ("summary", "notes", "description", "source_evidence", "location_evidence")
LIST_GAP = "; "
# The codes that a filter in a link takes stand in a column of their own, after those with names.
RUN_BY = "run_by"
RUN_BY_IDS = {"title": "Ids of those organisations", "description": "As the filter run_by of a link takes them."}
EVIDENCE = {"source": "It exists", "location": "It is there"}
EVIDENCE_PARTS = ("title", "url", "publisher", "evidence", "date")


def to_bytes(context: ExportContext) -> bytes:
    """Write the workbook; longitude and latitude in degrees, EPSG:4326."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for style in STYLES:
        book.add_named_style(copy(style))
    _describe(book, context)
    _assets_sheet(book.create_sheet("Assets"), context)
    _sources_sheet(book.create_sheet("Sources"), context)
    _dictionary_sheet(book.create_sheet("Data dictionary"), context)
    _about_sheet(book.create_sheet("About"), context)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _assets_sheet(sheet: Worksheet, context: ExportContext) -> None:
    fields = context_fields(context)
    _head(sheet, [*((field["title"], _width(field)) for field in fields), (RUN_BY_IDS["title"], WIDE)], freeze="C2")
    words = _cell_words(context)
    for record in flat_table(context).to_dict("records"):
        cells = [_typed(_in_words(record[field["name"]], field, words), field) for field in fields]
        _row(sheet, [*cells, record[RUN_BY]])
    _finish(sheet)


def _in_words(cell: Any, field: dict[str, Any], words: dict[str, dict[str, str]]) -> Any:
    """What a code stands for, each code of a list; the cell itself where it is none."""
    known = words.get(field["name"])
    if known is None or not isinstance(cell, str):
        return cell
    if field.get("type") == "list":
        return LIST_GAP.join(known.get(code, code) for code in cell.split(LIST_DELIMITER))
    return known.get(cell, cell)


def _sources_sheet(sheet: Worksheet, context: ExportContext) -> None:
    columns = [
        ("Asset id", WIDE),
        ("Asset", WIDE),
        ("Shows that", NARROW),
        ("Source", WIDEST),
        ("Address", WIDE),
        ("Publisher", NARROW),
        ("What it says", WIDEST),
        ("Date", NARROW),
    ]
    _head(sheet, columns, freeze="C2")
    words = {"publisher": PUBLISHER_WORDS}
    for record in flat_table(context).to_dict("records"):
        for stem, shows in EVIDENCE.items():
            if record[f"{stem}_title"]:
                parts = [words.get(part, {}).get(record[f"{stem}_{part}"], record[f"{stem}_{part}"]) for part in EVIDENCE_PARTS]
                _row(sheet, [record["id"], record["name"], shows, *parts])
    _finish(sheet)


def _dictionary_sheet(sheet: Worksheet, context: ExportContext) -> None:
    columns = [
        ("Column", WIDE),
        ("Name in other formats", WIDE),
        ("Type", NARROW),
        ("Unit", NARROW),
        ("Meaning", WIDEST),
        ("Allowed values", WIDEST),
        ("Example", WIDE),
    ]
    _head(sheet, columns, freeze="B2")
    words = _code_words(context)
    for field in context_fields(context):
        named = [f"{code}: {name}" for code, name in words.get(field["name"], {}).items()]
        allowed = named or field.get("constraints", {}).get("enum", [])
        texts = [field["title"], field["name"], field.get("type", "string"), field.get("unit", ""), field.get("description", ""), "\n".join(map(str, allowed))]
        _row(sheet, [*texts, str(field.get("example", ""))])
    _row(sheet, [RUN_BY_IDS["title"], RUN_BY, "list", "", RUN_BY_IDS["description"], "", ""])
    _finish(sheet)


def _about_sheet(sheet: Worksheet, context: ExportContext) -> None:
    _head(sheet, [("About this file", WIDE), ("", 110)], freeze="A2")
    for what, text in about_records(context):
        _row(sheet, [what, text])
    _finish(sheet, filtered=False)


def _cell_words(context: ExportContext) -> dict[str, dict[str, str]]:
    """For the columns that a reader of a workbook reads, what each code stands for; other formats keep the codes."""
    register = context.register
    names = dict(zip(register.assets["id"], register.assets["name"], strict=True))
    return _code_words(context) | {RUN_BY: register.organisations.names, "successor": names}


def _code_words(context: ExportContext) -> dict[str, dict[str, str]]:
    """What the codes of a column stand for, where they are few."""
    register = context.register
    publishers = dict.fromkeys(("source_publisher", "location_publisher"), PUBLISHER_WORDS)
    lookups = {"layer": register.layer_names, "kind": register.kinds, "clusters": register.clusters}
    named = {column: lookup["name"].to_dict() for column, lookup in lookups.items()}
    return named | publishers | {"status": STATUS_WORDS, "position_precision": PRECISION_WORDS}


def _head(sheet: Worksheet, columns: Iterable[tuple[str, int]], *, freeze: str) -> None:
    for number, (title, width) in enumerate(columns, start=1):
        cell = sheet.cell(1, number)
        _put(cell, title)
        cell.style = HEAD
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = freeze


def _row(sheet: Worksheet, values: Iterable[Any]) -> None:
    line = sheet.max_row + 1
    lines = 1
    for number, value in enumerate(values, start=1):
        _put(sheet.cell(line, number), value)
        if isinstance(value, str):
            lines = max(lines, _lines(value, sheet.column_dimensions[get_column_letter(number)].width))
    sheet.row_dimensions[line].height = LINE_POINTS * min(lines, MOST_LINES)


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column of a width in letters."""
    return sum(max(1, math.ceil(len(part) / width)) for part in text.split("\n"))


def _put(cell: Cell | MergedCell, value: Any) -> None:
    cell.style = TEXT
    if value is None or value == "":
        return
    if not isinstance(value, str):
        cell.value = value
        return
    text = _clean(value)
    cell.value = text
    cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    _link(cell, text)
    if FORMULA_START.match(text):
        cell.quotePrefix = True  # and a spreadsheet would, as soon as the cell is edited


def _link(cell: Cell | MergedCell, text: str) -> None:
    if len(text) <= MAX_LINK_LENGTH and re.fullmatch(r"https?://\S+", text):
        cell.hyperlink = text
        cell.style = LINK


def _clean(text: str) -> str:
    """The text without what a workbook cannot hold: control characters, and what is too long."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain if len(plain) <= MAX_CELL_LENGTH else plain[: MAX_CELL_LENGTH - 1] + "\u2026"


def _typed(value: Any, field: dict[str, Any]) -> Any:
    if is_number(field):
        return None if math.isnan(value) else value
    if field.get("type") == "date":
        return _date(value)
    return value


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _width(field: dict[str, Any]) -> int:
    if field["name"] in LONG_COLUMNS:
        return WIDEST
    if field["name"] == "id":
        return WIDE
    short = is_number(field) or "enum" in field.get("constraints", {}) or field.get("type") == "date"
    return NARROW if short or "pattern" in field.get("constraints", {}) and not is_url(field) else WIDE


def _finish(sheet: Worksheet, *, filtered: bool = True) -> None:
    if filtered:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # 9: A4
    # A wide sheet goes over several pages side by side, each with the first two columns.
    letters = sum(column.width for column in sheet.column_dimensions.values())
    pages = max(1, round(letters / LETTERS_A_PAGE))
    if pages > 1:
        sheet.print_title_cols = "A:B"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    _foot(sheet)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _foot(sheet: Worksheet) -> None:
    """The sheet's and the workbook's title at the foot of each page, and the page's number."""
    book, footer = sheet.parent, sheet.oddFooter
    assert isinstance(book, Workbook) and footer is not None
    footer.left.text = f"{sheet.title} \u00b7 {book.properties.title or ''}"
    footer.right.text = "Page &P of &N"


def _describe(book: Workbook, context: ExportContext) -> None:
    made = datetime.combine(context.made_on, datetime.min.time())
    properties = book.properties
    properties.title = _clean(context.title)[:255]
    properties.creator = context.register.package.descriptor["title"]
    properties.description = "\n".join(f"{what}: {_clean(text)}" for what, text in about_records(context))
    properties.created = made
