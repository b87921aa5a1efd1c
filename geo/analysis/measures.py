"""The measures a reader can pick for a place, and what is needed to print them: ranks and classes.

A measure counts the assets it is given, so filter them first; whatever status they have, they
count. Rates divide by a figure of the table of authorities, whose year and source come from the
table of figures. Every measure can be taken of all assets, of one layer, of one cluster or of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from geo.errors import DataError, FilterError
from geo.numbers import format_number, rate_number
from geo.select.filters import FACET_COLUMNS

OPERATING = "operating"
# Below this an area's count, or the count it would have at the region's mix, is called small.
SMALL_COUNT = 5
CLASSES = 5

MeasureKind = Literal["count", "rate", "share"]

# id, what the rate is per, the measure it is divided by, how many of it.
_RATES = (
    ("per-100k-people", "100,000 people", "population", 100_000),
    ("per-1k-businesses", "1,000 businesses", "active_businesses", 1_000),
    ("per-100km2", "100 km\u00b2", "area_km2", 100),
)


@dataclass(frozen=True)
class Measure:
    """Something to map, rank and compare: `per` x assets / `denominator`, a column of authorities.

    A count has no denominator; a share divides operating assets by all, in percent. `year`,
    `source_title`, `source_url` and `note` are those of the denominator's figure, empty without.
    """

    id: str
    label: str
    unit: str
    kind: MeasureKind
    denominator: str = ""
    per: float = 1
    year: str = ""
    source_title: str = ""
    source_url: str = ""
    note: str = ""

    def number(self, value: float) -> str:
        """A value of it as every page and file prints it, without its unit; words where it is missing."""
        return rate_number(value) if self.kind == "rate" else format_number(value)


@dataclass(frozen=True, eq=False)
class Classes:
    """Values put into classes for a map.

    `class_of` has the index of the values: 0 for the lowest class, <NA> where the value is
    missing. `labels` and `counts` go from lowest to highest; class i begins at `lower[i]`. Values
    are compared as printed, so that a printed value never contradicts
    its class. `zero_class` says that class 0 is exactly zero; `missing` counts missing values.
    """

    class_of: pd.Series
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    lower: tuple[float, ...]
    zero_class: bool
    missing: int
    method: str


def measures(figures: pd.DataFrame) -> dict[str, Measure]:
    """The measures to pick from, by id, in the order they are shown.

    `assets`, `per-100k-people`, `per-1k-businesses`, `per-100km2`, `share-operating`.

    Raises DataError if a denominator is not in the table of figures.
    """
    count = Measure(id="assets", label="Number of assets", unit="assets", kind="count")
    share = Measure(
        id="share-operating",
        label="Share operating",
        unit="% of assets",
        kind="share",
        per=100,
        note="Assets known to operate among those counted; one that is planned, closed or not confirmed lately is not.",
    )
    rates = (_rate(figures, *rate) for rate in _RATES)
    return {measure.id: measure for measure in (count, *rates, share)}


def measure_table(
    assets: pd.DataFrame,
    authorities: pd.DataFrame,
    measure: Measure,
    *,
    layer: str = "",
    cluster: str = "",
) -> pd.DataFrame:
    """One measure for every authority, indexed by `gss_code` in the order of `authorities`.

    Columns: `name`; `assets` and `operating`, counts; `denominator`; `value`, in the measure's
    unit, missing where the denominator is missing or not above zero; `rank`, as `rank` gives it.
    """
    chosen = _chosen(assets, layer=layer, cluster=cluster)
    counts, operating = _counts(assets, authorities, [chosen])
    counts, operating = counts[0], operating[0]
    denominator = _denominator(measure, authorities, counts)
    value = pd.Series(value_of(measure, counts, operating, denominator), index=authorities.index)
    return pd.DataFrame(
        {
            "name": authorities["name"],
            "assets": counts,
            "operating": operating,
            "denominator": denominator,
            "value": value,
            "rank": rank(value),
        }
    )


def measure_value(table: pd.DataFrame, measure: Measure, *, codes: Iterable[str]) -> float:
    """A measure for several authorities taken together, from its `measure_table`.

    It is the sum of their assets over the sum of their denominators, not the mean of their values.
    NaN where any of the denominators is missing, or the sum is not above zero.
    """
    rows = _positions(codes, table.index)
    counts, operating, denominator = (table[name].to_numpy()[rows].sum() for name in ("assets", "operating", "denominator"))
    return float(value_of(measure, counts, operating, denominator))


def measure_by(
    assets: pd.DataFrame,
    authorities: pd.DataFrame,
    measure: Measure,
    *,
    by: str,
    options: Iterable[str],
    areas: Mapping[str, Iterable[str]],
) -> pd.DataFrame:
    """A measure for several areas by each value of a facet ("layer", "cluster", "kind").

    `areas` maps a name to the GSS codes taken together, as in `measure_value`. A row per option, a
    column per area.
    """
    options = list(options)
    members = positions_of(assets, by=by)
    counts, operating = _counts(assets, authorities, [members.get(value, []) for value in options])
    values = {}
    for name, codes in areas.items():
        rows = _positions(codes, authorities.index)
        inside = counts[:, rows].sum(axis=1), operating[:, rows].sum(axis=1)
        denominator = inside[0]
        if measure.kind == "rate":
            denominator = authorities[measure.denominator].to_numpy(dtype=float)[rows].sum()
        values[name] = value_of(measure, *inside, denominator)
    return pd.DataFrame(values, index=pd.Index(options, name=by))


def value_of(
    measure: Measure,
    counts: np.ndarray | float,
    operating: np.ndarray | float,
    denominator: np.ndarray | float,
) -> np.ndarray | float:
    """The value of a measure, NaN where the denominator is missing or not above zero."""
    if measure.kind == "count":
        return np.asarray(counts, dtype=float)
    denominator = np.asarray(denominator, dtype=float)
    above = np.asarray(operating if measure.kind == "share" else counts, dtype=float)
    return measure.per * above / np.where(denominator > 0, denominator, np.nan)


def rank(values: pd.Series, *, highest_first: bool = True) -> pd.Series:
    """Rank values from 1; ties share the better rank, missing values have none (<NA>)."""
    return values.rank(method="min", ascending=not highest_first).astype("Int64").rename("rank")


def classes(values: pd.Series, n: int = CLASSES, *, number: Callable[[float], str] | None = None) -> Classes:
    """Put values into up to `n` classes of about equal size, with breaks to print.

    The breaks are quantiles, taken at values that occur. Zero is a class of its own where there
    are zeros and nothing below; it counts among the `n`. With no more distinct values than classes
    each value is a class. Where ties would leave fewer classes, the quantiles are taken of the
    distinct values. Values are printed by `number`; without it whole ones whole, others with as few
    decimals as tell them apart.

    Raises FilterError if `n` is below two.
    """
    if n < 2:
        raise FilterError(f"{n} is too few classes.", mend="Ask for two or more.")
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    known = numbers[~np.isnan(numbers)]
    number = number or partial(format_number, decimals=_decimals(known, n))
    printed = np.array([float(number(value).replace(",", "")) for value in known])
    zero_class = bool((known == 0).any() and (known >= 0).all())
    lower = _lower_bounds(printed[printed > 0] if zero_class else printed, n - zero_class)
    lower = [0.0, *lower] if zero_class else lower
    position = np.searchsorted(lower, printed, side="right") - 1
    class_of = pd.array([pd.NA] * len(numbers), dtype="Int64")
    class_of[~np.isnan(numbers)] = position
    return Classes(
        class_of=pd.Series(class_of, index=values.index, name="class"),
        labels=_labels(printed, lower, number),
        counts=tuple(np.bincount(position, minlength=len(lower)).tolist()),
        lower=tuple(lower),
        zero_class=zero_class,
        missing=len(numbers) - len(known),
        method="Classes of about equal size (quantiles)" + ("; zero apart." if zero_class else "."),
    )


def choose(assets: pd.DataFrame, *, layer: str = "", cluster: str = "") -> pd.DataFrame:
    """Keep the assets of one layer, of one cluster, or of both; of neither, keep all."""
    return assets.iloc[_chosen(assets, layer=layer, cluster=cluster)] if layer or cluster else assets


def tally(assets: pd.DataFrame, *, by: str, words: Mapping[str, str]) -> pd.DataFrame:
    """Count and name the assets by a facet of `geo.select.filters`: "layer", "cluster", "kind", ...

    One row per key of `words`, in its order, zeros included: `label`, `assets`, `operating`, and
    the tuples `asset_ids` and `asset_names`. An asset with several clusters counts in each.
    """
    members = positions_of(assets, by=by)
    rows = [members.get(value, []) for value in words]
    operating = assets["status"].to_numpy() == OPERATING
    ids, names = assets["id"].to_numpy(), assets["name"].to_numpy()
    return pd.DataFrame(
        {
            "label": list(words.values()),
            "assets": [len(row) for row in rows],
            "operating": [int(operating[row].sum()) for row in rows],
            "asset_ids": pd.Series([tuple(ids[row]) for row in rows], index=list(words), dtype=object),
            "asset_names": pd.Series([tuple(names[row]) for row in rows], index=list(words), dtype=object),
        },
        index=pd.Index(list(words), name=by),
    )


def positions_of(assets: pd.DataFrame, *, by: str) -> dict[str, list[int]]:
    """The positions of the assets that have each value of a facet, in the order first met.

    Plain Python: for a few hundred assets it takes a tenth of the time of pandas' explode.
    """
    positions: dict[str, list[int]] = {}
    for position, cell in enumerate(assets[FACET_COLUMNS[by]].to_numpy()):
        for value in cell if isinstance(cell, tuple) else (cell,):
            positions.setdefault(value, []).append(position)
    return positions


def location_quotients(
    assets: pd.Series,
    *,
    assets_total: pd.Series | float,
    base: pd.Series | float,
    base_total: float,
) -> pd.DataFrame:
    """How far places or clusters stand out from a base, usually the region.

    `assets` counts the assets of a cluster in a place and `assets_total` all of the place; `base`
    and `base_total` are the same for the region. Columns: `assets`; `expected`, the count the place
    would have at the region's mix; `quotient` = assets / expected, 1 as in the region, missing
    where nothing is expected; `small`, true where count or expectation is below 5: one asset more
    or less would change the picture.
    """
    share = base / base_total if base_total else np.nan
    expected = pd.Series(assets_total * share, index=assets.index, dtype=float).fillna(0.0)
    return pd.DataFrame(
        {
            "assets": assets,
            "expected": expected,
            "quotient": assets / expected.where(expected > 0),
            "small": (assets < SMALL_COUNT) | (expected < SMALL_COUNT),
        }
    )


def _rate(figures: pd.DataFrame, identity: str, per_words: str, measure: str, per: float) -> Measure:
    if measure not in figures.index:
        raise DataError(f"The figures have no measure {measure!r}.", mend="Add it to the tables of measures and figures.")
    figure = figures.loc[measure]
    return Measure(
        id=identity,
        label=f"Assets per {per_words}",
        unit=f"assets per {per_words}",
        kind="rate",
        denominator=figure.name,
        per=per,
        year=figure["year"],
        source_title=figure["source_title"],
        source_url=figure["source_url"],
        note=figure["note"],
    )


def _chosen(assets: pd.DataFrame, *, layer: str, cluster: str) -> np.ndarray:
    """The positions of the assets of a layer, of a cluster, of both, or all."""
    chosen = np.ones(len(assets), dtype=bool)
    if layer:
        chosen &= (assets["layer"] == layer).to_numpy()
    if cluster:
        chosen &= np.fromiter((cluster in cell for cell in assets["clusters"]), bool, len(assets))
    return np.flatnonzero(chosen)


def _positions(codes: Iterable[str], index: pd.Index) -> np.ndarray:
    """The rows of GSS codes, which must be in the index."""
    return index.get_indexer(list(codes))


def _counts(assets: pd.DataFrame, authorities: pd.DataFrame, groups: Iterable[Iterable[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Assets and operating assets: a row per group of positions, a column per authority."""
    columns = authorities.index.get_indexer(assets["gss_code"]) + 1
    operating = assets["status"].to_numpy() == OPERATING
    wide = len(authorities) + 1

    def count(rows: np.ndarray) -> np.ndarray:
        return np.bincount(columns[rows], minlength=wide)[1:]

    rows = [np.asarray(group, dtype=int) for group in groups]
    return (
        np.array([count(row) for row in rows]).reshape(-1, wide - 1),
        np.array([count(row[operating[row]]) for row in rows]).reshape(-1, wide - 1),
    )


