"""Loading: what is sound is there with its derived columns; what is not is named and left out."""

import pandas as pd
import pytest

from geo.crs import WGS84
from geo.errors import DataError, NotFoundError
from geo.register.assets import CONFIDENCE, confidence, load_register, validate_package

FILE, LAYER, ROW = "assets/catapults.csv", "catapult", 2
OTHER_FILE = "assets/testbeds.csv"


@pytest.fixture
def asset(package):
    """The asset in the row that the tests break."""
    table = pd.read_csv(package.root / FILE, dtype=str, keep_default_na=False)
    return table.iloc[ROW - 2]


def left_out(register, package_register):
    return set(package_register.assets["id"]) - set(register.assets["id"])


# ---- sound data ----


def test_assets_are_in_wgs84_in_the_order_of_layers_and_names(register):
    assets = register.assets
    assert assets.crs == WGS84
    assert assets.index.tolist() == list(range(len(assets)))
    order = list(register.package.asset_tables)
    keys = [(order.index(layer), name.casefold()) for layer, name in zip(assets["layer"], assets["name"], strict=True)]
    assert keys == sorted(keys)


def test_equal_cells_of_a_column_are_one_object(register):
    """Of many assets most cells repeat: a copy of each would be most of the memory of a replica."""
    for name in register.assets.columns[register.assets.dtypes.map(str) == "object"]:
        cells = register.assets[name].tolist()
        assert len({id(cell) for cell in cells}) == len(set(cells)), name


def test_the_point_is_that_of_the_row(register):
    assets = register.assets
    bad = assets[(assets.geometry.x != assets["lon"]) | (assets.geometry.y != assets["lat"])]
    assert bad.empty, bad


def test_the_authority_has_the_name_of_its_code(register):
    names = register.authorities["name"]
    bad = register.assets[register.assets["authority"] != register.assets["gss_code"].map(names)]
    assert bad.empty, bad


def test_layers_hold_together_what_the_register_holds(register):
    layers = register.layers
    assert list(layers) == list(register.layer_names.index)
    assert sum(map(len, layers.values())) == len(register.assets)
    for layer, frame in layers.items():
        assert set(frame["layer"]) == {layer}
        assert frame.crs == WGS84


def test_an_asset_is_found_by_its_id(register):
    identity = register.assets["id"].iloc[-1]
    assert register.asset(identity)["id"] == identity


def test_an_unknown_id_is_refused(register):
    with pytest.raises(NotFoundError, match="no-such-asset"):
        register.asset("no-such-asset")


@pytest.mark.parametrize(
    ("source", "publisher", "location", "expected"),
    [
        ("Page", "own", "Page", "high"),
        ("Page", "operator", "Page", "high"),
        ("Page", "official", "Page", "high"),
        ("Page", "own", "", "medium"),
        ("Page", "press", "Page", "medium"),
        ("Page", "reference", "", "low"),
        ("", "", "", "unverified"),
    ],
)
def test_confidence_follows_the_evidence(source, publisher, location, expected):
    row = pd.Series({"source_title": source, "source_publisher": publisher, "location_title": location})
    assert confidence(row) == expected
    assert expected in CONFIDENCE


# ---- broken rows: named, left out, and the rest is there ----

ROW_CASES = {
    "bad number": ({"lat": "52.48 N"}, "lat", "52.48 N", "not a number"),
    "number with an underscore": ({"lat": "5_2.48"}, "lat", "5_2.48", "not a number"),
    "missing number": ({"lat": ""}, "lat", "", "must not be empty"),
    "unknown cluster": (
        {"clusters": "ev-battery;steam-power"},
        "clusters",
        "steam-power",
        "not one of the allowed",
    ),
    "unknown technology": ({"technologies": "alchemy"}, "technologies", "alchemy", "not one of the allowed"),
    "unknown authority": ({"gss_code": "E99999999"}, "gss_code", "E99999999", "not one of the allowed"),
    "unknown status": ({"status": "thriving"}, "status", "thriving", "not one of the allowed"),
    "kind of another layer": ({"kind": "makerspace"}, "kind", "makerspace", "belongs to the layer hub"),
    "point at sea": ({"lat": "52.5", "lon": "-3.4"}, "lat", "52.5, -3.4", "outside the region"),
    "point in another authority": ({"gss_code": "E06000019"}, "gss_code", "E06000019", "The point falls in"),
    "unknown successor": ({"successor": "nobody"}, "successor", "nobody", "No asset has this id"),
    "address that is none": (
        {"website": "javascript:alert(1)"},
        "website",
        "javascript:alert(1)",
        "not written",
    ),
    "half of the evidence": ({"source_url": ""}, "source_url", "", "given in part"),
}


