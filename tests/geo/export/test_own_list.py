"""A reader's list as a workbook, a GeoPackage and a mended CSV: whole, and no text in it a formula."""

import csv
import io
import json
from datetime import date

import geopandas as gpd
import pyogrio
import pytest
from openpyxl import load_workbook

from geo.export.own_list import tables, to_csv, to_geopackage, to_xlsx
from geo.export.own_list_brief import to_pdf, to_slides
from geo.gazetteer.locate import load_gazetteer
from geo.own_list.column_names import load_column_names, recognise
from geo.own_list.placing import place_rows
from geo.own_list.reading import of_sheet, read_file, read_pasted
from geo.own_list.results import compute_results
from geo.own_list.table import find_table

TEXT = "Name,Postcode,Notes\nSTEAMhouse,B4 7RQ,x\nTwo,CV1 5FB,-1.5\nBad,nonsense,=1+1\n"


# Half letters and control characters in a cell too long to be cleaned, columns that differ by capitals, a name like a formula.
HOSTILE = [
    {"Name": "A", "name": "B", "NAME": "C", "=cmd|' /C calc'!A0": "1", "Postcode": "B4 7RQ", "Notes": "\ud800\x0b" * 800, "fid": "x"},
    {"Name": "<b>\u202e", "Postcode": "CV1 5FB", "Notes": "\x00\ufffe" * 800, "@SUM(1)": "-"},
]


def results_of(raw, register):
    names = load_column_names(register.package)
    table = find_table(raw, names)
    placed = place_rows(table, recognise(table, names), load_gazetteer(register), register)
    results = compute_results(placed, register.assets, register=register)
    return table, results, tables(results, table, register, title="=Sites", made_on=date(2026, 11, 28))


@pytest.fixture(scope="module")
def made(register):
    return results_of(read_pasted(TEXT), register)


def test_what_no_file_can_hold_goes_into_none(register, tmp_path):
    table, results, named = results_of(read_file(json.dumps(HOSTILE).encode(), "x.json"), register)
    assert len(results.rows) == 2
    book = load_workbook(io.BytesIO(to_xlsx(named)))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    cells = [cell for row in csv.reader(io.StringIO(to_csv(table.columns, table.rows).decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
    path = tmp_path / "x.gpkg"
    path.write_bytes(to_geopackage(results, named))
    assert set(gpd.read_file(path, layer="your_list")["Name"]) == set(results.rows["name"])
    for make in (to_pdf, to_slides):
        assert make(results, register, title="=Sites", made_on=date(2026, 11, 28))


def test_the_workbook_holds_all_tables_and_no_formula(made):
    _, results, named = made
    book = load_workbook(io.BytesIO(to_xlsx(named)))
    assert book.sheetnames == list(named)
    assert book["Your rows"].max_row == len(results.rows) + 1 and book["Problems"].max_row == len(results.placed.problems) + 1
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any("OpenStreetMap" in str(cell.value) for cell in cells)


def test_the_workbook_can_be_put_in_again(made):
    assert of_sheet(read_file(to_xlsx(made[2]), "x.xlsx"), "Your list as mended").rows[1] == ["STEAMhouse", "B4 7RQ", "x"]


def test_the_geopackage_holds_points_in_degrees(made, tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(to_geopackage(made[1], made[2]))
    points = gpd.read_file(path, layer="your_list")
    assert points.crs.to_epsg() == 4326 and points["Name"].tolist() == ["STEAMhouse", "Two"]
    assert {"problems", "by_cluster", "about"} <= {name for name, _ in pyogrio.list_layers(path)}


def test_the_mended_list_reads_back_and_runs_nothing(made):
    table = made[0]
    rows = list(csv.reader(io.StringIO(to_csv(table.columns, table.rows).decode("utf-8-sig"))))
    assert tuple(rows[0]) == table.columns
    assert rows[3] == ["Bad", "nonsense", "'=1+1"] and rows[2] == ["Two", "CV1 5FB", "-1.5"]


def test_distances_are_those_of_the_results(made, register):
    _, results, named = made
    for layer, row in register.layer_names.iterrows():
        assert named["Your rows"][f"Nearest: {row['name']}, km"].tolist() == results.rows[f"nearest_{layer}_km"].tolist()
