"""The road graph: OpenStreetMap vector tiles at zoom 14 joined to one network a car can drive.

`python -m geo.build.road_graph TILES.sqlite` writes `data/roads/nodes.parquet`, `edges.parquet` and
`junctions.csv`. The database has a table `tiles(source, z, x, y, data)`; `data` is a gzipped tile of the
OpenMapTiles schema, `source` the extract it was cut from; a tile on an extract's border exists once for
each extract. The result stays under the Open Database Licence, as what it was made from.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.crs import BNG, WGS84
from geo.errors import DataError

ZOOM, EXTENT = 14, 4096
WORLD = EXTENT << ZOOM
CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "minor")
MOTORWAY = 0
# Extracts are cut with a little rounding: ends this many tile units (0.36 m each) apart are one.
SNAP_UNITS = 6
# Where two extracts meet, main roads have gaps of 66 to 494 m (measured); `secondary` is the last bridged.
GAP_M, LAST_BRIDGED = 550.0, 3
# A node is kept at least this often along a road, so that a place finds the road near it.
LONGEST_EDGE_M = 400.0
# Slip roads nearer to each other than this belong to one junction.
JUNCTION_M = 700.0
# A line of a tile: coordinates (n, 2), class, one-way, ramp, source.
Road = tuple[np.ndarray, int, int, int, int]


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of road: `start` and `end` as (n, 2) whole tile units (x, y down), class codes,
    `oneway` (1 along, 0 both ways), `ramp`, and the number of the extract each came from."""

    start: np.ndarray
    end: np.ndarray
    road_class: np.ndarray
    oneway: np.ndarray
    ramp: np.ndarray
    source: np.ndarray


def read_segments(path: Path) -> Segments:
    """Decode the roads of all tiles of a database, each line clipped to its tile, duplicates dropped.

    Raises DataError if the file is missing or has no such table, or no road in it.
    """
    lines, owners = [], []
    for tile_xy, features in _tiles(path):
        for coordinates, road_class, oneway, ramp, source in features:
            for part in _clipped(coordinates):
                lines.append(part + np.array(tile_xy) * EXTENT)
                owners.append((len(part) - 1, road_class, oneway, ramp, source))
    if not lines:
        raise DataError(f"{path} holds no road.", mend="Give the database of tiles with the layer transportation.")
    counts, road_class, oneway, ramp, source = np.array(owners).T
    start, end = np.concatenate([line[:-1] for line in lines]), np.concatenate([line[1:] for line in lines])
    flags = np.column_stack([np.repeat(column, counts) for column in (road_class, oneway, ramp, source)])
    backwards = flags[:, 1] == -1
    start[backwards], end[backwards] = end[backwards].copy(), start[backwards].copy()
    flags[:, 1] = np.abs(flags[:, 1])
    swap = (flags[:, 1] == 0) & ((start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1])))
    start[swap], end[swap] = end[swap].copy(), start[swap].copy()
    table = pd.DataFrame(np.column_stack([start, end, flags])).drop_duplicates(subset=range(7), ignore_index=True)
    rows = table[(table[0] != table[2]) | (table[1] != table[3])].to_numpy()
    return Segments(rows[:, :2], rows[:, 2:4], rows[:, 4], rows[:, 5], rows[:, 6], rows[:, 7])


