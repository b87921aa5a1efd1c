"""What is on the screen is so, whatever happened to the connection: list, map, link, shortlist and download agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from harness import ROOT, Watched, serve, watch
from relay import Relay

from pages.shared.loaders import shared

LINE = "#wm-connection"


def port_of(address: str) -> int:
    return urlsplit(address).port


@pytest.fixture
def relay(app_url) -> Iterator[Relay]:
    with Relay(port_of(app_url)) as made:
        yield made


@pytest.fixture
def lost(browser, relay) -> Iterator[Watched]:
    """A page that reaches the app by way of the relay. What a cut logs in the console is no fault."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield watch(context.new_page(), relay.url)
    context.close()


def query_of(page: Watched) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.page.url).query)


def cut(page: Watched, relay: Relay) -> None:
    relay.cut()
    page.page.locator(LINE, has_text="No connection").wait_for()


def mend(page: Watched, relay: Relay) -> None:
    relay.mend()
    page.page.locator(LINE, has_text="Connected again").wait_for(timeout=60_000)
    page.page.wait_for_timeout(300)
    page.settled()


def answering(query: dict[str, list[str]]) -> set[str]:
    """What the server's own rules say that a link shows."""
    from geo.select.filters import filters_from_query

    data = shared()
    filters, _ = filters_from_query(query, options=data.index.options)
    return set(data.register.assets["id"][data.index.mask(filters)])


def agree(page: Watched) -> None:
    """List, map, link and download show the same."""
    listed, expected = set(page.listed_ids()), answering(query_of(page))
    assert listed == expected and page.shown_ids() == expected
    page.page.get_by_role("button", name="Download or share").click()
    count = page.page.get_by_role("dialog").get_by_text("exactly as on the screen").inner_text(timeout=20_000)
    assert int(re.match(r"\d+", count.replace(",", ""))[0]) == len(expected)
    link = page.page.get_by_role("dialog").locator("[data-testid='stCode'] code").first.inner_text()
    assert parse_qs(urlsplit(link).query) | {"release": []} == query_of(page) | {"release": []}
    page.page.keyboard.press("Escape")


def test_filters_and_stars_of_a_lost_connection_are_kept(lost, relay):
    lost.open("?layer=catapult")
    cut(lost, relay)
    lost.page.get_by_label(re.compile("^Universities")).first.click()
    first = lost.page.locator("tr[data-id]").first.get_attribute("data-id")
    lost.page.locator("tr[data-id] button.star").first.click()
    # While it is away list and link agree already.
    assert set(lost.listed_ids()) == answering(query_of(lost)) and query_of(lost)["star"] == [first]
    mend(lost, relay)
    assert query_of(lost)["layer"] == ["catapult", "university"] and query_of(lost)["star"] == [first]
    agree(lost)


def test_a_server_that_was_started_anew_goes_on_with_the_link(lost, relay, tmp_path):
    with serve(ROOT / "app.py", tmp_path / "second.txt") as second:
        lost.open("?layer=catapult")
        cut(lost, relay)
        relay.target = port_of(second)
        mend(lost, relay)
        lost.page.get_by_label(re.compile("^Testbeds")).first.click()
        lost.page.wait_for_timeout(800)
        lost.settled()
        assert query_of(lost)["layer"] == ["catapult", "testbed"]
        agree(lost)


def test_a_choice_on_a_page_waits_and_is_made(lost, relay):
    lost.open("places?authority=E08000030")
    cut(lost, relay)
    lost.page.get_by_label("Place", exact=True).select_option("E08000028")
    lost.page.locator(LINE, has_text="One choice waits").wait_for()
    assert query_of(lost)["authority"] == ["E08000030"]
    mend(lost, relay)
    lost.page.get_by_text("Sandwell has").first.wait_for(timeout=20_000)
    assert query_of(lost)["authority"] == ["E08000028"]


def test_another_page_opens_when_the_connection_is_back(lost, relay):
    lost.open("?layer=catapult")
    cut(lost, relay)
    # Streamlit takes the links of its menu out of reach meanwhile; who clicks one is told.
    lost.page.get_by_text("Clusters", exact=True).first.click(force=True)
    lost.page.locator(LINE, has_text="One choice waits").wait_for()
    assert urlsplit(lost.page.url).path == "/"
    mend(lost, relay)
    lost.page.wait_for_url("**/clusters*", timeout=20_000)
    assert query_of(lost)["layer"] == ["catapult"]


def test_a_star_in_a_list_is_kept_by_a_lost_connection(lost, relay):
    lost.open("nearby?near=steamhouse")
    cut(lost, relay)
    star = lost.page.locator("button.wm-star").nth(1)
    identity = star.get_attribute("data-id")
    star.click()
    assert star.get_attribute("aria-pressed") == "true"
    mend(lost, relay)
    assert query_of(lost)["star"] == [identity]
    lost.page.get_by_role("link", name=re.compile("^Shortlist")).first.click()
    lost.page.wait_for_url("**/shortlist*")
    lost.settled()
    assert lost.shown_ids() >= {identity}


def test_an_act_on_a_line_that_breaks_is_not_lost(page):
    """Requests fail, and the connection is not yet known to be away: what is sent then nobody hears."""
    page.open("organisation?organisation=university-of-warwick")
    failed = []

    def fails_twice(route) -> None:
        if len(failed) < 2:
            failed.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.page.route("**/answer/**", fails_twice)
    star = page.page.locator("button.wm-star:visible").first
    star.click()
    page.page.wait_for_function("(id) => new URLSearchParams(location.search).get('star') === id", arg=star.get_attribute("data-id"), timeout=20_000)
    page.page.unroute("**/answer/**")
    assert len(failed) == 2
    star.click()
    page.page.wait_for_function("() => !new URLSearchParams(location.search).has('star')", timeout=20_000)
    # What the browser says of the two requests.
    page.errors.clear()


def test_back_takes_no_star_away(page):
    page.open("nearby?near=steamhouse")
    names = page.page.locator(".wm-table a[href*='asset?']")
    starred = []
    for place in (1, 2):
        link = names.nth(place)
        starred.append(parse_qs(urlsplit(link.get_attribute("href")).query)["asset"][0])
        link.click()
        page.page.wait_for_url("**/asset?*")
        page.settled()
        page.page.get_by_role("button", name="Add to the shortlist").click()
        page.page.get_by_role("button", name="Take off the shortlist").wait_for()
        page.page.wait_for_timeout(500)
        while urlsplit(page.page.url).path != "/nearby":
            page.page.go_back()
            page.page.wait_for_timeout(600)
        page.settled()
        assert query_of(page)["star"] == starred
    assert page.page.locator("a[href$='/shortlist']").first.get_attribute("data-stars") == "2"
    pressed = page.page.locator("button.wm-star[aria-pressed=true]").evaluate_all("all => all.map(one => one.dataset.id)")
    assert set(pressed) == set(starred)


def test_an_act_is_one_step_of_back(page):
    page.open("?layer=catapult")
    # The reader brings the stars of before: Back takes none away.
    steps, before = page.page.evaluate("history.length"), query_of(page)
    page.page.get_by_label(re.compile("^Universities")).first.click()
    page.page.wait_for_timeout(1500)
    page.settled()
    page.page.locator("tr[data-id] button.name").first.click()
    page.page.wait_for_timeout(1500)
    page.settled()
    assert page.page.evaluate("history.length") == steps + 2
    page.page.go_back()
    page.page.go_back()
    page.settled()
    assert query_of(page) == before and before["layer"] == ["catapult"] and set(page.listed_ids()) == answering({"layer": ["catapult"]})
