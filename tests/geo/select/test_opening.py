"""Dates of opening as spans of days, and intervals as OGC API Features writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FilterError
from geo.select.opening import days_of, opened_within, read_interval


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", (2020, 1, 1), (2020, 12, 31)),
        ("2020-02", (2020, 2, 1), (2020, 2, 29)),
        ("2021-02-03", (2021, 2, 3), (2021, 2, 3)),
        ("2020-05-06T10:00:00Z", (2020, 5, 6), (2020, 5, 6)),
        ("2020-05-06T10:00:00.5+01:00", (2020, 5, 6), (2020, 5, 6)),
    ],
)
def test_a_date_stands_for_its_days(text, first, last):
    assert days_of(text) == (date(*first), date(*last))


@pytest.mark.parametrize("text", ["", "soon", "2020-13", "2020-02-30", "20200101", "2020/2021", "0000"])
def test_what_is_no_date_is_none(text):
    assert days_of(text) is None


@pytest.mark.parametrize("text", ["..", "", "../..", "/", "x/2020", "2020/2021/2022", "2021/2020", "2020-02-30/.."])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(FilterError):
        read_interval(text)


@given(opened=st.dates(), start=st.dates(), end=st.dates())
def test_an_opening_is_within_the_days_it_lies_between(opened, start, end):
    first, last = sorted((start, end))
    assert opened_within(opened.isoformat(), read_interval(f"{first}/{last}")) == (first <= opened <= last)
    assert opened_within(opened.isoformat(), read_interval(f"{first}/..")) == (first <= opened)
    assert opened_within(opened.isoformat(), read_interval(f"../{last}")) == (opened <= last)


def test_a_year_meets_whatever_touches_it_and_no_date_meets_nothing():
    assert opened_within("2020", read_interval("2020-12-31/..")) and not opened_within("2020", read_interval("2021-01-01/.."))
    assert not opened_within("", read_interval("../2100"))
