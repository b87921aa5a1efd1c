"""The one owner of coordinate reference systems and of axis order.

Stored and drawn: EPSG:4326 (WGS 84). Shapely and GeoJSON hold x = longitude, y = latitude;
Leaflet wants latitude first. `lat_lon` is the only flip. Measured: EPSG:27700 (British National
Grid, metres). The wheels of pyproj carry no OSTN15 grid, so that transformation is good to about
2 m here: enough for pins whose best stated precision is a building.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

import geopandas as gpd
import numpy as np
from pyproj import Transformer
from shapely import transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import CrsError

WGS84 = "EPSG:4326"
BNG = "EPSG:27700"
# One geometry or an array of them.
Shapes = TypeVar("Shapes", bound=BaseGeometry | np.ndarray)

# pyproj builds a transformer anew, 50 ms each, in every thread that uses one, and Streamlit runs every
# rerun in a new thread: one thread of our own makes them, when first wanted, and projects for all.
_PROJECTING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="projecting")


def require_wgs84(frame: gpd.GeoDataFrame | gpd.GeoSeries, *, what: str = "frame") -> None:
    """Refuse a frame that is not in EPSG:4326.

    Raises CrsError, naming `what` was given, if the CRS is missing or another one.
    """
    if frame.crs is None:
        raise CrsError(f"The {what} has no CRS.", mend=f"Set it to {WGS84} before calling.")
    if frame.crs.to_epsg() != 4326:
        raise CrsError(f"The {what} is in {frame.crs}.", mend=f"Convert it with to_crs({WGS84!r}).")


def to_bng(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> gpd.GeoDataFrame | gpd.GeoSeries:
    """Return an EPSG:4326 frame in EPSG:27700, for measuring in metres.

    Raises CrsError if the frame is not in EPSG:4326.
    """
    require_wgs84(frame)
    moved = gpd.GeoSeries(_project(frame.geometry.to_numpy(), WGS84, BNG), index=frame.index, crs=BNG)
    return moved.rename(frame.name) if isinstance(frame, gpd.GeoSeries) else frame.set_geometry(moved)


@lru_cache(maxsize=4096)
def geometry_to_bng(geometry: BaseGeometry) -> BaseGeometry:
    """Return one EPSG:4326 geometry (x = longitude) in EPSG:27700, metres.

    The last few thousand are kept: pins and boundaries are measured again with every question.
    """
    return _project(geometry, WGS84, BNG)


def geometry_to_wgs84(geometry: BaseGeometry) -> BaseGeometry:
    """Return one EPSG:27700 geometry in EPSG:4326 (x = longitude)."""
    return _project(geometry, BNG, WGS84)


def lat_lon(point: Point) -> tuple[float, float]:
    """Return (latitude, longitude) of an EPSG:4326 point: the order Leaflet wants."""
    return (point.y, point.x)


def lat_lon_bounds(bounds: tuple[float, float, float, float]) -> list[list[float]]:
    """Turn (min_lon, min_lat, max_lon, max_lat) into Leaflet's [[south, west], [north, east]]."""
    west, south, east, north = (float(value) for value in bounds)
    return [[south, west], [north, east]]


def point_from_lat_lon(lat: float, lon: float) -> Point:
    """Return an EPSG:4326 point from a latitude and a longitude in degrees."""
    return Point(lon, lat)


@lru_cache(maxsize=2)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _project(geometry: Shapes, source: str, target: str) -> Shapes:
    """Project one geometry or an array of them, in the thread that keeps the transformers."""
    return _PROJECTING.submit(lambda: transform(geometry, _transformer(source, target).transform, interleaved=False)).result()
