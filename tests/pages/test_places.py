"""The Places page: what a link, a search and a choice show, and that no link breaks it."""

from __future__ import annotations

import io
import re
from functools import partial
from html import unescape
from pathlib import Path

import docx
import pandas as pd
import pytest
from reading import controls, page_html, run_page, sheet
from shown_rows import as_shown

from geo.analysis.area_report import area_report, report_markdown
from geo.analysis.area_tables import compare_records
from geo.errors import GeoError
from geo.select import query_string as queries
from pages.answers import places
from pages.shared import place_report
from pages.shared.loaders import shared

ROOT = Path(__file__).resolve().parents[2]
WALSALL, SANDWELL = "E08000030", "E08000028"


open_page = partial(run_page, "places")


def after(query: dict[str, list[str]], /, **act) -> dict[str, list[str]]:
    """The query that an act leads to."""
    return places.change(shared(), query, act)[0]


def chosen(query: dict[str, list[str]], name: str, value) -> dict[str, list[str]]:
    """The query that a choice in a control leads to."""
    return after(query, kind="set", name=name, value=value)


def test_the_region_comes_first():
    page = open_page()
    assert not page.exception and not page.error
    assert "<h1 class='wm-title'>Places</h1>" in page_html(page)
    assert page_html(page).count("West Midlands region") > 1
    assert "Every authority" in page_html(page)


