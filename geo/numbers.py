"""Numbers in words for people: one format for every page, document and file."""

from __future__ import annotations

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
