"""All that is reckoned for one view of a place: its profile, and one measure over every authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.area_records import Asked
from geo.areas import Area
from geo.assets import Register
from geo.filtering import Filters
from geo.measures import Classes, classes, measure_table, measures
from geo.profile import Profile, profile_of, rates
from geo.views_places import border_ring

DEFAULT_MEASURE = "per-100k-people"


@dataclass(frozen=True, eq=False)
class AreaSheet:
    """`profile` and `ring` depend on the area and the assets counted only; `ring` is a GeoJSON feature."""

    profile: Profile
    ring: dict[str, Any] | None


@dataclass(frozen=True, eq=False)
class MeasureSheet:
    """One measure: `table` and `classes` over all authorities, `peers` for the area and its like."""

    table: pd.DataFrame
    classes: Classes
    peers: pd.DataFrame


def area_sheet(area: Area, assets: gpd.GeoDataFrame, *, register: Register, figures: pd.DataFrame, filters: Filters) -> AreaSheet:
    """The profile of an area for the assets that answer the filters.

    What a filter leaves out is not called a gap: of a filtered facet only the values asked for are.
    """
    profile = profile_of(area, assets, register=register, figures=figures)
    asked = {"layer": set(filters.layer), "cluster": set(filters.cluster), "kind": set(filters.kind)}
    kept = [not asked[facet] or value in asked[facet] for facet, value in zip(profile.gaps["facet"], profile.gaps["value"], strict=True)]
    in_layer = register.kinds["layer"].isin(filters.layer) if filters.layer else None
    if in_layer is not None:
        kinds = set(in_layer.index[in_layer])
        kept = [keep and (facet != "kind" or value in kinds)
                for keep, facet, value in zip(kept, profile.gaps["facet"], profile.gaps["value"], strict=True)]
    return AreaSheet(replace(profile, gaps=profile.gaps[kept]), border_ring(area, register.boundaries))


def measure_sheet(profile: Profile, assets: pd.DataFrame, asked: Asked, *, register: Register) -> MeasureSheet:
    """One measure for every authority with its classes, and for the area and what it is held against."""
    table = measure_table(assets, register.authorities, asked.measure, layer=asked.layer, cluster=asked.cluster)
    peers = rates(profile.comparisons, assets, register=register, chosen=[asked.measure], layer=asked.layer, cluster=asked.cluster)
    return MeasureSheet(table, classes(table["value"]), peers)


def counted(filters: Filters) -> Filters:
    """The filters that choose what is counted: all but the authority in focus."""
    return replace(filters, authority=())


def asked_in_link(query: Mapping[str, str], *, register: Register, figures: pd.DataFrame) -> tuple[Asked, list[tuple[str, str]]]:
    """What a link asks to measure, and the (parameter, value) pairs that name nothing."""
    known = {"measure": measures(figures), "measure_layer": register.layer_names.index, "measure_cluster": register.clusters.index}
    dropped = [(name, query[name]) for name in known if query.get(name) and query[name] not in known[name]]
    good = {name: query.get(name, "") for name in known if (name, query.get(name)) not in dropped}
    measure = known["measure"][good.get("measure") or DEFAULT_MEASURE]
    return Asked(measure, good.get("measure_layer", ""), good.get("measure_cluster", "")), dropped
