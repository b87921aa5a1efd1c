"""What a cell must be, by the schema of its column: one check per rule, each fault said in words with its mend.

The rules are those of a schema's field: `type`, `required`, `enum`, `pattern`, `minimum`, `maximum`, `maxLength`, `valuesFrom` and
`itemsFrom`, and those for any text: nothing that a spreadsheet, a wrong encoding or a page's source left behind (`residue_in`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from html import unescape
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataError

LIST_DELIMITER = ";"
LARGEST_GRID_METRES = 1_300_000
_ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_SPREADSHEET_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|#{5,}")
_NO_VALUE = {"n/a", "n.a.", "na", "nan", "null", "nil", "none", "tbc", "tbd", "-", "--", "\u2013", "\u2014", "?", "undefined", "[object object]"}
_ENTITY = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_SUSPECT = re.compile(r"[^\x20-\x7e]|&[#\w]+;")
Fault = tuple[str, str]
Check = Callable[[str], Fault | None]
Field = Mapping[str, Any]
Lookup = Callable[[Mapping[str, str]], list[str]]


def faults_of_cells(cells: pd.Series, field: Field, *, lookup: Lookup) -> dict[str, Fault]:
    """The texts of a column that break a rule of its field, each with the reason and the mend.

    `lookup` gives the values a `valuesFrom` or `itemsFrom` refers to; where it raises DataError the rule is not held against the cells.
    """
    # A table of streets repeats its values: each is judged once.
    values = pd.unique(cells.to_numpy(dtype=object))
    checks = list(_checks(field, lookup))
    return {value: found for value in values[~_surely_sound(values, field)] if (found := fault_of(value, checks, field))}


def fault_of(value: str, checks: Iterable[Check], field: Field) -> Fault | None:
    """The first thing wrong with a cell, and its mend; None where nothing is."""
    if not value:
        required = field.get("constraints", {}).get("required")
        return ("It must not be empty.", f"Example: {field.get('example', '')}") if required else None
    return next((found for check in checks if (found := check(value))), None)


def split_list(cell: str) -> tuple[str, ...]:
    """Split a `;`-separated cell into its trimmed, non-empty parts."""
    return tuple(part.strip() for part in cell.split(LIST_DELIMITER) if part.strip())


def _surely_sound(values: np.ndarray, field: Field) -> np.ndarray:
    """Which values need no closer look: plain numbers within the bounds of a field that asks for no more, by the hundred thousand."""
    rules = field.get("constraints", {})
    if field.get("type") != "number" or {"enum", "pattern", "maxLength"} & set(rules) or {"valuesFrom", "itemsFrom"} & set(field):
        return np.zeros(len(values), dtype=bool)
    numbers = pd.to_numeric(pd.Series(values), errors="coerce").to_numpy(dtype=float)
    within = (numbers >= rules.get("minimum", -1e300)) & (numbers <= rules.get("maximum", 1e300))
    return within & np.fromiter((value.isascii() for value in values), dtype=bool, count=len(values))


def _checks(field: Field, lookup: Lookup) -> Iterator[Check]:
    rules = field.get("constraints", {})
    kind = field.get("type", "string")
    yield _left_over_check
    if kind in ("number", "integer"):
        yield _number_check(kind)
        if "minimum" in rules or "maximum" in rules:
            yield _range_check(field)
    if kind == "date":
        yield _date_check
    if "enum" in rules:
        yield _one_of(set(map(str, rules["enum"])), list(map(str, rules["enum"])))
    if "pattern" in rules:
        yield _pattern_check(rules["pattern"], str(field.get("example", "")))
    if "maxLength" in rules:
        yield _length_check(rules["maxLength"])
    for rule, check in (("valuesFrom", _one_of), ("itemsFrom", _items_check)):
        # A lookup that cannot be read is a problem of its own file, reported there.
        with suppress(DataError):
            if rule in field:
                known = lookup(field[rule])
                yield check(set(known), known)


def _number_check(kind: str) -> Check:
    def check(value: str) -> Fault | None:
        # float() also takes underscores and the digits of other scripts, which a table must not hold.
        try:
            number = float(value)
        except ValueError:
            number = None
        if number is None or not value.isascii() or "_" in value:
            return "It is not a number.", _decimal_point(value) or "Use digits and a point, without units or thousands commas."
        if number != number or number in (float("inf"), float("-inf")):
            return "It is not a finite number.", "Use digits and a point."
        if kind == "integer" and number != int(number):
            return "It is not a whole number.", "Remove the decimals."
        return None

    return check


def _decimal_point(value: str) -> str:
    """The mend of a number with a comma for its point; "" where that is not what is wrong."""
    return f"Write it with a point: {value.replace(',', '.')}." if re.fullmatch(r"-?\d{1,3},\d+", value) and not re.fullmatch(r"-?\d{1,3},\d{3}", value) else ""


def _range_check(field: Field) -> Check:
    rules = field["constraints"]
    low, high = rules.get("minimum", float("-inf")), rules.get("maximum", float("inf"))

    def check(value: str) -> Fault | None:
        number = float(value)
        if low <= number <= high:
            return None
        if field["name"] in ("lat", "lon"):
            return _coordinate_fault(value, low, high)
        return f"It is outside {low} to {high}.", "Correct the figure."

    return check


def _coordinate_fault(value: str, low: float, high: float) -> Fault:
    """What has probably happened to a latitude or longitude that lies outside its bounds."""
    number = float(value)
    outside = f"It is outside {low} to {high}"
    if low <= -number <= high:
        return f"{outside}; the minus sign seems to be lost or added.", f"Write {value[1:] if value.startswith('-') else f'-{value}'}."
    if 1_000 <= abs(number) <= LARGEST_GRID_METRES:
        return f"{outside}; it looks like metres of the National Grid, an easting or a northing.", "Write latitude and longitude in degrees (WGS84)."
    if abs(number) > 180:
        return f"{outside}; the decimal point seems to be lost.", "Write degrees with a point, such as 52.48412."
    return f"{outside}.", "If latitude and longitude are swapped, exchange them."


def _date_check(value: str) -> Fault | None:
    if value.count("-") != 2 or not is_day(value):
        return "It is not a date.", _day_mend(value)
    return None


def _one_of(allowed: set[str], shown: list[str]) -> Check:
    listed = ", ".join(shown) if len(shown) <= 20 else f"{', '.join(shown[:8])} ... ({len(shown)} in all)"

    def check(value: str) -> Fault | None:
        return None if value in allowed else ("It is not one of the allowed values.", f"Use one of: {listed}.")

    return check


def _items_check(allowed: set[str], shown: list[str]) -> Check:
    single = _one_of(allowed, shown)

    def check(value: str) -> Fault | None:
        for item in split_list(value):
            found = single(item)
            if found:
                return f"{item!r}: {found[0]}", found[1]
        return None

    return check


def _pattern_check(pattern: str, example: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: str) -> Fault | None:
        if not compiled.fullmatch(value):
            return "It is not written as it should be.", f"Write it like {example}."
        if _ISO_DATE.fullmatch(value) and compiled.fullmatch("2024-05-30") and not is_day(value):
            return "There is no such day in the calendar.", _day_mend(value)
        return None

    return check


def _length_check(most: int) -> Check:
    def check(value: str) -> Fault | None:
        return None if len(value) <= most else (f"It is {len(value)} characters long.", f"Use at most {most}.")

    return check


def _left_over_check(value: str) -> Fault | None:
    if _SPREADSHEET_ERROR.search(value):
        return "A spreadsheet's error was saved in place of the text.", "Mend the formula, or write the text itself."
    if value.strip().casefold() in _NO_VALUE:
        return "It stands for 'no value'.", "Leave the cell empty, or write what belongs there."
    return None


def is_day(value: str) -> bool:
    """Whether a text is a year, a month (year-month) or a day (year-month-day) of the calendar, written just so."""
    day = value + "-01" * (2 - value.count("-"))
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _day_mend(value: str) -> str:
    """How to write a day; where only its parts stand in another order, the day itself."""
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", value)
    turned = f"{found[1]}-{int(found[3]):02}-{int(found[2]):02}" if found else ""
    found = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", value)
    turned = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else turned
    return f"Write year-month-day; is it {turned}?" if turned and is_day(turned) else "Write year-month-day, such as 2026-11-22."


# ---- what other programs leave in a text ----


def residue_of_cells(cells: pd.Series) -> dict[str, Fault]:
    """The texts of a column in which another program left its traces: the text can be shown, but is not what was meant."""
    values = pd.unique(cells.to_numpy(dtype=object))
    return {value: found for value in values if _SUSPECT.search(value) and (found := _residue_in(value))}


def _residue_in(value: str) -> Fault | None:
    """Everything found in one text, in one sentence each."""
    found = [one for one in (_lost_letter(value), _garbled_letters(value), _entity(value), _hidden(value)) if one]
    return (" ".join(reason for reason, _ in found), " ".join(dict.fromkeys(mend for _, mend in found))) if found else None


def _lost_letter(value: str) -> Fault | None:
    if "\ufffd" not in value:
        return None
    return "A letter was lost (\ufffd): the file was read in the wrong encoding once.", "Write the letter again and save as 'CSV UTF-8'."


def _garbled_letters(value: str) -> Fault | None:
    if (found := _garbled(value)) is None:
        return None
    return f"It is garbled ({found[0]!r} was {found[1]!r}): UTF-8 was read as another encoding.", "Write the letters again and save as 'CSV UTF-8'."


def _entity(value: str) -> Fault | None:
    written = next((found[0] for found in _ENTITY.finditer(value) if unescape(found[0]) != found[0]), None)
    return (f"It holds {written}, a sign as HTML writes it.", f"Write {unescape(written)!r} for it.") if written else None


def _hidden(value: str) -> Fault | None:
    char = next((char for char in value if _is_hidden(char)), None)
    if char is None:
        return None
    called = unicodedata.name(char, "a control character").lower()
    return f"It holds a character nobody sees: {called} (U+{ord(char):04X}).", "Delete it; typing the text again is the surest way."


def _garbled(value: str) -> tuple[str, str] | None:
    """(as written, as meant) of the first piece of a text that is UTF-8 read as another encoding; None where there is none."""
    for run in re.findall(r"[^\x00-\x7f]{2,}", value):
        for encoding in ("cp1252", "latin-1", "mac_roman"):
            with suppress(UnicodeError):
                return run, run.encode(encoding).decode("utf-8")
    return None


def _is_hidden(char: str) -> bool:
    return char == "\u00a0" or unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
