"""How the figures of an area went from period to period."""

from __future__ import annotations

import pandas as pd

from geo.analysis.areas import Area
from geo.register.figures import period_words

# Figures that can be added up over authorities; the others are known for each authority only.
SUMMABLE = ("population", "population_16_64", "active_businesses", "enterprises", "area_km2")


def combined(rows: pd.DataFrame) -> pd.Series:
    """The figures (columns) of one authority (row); of several, the sums of those that can be added up, the others missing."""
    if len(rows) == 1:
        return rows.iloc[0]
    return rows.sum(skipna=False).where(rows.columns.isin(SUMMABLE))


def trends_of(area: Area, *, history: pd.DataFrame, figures: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Each figure of an area in each of its periods: the order of `figures`, oldest period first.

    `history` as `geo.register.figures.load_figure_history` returns it, `figures` as `load_figures`; `codes` are all authorities. Columns:
    `measure`, `label`, `unit`, `period` (ISO 8601), `year` (the same in words), `value` (as `combined`), `median` over the authorities.
    A figure with fewer than two known periods has no rows.
    """
    own = history[history["gss_code"].isin(codes)].drop_duplicates(["gss_code", "measure", "period"])
    wide = own.pivot(index=["measure", "period"], columns="gss_code", values="value").reindex(columns=codes)
    rows = []
    for measure in figures.index.intersection(wide.index.get_level_values("measure"), sort=False):
        periods = wide.loc[measure].sort_index()
        values = combined(periods[list(area.codes)].T.rename(columns=lambda _, name=measure: name))
        if values.notna().sum() < 2:
            continue
        form = figures.at[measure, "period_words"]
        said = {"measure": measure, "label": figures.at[measure, "label"], "unit": figures.at[measure, "unit"]}
        rows += [
            said | {"period": period, "year": period_words(period, form), "value": value, "median": median}
            for period, value, median in zip(periods.index, values, periods.median(axis=1), strict=True)
        ]
    return pd.DataFrame(rows, columns=["measure", "label", "unit", "period", "year", "value", "median"])
