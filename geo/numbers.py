"""Numbers in words for people: one format for every page, document and file."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

MISSING_WORDS = "not known"


def format_number(value: Any, *, decimals: int = 0, unit: str = "") -> str:
    """A number for people; words where it is missing."""
    if is_missing(value):
        return MISSING_WORDS
    return f"{value:,.{decimals}f}{unit}"


def is_missing(value: Any) -> bool:
    """Whether a cell holds None or a NaN of any library; a list of things never does."""
    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


# Rates whose greatest is below this are printed with two decimals, others with one.
TWO_DECIMALS_BELOW = 5
# From here on a figure is printed whole: the median of an even number of authorities may be a half.
WHOLE_FROM = 10_000


def quantity_words(value: float, unit: str) -> str:
    """A figure with its unit: '£606.30 per week', '13.4%', '190,000 people'; words where it is missing."""
    if is_missing(value) or math.isnan(value):
        return MISSING_WORDS
    decimals = 0 if value == round(value) or value >= WHOLE_FROM else 2 if unit.startswith("GBP") else 1
    text = format_number(value, decimals=decimals)
    if unit.startswith("GBP"):
        return f"£{text}{unit[3:]}"
    return f"{text}%" if unit == "%" else f"{text} {unit_words(unit)}"


def unit_words(unit: str) -> str:
    """A unit as it is printed: 'GBP per week' -> '£ per week', 'km2' -> 'km²'."""
    return unit.replace("km2", "km²").replace("GBP", "£")


def rate_decimals(values: Iterable[float]) -> int:
    """How many decimals rates that stand together are printed with."""
    known = [value for value in values if not math.isnan(value)]
    return 2 if max(known, default=0) < TWO_DECIMALS_BELOW else 1
