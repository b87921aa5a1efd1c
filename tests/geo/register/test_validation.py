"""Every rule of the validator, on small tables made for it: what it finds, where, and what it lets pass."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geo.crs import WGS84
from geo.errors import DataError
from geo.register.datapackage import open_package
from geo.register.validation import Issue, issue_from_error, issues_across_layers, issues_of_assets, issues_of_table

FILE = "assets/hubs.csv"
LOOKUP = {"fields": [{"name": "id", "type": "string"}, {"name": "layer", "type": "string"}]}
GOOD = {
    "id": "a",
    "name": "A",
    "kind": "park",
    "gss_code": "E1",
    "lat": "0.5",
    "lon": "0.5",
    "successor": "",
    "status_date": "2024",
    "checked_on": "2026-11-22",
    "source_title": "",
    "source_url": "",
    "source_publisher": "",
    "source_evidence": "",
    "source_date": "",
    "location_title": "",
    "location_url": "",
    "location_publisher": "",
    "location_evidence": "",
    "location_date": "",
}
SOURCE = {
    "source_title": "Page",
    "source_url": "https://example.org",
    "source_publisher": "own",
    "source_evidence": "Says so.",
    "source_date": "2024",
}
LOCATION = {name.replace("source", "location"): value for name, value in SOURCE.items()}


@pytest.fixture
def kinds(tmp_path):
    """A package that holds a lookup of two kinds of two layers, and names one that is not there."""
    (tmp_path / "kinds.csv").write_text("id,layer\npark,hub\ncollege,university\n")
    resources = [
        {"name": "kinds", "path": "kinds.csv", "schema": LOOKUP},
        {"name": "lost", "path": "lost.csv", "schema": LOOKUP},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"version": "1", "resources": resources}))
    return open_package(tmp_path)


@pytest.fixture
def squares():
    return gpd.GeoDataFrame(
        {"gss_code": ["E1", "E2"], "name": ["West", "East"]},
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs=WGS84,
    )


def of_column(package, field, *values):
    frame = pd.DataFrame({"id": [f"row-{n}" for n in range(len(values))], "x": values}, dtype=str)
    schema = {"fields": [{"name": "id"}, {"name": "x", "example": "EXAMPLE"} | field]}
    return issues_of_table(frame, file=FILE, schema=schema, package=package)


def of_rows(package, squares, *rows, layer="hub"):
    frame = pd.DataFrame([GOOD | row for row in rows], dtype=str)
    return issues_of_assets(frame, file=FILE, layer=layer, package=package, boundaries=squares)


NUMBER = {"type": "number"}
COORDINATE = {"type": "number", "constraints": {"minimum": 51.5, "maximum": 53.5}}
RULES = [
    ({"constraints": {"required": True}}, "x", "", "must not be empty"),
    (NUMBER, "-1.5e3", "12 km", "not a number"),
    (NUMBER, "1", "1,000", "not a number"),
    (NUMBER, "1", "1_000", "not a number"),
    (NUMBER, "5", "\uff15", "not a number"),
    (NUMBER, "1", "nan", "no value"),
    (NUMBER, "1", "inf", "not a finite number"),
    ({"type": "integer"}, "2", "2.5", "not a whole number"),
    (COORDINATE, "51.5", "51.49", "outside 51.5 to 53.5"),
    (COORDINATE, "53.5", "-1.9", "outside 51.5 to 53.5"),
    (NUMBER | {"constraints": {"minimum": 0}}, "0", "-1", "outside 0"),
    ({"type": "date"}, "2024-02-29", "2023-02-29", "not a date"),
    ({"type": "date"}, "2024-02-29", "20240229", "not a date"),
    ({"type": "date"}, "2024-02-29", "29/02/2024", "not a date"),
    ({"constraints": {"enum": ["open", "shut"]}}, "open", "Open", "not one of the allowed"),
    ({"constraints": {"pattern": "[a-z]+"}}, "abc", "abc1", "not written as it should"),
    ({"constraints": {"maxLength": 3}}, "abc", "abcd", "4 characters long"),
    ({"valuesFrom": {"resource": "kinds", "field": "id"}}, "park", "parc", "not one of the allowed"),
    (
        {"type": "list", "itemsFrom": {"resource": "kinds", "field": "id"}},
        "park; college",
        "park;parc",
        "'parc'",
    ),
]


@pytest.mark.parametrize(("field", "good", "bad", "words"), RULES)
def test_rule_lets_good_pass_and_names_bad(kinds, field, good, bad, words):
    issues = of_column(kinds, field, good, bad)
    assert len(issues) == 1, issues
    issue = issues[0]
    assert (issue.file, issue.row, issue.id, issue.field, issue.value) == (FILE, 3, "row-1", "x", bad)
    assert words in issue.reason
    assert issue.mend
    assert issue.severity == "error"


@pytest.mark.parametrize("field", [field for field, *_ in RULES[1:]])
def test_an_empty_cell_breaks_no_rule_but_required(kinds, field):
    assert of_column(kinds, field, "") == []


def test_all_problems_are_found_not_only_the_first(kinds):
    issues = of_column(kinds, NUMBER, "x", "1", "y", "z")
    assert [(issue.row, issue.value) for issue in issues] == [(2, "x"), (4, "y"), (5, "z")]


def test_a_repeated_value_names_the_row_that_has_it_first(kinds):
    issues = of_column(kinds, {"constraints": {"unique": True}}, "a", "b", "a", "", "")
    assert [(issue.row, issue.value) for issue in issues] == [(4, "a")]
    assert "Row 2" in issues[0].reason


def test_out_of_range_coordinates_hint_at_a_swap(kinds):
    frame = pd.DataFrame({"id": ["a"], "lat": ["-1.9"]})
    schema = {"fields": [{"name": "id"}, {"name": "lat"} | COORDINATE]}
    (issue,) = issues_of_table(frame, file=FILE, schema=schema, package=kinds)
    assert "swapped" in issue.mend


def test_a_missing_column_is_said_once_with_how_to_add_it(kinds):
    frame = pd.DataFrame({"id": ["a", "b"]})
    schema = {"fields": [{"name": "id"}, {"name": "x", "description": "The x.", "example": "7"}]}
    (issue,) = issues_of_table(frame, file=FILE, schema=schema, package=kinds)
    assert (issue.row, issue.field, issue.severity) == (1, "x", "error")
    assert "The x." in issue.mend and "7" in issue.mend


def test_an_unknown_column_is_only_a_warning(kinds):
    frame = pd.DataFrame({"id": ["a"], "colour": ["red"]})
    (issue,) = issues_of_table(frame, file=FILE, schema={"fields": [{"name": "id"}]}, package=kinds)
    assert (issue.field, issue.severity) == ("colour", "warning")


def test_a_lookup_that_cannot_be_read_is_not_held_against_the_row(kinds):
    assert of_column(kinds, {"valuesFrom": {"resource": "lost", "field": "id"}}, "anything") == []


def test_long_values_are_cut(kinds):
    (issue,) = of_column(kinds, {"constraints": {"maxLength": 100}}, "y" * 5000)
    assert len(issue.value) < 100 and issue.value.endswith("...")


def test_rows_are_numbered_as_in_the_file_where_lines_were_left_out(kinds):
    frame = pd.DataFrame({"id": ["a", "b"], "x": ["1", "bad"]}, index=[0, 4])
    schema = {"fields": [{"name": "id"}, {"name": "x"} | NUMBER]}
    (issue,) = issues_of_table(frame, file=FILE, schema=schema, package=kinds)
    assert (issue.row, issue.id) == (6, "b")


def test_a_sound_row_breaks_no_rule(kinds, squares):
    assert of_rows(kinds, squares, {}, SOURCE, SOURCE | LOCATION) == []


def test_a_kind_must_belong_to_its_layer(kinds, squares):
    (issue,) = of_rows(kinds, squares, {"kind": "college"})
    assert (issue.field, issue.value) == ("kind", "college")
    assert "university, not hub" in issue.reason
    assert of_rows(kinds, squares, {"kind": "college"}, layer="university") == []


@pytest.mark.parametrize("left_out", [*SOURCE, *LOCATION])
def test_evidence_comes_in_full_or_not_at_all(kinds, squares, left_out):
    issues = of_rows(kinds, squares, SOURCE | LOCATION | {left_out: ""})
    assert left_out in [issue.field for issue in issues]
    assert {issue.field for issue in issues} <= {left_out, "source_title"}


def test_evidence_for_the_place_needs_evidence_for_the_asset(kinds, squares):
    (issue,) = of_rows(kinds, squares, LOCATION)
    assert issue.field == "source_title"


@pytest.mark.parametrize(
    ("written", "late"), [("2026-11-22", False), ("2026-11", False), ("2026", False), ("2026-11-23", True), ("2026-12", True), ("2027", True)]
)
def test_no_date_lies_after_the_check(kinds, squares, written, late):
    fields = [issue.field for issue in of_rows(kinds, squares, {"status_date": written})]
    assert fields == ["status_date"] * late


@pytest.mark.parametrize(("written", "late"), [("2024", False), ("2024-05", False), ("2024-06", True), ("2025", True)])
def test_no_status_is_newer_than_its_evidence(kinds, squares, written, late):
    dated = {"source_date": "2023", "location_date": "2024-05", "status_date": written}
    fields = [issue.field for issue in of_rows(kinds, squares, SOURCE | LOCATION | dated)]
    assert fields == ["status_date"] * late


def test_a_point_at_sea_is_named_with_both_coordinates(kinds, squares):
    (issue,) = of_rows(kinds, squares, {"lat": "0.5", "lon": "9"})
    assert (issue.row, issue.id, issue.field, issue.value) == (2, "a", "lat", "0.5, 9")
    assert "outside the region" in issue.reason and "swapped" in issue.mend


def test_a_point_in_another_authority_names_both(kinds, squares):
    (issue,) = of_rows(kinds, squares, {"lon": "1.5"})
    assert (issue.field, issue.value) == ("gss_code", "E1")
    assert "East (E2), not in West" in issue.reason and "E2" in issue.mend


def test_a_claim_on_an_authority_that_is_not_there_is_named(kinds, squares):
    (issue,) = of_rows(kinds, squares, {"gss_code": "E9"})
    assert "not in an unknown authority" in issue.reason


@pytest.mark.parametrize("change", [{"lat": "north"}, {"lat": "", "lon": ""}, {"lat": "999"}])
def test_a_point_that_is_no_point_is_left_to_the_rules_of_its_column(kinds, squares, change):
    assert of_rows(kinds, squares, change) == []


def test_a_table_without_coordinates_is_left_to_the_rule_of_columns(kinds, squares):
    frame = pd.DataFrame([GOOD], dtype=str).drop(columns="lat")
    issues = issues_of_assets(frame, file=FILE, layer="hub", package=kinds, boundaries=squares)
    assert issues == []


def test_one_id_in_two_layers_is_named_in_the_second():
    one, two = (pd.DataFrame({"id": ["a", name], "successor": ["", ""]}) for name in "bc")
    (issue,) = issues_across_layers({"hub": ("one.csv", one), "testbed": ("two.csv", two)})
    assert (issue.file, issue.row, issue.field, issue.value) == ("two.csv", 2, "id", "a")
    assert "data/one.csv" in issue.reason


def test_a_successor_must_exist_in_any_layer():
    one = pd.DataFrame({"id": ["a", "b"], "successor": ["c", "nobody"]})
    two = pd.DataFrame({"id": ["c"], "successor": [""]})
    (issue,) = issues_across_layers({"hub": ("one.csv", one), "testbed": ("two.csv", two)})
    assert (issue.file, issue.row, issue.id, issue.value) == ("one.csv", 3, "b", "nobody")


def test_an_issue_as_text_names_everything():
    issue = Issue(FILE, 7, "a-hub", "lat", "12 km", "It is not a number.", "Use digits.")
    words = f"error: data/{FILE}, row 7 (a-hub), field lat = '12 km': It is not a number. Use digits."
    assert str(issue) == words
    assert issue.as_record()["row"] == 7


def test_a_file_that_cannot_be_read_is_an_issue_without_a_row():
    issue = issue_from_error(DataError("It is empty.", mend="Fill it."), file=FILE)
    assert str(issue) == f"error: data/{FILE}: It is empty. Fill it."
