"""Making the street map from vector tiles: two extracts of a small invented town, on two tiles."""

import gzip
import json
import sqlite3

import mapbox_vector_tile
import pytest
from shapely.geometry import LineString, Point, box, shape

from geo.build.streets import LEVELS, build, main
from geo.build.vector_tiles import read_tile, tiles_in
from geo.register.street_tiles import StreetTiles

WEST, EAST = (8100, 5380), (8101, 5380)


def road(*points, kind="primary", **more):
    return {"geometry": LineString(points), "properties": {"class": kind, **more}}


def tile(**layers):
    content = mapbox_vector_tile.encode([{"name": name, "features": features} for name, features in layers.items()], default_options={"y_coord_down": True})
    return gzip.compress(content)


@pytest.fixture
def source(tmp_path):
    """An A road across both tiles with a margin beyond each, a street, a lake, a built-up area and a suburb."""
    left = road((1000, 2000), (4200, 2000))
    right = road((-100, 2000), (3000, 2000))
    name = {"ref": "A1", "name:latin": "High Road"}
    street = [road((100, 100), (100, 900), kind="minor")]
    first = tile(
        transportation=[left, *street],
        landuse=[{"geometry": box(0, 0, 4096, 4096), "properties": {"class": "residential"}}],
        transportation_name=[left | {"properties": {"class": "primary"} | name}, street[0] | {"properties": {"class": "minor", "name:latin": "Mill Lane"}}],
        place=[{"geometry": Point(2000, 2100), "properties": {"class": "suburb", "name:latin": "Millbrook"}}],
    )
    second = tile(
        transportation=[right],
        transportation_name=[right | {"properties": {"class": "primary"} | name}],
        water=[{"geometry": box(500, 500, 900, 900), "properties": {"class": "lake"}}],
    )
    path = tmp_path / "source.sqlite"
    store = sqlite3.connect(path)
    with store:
        store.execute("CREATE TABLE tiles (source TEXT, z INTEGER, x INTEGER, y INTEGER, data BLOB)")
        # The west tile lies on a county border: both extracts hold it.
        rows = [("one", 14, *WEST, first), ("two", 14, *WEST, first), ("two", 14, *EAST, second)]
        store.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?, ?)", rows)
    store.close()
    return path


@pytest.fixture
def made(source, tmp_path):
    build(source, tmp_path, vintage="2021-08-06", attribution="© Somebody", workers=1)
    return tmp_path


def decoded(made, zoom, x, y):
    return mapbox_vector_tile.decode(gzip.decompress(StreetTiles(made / "streets.mbtiles", "").tile(zoom, x, y)), default_options={"y_coord_down": True})


def test_what_two_extracts_hold_is_read_once_and_cut_to_the_tile(source):
    assert tiles_in(source) == [WEST, EAST]
    features = read_tile(source, *WEST)
    assert sorted(feature.layer for feature in features) == [
        "landuse",
        "place",
        "transportation",
        "transportation",
        "transportation_name",
        "transportation_name",
    ]
    lines = [feature.geometry for feature in features if feature.layer == "transportation"]
    assert max(line.bounds[2] for line in lines) == (WEST[0] + 1) * 4096


def test_the_store_holds_every_level_as_mbtiles(made):
    assert {at[0] for at in StreetTiles(made / "streets.mbtiles", "").tiles()} == {level.zoom for level in LEVELS}
    store = sqlite3.connect(made / "streets.mbtiles")
    metadata = dict(store.execute("SELECT name, value FROM metadata"))
    store.close()
    assert metadata["format"] == "pbf" and metadata["attribution"] == "© Somebody" and metadata["version"] == "2021-08-06"


def test_streets_are_left_to_the_closer_levels(made):
    close, middle, far = (decoded(made, zoom, WEST[0] >> (14 - zoom), WEST[1] >> (14 - zoom)) for zoom in (14, 12, 11))
    classes = [{feature["properties"]["class"] for feature in level["road"]["features"]} for level in (close, middle, far)]
    assert classes == [{"primary", "minor"}, {"primary", "minor"}, {"primary"}]
    assert {feature["properties"].get("name") for feature in close["road_name"]["features"]} == {"High Road", "Mill Lane"}
    assert {feature["properties"].get("name") for feature in middle["road_name"]["features"]} == {"High Road"}
    assert close["place"]["features"][0]["properties"]["name"] == "Millbrook"


def test_a_road_across_two_tiles_is_one_line_where_one_tile_holds_both(made):
    x, y = WEST[0] >> 2, WEST[1] >> 2
    road = next(f for f in decoded(made, 12, x, y)["road"]["features"] if f["properties"]["class"] == "primary")
    line = shape(road["geometry"])
    assert line.geom_type == "LineString" and len(line.coords) == 2


def test_the_overview_says_the_number_of_the_road_and_where_it_is(made):
    roads = json.loads((made / "main_roads.geojson").read_text())["features"]
    assert [feature["properties"] for feature in roads] == [{"class": "primary", "ref": "A1"}]
    line = shape(roads[0]["geometry"])
    side = 360 / 2**14
    assert line.bounds[0] == pytest.approx((WEST[0] + 1000 / 4096) * side - 180, abs=2e-5)
    assert line.bounds[2] == pytest.approx((EAST[0] + 3000 / 4096) * side - 180, abs=2e-5)


def test_the_command_says_how_it_is_used(capsys):
    assert main(["nowhere"]) == 2
    assert "SOURCE" in capsys.readouterr().err
