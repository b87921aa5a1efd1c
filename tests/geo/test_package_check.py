"""Broken packages: whatever is wrong with a file, the rest is loaded, what is shown says so in words, and `validate` names it.

Each case breaks a small, invented package (`tests/second_region.py`) in one way.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from second_region import write_second_region

from geo.analysis.area_search import load_lookups
from geo.analysis.claims import count_claim, load_claims
from geo.errors import DataError
from geo.gazetteer.locate import load_gazetteer
from geo.package_check import issues_of_package
from geo.register.assets import load_register
from geo.register.datapackage import DATA_ROOT, files_hash, files_stamp, open_package
from geo.register.expected import due_within_a_year
from geo.register.recall import load_recall
from geo.register.search_effort import load_search_effort
from geo.select.filters import index_facets
from geo.tours.tour import compute_scenes, load_tours
from geo.webmap.browser_files import prepare

TODAY = date(2026, 11, 28)
HUBS, FIGURES = "assets/hubs.csv", "figures.csv"


@pytest.fixture(scope="module")
def sound_root(tmp_path_factory):
    return write_second_region(DATA_ROOT, tmp_path_factory.mktemp("sound") / "data")


@pytest.fixture
def root(sound_root, tmp_path):
    shutil.copytree(sound_root, tmp_path / "data")
    return tmp_path / "data"


# ---- ways to break a file ----


def cells(row, **values):
    """Set cells of one row, numbered as a spreadsheet does."""

    def change(path):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for column, value in values.items():
            rows[row - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    return change


def without(column):
    def change(path):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        at = rows[0].index(column)
        path.write_text("".join(",".join(row[:at] + row[at + 1 :]) + "\n" for row in rows), encoding="utf-8")

    return change


def content(made):
    return lambda path: path.write_bytes(made if isinstance(made, bytes) else made(path.read_bytes()))


def in_place(make):
    def change(path):
        path.unlink()
        make(path)

    return change


def descriptor(change):
    """Change the descriptor, read as JSON."""

    def rewrite(path):
        said = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(change(said) or said), encoding="utf-8")

    return rewrite


def of_resource(name, **values):
    def change(said):
        resource = next(one for one in said["resources"] if one["name"] == name)
        resource.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del resource[key]

    return descriptor(change)


def bad_pattern(said):
    fields = next(one for one in said["resources"] if one["name"] == "places")["schema"]["fields"]
    fields[0]["constraints"] = {"pattern": "(["}


def text_before(mark):
    return content(lambda old: mark + old)


def last_line_gone(path):
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


D = "datapackage.json"
# File, how it is broken, the file that is named, row, field, and words of the reason or the mend.
CASES = {
    "empty label tier": ("lookups/places.csv", cells(2, label_tier=""), "lookups/places.csv", 2, "label_tier", "must not be empty"),
    "decimal comma": ("lookups/places.csv", cells(2, lat="52,4"), "lookups/places.csv", 2, "lat", "Write it with a point: 52.4."),
    "unknown code": ("searched.csv", cells(2, gss_code="E99"), "searched.csv", 2, "gss_code", "not one of the allowed"),
    "unknown layer of a kind": ("lookups/kinds.csv", cells(2, layer="ship"), "lookups/kinds.csv", 2, "layer", "not one of the allowed"),
    "unknown kind of cluster": ("lookups/clusters.csv", cells(2, kind="odd"), "lookups/clusters.csv", 2, "kind", "not one of the allowed"),
    "authority without a county": ("lookups/authorities.csv", cells(2, county=""), "lookups/authorities.csv", 2, "county", "must not be empty"),
    "verdict nobody knows": ("claims.csv", cells(2, verdict="maybe"), "claims.csv", 2, "verdict", "not one of the allowed"),
    "a day of no calendar": ("claims.csv", cells(2, checked_on="2026-30-05"), "claims.csv", 2, "checked_on", "is it 2026-05-30?"),
    "period that is none": (FIGURES, cells(2, period="2025-13"), FIGURES, 2, "period", "not written as it should"),
    "figure that is none": (FIGURES, cells(2, value="#DIV/0!"), FIGURES, 2, "value", "spreadsheet's error"),
    "release that is none": ("releases/releases.csv", cells(2, number="one"), "releases/releases.csv", 2, "number", "not written as it should"),
    "role that is none": ("organisation_roles.csv", cells(2, role="likes"), "organisation_roles.csv", 2, "role", "not one of the allowed"),
    "nobody lives there": (FIGURES, cells(11, value="0"), FIGURES, 11, "value", "No authority has a figure of 0"),
    "no ground": (FIGURES, cells(3, value="0"), FIGURES, 3, "value", "No authority has a figure of 0"),
    "a figure's row is gone": (FIGURES, last_line_gone, FIGURES, 0, "gva_per_job_gbp", "this one has none"),
    "empty file of assets": (HUBS, content(b""), HUBS, 0, "", "is empty"),
    "empty figures": (FIGURES, content(b""), FIGURES, 0, "", "is empty"),
    "empty postcodes": ("lookups/postcode_areas.csv", content(b""), "lookups/postcode_areas.csv", 0, "", "is empty"),
    "empty claims": ("claims.csv", content(b""), "claims.csv", 0, "", "is empty"),
    "empty groupings": ("lookups/groupings.csv", content(b""), "lookups/groupings.csv", 0, "", "is empty"),
    "searches without what was found": ("searched.csv", without("found"), "searched.csv", 1, "found", "column is missing"),
    "assets without a column": (HUBS, without("lat"), HUBS, 1, "lat", "column is missing"),
    "figures without a column": (FIGURES, without("period"), FIGURES, 1, "period", "column is missing"),
    "layer without a column": ("boundaries/region_2013-12_100m.geojson", content(lambda old: old.replace(b"authorities", b"x")),
                               "boundaries/region_2013-12_100m.geojson", 0, "", "lacks the column authorities"),
    "layer without shapes": ("basemap/urban.geojson", content(b'{"type": "FeatureCollection", "features": []}'), "basemap/urban.geojson", 0, "", "no shapes"),
    "folder in place of a table": ("searched.csv", in_place(Path.mkdir), "searched.csv", 0, "", "is a folder"),
    "folder in place of assets": (HUBS, in_place(Path.mkdir), HUBS, 0, "", "is a folder"),
    "pipe in place of a table": ("recall.csv", in_place(os.mkfifo), "recall.csv", 0, "", "no ordinary file"),
    "link to nothing in place of a table": (HUBS, in_place(lambda path: path.symlink_to("nowhere")), HUBS, 0, "", "a link to a file that is not there"),
    "one endless line": (HUBS, content(b"id," + b"a" * 3_000_000), HUBS, 0, "", "has a line of more than 1,000,000"),
    "an endless line below": (HUBS, content(lambda old: old + b"a" * 3_000_000), HUBS, 0, "", "has a line of more than 1,000,000"),
    "semicolons": (HUBS, content(lambda old: old.replace(b",", b";")), HUBS, 0, "", "by semicolons (row 1)"),
    "tabs": ("searched.csv", content(lambda old: old.replace(b",", b"\t")), "searched.csv", 0, "", "by tabs (row 1)"),
    "capitalised headers": (HUBS, content(lambda old: b"ID,Name " + old[len(b"id,name"):]), HUBS, 1, "name", "Write it name."),
    "resource without a path": (D, of_resource("testbeds", path=None), D, 0, "resources, number 5", "no name or no path"),
    "bad pattern": (D, descriptor(bad_pattern), D, 0, "places.id", "cannot be used"),
    "no version": (D, descriptor(lambda said: said.pop("version") and None), D, 0, "version", "The data has no version."),
    "broken tour": ("tours/region.toml", content(b"[[scene]"), "tours/region.toml", 0, "", "not TOML"),
    "missing tour": ("tours/region.toml", Path.unlink, "tours/region.toml", 0, "", "is missing"),
    "folder in place of a tour": ("tours/region.toml", in_place(Path.mkdir), "tours/region.toml", 0, "", "is a folder"),
    "missing words about the data": ("about/overview.md", Path.unlink, "about/overview.md", 0, "", "is missing"),
    "empty words about the data": ("about/overview.md", content(b""), "about/overview.md", 0, "", "is empty"),
    "words in another encoding": ("about/overview.md", content(b"\xe9"), "about/overview.md", 0, "", "cannot be read"),
    "claim about nothing": ("claim_definitions.csv", cells(2, query="layer=ship"), "claim_definitions.csv", 2, "query", "names nothing in the data"),
    "checked on a day to come": (HUBS, cells(2, checked_on="2027-01-01"), HUBS, 2, "checked_on", "still to come"),
    "data checked long ago": (D, descriptor(lambda said: said | {"checked_on": "2019-01-01"}), D, 0, "checked_on", "more than 365 days ago"),
    "data checked on a day to come": (D, descriptor(lambda said: said | {"checked_on": "2027-01-01"}), D, 0, "checked_on", "still to come"),
    "source of a figure that is none": (FIGURES, cells(2, source="hearsay"), FIGURES, 2, "source", "not one of the allowed"),
}  # fmt: skip


def use_everything(root):
    """Load and compute what the pages do; what a broken file makes impossible is a DataError, which they put into words."""
    package = open_package(root)
    register = load_register(package)
    index = index_facets(register)
    tours, _ = load_tours(register)
    code = register.authorities.index[0]
    uses = (
        lambda: load_lookups(package),
        lambda: [count_claim(claim, index) for claim in load_claims(package)],
        lambda: load_gazetteer(register),
        lambda: load_search_effort(register),
        lambda: due_within_a_year(register, on=TODAY),
        lambda: load_recall(package),
        lambda: [compute_scenes(tour, register, index, authority=code if tour.parameter else "") for tour in tours.values()],
        lambda: prepare(register),
    )
    for use in uses:
        try:
            use()
        except DataError as error:
            assert error.mend, error
    files_hash(package)
    files_stamp(root)
    return register


def rounds():
    """The cases in as few packages as may be: no two in one file or in files read together, as the claims' are."""
    made: list[dict[str, tuple]] = []
    for name, case in CASES.items():
        about = "claims" if case[0].startswith("claim") else case[0]
        free = next((one for one in made if about not in one), None)
        if free is None:
            made.append(free := {})
        free[about] = (name, *case)
    return [list(one.values()) for one in made]


