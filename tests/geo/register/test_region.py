"""The region is data: its names, and the authorities it groups together."""

from types import SimpleNamespace

import pandas as pd
import pytest

from geo.errors import DataError
from geo.register import region

NAMES = ("code", "name", "within", "area_name", "title", "heading", "purpose", "clusters_of", "file_stem", "logo")
SAID = {name: f"the {name}" for name in NAMES}
TABLES = {
    "groupings": pd.DataFrame(
        {"id": ["ca", "county"], "name": ["Combined", "County"], "other_names": ["CA; The CA", ""], "compared": [True, False]},
    ),
    "grouping_members": pd.DataFrame(
        [("ca", "E2", "constituent"), ("ca", "E1", "constituent"), ("ca", "E3", "non-constituent"), ("county", "E3", "constituent")],
        columns=["grouping", "gss_code", "standing"],
    ),
}


@pytest.fixture
def load(monkeypatch):
    """The region of a descriptor, with the two tables above or without."""

    def made(said, *, grouped=True, tables=TABLES):
        monkeypatch.setattr(region, "read_table", lambda package, name: tables[name])
        return region.load_region(SimpleNamespace(descriptor={"region": said}, resources={"groupings": {}} if grouped else {}))

    return made


def test_names_and_groupings_are_as_the_package_says(load):
    found = load(SAID | {"other_names": ["Elsewhere"]})
    assert all(getattr(found, name) == SAID[name] for name in NAMES) and found.other_names == ("Elsewhere",)
    assert [(one.id, one.name, one.other_names, one.codes) for one in found.groupings] == [
        ("ca", "Combined", ("CA", "The CA"), ("E1", "E2")),
        ("county", "County", (), ("E3",)),
    ]
    assert [one.id for one in found.compared] == ["ca"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [None, "", 7])
def test_a_name_that_is_needed_is_named_where_it_is_missing(load, name, value):
    with pytest.raises(DataError, match=f"has no '{name}'"):
        load(SAID | {name: value})


@pytest.mark.parametrize("said", [None, [], "a region"])
def test_a_package_that_says_nothing_of_its_region_is_refused(load, said):
    with pytest.raises(DataError, match="does not say which region"):
        load(said)


def test_without_its_tables_a_region_has_no_groupings(load):
    assert load(SAID, grouped=False).groupings == ()


def test_tables_that_cannot_be_read_take_the_groupings_alone(load, monkeypatch):
    def broken(package, name):
        raise DataError("groupings.csv is broken.", mend="Mend it.")

    load(SAID)
    monkeypatch.setattr(region, "read_table", broken)
    assert region.load_region(SimpleNamespace(descriptor={"region": SAID}, resources={"groupings": {}})).groupings == ()