def test_an_authority_shows_its_numbers():
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in (ROOT / "data" / "assets").glob("*.csv")]
    assets = as_shown(pd.concat(frames, ignore_index=True))
    own = assets[(assets["gss_code"] == WALSALL) & (assets["status"] != "closed")]
    page = open_page(authority=WALSALL)
    shown = page_html(page)
    assert f"<b>{len(own)}</b> <small>{(own['status'] == 'operating').sum()} operating" in shown
    assert all(f"asset?asset={identity}" in shown for identity in own["id"])
    assert f">Walsall has {len(own)} innovation assets" in sheet(page, "places-report")


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
    query, said = places.change(shared(), {}, {"kind": "set", "name": "find", "value": " walsall vs sandwell"})
    assert query == {"authority": [WALSALL], "compare": [SANDWELL]}
    assert said.startswith("\u201cwalsall vs sandwell\u201d: Walsall and Sandwell. ") and "where its middle lies" in said
    page = open_page(**query)
    assert not page.exception and not page.error
    assert controls(page)["place"]["value"] == WALSALL
    assert controls(page)["compare"]["value"] == [SANDWELL]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Walsall", {"authority": [WALSALL]}),
        ("WS1 1AA", {"authority": [WALSALL]}),
        (SANDWELL, {"authority": [SANDWELL]}),
        ("region", {}),
        ("WMCA", {"area": ["wmca"]}),
        ("  ", {"area": ["staffordshire"], "asset": ["steamhouse"]}),
    ],
)
def test_search_finds_names_codes_and_postcodes(text, query):
    before = {"area": ["staffordshire"], "asset": ["steamhouse"]}
    assert chosen(before, "find", text) == (query if not text.strip() else query | {"asset": ["steamhouse"]})
    assert before == {"area": ["staffordshire"], "asset": ["steamhouse"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [("SW1A 1AA", "not in the region of this map"), ("Walsall vs SW1A 1AA", "not in the region of this map"), ("xyzzy", "No area like")],
)
def test_search_says_what_is_wrong_and_the_rest_stays(text, words):
    query = {"authority": [WALSALL], "compare": [SANDWELL]}
    with pytest.raises(GeoError, match=words) as raised:
        chosen(query, "find", text)
    assert raised.value.mend
    assert query == {"authority": [WALSALL], "compare": [SANDWELL]}
    assert "Walsall" in sheet(open_page(**query), "places-head")


def test_choices_are_written_to_the_link():
    query = chosen({"authority": [SANDWELL]}, "place", "wmca")
    assert query == {"area": ["wmca"]}
    query = chosen(query, "place", WALSALL)
    assert query == {"authority": [WALSALL]}
    query = chosen(chosen(query, "measure", "per-1k-businesses"), "measure_layer", "hub")
    assert query == {"authority": [WALSALL], "measure": ["per-1k-businesses"], "measure_layer": ["hub"]}
    page = open_page(**query)
    assert "Tech hubs per 1,000 businesses" in page_html(page)
    assert [controls(page)[name]["value"] for name in ("place", "measure", "measure_layer", "measure_cluster")] == [WALSALL, "per-1k-businesses", "hub", ""]
    assert "measure" not in chosen(query, "measure", "per-100k-people")
    assert chosen(query, "place", "region") == {"measure": ["per-1k-businesses"], "measure_layer": ["hub"]}


def test_the_controls_offer_what_can_be_chosen():
    shown = controls(open_page(area="staffordshire"))
    places_named, authorities = dict(shown["place"]["options"]), pd.read_csv(ROOT / "data" / "lookups" / "authorities.csv")
    assert shown["place"]["value"] == "staffordshire" in places_named
    assert set(places_named) == {"region", "wmca", "staffordshire", *authorities["gss_code"]}
    assert shown["find"]["value"] == "" and shown["measure"]["value"] == "per-100k-people"
    assert shown["measure_layer"]["options"][0] == ["", "All types"] and shown["measure_cluster"]["options"][0] == ["", "All clusters"]
    assert all(field["value"] in dict(field["options"]) for field in shown.values() if field["kind"] == "one")


def test_up_to_four_places_are_held_against_each_other():
    codes = [SANDWELL, "wmca", "region", "E08000025", "E08000026"]
    assert chosen({"authority": [WALSALL]}, "compare", codes)["compare"] == codes[:4]
    shown = controls(open_page(authority=WALSALL, compare=codes[:4]))["compare"]
    assert shown["value"] == codes[:4] and shown["most"] == 4 and shown["label"] == "Compare Walsall with"
    assert chosen({"authority": [WALSALL], "compare": codes[:4]}, "compare", []) == {"authority": [WALSALL]}


@pytest.mark.parametrize("click", [{"kind": "authority", "gss_code": SANDWELL}, {"kind": "point", "lat": 52.506, "lon": -1.99}])
def test_a_click_on_the_map_puts_the_authority_in_focus(click):
    query = {"area": ["wmca"], "measure": ["assets"], "star": ["steamhouse"]}
    assert after(query, **click) == {"authority": [SANDWELL], "measure": ["assets"], "star": ["steamhouse"]}


@pytest.mark.parametrize("click", [{"kind": "authority", "gss_code": "E99999999"}, {"kind": "point", "lat": 51.5, "lon": -0.1}])
def test_a_click_beyond_the_region_changes_nothing(click):
    assert after({"authority": [WALSALL]}, **click) == {"authority": [WALSALL]}


def test_a_pin_shows_its_asset_and_its_link_closes_it():
    query = after({"authority": [WALSALL]}, kind="asset", id="steamhouse")
    assert query == {"authority": [WALSALL], "asset": ["steamhouse"]}
    card = sheet(open_page(**query), "places-card")
    assert "STEAMhouse" in card
    (close,) = re.findall(r'<a href="places(\?[^"]*)"[^>]*>Close</a>', card)
    assert after(query, kind="go", query=unescape(close)) == {"authority": [WALSALL]}
    assert sheet(open_page(authority=WALSALL), "places-card") == ""


def test_filters_are_said_and_cleared():
    query = {"authority": [WALSALL], "layer": ["hub"], "q": ["a & b"], "measure": ["assets"], "star": ["steamhouse"]}
    said = sheet(open_page(**query), "places-filters")
    assert "Only assets with" in said and "Tech hubs" in said and "Closed assets are left out" in said
    (clear,) = re.findall(r'<a href="places(\?[^"]*)"[^>]*>Clear filters</a>', said)
    kept = {"authority": [WALSALL], "measure": ["assets"], "star": ["steamhouse"]}
    assert after(query, kind="go", query=unescape(clear)) == kept
    assert queries.read(unescape(clear)) == kept
    without = sheet(open_page(authority=WALSALL), "places-filters")
    assert "No filter is on" in without and "Clear filters" not in without


def test_headings_are_in_order():
    levels = [int(level) for level in re.findall(r"<h([1-6])", page_html(open_page(authority=WALSALL)))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_word_report_says_what_the_markdown_says(tmp_path):
    page = open_page(authority=WALSALL)
    page.button(key="places-report-word").click().run()
    assert not page.exception
    # Who looks for it where all files are finds it there, too.
    page.button(key="download").click().run()
    assert "Word" in page.button(key="download.docx").label and not page.exception
    made = places.answer(shared(), {"authority": [WALSALL]})
    about, data = made.about, shared()
    report = area_report(about.profile, data.register, side=made.side.side, paragraph=about.paragraph)
    document = docx.Document(io.BytesIO(place_report.write(report, about.profile, data.register, lambda *_: None)))
    assert [paragraph.text for paragraph in document.paragraphs][1 : 1 + len(report.paragraphs)] == list(report.paragraphs)
    written = [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in document.tables]
    assert written == [[table.header, *table.rows] for table in report.tables if table.rows]
    markdown = report_markdown(report)
    assert all(f"| {row[0]} |" in markdown for table in written for row in table if "|" not in row[0])


def test_the_text_to_copy_holds_the_comparison_and_tables_can_be_copied():
    made = places.answer(shared(), {"authority": [WALSALL], "compare": [SANDWELL]})
    text = unescape(made.sheets["places-report"])
    records = compare_records(made.side.side, "measure")
    assert f"Side by side. {records[0]['label']}: Walsall {records[0][WALSALL]:,.0f}, Sandwell {records[0][SANDWELL]:,.0f}." in text
    assert made.sheets["places-side"].count("data-copy-table") == made.sheets["places-side"].count("<table>") > 1