def make_graph(segments: Segments, *, urban: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join segments to a network: nodes and edges.

    `urban` are the built-up areas (EPSG:4326). Nodes: `lat`, `lon` (EPSG:4326), `local` (a road other
    than a motorway or slip road touches it). Edges: `from_node`, `to_node` (row numbers), `length_m`,
    `road_class`, `built_up`, `ramp`, `two_way`. Every node can be driven to from every other.
    """
    units, ends = _joined(segments)
    edges = pd.DataFrame(
        {"from_node": ends[:, 0], "to_node": ends[:, 1], "road_class": segments.road_class, "two_way": segments.oneway == 0, "ramp": segments.ramp == 1}
    )
    edges = edges[edges["from_node"] != edges["to_node"]]
    bridges = _bridges(edges, units, segments, ends)
    edges = pd.concat([edges, bridges.astype(edges.dtypes.to_dict())], ignore_index=True)
    lat_lon = _lat_lon(units)
    metres = gpd.GeoSeries(gpd.points_from_xy(lat_lon[:, 1], lat_lon[:, 0]), crs=WGS84).to_crs(BNG).get_coordinates().to_numpy()
    edges = edges[_in_largest(edges, len(units))]
    ends = edges[["from_node", "to_node"]].to_numpy()
    edges = edges.assign(
        length_m=np.hypot(*(metres[ends[:, 0]] - metres[ends[:, 1]]).T), built_up=_built_up((metres[ends[:, 0]] + metres[ends[:, 1]]) / 2, urban)
    )
    return _numbered(contract(edges, len(units)), lat_lon)


def contract(edges: pd.DataFrame, count: int) -> pd.DataFrame:
    """Join edges at nodes that only pass a road of one kind on, up to the longest edge; lengths add up.

    `edges` as `make_graph` says with `count` nodes; what joins keeps class, `ramp`, `built_up` and direction.
    """
    kind = edges["road_class"].to_numpy() * 8 + edges["ramp"] * 4 + edges["built_up"] * 2 + edges["two_way"]
    first, second, length, kind = (np.asarray(edges["from_node"]), np.asarray(edges["to_node"]), edges["length_m"].to_numpy(), kind.to_numpy())
    for _ in range(24):
        passing, before, after = _passing(first, second, kind, count)
        keep = length[before] + length[after] <= LONGEST_EDGE_M
        passing, before, after = passing[keep], before[keep], after[keep]
        # No edge may be joined at both its ends in one round: a coin for each node decides who goes first.
        rank = np.full(len(first), -1)
        luck = np.random.default_rng(len(first)).permutation(len(passing))
        np.maximum.at(rank, before, luck)
        np.maximum.at(rank, after, luck)
        wins = (rank[before] == luck) & (rank[after] == luck)
        passing, before, after = passing[wins], before[wins], after[wins]
        if not len(passing):
            break
        # The road runs start -> passing -> stop; a two-way edge may be written either way round.
        start = np.where(second[before] == passing, first[before], second[before])
        stop = np.where(first[after] == passing, second[after], first[after])
        alive = np.ones(len(first), bool)
        alive[before] = alive[after] = False
        first, second = np.r_[first[alive], start], np.r_[second[alive], stop]
        length, kind = np.r_[length[alive], length[before] + length[after]], np.r_[kind[alive], kind[before]]
    return pd.DataFrame(
        {
            "from_node": first,
            "to_node": second,
            "length_m": length,
            "road_class": kind // 8,
            "ramp": kind // 4 % 2 == 1,
            "built_up": kind // 2 % 2 == 1,
            "two_way": kind % 2 == 1,
        }
    )


def find_junctions(nodes: pd.DataFrame, edges: pd.DataFrame, names: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where slip roads of motorways meet other roads: `motorway`, `lat`, `lon` (EPSG:4326) of each junction.

    `names` are the motorways as lines (EPSG:4326) with their number as `ref`. One row for each
    group of meetings; its position is the meeting nearest the middle of the group.
    """
    on_ramp = edges[edges["road_class"].eq(MOTORWAY) & edges["ramp"]]
    ramp_nodes = np.unique(on_ramp[["from_node", "to_node"]])
    meeting = ramp_nodes[nodes["local"].to_numpy()[ramp_nodes]]
    points = gpd.GeoSeries(gpd.points_from_xy(nodes["lon"].iloc[meeting], nodes["lat"].iloc[meeting]), crs=WGS84).to_crs(BNG)
    metres = points.get_coordinates().to_numpy()
    pairs = cKDTree(metres).query_pairs(JUNCTION_M, output_type="ndarray")
    _, group = connected_components(coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(meeting),) * 2))
    numbers = names.to_crs(BNG)
    nearest = numbers.sindex.nearest(points, return_all=False)[1]
    table = pd.DataFrame(
        {
            "motorway": numbers["ref"].to_numpy()[nearest],
            "group": group,
            "x": metres[:, 0],
            "y": metres[:, 1],
            "lat": nodes["lat"].to_numpy()[meeting],
            "lon": nodes["lon"].to_numpy()[meeting],
        }
    )
    middle = table.groupby("group")[["x", "y"]].transform("mean")
    table["off"] = np.hypot(table["x"] - middle["x"], table["y"] - middle["y"])
    chosen = table.sort_values("off").drop_duplicates("group").sort_values(["motorway", "lat"])
    return chosen[["motorway", "lat", "lon"]].reset_index(drop=True)


