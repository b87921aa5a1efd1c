"""GeoJSON: RFC 7946 by its text, then read by json and by GDAL."""

import json
from dataclasses import replace

import geopandas as gpd
import pyogrio
from shapely.geometry import Polygon

from geo.export import export_bytes


def test_rfc_7946(context):
    read = json.loads(export_bytes(context, ".geojson"))
    assert read["type"] == "FeatureCollection"
    assert "crs" not in read
    assert len(read["features"]) == len(context.assets)
    west, south, east, north = read["bbox"]
    assert -4 < west < east < 0
    assert 51 < south < north < 54
    for feature in read["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert west <= lon <= east
        assert south <= lat <= north
        assert feature["id"] == feature["properties"]["id"]


def test_foreign_members_carry_the_facts(context):
    read = json.loads(export_bytes(context, ".geojson"))
    assert read["made_on"] == "2026-11-22"
    assert read["data_version"] == context.register.package.version
    assert read["query"] == {"layer": ["catapult", "university"]}
    assert read["link"] == context.link
    assert any("Open Government Licence" in credit for credit in read["credits"])


def test_gdal_reads_counts_and_values(context, tmp_path):
    (tmp_path / "a.geojson").write_bytes(export_bytes(context, ".geojson"))
    frame = pyogrio.read_dataframe(tmp_path / "a.geojson")
    assert list(frame["name"]) == list(context.assets["name"])
    assert list(frame.geometry.x.round(5)) == list(context.assets["lon"].round(5))
    assert frame.crs.to_epsg() == 4326


def test_hostile_texts_come_back(hostile):
    read = json.loads(export_bytes(hostile, ".geojson"))
    assert [f["properties"]["name"] for f in read["features"]] == list(hostile.assets["name"])
    assert [f["properties"]["aliases"] for f in read["features"]] == [list(a) for a in hostile.assets["aliases"]]


def test_lists_are_lists_and_nothing_is_null(context):
    properties = json.loads(export_bytes(context, ".geojson"))["features"][0]["properties"]
    assert isinstance(properties["technologies"], list)
    assert "lat" not in properties
    assert properties["successor"] is None or properties["successor"]


def test_rings_follow_the_right_hand_rule(context):
    clockwise = Polygon([(-2, 52), (-2, 53), (-1, 53), (-1, 52)])
    assets = context.assets.head(1).set_geometry(gpd.GeoSeries([clockwise], index=context.assets.index[:1], crs=4326))
    read = json.loads(export_bytes(replace(context, assets=assets), ".geojson"))
    assert Polygon(read["features"][0]["geometry"]["coordinates"][0]).exterior.is_ccw


def test_positions_have_at_most_six_decimals(context):
    assets = context.assets.set_geometry(context.assets.geometry.translate(0.123456789, 0))
    read = json.loads(export_bytes(replace(context, assets=assets), ".geojson"))
    longest = max(len(str(f["geometry"]["coordinates"][0]).partition(".")[2]) for f in read["features"])
    assert longest <= 6
