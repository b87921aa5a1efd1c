"""An accepted suggestion is one row, one note and a line of the next release; a wrong one is nothing at all."""

import csv
import shutil
from datetime import date

import pytest

from geo.errors import DataError, NotFoundError
from geo.register.accept_correction import accept
from geo.register.assets import load_register
from geo.register.corrections import Fact, Suggestion
from geo.register.datapackage import open_package
from geo.register.releases import draft_release
from geo.settings import DATA_ROOT

DAY = date(2030, 1, 2)


@pytest.fixture
def copy(tmp_path):
    root = tmp_path / "data"
    shutil.copytree(DATA_ROOT, root, ignore=shutil.ignore_patterns("local"))
    return open_package(root)


def suggestion(asset, *facts):
    return Suggestion("ABCD-2345", "correction", asset, tuple(Fact(*fact) for fact in facts), "https://example.org/page", "", "2030-01-01T00:00:00Z")


def files(package):
    return {path: path.read_bytes() for path in sorted(package.root.rglob("*")) if path.is_file()}


def test_one_row_one_note_and_the_next_release(copy):
    asset = load_register(copy).assets.iloc[0]
    before = files(copy)
    made = suggestion(asset["id"], ("operator", asset["operator"], "Another operator, Ltd"))
    assert set(accept(copy, made, reason="Its page says so.", also={}, on=DAY)) == {"operator", "checked_on"}
    changed = {path.name: (content, path.read_bytes()) for path, content in before.items() if path.read_bytes() != content}
    table = copy.resources[copy.asset_tables[asset["layer"]]]["path"].rpartition("/")[2]
    assert set(changed) == {table, "changes.csv", "organisations.csv", "organisation_roles.csv"}
    old, new = (content.decode().splitlines() for content in changed[table])
    assert len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) == 1
    after = load_register(copy)
    assert after.issues == () and after.asset(asset["id"])["operator"] == "Another operator, Ltd"
    assert [after.organisations.names[one] for one in after.asset(asset["id"])["run_by"]] == ["Another operator, Ltd"]
    found = [change for change in draft_release(copy, otherwise="")[0] if change.id_or_name == asset["id"] and change.field == "operator"]
    assert [(c.what, c.after, c.source) for c in found] == [("corrected", "Another operator, Ltd", "https://example.org/page")]
    assert "Its page says so. (suggestion ABCD-2345)" in found[0].why


@pytest.mark.parametrize("fact", [("postcode", "", "not one"), ("status", "", "gone"), ("name", "", ""), ("place", "", "Atlantis"), ("opened", "", "soon")])
def test_a_row_that_would_break_a_rule_is_not_written(copy, fact):
    before = files(copy)
    with pytest.raises(DataError, match="nothing was written") as caught:
        accept(copy, suggestion(load_register(copy).assets["id"].iloc[0], fact), reason="x", also={}, on=DAY)
    assert fact[0] in caught.value.mend and files(copy) == before


def test_a_pin_in_another_authority_is_refused_until_its_code_fits(copy):
    register = load_register(copy)
    asset = register.assets.iloc[0]
    other = register.assets[register.assets["gss_code"] != asset["gss_code"]].iloc[0]
    where = {"lat": str(other["lat"]), "lon": str(other["lon"])}
    made = suggestion(asset["id"], ("address", "", "1 New Street"))
    with pytest.raises(DataError, match="nothing was written"):
        accept(copy, made, reason="Moved.", also=where, on=DAY)
    accept(copy, made, reason="Moved.", also=where | {"gss_code": other["gss_code"]}, on=DAY)
    assert any(change.what == "moved" for change in draft_release(copy, otherwise="")[0] if change.id_or_name == asset["id"])


def test_a_new_asset(copy):
    table = next(csv.DictReader((copy.root / "assets_template.csv").read_text(encoding="utf-8").splitlines()))
    cells = {name: text for name, text in table.items() if name not in ("id", "name")}
    made = suggestion("", ("name", "", "Quite another lab"))
    with pytest.raises(DataError, match="needs a layer"):
        accept(copy, made, reason="Found.", also=cells, on=DAY)
    with pytest.raises(DataError, match="never used"):
        accept(copy, made, reason="Found.", also=cells | {"id": load_register(copy).assets["id"].iloc[0]}, on=DAY, layer="hub")
    accept(copy, made, reason="Found.", also=cells | {"id": "quite-another-lab"}, on=DAY, layer="hub")
    assert load_register(copy).asset("quite-another-lab")["name"] == "Quite another lab"
    assert [c.what for c in draft_release(copy, otherwise="")[0] if c.id_or_name == "quite-another-lab"] == ["added"]


def test_an_asset_that_is_gone(copy):
    with pytest.raises(NotFoundError, match="nobody"):
        accept(copy, suggestion("nobody", ("name", "", "x")), reason="x", also={}, on=DAY)
