"""The Asset page: its card, its neighbours and relatives, a correction and a code on demand."""

from __future__ import annotations

import io
import json
import re

import geopandas as gpd
import lxml.html
import pandas as pd
import pytest
from reading import PAGES, components_of, page_html, run_page

from geo.errors import NotFoundError
from geo.export import export_bytes
from geo.select.filters import Filters
from pages.answers import asset
from pages.shared import own_address
from pages.shared.downloads import make_context
from pages.shared.loaders import shared


def name_field(page) -> dict:
    """What the control for names shows."""
    (picker,) = components_of(page, "picker")
    (field,) = json.loads(picker.proto.json)["fields"]
    return field


def chosen(query: dict[str, list[str]], text: str) -> dict[str, list[str]]:
    """The query that a typed name leads to."""
    moved, said = asset.change(shared(), query, {"kind": "set", "name": "name", "value": text})
    assert said == ""
    return moved


def test_without_an_asset_the_page_asks_for_one():
    page = run_page("asset")
    assert "Asset profile" in page_html(page)
    assert page_html(page).count("<h1") == 1
    assert name_field(page)["value"] == ""
    assert not page.button


def test_every_asset_can_be_chosen_by_its_name():
    names = shared().register.assets["name"].tolist()
    assert [label for _, label in name_field(run_page("asset"))["options"]] == names
    for identity, name in shared().register.assets.drop_duplicates("name", keep=False)[["id", "name"]].to_numpy():
        assert chosen({"asset": ["ukbic"], "star": ["ukbic"]}, name) == {"asset": [identity], "star": ["ukbic"]}


def test_choosing_a_name_opens_its_page():
    query = chosen({}, "STEAMhouse")
    assert query == {"asset": ["steamhouse"]}
    page = run_page("asset", **query)
    assert "How we know" in page_html(page)
    assert name_field(page)["value"] == "STEAMhouse"
    assert chosen(query, " ") == {}


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        (" steamHOUSE ", "steamhouse"),
        ("phase one, digbeth", "steamhouse-phase-one"),
        ("battery industrialisation centre", "ukbic"),
        ("steamhouse phase", "steamhouse-phase-one"),
    ],
)
def test_a_part_that_only_one_has_is_enough_and_a_whole_name_goes_first(text, identity):
    assert chosen({}, text) == {"asset": [identity]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("xyzzy", "No asset is called \u201cxyzzy\u201d"),
        ("<img src=x>" * 500, "No asset is called"),
        ("Catapult", "3 assets answer to \u201cCatapult\u201d: Energy Systems Catapult"),
        ("University", "assets answer to .* and [0-9]+ more"),
    ],
)
def test_a_text_that_means_not_one_asset_says_so(text, words):
    query = {"asset": ["ukbic"]}
    with pytest.raises(NotFoundError, match=words) as raised:
        chosen(query, text)
    assert raised.value.mend and len(raised.value.message) < 600
    assert query == {"asset": ["ukbic"]}


@pytest.mark.parametrize("text", ["(((", "???", "\x00"])
def test_a_text_without_a_word_is_no_name_of_all_assets(text):
    with pytest.raises(NotFoundError, match="No asset is called"):
        chosen({}, text)


def test_a_pin_or_a_link_opens_the_page_of_its_asset():
    assert asset.change(shared(), {"asset": ["ukbic"]}, {"kind": "asset", "id": "steamhouse"}) == ({"asset": ["steamhouse"]}, "")
    assert asset.change(shared(), {"asset": ["ukbic"]}, {"kind": "go", "query": "?asset=steamhouse"}) == ({"asset": ["steamhouse"]}, "")


def test_the_nearest_neighbour_is_the_nearest():
    table = pd.concat(pd.read_csv(file, keep_default_na=False) for file in (PAGES.parent / "data" / "assets").glob("*.csv"))
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"], crs=4326), index=table["id"]).to_crs(27700)
    nearest = points.drop("ukbic").distance(points["ukbic"]).nsmallest(8)
    shown = page_html(run_page("asset", asset="ukbic")).split("Next door")[1].split("Related")[0]
    assert all(f"asset={identity}" in shown for identity in nearest[nearest < nearest.iloc[-1]].index)
    assert "asset=ukbic" not in shown.split("Everything within")[0]


def test_starring_puts_the_asset_into_the_link_and_takes_it_out():
    star = {"kind": "set", "name": "star", "value": ["steamhouse", ""]}
    on, _ = asset.change(shared(), {"asset": ["steamhouse"], "star": ["ukbic"]}, star)
    assert on == {"asset": ["steamhouse"], "star": ["ukbic", "steamhouse"]}
    off, _ = asset.change(shared(), on, star)
    assert off["star"] == ["ukbic"]
    assert 'aria-pressed="true"' in page_html(run_page("asset", **on)) and 'aria-pressed="false"' in page_html(run_page("asset", **off))
    nobody = {"kind": "set", "name": "star", "value": "nobody"}
    assert asset.change(shared(), on, nobody)[0] == on


def test_the_page_says_how_its_corrections_stand_and_leads_to_the_form():
    page = run_page("asset", asset="steamhouse")
    assert "No correction of it is open" in page_html(page) and "corrections?asset=steamhouse" in page_html(page)
    assert page.button(key="asset-correct").label == "Suggest a correction"


def test_without_a_public_address_there_is_no_code_and_the_page_says_why():
    page = run_page("asset", asset="steamhouse")
    page.button(key="asset-qr").click().run()
    assert "asset=steamhouse" in page.code[0].value
    assert own_address.WHY_NOT in page.caption[0].value and "wm-code" not in page_html(page)


def test_the_code_has_words_and_leads_to_the_public_address(monkeypatch):
    monkeypatch.setattr(own_address, "public_link", lambda link: f"https://map.example/{link.rpartition('/')[2]}")
    page = run_page("asset", asset="steamhouse")
    page.button(key="asset-qr").click().run()
    assert re.search(r'alt="QR code: opens the page of [^"]+ on a phone, https://map.example/[^"]*asset=steamhouse"', page_html(page))


@pytest.mark.parametrize("identity", ["nobody", "<img src=x>", "x" * 3000])
def test_an_unknown_asset_is_said_to_be_unknown(identity):
    page = run_page("asset", asset=identity)
    assert "left out" in page.info[0].value
    assert "<img src=x>" not in page_html(page)


def test_the_file_of_an_asset_holds_the_drives_its_page_shows():
    """Each line of the page's table of drives stands in the asset's file, in the same minutes and kilometres."""
    made = asset.answer(shared(), {"asset": ["steamhouse"]})
    context = make_context(shared(), Filters(), ids=("steamhouse",), measured=made.measured)
    words = pd.read_csv(io.BytesIO(export_bytes(context, ".csv"))).set_index("id").at["steamhouse", "by_car"].split("; ")
    tables = lxml.html.fromstring(f"<div>{made.sheets['asset-around']}</div>").iterfind(".//table")
    (near,) = [one for one in tables if one.findtext("caption", "").startswith("The shortest drive")]
    lines = [[cell.text_content().strip() for cell in line] for line in near.iterfind("tbody/tr")]
    assert len(lines) == len(words) > 3
    for line, said in zip(lines, words, strict=True):
        what, name, minutes, km = re.match(r"([^:]+): (.+), (\d+) min, ([\d.]+) km$", said).groups()
        assert line == [what, name, f"{minutes} min", f"{km} km"]
