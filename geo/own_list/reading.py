"""A file or a pasted table becomes rows of text; what it is says its content, not its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from geo.errors import UploadError
from geo.own_list import delimited_text, map_files, workbooks
from geo.own_list.limits import require_size

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".geojson", ".json", ".gpkg")
_TEXT_KINDS = {".csv", ".tsv", ".txt", ".tab", ""}
_OTHER = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of before 2007, or one with a password",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
# Other things in a ZIP archive, by the beginning or the end of a part's name.
_ARCHIVES = {"word/": "a Word document", "ppt/": "a presentation", ".kml": "a KMZ file", ".shp": "a shapefile"}
_MARKUP = ("<!doctype html", "<html", "<?xml", "<kml", "<gpx", "<table")
_CHOOSE = "Choose a table: CSV, Excel (.xlsx), OpenDocument (.ods), GeoJSON or GeoPackage."


@dataclass(frozen=True)
class RawTable:
    """Rows of cells as text, titles and column names among them; `kind` is what was read, `notes` what to know of it.

    `sheet` is the sheet of a workbook, or the layer of a GeoPackage, that the rows are of; `sheets` the rows of each
    that has a table, by name.
    """

    rows: list[list[str]]
    kind: str
    notes: tuple[str, ...] = ()
    sheet: str = ""
    sheets: Mapping[str, list[list[str]]] = field(default_factory=dict)


def of_sheet(raw: RawTable, name: str) -> RawTable:
    """Another sheet of the same file. Raises UploadError where it has none of this name."""
    if name not in raw.sheets:
        raise UploadError("The file has no such sheet.", mend=f"It has {', '.join(raw.sheets) or 'one table only'}.")
    return replace(raw, rows=raw.sheets[name], sheet=name)


def read_pasted(text: str) -> RawTable:
    """The rows of a pasted table, such as cells copied in Excel. Raises UploadError as `read_file` does."""
    return read_file(text.encode("utf-8", errors="replace"), "")


def read_file(content: bytes, name: str) -> RawTable:
    """The rows of a file; of a workbook or GeoPackage those of the first sheet with a table, the others beside it.

    Raises UploadError, saying what to do, for a file that is too large, no table, damaged, or not what its name says.
    """
    require_size(content)
    suffix = PurePath(name).suffix.casefold()
    for mark, words in _OTHER.items():
        if content.startswith(mark):
            raise UploadError(f"The file is {words}, no table.", mend=_CHOOSE)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _workbook(content, suffix)
    if content.startswith(b"SQLite format 3\x00"):
        _require_suffix(suffix, {".gpkg", ""}, "a GeoPackage", ".gpkg")
        return _first(map_files.geopackage_layers(content), "GeoPackage")
    return _text(content, suffix)


def _workbook(content: bytes, suffix: str) -> RawTable:
    parts = workbooks.unpacked(content)
    if workbooks.is_binary_excel(set(parts)):
        raise UploadError("The file is a binary Excel workbook (.xlsb).", mend="Open it in Excel and save it as a workbook (.xlsx).")
    if workbooks.is_excel(set(parts)):
        _require_suffix(suffix, {".xlsx", ".xlsm", ""}, "an Excel workbook", ".xlsx")
        kind, sheets = "Excel workbook", workbooks.excel_sheets(parts)
    elif workbooks.is_opendocument(set(parts)):
        _require_suffix(suffix, {".ods", ""}, "an OpenDocument spreadsheet", ".ods")
        kind, sheets = "OpenDocument spreadsheet", workbooks.opendocument_sheets(parts)
    else:
        raise _no_table(set(parts))
    filled = {name: rows for name, rows in sheets.items() if sum(any(row) for row in rows) > 1}
    if not filled:
        raise UploadError("No sheet of the workbook holds a table.", mend="It needs a line of column names and at least one row.")
    return _first(filled, kind)


def _no_table(parts: set[str]) -> UploadError:
    for mark, words in _ARCHIVES.items():
        if any(part.startswith(mark) or part.endswith(mark) for part in parts):
            return UploadError(f"The file is {words}, no table.", mend=_CHOOSE)
    return UploadError("The file is an archive, no table.", mend=f"Unpack it first. {_CHOOSE}")


def _first(sheets: Mapping[str, list[list[str]]], kind: str) -> RawTable:
    name, rows = next(iter(sheets.items()))
    return RawTable(rows, kind, (), name, sheets)


def _text(content: bytes, suffix: str) -> RawTable:
    text, note = delimited_text.decode(content)
    start = text.lstrip("\x1e \t\r\n")[:20].casefold()
    if start.startswith(("{", "[")):
        _require_suffix(suffix, {".geojson", ".json", ".txt", ""}, "JSON", ".geojson")
        return RawTable(map_files.geojson_rows(text), "GeoJSON", (note,) if note else ())
    if start.startswith(_MARKUP):
        raise UploadError("The file is a web page or XML, no table.", mend=_CHOOSE)
    _require_suffix(suffix, _TEXT_KINDS, "a text table", ".csv")
    rows, delimiter = delimited_text.split_rows(text)
    return RawTable(rows, "Text table", tuple(filter(None, (note, delimiter))))


def _require_suffix(suffix: str, expected: set[str], is_words: str, right: str) -> None:
    if suffix not in expected:
        raise UploadError(f"The name ends in {suffix}, but the file is {is_words}.", mend=f"If it comes from where you think, rename it to end in {right}.")
