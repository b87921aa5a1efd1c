"""Where in the rows the table is: below its titles, under one or two lines of names, without its totals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.errors import UploadError
from geo.gazetteer.coordinates import parse_coordinates
from geo.gazetteer.postcodes import postcodes_within
from geo.gazetteer.text_cleaning import clean_text
from geo.own_list.blank_cells import is_blank
from geo.own_list.column_names import POSITIONS, ColumnNames
from geo.own_list.limits import require_rows
from geo.own_list.reading import RawTable, of_sheet

# So far down a title or a logo pushes the line of names.
LOOKED_AT = 25
# A line with a number in so many of its cells is one of data.
_HAS_NUMBER = re.compile(r"^[+-]?\d[\d.,\s]*$")
# What a line of totals holds beside its words: amounts, shares, dashes and the formulas that add them up.
_AMOUNT = re.compile(r"=.*|[-+(]?\s*(?:[A-Z]{3}|[\u00a3$\u20ac])?\s*[-+]?\d[\d.,\s']*(?:%|[kmKM])?\)?|n/?a|[-.]+", re.IGNORECASE)
_LINE_END = re.compile(r"[,;\s]*[\r\n]+\s*")
# A line drawn with dashes, as below the names of a table in plain text.
_RULE = re.compile(r"[-:=+_|]{3,}")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]|[:=]")
_UNWRITABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]+")
# So many lines of names stand below one another where cells are merged.
MOST_NAME_LINES = 3
MOST_NAME_LETTERS, MOST_CLEANED = 60, 1_000


@dataclass(frozen=True)
class ListTable:
    """A table: `columns` with names of their own, `rows` of as many cells each, `numbers` the row of the file each
    stands in, from 1; `notes` what was left out or put together."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()


def find_table(raw: RawTable, names: ColumnNames) -> ListTable:
    """The table in the rows of a file.

    Lines above the names, empty lines and lines of totals are left out, and said to be. Names in two lines, as a
    merged head leaves them, are put together. Without a line of names the columns are numbered.

    Raises UploadError if there is no row of data, or too many.
    """
    rows = [(number, [_clean(cell) for cell in row]) for number, row in enumerate(raw.rows, start=1)]
    filled = [(number, row) for number, row in rows if any(row)]
    if not filled:
        raise UploadError("The table has no rows.", mend="It needs a line of column names and at least one row.")
    if _is_one_column([row for _, row in filled], names):
        filled = [(number, [", ".join(filter(None, row))]) for number, row in filled]
    at = _head_at([row for _, row in filled[:LOOKED_AT]], names)
    notes: list[str] = []
    columns: list[str] = []
    if at is None:
        body = filled
        notes.append("No line of column names was found: the columns are numbered.")
    else:
        columns, used = _names(filled, at, names)
        if at:
            notes.append(f"{at} line{'s' * (at > 1)} above the column names left out.")
        if used > 1:
            notes.append(f"The column names stand in {'two' if used == 2 else 'three'} lines; they were put together.")
        body = filled[at + used :]
    body, again = _without_names([(number, _lines_parted(row, raw.rows[number - 1])) for number, row in body], columns)
    kept, totals = _without_totals(body, columns, names)
    if again:
        notes.append(f"Left out as the column names once more, or a line below them: row {', '.join(map(str, again))}.")
    if totals:
        notes.append(f"Left out as a total: row {', '.join(map(str, totals))}.")
    if not kept:
        raise UploadError("The table has column names, but no rows.", mend="Add at least one row below them.")
    require_rows(len(kept))
    filled_columns, cells = _without_empty_columns(columns, [row for _, row in kept])
    return ListTable(_unique(filled_columns, len(filled_columns)), cells, tuple(number for number, _ in kept), tuple(notes))


def _lines_parted(row: list[str], raw: list[str]) -> list[str]:
    """A clean row whose cells of several lines, as an address has in a spreadsheet, keep their parts apart by commas."""
    if len(row) != len(raw) or not any("\n" in cell.strip() for cell in raw):
        return row
    return [_clean(_LINE_END.sub(", ", text.strip())) if "\n" in text.strip() else cell for cell, text in zip(row, raw, strict=True)]


def _without_names(body: list[tuple[int, list[str]]], columns: list[str]) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """The rows without those that say the names of the columns again, as every page of a printed table does, and without lines of dashes."""
    named = [cell.casefold() for cell in columns if cell]
    kept, again = [], []
    for number, row in body:
        texts = [cell.casefold() for cell in row if cell]
        repeats = (len(named) > 1 and texts == named) or all(map(_RULE.fullmatch, texts))
        again.append(number) if repeats else kept.append((number, row))
    return kept, again


def _without_empty_columns(columns: list[str], rows: list[list[str]]) -> tuple[list[str], tuple[tuple[str, ...], ...]]:
    """The columns that have a name or a cell, and the rows with as many cells each."""
    width = max(len(columns), *map(len, rows))
    named = columns + [""] * (width - len(columns))
    full = [row + [""] * (width - len(row)) for row in rows]
    used = [at for at in range(width) if named[at] or any(row[at] for row in full)]
    return [named[at] or f"Column {at + 1}" for at in used], tuple(tuple(row[at] for at in used) for row in full)


def _clean(cell: str) -> str:
    """A cell as it is matched; one too long for that without what no file can hold: control characters and half letters."""
    return clean_text(cell) if len(cell) < MOST_CLEANED else _UNWRITABLE.sub(" ", cell).strip()