def write_graph(nodes: pd.DataFrame, edges: pd.DataFrame, folder: Path) -> None:
    """Write both tables as compact Parquet: degrees in whole 1/100,000, lengths in whole metres."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = pd.DataFrame(
        {"lat_e5": (nodes["lat"] * 1e5).round().astype("int32"), "lon_e5": (nodes["lon"] * 1e5).round().astype("int32"), "local": nodes["local"]}
    )
    stored.to_parquet(
        folder / "nodes.parquet",
        index=False,
        compression="zstd",
        use_dictionary=["local"],
        column_encoding={"lat_e5": "DELTA_BINARY_PACKED", "lon_e5": "DELTA_BINARY_PACKED"},
    )
    packed = pd.DataFrame(
        {
            "from_node": edges["from_node"].astype("int32"),
            "to_node": edges["to_node"].astype("int32"),
            "length_m": edges["length_m"].round().clip(lower=1).astype("int16"),
            "road_class": np.array(CLASSES)[edges["road_class"]],
            **{name: edges[name] for name in ("ramp", "built_up", "two_way")},
        }
    )
    packed.to_parquet(
        folder / "edges.parquet",
        index=False,
        compression="zstd",
        use_dictionary=["road_class", "ramp", "built_up", "two_way"],
        column_encoding={"from_node": "DELTA_BINARY_PACKED", "to_node": "DELTA_BINARY_PACKED", "length_m": "DELTA_BINARY_PACKED"},
    )


def _tiles(path: Path) -> Iterator[tuple[tuple[int, int], Iterator[Road]]]:
    if not path.is_file():
        raise DataError(f"{path} does not exist.", mend="Give the path of a database of vector tiles.")
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
        try:
            sources = [name for (name,) in database.execute("SELECT DISTINCT source FROM tiles ORDER BY source")]
            for source, x, y, data in database.execute("SELECT source, x, y, data FROM tiles WHERE z = ? ORDER BY source, x, y", (ZOOM,)):
                yield (x, y), _roads(data, sources.index(source))
        except sqlite3.Error as error:
            raise DataError(f"{path} is no database of tiles: {error}.", mend="It needs a table tiles(source, z, x, y, data).") from error


def _roads(data: bytes, source: int) -> Iterator[Road]:
    """The lines of a tile that a car may drive: coordinates, class, one-way, ramp, source."""
    tile = vector_tile_pb2.tile()
    tile.ParseFromString(gzip.decompress(data))
    for layer in (layer for layer in tile.layers if layer.name == "transportation"):
        values = [value.ListFields()[0][1] for value in layer.values]
        for feature in layer.features:
            tags = {layer.keys[key]: values[value] for key, value in zip(feature.tags[::2], feature.tags[1::2], strict=True)}
            if feature.type == 2 and tags.get("class") in CLASSES:
                for line in _lines(feature.geometry):
                    yield line, CLASSES.index(tags["class"]), int(tags.get("oneway", 0)), int(tags.get("ramp", 0)), source


def _lines(geometry: Iterable[int]) -> list[np.ndarray]:
    """The lines of a feature's commands (Mapbox Vector Tile 2.1, section 4.3), in tile units."""
    lines: list[list[tuple[int, int]]] = []
    commands, at, x, y = list(geometry), 0, 0, 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 1:
            lines.append([])
        for _ in range(count if command in (1, 2) else 0):
            x += (commands[at] >> 1) ^ -(commands[at] & 1)
            y += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1)
            lines[-1].append((x, y))
            at += 2
    return [np.array(line) for line in lines if len(line) > 1]


