"""Each row of a list gets a point that says how good it is, or a problem with its row and what to do."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.crs import geometry_to_bng
from geo.gazetteer.locate import load_gazetteer
from geo.own_list.placing import place_rows


def only(placed):
    (row,) = placed.rows.to_dict("records")
    return row


@pytest.mark.parametrize(
    ("text", "how", "lat", "lon", "within_m"),
    [
        ("Name,Lat,Long\nA,52.4081,-1.5106", "coordinates", 52.4081, -1.5106, 1),
        ("Name;Lat;Long\nA;52,4081;-1,5106", "coordinates", 52.4081, -1.5106, 1),
        ("Name\tCoordinates\nA\t52\u00b024'29.2\"N 1\u00b030'38.2\"W", "coordinates", 52.4081, -1.5106, 20),
        ('Name,Easting,Northing\nA,"433,400","278,900"', "National Grid", 52.4071, -1.5105, 20),
        ("Name,Grid reference\nA,SP 334 789", "National Grid", 52.4071, -1.5105, 80),
        ("Name,Postcode\nA,CV1 5FB.", "postcode (unit group)", 52.412, -1.504, 600),
        ('Name,Address\nA,"12 Fazeley Street, Birmingham"', "middle of a street", 52.4795, -1.885, 300),
        ("Name,Address,Town\nA,12 Fazeley Street,Birmingham", "middle of a street", 52.4795, -1.885, 300),
        ("Name,Address\nA,Birmingham Airport", "airport", 52.4525, -1.743, 1_500),
        ("Name,Town\nA,Rugby", "middle of a town", 52.37, -1.26, 2_500),
        ("Name,Town\nA,Solihull MBC", "middle of a town", 52.413, -1.777, 2_500),
        ('Name,Address\nA,"Unit 3, Nowhere Lane, Digbeth, Birmingham"', "middle of a suburb", 52.476, -1.885, 1_000),
    ],
)
def test_positions_come_from_whatever_a_row_has(text, how, lat, lon, within_m, placed_of):
    row = only(placed_of(text)[2])
    assert row["how"] == how
    away_m = geometry_to_bng(row["geometry"]).distance(geometry_to_bng(Point(lon, lat)))
    assert away_m <= within_m
    assert row["precision"] == "as given" or row["radius_m"] > 0


@pytest.mark.parametrize(
    ("text", "column", "why", "mend"),
    [
        ("Name,Lat,Long\nA,-1.5,52.4", "Lat", "swapped", "52.40000 and -1.50000"),
        ("Name,Lat,Long\nA,52.4,1.5", "Lat", "minus", "-1.50000"),
        ("Name,Lat,Long\nA,abc,-1.5", "Lat", "no number", "degrees"),
        ("Name,Lat,Long\nA,52.4,", "Long", "missing", "degrees"),
        ("Name,Lat,Long\nA,0,0", "Lat", "sea", "postcode"),
        ("Name,Lat,Long\nA,48.8,2.3", "Lat", "far outside", "Check"),
        ("Name,Postcode\nA,CVI 5FB", "Postcode", "not a postcode", "CV1 5FB"),
        ("Name,Postcode\nA,SW1A 1AA", "Postcode", "not in the region", "Check"),
        ('Name,Postcode\nA,"CV1 5FB, B4 7ET"', "Postcode", "several", "row for each"),
        ("Name,Postcode\nA,", "", "no position", "Postcode"),
        ("Name,Address\nA,High Street", "Address", "fits", "town"),
        ('Name,Address\nA,"Fazeley Street, Nowhere"', "Address", "not known", "postcode"),
        ("Name,Postcode,Notes\nA,CV1 5FB,=cmd|' /C calc'!A0", "Notes", "formula", "value"),
        ("Name,Postcode\n@SUM(1),CV1 5FB", "Name", "formula", "value"),
    ],
)
def test_every_problem_names_its_row_and_what_to_do(text, column, why, mend, placed_of):
    _, _, placed = placed_of(text)
    assert placed.bad_rows == (2,) and placed.rows.empty
    problem = next(problem for problem in placed.problems if problem.severity == "error")
    assert (problem.row, problem.column) == (2, column)
    assert why in problem.why and mend in problem.mend


def test_good_rows_stand_beside_bad_ones(placed_of):
    _, _, placed = placed_of("Name,Postcode\nA,CV1 5FB\nB,nonsense\nC,B4 7ET\n")
    assert placed.rows["row"].tolist() == [2, 4] and placed.bad_rows == (3,) and placed.total == 3


def test_a_second_column_saves_a_row_and_says_so(placed_of):
    _, _, placed = placed_of("Name,Lat,Long,Postcode\nA,abc,abc,CV1 5FB\n")
    assert len(placed.rows) == 1
    assert [problem.severity for problem in placed.problems] == ["warning"]


def test_a_postcode_far_from_the_coordinates_is_a_warning(placed_of):
    _, _, placed = placed_of("Name,Lat,Long,Postcode\nA,52.4081,-1.5106,B4 7ET\n")
    assert only(placed)["how"] == "coordinates"
    assert "km from the coordinates" in placed.problems[0].why


@pytest.mark.parametrize("cell", ["+44 121 414 3344", "-1.5", "- see below", "+", "-"])
def test_signs_that_begin_no_formula_are_left_alone(cell, placed_of):
    assert len(placed_of(f"Name,Postcode,Notes\nA,CV1 5FB,{cell}\n")[2].rows) == 1


def test_a_row_outside_the_region_is_drawn_and_said_to_be(placed_of):
    assert only(placed_of("Name,Lat,Long\nA,52.63,-1.13\n")[2])["authority"] == "Outside the region"


def test_ten_thousand_rows_take_seconds(results_of, register):
    """The dearest kind of row: every address another street, with a building before it and a part nobody knows behind."""
    points = load_gazetteer(register).points.table
    streets = points[(points["kind"] == "street") & (points["locality"] != "")].sample(10_000, random_state=1)
    lines = [f"Company {n}\tUnit {n}, The Works, {n} {name}, Phase {n % 7}, {town}" for n, (name, town) in enumerate(streets[["name", "locality"]].values)]
    results_of("Name\tAddress\nA\tRugby")  # what a server has loaded
    started = time.process_time()
    results = results_of("Name\tAddress\n" + "\n".join(lines))
    spent_s = time.process_time() - started
    assert len(results.rows) > 8_000
    assert spent_s < 10


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["N/A", "n/a", "#N/A", "-", "?", "TBC", "unknown", "NULL"]), st.sampled_from(["N/A", "", "--"]))
def test_a_cell_that_says_nothing_is_an_empty_one(placed_of, nothing, other):
    _, _, placed = placed_of(f"Name,Postcode,Lat,Long\nA,{nothing},52.4,-1.5\nB,B4 7ET,{nothing},{other}\nC,{nothing},{other},{nothing}\n")
    assert placed.rows["row"].tolist() == [2, 3]
    (problem,) = placed.problems
    assert (problem.row, problem.why) == (4, "It has no position.")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Name,Lat,Long\nA,-1.5,52.4", {"Lat": "52.400000", "Long": "-1.500000"}),
        ("Name,Lat,Long\nA,52.4,1.5", {"Lat": "52.400000", "Long": "-1.500000"}),
        ('Name,"Long, Lat"\nA,"-1.5, 52.4"', {"Long, Lat": "52.400000, -1.500000"}),
        ("Name,Postcode\nA,CVI 5FB", {"Postcode": "CV1 5FB"}),
    ],
)
def test_what_would_mend_a_row_is_proposed_and_does(text, cells, placed_of, register):
    table, roles, placed = placed_of(text)
    assert placed.proposed == {2: cells}
    mended = replace(table, rows=(tuple(cells.get(column, cell) for column, cell in zip(table.columns, table.rows[0], strict=True)),))
    again = place_rows(mended, roles, load_gazetteer(register), register)
    assert not again.problems and len(again.rows) == 1


@pytest.mark.parametrize("text", ["Name,Postcode\nA,nonsense", "Name,Lat,Long\nA,0,0", "Name,Postcode\nA,"])
def test_where_there_is_no_one_way_nothing_is_proposed(text, placed_of):
    assert not placed_of(text)[2].proposed


def test_easting_and_northing_the_wrong_way_round_are_worth_a_look(placed_of):
    _, _, placed = placed_of("Name,Easting,Northing\nA,407000,286000\nB,286000,407000\n")
    (problem,) = placed.problems
    assert (problem.row, problem.severity) == (3, "warning") and "407000 and 286000" in problem.mend


def test_the_second_line_of_an_address_counts(placed_of):
    _, _, placed = placed_of("Name,Address 1,Address 2,Town\nA,,Fazeley Street,Birmingham\nB,Unit 3,Fazeley Street,Birmingham\n")
    assert placed.rows["how"].str.contains("street").all() and len(placed.rows) == 2
