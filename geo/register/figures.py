"""The figures of the authorities: long data with periods, the newest looked up, the older ones a history.

`figures` holds one row per authority (or region), measure and period; `measures` says what each measure is.
No year stands in a name: when a newer period is in the table, it is shown everywhere.
"""

from __future__ import annotations

from calendar import month_name

import numpy as np
import pandas as pd

from geo.register.datapackage import DataPackage, read_table


def load_figure_history(package: DataPackage) -> pd.DataFrame:
    """Every figure of every period: `gss_code`, `measure`, `period` (ISO 8601), `value`, `source`, oldest first.

    Raises DataError if the table is missing or unreadable.
    """
    return read_table(package, "figures").sort_values(["measure", "period", "gss_code"], ignore_index=True)


def no_figures() -> pd.DataFrame:
    """A history of figures without any."""
    return pd.DataFrame(columns=["gss_code", "measure", "period", "value", "source"])


def load_figures(package: DataPackage) -> pd.DataFrame:
    """What each figure is as it is shown now: indexed by the id of the measure, in the order of the table of measures.

    Columns: `label`, `unit`, `note`; `period`, the newest of its measure, and `year`, the same in words;
    `source_title`, `source_url`. A measure without any figure is left out.

    Raises DataError if a table is missing or unreadable.
    """
    measures = read_table(package, "measures").set_index("id", drop=False)
    sources = read_table(package, "figure_sources").drop_duplicates("id").set_index("id")
    newest = newest_rows(load_figure_history(package), codes=list(read_table(package, "authorities")["gss_code"]))
    newest = newest.drop_duplicates("measure").set_index("measure")
    table = measures.loc[[measure for measure in measures.index if measure in newest.index]]
    period, source = newest["period"].reindex(table.index), newest["source"].reindex(table.index)
    return table.assign(
        period=period,
        year=[period_words(p, form) for p, form in zip(period, table["period_words"], strict=True)],
        source_title=source.map(sources["title"]).fillna(""),
        source_url=source.map(sources["url"]).fillna(""),
    )


def newest_rows(history: pd.DataFrame, *, codes: list[str]) -> pd.DataFrame:
    """The rows of the newest period of each measure, of the authorities `codes` alone.

    The newest period is that of the measure, not of the authority, so that nobody is ranked by another year's
    figure: an authority without one in that period has none.
    """
    own = history[history["gss_code"].isin(codes)]
    return own[own["period"] == own.groupby("measure")["period"].transform("max")]


def newest_figures(history: pd.DataFrame, *, codes: list[str]) -> pd.DataFrame:
    """The newest figures as a table: a row per authority of `codes`, a column per measure, NaN where there is none."""
    newest = newest_rows(history, codes=codes).drop_duplicates(["gss_code", "measure"])
    return newest.pivot(index="gss_code", columns="measure", values="value").reindex(codes).rename_axis(columns=None)


def figure_of(table: pd.DataFrame, measure: str) -> np.ndarray:
    """The column of a measure as floats, NaN where missing or where the data has no such figure."""
    if measure not in table.columns:
        return np.full(len(table), np.nan)
    return table[measure].to_numpy(dtype=float, na_value=np.nan)


def position_of_period(period: str) -> float:
    """Where a period lies on an axis of years: '2024-06' -> 2024.46, its middle; a year without a month at its own middle."""
    year, _, month = period.partition("-")
    return int(year) + ((int(month) - 0.5) / 12 if month else 0.5)


def period_words(period: str, form: str) -> str:
    """A period in words: ('2024-06', 'mid-{year}') -> 'mid-2024'; ('2025-04', '{month} {year}') -> 'April 2025'."""
    year, _, month = period.partition("-")
    return form.format(year=year, month=month_name[int(month)] if month else "").strip()