def _clipped(line: np.ndarray) -> list[np.ndarray]:
    if line.min() >= 0 and line.max() <= EXTENT:
        return [line]
    inside = shapely.clip_by_rect(shapely.LineString(line), 0, 0, EXTENT, EXTENT)
    parts = shapely.get_parts(inside)
    return [np.rint(shapely.get_coordinates(part)).astype(int) for part in parts if shapely.get_type_id(part) == 1]


def _joined(segments: Segments) -> tuple[np.ndarray, np.ndarray]:
    """Nodes in tile units, and the two node numbers of each segment; ends within the snap are one node."""
    points = np.concatenate([segments.start, segments.end])
    key, inverse = np.unique(points[:, 0] << 32 | points[:, 1], return_inverse=True)
    units = np.column_stack([key >> 32, key & 0xFFFFFFFF])
    loose = np.flatnonzero(np.bincount(inverse) == 1)
    near = cKDTree(units[loose]).query_ball_tree(cKDTree(units), SNAP_UNITS)
    pairs = np.array([(one, other) for one, others in zip(loose.tolist(), near, strict=True) for other in others if other != one] or [(0, 0)])
    _, merged = connected_components(coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(units),) * 2), directed=False)
    first = np.zeros(merged.max() + 1, int)
    first[merged[::-1]] = np.arange(len(units))[::-1]
    return units[first], merged[inverse].reshape(2, -1).T


def _bridges(edges: pd.DataFrame, units: np.ndarray, segments: Segments, ends: np.ndarray) -> pd.DataFrame:
    """New edges over the gaps: the end of a main road in one extract to the end of the same class in another."""
    degree = np.bincount(edges[["from_node", "to_node"]].to_numpy().ravel(), minlength=len(units))
    unit_m = 40_075_016.686 / WORLD * np.cos(np.radians(_lat_lon(units[:1])[0, 0]))
    loose = {}
    for first, (start, stop), source in zip(range(len(ends)), ends, segments.source, strict=True):
        if segments.road_class[first] <= LAST_BRIDGED:
            for node, way in ((start, "from"), (stop, "to")):
                if degree[node] == 1:
                    loose[node] = (segments.road_class[first], segments.oneway[first], way, source, segments.ramp[first])
    nodes = np.array(list(loose), int)
    if len(nodes) < 2:
        return edges.iloc[:0]
    made, used = [], set()
    pairs = cKDTree(units[nodes]).query_pairs(GAP_M / unit_m, output_type="ndarray")
    gap = np.hypot(*(units[nodes[pairs[:, 0]]] - units[nodes[pairs[:, 1]]]).T)
    for one, other in nodes[pairs[np.argsort(gap)]]:
        a, b = loose[one], loose[other]
        if one in used or other in used or a[0] != b[0] or a[1] != b[1] or a[3] == b[3] or (a[1] and a[2] == b[2]):
            continue
        used |= {one, other}
        start, stop = (other, one) if a[1] and a[2] == "from" else (one, other)
        made.append({"from_node": start, "to_node": stop, "road_class": a[0], "two_way": not a[1], "ramp": bool(a[4])})
    return pd.DataFrame(made, columns=edges.columns)


