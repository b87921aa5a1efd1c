"""A reader's own list as a layer of a map: rings in a colour no layer of ours has; cells where there are many."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from geo.numbers import format_number
from geo.style import OWN_LIST

# More points than this are drawn as cells, each with how many it holds.
MOST_POINTS, MOST_CELLS = 1_000, 600
DECIMALS = 5
LABEL = "Your list"
LONGEST_TITLE = 80


def own_layer(rows: gpd.GeoDataFrame | None, version: int) -> dict[str, Any]:
    """The layer of placed rows (EPSG:4326; columns row, name, lat, lon) for the `extra` of a `MapView`; an empty one without rows.

    `points` are [latitude, longitude, title, how many].
    """
    if rows is None or rows.empty:
        return {"stamp": f"{version}", "points": []}
    points = _points(rows) if len(rows) <= MOST_POINTS else _cells(rows)
    return {"stamp": f"{version}", "colour": OWN_LIST, "label": f"{LABEL}: {format_number(len(rows))}", "points": points}


def bounds_of(rows: gpd.GeoDataFrame) -> list[list[float]]:
    """[[south, west], [north, east]] of the rows, without the outermost hundredth each way where there are many."""
    edge = 0.01 if len(rows) > MOST_CELLS else 0.0
    south, north = rows["lat"].quantile([edge, 1 - edge])
    west, east = rows["lon"].quantile([edge, 1 - edge])
    return [[float(south), float(west)], [float(north), float(east)]]


def _points(rows: gpd.GeoDataFrame) -> list[list[Any]]:
    return [
        [round(lat, DECIMALS), round(lon, DECIMALS), str(name)[:LONGEST_TITLE], 1]
        for lat, lon, name in zip(rows["lat"], rows["lon"], rows["name"], strict=True)
    ]


def _cells(rows: gpd.GeoDataFrame) -> list[list[Any]]:
    """The middle of the rows in each cell of a grid fine enough for a few hundred cells."""
    lat, lon = rows["lat"].to_numpy(dtype=float), rows["lon"].to_numpy(dtype=float)
    size = 0.005
    while True:
        keys = np.stack([np.floor(lat / size), np.floor(lon / size / 1.6)], axis=1)
        cells, where = np.unique(keys, axis=0, return_inverse=True)
        if len(cells) <= MOST_CELLS:
            break
        size *= 1.5
    counts = np.bincount(where.ravel())
    means = [np.bincount(where.ravel(), weights=values) / counts for values in (lat, lon)]
    return [
        [round(float(a), DECIMALS), round(float(b), DECIMALS), f"{format_number(int(n))} of your rows", int(n)] for a, b, n in zip(*means, counts, strict=True)
    ]
