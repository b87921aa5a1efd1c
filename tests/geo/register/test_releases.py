"""Releases on generated changes: each kind found with before, after and metres; noise is none."""

import shutil
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.register.assets import load_register
from geo.register.change_log import load_change_log
from geo.register.datapackage import open_package
from geo.register.operator_roles import write_roles
from geo.register.releases import all_assets, compare, cut_release, draft_release, read_snapshot, same, with_reasons
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def schema(package):
    return package.schema(next(iter(package.asset_tables.values())))


@pytest.fixture(scope="module")
def assets(package):
    return all_assets(package)


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped data to release from, its working files those of the last release."""
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local"))
    package = open_package(root)
    last = read_snapshot(package, load_change_log(package).newest.number)
    for layer, name in package.asset_tables.items():
        last[last["layer"] == layer].drop(columns="layer").to_csv(package.path(name), index=False)
    changes = pd.read_csv(package.path("changes"), dtype=str, keep_default_na=False)
    changes[changes["release"] != ""].to_csv(package.path("changes"), index=False)
    package.path("retired_ids").write_text("id,successor,release,why\n")
    return package


def edited(frame, row, **cells):
    made = frame.copy()
    for name, value in cells.items():
        made.loc[row, name] = value
    return made


def found(before, after, schema, successors=None):
    return compare(before, after, schema=schema, successors=successors or {})


def test_nothing_changed_is_no_change(assets, schema):
    assert found(assets, assets.copy(), schema) == []


def test_the_order_of_rows_is_no_change(assets, schema):
    assert found(assets, assets.iloc[::-1], schema) == []


@given(row=st.integers(0, 300), spaces=st.text(" \t\n\u00a0", min_size=1, max_size=3))
def test_how_a_cell_is_written_is_no_change(assets, schema, row, spaces):
    old = assets.iloc[[row]]
    at = old.index[0]
    new = edited(
        old,
        at,
        name=spaces + old.at[at, "name"].replace("'", "\u2019").replace(" ", spaces),
        lat=old.at[at, "lat"] + "0",
        technologies="; ".join(reversed(old.at[at, "technologies"].split(";"))),
        summary=old.at[at, "summary"].replace("-", "\u2013"),
        checked_on="2099-01-01",
    )
    assert found(old, new, schema) == []


@given(row=st.integers(0, 300), north_m=st.integers(-900, 900), east_m=st.integers(-900, 900))
def test_a_pin_that_moved_says_how_far(assets, schema, row, north_m, east_m):
    old = assets.iloc[[row]]
    at = old.index[0]
    lat, lon = float(old.at[at, "lat"]), float(old.at[at, "lon"])
    # On a sphere: good to half a percent here.
    new = edited(old, at, lat=f"{lat + north_m / 111_200:.7f}", lon=f"{lon + east_m / 68_000:.7f}")
    changes = found(old, new, schema)
    straight_m = (north_m**2 + east_m**2) ** 0.5
    if straight_m > 3:
        (moved,) = changes
        assert (moved.what, moved.field) == ("moved", "position")
        assert float(moved.distance_m) == pytest.approx(straight_m, rel=0.03, abs=2)
    if straight_m < 1:
        assert changes == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("planned", "operating", "opened"),
        ("under construction", "operating", "opened"),
        ("unknown", "operating", "status changed"),
        ("operating", "closed", "closed"),
        ("planned", "closed", "closed"),
        ("closed", "operating", "status changed"),
        ("planned", "under construction", "status changed"),
        ("operating", "unknown", "status changed"),
    ],
)
def test_a_status_that_changed(assets, schema, before, after, kind):
    old, new = (edited(assets.iloc[[0]], assets.index[0], status=status, status_date=day) for status, day in ((before, "2024"), (after, "2025-05")))
    (change,) = found(old, new, schema)
    assert (change.what, change.before, change.after) == (kind, f"{before} (2024)", f"{after} (2025-05)")
    assert change.source == old["source_url"].iloc[0]


def test_added_is_not_opened(assets, schema):
    changes = found(assets.iloc[1:], assets, schema)
    assert [(change.what, change.id_or_name) for change in changes] == [("added", assets["id"].iloc[0])]


@pytest.mark.parametrize("field", ["summary", "postcode", "operator", "clusters", "layer", "opened", "aliases"])
def test_a_fact_corrected(assets, schema, field):
    new = edited(assets.iloc[[0]], assets.index[0], **{field: "something else"})
    (change,) = found(assets.iloc[[0]], new, schema)
    assert (change.what, change.field, change.before, change.after) == ("corrected", field, assets[field].iloc[0], "something else")


def test_a_new_page_is_evidence_and_other_words_about_it_are_a_correction(assets, schema):
    old = assets.iloc[[0]]
    renewed = edited(old, old.index[0], source_title="A newer page", source_url="https://example.org/new", source_evidence="Says so.", source_date="2026-05")
    (change,) = found(old, renewed, schema)
    assert (change.what, change.field, change.after, change.source) == ("evidence renewed", "source", "A newer page, 2026-05", "https://example.org/new")
    (reworded,) = found(old, edited(old, old.index[0], source_evidence="Says so."), schema)
    assert (reworded.what, reworded.field) == ("corrected", "source_evidence")


def test_an_id_that_is_gone_needs_a_successor(assets, schema):
    gone, heir = assets["id"].iloc[0], assets["id"].iloc[1]
    with pytest.raises(DataError, match=gone):
        found(assets, assets.iloc[1:], schema)
    (merged,) = found(assets, assets.iloc[1:], schema, {gone: heir})
    assert (merged.what, merged.id_or_name, merged.before, merged.after, merged.name) == ("merged", heir, gone, heir, assets["name"].iloc[0])


def test_a_new_id_for_the_same_asset_is_a_renaming_with_its_other_changes(assets, schema):
    was = assets["id"].iloc[0]
    new = edited(assets, assets.index[0], id="another-id", operator="Somebody else")
    changes = found(assets, new, schema, {was: "another-id"})
    assert [(c.what, c.field) for c in changes] == [("renamed", "id"), ("corrected", "operator")]


@given(st.floats(50, 54), st.integers(0, 4))
def test_numbers_are_the_same_whatever_their_zeros(value, zeros):
    text = f"{value:.5f}"
    assert same(text, text + "0" * zeros, "number")
    assert not same(text, f"{value + 0.001:.5f}", "number")


def test_a_reason_is_the_note_of_the_same_kind_or_else_of_the_same_asset(assets, schema):
    old = assets.iloc[[0]]
    identity = old["id"].iloc[0]
    changes = found(old, edited(old, old.index[0], name="New name", operator="New operator"), schema)
    notes = pd.DataFrame(
        [
            {"what": "renamed", "id_or_name": f"{identity}; other", "why": "Its page says so.", "source": "https://example.org/name"},
            {"what": "dropped", "id_or_name": "Some candidate", "why": "Not found."},
        ]
    ).fillna("")
    told, left = with_reasons(changes, notes, otherwise="None noted.")
    assert {(c.what, c.why) for c in told} == {("renamed", "Its page says so."), ("corrected", "Its page says so.")}
    assert {c.source for c in told} == {"https://example.org/name"}
    assert [note.id_or_name for note in left] == ["Some candidate"]


# ---- the record on disk ----


def test_a_release_is_recorded_and_the_next_begins_from_it(copy, set_cells):
    path = copy.path("catapults")
    path.write_bytes(set_cells(2, operator="A new operator")(path.read_bytes()))
    write_roles(copy, pd.read_csv(path).set_index("operator").at["A new operator", "id"], "A new operator")
    with copy.path("changes").open("a") as file:
        file.write("dropped,Some candidate,Not found\n")
    drafted, _ = draft_release(copy, otherwise="Because.")
    number = f"{int(load_change_log(copy).newest.number.split('.')[0]) + 1}.0.0"
    changes = cut_release(copy, number, words="Because.", on=date(2030, 1, 2))
    assert (
        [(c.what, c.field, c.after, c.why) for c in changes]
        == [("corrected", "operator", "A new operator", "Because.")]
        == [(c.what, c.field, c.after, c.why) for c in drafted]
    )
    again = open_package(copy.root)
    register = load_register(again)
    assert register.issues == ()
    assert (register.change_log.newest.number, register.change_log.newest.date) == (number, "2030-01-02") and again.descriptor["version"] == number
    last = register.change_log.since("2030")
    assert list(last["after"]) == ["A new operator"]
    assert draft_release(again, otherwise="Because.") == ([], [])
    dated = pd.read_csv(again.path("changes"), dtype=str, keep_default_na=False)
    assert dated[dated["id_or_name"] == "Some candidate"]["release"].tolist() == [number]
    pd.testing.assert_frame_equal(read_snapshot(again, number), all_assets(again))


@pytest.mark.parametrize("number", ["1.0.0", "1.1", "x", ""])
def test_a_release_needs_a_number_above_the_last(copy, number):
    with pytest.raises(DataError, match="cannot be the next release"):
        cut_release(copy, number, words="", on=date(2030, 1, 2))


def test_a_broken_snapshot_is_said(copy):
    newest = load_change_log(copy).newest.number
    (copy.root / "releases" / f"assets-{newest}.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(DataError, match="cannot be read"):
        draft_release(copy, otherwise="")


# ---- what was ever released ----


def test_every_id_ever_released_still_leads_to_an_asset(register, package):
    log = load_change_log(package)
    assert log.releases
    for release in log.releases:
        snapshot = read_snapshot(package, release.number)
        assert len(snapshot) > 300
        lost = [identity for identity in snapshot["id"] if register.current_id(identity) not in register.by_id]
        assert lost == [], f"Released in {release.number}; name their successors in data/retired_ids.csv"


def test_the_record_tells_from_one_release_to_the_next(package, schema):
    log = load_change_log(package)
    recorded = pd.read_csv(package.path("changes"), dtype=str, keep_default_na=False)
    for before, after in zip(log.releases, log.releases[1:], strict=False):
        changes = compare(*(read_snapshot(package, r.number) for r in (before, after)), schema=schema, successors=load_register(package).successors)
        lines = recorded[recorded["release"] == after.number]
        assert {(c.what, c.id_or_name, c.field, c.before, c.after) for c in changes} <= set(
            lines[["what", "id_or_name", "field", "before", "after"]].itertuples(index=False, name=None)
        )
        assert set(lines["date"]) <= {after.date}
        assert (lines["why"] != "").all()
