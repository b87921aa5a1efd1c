"""GeoParquet: read by pyarrow alone and by GeoPandas."""

import io
import json

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.export import export_bytes
from geo.export.tables import export_fields


def test_counts_and_values_match(context):
    frame = gpd.read_parquet(io.BytesIO(export_bytes(context, ".parquet")))
    assert list(frame["id"]) == list(context.assets["id"])
    assert list(frame["lon"]) == list(context.assets["lon"])
    assert [tuple(cell) for cell in frame["technologies"]] == list(context.assets["technologies"])
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.geom_equals(context.assets.geometry.reset_index(drop=True)).all()


def test_metadata_carries_the_facts(context):
    metadata = pq.read_schema(io.BytesIO(export_bytes(context, ".parquet"))).metadata
    assert json.loads(metadata[b"geo"])["primary_column"] == "geometry"
    assert metadata[b"made_on"] == b"2026-11-22"
    assert metadata[b"link"].decode() == context.link
    assert metadata[b"data_version"].decode() == context.register.package.version
    assert any("Open Government Licence" in credit for credit in json.loads(metadata[b"credits"]))


@pytest.mark.parametrize("view", ["context", "empty"])
def test_types_do_not_depend_on_the_view(view, request):
    schema = pq.read_schema(io.BytesIO(export_bytes(request.getfixturevalue(view), ".parquet")))
    assert schema.field("aliases").type == pa.list_(pa.field("element", pa.string()))
    assert schema.field("lat").type == pa.float64()
    assert schema.field("name").type == pa.string()


def test_columns_are_described(context):
    schema = pq.read_schema(io.BytesIO(export_bytes(context, ".parquet")))
    for field in export_fields(context.register):
        assert schema.field(field["name"]).metadata[b"description"].decode() == field["description"]


def test_hostile_texts_come_back(hostile):
    table = pq.read_table(io.BytesIO(export_bytes(hostile, ".parquet")))
    assert table["name"].to_pylist() == list(hostile.assets["name"])
    assert [tuple(cell) for cell in table["aliases"].to_pylist()] == list(hostile.assets["aliases"])
