"""What an area has, how that compares, what it lacks, and what lies just over its border.

All functions count the assets they are given (EPSG:4326), so filter them first: a planned asset
that is given counts as one the area has. Distances are straight lines from the area's boundary as
drawn, in EPSG:27700.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.areas import Area, Comparisons, area_shape, comparison_areas
from geo.analysis.distance import assets_in, distances_m, nearest_by
from geo.analysis.figure_trends import combined, trends_of
from geo.analysis.industries import industry_quotients
from geo.analysis.measures import (
    Measure,
    location_quotients,
    measure_by,
    measure_table,
    measure_value,
    measures,
    positions_of,
    tally,
    value_of,
)
from geo.errors import FilterError
from geo.numbers import quantity_number
from geo.register.assets import Register
from geo.select.filter_words import label_words

BORDER_M = 5_000
MOST_COMPARED = 4
GAP_FACETS = ("layer", "cluster", "kind")


@dataclass(frozen=True, eq=False)
class Profile:
    """Everything about one area; the tables are those of the functions of the same name.

    `industries` and `trends` are those of `industry_quotients` and `trends_of`. `assets` are the area's, `over_border` its
    neighbours' (both EPSG:4326); `layers` and `clusters` are tallies.
    """

    area: Area
    comparisons: Comparisons
    assets: gpd.GeoDataFrame
    layers: pd.DataFrame
    clusters: pd.DataFrame
    rates: pd.DataFrame
    quotients: pd.DataFrame
    gaps: pd.DataFrame
    over_border: gpd.GeoDataFrame
    figures: pd.DataFrame
    industries: pd.DataFrame
    trends: pd.DataFrame


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Up to four areas compared. `table` has a row per thing compared and a column per area id.

    Columns: `section` ("measure", "layer", "cluster" or "figure"), `id`, `label`, `unit`, `year`,
    one column per area in the order of `areas`, `words` (the value as printed, by area id), and `scale_max`: the end of a scale that fits all
    areas, the same for all layers and for all clusters. `measure` is the one types and clusters are compared by.
    """

    areas: tuple[Area, ...]
    table: pd.DataFrame
    measure: Measure


def profile_of(area: Area, assets: gpd.GeoDataFrame, *, register: Register, figures: pd.DataFrame) -> Profile:
    """All there is to say of an area; `figures` as `geo.register.figures.load_figures` returns them."""
    words = label_words(register)
    own = assets_in(assets, codes=area.codes)
    comparisons = comparison_areas(area, register.authorities, region=register.region)
    outside = _outside(area, assets, register.boundaries)
    return Profile(
        area=area,
        comparisons=comparisons,
        assets=own,
        layers=tally(own, by="layer", words=words["layer"]),
        clusters=tally(own, by="cluster", words=words["cluster"]),
        rates=rate_rows(comparisons, assets, register=register, chosen=measures(figures).values()),
        quotients=quotients(area, assets, words=words["cluster"]),
        gaps=_gaps(own, outside, words, GAP_FACETS),
        over_border=outside[(outside["distance_m"] <= BORDER_M).to_numpy()],
        figures=figures_of(area, authorities=register.authorities, figures=figures),
        industries=industry_quotients(area.codes, register.business_counts),
        trends=trends_of(area, history=register.figure_history, figures=figures, codes=list(register.authorities.index)),
    )


def rate_rows(
    comparisons: Comparisons,
    assets: pd.DataFrame,
    *,
    register: Register,
    chosen: Iterable[Measure],
    layer: str = "",
    cluster: str = "",
) -> pd.DataFrame:
    """Each measure for an area and for what it is held against: a row per measure and area.

    Columns: `measure`, `label`, `unit`, `year`; `role` ("area", "similar", "grouping", "region"),
    `area` (its id), `name`; `assets`, `value`, and `words` for it; `rank` among all authorities and `ranked`, how many
    have one. Only a single authority has a rank; ties share the better one, and are `joint`.
    """
    authorities, areas = register.authorities, comparisons.areas
    positions = [authorities.index.get_indexer(list(area.codes)) for area in areas]
    rows: list[dict[str, object]] = []
    for measure in chosen:
        table = measure_table(assets, authorities, measure, layer=layer, cluster=cluster)
        described = {name: getattr(measure, name) for name in ("label", "unit", "year")}
        ranked = int(table["rank"].count())
        for area, place in zip(areas, _places(table, measure, positions), strict=True):
            held = {"role": _role(area, comparisons), "area": area.id, "name": area.name}
            rows.append({"measure": measure.id} | described | held | place | {"ranked": ranked})
    return pd.DataFrame(rows).astype({"rank": "Int64"})