@pytest.mark.parametrize("cases", rounds())
def test_each_fault_is_named_and_the_rest_is_there(root, cases):
    for _, file, change, *_ in cases:
        change(root / file)
    register = use_everything(root)
    assert len(register.assets) >= 7
    issues = issues_of_package(open_package(root), on=TODAY)
    for name, _, _, named, row, field, words in cases:
        found = [issue for issue in issues if (issue.file, issue.row, issue.field) == (named, row, field) and issue.mend]
        assert [issue for issue in found if words in f"{issue.reason} {issue.mend}"], (name, list(map(str, issues)))


UNREADABLE = {
    "no object": (b"[]", "not a JSON object"),
    "no resources": (b"{}", "lists no resources"),
    "cut off": (b'{"resources": [', "not valid JSON"),
    "nested without end": (b"[" * 100_000, "not valid JSON"),
}


@pytest.mark.parametrize(("said", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_descriptor_that_says_nothing_is_named(root, said, words):
    (root / D).write_bytes(said)
    with pytest.raises(DataError, match=words) as caught:
        open_package(root)
    assert "datapackage.json" in caught.value.message and caught.value.mend


def test_what_editors_and_file_managers_leave_is_no_fault(root):
    (root / D).write_bytes(b"\xef\xbb\xbf" + (root / D).read_bytes())
    (root / HUBS).write_bytes(b"\xef\xbb\xbf" + (root / HUBS).read_bytes())
    tour = root / "tours" / "region.toml"
    tour.write_bytes(b"\xef\xbb\xbf" + tour.read_bytes())
    (root / "assets" / ".#hubs.csv").symlink_to("someone@somewhere.1234")
    (root / "tours" / "._region.toml").write_bytes(b"\x00\x05\x16\x07")
    (root / "tours" / ".#region.toml").symlink_to("someone@somewhere.1234")
    register = use_everything(root)
    assert len(register.assets) == 12
    assert list(load_tours(register)[0]) == ["region", "authority"]
    assert issues_of_package(open_package(root), on=TODAY) == []


def test_an_asset_under_a_second_id_is_named_and_counts_once(root):
    path = root / HUBS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1].replace("works-1,Works 1,", "again,works  1.,", 1)]), encoding="utf-8")
    assert len(load_register(open_package(root)).assets) == 12
    issues = [issue for issue in issues_of_package(open_package(root), on=TODAY) if issue.id == "again" and issue.file == HUBS]
    assert [(issue.file, issue.row, issue.field) for issue in issues] == [(HUBS, len(lines) + 1, "id")]
    assert "Row 2 (works-1)" in issues[0].reason
