"""Explore answers in the browser before the server does: the same answer, and no click lost."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from harness import ROOT
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.region_figures import asset_figures
from geo.select.filters import FACET_COLUMNS, Filters
from geo.webmap.browser_files import asset_data, script_of
from geo.webmap.explore_panels import facets_panel, results_panel

ANSWER = """([filters, found]) => {
  const { ids, counts } = wmAnswer.assets(filters, found);
  return { key: wmAnswer.key(filters), chosen: wmAnswer.key(filters, "ukbic", ["steamhouse"]), panel: wmAnswer.panel(filters, counts, ids),
           results: wmAnswer.results(filters, ids) };
}"""


@pytest.fixture(scope="module")
def answering(browser, register):
    """An empty page with the assets and the script that answers for them."""
    page = browser.new_page()
    page.add_script_tag(content=script_of("wmAssets", asset_data(register)))
    page.add_script_tag(path=ROOT / "static" / "answer.js")
    yield page
    page.close()


def choices(index):
    """Filters with up to three values of up to three facets, and now and then a text."""
    facet = st.sampled_from(list(FACET_COLUMNS))
    value = facet.flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(index.options[name])))
    texts = st.sampled_from(["", "", "battery", "univercity", "B4 7RJ", "zzzzqqqq", "\u201cquoted\u201d \\ \u00e9"])
    since = st.sampled_from(["", "2025", "2026", "2026-11-25", *index.options["since"]])
    return st.tuples(st.lists(value, max_size=5, unique=True), texts, since)


def filters_of(pairs, text, since) -> Filters:
    made = Filters(q=text, since=since)
    for facet, value in pairs:
        made = replace(made, **{facet: (*getattr(made, facet), value)})
    return made


def test_the_browser_answers_as_the_library_does(answering, register, index):
    @given(choices(index))
    def same(chosen):
        filters = filters_of(*chosen)
        ids = tuple(register.assets["id"].iloc[index.places(filters)])
        asked = {facet: list(getattr(filters, facet)) for facet in FACET_COLUMNS} | {"q": filters.q, "since": filters.since}
        got = answering.evaluate(ANSWER, [asked, index.found(filters)])
        panel = facets_panel(filters, index.counts(filters), found=None, figures=asset_figures(register.assets[register.assets["id"].isin(ids)]))
        listed = results_panel(register, filters, ids=ids, chosen="", starred=[])
        assert got["key"] == filters.key() == panel["asked"] == listed["asked"]
        assert got["chosen"] == filters.key("ukbic", ["steamhouse"])
        assert got["panel"] == json.loads(json.dumps({name: panel[name] for name in ("q", "since", "chosen", "counts", "figures")}))
        assert got["results"] == json.loads(json.dumps({name: listed[name] for name in ("ids", "words", "hint", "chips")}))

    same()


@pytest.mark.parametrize(
    ("before", "what", "sent", "after"),
    [
        ({}, "toggle", {"facet": "layer", "value": "hub"}, {"layer": ["hub"]}),
        ({"layer": ["hub", "testbed"]}, "toggle", {"facet": "layer", "value": "hub"}, {"layer": ["testbed"]}),
        ({"q": "rail"}, "chip", {"facet": "q", "value": "rail"}, {"q": ""}),
        ({"layer": ["hub"]}, "chip", {"facet": "layer", "value": "hub"}, {"layer": []}),
        ({"layer": ["hub"], "q": "rail"}, "clear", {}, {}),
        ({"q": "rail"}, "since", {"value": "2026"}, {"q": "rail", "since": "2026"}),
        ({"since": "2026"}, "chip", {"facet": "since", "value": "2026"}, {"since": ""}),
        ({}, "q", {"value": "rail"}, {"q": "rail"}),
        ({}, "layer", {"id": "hub"}, {"layer": ["catapult", "university", "gigafactory", "testbed"]}),
        ({"layer": ["catapult", "university", "gigafactory", "testbed"]}, "layer", {"id": "hub"}, {"layer": []}),
    ],
)
def test_what_a_reader_does_changes_the_filters(answering, before, what, sent, after):
    assert answering.evaluate("([b, w, s]) => wmAnswer.changed(b, w, s)", [before, what, sent]) == after


def test_taking_off_every_chip_leaves_nothing(answering, index):
    @given(choices(index))
    def nothing(chosen):
        filters = filters_of(*chosen)
        asked = {facet: list(getattr(filters, facet)) for facet in FACET_COLUMNS} | {"q": filters.q, "since": filters.since}
        left = answering.evaluate(
            "(f) => { for (const chip of wmAnswer.results(f, []).chips) f = wmAnswer.changed(f, 'chip', chip); return wmAnswer.key(f); }", asked
        )
        assert left == Filters().key()

    nothing()


def test_the_map_answers_before_the_server(page, register):
    page.open()
    shown = page.page.evaluate("""() => {
      const inner = document.querySelector("iframe[src*='streamlit_folium']").contentWindow;
      const host = [...document.querySelectorAll("*")].map((e) => e.shadowRoot && e.shadowRoot.querySelector("input[value=catapult]")).find(Boolean);
      host.click();
      return [...inner.wm.state.shown]; }""")
    assert set(shown) == set(register.layers["catapult"].query("status != 'closed'")["id"])


def test_quick_clicks_lose_nothing_and_show_no_earlier_answer(page, register):
    page.open()
    page.page.evaluate("""() => {
      const inner = document.querySelector("iframe[src*='streamlit_folium']").contentWindow;
      window.sizes = [];
      inner.addEventListener("wm-shown", () => window.sizes.push(inner.wm.state.shown.size)); }""")
    for value in ("hub", "catapult", "university"):
        page.page.locator(f".facets input[value={value}]").click()
    page.page.wait_for_function("() => location.search.split('&').length === 3")
    page.settled()
    open_ones = register.assets[register.assets["status"] != "closed"]
    counts = [int(open_ones["layer"].isin(layers).sum()) for layers in (["hub"], ["hub", "catapult"], ["hub", "catapult", "university"])]
    assert page.page.evaluate("window.sizes.filter((size, at, all) => size !== all[at - 1])") == counts
    assert page.page.url.endswith("?layer=hub&layer=catapult&layer=university")
    assert len(page.listed_ids()) == counts[-1]
    assert page.page.locator(".chips li").count() == 4


def test_a_filter_two_stars_and_an_asset_in_one_breath_are_all_kept(page):
    page.open()
    starred = page.page.evaluate("""() => {
      const rooted = (name) => [...document.querySelectorAll("*")].map((e) => e.shadowRoot && e.shadowRoot.querySelector(name)).find(Boolean);
      const rows = [...rooted(".results").querySelectorAll("tr[data-id]")].slice(0, 2);
      rooted(".facets").querySelector("input[value=hub]").click();
      for (const row of rows) row.querySelector("button.star").click();
      rows[1].querySelector("button.name").click();
      return rows.map((row) => row.dataset.id); }""")
    page.page.wait_for_function("() => location.search.split('&').length === 4")
    page.settled()
    asked = parse_qs(urlsplit(page.page.url).query)
    assert asked == {"layer": ["hub"], "star": starred, "asset": starred[1:]}
    on = page.page.locator("tr[data-id] button.star[aria-pressed=true]")
    assert set(on.evaluate_all("all => all.map((one) => one.closest('tr').dataset.id)")) == set(starred) & set(page.listed_ids())


def test_back_shows_the_view_before_the_server_has_heard_of_it(page, register):
    page.open("?layer=hub&star=steamhouse&asset=steamhouse")
    page.page.locator(".facets input[value=hub]").click()
    page.page.wait_for_function("() => !location.search.includes('layer')")
    page.settled()
    everything = page.shown_ids()
    page.page.evaluate("WebSocket.prototype.send = () => {}")
    page.page.go_back()
    hubs = set(register.assets["id"][((register.assets["layer"] == "hub") & (register.assets["status"] != "closed")).to_numpy()])
    assert page.shown_ids() == hubs < everything
    assert set(page.listed_ids()) == hubs
    assert page.page.locator(".facets input[value=hub]").is_checked()
    assert page.page.locator("button.star[aria-pressed=true]").count() == 1


def test_what_the_server_never_confirms_gives_way_to_what_it_says(page):
    page.open()
    page.page.evaluate("""() => { const say = wmAhead.say; wmAhead.say = (what, sent) => say(what, { ...sent, layer: ["testbed"] }); }""")
    page.page.locator(".facets input[value=hub]").click()
    page.page.wait_for_timeout(4500)
    expected = page.page.evaluate("wmAssets.items.filter((i) => i.layer === 'testbed' && i.status !== 'closed').map((i) => i.id)")
    assert page.shown_ids() == set(expected) == set(page.listed_ids())
    assert page.page.locator(".facets input[value=testbed]").is_checked()
    assert not page.page.locator(".facets input[value=hub]").is_checked()


def test_a_pin_and_an_authority_are_marked_before_the_server_answers(page):
    page.open("places?authority=E08000030")
    assert page.shown_ids()
    marked = page.page.evaluate("""() => {
      const wm = document.querySelector("iframe[src*='streamlit_folium']").contentWindow.wm;
      wm.send("asset", { id: "bloxwich-launchpad" });
      const ring = wm.state.chosen;
      wm.send("authority", { gss_code: "E08000028" });
      return [ring, wm.state.view.highlight]; }""")
    assert marked == ["bloxwich-launchpad", ["E08000028"]]
    # The card stands below the map, and most of the map below the fold: it is brought into sight.
    page.page.wait_for_function("() => document.querySelector('.wm-card')?.getBoundingClientRect().top < innerHeight * 0.7")
    page.page.wait_for_function("() => document.querySelector('.st-key-places-head').textContent.includes('Sandwell')")
    page.page.wait_for_url("**authority=E08000028**")


def test_a_link_of_the_page_changes_the_view_alone(page):
    page.open("places?authority=E08000030&star=steamhouse")
    assert page.shown_ids()
    page.mark_map()
    page.page.locator(".sheet a.wm-go[href*='authority=E08000028']").first.click()
    page.page.wait_for_function("() => document.querySelector('.st-key-places-head').textContent.includes('Sandwell')")
    assert page.map_kept()
    page.page.wait_for_url("**authority=E08000028**")
    assert "star=steamhouse" in page.page.url
    page.page.go_back()
    page.page.wait_for_function("() => document.querySelector('.st-key-places-head').textContent.includes('Walsall')")
