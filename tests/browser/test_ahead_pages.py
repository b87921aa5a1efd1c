"""Places, Clusters, Nearby and Asset answer before their run does: the same answer, and no choice lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from harness import MAP_FRAME, Watched

from geo.select import query_string as queries
from geo.select.filters import filters_from_query
from geo.select.query_string import Query, follow, put
from pages import answers
from pages.shared.loaders import shared

WALSALL, SANDWELL, BIRMINGHAM, DUDLEY, WOLVERHAMPTON, COVENTRY = (f"E080000{number}" for number in (30, 28, 25, 27, 31, 26))
UKBIC = "UK Battery Industrialisation Centre (UKBIC)"
STAR = {"star": ["steamhouse"]}
# `hold()` keeps from the server what the page has to tell it, so that no run can come; `release()` lets it go.
# And what is put aside while an answer is awaited is never shown for mere impatience: a test would take
# it for the answer.
HOLDING = """(() => {
  const send = WebSocket.prototype.send, later = window.setTimeout;
  let held = null;
  WebSocket.prototype.send = function (data) { if (held) held.push(() => send.call(this, data)); else send.call(this, data); };
  window.hold = () => { held = held || []; };
  // What a test hangs into the page is taken out at its end: the next one has the same page.
  window.unhang = [];
  window.release = () => { const kept = held || []; held = null; kept.forEach((go) => go()); return kept.length; };
  window.setTimeout = (act, wait, ...more) => (wait === 3000 ? 0 : later(act, wait, ...more));
})()"""
# HTML as the browser has it, with the parameters of every link in order.
PLAIN = """const plain = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    // Stars are painted by the browser.
    for (const star of made.content.querySelectorAll("button.wm-star")) {
      star.textContent = "";
      for (const name of ["aria-pressed", "aria-label"]) star.removeAttribute(name);
    }
    // So is the one stop of Tab in a long table.
    for (const part of made.content.querySelectorAll(".wm-table [tabindex='-1']")) part.removeAttribute("tabindex");
    for (const link of made.content.querySelectorAll("a[href*='?']")) {
      const [page, query] = link.getAttribute("href").split("?");
      link.setAttribute("href", `${page}?${query.split("&").sort().join("&")}`);
    }
    return made.innerHTML;
  };"""
PARSED = "(sheets) => { " + PLAIN + " return Object.fromEntries(Object.entries(sheets).map(([key, html]) => [key, plain(html)])); }"
# What a reader sees of the sheets.
SHEETS = (
    "(sheets) => {"
    + PLAIN
    + """
  return Object.fromEntries(sheets.map((key) => [key, plain((document.querySelector(`.st-key-${key} .sheet`) || {}).innerHTML || "")])); }"""
)
# What a reader sees of the controls and the map.
SEEN = """([frame, pickers]) => {
  const inner = (document.querySelector(frame) || {}).contentWindow, state = inner && inner.wm && inner.wm.state;
  if (!state || !state.view) return null;
  const values = (cell) => {
    if (cell.matches(".many, .radio")) return [...cell.querySelectorAll("input")].filter((one) => one.checked).map((one) => one.value).sort();
    return cell.querySelector("select, input").value;
  };
  const picker = (key) => {
    const host = [...document.querySelectorAll(`.st-key-${key} *`)].find((node) => node.shadowRoot && node.shadowRoot.querySelector(".picker"));
    return host && [...host.shadowRoot.querySelectorAll(".field")].map(values);
  };
  return {
    pickers: Object.fromEntries(pickers.map((key) => [key, picker(key)])),
    view: JSON.stringify(state.view), pins: [...state.shown].sort(), chosen: state.chosen || null,
  }; }"""
# Every state that map and sheets go through from now on.
RECORDING = (
    "([frame, sheet]) => {"
    + PLAIN
    + """
  const inner = document.querySelector(frame).contentWindow, root = document.querySelector(`.st-key-${sheet} .sheet`);
  window.passed = [];
  const shown = () => window.passed.push(["map", JSON.stringify(inner.wm.state.view)]);
  const seen = new MutationObserver(() => window.passed.push(["sheet", plain(root.innerHTML)]));
  inner.addEventListener("wm-shown", shown);
  seen.observe(root, { childList: true, subtree: true, characterData: true });
  window.unhang.push(() => { inner.removeEventListener("wm-shown", shown); seen.disconnect(); }); }"""
)
CHANGES = """() => {
  window.changes = 0;
  const watch = new MutationObserver((all) => { window.changes += all.length; });
  for (const root of document.querySelectorAll(".sheet")) watch.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
  window.unhang.push(() => watch.disconnect()); }"""


@dataclass(frozen=True)
class Visit:
    """A page of the app open in the browser."""

    browser: Watched
    name: str

    @property
    def page(self):
        return self.browser.page

    def open(self, query: Query) -> None:
        self.browser.open(f"{self.name}?{queries.text(query)}")
        self.until_shown(query)

    def wanted(self, query: Query) -> dict:
        """What the page is to show for a query, by its own function."""
        made = answers.as_data(answers.PAGES[self.name].answer(shared(), query))
        view = told(json.dumps(made["view"]))
        values = {
            key: [sorted(f["value"]) if f["kind"] == "many" else [f["value"]] if f["kind"] == "radio" else f["value"] for f in fields]
            for key, fields in made["pickers"].items()
        }
        return {
            "sheets": self.page.evaluate(PARSED, made["sheets"]),
            "pickers": values,
            "view": view,
            "pins": sorted(view.get("ids", shared().register.by_id)),
            "chosen": view.get("chosen"),
        }

    def seen(self) -> dict:
        """What the page shows; nothing but the sheets while the map is not there."""
        return self.seen_beside() | {"sheets": self.page.evaluate(SHEETS, parts(self.name)[0])}

    def seen_beside(self) -> dict:
        """What the page shows beside its sheets, which are long."""
        found = self.page.evaluate(SEEN, [MAP_FRAME, parts(self.name)[1]]) or {}
        return found and found | {"view": told(found["view"])}

    def until_shown(self, query: Query) -> None:
        """Wait until the page shows what is wanted for a query; say what differs if it never does."""
        wanted = self.wanted(query)
        beside = {name: value for name, value in wanted.items() if name != "sheets"}
        for _ in range(120):
            if self.seen_beside() == beside and self.seen() == wanted:
                return
            self.page.wait_for_timeout(100)
        assert self.seen() == wanted

    def address(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.page.url).query)

    def until_written(self, query: Query) -> None:
        """Wait until the run has put a query into the address and is done."""
        for _ in range(200):
            if self.address() == query:
                break
            self.page.wait_for_timeout(50)
        assert self.address() == query
        self.browser.settled()

    def field(self, label: str):
        return self.page.get_by_label(label, exact=True)

    def send(self, kind: str, **what) -> None:
        """What a click on the map sends."""
        self.page.evaluate("([frame, kind, what]) => document.querySelector(frame).contentWindow.wm.send(kind, what)", [MAP_FRAME, kind, what])

    def held(self) -> None:
        self.page.evaluate("hold()")

    def released(self) -> int:
        return self.page.evaluate("release()")


@cache
def parts(name: str) -> tuple[list[str], list[str]]:
    """The keys of a page's sheets and of its controls."""
    made = answers.PAGES[name].answer(shared(), {})
    return list(made.sheets), list(made.pickers)