def _denominator(measure: Measure, authorities: pd.DataFrame, counts: np.ndarray) -> np.ndarray:
    if measure.kind == "rate":
        return authorities[measure.denominator].to_numpy(dtype=float)
    return counts.astype(float) if measure.kind == "share" else np.full(len(counts), np.nan)


def _decimals(known: np.ndarray, n: int) -> int:
    """As few decimals as keep zero from the rest and enough values apart for `n` classes."""
    positive, wanted = known[known > 0], min(n, len(np.unique(known)))
    if (known == known.round()).all():
        return 0
    for decimals in range(1, 6):
        enough = len(np.unique(known.round(decimals))) >= wanted
        if enough and (positive.round(decimals) > 0).all():
            return decimals
    return 6


def _lower_bounds(printed: np.ndarray, n: int) -> list[float]:
    distinct = np.unique(printed)
    if len(distinct) <= n:
        return distinct.tolist()
    steps = np.arange(n) / n
    lower = np.unique(np.quantile(printed, steps, method="higher"))
    if len(lower) < n:
        lower = np.unique(np.quantile(distinct, steps, method="higher"))
    return lower.tolist()


def _labels(printed: np.ndarray, lower: list[float], number: Callable[[float], str]) -> tuple[str, ...]:
    if not lower:
        return ()
    labels, whole = [], bool((printed == printed.round()).all())
    for start, end in zip(lower, [*lower[1:], np.inf], strict=True):
        inside = printed[(printed >= start) & (printed < end)]
        labels.append(_label(start, end, inside.max(), number, whole=whole))
    return tuple(labels)


def _label(start: float, end: float, greatest: float, number: Callable[[float], str], *, whole: bool) -> str:
    first = number(start)
    if greatest == start:
        return first if start else "0"
    if whole or np.isinf(end):
        return f"{first} to {number(greatest)}"
    return f"{first} to under {number(end)}"
