"""When assets opened, as spans of days: a year stands for all its days, and so does a month."""

from __future__ import annotations

import calendar
import re
from datetime import date

from geo.errors import FilterError

OPEN_ENDS = ("", "..")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:[Tt ][0-9:.]+(?:[Zz]|[+-][0-9:]+)?)?")

Span = tuple[date, date]


def days_of(text: str) -> Span | None:
    """The first and the last day that a year, month, day or moment ("2020", "2020-05", RFC 3339) stands for; None for any other text."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first, last


def read_interval(text: str) -> Span:
    """The days of a moment or of an interval as OGC API Features writes it: "2020-01-01/..", "../2019", "2018/2020-05".

    Raises FilterError if it is neither, or ends before it begins.
    """
    mend = "Write a date, or two with a slash between; .. for an open end: 2020-01-01/.."
    parts = text.split("/")
    if len(parts) > 2 or all(part in OPEN_ENDS for part in parts):
        raise FilterError(f"The time {text[:60]!r} is no date and no interval.", mend=mend)
    spans = [(date.min, date.max) if part in OPEN_ENDS and len(parts) == 2 else days_of(part) for part in parts]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        raise FilterError(f"The time {text[:60]!r} is no date and no interval.", mend=mend)
    first, last = known[0][0], known[-1][1]
    if first > last:
        raise FilterError(f"The interval {text[:60]!r} ends before it begins.", mend=mend)
    return first, last


def opened_within(opened: str, interval: Span) -> bool:
    """Whether the days that an opening date stands for meet an interval; an asset without one never does."""
    days = days_of(opened)
    return days is not None and days[0] <= interval[1] and days[1] >= interval[0]
