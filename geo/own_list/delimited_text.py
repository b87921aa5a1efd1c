"""Tables as text: CSV with commas, semicolons, tabs or bars, in the encodings spreadsheets save; also pasted."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from typing import Any

from charset_normalizer import from_bytes

from geo.errors import UploadError
from geo.own_list.limits import require_cells, require_rows

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# What is not UTF-8 was saved by a spreadsheet of Windows, an old Mac or DOS.
LIKELY_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (850)"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP_LINE = re.compile(r"\s*sep=(.)\s*\r?\n", re.IGNORECASE)
LOOKED_AT = 60
_BELOW = "end of the table"


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and what is to be said of its encoding ("" where it is UTF-8).

    Raises UploadError for bytes that are no text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding), "" if mark == codecs.BOM_UTF8 else f"Read as {encoding.upper()}."
    if encoding := _without_mark(content):
        return _decoded(content, encoding), "Read as UTF-16."
    if b"\x00" in content:
        raise _holds_nul()
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        found = from_bytes(content[:200_000], cp_isolation=list(LIKELY_ENCODINGS)).best()
    encoding = found.encoding if found and found.encoding in LIKELY_ENCODINGS else "cp1252"
    text = content.decode(encoding, errors="replace")
    return text, f"The text is not UTF-8: read as {LIKELY_ENCODINGS[encoding]}. Check accents and signs."


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UploadError("The file is damaged: its encoding breaks off.", mend="Save it again as CSV UTF-8.") from error
    if "\x00" in text:
        raise _holds_nul()
    return text


def _without_mark(content: bytes) -> str:
    """UTF-16 that does not say so: of mostly Latin letters every other byte is NUL, and none of the others is."""
    start = content[:4_000]
    for encoding, full, empty in (("utf-16-le", start[::2], start[1::2]), ("utf-16-be", start[1::2], start[::2])):
        if b"\x00" not in full and empty.count(0) > len(empty) / 2 > 1:
            return encoding
    return ""


def _holds_nul() -> UploadError:
    return UploadError("The file holds NUL bytes: it is no text.", mend="Save the table as CSV UTF-8 or as an Excel workbook (.xlsx).")


def split_rows(text: str) -> tuple[list[list[str]], str]:
    """The rows of a table in text, and what is to be said of its delimiter ("" for commas).

    Raises UploadError for a table beyond the limits.
    """
    delimiter = ""
    if match := _SEP_LINE.match(text):
        delimiter, text = match[1], text[match.end() :]
    delimiter = delimiter or _delimiter(text)
    rows, quotes = _split_as_quoted(text, delimiter)
    divided = "" if delimiter in (",", "\t") else f"Columns are divided by {DELIMITERS.get(delimiter, delimiter)}."
    return _unquoted(rows), " ".join(filter(None, (divided, quotes)))


def _split_as_quoted(text: str, delimiter: str) -> tuple[list[list[str]], str]:
    """The rows by the quotes the file uses, and what is to be said of them: double ones; single ones, where every name stands in them; with
    a backslash before a quote within quotes, where that makes rows of one length; as letters, where one is never closed."""
    head = text[: text.find("\n") if "\n" in text else len(text)].strip()
    if re.fullmatch(rf"'[^'\"]*'(?:{re.escape(delimiter)}'[^'\"]*')+", head):
        return _split(text, delimiter, quotechar="'"), ""
    if '\\"' in text and '""' not in text:
        escaped, plain = (_split(text, delimiter, **how) for how in ({"escapechar": "\\"}, {}))
        if len({len(row) for row in escaped if row}) < len({len(row) for row in plain if row}):
            return escaped, ""
    if text.count('"') % 2 and not _closes(text, delimiter):
        return _split(text, delimiter, quoting=csv.QUOTE_NONE), "A quote is never closed: quotes were read as letters."
    return _split(text, delimiter), ""


def _closes(text: str, delimiter: str) -> bool:
    """Whether every quote that opens a cell is closed: a line put below the table is then a row of its own."""
    try:
        last = deque(csv.reader(io.StringIO(f"{text}\n{_BELOW}\n", newline=""), delimiter=delimiter), maxlen=1)
    except csv.Error:
        return False
    return bool(last) and last[0] == [_BELOW]


def _unquoted(rows: list[list[str]]) -> list[list[str]]:
    """Rows of which each was put into quotes as a whole, as when a CSV file is saved as CSV once more, taken apart."""
    lines = [row[0] for row in rows if len(row) == 1]
    if len(lines) < len(list(filter(any, rows))) or len(lines) < 2:
        return rows
    inner = "\n".join(lines)
    delimiter = _delimiter(inner)
    apart = _split(inner, delimiter)
    return apart if len({len(row) for row in apart}) == 1 and len(apart[0]) > 1 else rows


def _split(text: str, delimiter: str, **how: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **how):
            require_rows(len(rows) - 100)
            require_cells(row, len(rows) + 1)
            rows.append(row)
    except csv.Error as error:
        raise UploadError(f"Row {len(rows) + 1} cannot be read: {error}.", mend="Look for a quote that is never closed.") from error
    return rows


def _delimiter(text: str) -> str:
    """The sign that divides the most lines into the same number of columns, more than one."""
    lines = "\n".join(text.splitlines()[:LOOKED_AT])
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if any(row))
        except csv.Error:
            continue
        width, lines_alike = max(widths.items(), key=lambda item: (item[0] > 1) * item[1], default=(1, 0))
        # Tabs stand in no text by chance: a table pasted from a spreadsheet has commas in its cells.
        score = (width > 1) * lines_alike * (1.5 if delimiter == "\t" else 1.0) + min(width, 50) / 100
        if width > 1 and score > most:
            best, most = delimiter, score
    return best
