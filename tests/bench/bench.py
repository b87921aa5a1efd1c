"""`make bench`: the floor, our pages and the tutorial's page, in one run, in a real browser.

Absolute times differ from machine to machine and minute to minute; the ratios in one run are the
figures. Prints them and writes `build/bench.json`.
"""

from __future__ import annotations

import json
import platform
import shutil
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from harness import BROWSERS, FLAGS, MAP_FRAME, serve, watch  # noqa: E402

ROUNDS = 40
LATE = -1
OUT = ROOT / "build" / "bench.json"

# Click and wait for the answer in the page: resolves with the milliseconds between.
CLICK_FLOOR = """() => new Promise((done) => {
  const text = () => document.querySelector('#result').textContent, was = text(), start = performance.now();
  const seen = new MutationObserver(() => { if (text() !== was) { seen.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); } });
  seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  document.querySelector('input[type=checkbox]').click(); })"""
# `shown`: the map has another set of pins. `confirmed`: the server's answer has come and been drawn.
CLICK_FILTER = """([frame, value]) => new Promise((done, wrong) => {
  const inner = document.querySelector(frame).contentWindow, before = inner.wm.state.shownKey, stamp = inner.wm.state.view.stamp;
  const box = [...document.querySelectorAll('*')].map((e) => e.shadowRoot && e.shadowRoot.querySelector(`input[value="${value}"]`)).find(Boolean);
  const start = performance.now();
  let shown = 0, pins = "";
  const look = (event) => {
    if (!shown && inner.wm.state.shownKey !== before) {
      pins = inner.wm.state.shownKey;
      inner.requestAnimationFrame(() => { shown = performance.now() - start; });
    }
    if (event.detail === stamp) return;
    inner.removeEventListener('wm-shown', look);
    inner.requestAnimationFrame(() => {
      if (inner.wm.state.shownKey !== pins) wrong(new Error("The server's answer is another than the one shown."));
      else done([shown, performance.now() - start]); }); };
  inner.addEventListener('wm-shown', look);
  box.click(); })"""
# Do what a reader does on a page, and wait for [the map showing the new view, the words showing it too].
CHOOSE = """([frame, words, act, argument]) => new Promise((done) => {
  const inner = document.querySelector(frame).contentWindow, stamp = inner.wm.state.view.stamp;
  const text = () => (document.querySelector(words) || {}).textContent, was = text(), start = performance.now();
  let onMap = 0, inWords = 0;
  const since = (then) => requestAnimationFrame(() => { then(performance.now() - start); if (onMap && inWords) done([onMap, Math.max(onMap, inWords)]); });
  const look = (event) => { if (event.detail !== stamp) { inner.removeEventListener('wm-shown', look); since((ms) => { onMap = ms; }); } };
  inner.addEventListener('wm-shown', look);
  const seen = new MutationObserver(() => { if (text() !== was) { seen.disconnect(); since((ms) => { inWords = ms; }); } });
  seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  if (act === 'follow') { history.pushState({}, '', argument); window.dispatchEvent(new PopStateEvent('popstate', { state: {} })); }
  else if (act === 'click') document.querySelector(`a.wm-go[href$="${argument}"]`).click();
  else if (act === 'hear') window.wmAhead.hear('set', argument);
  else inner.wm.send(act, argument); })"""
NEXT_SCENE = """([frame]) => new Promise((done) => {
  const inner = document.querySelector(frame).contentWindow, start = performance.now();
  inner.addEventListener('wm-shown', () => inner.requestAnimationFrame(() => done(performance.now() - start)), { once: true });
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true })); })"""

