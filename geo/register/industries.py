"""Businesses by industry in every authority, as official statistics count them: the newest period of the table."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from geo.register.datapackage import DataPackage, read_table
from geo.register.figures import period_words


@dataclass(frozen=True, eq=False)
class BusinessCounts:
    """`table` has a row per authority (index `gss_code`) and a column per industry, counts of places of business; empty where nothing is known.

    `period` is in words; `source_title` and `source_url` say who counted.
    """

    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    period: str = ""
    source_title: str = ""
    source_url: str = ""


def load_business_counts(package: DataPackage) -> BusinessCounts:
    """The counts of the newest period for the authorities of the package.

    An authority that lacks a row of an industry has NaN there. Raises DataError if a table is missing or unreadable.
    """
    codes = list(read_table(package, "authorities")["gss_code"])
    rows = read_table(package, "businesses_by_industry")
    rows = rows[rows["gss_code"].isin(codes)].drop_duplicates(["gss_code", "industry", "period"])
    rows = rows[rows["period"] == rows["period"].max()]
    if rows.empty:
        return BusinessCounts()
    sources = read_table(package, "figure_sources").drop_duplicates("id").set_index("id").reindex(columns=["title", "url"])
    said = sources.reindex([rows["source"].iloc[0]]).fillna("").iloc[0]
    table = rows.pivot(index="gss_code", columns="industry", values="businesses").reindex(codes).astype(float)
    first = str(rows["period"].iloc[0])
    form = "{month} {year}" if "-" in first else "{year}"
    return BusinessCounts(table.rename_axis(columns=None), period_words(first, form), said["title"], said["url"])