def _in_largest(edges: pd.DataFrame, count: int) -> np.ndarray:
    """Which edges lie in the largest part in which every node reaches every other."""
    first, second, both = edges["from_node"].to_numpy(), edges["to_node"].to_numpy(), edges["two_way"].to_numpy(bool)
    rows, columns = np.r_[first, second[both]], np.r_[second, first[both]]
    _, part = connected_components(coo_array((np.ones(len(rows)), (rows, columns)), shape=(count, count)), connection="strong")
    largest = np.bincount(part).argmax()
    return (part[first] == largest) & (part[second] == largest)


def _built_up(metres: np.ndarray, urban: gpd.GeoDataFrame) -> np.ndarray:
    points = shapely.points(metres)
    inside = np.zeros(len(points), bool)
    inside[shapely.STRtree(points).query(urban.to_crs(BNG).geometry.to_numpy(), predicate="contains")[1]] = True
    return inside


def _passing(first: np.ndarray, second: np.ndarray, kind: np.ndarray, count: int) -> tuple[np.ndarray, ...]:
    """Nodes with two edges of one kind that go on in one direction, the edge before and the edge after."""
    node, edge = np.r_[first, second], np.tile(np.arange(len(first)), 2)
    leaves = np.r_[np.ones(len(first), bool), np.zeros(len(first), bool)]
    order = np.lexsort((leaves, node))
    node, edge, leaves = node[order], edge[order], leaves[order]
    begin = np.searchsorted(node, np.flatnonzero(np.bincount(node, minlength=count) == 2))
    before, after = edge[begin], edge[begin + 1]
    one_kind = (kind[before] == kind[after]) & (before != after)
    onward = (kind[before] % 2 == 1) | (~leaves[begin] & leaves[begin + 1])

    # A loop of two edges would end where it begins.
    def other(chosen: np.ndarray) -> np.ndarray:
        return np.where(first[chosen] == node[begin], second[chosen], first[chosen])

    good = one_kind & onward & (other(before) != other(after))
    return node[begin][good], before[good], after[good]


def _numbered(edges: pd.DataFrame, lat_lon: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Only the nodes in use, numbered along a curve through the plane so that neighbours have near numbers."""
    used = np.unique(edges[["from_node", "to_node"]])
    cells = ((lat_lon[used] - lat_lon[used].min(axis=0)) * 200).astype(int)
    used = used[np.lexsort((lat_lon[used, 1], np.where(cells[:, 0] % 2, -cells[:, 1], cells[:, 1]), cells[:, 0]))]
    number = np.zeros(len(lat_lon), int)
    number[used] = np.arange(len(used))
    edges = edges.assign(from_node=number[edges["from_node"]], to_node=number[edges["to_node"]])
    edges = edges.sort_values(["from_node", "to_node", "length_m"]).reset_index(drop=True)
    local = np.zeros(len(used), bool)
    ordinary = edges[edges["road_class"].ne(MOTORWAY) & ~edges["ramp"]]
    local[ordinary[["from_node", "to_node"]].to_numpy().ravel()] = True
    return pd.DataFrame({"lat": lat_lon[used, 0], "lon": lat_lon[used, 1], "local": local}), edges


def _lat_lon(units: np.ndarray) -> np.ndarray:
    """Web Mercator tile units to latitude and longitude in degrees."""
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * units[:, 1] / WORLD))))
    return np.column_stack([lat, units[:, 0] / WORLD * 360 - 180])


def main(arguments: list[str] | None = None) -> None:
    """Make the files from the database of tiles named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tiles", type=Path, help="the database of vector tiles")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data package's folder (%(default)s)")
    options = parser.parse_args(arguments)
    basemap = options.data / "basemap"
    nodes, edges = make_graph(read_segments(options.tiles), urban=gpd.read_file(basemap / "urban.geojson"))
    write_graph(nodes, edges, options.data / "roads")
    junctions = find_junctions(nodes, edges, gpd.read_file(basemap / "motorways.geojson"))
    junctions.round(5).to_csv(options.data / "roads" / "junctions.csv", index=False)
    print(f"{len(nodes):,} nodes, {len(edges):,} edges, {len(junctions)} junctions.")


if __name__ == "__main__":
    main()