# A change of selection on each page as a reader makes it: where it is seen in words, the page opened, and
# what is done in turn, on the map (a message of `wm-map.js`) or by a link of the page.
SELECTIONS = {
    "places": (".st-key-places-head", "places?authority=E08000030", "authority", ({"gss_code": "E08000028"}, {"gss_code": "E08000030"})),
    "clusters": (
        ".st-key-clusters-words",
        "clusters?cluster=ev-battery",
        "click",
        ("surface=shares&cluster=health-medtech", "surface=shares&cluster=ev-battery"),
    ),
    "nearby": (".st-key-nearby-words", "nearby?near=52.48,-1.9&radius_km=5", "point", ({"lat": 52.45, "lon": -1.9}, {"lat": 52.48, "lon": -1.9})),
    "asset": (".st-key-asset-card", "asset?asset=steamhouse", "asset", ({"id": "keele-university"}, {"id": "steamhouse"})),
    "shortlist": (".st-key-shortlist-entries", "shortlist?star=steamhouse", "asset", ({"id": "keele-university"}, {"id": "keele-university"})),
    "explore_asset": (".st-key-explore-card", "?asset=steamhouse", "asset", ({"id": "keele-university"}, {"id": "steamhouse"})),
}
# The same by an address followed as the back button does, which runs the whole app: the dearer case.
FOLLOWED = {
    "places": ("/places?authority=E08000028", "/places?authority=E08000030"),
    "clusters": ("/clusters?cluster=health-medtech", "/clusters?cluster=ev-battery"),
    "nearby": ("/nearby?near=52.45,-1.9&radius_km=5", "/nearby?near=52.48,-1.9&radius_km=5"),
    "asset": ("/asset?asset=keele-university", "/asset?asset=steamhouse"),
    "shortlist": ("/shortlist?star=keele-university", "/shortlist?star=steamhouse"),
    "explore_asset": ("/?asset=keele-university", "/?asset=steamhouse"),
}


def main() -> None:
    browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
    logs = ROOT / "build"
    logs.mkdir(exist_ok=True)
    with ExitStack() as stack:
        servers = {
            name: serve(ROOT / script, logs / f"bench-{name}.log")
            for name, script in {"floor": "tests/bench/floor_page.py", "app": "app.py", "tutorial": "tests/bench/tutorial_page.py"}.items()
        }
        urls = {name: stack.enter_context(server) for name, server in servers.items()}
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=browser_path, args=FLAGS)
        figures = measure(browser, urls, servers)
        browser.close()
    figures["machine"] = f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}"
    OUT.write_text(json.dumps(figures, indent=2) + "\n")
    report(figures)


def measure(browser, urls: dict[str, str], servers: dict) -> dict[str, float]:
    new = lambda: browser.new_context(viewport={"width": 1440, "height": 900}).new_page()  # noqa: E731
    floor, tutorial = new(), new()
    floor.goto(urls["floor"])
    floor.wait_for_selector("#result")
    tutorial.goto(urls["tutorial"])
    tutorial.wait_for_selector("#result", timeout=60_000)
    explore = watch(new(), urls["app"])
    traffic = Traffic(explore.page)
    explore.open()
    explore.page.wait_for_timeout(1500)
    figures: dict[str, float] = {"first_load_kb": round(traffic.take() / 1000, 1)}
    floor_ms, explore_ms, confirmed_ms = [], [], []
    for turn in range(ROUNDS):
        floor_ms.append(timed(floor, CLICK_FLOOR))
        shown, confirmed = timed(explore.page, CLICK_FILTER, [MAP_FRAME, ("catapult", "catapult", "university", "university")[turn % 4]])
        explore_ms.append(shown)
        confirmed_ms.append(confirmed)
    figures["floor_ms"], figures["explore_ms"] = statistics.median(floor_ms), statistics.median(explore_ms)
    figures["explore_over_floor"] = figures["explore_ms"] / figures["floor_ms"]
    figures["confirmed_ms"] = statistics.median(confirmed_ms)
    figures["confirmed_over_floor"] = figures["confirmed_ms"] / figures["floor_ms"]
    traffic.take()
    before = cpu_ms(servers["app"])
    for _ in range(ROUNDS):
        timed(explore.page, CLICK_FILTER, [MAP_FRAME, "catapult"])
    figures["server_ms"] = (cpu_ms(servers["app"]) - before) / ROUNDS
    figures["filter_kb"] = traffic.take() / 1000 / ROUNDS
    before = cpu_ms(servers["tutorial"])
    for _ in range(6):
        timed(tutorial, CLICK_FLOOR)
    figures["tutorial_server_ms"] = (cpu_ms(servers["tutorial"]) - before) / 6
    figures["tutorial_over_server"] = figures["tutorial_server_ms"] / figures["server_ms"]
    explore.page.close()
    for name in SELECTIONS:
        figures |= selection(name, watch(new(), urls["app"]), floor)
    figures |= scenes(watch(new(), urls["app"]), floor)
    return {name: round(value, 2) for name, value in figures.items()}


