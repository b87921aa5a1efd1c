"""Recall by lists that others keep: every entry is on the map or left out with a reason."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from geo.register.assets import load_register, validate_package
from geo.register.datapackage import open_package
from geo.register.recall import issues_of_recall, load_recall
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def lines():
    return pd.read_csv(DATA_ROOT / "recall.csv", dtype=str, keep_default_na=False)


def test_recall_is_counted_from_the_ids(package, register, lines):
    found = load_recall(package)
    assert len(found) == len(lines) >= 5
    for row, line in zip(found.to_dict("records"), lines.to_dict("records"), strict=True):
        ids = [one for one in line["asset_ids"].split(";") if one]
        assert set(ids) <= set(register.assets["id"])
        expected = 100 * len(ids) / int(line["entries"]) if int(line["entries"]) else float("nan")
        assert row["have"] == len(ids) and row["recall_pct"] == pytest.approx(expected, nan_ok=True)
        assert int(line["entries"]) == len(ids) + len([one for one in line["left_out"].split(";") if one])


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("asset_ids", "no-such-asset", "No asset has this id."),
        ("left_out", "A name alone", "It gives no reason."),
        ("not_places", "A name alone", "no sort"),
        ("not_places", "A hall: a building", "no sort"),
        ("entries", "99", "left out"),
        ("asset_ids", "steamhouse;steamhouse", "left out"),
    ],
)
def test_what_does_not_add_up_is_an_error(tmp_path, lines, column, text, reason):
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local", "releases", "streets", "roads"))
    changed = lines.copy()
    changed.loc[0, column] = text
    changed.to_csv(root / "recall.csv", index=False)
    found = [issue for issue in validate_package(open_package(root)) if issue.file == "recall.csv"]
    assert any(reason in issue.reason and issue.id == lines["id"].iloc[0] for issue in found)
    assert load_register(open_package(root)).assets["id"].is_unique


def test_what_is_no_place_is_named_and_not_counted(tmp_path, lines):
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local", "releases", "streets", "roads"))
    changed = lines.copy()
    changed.loc[0, ["entries", "asset_ids", "left_out", "not_places"]] = ["0", "", "", "One: programme of two;Two: fund"]
    changed.to_csv(root / "recall.csv", index=False)
    package = open_package(root)
    assert not [issue for issue in validate_package(package) if issue.file == "recall.csv"]
    found = load_recall(package).iloc[0]
    assert list(found["not_places"]) == ["One: programme of two", "Two: fund"] and found["have"] == 0 and pd.isna(found["recall_pct"])


def test_a_package_without_the_table_has_no_lists(package):
    resources = [one for one in package.descriptor["resources"] if one["name"] != "recall"]
    bare = type(package)(package.root, package.descriptor | {"resources": resources})
    assert load_recall(bare).empty and issues_of_recall(bare, set()) == []