def told(view: str) -> dict:
    """A view without what says nothing to the reader: whose answer it is, a hash that differs by process, the theme."""
    return {name: value for name, value in json.loads(view).items() if name not in ("asked", "stamp", "theme")}


@pytest.fixture
def visit(page) -> Iterator[Callable[[str], Visit]]:
    """Visits of a watched browser page, whose runs can be held back."""
    if not page.kept:
        page.page.add_init_script(HOLDING)
    yield lambda name: Visit(page, name)
    page.page.evaluate("() => { release(); unhang.splice(0).forEach((act) => act()); }")


def chooses(label: str, value: str, **led) -> Callable[[Visit, Query], Query]:
    def act(visit: Visit, query: Query) -> Query:
        visit.field(label).select_option(value)
        return put(query, **led)

    return act


def types(label: str, text: str, **led) -> Callable[[Visit, Query], Query]:
    def act(visit: Visit, query: Query) -> Query:
        visit.field(label).fill(text)
        visit.page.keyboard.press("Enter")
        return put(query, **led)

    return act


def follows(selector: str) -> Callable[[Visit, Query], Query]:
    def act(visit: Visit, query: Query) -> Query:
        link = visit.page.locator(f".sheet a.wm-go{selector}:visible").first
        led = follow(query, urlsplit(link.get_attribute("href")).query)
        assert led != query
        link.click()
        return led

    return act