def selection(name: str, page, floor: Page) -> dict[str, float]:
    """A change of selection on one page, and the same by an address, against the floor in turn with them."""
    words, opened, act, choices = SELECTIONS[name]
    page.open(opened)
    page.page.wait_for_timeout(800)
    ask = lambda done, what: timed(page.page, CHOOSE, [MAP_FRAME, words, done, what])  # noqa: E731
    for choice in choices:  # the first visit to a place or cluster is worked out once for everybody
        ask(act, choice)
    base, chosen, followed = [], [], []
    for turn in range(ROUNDS // 2):
        base.append(timed(floor, CLICK_FLOOR))
        chosen.append(ask(act, choices[turn % 2]))
    for turn in range(ROUNDS // 4):
        base.append(timed(floor, CLICK_FLOOR))
        followed.append(ask("follow", FOLLOWED[name][turn % 2])[1])
    page.page.close()
    floor_ms = statistics.median(base)
    on_map, whole = (statistics.median(column) for column in zip(*chosen, strict=True))
    return {
        f"{name}_ms": whole,
        f"{name}_over_floor": whole / floor_ms,
        f"{name}_map_over_floor": on_map / floor_ms,
        f"{name}_followed_over_floor": statistics.median(followed) / floor_ms,
    }


def scenes(page, floor: Page) -> dict[str, float]:
    """Scene to scene of a tour, against the floor measured in turn with it."""
    page.open("present?present=region")
    page.page.wait_for_timeout(1500)
    ours, base = [], []
    for _ in range(8):
        base.append(timed(floor, CLICK_FLOOR))
        ours.append(timed(page.page, NEXT_SCENE, [MAP_FRAME]))
    page.page.close()
    return {"scene_ms": statistics.median(ours), "scene_over_floor": statistics.median(ours) / statistics.median(base)}


class Traffic:
    """Bytes a page received: over HTTP as they came, and over its web socket."""

    def __init__(self, page: Page) -> None:
        self.received = 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._add(len(event["response"]["payloadData"]) * 0.75))

    def _add(self, number: float) -> None:
        self.received += number

    def take(self) -> float:
        taken, self.received = self.received, 0.0
        return taken


def timed(page: Page, script: str, argument=None) -> Any:
    """Run one click in the page in front, give it time to settle, and return its milliseconds."""
    page.bring_to_front()
    limited = f"(argument) => Promise.race([({script})(argument), new Promise((late) => setTimeout(() => late({LATE}), 8000))])"
    taken = page.evaluate(limited, argument)
    if taken == LATE:
        raise TimeoutError(f"No answer to a click on {page.url} within 8 s.")
    page.wait_for_timeout(250)
    return taken


def cpu_ms(server) -> float:
    """Processor time a server has used so far."""
    used = psutil.Process(server.process.pid).cpu_times()
    return (used.user + used.system) * 1000


def report(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"{name:24} {value}")
    print(
        f"Explore is {figures['explore_over_floor']:.2f} x the floor (at most 1.3), "
        f"a choice on any page at most {max(figures[f'{name}_over_floor'] for name in SELECTIONS):.2f} x (at most 1.5), "
        f"the tutorial's page takes {figures['tutorial_over_server']:.0f} x the server time (at least 10)."
    )


if __name__ == "__main__":
    main()
