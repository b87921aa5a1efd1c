"""The Explore page as people use it: filters, map, list and link in step, and a map that never blinks."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import expect
from shown_rows import as_shown

DATA = Path(__file__).resolve().parents[2] / "data" / "assets"
FILES = {"hub": "hubs", "catapult": "catapults", "university": "universities", "gigafactory": "gigafactories", "testbed": "testbeds"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """The shipped assets, read without the library."""
    found = []
    for layer, name in FILES.items():
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found += [row | {"layer": layer} for row in csv.DictReader(file)]
    return as_shown(pd.DataFrame(found)).to_dict("records")


def ids(rows, **wanted) -> set[str]:
    return {r["id"] for r in rows if r["status"] != "closed" and all(r[k] == v for k, v in wanted.items())}


def parameters(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.page.url).query)


def tick(page, label: str) -> None:
    page.page.locator(".facets label", has_text=label).locator("input").first.click()
    page.page.wait_for_timeout(700)


def test_map_and_list_hold_the_same_assets_as_the_data(page, rows):
    page.open()
    everything = ids(rows)
    assert page.shown_ids() == everything
    assert set(page.listed_ids()) == everything
    assert page.page.locator(".count").inner_text() == f"{len(everything)} assets in the region"


def test_filters_keep_the_very_same_map_object(page, rows):
    page.open()
    page.mark_map()
    for label in ("Tech hubs", "Universities", "Aerospace", "EVs and batteries", "Aerospace", "Tech hubs", "Universities", "EVs and batteries"):
        tick(page, label)
        assert page.map_kept(), f"the map was made anew after {label}"
    page.page.locator("tr[data-id] button.name").first.click()
    page.page.wait_for_timeout(700)
    assert page.map_kept()
    assert page.shown_ids() == ids(rows)


def test_each_option_says_how_many_assets_it_would_give(page, rows):
    page.open("?authority=E08000026")
    for label, layer in (("Tech hubs", "hub"), ("Testbeds", "testbed"), ("Catapult centres", "catapult")):
        said = page.page.locator(".facets label", has_text=label).locator("b").first.inner_text()
        assert int(said) == len(ids(rows, layer=layer, gss_code="E08000026"))


@pytest.mark.new_page
def test_the_url_is_the_view_and_a_fresh_link_shows_the_same(page, make_page, rows):
    page.open()
    tick(page, "Tech hubs")
    page.page.locator(".facets summary", has_text="Local authority").wait_for()
    page.page.locator(".facets input.narrow").first.fill("Dudley")
    tick(page, "Dudley")
    assert parameters(page) == {"layer": ["hub"], "authority": ["E08000027"]}
    expected = ids(rows, layer="hub", gss_code="E08000027")
    assert page.shown_ids() == expected
    other = make_page()
    other.open(page.page.url.removeprefix(page.url))
    assert other.shown_ids() == expected
    assert set(other.listed_ids()) == expected


def test_back_and_forward_walk_through_the_views(page, rows):
    page.open()
    tick(page, "Universities")
    tick(page, "Testbeds")
    page.page.go_back()
    page.page.wait_for_timeout(900)
    assert page.shown_ids() == ids(rows, layer="university")
    page.page.go_back()
    page.page.wait_for_timeout(900)
    assert page.shown_ids() == ids(rows)
    page.page.go_forward()
    page.page.wait_for_timeout(900)
    assert page.shown_ids() == ids(rows, layer="university")


def test_the_order_is_in_the_link_outlives_a_filter_and_goes_with_back(page, make_page, rows):
    page.open("?layer=catapult")
    first = page.listed_ids()
    page.page.get_by_role("button", name="Status").first.click()
    by_status = page.listed_ids()
    assert parameters(page) == {"layer": ["catapult"], "sort": ["status"]} and set(by_status) == set(first)
    assert "Sorted by Status" in page.page.locator("#wm-said").inner_text()
    other = make_page()
    other.open(page.page.url.removeprefix(page.url))
    assert other.listed_ids() == by_status
    page.page.get_by_role("button", name="Status").first.click()
    page.page.wait_for_timeout(900)
    assert parameters(page)["sort"] == ["-status"]
    tick(page, "Universities")
    page.page.wait_for_timeout(1500)
    assert parameters(page) == {"layer": ["catapult", "university"], "sort": ["-status"]}
    assert [one for one in page.listed_ids() if one in by_status] == by_status[::-1]
    for _ in range(3):
        page.page.go_back()
        page.page.wait_for_timeout(900)
    assert parameters(page) == {"layer": ["catapult"]} and page.listed_ids() == first


def test_unknown_values_in_a_link_are_dropped_with_a_message(page, rows):
    page.open("?layer=catapult&layer=spaceport&authority=E99999999&asset=no-such-thing")
    said = page.page.locator("[data-testid='stAlert']").inner_text()
    for value in ("spaceport", "E99999999", "no-such-thing"):
        assert value in said
    assert page.shown_ids() == ids(rows, layer="catapult")


def test_nothing_found_says_what_to_change(page):
    page.open("?q=zzzzqqqq")
    assert page.page.locator(".count").inner_text().startswith("0 assets")
    assert "Take a filter off" in page.page.locator(".hint").inner_text()
    page.page.get_by_role("button", name="Clear all").click()
    page.page.wait_for_timeout(700)
    assert parameters(page) == {}


def test_search_forgives_spelling_and_knows_postcodes(page):
    page.open("?q=steemhouse")
    assert "steamhouse" in page.listed_ids()
    page.open("?q=B4%207RJ")
    assert page.listed_ids() == ["steamhouse"]


def test_chips_come_off_one_by_one(page, rows):
    page.open("?layer=university&status=operating")
    page.page.get_by_role("button", name="Remove filter Operating").click()
    page.page.wait_for_timeout(700)
    assert parameters(page) == {"layer": ["university"]}
    assert page.shown_ids() == ids(rows, layer="university")


def test_a_pin_opens_its_asset_and_two_clicks_on_it_both_count(page):
    page.open("?q=wyche")
    pin = page.map.locator(".wm-pin").first
    pin.click()
    page.page.wait_for_timeout(900)
    chosen = parameters(page)["asset"]
    assert page.page.locator("tr.on").get_attribute("data-id") == chosen[0]
    page.page.get_by_role("link", name="Close").click()
    page.page.wait_for_timeout(700)
    assert "asset" not in parameters(page)
    page.map.locator(".wm-pin").first.click()
    page.page.wait_for_timeout(900)
    assert parameters(page)["asset"] == chosen


def test_the_legend_switches_a_layer(page, rows):
    page.open()
    page.map.locator(".wm-legend label", has_text="Tech hubs").locator("input").click()
    page.page.wait_for_timeout(900)
    assert page.shown_ids() == {r["id"] for r in rows if r["status"] != "closed" and r["layer"] != "hub"}
    page.map.locator(".wm-legend label", has_text="Tech hubs").locator("input").click()
    page.page.wait_for_timeout(900)
    assert parameters(page) == {}


def test_assets_that_share_a_point_can_each_be_reached(page, rows):
    """The point that most assets share: its cluster opens, and a pin of it can be clicked."""
    points: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["status"] != "closed":
            points.setdefault((row["lat"], row["lon"]), []).append(row["id"])
    (lat, lon), sharing = max(points.items(), key=lambda entry: len(entry[1]))
    assert len(sharing) > 5
    page.open()
    page.page.evaluate(
        "([lat, lon]) => { const s = document.querySelector(\"iframe[src*='streamlit_folium']\").contentWindow.wm.state;"
        " s.map.setView([lat, lon], 17, {animate: false}); }",
        [float(lat), float(lon)],
    )
    page.page.wait_for_timeout(500)
    page.map.locator(".wm-cluster").filter(has_text=str(len(sharing))).first.click()
    page.page.wait_for_timeout(700)
    assert page.map.locator(".wm-pin").count() >= len(sharing)
    # Others may stand near by, out of sight: one of those around the point is clicked.
    frame = page.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    boxes = [(pin, pin.bounding_box()) for pin in page.map.locator(".wm-pin").all()]
    middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    around = [pin for pin, box in boxes if box and math.dist(middle, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)) < 150]
    around[2].click()
    page.page.wait_for_url("**asset=**")
    assert parameters(page)["asset"][0] in sharing


def test_closed_assets_are_hidden_until_asked_for(page, rows):
    closed = {r["id"] for r in rows if r["status"] == "closed"}
    assert closed
    page.open()
    assert not page.shown_ids() & closed
    page.open("?status=closed")
    assert page.shown_ids() == closed


def test_keyboard_alone_reaches_opens_and_leaves_an_asset(page):
    page.open("?layer=catapult")
    page.page.locator("tr[data-id] button.name").first.focus()
    page.page.keyboard.press("ArrowDown")
    second = page.listed_ids()[1]
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(900)
    assert parameters(page)["asset"] == [second]
    assert page.page.locator(".wm-card").is_visible()
    page.page.keyboard.press("Escape")
    page.page.wait_for_timeout(900)
    assert "asset" not in parameters(page)
    focused = "() => { let e = document.activeElement; while (e.shadowRoot) e = e.shadowRoot.activeElement; return e.closest('tr')?.dataset.id }"
    assert page.page.evaluate(focused) == second


FOCUSED = """() => { let e = document.activeElement; while (e && (e.shadowRoot || e.contentDocument)) e = (e.shadowRoot || e.contentDocument).activeElement;
    return e ? [e.className, e.textContent, getComputedStyle(e).outlineStyle, e.closest('tr')?.dataset.id] : null }"""


def test_few_tabs_lead_from_the_search_to_the_first_result_through_one_line_and_past_the_map(page):
    page.open("?layer=university")
    keyboard, focused = page.page.keyboard, lambda: page.page.evaluate(FOCUSED)
    page.page.locator("#q").focus()
    keyboard.press("Tab")
    assert focused()[:2] == ["skip", "Skip the filters"]
    keyboard.press("Enter")
    first, third = page.listed_ids()[0], page.listed_ids()[2]
    assert focused()[0] == "name" and focused()[2] == "solid" and focused()[3] == first
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    assert focused()[0] == "star" and focused()[3] == third
    keyboard.press("Tab")
    keyboard.press("Tab")
    assert focused()[3] is None, "after a line's star and source Tab leaves the list"
    page.page.locator("#q").focus()
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert focused()[3] == third, "the list is entered where it was left"
    groups = page.map.locator(".leaflet-marker-icon[role=button]").evaluate_all("all => all.map((one) => [one.getAttribute('aria-label'), one.tabIndex])")
    assert groups and all(re.fullmatch(r"\d+ assets near \S.*", name) for name, _ in groups)
    page.map.locator(".wm-skip-map").focus()
    keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.tagName") not in ("IFRAME", "BODY")
    # Before all else stand two links, past the menu and to the results.
    first_two = page.page.locator("body button").evaluate_all("all => all.slice(0, 2).map((one) => one.textContent)")
    assert first_two == ["Skip the menu", "Skip to the results"]
    page.page.get_by_role("button", name="Skip to the results").focus()
    keyboard.press("Enter")
    assert focused()[3] is not None
    # The tables of the other pages are one stop, too.
    page.open("clusters")
    lines = page.page.locator(".st-key-clusters-words tbody tr")
    lines.nth(7).wait_for()
    reached = lines.evaluate_all("all => all.map((line) => line.querySelectorAll(\"a:not([tabindex='-1'])\").length)")
    assert reached[0] >= 1 and set(reached[1:]) == {0}
    lines.nth(0).locator("a").first.focus()
    keyboard.press("ArrowDown")
    assert page.page.evaluate("document.activeElement.closest('tr').sectionRowIndex") == 1


def test_the_list_sorts_and_says_so(page):
    page.open("?layer=university")
    names = page.page.locator("tr[data-id] button.name span").evaluate_all("all => all.map(e => e.firstChild.textContent)")
    page.page.get_by_role("button", name="Name").first.click()
    page.page.get_by_role("button", name="Name").first.click()
    page.page.wait_for_timeout(600)
    assert page.page.locator("th.c-name").get_attribute("aria-sort") == "descending"
    again = page.page.locator("tr[data-id] button.name span").evaluate_all("all => all.map(e => e.firstChild.textContent)")
    assert again == sorted(names, key=str.casefold, reverse=True)


def test_the_number_of_results_is_announced(page):
    page.open()
    tick(page, "Catapult centres")
    said = page.page.locator(".results [role=status]").inner_text()
    assert said == page.page.locator(".results .count").inner_text()


def test_the_download_is_exactly_the_view(page, rows, tmp_path):
    page.open("?layer=gigafactory&status=operating")
    page.page.get_by_role("button", name="Download or share").click()
    with page.page.expect_download() as waiting:
        page.page.get_by_role("button", name="CSV table", exact=True).click()
    saved = tmp_path / "view.csv"
    waiting.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        got = {row["id"] for row in csv.DictReader(file)}
    assert got == ids(rows, layer="gigafactory", status="operating")
    # A scene is saved from the same dialog; the message leaves page and dialog as they are.
    page.page.get_by_role("button", name="Save this view as a scene").click()
    page.page.get_by_text("Saved as a scene").first.wait_for()
    page.settled()
    assert page.page.get_by_role("dialog").count() == 1 and page.page.locator("h1").count() == 1
    # Loaded anew, it is a session of its own: the browser gives it the scene back, and it is shown.
    page.page.goto(f"{page.url}present?present=own")
    page.page.locator("#wm-stage h1").wait_for(timeout=60_000)


def test_the_map_frame_has_a_meaningful_name(page):
    page.open("?layer=catapult")
    assert "Map of 4 innovation assets" in page.page.locator("iframe[src*='streamlit_folium']").get_attribute("title")


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_cut_off_on_a_phone_or_at_400_percent(make_page, width):
    page = make_page(width=width, height=640)
    page.open("?layer=catapult&asset=manufacturing-technology-centre")
    assert page.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.open("?layer=catapult")
    there = lambda css: page.page.locator(css).bounding_box()  # noqa: E731
    frame, rim = there("iframe[src*='streamlit_folium']"), page.page.locator(".wm-pull")
    assert there("#q")["y"] < frame["y"] < 200 and frame["height"] > 200, "the search, then the map"
    # The list is a sheet that is pulled up over it: its first words, half of the screen, all of it.
    heights = []
    for _ in range(3):
        heights.append(there(".st-key-side")["height"])
        rim.click()
        page.page.wait_for_timeout(400)
    assert heights[0] < 130 < heights[1] < 400 < heights[2]
    assert there(".st-key-side")["y"] >= frame["y"], "and down again"
    # The filters are a sheet of their own, which says what it would show.
    page.page.locator(".frame-title").click()
    page.page.locator("dialog.filters input[value=university]").click()
    show = page.page.locator(".filters-show")
    expect(show).to_have_text(re.compile(r"Show \d+ results"))
    number = show.inner_text().split()[1]
    show.click()
    assert page.page.locator("dialog.filters[open]").count() == 0
    assert page.page.locator(".results .count").inner_text() == f"{number} assets match"


IN_SIGHT = "(card) => { const box = card.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight * 0.75 && box.height > 200; }"


def test_a_card_opened_from_far_down_the_list_is_in_sight_and_closing_it_leads_back(page):
    page.open()
    row = page.page.locator("tr[data-id]").nth(150)
    row.scroll_into_view_if_needed()
    row.locator("button.name").click()
    card = page.page.locator(".wm-card")
    card.wait_for()
    page.page.wait_for_function(f"() => ({IN_SIGHT})(document.querySelector('.wm-card'))")
    page.page.keyboard.press("Escape")
    card.wait_for(state="detached")
    page.page.wait_for_timeout(500)
    box = row.bounding_box()
    assert box["y"] > 0 and box["y"] + box["height"] <= 900


@pytest.mark.parametrize("chosen", ["on the map", "in the list"])
def test_on_a_phone_a_card_comes_into_sight(make_page, chosen):
    watched = make_page(width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    watched.open("?layer=catapult")
    if chosen == "on the map":
        watched.map.locator(".wm-pin").first.tap()
    else:
        watched.page.locator("tr[data-id] button.name").last.tap()
    watched.page.locator(".wm-card").wait_for()
    watched.page.wait_for_function(f"() => ({IN_SIGHT})(document.querySelector('.wm-card'))")
    tip = watched.map.locator(".leaflet-tooltip").bounding_box() if chosen == "on the map" else None
    assert tip is None or (tip["x"] >= 0 and tip["x"] + tip["width"] <= 390)
    watched.page.get_by_role("link", name="Close").tap()
    watched.page.locator(".wm-card").wait_for(state="detached")
    # Whoever came from the map is led back to it.
    watched.page.wait_for_timeout(600)
    top = watched.page.locator("iframe[src*='streamlit_folium']").bounding_box()["y"]
    assert chosen == "in the list" or 0 <= top < 600
    assert watched.errors == [] and watched.outside == []
