"""The road graph from vector tiles: joined over edges and extracts, one-way kept, gaps bridged, contracted."""

import gzip
import sqlite3

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, box

from geo.analysis.drive_time import build_road_graph, drive_from, drives_to
from geo.build.road_graph import contract, find_junctions, make_graph, read_segments, write_graph
from geo.crs import WGS84
from geo.errors import DataError

X, Y = 8100, 5380
URBAN = gpd.GeoDataFrame(geometry=[box(-10, 40, -9, 41)], crs=WGS84)


def tiles(path, layers):
    """A database of tiles: {(source, dx, dy): [(coordinates in tile units, y down, tags)]}."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE tiles(source, z, x, y, data)")
        for (source, dx, dy), lines in layers.items():
            features = [{"geometry": LineString(line), "properties": tags} for line, tags in lines]
            data = mapbox_vector_tile.encode([{"name": "transportation", "features": features}], default_options={"y_coord_down": True})
            database.execute("INSERT INTO tiles VALUES (?, 14, ?, ?, ?)", (source, X + dx, Y + dy, gzip.compress(data)))
    return path


def loop(dx, road_class="minor"):
    """A ring of two-way road within a tile, so that what joins it lies in one strong component."""
    return [([(1000, 1000), (3000, 1000), (3000, 3000), (1000, 3000), (1000, 1000)], {"class": road_class})]


def test_a_road_over_a_tile_edge_is_one_road_though_each_tile_has_a_buffer(tmp_path):
    """Both tiles draw the road 64 units beyond their edge; clipped and joined it is as long as it is."""
    path = tiles(
        tmp_path / "t.sqlite",
        {
            ("a", 0, 0): [([(3000, 2000), (4160, 2000)], {"class": "minor"})],
            ("a", 1, 0): [([(-64, 2000), (1000, 2003)], {"class": "minor"})],
        },
    )
    _, edges = make_graph(read_segments(path), urban=URBAN)
    unit_m = 40_075_016.686 / (1 << 14) / 4096 * np.cos(np.radians(52.6))
    assert edges["length_m"].sum() == pytest.approx(2096 * unit_m, rel=0.01)


def test_a_tile_in_two_extracts_counts_once(tmp_path):
    """The same road from two counties is one edge."""
    path = tiles(tmp_path / "t.sqlite", {("a", 0, 0): loop(0), ("b", 0, 0): loop(0)})
    assert len(read_segments(path).start) == 4


def test_one_way_streets_are_driven_one_way_and_what_cannot_be_left_is_dropped(tmp_path):
    """A one-way shortcut stays one-way, backwards tags too; a one-way dead end goes."""
    path = tiles(
        tmp_path / "t.sqlite",
        {
            ("a", 0, 0): [
                *loop(0),
                ([(1000, 1000), (3000, 3000)], {"class": "primary", "oneway": 1}),
                ([(3000, 1000), (1000, 3000)], {"class": "secondary", "oneway": -1}),
                ([(3000, 3000), (3900, 3900)], {"class": "minor", "oneway": 1}),
            ]
        },
    )
    nodes, edges = make_graph(read_segments(path), urban=URBAN)
    one_way = edges[~edges["two_way"]].set_index("road_class")
    primary, secondary = one_way.loc[2], one_way.loc[3]
    west = lambda node: nodes["lon"].iloc[int(node)]  # noqa: E731
    assert west(primary["from_node"]) < west(primary["to_node"]), "drawn eastwards, driven eastwards"
    assert west(secondary["from_node"]) < west(secondary["to_node"]), "drawn westwards with -1, driven eastwards"
    assert len(one_way) == 2, "the dead end nobody can leave"


@pytest.mark.parametrize(("source", "road_class", "bridged"), [("b", "trunk", True), ("a", "trunk", False), ("b", "minor", False)])
def test_a_gap_is_bridged_where_two_extracts_meet_on_a_main_road(tmp_path, source, road_class, bridged):
    """300 m between the ends: bridged between extracts, on main roads alone."""
    path = tiles(
        tmp_path / "t.sqlite",
        {
            ("a", 0, 0): [*loop(0), ([(3000, 2000), (3000, 1000)], {"class": "minor"}), ([(3000, 1000), (3500, 1000)], {"class": road_class})],
            (source, 1, 0): [([(228, 1000), (1000, 1000)], {"class": road_class}), *loop(1)],
        },
    )
    nodes, _ = make_graph(read_segments(path), urban=URBAN)
    tile_degrees = 360 / (1 << 14)
    assert bool((nodes["lon"].max() - nodes["lon"].min()) > tile_degrees) == bridged


def test_contraction_keeps_lengths_and_kinds():
    """A street of ten pieces becomes one edge; where its class changes, two."""
    pieces = pd.DataFrame(
        {"from_node": range(10), "to_node": range(1, 11), "length_m": 20.0, "road_class": [5] * 6 + [4] * 4, "ramp": False, "built_up": False, "two_way": True}
    )
    edges = contract(pieces, 11)
    assert sorted(edges["length_m"]) == [80.0, 120.0]
    assert set(edges["road_class"]) == {4, 5}


def test_written_tables_drive(tmp_path):
    """What is written is what the drive times read."""
    path = tiles(tmp_path / "t.sqlite", {("a", 0, 0): loop(0)})
    write_graph(*make_graph(read_segments(path), urban=URBAN), tmp_path)
    nodes, edges = pd.read_parquet(tmp_path / "nodes.parquet"), pd.read_parquet(tmp_path / "edges.parquet")
    speeds = pd.DataFrame({"road_class": ["minor", "access"], "one_way": False, "built_up": False, "speed_kmh": [30.0, 15.0]})
    corners = gpd.GeoSeries(gpd.points_from_xy(nodes["lon_e5"] / 1e5, nodes["lat_e5"] / 1e5), crs=WGS84)
    table = drives_to(drive_from(build_road_graph(nodes, edges, speeds), corners[0]), corners)
    assert table["minutes"].max() == pytest.approx(table["km"].max() / 30 * 60, rel=0.05)
    assert table["km"].max() == pytest.approx(2 * 2000 * 40_075.016686 / (1 << 14) / 4096 * np.cos(np.radians(52.6)), rel=0.02)


def test_junctions_lie_where_slip_roads_meet_other_roads():
    """Two meetings near each other are one junction, with the number of the motorway beside it."""
    nodes = pd.DataFrame({"lat": [52.5, 52.501, 52.502, 52.6], "lon": [-1.9, -1.9, -1.9, -1.9], "local": [False, True, True, False]})
    edges = pd.DataFrame({"from_node": [0, 0, 0], "to_node": [1, 2, 3], "road_class": [0, 0, 0], "ramp": [True, True, False]})
    names = gpd.GeoDataFrame({"ref": ["M6"]}, geometry=[LineString([(-1.9, 52.5), (-1.9, 52.6)])], crs=WGS84)
    found = find_junctions(nodes, edges, names)
    assert found["motorway"].tolist() == ["M6"]
    assert found["lat"].iloc[0] in (52.501, 52.502)


def test_a_missing_or_foreign_database_is_refused(tmp_path):
    """In words, with what to do."""
    with pytest.raises(DataError, match="does not exist"):
        read_segments(tmp_path / "none.sqlite")
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).close()
    other.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(DataError, match="no database of tiles"):
        read_segments(other)
