"""The Explore page: what map, list and filters are told, from any link. Clicks are tried in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from reading import components_of, run_page
from shown_rows import as_shown
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The shipped assets that are not closed, read without the library."""
    table = pd.concat(pd.read_csv(file, keep_default_na=False).assign(file=file.stem) for file in sorted((ROOT / "data" / "assets").glob("*.csv")))
    table = as_shown(table.reset_index(drop=True))
    return table[table["status"] != "closed"]


def told(page: AppTest, name: str) -> dict:
    return json.loads(components_of(page, name)[0].proto.json)


def test_the_list_holds_every_open_asset_and_says_how_many(rows):
    listed = told(run_page("explore"), "results")
    assert set(listed["ids"]) == set(rows["id"])
    assert listed["words"] == f"{len(rows)} assets in the region"
    assert listed["chips"] == [] and listed["hint"] == ""


def test_a_link_filters_list_and_counts_alike(rows):
    page = run_page("explore", layer=["catapult", "university"], authority="E08000025")
    here = rows[rows["gss_code"] == "E08000025"]
    listed, panel = told(page, "results"), told(page, "facets")
    assert set(listed["ids"]) == set(here["id"][here["file"].isin(["catapults", "universities"])])
    assert [chip["value"] for chip in listed["chips"]] == ["catapult", "university", "E08000025"]
    assert sum(panel["counts"]["layer"]) == len(here)
    assert [value for value, _ in panel["figures"]][::2] == [str(len(listed["ids"])), "1"]
    assert listed["asked"] == panel["asked"]


def test_a_chosen_asset_shows_its_card_and_is_ringed():
    page = run_page("explore", asset="steamhouse")
    assert told(page, "results")["chosen"] == "steamhouse"
    assert "STEAMhouse" in told(page, "sheet")["html"]
    assert 'href="./" target="_self" class="wm-go wm-close"' in told(page, "sheet")["html"]


def test_nothing_found_says_what_to_change():
    listed = told(run_page("explore", q="zzzzqqqq"), "results")
    assert listed["ids"] == [] and "Take a filter off" in listed["hint"]


def test_what_the_text_finds_is_told_so_that_the_browser_can_go_on(rows):
    panel = told(run_page("explore", q="steamhouse"), "facets")
    assert panel["found"] and panel["q"] == "steamhouse"
    assert told(run_page("explore"), "facets")["found"] is None


@pytest.mark.parametrize(
    "query",
    [{"layer": "spaceport"}, {"asset": "<script>"}, {"authority": "'"}, {"q": "x" * 5000}, {"star": "nobody"}, {"tiles": "http://example.org"}],
)
def test_no_link_breaks_the_page(query, rows):
    page = run_page("explore", **query)
    if "q" not in query:
        assert len(told(page, "results")["ids"]) == len(rows)
