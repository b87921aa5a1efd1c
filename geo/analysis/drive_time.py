"""How long the drive is: minutes and kilometres by road, and what can be reached, on the graph in `data/roads/`.

Indicative, by car, on the roads of the data's date, without traffic. The graph is made by
`geo.build.road_graph`; the speeds are data (`data/roads/speeds.csv`), fitted to published drive times
(`data/roads/drive_times_published.csv`). Points come and go in EPSG:4326; what is measured is in EPSG:27700.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from threading import Condition
from typing import TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from cachetools import LRUCache, cached
from contourpy import FillType, contour_generator
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, geometry_to_bng, geometry_to_wgs84, to_bng
from geo.errors import DataError, NotFoundError
from geo.register.assets import Register
from geo.register.datapackage import DataPackage, read_table

NODES, EDGES = "road_nodes", "road_edges"
SPEEDS, PUBLISHED = "road_speeds", "drive_times_published"
FARTHEST_FROM_ROAD_M = 1000.0
# Beyond its roads the graph knows none: a point is near its edge if a neighbouring square has no road at all.
EDGE_SQUARE_M = 3000.0
# The reach is drawn on squares of this side; what is left of a square's detail after drawing is this.
CELL_M, SIMPLIFY_M = 250.0, 60.0
SMALLEST_HOLE_M2 = 2e6
# A square with no road this near is not reached, whatever is around it.
OFF_ROAD_M = 1000.0
# A way of no length would be no way to scipy.
LEAST_ACCESS_MINUTES = 1e-6
# Kinds of the table of speeds beside the classes: slip roads, and the way between a place and the road.
RAMP, ACCESS = "ramp", "access"
# Of one place, or of an array of them.
Metres = TypeVar("Metres", float, np.ndarray)


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """The roads as scipy's routines want them.

    `minutes` from node to node (n, n); `metres` the nodes in EPSG:27700 (n, 2); `local` the numbers of the
    nodes a place can be at (not on a motorway or slip road) with their search `tree`; `hop_keys` and
    `hop_m` the length of each hop by `from * n + to`, sorted; `access_kmh` the speed between a place and the road.
    """

    minutes: csr_array
    backwards: csr_array
    metres: np.ndarray
    local: np.ndarray
    tree: cKDTree
    hop_keys: np.ndarray
    hop_m: np.ndarray
    access_kmh: float
    squares: frozenset[tuple[int, int]]
    grid: Grid

    def nearest_nodes(self, points: gpd.GeoSeries) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where points (EPSG:4326) meet the road: the node of each, whether it is within 1 km, and the minutes to it."""
        away_m, place = self.tree.query(to_bng(points).get_coordinates().to_numpy())
        return self.local[place], away_m <= FARTHEST_FROM_ROAD_M, _access_minutes(self, away_m)


@dataclass(frozen=True, eq=False)
class Grid:
    """Squares over the graph: `x`, `y` of their middles (EPSG:27700), the nearest local `node` and how far it is."""

    x: np.ndarray
    y: np.ndarray
    node: np.ndarray
    away_m: np.ndarray


@dataclass(frozen=True, eq=False)
class Drive:
    """All drives from one point: `minutes` to each node of the graph (infinite beyond `limit`), and the way there."""

    graph: RoadGraph
    node: int
    access_minutes: float
    minutes: np.ndarray
    before: np.ndarray
    near_edge: bool


@dataclass(frozen=True)
class Accuracy:
    """How the drives compare with published ones that the speeds were not fitted to: how many, the median error and the
    share within 25 %, both in percent."""

    pairs: int
    median_error_pct: float
    within_25_pct: float


@dataclass(frozen=True)
class Site:
    """Where a point meets the road: the node, how far off it is, and whether the graph ends nearby."""

    node: int
    away_m: float
    near_edge: bool


def has_roads(package: DataPackage) -> bool:
    """Whether the files of the graph are there; without them everything but drive times works."""
    return all(name in package.resources and package.path(name).is_file() for name in (NODES, EDGES))


def method_words(package: DataPackage) -> str:
    """How the minutes are to be taken: "indicative, by car, roads of August 2021, no traffic"."""
    made = date.fromisoformat(package.resources[NODES]["vintage"])
    return f"indicative, by car, roads of {made:%B %Y}, no traffic"


