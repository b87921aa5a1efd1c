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


# A rate below this is printed with two decimals, any other with one.
TWO_DECIMALS_BELOW = 5
MOST_DECIMALS = 6
# From here on a figure is printed whole: the median of an even number of authorities may be a half.
WHOLE_FROM = 10_000


# Of a location quotient, and of a share in percent, wherever one is printed.
QUOTIENT_DECIMALS, SHARE_DECIMALS = 2, 0


def quantity_number(value: float, unit: str) -> str:
    """A figure without its unit: '606.30', '13.4', '190,000'; words where it is missing."""
    return format_number(value, decimals=quantity_decimals([value], unit))


def quantity_words(value: float, unit: str) -> str:
    """A figure with its unit: '£606.30 per week', '13.4%', '190,000 people'; words where it is missing."""
    if is_missing(value) or math.isnan(value):
        return MISSING_WORDS
    text = quantity_number(value, unit)
    if unit.startswith("GBP"):
        return f"£{text}{unit[3:]}"
    return f"{text}%" if unit == "%" else f"{text} {unit_words(unit)}"


def quantity_decimals(values: Iterable[float], unit: str) -> int:
    """How many decimals figures of one unit that stand together are printed with: money none or two."""
    known = [value for value in values if not is_missing(value) and not math.isnan(value)]
    if all(value == round(value) or value >= WHOLE_FROM for value in known):
        return 0
    return 2 if unit.startswith("GBP") else 1


def unit_words(unit: str) -> str:
    """A unit as it is printed: 'GBP per week' -> '£ per week', 'km2' -> 'km²'."""
    return unit.replace("km2", "km²").replace("GBP", "£")


def rate_number(value: float) -> str:
    """A rate, the same wherever it stands: '13.3', '2.45', '0.004', '0'; words where it is missing."""
    if is_missing(value) or value == 0:
        return format_number(value)
    if round(value, 2) >= TWO_DECIMALS_BELOW:
        return format_number(value, decimals=1)
    # As many as tell it from nothing.
    decimals = next((most for most in range(2, MOST_DECIMALS) if round(value, most)), MOST_DECIMALS)
    return format_number(value, decimals=decimals)
