"""The postal address of an asset in one line."""

from __future__ import annotations

import pandas as pd


def full_address(row: pd.Series) -> str:
    """Street, town and postcode in one line, without what is not known."""
    return ", ".join(part for part in (row["address"], row["place"], row["postcode"]) if part)
