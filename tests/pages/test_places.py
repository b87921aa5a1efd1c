"""The Places page: what a link, a search and a choice show, and that no link breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from reading import page_html
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
WALSALL, SANDWELL = "E08000030", "E08000028"


def open_page(**query) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "places.py"), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def test_the_region_comes_first():
    page = open_page()
    assert not page.exception and not page.error
    assert "<h1 class='wm-title'>Places</h1>" in page_html(page)
    assert page_html(page).count("West Midlands region") > 1
    assert "Every authority" in page_html(page)


def test_an_authority_shows_its_numbers():
    frames = [
        pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in (ROOT / "data" / "assets").glob("*.csv")
    ]
    assets = pd.concat(frames)
    own = assets[(assets["gss_code"] == WALSALL) & (assets["status"] != "closed")]
    page = open_page(authority=WALSALL)
    shown = page_html(page)
    assert f"<b>{len(own)}</b> <small>{(own['status'] == 'operating').sum()} operating" in shown
    assert all(f"asset?asset={identity}" in shown for identity in own["id"])
    assert page.code[0].value.startswith(f"Walsall has {len(own)} innovation assets")


@pytest.mark.parametrize(
    "query",
    [
        {"authority": "E99999999"},
        {"area": "<script>alert(1)</script>"},
        {"measure": "zzz", "measure_layer": "{{7*7}}"},
        {"compare": ["x", SANDWELL, WALSALL, "wmca", "region", "E08000025"]},
        {"asset": "../../etc/passwd"},
        {"authority": [WALSALL, SANDWELL]},
        {"area": "wmca", "measure": "assets"},
        {"q": "zzzzzz"},
        {"layer": "catapult", "authority": WALSALL},
        {"status": "closed", "authority": WALSALL, "measure": "share-operating"},
        {"area": "staffordshire"},
    ],
)
def test_no_link_breaks_the_page(query):
    page = open_page(**query)
    assert not page.exception and not page.error
    assert "<script>alert" not in page_html(page)


def test_unknown_parts_of_a_link_are_named():
    page = open_page(measure="zzz", compare="nope")
    assert any("zzz" in info.value and "nope" in info.value for info in page.info)


def test_search_chooses_and_compares():
    page = open_page()
    page.text_input(key="area-find").set_value("walsall vs sandwell").run()
    assert page.query_params["authority"] == WALSALL
    assert page.query_params["compare"] == SANDWELL
    assert page.selectbox(key="area-choice").value == WALSALL
    assert page.multiselect(key="places-compare").value == [SANDWELL]


def test_search_says_what_is_wrong_and_the_rest_stays():
    page = open_page(authority=WALSALL)
    page.text_input(key="area-find").set_value("SW1A 1AA").run()
    assert "not in the West Midlands region" in page.error[0].value
    assert page.query_params["authority"] == WALSALL
    assert "Walsall" in page_html(page)


def test_choices_are_written_to_the_link():
    page = open_page()
    page.selectbox(key="area-choice").set_value("wmca").run()
    assert page.query_params["area"] == "wmca" and "authority" not in page.query_params
    page.selectbox(key="area-choice").set_value(WALSALL).run()
    assert page.query_params["authority"] == WALSALL and "area" not in page.query_params
    page.selectbox(key="pick-measure").set_value("per-1k-businesses").run()
    page.selectbox(key="pick-measure_layer").set_value("hub").run()
    assert page.query_params["measure"] == "per-1k-businesses"
    assert "Tech hubs per 1,000 businesses" in page_html(page)
    page.selectbox(key="pick-measure").set_value("per-100k-people").run()
    assert "measure" not in page.query_params


def test_filters_are_said_and_cleared():
    page = open_page(authority=WALSALL, layer="hub")
    assert any("Tech hubs" in caption.value for caption in page.caption)
    page.button(key="places-clear").click().run()
    assert "layer" not in page.query_params and page.query_params["authority"] == WALSALL


def test_headings_are_in_order():
    levels = [int(level) for level in re.findall(r"<h([1-6])", page_html(open_page(authority=WALSALL)))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