def quotients(area: Area, assets: pd.DataFrame, *, words: Mapping[str, str]) -> pd.DataFrame:
    """What an area is strong in: a location quotient per cluster, the highest first.

    Indexed by cluster, with `label`, `share_pct` of the area's assets, `region_share_pct`, and the
    columns of `geo.analysis.measures.location_quotients`. The base is all assets given. An area's assets
    that belong to no cluster count in its total.
    """
    inside = assets["gss_code"].isin(area.codes).to_numpy()
    members = positions_of(assets, by="cluster")
    rows = [members.get(cluster, []) for cluster in words]
    index = pd.Index(list(words), name="cluster")
    own = pd.Series([int(inside[row].sum()) for row in rows], index=index)
    base = pd.Series([len(row) for row in rows], index=index)
    total = int(inside.sum())
    table = location_quotients(own, assets_total=total, base=base, base_total=len(assets))
    table.insert(0, "label", list(words.values()))
    table.insert(2, "share_pct", 100 * own / total if total else np.nan)
    table.insert(3, "region_share_pct", 100 * base / len(assets) if len(assets) else np.nan)
    return table.sort_values(["quotient", "assets"], ascending=False, kind="stable")


def gaps(
    area: Area,
    assets: gpd.GeoDataFrame,
    *,
    register: Register,
    by: Sequence[str] = GAP_FACETS,
) -> pd.DataFrame:
    """The layers, clusters and kinds an area lacks, and the nearest asset of each.

    Columns: `facet`, `value`, `label`; `id`, `name`, `status`, `gss_code` and `authority` of the
    nearest asset outside, and `distance_km` from the area's boundary. Within a facet the nearest
    come first; where no asset anywhere has the value, it stands last, with "" and NaN.
    """
    own = assets[assets["gss_code"].isin(area.codes).to_numpy()]
    return _gaps(own, _outside(area, assets, register.boundaries), label_words(register), by)


def over_border(
    area: Area,
    assets: gpd.GeoDataFrame,
    *,
    boundaries: gpd.GeoDataFrame,
    within_m: float = BORDER_M,
) -> gpd.GeoDataFrame:
    """The assets of other authorities within a distance of an area's boundary, nearest first.

    Distance is straight, in metres in EPSG:27700, to the boundary as drawn; adds `distance_m`.
    Nothing beyond the region is in the data.

    Raises CrsError if either is not in EPSG:4326, FilterError if `within_m` is not positive.
    """
    if not within_m > 0:
        raise FilterError(f"The distance is {within_m}.", mend="It must be more than 0 metres.")
    outside = _outside(area, assets, boundaries)
    return outside[(outside["distance_m"] <= within_m).to_numpy()]