@pytest.mark.parametrize(("cells", "field", "value", "words"), ROW_CASES.values(), ids=ROW_CASES.keys())
def test_a_broken_row_is_named_and_only_it_left_out(register, broken_package, set_cells, asset, cells, field, value, words):
    broken = load_register(broken_package(FILE, set_cells(ROW, **cells)))
    found = [issue for issue in broken.issues if issue.field == field and words in issue.reason]
    assert found, broken.issues
    assert (found[0].file, found[0].row, found[0].id) == (FILE, ROW, asset["id"])
    assert value in found[0].value
    assert found[0].mend
    assert {(issue.file, issue.row) for issue in broken.issues} == {(FILE, ROW)}
    assert left_out(broken, register) == {asset["id"]}


def test_swapped_coordinates_are_named_and_the_row_left_out(register, broken_package, set_cells, asset):
    broken = load_register(broken_package(FILE, set_cells(ROW, lat=asset["lon"], lon=asset["lat"])))
    fields = {issue.field for issue in broken.issues}
    assert fields == {"lat", "lon"}
    assert all("swapped" in issue.mend for issue in broken.issues), broken.issues
    assert left_out(broken, register) == {asset["id"]}


def test_of_a_double_id_the_first_row_stays(register, broken_package, set_cells, asset):
    broken = load_register(broken_package(FILE, set_cells(ROW + 1, id=asset["id"])))
    (issue,) = [issue for issue in broken.issues if issue.field == "id"]
    assert (issue.file, issue.row, issue.value) == (FILE, ROW + 1, asset["id"])
    assert f"Row {ROW}" in issue.reason
    assert broken.asset(asset["id"])["name"] == asset["name"]
    assert len(broken.assets) == len(register.assets) - 1


def test_of_an_id_in_two_layers_the_first_stays(register, broken_package, set_cells, asset):
    broken = load_register(broken_package(OTHER_FILE, set_cells(ROW, id=asset["id"])))
    (issue,) = [issue for issue in broken.issues if issue.field == "id"]
    assert (issue.file, issue.row) == (OTHER_FILE, ROW)
    assert broken.asset(asset["id"])["layer"] == LAYER


def test_rows_keep_their_numbers_after_a_blank_line(register, broken_package, table_edit, asset):
    def change(rows):
        rows[ROW - 1][rows[0].index("lat")] = "x"
        rows.insert(ROW - 1, [])

    broken = load_register(broken_package(FILE, table_edit(change)))
    assert {(issue.row, issue.id) for issue in broken.issues} == {(ROW + 1, asset["id"])}
    assert left_out(broken, register) == {asset["id"]}


# ---- broken files: named, left out, and the other layers are there ----


def without_column(name):
    def change(rows):
        at = rows[0].index(name)
        return [row[:at] + row[at + 1 :] for row in rows]

    return change


@pytest.mark.parametrize("column", ["id", "name", "gss_code", "lat", "clusters", "notes"])
def test_a_missing_column_is_named_and_the_layer_left_out(register, broken_package, table_edit, column):
    broken = load_register(broken_package(FILE, table_edit(without_column(column))))
    (issue,) = [issue for issue in broken.issues if issue.row == 1]
    assert (issue.file, issue.field, issue.reason) == (FILE, column, "The column is missing.")
    assert issue.mend
    assert set(broken.assets["layer"]) == set(register.assets["layer"]) - {LAYER}


def test_an_unknown_column_is_a_warning_and_everything_stays(register, broken_package, table_edit):
    broken = load_register(broken_package(FILE, table_edit(lambda rows: [[*row, "x"] for row in rows])))
    assert [(issue.field, issue.severity) for issue in broken.issues] == [("x", "warning")]
    assert len(broken.assets) == len(register.assets)


