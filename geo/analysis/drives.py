"""The drive from a point to every asset and how far one gets, kept for the points asked last.

Everything here is what `geo.analysis.drive_time` reckons, indicative and without traffic; points and shapes come and
go in EPSG:4326, minutes and kilometres are by road.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.analysis.drive_time import Drive, drive_from, drives_to, isochrone, road_graph
from geo.errors import NotFoundError
from geo.register.assets import Register

# A drive is some 4 MB, a table of it some kilobytes.
KEPT_DRIVES, KEPT_TABLES = 4, 256


def drives_to_assets(register: Register, point: Point) -> pd.DataFrame:
    """The drive from a point (EPSG:4326) to every asset: `minutes`, `drive_km`, by the index of `register.assets`.

    NaN where an asset has no place or is further than 1 km from a road. Raises NotFoundError if there is no road
    graph, or the point is further than 1 km from a road.
    """
    return _table(register, point.x, point.y).copy()


def drives_or_none(register: Register, point: Point) -> pd.DataFrame | None:
    """The same, None where the drive is not known."""
    try:
        return drives_to_assets(register, point)
    except NotFoundError:
        return None


def reaches(register: Register, point: Point, minutes: Iterable[float]) -> dict[float, BaseGeometry]:
    """How far one gets from a point within each of some minutes, as (multi)polygons in EPSG:4326.

    Raises what `drives_to_assets` does.
    """
    return {limit: _reach(register, point.x, point.y, limit) for limit in minutes}


def near_edge(register: Register, point: Point) -> bool:
    """Whether the road graph ends near a point (EPSG:4326), so that what lies beyond is not known.

    Raises what `drives_to_assets` does.
    """
    return _drive(register, point.x, point.y).near_edge


def minutes_between(register: Register, ids: Iterable[str], *, start: Point | None = None) -> pd.DataFrame:
    """Minutes by car from each of some assets (rows) to each (columns), and from a point (EPSG:4326) as the first row, "".

    0 from an asset to itself, NaN where a drive is not known. Raises NotFoundError if there is no road graph, or the
    point is further than 1 km from a road.
    """
    road_graph(register)
    ids = list(ids)
    rows = [register.by_id[identity] for identity in ids]
    table = {"": drives_to_assets(register, start)["minutes"].iloc[rows].to_numpy()} if start else {}
    for identity, row in zip(ids, rows, strict=True):
        known = drives_or_none(register, register.assets.geometry.iloc[row])
        minutes = np.full(len(ids), np.nan) if known is None else known["minutes"].iloc[rows].to_numpy()
        table[identity] = np.where(np.array(ids) == identity, 0.0, minutes)
    return pd.DataFrame(table, index=ids).T


@lru_cache(maxsize=KEPT_DRIVES)
def _drive(register: Register, lon: float, lat: float) -> Drive:
    return drive_from(road_graph(register), Point(lon, lat))


@lru_cache(maxsize=KEPT_TABLES)
def _table(register: Register, lon: float, lat: float) -> pd.DataFrame:
    table = drives_to(_drive(register, lon, lat), register.assets.geometry)
    return table[["minutes", "km"]].rename(columns={"km": "drive_km"}).astype("float32").astype(float)


@lru_cache(maxsize=KEPT_TABLES)
def _reach(register: Register, lon: float, lat: float, minutes: float) -> BaseGeometry:
    return isochrone(_drive(register, lon, lat), minutes)
