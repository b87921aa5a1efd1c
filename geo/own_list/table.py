"""Where in the rows the table is: below its titles, under one or two lines of names, without its totals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.errors import UploadError
from geo.gazetteer.coordinates import parse_coordinates
from geo.gazetteer.postcodes import postcodes_within
from geo.gazetteer.text_cleaning import clean_text
from geo.own_list.column_names import ColumnNames
from geo.own_list.limits import require_rows
from geo.own_list.reading import RawTable

# So far down a title or a logo pushes the line of names.
LOOKED_AT = 25
# A line with a number in so many of its cells is one of data.
_HAS_NUMBER = re.compile(r"^[+-]?\d[\d.,\s]*$")
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
    rows = [(number, [clean_text(cell) if len(cell) < MOST_CLEANED else cell.strip() for cell in row]) for number, row in enumerate(raw.rows, start=1)]
    filled = [(number, row) for number, row in rows if any(row)]
    if not filled:
        raise UploadError("The table has no rows.", mend="It needs a line of column names and at least one row.")
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
        if used == 2:
            notes.append("The column names stand in two lines; they were put together.")
        body = filled[at + used :]
    kept, totals = _without_totals(body, names)
    if totals:
        notes.append(f"Left out as a total: row {', '.join(map(str, totals))}.")
    if not kept:
        raise UploadError("The table has column names, but no rows.", mend="Add at least one row below them.")
    require_rows(len(kept))
    width = max(len(columns), *(len(row) for _, row in kept))
    cells = tuple(tuple(row[:width] + [""] * (width - len(row))) for _, row in kept)
    return ListTable(_unique(columns, width), cells, tuple(number for number, _ in kept), tuple(notes))


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
    if len(filled) > at + 1 and filled[at + 1][0] == filled[at][0] + 1:
        below = filled[at + 1][1]
        if _completes(head, below, names):
            return _joined(head, below), 2
    return head, 1


def _completes(above: list[str], below: list[str], names: ColumnNames) -> bool:
    """Whether the lower of two lines has names where the upper one has gaps."""
    gaps = [at for at, cell in enumerate(below) if cell and (at >= len(above) or not above[at])]
    return len(list(filter(None, above))) > 1 and bool(gaps) and not _is_data(below) and any(names.role(below[at]) for at in gaps)


def _joined(above: list[str], below: list[str]) -> list[str]:
    width = max(len(above), len(below))
    upper, lower = (row + [""] * (width - len(row)) for row in (above, below))
    return [low or up for up, low in zip(upper, lower, strict=True)]


def _without_totals(body: list[tuple[int, list[str]]], names: ColumnNames) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """The rows without those that add up others: whose first text is a word such as "Total" and that have a number."""
    kept, totals = [], []
    for number, row in body:
        first = next(filter(None, row), "")
        is_total = names.role(first.rstrip(": ")) == "total" and all(_HAS_NUMBER.match(cell) for cell in row if cell and cell != first)
        totals.append(number) if is_total else kept.append((number, row))
    return kept, totals


def _unique(columns: list[str], width: int) -> tuple[str, ...]:
    found: list[str] = []
    for at in range(width):
        name = columns[at][:MOST_NAME_LETTERS] if at < len(columns) and columns[at] else f"Column {at + 1}"
        while name in found:
            name = f"{name} ({at + 1})"
        found.append(name)
    return tuple(found)
