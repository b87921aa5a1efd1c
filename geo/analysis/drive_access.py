"""What is near by car: from an asset to the nearest of what investors ask for, and for an authority's residents.

Minutes are those of `geo.analysis.drive_time`. Residents are weighed by the live postcodes of each group of postcodes
(`postcode_areas`), at the group's point: a postcode is some fifteen homes, or one large user.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.drive_time import drive_from, drives_to, minutes_to_nearest, road_graph
from geo.analysis.measures import rank
from geo.crs import WGS84
from geo.numbers import format_number
from geo.register.assets import Register
from geo.register.boundaries import authority_of, load_fine_boundaries
from geo.register.datapackage import read_layer, read_table
from geo.vocabulary import HIDDEN_STATUS

WITHIN_MINUTES = 30
# Most have all of it within this: a drive so short is reckoned in a third of the time.
NEAR_MINUTES = 45.0
ALL = "all"
POSTCODE_GROUPS = "unit group"
# The landmarks of this kind and tier are airports with scheduled flights; airfields stand below.
AIRPORT, FIRST_TIER = "airport", 1
# Layers an investor asks the drive to, beside what carries people; by what they are in the register.
ASKED_LAYERS = ("catapult", "university")


@dataclass(frozen=True)
class NearestByCar:
    """The nearest of a kind from an asset: `what` it is one of, its `name`, the `id` of an asset ("" else), `minutes` and `km` by car."""

    what: str
    name: str
    id: str
    minutes: float
    km: float


def nearest_by_car(register: Register, asset: pd.Series) -> tuple[NearestByCar, ...]:
    """The drive from an asset to the nearest motorway junction, railway station, airport, and other asset of the layers asked for.

    A kind that is not reached by road is left out. Raises NotFoundError if there is no road graph or the asset is
    further than 1 km from a road.
    """
    targets = _targets(register)
    targets = targets[(targets["id"] != asset["id"]).to_numpy()]
    kinds = tuple(dict.fromkeys(targets["what"]))
    for limit_minutes in (NEAR_MINUTES, np.inf):
        drive = drive_from(road_graph(register), asset["geometry"], limit_minutes=limit_minutes)
        minutes = drives_to(drive, targets.geometry, with_km=False)["minutes"]
        first = targets.assign(minutes=minutes).dropna(subset="minutes").sort_values("minutes", kind="stable").drop_duplicates("what")
        if len(first) == len(kinds):
            break
    first = first.assign(km=drives_to(drive, first.geometry)["km"]).set_index("what")
    return tuple(NearestByCar(what, *(first.at[what, part] for part in ("name", "id", "minutes", "km"))) for what in kinds if what in first.index)


def nearest_words(nearest: Iterable[NearestByCar]) -> str:
    """The nearest of each kind by car as one line: "Airport: Birmingham Airport, 21 min, 17.2 km; ..."."""
    return "; ".join(f"{one.what}: {one.name}, {format_number(one.minutes, decimals=0)} min, {format_number(one.km, decimals=1)} km" for one in nearest)


def residents_within_pct(register: Register, codes: Iterable[str]) -> pd.Series:
    """The share of the residents of some authorities together, in percent, within 30 minutes by car of an asset of each layer.

    Raises NotFoundError if there is no road graph.
    """
    reached = postcodes_within(register).loc[list(codes)].sum()
    return 100 * reached.drop(ALL) / reached[ALL]


def residents_ranks(register: Register) -> pd.DataFrame:
    """The rank of each authority by that share, the highest first: indexed by GSS code, a column per layer."""
    table = postcodes_within(register)
    return table.drop(columns=ALL).div(table[ALL], axis=0).apply(rank)


@lru_cache(maxsize=1)
def postcodes_within(register: Register) -> pd.DataFrame:
    """The live postcodes of each authority, `ALL`, and of them those within 30 minutes by car of an asset of each layer.

    Indexed by GSS code; all assets but the closed count. Raises NotFoundError if there is no road graph.
    """
    groups = _postcode_groups(register)
    places = gpd.GeoSeries(gpd.points_from_xy(groups["lon"], groups["lat"]), crs=WGS84, index=groups.index)
    counted = register.assets[(register.assets["status"] != HIDDEN_STATUS).to_numpy()]
    near = minutes_to_layers(register, places, assets=counted) <= WITHIN_MINUTES
    table = near.mul(groups["postcodes"], axis=0).assign(**{ALL: groups["postcodes"]})
    return table.groupby(groups["gss_code"]).sum().reindex(register.authorities.index, fill_value=0)


def minutes_to_layers(register: Register, points: gpd.GeoSeries, *, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """The shortest drive from each point (EPSG:4326) to one of some assets of each layer, in minutes.

    Indexed as `points`, a column per layer; NaN further than 1 km from a road, or where no such asset is reached.
    Raises NotFoundError if there is no road graph.
    """
    graph = road_graph(register)
    node, on_road, access_minutes = graph.nearest_nodes(points)
    columns = {}
    for layer in register.layer_names.index:
        minutes = minutes_to_nearest(graph, assets.geometry[(assets["layer"] == layer).to_numpy()])[node] + access_minutes
        columns[layer] = np.where(on_road & np.isfinite(minutes), minutes, np.nan)
    return pd.DataFrame(columns, index=points.index)


@lru_cache(maxsize=1)
def _postcode_groups(register: Register) -> pd.DataFrame:
    """The groups of postcodes inside the region with their `gss_code`."""
    table = read_table(register.package, "postcode_areas")
    table = table[(table["level"] == POSTCODE_GROUPS).to_numpy()].reset_index(drop=True)
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs=WGS84)
    codes = authority_of(points, load_fine_boundaries(register.package))
    return table.assign(gss_code=codes).dropna(subset="gss_code").reset_index(drop=True)


@lru_cache(maxsize=1)
def _targets(register: Register) -> gpd.GeoDataFrame:
    """Everything the drive is asked to: `what`, `name`, `id`, EPSG:4326."""
    package = register.package
    junctions = read_table(package, "road_junctions")
    stations = read_layer(package, "stations")
    landmarks = read_table(package, "landmarks")
    airports = landmarks[((landmarks["kind"] == AIRPORT) & (landmarks["tier"] == FIRST_TIER)).to_numpy()]
    parts = [
        _part("Motorway junction", junctions["motorway"], gpd.points_from_xy(junctions["lon"], junctions["lat"])),
        _part("Railway station", stations["name"], stations.geometry.array),
        _part("Airport", airports["name"], gpd.points_from_xy(airports["lon"], airports["lat"])),
    ]
    counted = register.assets[(register.assets["status"] != HIDDEN_STATUS).to_numpy()]
    for layer in ASKED_LAYERS:
        rows = counted[(counted["layer"] == layer).to_numpy()]
        if layer in register.layer_names.index and len(rows):
            parts.append(_part(register.layer_names.at[layer, "name"], rows["name"], rows.geometry.array, rows["id"]))
    return pd.concat(parts, ignore_index=True)


def _part(what: str, names: pd.Series, points: np.ndarray, ids: pd.Series | None = None) -> gpd.GeoDataFrame:
    columns = {"what": what, "name": names.to_numpy(), "id": "" if ids is None else ids.to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=points, crs=WGS84)