def clicks(kind: str, what: dict, **led) -> Callable[[Visit, Query], Query]:
    def act(visit: Visit, query: Query) -> Query:
        visit.send(kind, **what)
        return put(query, **led)

    return act


PLACE, NEAR, NAME = "Find a place", "Postcode, town, asset, or latitude, longitude", "Find an asset"
START = {"places": {"authority": [WALSALL]}, "clusters": {"cluster": ["ev-battery"]}, "nearby": {"near": ["Rugby"]}, "asset": {"asset": ["steamhouse"]}}
# A choice in a control, a link in a sheet and a click on the map, each with where it leads.
ACTS = {
    "places": [
        chooses("Place", SANDWELL, authority=SANDWELL),
        follows(f"[href^='places?'][href*='authority={BIRMINGHAM}']"),
        clicks("authority", {"gss_code": WOLVERHAMPTON}, authority=WOLVERHAMPTON),
    ],
    "clusters": [
        chooses("Cluster", "aerospace", cluster="aerospace"),
        follows("[href^='clusters?'][href*='with=']"),
        clicks("asset", {"id": "manufacturing-technology-centre"}, asset="manufacturing-technology-centre"),
    ],
    "nearby": [
        types(NEAR, "Coventry", near="Coventry"),
        follows("[href^='nearby?'][href*='asset=']"),
        clicks("point", {"lat": 52.48, "lon": -1.9}, near="52.4800,-1.9000", asset=""),
    ],
    "asset": [
        types(NAME, UKBIC, asset="ukbic"),
        follows("[href^='asset?asset=']"),
        clicks("asset", {"id": "steamhouse-phase-one"}, asset="steamhouse-phase-one"),
    ],
}


# A shortlist outlives every step, so the next test would have its star.
@pytest.mark.new_page
@pytest.mark.parametrize("name", ACTS)
def test_an_act_shows_before_the_run_and_the_run_changes_nothing(visit, name):
    here, query = visit(name), START[name] | STAR
    here.open(query)
    here.browser.mark_map()
    passed = [query]
    for act in ACTS[name]:
        here.held()
        query = act(here, query)
        here.until_shown(query)
        # What is shown is in the address at once; the run that confirms it is held.
        assert parse_qs(urlsplit(here.page.url).query) == query
        answered = here.seen()
        here.page.evaluate(CHANGES)
        assert here.released() > 0
        here.until_written(query)
        assert here.seen() == answered
        assert here.page.evaluate("window.changes") == 0
        assert here.page.evaluate("wmAhead.aside.size") == 0
        passed.append(query)
    for move, at in ((here.page.go_back, -2), (here.page.go_back, -3), (here.page.go_forward, -2)):
        move()
        here.until_shown(passed[at])
        here.until_written(passed[at])
        here.until_shown(passed[at])
    # The next act begins where the page is now, not where it was.
    query = ACTS[name][-1](here, passed[-2])
    here.until_shown(query)
    here.until_written(query)
    assert here.browser.map_kept()


NAMED = {
    UKBIC: "ukbic",
    "steamhouse phase": "steamhouse-phase-one",
    "minerva works": "1-minerva-works",
    "FabLab Coventry": "fablab-coventry",
    "Keele University Science": "keele-science-innovation-park",
}
# Five choices, and the sheet that names what was chosen.
QUICK = {
    "places": (
        [*(chooses("Place", code, authority=code) for code in (SANDWELL, BIRMINGHAM, DUDLEY, COVENTRY)), chooses("Place", "region", authority="")],
        "places-head",
    ),
    "clusters": (
        [chooses("Cluster", one, cluster=one) for one in ("aerospace", "future-housing", "health-medtech", "low-carbon-utilities", "")],
        "clusters-words",
    ),
    "nearby": ([types(NEAR, town, near=town) for town in ("Coventry", "Dudley", "Walsall", "Solihull", "Stafford")], "nearby-words"),
    "asset": ([types(NAME, text, asset=identity) for text, identity in NAMED.items()], "asset-card"),
}


