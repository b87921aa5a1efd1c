"""What is in a cell that no reader meant: each kind named with the words that mend it, and honest texts let pass."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.register.cell_checks import faults_of_cells, is_day, residue_of_cells

LAT = {"name": "lat", "type": "number", "constraints": {"required": True, "minimum": 51.5, "maximum": 53.5}}
LON = {"name": "lon", "type": "number", "constraints": {"required": True, "minimum": -3.5, "maximum": -1.0}}
DAY = {"name": "status_date", "constraints": {"pattern": r"\d{4}(-\d{2}(-\d{2})?)?"}}
TEXT = {"name": "name"}


def fault(value, field=TEXT):
    return faults_of_cells(pd.Series(["sound", value]), field, lookup=lambda reference: []).get(value)


def residue(value):
    return residue_of_cells(pd.Series([value])).get(value)


@pytest.mark.parametrize("value", ["n/a", "N/A", " na ", "null", "NaN", "None", "TBC", "-", "?", "\u2014"])
def test_a_word_for_no_value_is_none(value):
    assert "no value" in fault(value)[0] and "empty" in fault(value)[1]


@pytest.mark.parametrize("value", ["#REF!", "#N/A", "see #NAME?", "#VALUE!", "#DIV/0!", "#########"])
def test_a_spreadsheets_error_is_no_text(value):
    assert "spreadsheet" in fault(value)[0]
    assert "spreadsheet" in fault(value, LAT)[0]


@pytest.mark.parametrize(
    ("value", "field", "reason", "mend"),
    [
        ("278900", LAT, "National Grid", "degrees"),
        ("433400", LON, "National Grid", "degrees"),
        ("1.4047", LON, "minus", "Write -1.4047."),
        ("-52.4", LAT, "minus", "Write 52.4."),
        ("5248412", LAT, "decimal point", "52.48412"),
        ("-1.9", LAT, "outside", "swapped"),
        ("52,4", LAT, "not a number", "Write it with a point: 52.4."),
        ("52.48 N", LAT, "not a number", "without units"),
        ("2024-30-05", DAY, "no such day", "is it 2024-05-30?"),
        ("2024-13", DAY, "no such day", "year-month-day"),
        ("2023-02-29", DAY, "no such day", "year-month-day"),
        ("30/05/2024", {"name": "checked_on", "type": "date"}, "not a date", "is it 2024-05-30?"),
        ("2024-5-3", {"name": "checked_on", "type": "date"}, "not a date", "is it 2024-03-05?"),
        ("2024-05", {"name": "checked_on", "type": "date"}, "not a date", "year-month-day"),
    ],
)  # fmt: skip
def test_what_happened_to_a_value_is_said_with_its_mend(value, field, reason, mend):
    said = fault(value, field)
    assert reason in said[0] and mend in said[1], said


@pytest.mark.parametrize(
    ("value", "field"), [("52.4", LAT), ("-1.9", LON), ("2024", DAY), ("2024-02", DAY), ("2024-02-29", DAY), ("NA Ltd", TEXT), ("a - b", TEXT)]
)
def test_what_is_right_passes(value, field):
    assert fault(value, field) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Children\u00e2\u20ac\u2122s", "garbled"),
        ("Caf\u00c3\u00a9", "garbled"),
        ("\u00c2\u00a35m", "garbled"),
        ("Caf\u201a\u00c4\u00f4", "garbled"),
        ("Caf\ufffd", "letter was lost"),
        ("Arts &amp; Crafts", "&amp;"),
        ("Children&#39;s", "&#39;"),
        ("Energy\u200b", "zero width space"),
        ("soft\u00adly", "soft hyphen"),
        ("\u202ename", "right-to-left override"),
        ("two\u00a0words", "no-break space"),
        ("odd\ufffe", "U+FFFE"),
        ("tab\there", "U+0009"),
    ],
)  # fmt: skip
def test_what_another_program_left_is_named(value, words):
    reason, mend = residue(value)
    assert words in reason and mend


def test_everything_left_in_one_text_is_named():
    reason, _ = residue("Caf\ufffd &amp; Energy\u200b")
    assert all(words in reason for words in ("letter was lost", "&amp;", "zero width space"))


@pytest.mark.parametrize(
    "value", ["Caf\u00e9 \u2014 \u201cArts & Crafts\u201d", "\u00a35m", "na\u00efve \u2026", "AT&T; more", "\u0141\u00f3d\u017a", "x=1&y=2", "\u65e5\u672c"]
)
def test_honest_letters_pass(value):
    assert residue(value) is None


@pytest.mark.parametrize(("value", "day"), [("2024", True), ("2024-02", True), ("2024-02-30", False), ("20240229", False), ("", False)])
def test_days_are_those_of_the_calendar(value, day):
    assert is_day(value) is day