def likeliest_sheet(raw: RawTable, names: ColumnNames) -> RawTable:
    """Of the sheets of a file the one whose line of names has the most known ones, the first of several: a workbook often
    begins with a page about itself."""
    if len(raw.sheets) < 2:
        return raw
    return of_sheet(raw, max(raw.sheets, key=lambda name: _known_names(raw.sheets[name], names)))


def _known_names(rows: list[list[str]], names: ColumnNames) -> int:
    return max((len({role for cell in row if (role := names.role(cell[:MOST_NAME_LETTERS]))}) for row in rows[:LOOKED_AT]), default=0)


def _head_at(rows: list[list[str]], names: ColumnNames) -> int | None:
    """Which of the first lines holds the names: that with the most known ones, else the first that could."""
    known = [sum(bool(names.role(cell)) for cell in row if cell) for row in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at))
    widest = max(sum(map(bool, row)) for row in rows)
    if known[best] and not _is_data(rows[best]) and (known[best] > 1 or sum(map(bool, rows[best])) >= min(2, widest)):
        return best
    first = next((at for at, row in enumerate(rows) if sum(map(bool, row)) >= min(2, widest)), 0)
    return first if len(rows) > first + 1 and not _is_data(rows[first]) and len(set(rows[first])) == len(rows[first]) else None


def _is_data(row: list[str]) -> bool:
    """Whether a line holds a number, a postcode or coordinates, or a long text: names of columns are none of these."""
    return any(_HAS_NUMBER.match(cell) or len(cell) > MOST_NAME_LETTERS or postcodes_within(cell) or (cell and parse_coordinates(cell)) for cell in row)


def _names(filled: list[tuple[int, list[str]]], at: int, names: ColumnNames) -> tuple[list[str], int]:
    """The names of the columns, and of how many lines they were made.

    A merged cell leaves its text in the first column and the others empty: the line below completes it.
    """
    head = filled[at][1]
    if at:
        above = filled[at - 1][1]
        if filled[at - 1][0] == filled[at][0] - 1 and _completes(above, head, names):
            return _joined(above, head), 1
    joined, used = head, 1
    for lines in range(2, MOST_NAME_LINES + 1):
        number, below = filled[at + lines - 1] if len(filled) > at + lines - 1 else (0, [])
        if number != filled[at][0] + lines - 1 or _is_data(below):
            break
        if _completes(head, below, names):
            between = filled[at + used : at + lines]
            for _, row in between:
                joined = _joined(joined, row)
            used = lines
    return joined, used


def _completes(above: list[str], below: list[str], names: ColumnNames) -> bool:
    """Whether the lower of two lines has names where the upper one has gaps."""
    gaps = [at for at, cell in enumerate(below) if cell and (at >= len(above) or not above[at])]
    return len(list(filter(None, above))) > 1 and bool(gaps) and not _is_data(below) and any(names.role(below[at]) for at in gaps)


def _joined(above: list[str], below: list[str]) -> list[str]:
    width = max(len(above), len(below))
    upper, lower = (row + [""] * (width - len(row)) for row in (above, below))
    return [low or up for up, low in zip(upper, lower, strict=True)]


def _without_totals(body: list[tuple[int, list[str]]], columns: list[str], names: ColumnNames) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """The rows without those that add up others."""
    positions = [at for at, column in enumerate(columns) if names.role(column) in POSITIONS]
    kept, totals = [], []
    for number, row in body:
        totals.append(number) if _is_total(row, positions, names) else kept.append((number, row))
    return kept, totals


def _is_total(row: list[str], positions: list[int], names: ColumnNames) -> bool:
    """Whether a row adds up others: its first text is a word such as "Total", and all else are amounts.

    With more words than that ("Total number of sites") it may be a name: then no column of a position may be filled.
    """
    first = next(filter(None, row), "")
    if not all(_AMOUNT.fullmatch(cell) for cell in row if cell and cell != first):
        return False
    words = _IN_BRACKETS.sub(" ", first).split()
    if not words or len(first) > MOST_NAME_LETTERS:
        return False
    if names.role(" ".join(words)) == "total":
        return True
    amounts = any(map(str.isdigit, "".join(cell for cell in row if cell != first)))
    placed = any(at < len(row) and not is_blank(row[at]) and row[at] != first for at in positions)
    return "total" in (names.role(words[0]), names.role(words[-1])) and amounts and not placed


def _is_one_column(rows: list[list[str]], names: ColumnNames) -> bool:
    """Whether a name alone stands over texts that their own commas have taken apart: a column of addresses, pasted."""
    head, body = rows[0], rows[1:]
    if len(list(filter(None, head))) != 1 or names.role(next(filter(None, head))) not in POSITIONS:
        return False
    looked = body[:LOOKED_AT]
    known = any(names.role(cell) for row in looked for cell in row)
    digits = bool(looked) and any(char.isdigit() for cell in looked[0] for char in cell)
    return not known and (digits or len({len(list(filter(None, row))) for row in looked}) > 1)


def _unique(columns: list[str], width: int) -> tuple[str, ...]:
    """A name of its own for each column; capitals make no difference, as in a database they make none."""
    found: list[str] = []
    taken: set[str] = set()
    for at in range(width):
        name = columns[at][:MOST_NAME_LETTERS] if at < len(columns) and columns[at] else f"Column {at + 1}"
        while name.casefold() in taken:
            name = f"{name} ({at + 1})"
        taken.add(name.casefold())
        found.append(name)
    return tuple(found)