# One page is enough for the runs held back to the last: the script is the same on all.
@pytest.mark.parametrize(("name", "held"), [*((name, False) for name in QUICK), ("places", True)])
def test_quick_choices_end_at_the_last_and_none_comes_back(visit, name, held):
    """Also where the last one leads to the bare page, whose query is empty."""
    here, query = visit(name), START[name]
    here.open(query)
    acts, sheet = QUICK[name]
    here.page.evaluate(RECORDING, [MAP_FRAME, sheet])
    if held:
        here.held()
    states = [query]
    for act in acts:
        states.append(act(here, states[-1]))
    here.until_shown(states[-1])
    here.released()
    here.until_written(states[-1])
    here.until_shown(states[-1])
    wanted = [here.wanted(state) for state in states]
    for part in ("map", "sheet"):
        shown = [told(what) if part == "map" else what for where, what in here.page.evaluate("window.passed") if where == part]
        known = [state["view"] if part == "map" else state["sheets"][sheet] for state in wanted]
        order = [position_after(known, state, at) for at, state in enumerate(shown)]
        assert order, part
        assert order == sorted(order), (part, order)
        assert order[-1] == len(states) - 1


def position_after(known: list, state: object, at: int) -> int:
    """Which of the states asked for one was, the last where several look alike."""
    places = [place for place, one in enumerate(known) if one == state]
    assert places, f"state {at} is none that was asked for"
    return places[-1]


WRONG = {"places": (PLACE, "SW1A 1AA", "CV1 5FB", {"authority": [COVENTRY]}), "nearby": (NEAR, "SW1A 1AA", "Coventry", {"near": ["Coventry"]})}


@pytest.mark.parametrize("name", WRONG)
def test_a_text_that_means_no_place_is_said_beside_it_and_changes_nothing(visit, name):
    here, (label, wrong, right, led) = visit(name), WRONG[name]
    here.open(START[name])
    before, address, note = here.seen(), here.page.url, here.page.locator(f".st-key-{name}-controls [role=status]")
    assert note.inner_text() == ""
    here.page.evaluate(CHANGES)
    types(label, wrong)(here, {})
    note.filter(has_text="not in the region of this map").wait_for()
    assert "wrong" in note.get_attribute("class").split()
    here.browser.settled()
    after = here.seen()
    # The text stays where it was typed, to be mended.
    assert here.field(label).input_value() == wrong
    assert {part: after[part] for part in ("sheets", "view", "pins", "chosen")} == {part: before[part] for part in ("sheets", "view", "pins", "chosen")}
    assert here.page.evaluate("window.changes") == 0 and here.page.url == address
    assert here.page.get_by_role("alert").count() == 0
    types(label, right)(here, {})
    here.until_shown(led)
    here.until_written(led)
    assert "wrong" not in note.get_attribute("class").split()
    assert ("Coventry" in note.inner_text()) == (name == "places")


@pytest.mark.parametrize("name", ["places", "nearby"])
def test_a_choice_works_without_the_route(make_page, name):
    browser = make_page()
    here, query = Visit(browser, name), START[name] | STAR
    here.open(query)
    browser.page.route("**/answer/**", lambda route: route.abort())
    for act in ACTS[name]:
        query = act(here, query)
        here.until_shown(query)
        here.until_written(query)
    if name in WRONG:
        types(WRONG[name][0], WRONG[name][1])(here, {})
        browser.page.get_by_role("alert").filter(has_text="not in the region of this map").wait_for()
        assert here.address() == query
    assert browser.outside == []
    # The browser itself says that the requests failed; nothing else may.
    assert [error for error in browser.errors if "ERR_FAILED" not in error] == []


FOCUS = """() => { let at = document.activeElement; while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return [at.tagName, at.type || "", at.value || "", Boolean(at.closest("details") && at.closest("details").open)]; }"""


