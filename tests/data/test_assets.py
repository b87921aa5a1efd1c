"""The shipped assets: complete, evidenced, and as fresh as they say.

If one fails after rows were added, look at the rows it lists first.
"""

from datetime import date

import pandas as pd
import pytest
from frictionless import Package, validate

from geo.register.assets import validate_package
from geo.register.datapackage import read_text_table
from geo.register.validation import issues_of_table

LEAST_ASSETS = 300
LEAST_OPERATING_HUBS = 150
LEAST_PLACED_SHARE = 0.9
# The point the first drafts gave to what they could not place.
DEFAULT_LAT, DEFAULT_LON = 52.47667, -1.90353
PRIMARY_CLUSTERS = {"aerospace", "creative-gaming", "ev-battery", "health-medtech", "professional-financial",
                    "logistics", "future-housing", "low-carbon-utilities"}  # fmt: skip
OLDEST_DAYS = 366


@pytest.fixture(scope="module")
def assets(register):
    return register.assets


@pytest.fixture(scope="module")
def operating(assets):
    return assets[assets["status"] == "operating"]


def test_the_package_keeps_its_rules(package):
    issues = validate_package(package)
    assert not issues, "\n".join(map(str, issues))


def test_there_are_enough_assets(assets):
    assert len(assets) >= LEAST_ASSETS
    running = assets["stated_status"] == "operating"
    assert (assets["layer"][running] == "hub").sum() >= LEAST_OPERATING_HUBS


def test_every_layer_has_assets(register):
    assert not [layer for layer, frame in register.layers.items() if frame.empty]


def test_no_row_is_lost_in_loading(package, assets):
    rows = sum(len(read_text_table(package, name)) for name in package.asset_tables.values())
    assert len(assets) == rows


def test_every_authority_has_an_asset_or_was_searched(package, register, assets):
    searched = read_text_table(package, "searched")["gss_code"]
    bad = register.authorities[~register.authorities.index.isin([*assets["gss_code"], *searched])]
    assert len(register.authorities) == 30
    assert bad.empty, bad["name"].tolist()


def test_rows_of_a_file_are_sorted_by_id(package):
    for name in package.asset_tables.values():
        ids = read_text_table(package, name)["id"].tolist()
        bad = [(one, two) for one, two in zip(ids, ids[1:], strict=False) if one >= two]
        assert not bad, f"{name}: {bad}"


def test_ids_are_unique_in_all_layers(assets):
    bad = assets[assets["id"].duplicated(keep=False)]
    assert bad.empty, bad[["id", "name", "layer"]]


def test_names_are_unique(assets):
    bad = assets[assets["name"].str.casefold().duplicated(keep=False)]
    assert bad.empty, bad[["id", "name", "layer"]]


@pytest.mark.parametrize("column", ["status_date", "position_precision", "position_source", "checked_on", "summary"])
def test_every_row_says(assets, column):
    bad = assets[assets[column] == ""]
    assert bad.empty, bad[["id", column]]


def test_every_operating_asset_has_a_source(operating):
    bad = operating[(operating["source_title"] == "") | (operating["source_url"] == "")]
    assert bad.empty, bad[["id", "name"]]


def test_most_operating_assets_have_evidence_for_their_place(operating):
    unplaced = operating[operating["location_title"] == ""]
    share = 1 - len(unplaced) / len(operating)
    assert share >= LEAST_PLACED_SHARE, unplaced["id"].tolist()


def test_no_summary_is_used_twice(assets):
    bad = assets[assets["summary"].str.casefold().duplicated(keep=False)]
    assert bad.empty, bad[["id", "summary"]]


def test_nothing_stands_at_the_default_point(assets):
    # Pins carry five decimals; half of the last one is nearer than any rounding.
    near = ((assets["lat"] - DEFAULT_LAT).abs() < 5e-6) & ((assets["lon"] - DEFAULT_LON).abs() < 5e-6)
    bad = assets[near]
    assert bad.empty, bad[["id", "name"]]


@pytest.mark.parametrize("column", ["website", "source_url", "location_url"])
def test_addresses_are_of_the_web(assets, column):
    bad = assets[(assets[column] != "") & ~assets[column].str.match(r"https?://[^\s/]+\.[^\s/]+")]
    assert bad.empty, bad[["id", column]]


def test_the_clusters_are_those_of_the_plan(register):
    primary = register.clusters[register.clusters["kind"] == "primary"]
    nascent = register.clusters[register.clusters["kind"] == "nascent"]
    assert set(primary.index) == PRIMARY_CLUSTERS
    assert len(nascent) == len(register.clusters) - len(PRIMARY_CLUSTERS) > 0
    bad = nascent[~nascent.index.str.startswith("nascent-")]
    assert bad.empty, bad["name"].tolist()


def test_closed_and_planned_assets_are_kept(assets):
    assert {"closed", "planned"} <= set(assets["status"])


def test_no_row_was_checked_after_the_package(package, assets):
    bad = assets[assets["checked_on"] > package.descriptor["checked_on"]]
    assert bad.empty, f"Raise checked_on in data/datapackage.json: {bad['id'].tolist()}"


def test_the_package_was_checked_within_a_year(package):
    age = (date.today() - date.fromisoformat(package.descriptor["checked_on"])).days
    assert age <= OLDEST_DAYS, (
        f"The data was last checked {age} days ago. Run `python -m geo links` to find pages that are gone, "
        "look at each asset's source again, set status_date and checked_on of the rows that were looked at, "
        "then checked_on and version in data/datapackage.json."
    )


# ---- an independent reader ----


def test_frictionless_finds_the_package_sound(package):
    """Frictionless reads types, enums, patterns and ranges as we do. `valuesFrom`, `itemsFrom` and `layer`
    are our own keys, which it passes over, as its standard allows."""
    # The first rows of the long tables: our own validation reads every one, this one judges it.
    report = validate(str(package.root / "datapackage.json"), limit_rows=2000)
    problems = [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]
    assert report.valid, [*problems, *report.errors]
    assert {task.name for task in report.tasks} == set(package.resources)


@pytest.mark.parametrize("cells", [{"lat": "north"}, {"status": "thriving"}, {"id": "No Slug"}, {"name": ""}])
def test_frictionless_would_find_a_broken_row(broken_package, set_cells, cells):
    broken = broken_package("assets/catapults.csv", set_cells(2, **cells))
    report = Package(str(broken.root / "datapackage.json")).get_resource("catapults").validate()
    (error,) = [error for task in report.tasks for error in task.errors]
    assert (error.row_number, error.field_name) == (2, next(iter(cells)))


def test_examples_of_the_schema_keep_its_rules(package):
    """The examples are what a person copies: they must be right."""
    name = next(iter(package.asset_tables.values()))
    schema = package.schema(name)
    example = pd.DataFrame([{field["name"]: str(field.get("example", "")) for field in schema["fields"]}])
    issues = issues_of_table(example, file="example", schema=schema, package=package)
    assert not issues, "\n".join(map(str, issues))