def _files_as_they_are(register: Register) -> tuple[object, ...]:
    """What the graph of a register depends on: registers that differ in their assets alone share the roads."""
    package = register.package
    if not has_roads(package):
        return ()
    return tuple((path, path.stat().st_mtime_ns) for path in map(package.path, (NODES, EDGES, SPEEDS)) if path.is_file())


# Whoever asks while it is loaded waits for it: twice at once would be twice the memory.
@cached(LRUCache(maxsize=1), key=_files_as_they_are, condition=Condition())
def road_graph(register: Register) -> RoadGraph:
    """The graph of a register's package, loaded once for the files as they are. Raises what `load_road_graph` raises."""
    return load_road_graph(register.package)


def load_road_graph(package: DataPackage) -> RoadGraph:
    """Load the graph of a package with its speeds.

    Raises NotFoundError if the package has none, DataError if it has and it cannot be read.
    """
    if not has_roads(package):
        raise NotFoundError(
            "There is no road graph, so drive times are not known.", mend="Put its two files back into data/roads; straight lines work without them."
        )
    try:
        nodes, edges = (pd.read_parquet(package.path(name)) for name in (NODES, EDGES))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"The road graph cannot be read: {error}.", mend="Make it again with python -m geo.build.road_graph.") from error
    return build_road_graph(nodes, edges, read_table(package, SPEEDS))


