"""Where assets gather: hexagons, a density surface, the mean centre and the standard distance.

Everything is laid out and measured in EPSG:27700, in metres, and returned in EPSG:4326 for drawing.
The grid of hexagons begins at the origin of the National Grid, whatever the assets, so that two
maps with the same size share their hexagons. Nothing is cut at the region's boundary and no
correction is made there: assets outside are not in the data, so density falls towards it.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point

from geo.crs import BNG, WGS84, geometry_to_wgs84, require_wgs84, to_bng
from geo.errors import FilterError

HEXAGON_M = 5_000
BANDWIDTH_M = 10_000
# More would be slow to make and too small to see.
MOST_HEXAGONS = 50_000
RING_SEGMENTS = 32

_SQUARE_METRES_IN_100_KM2 = 1e8


def hexagons(assets: gpd.GeoDataFrame, *, size_m: float = HEXAGON_M) -> gpd.GeoDataFrame:
    """Count the assets in flat-top hexagons; only hexagons with an asset are returned.

    `assets` is in EPSG:4326. `size_m` is the distance between opposite sides, which is also that
    between neighbours' centres, in EPSG:27700. Each asset counts in one hexagon only. Columns:
    `assets`, `asset_ids` (tuple), `area_km2` (of every hexagon), geometry in EPSG:4326; the fullest
    first.

    Raises CrsError if `assets` has no CRS or another one, FilterError if `size_m` is not positive
    or so small that the grid would have more than 50,000 hexagons.
    """
    points, ids = _points(assets)
    centres = _grid(points, size_m=size_m, margin_m=size_m)
    # A point lies in the hexagon whose centre is nearest; an empty tree answers None.
    owner = shapely.STRtree(centres).nearest(points) if len(points) else np.empty(0, dtype=int)
    cells, counts = np.unique(owner, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    cells, counts = cells[order], counts[order]
    return gpd.GeoDataFrame(
        {
            "assets": counts,
            "asset_ids": pd.Series([tuple(ids[owner == cell]) for cell in cells], dtype=object),
            "area_km2": _area_m2(size_m) / 1e6,
        },
        geometry=_hexagons(centres[cells], size_m),
        crs=BNG,
    ).to_crs(WGS84)


def density_surface(
    assets: gpd.GeoDataFrame,
    *,
    bandwidth_m: float = BANDWIDTH_M,
    size_m: float = HEXAGON_M,
) -> gpd.GeoDataFrame:
    """Density of assets at the middle of each hexagon, smoothed with a quartic kernel.

    An asset at distance d < h, the bandwidth, adds 3 / (pi h^2) (1 - d^2 / h^2)^2 per square metre;
    beyond the bandwidth it adds nothing, and in all it adds one. `assets` is in EPSG:4326; both
    lengths are metres in EPSG:27700, `size_m` as in `hexagons`. Columns: `per_100km2`, geometry in
    EPSG:4326; only hexagons with some density, the densest first.

    Raises CrsError and FilterError as `hexagons`, FilterError if `bandwidth_m` is less than
    `size_m`: an asset could then lie between the hexagons' middles and be lost.
    """
    if not bandwidth_m >= size_m:
        raise FilterError(
            f"A bandwidth of {bandwidth_m} m is too small for hexagons of {size_m} m.",
            mend="Take a larger bandwidth or smaller hexagons.",
        )
    points, _ = _points(assets)
    centres = _grid(points, size_m=size_m, margin_m=bandwidth_m)
    point, cell = shapely.STRtree(centres).query(points, predicate="dwithin", distance=bandwidth_m)
    nearness = 1 - (shapely.distance(points[point], centres[cell]) / bandwidth_m) ** 2
    added = 3 / (np.pi * bandwidth_m**2) * nearness.clip(min=0) ** 2
    per_m2 = np.bincount(cell, weights=added, minlength=len(centres))
    order = np.argsort(-per_m2, kind="stable")
    order = order[per_m2[order] > 0]
    return gpd.GeoDataFrame(
        {"per_100km2": per_m2[order] * _SQUARE_METRES_IN_100_KM2},
        geometry=_hexagons(centres[order], size_m),
        crs=BNG,
    ).to_crs(WGS84)


def mean_centre(assets: gpd.GeoDataFrame) -> Point | None:
    """The point of the mean easting and mean northing, in EPSG:4326; None without assets.

    Raises CrsError if `assets` has no CRS or another one.
    """
    xy = _eastings_northings(assets)
    return geometry_to_wgs84(Point(xy.mean(axis=0))) if len(xy) else None


def standard_distance_m(assets: gpd.GeoDataFrame) -> float:
    """The root of the mean squared distance from the mean centre, in metres (EPSG:27700).

    The smaller, the closer together; 0 for one asset, NaN for none.

    Raises CrsError if `assets` has no CRS or another one.
    """
    xy = _eastings_northings(assets)
    return float(np.sqrt(xy.var(axis=0).sum())) if len(xy) else np.nan


def dispersion(assets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The mean centre and the circle of the standard distance around it, for drawing: EPSG:4326.

    Two rows, `what` "mean centre" (a point) and "standard distance" (a polygon), each with
    `standard_distance_m` and the number of `assets`. Without assets no row; with a single one, or
    several at one point, the centre only.

    Raises CrsError if `assets` has no CRS or another one.
    """
    xy = _eastings_northings(assets)
    radius_m = standard_distance_m(assets)
    shapes = {}
    if len(xy):
        shapes["mean centre"] = Point(xy.mean(axis=0))
    if radius_m > 0.5:
        circle = shapes["mean centre"].buffer(radius_m, quad_segs=RING_SEGMENTS)
        shapes["standard distance"] = circle
    return gpd.GeoDataFrame(
        {"what": list(shapes), "standard_distance_m": radius_m, "assets": len(xy)},
        geometry=list(shapes.values()),
        crs=BNG,
    ).to_crs(WGS84)