def test_the_controls_work_by_keyboard_alone_and_keep_the_focus(visit):
    here = visit("clusters")
    here.open(START["clusters"])
    press = here.page.keyboard.press
    here.field("Cluster").focus()
    press("ArrowDown")
    clusters = list(shared().register.clusters.index)
    query = {"cluster": [clusters[clusters.index("ev-battery") + 1]]}
    here.until_shown(query)
    here.until_written(query)
    assert here.page.evaluate(FOCUS)[:3] == ["SELECT", "select-one", query["cluster"][0]]
    press("Tab")
    press("ArrowRight")
    query = query | {"surface": ["hexagons"]}
    here.until_shown(query)
    here.until_written(query)
    assert here.page.evaluate(FOCUS)[:3] == ["INPUT", "radio", "hexagons"]
    press("Tab")
    assert here.page.evaluate(FOCUS) == ["SUMMARY", "", "", False]
    press("Enter")
    assert here.page.evaluate(FOCUS)[3]
    press("Tab")
    layers = list(shared().register.layer_names.index)
    assert here.page.evaluate(FOCUS) == ["INPUT", "checkbox", layers[0], True]
    press("Space")
    query = query | {"layer": [layers[0]]}
    here.until_shown(query)
    here.until_written(query)
    # The list stays open and the focus where it was, so that a second one can be ticked.
    assert here.page.evaluate(FOCUS) == ["INPUT", "checkbox", layers[0], True]
    press("Tab")
    press("Space")
    query = query | {"layer": layers[:2]}
    here.until_shown(query)
    here.until_written(query)
    press("Escape")
    assert here.page.evaluate(FOCUS) == ["SUMMARY", "", "", False]


def test_a_choice_that_changes_what_can_be_chosen_keeps_the_focus(visit):
    """From an area that is on the list for being in view alone."""
    here = visit("places")
    here.open({"area": ["staffordshire"]})
    here.field("Place").focus()
    here.page.keyboard.press("Home")
    here.until_shown({})
    here.until_written({})
    assert here.page.evaluate(FOCUS)[:3] == ["SELECT", "select-one", "region"]


def test_what_is_being_typed_is_not_lost_to_an_answer(visit):
    here = visit("nearby")
    here.open(START["nearby"])
    here.held()
    radius = here.field("Radius around it, km: 10")
    radius.focus()
    here.page.keyboard.press("ArrowRight")
    here.field(NEAR).focus()
    here.page.keyboard.press("End")
    here.page.keyboard.type(" x")
    here.page.wait_for_function("() => document.querySelector('.st-key-nearby-words').textContent.includes('within 11 km')")
    assert here.field(NEAR).input_value() == "Rugby x"
    here.released()
    here.until_written({"near": ["Rugby"], "radius_km": ["11"]})
    assert here.field(NEAR).input_value() == "Rugby x"


def test_a_page_of_the_menu_opened_right_after_a_choice_shows_at_once(visit):
    """An answer to what was asked on the last page is awaited no more."""
    here = visit("places")
    here.open(START["places"])
    query = chooses("Measure", "assets", measure="assets")(here, START["places"])
    here.until_written(query)
    menu(here, "Clusters")
    there = Visit(here.browser, "clusters")
    there.until_shown(START["places"])
    there.until_written(START["places"])
    query = chooses("Cluster", "aerospace", cluster="aerospace")(there, START["places"])
    there.until_written(query)
    menu(there, "Explore")
    there.page.locator(".facets input[value=hub]").wait_for()
    shown = shared().register.assets[shared().index.mask(filters_from_query(query, options=shared().index.options)[0])]
    assert set(here.browser.listed_ids()) == here.browser.shown_ids() == set(shown["id"])


def test_places_opened_from_the_menu_right_after_a_filter_on_explore_shows_at_once(visit):
    here = visit("places")
    here.browser.open()
    here.page.locator(".facets input[value=hub]").click()
    here.page.wait_for_url("**layer=hub")
    menu(here, "Places")
    here.until_shown({"layer": ["hub"]})


def menu(here: Visit, name: str) -> None:
    here.page.get_by_role("link", name=name, exact=True).first.click()


def test_a_list_closes_when_something_else_is_clicked(visit):
    here = visit("clusters")
    here.open(START["clusters"])
    summaries = here.page.locator(".st-key-clusters-controls summary")
    summaries.nth(0).click()
    lists = here.page.locator(".st-key-clusters-controls details[open]")
    assert lists.count() == 1
    summaries.nth(1).click()
    assert lists.count() == 1 and summaries.nth(1).evaluate("(head) => head.parentNode.open")
    here.page.locator("h1").first.click()
    assert lists.count() == 0
    assert here.address() == START["clusters"]
