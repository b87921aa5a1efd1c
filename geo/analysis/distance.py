"""What is near a point or inside a shape, and what an asset is related to.

Every distance is a straight line measured in EPSG:27700, in metres; nobody travels in one. Points
and shapes come and go in EPSG:4326.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.analysis.measures import positions_of
from geo.crs import geometry_to_bng, geometry_to_wgs84, require_wgs84, to_bng
from geo.errors import FilterError
from geo.select.filters import FACET_COLUMNS

# A quarter of a ring is drawn with this many straight lines: 0.03 % short of a true circle's area.
RING_SEGMENTS = 32
# How much each thing two assets share counts towards their being related.
OPERATOR_SCORE = 3
CLUSTER_SCORE = 1
TECHNOLOGY_SCORE = 1

NEAREST_COLUMNS = ("id", "name", "status", "gss_code", "authority")


def distances_m(assets: gpd.GeoDataFrame, shape: BaseGeometry) -> pd.Series:
    """Straight-line distance from each asset to a point or the nearest edge of a shape, in metres.

    Both are in EPSG:4326, measured in EPSG:27700. 0 inside a shape; NaN where an asset has no
    point. The result has the index of `assets`.

    Raises CrsError if `assets` has no CRS or another one, FilterError if `shape` is empty.
    """
    _require_shape(shape)
    require_wgs84(assets, what="table of assets")
    metric = geometry_to_bng(shape)
    shapely.prepare(metric)
    # All points at once: one by one, a hundred thousand outgrow what `geometry_to_bng` keeps, and each waits for its own projecting.
    return pd.Series(shapely.distance(metric, to_bng(assets.geometry).to_numpy()), index=assets.index, name="distance_m")


def assets_within(assets: gpd.GeoDataFrame, centre: Point, *, radius_m: float) -> gpd.GeoDataFrame:
    """Keep the assets within a straight-line distance of a point.

    `assets` and `centre` are in EPSG:4326; distance is measured in EPSG:27700, in metres.
    Returns a new frame in EPSG:4326, nearest first, with `distance_m` added. An asset just at the
    radius is kept; those equally near stand in their order in `assets`.

    Raises CrsError if `assets` has no CRS, FilterError if `radius_m` is not positive.
    """
    _require_positive(radius_m, what="radius")
    distance = distances_m(assets, centre)
    near = distance[distance <= radius_m].sort_values(kind="stable")
    return assets.loc[near.index].assign(distance_m=near)


def nearest_of_each(
    assets: gpd.GeoDataFrame,
    centre: BaseGeometry,
    *,
    by: str = "layer",
    options: Iterable[str] | None = None,
) -> pd.DataFrame:
    """The nearest asset of each layer, cluster or other facet, nearest first.

    `centre` is a point or a shape, in EPSG:4326 as `assets`. Indexed by the facet's value; columns
    `id`, `name`, `status`, `gss_code`, `authority` and `distance_m`. With `options`, there is a row
    for each of them in their order, empty ("" and NaN) where no asset has it.

    Raises CrsError if `assets` has no CRS, FilterError if `by` is no facet.
    """
    if by not in FACET_COLUMNS:
        raise FilterError(f"{by!r} is no facet.", mend=f"It can be {', '.join(FACET_COLUMNS)}.")
    distance = distances_m(assets, centre).dropna().sort_values(kind="stable")
    return nearest_by(assets.loc[distance.index].assign(distance_m=distance), by=by, options=options)


def nearest_by(measured: pd.DataFrame, *, by: str, options: Iterable[str] | None = None) -> pd.DataFrame:
    """The first asset with each value of a facet, from assets with `distance_m`, nearest first.

    Returns what `nearest_of_each` does, and `minutes` and `drive_km` where the assets have them.
    """
    first = {value: rows[0] for value, rows in positions_of(measured, by=by).items()}
    options = list(first) if options is None else list(options)
    found = np.array([value in first for value in options], dtype=bool)
    rows = [first[value] for value in options if value in first]

    def column(name: str, missing: object, dtype: type) -> np.ndarray:
        cells: np.ndarray = np.full(len(options), missing, dtype=dtype)
        cells[found] = measured[name].to_numpy()[rows]
        return cells

    columns = {name: column(name, "", object) for name in NEAREST_COLUMNS}
    columns |= {name: column(name, np.nan, float) for name in ("distance_m", "minutes", "drive_km") if name in measured}
    return pd.DataFrame(columns, index=pd.Index(options, name=by))


def counts_by_ring(far: pd.Series, *, edges: Sequence[float], areas_km2: Sequence[float] | None = None, unit: str = "m") -> pd.DataFrame:
    """Count assets in rings around a point, from how far each is: metres (see `distances_m`), or minutes.

    `edges` are the outer edges, rising, in the `unit`; the first ring begins at the point. An asset on an edge
    belongs to the inner ring, one that is NaN far to none. `areas_km2` are the areas within each edge; circles
    if they are not given. Columns: `inner_<unit>`, `outer_<unit>`, `assets`, `cumulative` (within the outer edge),
    `area_km2` and `per_100km2` of the ring.

    Raises FilterError if the edges are not positive and rising.
    """
    outer = np.asarray(edges, dtype=float)
    if outer.size == 0 or outer[0] <= 0 or not (np.diff(outer) > 0).all():
        raise FilterError("The rings' edges must be positive and rising.", mend="Try 1000, 5000.")
    cumulative = (far.dropna().to_numpy()[:, None] <= outer).sum(axis=0)
    counts = np.diff(cumulative, prepend=0)
    within_km2 = np.pi * outer**2 / 1e6 if areas_km2 is None else np.asarray(areas_km2, dtype=float)
    area_km2 = np.diff(within_km2, prepend=0.0)
    return pd.DataFrame(
        {
            f"inner_{unit}": np.concatenate([[0.0], outer[:-1]]),
            f"outer_{unit}": outer,
            "assets": counts,
            "cumulative": cumulative,
            "area_km2": area_km2,
            "per_100km2": 100 * counts / area_km2,
        }
    )


def ring(centre: Point, *, radius_m: float) -> Polygon:
    """The circle of a radius around a point, in EPSG:4326, for drawing and for `assets_in`.

    A circle on the ground in EPSG:27700, drawn with 128 straight lines.

    Raises FilterError if `radius_m` is not positive.
    """
    _require_positive(radius_m, what="radius")
    circle = geometry_to_bng(centre).buffer(radius_m, quad_segs=RING_SEGMENTS)
    return geometry_to_wgs84(circle)


def authorities_touched(shape: BaseGeometry, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """The authorities a shape touches, the largest overlap first.

    Both are in EPSG:4326; areas are measured in EPSG:27700 on the boundaries as given. Columns:
    `gss_code`, `name`, `overlap_km2`, `overlap_pct` of the shape (NaN for a point or line).

    Raises CrsError if `boundaries` has no CRS or another one, FilterError if `shape` is empty.
    """
    require_wgs84(boundaries, what="boundaries")
    shape = _sound(shape)
    shapely.prepare(shape)
    touched = boundaries[shapely.intersects(shape, boundaries.geometry.array)]
    metric = geometry_to_bng(shape)
    outlines = np.array([geometry_to_bng(outline) for outline in touched.geometry], dtype=object)
    overlap_m2 = shapely.area(shapely.intersection(outlines, metric))
    table = pd.DataFrame({name: touched[name].to_numpy() for name in ("gss_code", "name")})
    table["overlap_km2"] = overlap_m2 / 1e6
    table["overlap_pct"] = 100 * overlap_m2 / metric.area if metric.area else np.nan
    return table.sort_values(["overlap_km2", "name"], ascending=[False, True], ignore_index=True)


def assets_in(
    assets: gpd.GeoDataFrame,
    *,
    shape: BaseGeometry | None = None,
    codes: Iterable[str] | None = None,
) -> gpd.GeoDataFrame:
    """Keep the assets inside a shape, or in authorities given by GSS code.

    `assets` and `shape` are in EPSG:4326; an asset on the shape's edge is in it, and a shape that
    crosses itself is mended first. Returns a new frame in the same order and CRS.

    Raises CrsError if `assets` has no CRS, FilterError if the shape is empty, or if both or neither
    of shape and codes are given.
    """
    require_wgs84(assets, what="table of assets")
    if (shape is None) == (codes is None):
        raise FilterError("Give a shape or codes of authorities, one of the two.")
    if codes is not None:
        return assets[assets["gss_code"].isin(list(codes)).to_numpy()]
    shape = _sound(shape)
    shapely.prepare(shape)
    return assets[shapely.intersects(shape, assets.geometry.array)]


def nearest_neighbours(asset: pd.Series, assets: gpd.GeoDataFrame, *, n: int = 5) -> gpd.GeoDataFrame:
    """The `n` assets nearest to an asset, itself left out, with `distance_m`, nearest first.

    `asset` is a row of `assets` (EPSG:4326). An asset at the same point is a neighbour at 0 m.

    Raises CrsError if `assets` has no CRS.
    """
    distance = distances_m(assets, asset["geometry"])[(assets["id"] != asset["id"]).to_numpy()]
    near = distance.dropna().sort_values(kind="stable").head(n)
    return assets.loc[near.index].assign(distance_m=near)


def related_assets(asset: pd.Series, assets: gpd.GeoDataFrame, *, n: int = 6) -> gpd.GeoDataFrame:
    """The `n` assets most related to an asset, itself left out, highest score first.

    The score is 3 for an organisation that runs both, and 1 for each cluster and each technology both have;
    equal scores go by distance, and an asset that scores nothing is left out. Adds `score`,
    `same_operator`, `shared_clusters`, `shared_technologies` (tuples) and `distance_m`. `asset` is a row of
    `assets` (EPSG:4326).

    Raises CrsError if `assets` has no CRS.
    """
    others = assets[(assets["id"] != asset["id"]).to_numpy()]
    shared = {name: _shared(asset[name], others[name]) for name in ("run_by", "clusters", "technologies")}
    numbers = {name: np.array([len(values) for values in cells], dtype=int) for name, cells in shared.items()}
    same = numbers["run_by"] > 0
    score = OPERATOR_SCORE * same.astype(int) + CLUSTER_SCORE * numbers["clusters"]
    table = others.assign(
        score=(score + TECHNOLOGY_SCORE * numbers["technologies"]).astype("int64"),
        same_operator=same,
        shared_clusters=shared["clusters"],
        shared_technologies=shared["technologies"],
        distance_m=distances_m(others, asset["geometry"]),
    )
    table = table[(table["score"] > 0).to_numpy()]
    return table.sort_values(["score", "distance_m"], ascending=[False, True]).head(n)


def _shared(own: tuple[str, ...], others: pd.Series) -> list[tuple[str, ...]]:
    return [tuple(value for value in own if value in values) for values in others]


def _require_positive(number: float, *, what: str) -> None:
    if not number > 0 or not np.isfinite(number):
        raise FilterError(f"The {what} is {number}.", mend="It must be more than 0 metres.")


def _require_shape(shape: BaseGeometry) -> None:
    if shape is None or shape.is_empty:
        raise FilterError("The shape is empty.", mend="Draw one, or choose a place and a radius.")


def _sound(shape: BaseGeometry) -> BaseGeometry:
    """The shape, mended if it crosses itself."""
    _require_shape(shape)
    return shape if shape.is_valid else shapely.make_valid(shape)
