"""Excel and OpenDocument workbooks, read row by row within bounded memory.

A workbook is a ZIP archive: its parts are unpacked up to a limit and packed anew before any library sees
them, so that an archive that lies about its sizes ends here.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from geo.errors import UploadError
from geo.own_list.limits import MOST_COLUMNS, MOST_LETTERS, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES, require_cells, require_rows, require_sheets

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
# Above the rows of data may stand a title and notes, and empty lines anywhere.
SPARE_ROWS = 100
_DAMAGED = "Open it in the spreadsheet and save it again, or save the sheet as CSV UTF-8."
Sheets = dict[str, list[list[str]]]


def is_excel(parts: set[str]) -> bool:
    """Whether an archive's parts are those of an Excel workbook."""
    return any(part.startswith("xl/") and "workbook" in part for part in parts)


def is_binary_excel(parts: set[str]) -> bool:
    """Whether an archive's parts are those of a binary Excel workbook (.xlsb), which is not read."""
    return "xl/workbook.bin" in parts


def is_opendocument(parts: set[str]) -> bool:
    """Whether an archive's parts are those of an OpenDocument file."""
    return "content.xml" in parts and "mimetype" in parts


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name.

    Raises UploadError for an archive that is damaged, protected or larger unpacked than is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
                raise UploadError("Unpacked, the workbook is far too large.", mend="Copy the rows that matter into a new workbook.")
            if any(member.flag_bits & 1 for member in members):
                raise UploadError("The workbook is protected by a password.", mend="Save it without one.")
            return {member.filename: _part(archive, member) for member in members if not member.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error) as error:
        raise UploadError("The workbook is damaged.", mend=_DAMAGED) from error


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part, of which no more is unpacked than it says it holds: `read` without a number unpacks all there is."""
    with archive.open(member) as opened:
        content = opened.read(member.file_size + 1)
        opened.read(1)  # at the end its checksum is compared
        return content


def excel_sheets(parts: dict[str, bytes]) -> Sheets:
    """The rows of each sheet of an Excel workbook as text; of a formula its last value.

    Raises UploadError for a workbook that cannot be read or is beyond the limits.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is not needed here
            book = load_workbook(io.BytesIO(_packed(parts)), read_only=True, data_only=True, keep_links=False)
            return _within_limits((sheet.title, _rows_of(sheet)) for sheet in book.worksheets)
    except UploadError:
        raise
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        etree.LxmlError,
        SyntaxError,
        OverflowError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise UploadError("The workbook cannot be read.", mend=_DAMAGED) from error


def _within_limits(found: Iterable[tuple[str, list[list[str]]]]) -> Sheets:
    """The sheets one after the other, no more of them than are kept."""
    sheets: Sheets = {}
    cells = 0
    for name, rows in found:
        cells += sum(map(len, rows))
        require_sheets(cells)
        sheets[name] = rows
    return sheets


def _rows_of(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    filled = 0
    for values in sheet.iter_rows(max_row=MOST_ROWS + SPARE_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True):
        cells = [as_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        require_rows(len(rows) - SPARE_ROWS)
        require_cells(cells, len(rows) + 1)
        filled += len(cells)
        require_sheets(filled)
        rows.append(cells)
    return rows


def as_text(value: Any) -> str:
    """A cell as a reader sees it: no ".0" after a whole number, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def opendocument_sheets(parts: dict[str, bytes]) -> Sheets:
    """The rows of each sheet of an OpenDocument spreadsheet as text.

    Raises UploadError for another kind of document, or one beyond the limits.
    """
    if b"spreadsheet" not in parts["mimetype"]:
        raise UploadError("The file is an OpenDocument file, but no spreadsheet.", mend="Choose a table: .ods, .xlsx or .csv.")
    try:
        return _within_limits(_tables(parts["content.xml"]))
    except etree.LxmlError as error:
        raise UploadError("The workbook cannot be read.", mend=_DAMAGED) from error


def _tables(content: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Each sheet of an OpenDocument's content: name, rows."""
    found = etree.iterparse(io.BytesIO(content), events=("end",), tag=f"{_TABLE}table", resolve_entities=False, no_network=True)
    for number, (_, table) in enumerate(found, start=1):
        yield table.get(f"{_TABLE}name", f"Sheet {number}"), _rows_of_table(table)
        table.clear()


def _rows_of_table(table: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iter(f"{_TABLE}table-row"):
        cells = _cells_of(row)
        times = _times(row, "number-rows-repeated")
        if not cells:
            # Thousands of empty rows stand at the end of a sheet; a few within it keep the count of rows true.
            times = min(times, SPARE_ROWS)
        require_rows(len(rows) + (times if cells else 0) - SPARE_ROWS)
        require_cells(cells, len(rows) + 1)
        rows.extend(list(cells) for _ in range(times))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _cells_of(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        text = cell.get(f"{_OFFICE}value") or "\n".join(map(_line, cell.iterchildren(f"{_TEXT}p")))
        cells.extend([text] * min(_times(cell, "number-columns-repeated"), MOST_COLUMNS + 1 - len(cells)))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _line(paragraph: Any) -> str:
    """A paragraph of a cell; blanks, tabs and line breaks are elements of their own."""
    parts: list[str] = []
    for element in paragraph.iter():
        opening = _BLANKS.get(element.tag)
        parts += [opening * min(_count(element), MOST_LETTERS) if opening else element.text or ""]
        parts += [element.tail or ""] if element is not paragraph else []
    return "".join(parts)


def _count(element: Any) -> int:
    written = element.get(f"{_TEXT}c", "1")
    return int(written) if written.isdigit() and len(written) < 9 else 1


def _times(element: Any, name: str) -> int:
    written = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(written)) if written.isdigit() and len(written) < 9 else 1


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()
