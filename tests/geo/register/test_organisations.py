"""Organisations and their roles: read from the tables, held to the operators' words."""

from __future__ import annotations

import csv
import shutil

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.register.assets import load_register, validate_package
from geo.register.datapackage import open_package
from geo.register.organisations import ANSWERING, ROLE_WORDS, issues_of_roles, named_in
from geo.select.filters import Filters, filter_assets, index_facets
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def files():
    """(organisations, roles) straight from the files."""
    return [pd.read_csv(DATA_ROOT / name, dtype=str, keep_default_na=False) for name in ("organisations.csv", "organisation_roles.csv")]


def test_every_operator_is_answered_for_and_every_organisation_named(register, files):
    organisations, roles = files
    names = {row["id"]: [row["name"], *filter(None, row["other_names"].split(";"))] for row in organisations.to_dict("records")}
    words = dict(zip(register.assets["id"], register.assets["operator"], strict=True))
    assert {asset for asset, text in words.items() if text} == set(roles["asset_id"][roles["role"].isin(ANSWERING)])
    for row in roles.to_dict("records"):
        assert any(name.casefold() in words[row["asset_id"]].casefold() for name in names[row["organisation_id"]]), row
    assert set(roles["organisation_id"]) == set(organisations["id"]), "no organisation without an asset"


def test_an_organisation_is_found_by_what_it_runs_or_leads(register, files):
    _, roles = files
    index = index_facets(register)
    running = roles[roles["role"].isin(("runs", "leads"))].groupby("organisation_id")["asset_id"].agg(set)
    assert set(index.options["run_by"]) == set(running.index)
    everything = tuple(index.options["status"])
    for identity, ids in running.items():
        found = filter_assets(register.assets, Filters(run_by=(identity,), status=everything), index=index)
        assert set(found["id"]) == ids


def test_both_ways_tell_the_same(register, files):
    _, roles = files
    known = register.organisations
    lines = {(row["asset_id"], row["organisation_id"], row["role"]) for row in roles.to_dict("records")}
    assert {(asset, *pair) for asset, pairs in known.by_asset.items() for pair in pairs} == lines
    assert {(asset, one, role) for one, held in known.by_organisation.items() for role, assets in held.items() for asset in assets} == lines
    assert set(roles["role"]) <= set(ROLE_WORDS)


def test_no_identifier_without_its_page(files):
    organisations, _ = files
    claimed = organisations[(organisations["ror_id"] != "") | (organisations["company_number"] != "")]
    assert (claimed["source_url"] != "").all()


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped data to change."""
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local", "releases", "streets", "roads"))
    return open_package(root)


def edit(package, name, change):
    path = package.path(name)
    with path.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    rows = change(rows)
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize(
    ("change", "field", "asset"),
    [
        (lambda rows: [row for row in rows if row[0] != rows[1][0]], "role", 1),
        (lambda rows: [*rows, rows[1]], "role", 1),
        (lambda rows: [*rows, ["no-such-asset", rows[1][1], "runs"]], "asset_id", None),
        (lambda rows: [*rows, [rows[1][0], rows[-1][1], "partner"]], "organisation_id", 1),
        (lambda rows: [*rows, [rows[1][0], "no-such-body", "runs"]], "organisation_id", None),
        (lambda rows: [*rows, [rows[1][0], rows[1][1], "sponsors"]], "role", None),
    ],
)
def test_what_does_not_agree_is_an_error_and_leaves_no_asset_out(copy, register, files, change, field, asset):
    first = files[1]["asset_id"].iloc[0]
    edit(copy, "organisation_roles", change)
    found = [issue for issue in validate_package(copy) if issue.file == "organisation_roles.csv"]
    assert [issue.field for issue in found] == [field]
    assert asset is None or found[0].id == first
    assert len(load_register(copy).assets) == len(register.assets)


def test_a_package_without_the_tables_has_no_organisations(copy):
    resources = [one for one in copy.descriptor["resources"] if not one["name"].startswith("organisation")]
    bare = load_register(type(copy)(copy.root, copy.descriptor | {"resources": resources}))
    assert bare.organisations.table.empty and set(bare.assets["run_by"]) == {()}
    assert index_facets(bare).options["run_by"] == ()
    assert issues_of_roles(bare.package, {"a": "Somebody"}) == []


@given(before=st.text(max_size=20), after=st.text(max_size=20), name=st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12))
def test_a_name_is_found_as_whole_words_only(before, after, name):
    at = named_in(f"{before} {name} {after}", (name,))
    assert at is not None
    start, end = at
    text = f"{before} {name} {after}"
    assert text[start:end].casefold() == name.casefold() or len(text[start:end]) == len(name)
    assert named_in(f"x{name}y", (name,)) is None
    assert named_in(text, ()) is None


def test_the_longest_name_is_taken():
    assert named_in("The Guild of Fen Workers", ("Guild", "Guild of Fen Workers")) == (4, 24)
    assert open_package().resources["organisation_roles"]["schema"]["foreignKeys"]
