"""CSV: read back by Python's csv module and by pandas, to the letter of RFC 4180."""

import csv
import io
import re

import pandas as pd
import pyogrio

from geo.export import export_bytes
from geo.export.tables import flat_table
from geo.own_list.reading import read_file
from geo.spreadsheet_text import restored


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_counts_and_values_match(context):
    rows = rows_of(export_bytes(context, ".csv"))
    assert [row["id"] for row in rows] == list(context.assets["id"])
    assert [float(row["lon"]) for row in rows] == list(context.assets["lon"])
    for row, cells in zip(rows, flat_table(context).to_dict("records"), strict=True):
        assert row["authority"] == cells["authority"]
        assert row["technologies"] == cells["technologies"]


def test_plain_rfc_4180(context):
    content = export_bytes(context, ".csv")
    assert content.startswith(b"\xef\xbb\xbfid,name,layer,")
    assert content.endswith(b"\r\n")
    unquoted = re.sub(rb'"(?:[^"]|"")*"', b"", content)
    assert unquoted.count(b"\n") == unquoted.count(b"\r\n") == len(context.assets) + 1
    assert len({len(row) for row in csv.reader(io.StringIO(content.decode(), newline=""))}) == 1


def test_the_mark_for_spreadsheets_is_in_nobodys_way(context, tmp_path):
    """Who knows nothing of the mark finds the same columns: pandas, GDAL and our own reader of lists."""
    content = export_bytes(context, ".csv")
    (tmp_path / "a.csv").write_bytes(content)
    header = list(flat_table(context).columns)
    assert list(pd.read_csv(io.BytesIO(content), encoding="utf-8").columns) == header
    assert list(pyogrio.read_dataframe(tmp_path / "a.csv", read_geometry=False).columns) == header
    assert read_file(content, "a.csv").rows[0] == header


def test_longitudes_stay_numbers(context):
    frame = pd.read_csv(io.BytesIO(export_bytes(context, ".csv")))
    assert frame["lon"].dtype == float
    assert list(frame["lon"]) == list(context.assets["lon"])


def test_hostile_texts_come_back_and_none_runs(hostile):
    rows = rows_of(export_bytes(hostile, ".csv"))
    assert [restored(row["name"]) for row in rows] == list(hostile.assets["name"])
    assert [restored(row["source_title"]) for row in rows] == list(hostile.assets["source_title"])
    bad = [row["name"] for row in rows if row["name"].lstrip(" ")[:1] in set("=+-@\t\r")]
    assert not bad


def test_an_empty_view_has_its_header(empty):
    assert export_bytes(empty, ".csv").count(b"\r\n") == 1