def build_road_graph(nodes: pd.DataFrame, edges: pd.DataFrame, speeds: pd.DataFrame, *, like: RoadGraph | None = None) -> RoadGraph:
    """The graph of two tables as `geo.build.road_graph` writes them, and of speeds by `road_class`, `one_way` and `built_up`.

    `like` is a graph of the same tables at other speeds, whose places are taken over. Raises DataError if
    a kind of road has no speed.
    """
    hops = _hops(edges, edges["length_m"].to_numpy(float), _speed_kmh(edges, speeds))
    first, second, length, minutes = hops
    count = len(nodes)
    graph = csr_array((minutes, (first, second)), shape=(count, count))
    access_kmh = float(speeds.loc[speeds["road_class"] == ACCESS, "speed_kmh"].iloc[0])
    keys = first * count + second
    if like:
        return replace(like, minutes=graph, backwards=graph.T.tocsr(), hop_keys=keys, hop_m=length, access_kmh=access_kmh)
    points = gpd.GeoSeries(gpd.points_from_xy(nodes["lon_e5"] / 1e5, nodes["lat_e5"] / 1e5), crs=WGS84)
    metres = to_bng(points).get_coordinates().to_numpy()
    local = np.flatnonzero(nodes["local"])
    tree = cKDTree(metres[local])
    squares = frozenset(pd.DataFrame((metres // EDGE_SQUARE_M).astype(int)).drop_duplicates().itertuples(index=False, name=None))
    return RoadGraph(graph, graph.T.tocsr(), metres, local, tree, keys, length, access_kmh, squares, _grid(metres, local, tree))


def _speed_kmh(edges: pd.DataFrame, speeds: pd.DataFrame) -> np.ndarray:
    """The speed of each edge by its class, whether it is one-way (a carriageway of its own) and built up."""
    speed = np.full(len(edges), np.nan)
    ramp, built, one_way = edges["ramp"].to_numpy(bool), edges["built_up"].to_numpy(bool), ~edges["two_way"].to_numpy(bool)
    for row in speeds.itertuples():
        kind = ramp if row.road_class == RAMP else (edges["road_class"] == row.road_class).to_numpy() & ~ramp
        speed[kind & (built == row.built_up) & (one_way == row.one_way)] = row.speed_kmh
    if np.isnan(speed).any():
        raise DataError("A kind of road has no speed.", mend="Give data/roads/speeds.csv a row for each kind.")
    return speed


def _hops(edges: pd.DataFrame, length_m: np.ndarray, speed_kmh: np.ndarray) -> tuple[np.ndarray, ...]:
    """From, to, metres and minutes of each hop in each direction, by from and to; of two roads the quicker one."""
    both = edges["two_way"].to_numpy()
    one, other = edges["from_node"].to_numpy(np.int64), edges["to_node"].to_numpy(np.int64)
    first, second = np.r_[one, other[both]], np.r_[other, one[both]]
    length, minutes = np.r_[length_m, length_m[both]], length_m / speed_kmh * 0.06
    minutes = np.r_[minutes, minutes[both]]
    order = np.lexsort((minutes, second, first))
    first, second = first[order], second[order]
    new = np.r_[True, (first[1:] != first[:-1]) | (second[1:] != second[:-1])]
    return first[new], second[new], length[order][new].astype(np.float32), minutes[order][new]


def find_site(graph: RoadGraph, point: Point) -> Site:
    """Where a point (EPSG:4326) meets the road.

    Raises NotFoundError if the nearest road is further than 1 km.
    """
    x, y = shapely.get_coordinates(geometry_to_bng(point))[0]
    away_m, place = graph.tree.query((x, y))
    if away_m > FARTHEST_FROM_ROAD_M:
        raise NotFoundError(f"The nearest road of this map is {away_m / 1000:.1f} km away.", mend="Ask for a place within 1 km of a road of the region.")
    column, row = int(x // EDGE_SQUARE_M), int(y // EDGE_SQUARE_M)
    around = {(column + right, row + up) for right in (-1, 0, 1) for up in (-1, 0, 1)}
    return Site(int(graph.local[place]), float(away_m), not around <= graph.squares)


def drive_from(graph: RoadGraph, point: Point, *, limit_minutes: float = np.inf) -> Drive:
    """All drives that begin at a point (EPSG:4326), up to a limit.

    Raises NotFoundError if the point is further than 1 km from a road.
    """
    site = find_site(graph, point)
    access = _access_minutes(graph, site.away_m)
    minutes, before = dijkstra(graph.minutes, indices=site.node, return_predecessors=True, limit=limit_minutes)
    return Drive(graph, site.node, access, minutes + access, before, site.near_edge)


def drives_to(drive: Drive, points: gpd.GeoSeries, *, with_km: bool = True) -> pd.DataFrame:
    """The drive to each point (EPSG:4326, may be missing): `minutes`, `km`, `near_edge`, by the index of `points`.

    The way is walked back for the `km`; without them it takes half the time. NaN where a point has no place, is further
    than 1 km from a road, or beyond the limit of the drive.
    """
    graph, known = drive.graph, ~(points.isna() | points.is_empty)
    table = pd.DataFrame({"minutes": np.nan, "km": np.nan, "near_edge": False}, index=points.index)
    if not known.any():
        return table
    nodes, near, access_minutes = graph.nearest_nodes(points[known])
    minutes = drive.minutes[nodes] + access_minutes
    good = near & np.isfinite(minutes)
    table.loc[known, "minutes"] = np.where(good, minutes, np.nan)
    if with_km:
        km = np.full(len(nodes), np.nan)
        km[good] = _road_m(drive, nodes[good]) / 1000
        table.loc[known, "km"] = km
    return table


def minutes_to_nearest(graph: RoadGraph, points: gpd.GeoSeries) -> np.ndarray:
    """Minutes from every node of the graph to the nearest of some points (EPSG:4326), driven that way round, with the way
    off the road at its end; infinite where none is reached."""
    known = points[~(points.isna() | points.is_empty)]
    nodes, near, access_minutes = graph.nearest_nodes(known) if len(known) else (np.zeros(0, int), np.zeros(0, bool), np.zeros(0))
    if not near.any():
        return np.full(len(graph.metres), np.inf)
    # One node more, from which the way back to each point begins; of points at one node the nearest to the road.
    ends = pd.Series(np.maximum(access_minutes[near], LEAST_ACCESS_MINUTES), index=nodes[near]).groupby(level=0).min()
    back, count = graph.backwards, len(graph.metres)
    parts = np.r_[back.data, ends], np.r_[back.indices, ends.index], np.r_[back.indptr, back.indptr[-1] + len(ends)]
    started = csr_array(parts, shape=(count + 1, count + 1))
    return dijkstra(started, indices=count)[:-1]


def isochrone(drive: Drive, minutes: float) -> BaseGeometry:
    """The reach of a drive within some minutes as a (multi)polygon in EPSG:4326, from the streets reached.

    Made of squares of 250 m: each is as many minutes away as the nearest street in it or beside it, and
    the rest of the way at the speed off the road. Empty if nothing is reached.
    """
    grid, graph = drive.graph.grid, drive.graph
    reached = graph.metres[drive.minutes <= minutes]
    if not len(reached):
        return MultiPolygon()
    part = tuple(
        slice(*np.searchsorted(axis, (low - 2 * OFF_ROAD_M, high + 2 * OFF_ROAD_M)))
        for axis, low, high in zip((grid.y, grid.x), reached.min(axis=0)[::-1], reached.max(axis=0)[::-1], strict=True)
    )
    away_m = grid.away_m[part]
    field = drive.minutes[grid.node[part]] + _access_minutes(graph, away_m)
    # Just beyond the limit, not far beyond: between two squares the line is drawn in proportion.
    field = np.where(away_m <= OFF_ROAD_M, np.minimum(field, minutes + 2), minutes + 2)
    lines = contour_generator(grid.x[part[1]], grid.y[part[0]], field, fill_type=FillType.OuterOffset)
    # What OuterOffset gives: the points of each polygon, and where its outline and its holes begin.
    outlines, offsets = cast("tuple[list[np.ndarray], list[np.ndarray]]", lines.filled(-1, minutes))
    polygons = [
        shapely.Polygon(outline[cut[0] : cut[1]], [outline[a:b] for a, b in zip(cut[1:-1], cut[2:], strict=True)])
        for outline, cut in zip(outlines, offsets, strict=True)
    ]
    reach = shapely.make_valid(shapely.simplify(MultiPolygon(list(map(_without_small_holes, polygons))), SIMPLIFY_M))
    return geometry_to_wgs84(reach)


def _without_small_holes(polygon: shapely.Polygon) -> shapely.Polygon:
    """A field or a wood between reached streets is no hole worth drawing."""
    rings = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= SMALLEST_HOLE_M2]
    return shapely.Polygon(polygon.exterior, rings)


def published_drive_times(register: Register) -> pd.DataFrame:
    """The published drive times with ours beside them: `computed_minutes`, `computed_km`, `error_pct`.

    Raises what `load_road_graph` raises.
    """
    table = read_table(register.package, PUBLISHED)
    graph = road_graph(register)
    ours = [
        drives_to(drive_from(graph, Point(row["from_lon"], row["from_lat"])), gpd.GeoSeries([Point(row["to_lon"], row["to_lat"])], crs=WGS84)).iloc[0]
        for _, row in table.iterrows()
    ]
    computed = pd.DataFrame(ours, index=table.index)
    return table.assign(
        computed_minutes=computed["minutes"].astype(float),
        computed_km=computed["km"].astype(float),
        error_pct=100 * (computed["minutes"].astype(float) / table["minutes"] - 1),
    )


def accuracy(published: pd.DataFrame) -> Accuracy:
    """The accuracy on the half kept for the test of a table that `published_drive_times` gives."""
    error_pct = published.loc[published["kept_for_test"], "error_pct"].abs()
    return Accuracy(len(error_pct), float(error_pct.median()), float(100 * (error_pct <= 25).mean()))


def _access_minutes(graph: RoadGraph, away_m: Metres) -> Metres:
    return away_m / 1000 / graph.access_kmh * 60


def _road_m(drive: Drive, nodes: np.ndarray) -> np.ndarray:
    """The length of the quickest way to each node, walked back hop by hop for all of them together."""
    graph, total, at = drive.graph, np.zeros(len(nodes)), nodes.copy()
    count = len(graph.metres)
    going = np.flatnonzero(at != drive.node)
    while len(going):
        before = drive.before[at[going]].astype(np.int64)
        hop = np.searchsorted(graph.hop_keys, before * count + at[going])
        total[going] += graph.hop_m[hop]
        at[going] = before
        going = going[before != drive.node]
    return total


def _grid(metres: np.ndarray, local: np.ndarray, tree: cKDTree) -> Grid:
    low, high = metres.min(axis=0) - 2 * CELL_M, metres.max(axis=0) + 2 * CELL_M
    x, y = (np.arange(low[axis], high[axis] + CELL_M, CELL_M) for axis in (0, 1))
    middles = np.stack(np.meshgrid(x, y), axis=-1)
    away_m, place = tree.query(middles, distance_upper_bound=OFF_ROAD_M)
    found = np.isfinite(away_m)
    node = np.where(found, local[np.where(found, place, 0)], 0).astype(np.int32)
    return Grid(x, y, node, np.where(found, away_m, 2 * OFF_ROAD_M).astype(np.float32))
