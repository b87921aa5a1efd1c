"""Figures of the authorities as long data: `gss_code, measure, period, value, source`.

    python -m geo.build.figures FIGURES_LONG.csv LOCAL_UNITS_BY_INDUSTRY.csv PERIOD OUT_FOLDER [--kept OLD.csv]

FIGURES_LONG.csv holds one row per authority, measure and period as published (columns `gss_code`,
`measure`, `period`, `value`, `source_title`, `source_url`); the table of industries one row per authority with
a column per broad industry group of UK Business: Activity, Size and Location, counted in PERIOD (`2025-03`). What is written are
`figures.csv` and `businesses_by_industry.csv`. `--kept` names figures that no newer file has, in the form of
`figures.csv`; they are carried over.

Which published measure becomes which of ours stands in the data package's table of measures, column
`published_as` (and `published_title`, where one name
stands for two series). Run once by hand; the app never imports it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from geo.errors import DataError
from geo.register.datapackage import open_package, read_table

INDUSTRY_SOURCE = "ukbusiness"
FIGURE_COLUMNS = ["gss_code", "measure", "period", "value", "source"]


def plain_period(period: str) -> str:
    """A published period as ISO 8601: a year as `2023`, a day as its month.

    `2023-01-01/P1Y` (a year) -> `2023`; `2025-04-30` (a day) -> `2025-04`; `mid-2024` -> `2024-06`, the month
    whose last day mid-year estimates are for.
    """
    if period.startswith("mid-"):
        return f"{period.removeprefix('mid-')}-06"
    day, _, length = period.partition("/")
    return day[:4] if length == "P1Y" else day[:7]


def long_figures(published: pd.DataFrame, measures: pd.DataFrame, *, kept: pd.DataFrame | None = None) -> pd.DataFrame:
    """The figures of the app, sorted, from those published.

    `published` has the columns `gss_code`, `measure`, `period`, `value`, `source_title`; `measures` the columns `id`,
    `published_as`, `published_title`, `source`. Of a series published twice for one authority and period the first counts. `kept`
    rows fill what is not published.

    Raises DataError if two published measures claim one of ours.
    """
    named = measures[measures["published_as"] != ""]
    if named["published_as"].duplicated().any():
        twice = named.loc[named["published_as"].duplicated(), "published_as"].iloc[0]
        raise DataError(f"Two measures are published as {twice!r}.", mend="Keep one in the table of measures.")
    ours = published.merge(named[["id", "published_as", "published_title", "source"]], left_on="measure", right_on="published_as")
    # Some publishers put two series under one name; their titles tell them apart.
    ours = ours[(ours["published_title"] == "") | (ours["published_title"] == ours["source_title"])]
    made = pd.DataFrame(
        {
            "gss_code": ours["gss_code"],
            "measure": ours["id"],
            "period": ours["period"].map(plain_period),
            "value": ours["value"].astype(float),
            "source": ours["source"],
        }
    )
    everything = pd.concat([made, kept[FIGURE_COLUMNS]] if kept is not None else [made])
    everything = everything.drop_duplicates(["gss_code", "measure", "period"])
    return everything.sort_values(["measure", "period", "gss_code"], ignore_index=True)


def industries_long(table: pd.DataFrame, *, period: str, source: str = INDUSTRY_SOURCE, kept: pd.DataFrame | None = None) -> pd.DataFrame:
    """Businesses by broad industry group as long data: `gss_code`, `industry`, `period`, `businesses`, `source`.

    `table` has a column `gss` and one per group, named "69-75 : Professional, ..." or with a code alone; totals are left out.
    `period` is ISO 8601, `source` an id of the figures' sources; rows of other periods are taken from `kept`, so that a history grows.
    """
    melted = table.melt(id_vars="gss", var_name="industry", value_name="businesses")
    melted = melted[melted["industry"].str.strip().str.casefold() != "total"]
    names = melted["industry"].str.replace(r"^[\d-]+\s*:\s*", "", regex=True).str.strip()
    made = pd.DataFrame({"gss_code": melted["gss"], "industry": names, "period": period, "businesses": melted["businesses"].astype(int), "source": source})
    older = [kept[kept["period"] != period]] if kept is not None else []
    return pd.concat([made, *older]).sort_values(["gss_code", "industry", "period"], ignore_index=True)


def main(arguments: list[str] | None = None) -> int:
    """Read, convert and write the two tables."""
    parser = argparse.ArgumentParser(prog="python -m geo.build.figures", description=__doc__.splitlines()[0])
    parser.add_argument("figures", type=Path)
    parser.add_argument("industries", type=Path)
    parser.add_argument("period")
    parser.add_argument("out", type=Path)
    parser.add_argument("--kept", type=Path)
    asked = parser.parse_args(arguments)
    published = pd.read_csv(asked.figures, dtype={"value": float}, keep_default_na=False)
    kept = pd.read_csv(asked.kept, dtype={"period": str}) if asked.kept else None
    figures = long_figures(published, read_table(open_package(), "measures"), kept=kept)
    figures.to_csv(asked.out / "figures.csv", index=False, lineterminator="\n")
    industries = asked.out / "businesses_by_industry.csv"
    older = pd.read_csv(industries, dtype={"period": str}) if industries.exists() else None
    industries_long(pd.read_csv(asked.industries), period=asked.period, kept=older).to_csv(industries, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
