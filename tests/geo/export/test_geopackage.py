"""GeoPackage: read by GDAL, by SQLite and, where it is installed, by ogrinfo."""

import sqlite3
import subprocess

import pyogrio
import pytest

from geo.export import export_bytes


@pytest.fixture
def file(context, tmp_path):
    """The view as a GeoPackage on disk."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(export_bytes(context, ".gpkg"))
    return path


def test_layers(file):
    assert [tuple(layer) for layer in pyogrio.list_layers(file)] == [("assets", "Point"), ("credits", None), ("data_dictionary", None)]


def test_counts_and_values_match(file, context):
    frame = pyogrio.read_dataframe(file, layer="assets")
    assert list(frame["id"]) == list(context.assets["id"])
    assert list(frame["name"]) == list(context.assets["name"])
    assert list(frame["lon"]) == list(context.assets["lon"])
    assert list(frame.geometry.y) == list(context.assets.geometry.y)
    assert frame.crs.to_epsg() == 4326


def test_credits_travel_in_a_table_and_in_the_layer(file, context):
    table = pyogrio.read_dataframe(file, layer="credits", read_geometry=False)
    facts = dict(zip(table["what"], table["text"], strict=True))
    assert facts["Version of the data"] == context.register.package.version
    assert facts["Link to this view"] == context.link
    assert "Open Government Licence" in " ".join(table["text"])
    assert "Open Government Licence" in pyogrio.read_info(file, layer="assets")["layer_metadata"]["Credit"]


def test_sqlite_opens_it_whole(file, context):
    with sqlite3.connect(file) as base:
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        assert base.execute("select count(*) from assets").fetchone() == (len(context.assets),)
        described = base.execute('select count(*) from data_dictionary where description <> ""').fetchone()
        columns = [row[1] for row in base.execute("pragma table_info(assets)")]
    base.close()
    assert described == (len(set(columns) - {"fid", "geom"}),)


def test_hostile_texts_come_back(hostile, tmp_path):
    (tmp_path / "h.gpkg").write_bytes(export_bytes(hostile, ".gpkg"))
    frame = pyogrio.read_dataframe(tmp_path / "h.gpkg", layer="assets")
    assert list(frame["name"]) == list(hostile.assets["name"])


def test_an_empty_view_keeps_its_columns(empty, tmp_path):
    (tmp_path / "e.gpkg").write_bytes(export_bytes(empty, ".gpkg"))
    info = pyogrio.read_info(tmp_path / "e.gpkg", layer="assets")
    assert info["features"] == 0
    assert "position_precision" in info["fields"]
    assert info["geometry_type"] == "Point"


def test_ogrinfo_agrees(file, context):
    ran = subprocess.run(["ogrinfo", "-so", file, "assets"], capture_output=True, text=True, check=True)
    assert f"Feature Count: {len(context.assets)}" in ran.stdout
    assert not ran.stderr