def latin_1(content):
    lines = content.split(b"\n")
    return b"\n".join([*lines[:2], lines[2].replace(b"e", b"\xe9", 1), *lines[3:]])


FILE_CASES = {
    "wrong encoding": (latin_1, "not UTF-8 (line 3)"),
    "spreadsheet's own encoding": (lambda content: content.decode().encode("utf-16"), "not UTF-8"),
    "empty": (lambda content: b"", "is empty"),
    "missing": (lambda content: None, "is missing"),
    "comma too many": (
        lambda content: content.replace(b"\n", b",more\n", 3).replace(b",more", b"", 1),
        "more cells",
    ),
    "open quote": (lambda content: content + b'"', "not a table"),
}


@pytest.mark.parametrize(("edit", "words"), FILE_CASES.values(), ids=FILE_CASES.keys())
def test_a_broken_file_is_named_and_the_other_layers_stay(register, broken_package, edit, words):
    broken = load_register(broken_package(FILE, edit))
    (issue,) = broken.issues
    assert (issue.file, issue.row) == (FILE, 0)
    assert FILE in issue.reason and words in issue.reason
    assert issue.mend
    assert broken.layers[LAYER].empty
    assert len(broken.assets) == (register.assets["layer"] != LAYER).sum()


def test_a_layer_of_column_names_only_is_named_and_empty(broken_package, table_edit):
    broken = load_register(broken_package(FILE, table_edit(lambda rows: rows[:1])))
    (issue,) = broken.issues
    assert (issue.file, issue.row, issue.reason) == (FILE, 0, "The file has no rows.")
    assert broken.layers[LAYER].empty
    assert broken.layers[LAYER].crs == WGS84


def test_a_bad_figure_of_a_lookup_is_named_and_shown_as_missing(register, broken_package, set_cells):
    figures = pd.read_csv(register.package.path("figures"), dtype=str)
    row = int(figures.index[figures["measure"] == "area_km2"][0]) + 2
    code = figures["gss_code"][row - 2]
    broken = load_register(broken_package("figures.csv", set_cells(row, value="large")))
    (issue,) = broken.issues
    assert (issue.file, issue.row, issue.field, issue.value) == (
        "figures.csv",
        row,
        "value",
        "large",
    )
    assert pd.isna(broken.authorities.at[code, "area_km2"])
    assert len(broken.assets) == len(register.assets)


def test_a_double_row_of_a_lookup_is_named_and_counts_once(register, broken_package, table_edit):
    broken = load_register(broken_package("lookups/kinds.csv", table_edit(lambda rows: [*rows, rows[1]])))
    (issue,) = broken.issues
    assert (issue.file, issue.field) == ("lookups/kinds.csv", "id")
    assert broken.kinds.index.is_unique
    assert len(broken.assets) == len(register.assets)


NEEDED = [
    "lookups/clusters.csv",
    "lookups/kinds.csv",
    "lookups/authorities.csv",
    "lookups/technologies.csv",
    "boundaries/authorities_2013-12_20m.geojson",
    "boundaries/authorities_2013-12_100m.geojson",
]


@pytest.mark.parametrize("file", NEEDED)
@pytest.mark.parametrize("edit", [lambda content: None, lambda content: b"x\n1\n"], ids=["missing", "another table"])
def test_without_a_lookup_or_the_boundaries_the_file_is_named(broken_package, file, edit):
    package = broken_package(file, edit)
    with pytest.raises(DataError, match=file) as caught:
        load_register(package)
    assert caught.value.mend
    assert [issue for issue in validate_package(package) if file in str(issue)]


# ---- the whole package ----


def test_the_validator_reports_what_loading_found(broken_package, set_cells):
    package = broken_package(FILE, set_cells(ROW, lat="x"))
    assert set(load_register(package).issues) <= set(validate_package(package))


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("basemap/urban.geojson", lambda content: None),
        ("basemap/stations.geojson", lambda content: b"{"),
        ("searched.csv", lambda content: None),
        ("lookups/postcode_areas.csv", lambda content: b""),
    ],
)
def test_the_validator_names_any_file_that_cannot_be_read(broken_package, file, edit):
    (issue,) = validate_package(broken_package(file, edit))
    assert (issue.file, issue.severity) == (file, "error")
    assert issue.mend
