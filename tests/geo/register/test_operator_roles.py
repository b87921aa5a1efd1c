"""Roles follow an operator's words that an accepted suggestion changed."""

from __future__ import annotations

import shutil

import pytest

from geo.register.datapackage import open_package, read_table
from geo.register.operator_roles import write_roles
from geo.settings import DATA_ROOT


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped data to change."""
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local", "releases", "streets", "roads"))
    return open_package(root)


def roles_of(package, asset):
    roles = read_table(package, "organisation_roles")
    return [tuple(row) for row in roles[roles["asset_id"] == asset][["organisation_id", "role"]].itertuples(index=False)]


def test_the_organisation_of_that_name_runs_it(copy, register):
    first, second = register.organisations.table.iloc[0], next(row for _, row in register.organisations.table.iterrows() if row["other_names"])
    asset = register.assets["id"].iloc[0]
    before = read_table(copy, "organisation_roles")
    write_roles(copy, asset, first["name"].upper())
    assert roles_of(copy, asset) == [(first["id"], "runs")]
    write_roles(copy, asset, second["other_names"][0])
    assert roles_of(copy, asset) == [(second["id"], "runs")]
    after = read_table(copy, "organisation_roles")
    assert after[after["asset_id"] != asset].reset_index(drop=True).equals(before[before["asset_id"] != asset].reset_index(drop=True))


def test_a_new_name_is_a_new_organisation_with_an_id_of_its_own(copy, register):
    table = register.organisations.table
    asset, taken = register.assets["id"].iloc[0], table["id"].iloc[0]
    write_roles(copy, asset, f"{taken.replace('-', ' / ')}!")
    ((identity, role),) = roles_of(copy, asset)
    assert identity == f"{taken}-2" and role == "runs"
    made = read_table(copy, "organisations")
    assert list(made["id"]) == [*table["id"], identity] and made["name"].iloc[-1] == f"{taken.replace('-', ' / ')}!"


def test_no_words_leave_nobody(copy, register):
    asset = next(iter(register.organisations.by_asset))
    write_roles(copy, asset, "")
    assert roles_of(copy, asset) == [] and len(read_table(copy, "organisations")) == len(register.organisations.table)