def figures_of(area: Area, *, authorities: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The figures of an area with their year and source: a row per figure, indexed by its column.

    Columns: `label`, `value`, `unit`; `rank` among the authorities, highest first, `ranked` and `joint`;
    `median` over the authorities; `year`, `source_title`, `source_url`, `note`. For more than one
    authority people, businesses and area are added up, and every other figure is missing: a rate of
    several authorities cannot be told from theirs.
    """
    columns = [column for column in figures.index if column in authorities.columns]
    known = authorities[columns].astype(float)
    rows = known.loc[list(area.codes)]
    ranks = known.rank(ascending=False, method="min").loc[area.codes[0]].astype("Int64")
    table = figures.loc[columns, ["label", "unit", "year", "source_title", "source_url", "note"]]
    table.insert(1, "value", combined(rows))
    table.insert(3, "rank", ranks if len(rows) == 1 else pd.Series(pd.NA, columns, dtype="Int64"))
    table.insert(4, "ranked", known.notna().sum())
    table.insert(5, "joint", [len(rows) == 1 and bool((known[column] == rows[column].iloc[0]).sum() > 1) for column in columns])
    table.insert(6, "median", known.median())
    return table


def compare_areas(
    areas: Sequence[Area],
    assets: gpd.GeoDataFrame,
    *,
    register: Register,
    figures: pd.DataFrame,
    measure: Measure | None = None,
) -> SideBySide:
    """Hold up to four areas side by side.

    All measures, then every layer and every cluster by one `measure` (default: the number of
    assets), then the figures. An area may appear once.

    Raises FilterError if there is none, more than four, or one twice.
    """
    areas = tuple(areas)
    if not 1 <= len(areas) <= MOST_COMPARED or len({area.id for area in areas}) < len(areas):
        raise FilterError(
            f"These {len(areas)} areas cannot be compared.",
            mend=f"Choose one to {MOST_COMPARED} different ones.",
        )
    picks, words = measures(figures), label_words(register)
    measure = measure or picks["assets"]
    rows = [_measure_row(areas, assets, register, pick) for pick in picks.values()]
    codes = {area.id: area.codes for area in areas}
    for facet in ("layer", "cluster"):
        table = measure_by(assets, register.authorities, measure, by=facet, options=words[facet], areas=codes)
        greatest = _greatest(table.to_numpy().ravel())
        rows += [_row(facet, value, words[facet][value], measure, values, greatest) for value, values in table.to_dict("index").items()]
    rows += _figure_rows(areas, register, figures)
    columns = ["section", "id", "label", "unit", "year", *(area.id for area in areas), "words", "scale_max"]
    return SideBySide(areas=areas, table=pd.DataFrame(rows)[columns], measure=measure)


def _outside(area: Area, assets: gpd.GeoDataFrame, boundaries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The assets of other authorities with `distance_m` from the area's boundary, nearest first."""
    outside = assets[(~assets["gss_code"].isin(area.codes)).to_numpy()]
    if outside.empty:
        return outside.assign(distance_m=np.zeros(0))
    distance = distances_m(outside, area_shape(area, boundaries))
    distance = distance.dropna().sort_values(kind="stable")
    return outside.loc[distance.index].assign(distance_m=distance)


def _gaps(
    own: pd.DataFrame,
    outside: pd.DataFrame,
    words: Mapping[str, Mapping[str, str]],
    by: Sequence[str],
) -> pd.DataFrame:
    tables = []
    for facet in by:
        present = positions_of(own, by=facet)
        lacked = [value for value in words[facet] if value not in present]
        nearest = nearest_by(outside, by=facet, options=lacked)
        found = {name: cells.to_numpy() for name, cells in nearest.items()}
        distance_km = found.pop("distance_m") / 1_000
        described = {
            "facet": [facet] * len(lacked),
            "value": lacked,
            "label": [words[facet][value] for value in lacked],
        }
        table = pd.DataFrame(described | found | {"distance_km": distance_km})
        tables.append(table.iloc[np.argsort(distance_km, kind="stable")])
    return pd.concat(tables, ignore_index=True)


def _places(table: pd.DataFrame, measure: Measure, positions: Sequence[np.ndarray]) -> list[dict[str, object]]:
    """A measure's `assets`, `value`, `rank` and `joint` for groups of rows of its table."""
    columns = [table[name].to_numpy() for name in ("assets", "operating", "denominator")]
    sums = [np.array([column[rows].sum() for rows in positions]) for column in columns]
    values, ranks, tied = np.asarray(value_of(measure, *sums)), table["rank"].array, table["rank"].duplicated(keep=False).to_numpy()
    return [
        {
            "assets": int(assets),
            "value": value,
            "words": measure.number(value),
            "rank": ranks[rows[0]] if len(rows) == 1 else pd.NA,
            "joint": len(rows) == 1 and bool(tied[rows[0]]),
        }
        for assets, value, rows in zip(sums[0], values, positions, strict=True)
    ]


def _role(area: Area, comparisons: Comparisons) -> str:
    if area.id == comparisons.area.id:
        return "area"
    return area.kind if area.kind in ("grouping", "region") else "similar"


def _measure_row(areas: Sequence[Area], assets: pd.DataFrame, register: Register, measure: Measure) -> dict[str, object]:
    table = measure_table(assets, register.authorities, measure)
    values = {area.id: measure_value(table, measure, codes=area.codes) for area in areas}
    return _row("measure", measure.id, measure.label, measure, values, _greatest(values.values()))


def _row(
    section: str,
    identity: str,
    label: str,
    measure: Measure,
    values: Mapping[str, float],
    scale_max: float,
) -> dict[str, object]:
    described = {"section": section, "id": identity, "label": label}
    return {
        **described,
        "unit": measure.unit,
        "year": measure.year,
        **values,
        "words": {area: measure.number(value) for area, value in values.items()},
        "scale_max": scale_max,
    }


def _figure_rows(areas: Sequence[Area], register: Register, figures: pd.DataFrame) -> list[dict[str, object]]:
    columns = [column for column in figures.index if column in register.authorities.columns]
    known = register.authorities[columns].astype(float)
    values = pd.DataFrame({area.id: combined(known.loc[list(area.codes)]) for area in areas})
    table = figures.loc[columns, ["label", "unit", "year"]].join(values)
    table.insert(0, "section", "figure")
    table.insert(1, "id", table.index)
    units = table["unit"].to_dict()
    words = [{area: quantity_number(value, units[name]) for area, value in row.items()} for name, row in values.to_dict("index").items()]
    return table.assign(words=words, scale_max=values.max(axis=1)).to_dict("records")


def _greatest(values: Iterable[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return max(known, default=np.nan)
