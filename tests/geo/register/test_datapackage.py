"""The data package on disk: read as its schema says, and every way of failing said in words."""

import json
import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import WGS84
from geo.errors import DataError
from geo.register.datapackage import (
    DATA_ROOT,
    files_hash,
    files_stamp,
    join_list,
    open_package,
    read_layer,
    read_table,
    read_text_table,
    split_list,
    typed,
)

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "size", "type": "number"},
        {"name": "tags", "type": "list"},
        {"name": "open", "type": "boolean"},
    ]
}
SQUARE = {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 52]]]}
LAYER = {
    "type": "FeatureCollection",
    "features": [{"type": "Feature", "properties": {"id": "a"}, "geometry": SQUARE}],
}


@pytest.fixture
def tiny(tmp_path):
    """A package of one table, one table with a shared schema, and one map layer."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "shared.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "things.csv").write_text("id,size,tags,open\na,1.5,x; y;,true\nb,,,false\n")
    (tmp_path / "area.geojson").write_text(json.dumps(LAYER))
    resources = [
        {"name": "things", "layer": "thing", "path": "things.csv", "schema": "schemas/shared.json"},
        {"name": "own", "path": "things.csv", "schema": SCHEMA},
        {"name": "area", "path": "area.geojson"},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"version": "2.0.1", "resources": resources}))
    return open_package(tmp_path)


def rewrite(package, content, *, file="things.csv"):
    (package.root / file).write_bytes(content if isinstance(content, bytes) else content.encode())


def test_default_is_the_shipped_package():
    assert open_package().root == DATA_ROOT


def test_resources_and_layers_are_named(tiny):
    assert list(tiny.resources) == ["things", "own", "area"]
    assert tiny.asset_tables == {"thing": "things"}
    assert tiny.path("area") == tiny.root / "area.geojson"


def test_unknown_resource_is_refused_with_the_known_ones(tiny):
    with pytest.raises(DataError, match="things, own, area"):
        tiny.path("thongs")


def test_schema_is_found_in_place_or_by_name(tiny):
    assert tiny.schema("things") == tiny.schema("own") == SCHEMA
    assert tiny.schema("area") == {"fields": []}


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe"])
def test_a_descriptor_that_cannot_be_read_is_refused(tiny, content):
    path = tiny.root / "datapackage.json"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError, match=r"datapackage\.json"):
        open_package(tiny.root)


def test_version_changes_with_the_data_and_only_then(tiny):
    before = tiny.version
    assert before.startswith("2.0.1+")
    assert open_package(tiny.root).version == before
    rewrite(tiny, "id,size,tags,open\na,2,,true\n")
    assert open_package(tiny.root).version != before


def test_a_missing_file_counts_as_empty_in_the_hash(tiny):
    rewrite(tiny, "")
    emptied = files_hash(tiny)
    tiny.path("things").unlink()
    assert files_hash(tiny) == emptied


def test_stamp_changes_when_any_file_does(tiny):
    before = files_stamp(tiny.root)
    assert files_stamp(tiny.root) == before
    rewrite(tiny, json.dumps(SCHEMA) + " ", file="schemas/shared.json")
    assert files_stamp(tiny.root) != before


def test_stamp_changes_with_the_time_of_a_file_as_long_as_before(tiny):
    before, path = files_stamp(tiny.root), tiny.root / "things.csv"
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert files_stamp(tiny.root) != before


def test_table_is_read_in_the_types_of_its_schema(tiny):
    table = read_table(tiny, "things")
    assert table["id"].tolist() == ["a", "b"]
    assert table["size"].iloc[0] == 1.5 and pd.isna(table["size"].iloc[1])
    assert table["tags"].tolist() == [("x", "y"), ()]
    assert table["open"].tolist() == [True, False]


def test_text_table_keeps_every_cell_as_written(tiny):
    rewrite(tiny, "id,size,tags,open\n007,1.50,NA,null\n")
    assert read_text_table(tiny, "things").iloc[0].tolist() == ["007", "1.50", "NA", "null"]


def test_spreadsheet_mark_at_the_beginning_is_no_part_of_the_first_name(tiny):
    rewrite(tiny, "\ufeffid,size,tags,open\na,1,,true\n")
    assert read_text_table(tiny, "things").columns[0] == "id"


def test_a_short_line_is_filled_with_empty_cells(tiny):
    rewrite(tiny, "id,size,tags,open\na\n")
    assert read_text_table(tiny, "things").iloc[0].tolist() == ["a", "", "", ""]


def test_blank_lines_are_left_out_but_counted(tiny):
    rewrite(tiny, "id,size,tags,open\na,1,,true\n\n,,,\nb,2,,true\n\n")
    table = read_text_table(tiny, "things")
    assert table["id"].to_dict() == {0: "a", 3: "b"}


def test_a_table_of_names_only_is_empty(tiny):
    rewrite(tiny, "id,size,tags,open\n")
    assert read_table(tiny, "things").empty


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "things.csv is empty"),
        (b"id,size,tags,open\na,1,,true\nCaf\xe9,1,,true\n", r"things.csv is not UTF-8 \(line 3\)"),
        ("id,size\na,1\n".encode("utf-16"), r"things.csv is not UTF-8 \(line 1\)"),
        (b"id,size,tags,open\na,1,,true\nb,2,,true,more\n", "things.csv is not a table: .* line 3, saw 5"),
        (b"id,size,tags,open\na,1,,true,more\nb,2,,true\n", "things.csv has more cells in line 2"),
        (b'id,size,tags,open\n"a,1,,true\n', "things.csv is not a table"),
    ],
    ids=["empty", "latin-1", "utf-16", "comma too many", "comma too many in the first row", "open quote"],
)
def test_a_file_that_is_no_table_is_refused_with_place_and_mend(tiny, content, words):
    rewrite(tiny, content)
    with pytest.raises(DataError, match=words) as caught:
        read_text_table(tiny, "things")
    assert caught.value.mend


def test_a_missing_file_is_refused(tiny):
    tiny.path("things").unlink()
    with pytest.raises(DataError, match="data/things.csv is missing"):
        read_text_table(tiny, "things")


def test_a_typed_table_must_have_its_columns(tiny):
    rewrite(tiny, "id,tags,open\na,,true\n")
    with pytest.raises(DataError, match="things.csv lacks the column size"):
        read_table(tiny, "things")


def test_typing_leaves_what_the_schema_does_not_name():
    frame = pd.DataFrame({"id": ["a"], "size": ["2"], "extra": ["3"]})
    assert typed(frame, SCHEMA).iloc[0].to_dict() == {"id": "a", "size": 2.0, "extra": "3"}


def test_layer_is_read_in_wgs84(tiny):
    layer = read_layer(tiny, "area")
    assert layer.crs == WGS84
    assert layer["id"].tolist() == ["a"]


@pytest.mark.parametrize("content", [None, "", "{", '{"type": "FeatureCollection"}', "id,size\na,1\n"])
def test_a_layer_that_cannot_be_read_is_refused(tiny, content):
    path = tiny.path("area")
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(DataError, match=r"data/area\.geojson"):
        read_layer(tiny, "area")


@given(st.lists(st.text(alphabet="abc 5&-", min_size=1).map(str.strip).filter(bool)).map(tuple))
def test_list_cell_round_trip(parts):
    assert split_list(join_list(parts)) == parts
