"""CSVW: the pair of files is read and validated by the csvw package."""

import json
import warnings

import pytest
from csvw import CSVW

from geo.export import export_bytes, write_export
from geo.spreadsheet_text import restored


def checked(path, **options):
    """The csvw package's verdict and rows; what it warns of counts as a fault."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        reader = CSVW(str(path), validate=True, **options)
        rows = list(reader.tables[0])
        assert reader.is_valid, [str(warning.message) for warning in said]
    faults = [w for w in said if not issubclass(w.category, DeprecationWarning | ResourceWarning)]
    assert not faults, [str(w.message) for w in faults]
    return rows


@pytest.mark.parametrize("view", ["context", "hostile"])
def test_a_csvw_reader_finds_and_accepts_the_pair(view, request, tmp_path):
    context = request.getfixturevalue(view)
    write_export(context, tmp_path / "assets.csv")
    rows = checked(tmp_path / "assets.csv", md_url=str(tmp_path / "assets.csv-metadata.json"))
    assert [row["id"] for row in rows] == list(context.assets["id"])
    assert [float(row["lon"]) for row in rows] == list(context.assets["lon"])
    assert [tuple(row["clusters"]) for row in rows] == list(context.assets["clusters"])
    assert [restored(row["name"]) for row in rows] == list(context.assets["name"])


def test_the_description_carries_what_the_csv_cannot(context):
    described = json.loads(export_bytes(context, ".csvw.json"))
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "assets.csv"
    assert described["dc:created"] == "2026-11-22"
    assert described["dc:hasVersion"] == context.register.package.version
    assert described["dc:source"] == {"@id": context.link}
    assert "Universities" in described["dc:coverage"]
    assert any("Open Government Licence" in credit for credit in described["dc:rights"])


def test_columns_are_those_of_the_csv_in_order(context):
    columns = json.loads(export_bytes(context, ".csvw.json"))["tableSchema"]["columns"]
    header = export_bytes(context, ".csv").decode("utf-8-sig").split("\r\n")[0].split(",")
    assert [column["name"] for column in columns] == header
    assert [column["titles"][0] for column in columns] == header
    assert next(c for c in columns if c["name"] == "lon")["datatype"]["base"] == "number"
    assert next(c for c in columns if c["name"] == "clusters")["separator"] == ";"


def test_written_on_its_own_it_names_the_csv_of_its_name(context, tmp_path):
    write_export(context, tmp_path / "hubs.csvw.json")
    assert json.loads((tmp_path / "hubs.csvw.json").read_text("utf-8"))["url"] == "hubs.csv"