def _points(assets: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The assets' points in EPSG:27700, and their ids; those without a point are left out."""
    require_wgs84(assets, what="table of assets")
    points = to_bng(assets.geometry).to_numpy()
    placed = ~(shapely.is_missing(points) | shapely.is_empty(points))
    return points[placed], assets["id"].to_numpy()[placed]


def _eastings_northings(assets: gpd.GeoDataFrame) -> np.ndarray:
    return shapely.get_coordinates(_points(assets)[0])


def _grid(points: np.ndarray, *, size_m: float, margin_m: float) -> np.ndarray:
    """The centres of a flat-top grid over the points and a margin, EPSG:27700.

    Columns are 1.5 sides apart, rows `size_m`; odd columns are shifted up by half a row.
    """
    if not size_m > 0:
        raise FilterError(f"Hexagons of {size_m} m cannot be drawn.", mend="Take 1000 m or more.")
    if not len(points):
        return np.empty(0, dtype=object)
    west, south, east, north = shapely.total_bounds(points)
    column_m = 1.5 * _side_m(size_m)
    first, last = (int((west - margin_m) // column_m), int((east + margin_m) // column_m) + 1)
    bottom, top = (int((south - margin_m) // size_m), int((north + margin_m) // size_m) + 1)
    if (last - first + 1) * (top - bottom + 1) > MOST_HEXAGONS:
        raise FilterError(f"Hexagons of {size_m} m are too many.", mend="Take larger ones.")
    column, row = np.meshgrid(np.arange(first, last + 1), np.arange(bottom, top + 1))
    x, y = column * column_m, (row + (column % 2) / 2) * size_m
    return shapely.points(x.ravel(), y.ravel())


def _hexagons(centres: np.ndarray, size_m: float) -> np.ndarray:
    """Flat-top hexagons around centres: corners to the east and west, sides above and below."""
    angles = np.radians(np.arange(0, 360, 60))
    corners = _side_m(size_m) * np.column_stack([np.cos(angles), np.sin(angles)])
    return shapely.polygons(shapely.get_coordinates(centres)[:, None, :] + corners)


def _side_m(size_m: float) -> float:
    return size_m / np.sqrt(3)


def _area_m2(size_m: float) -> float:
    return np.sqrt(3) / 2 * size_m**2
