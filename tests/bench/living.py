"""`make bench`, fifth part: a choice on What's new, Corrections and Your data against the floor, in turn with it in one run.

What is measured is the time until the last part of the page that changes has changed, the map included where there is one.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/browser"), str(ROOT / "tests/bench")]

from bench import CHOOSE, CLICK_FLOOR, timed  # noqa: E402
from harness import BROWSERS, FLAGS, MAP_FRAME, serve, watch  # noqa: E402

ROUNDS, MOST_TIMES = 12, 1.5
# A switch of the page, until the map shows what it says.
SWITCH = """([frame, switched]) => new Promise((done) => {
  const inner = document.querySelector(frame).contentWindow, stamp = inner.wm.state.view.stamp, start = performance.now();
  const look = (event) => {
    if (event.detail === stamp) return;
    inner.removeEventListener('wm-shown', look);
    requestAnimationFrame(() => done(performance.now() - start)); };
  inner.addEventListener('wm-shown', look);
  document.querySelector(switched).click(); })"""
# The asset that was typed chosen by Enter, until nothing of the page changes any more; resolves with the milliseconds to the last change.
ENTER = """() => new Promise((done) => {
  const start = performance.now(), app = document.querySelector("[data-testid='stApp']");
  let last = 0;
  const seen = new MutationObserver(() => { last = performance.now() - start; });
  seen.observe(document.querySelector(".stMain"), { subtree: true, childList: true, characterData: true });
  const look = () => {
    const quiet = last && performance.now() - start - last > 600 && app.dataset.testScriptState === "notRunning";
    if (quiet) { seen.disconnect(); done(last); } else setTimeout(look, 50);
  };
  look();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true })); })"""
OWN_MAP = f"""() => (document.querySelector("{MAP_FRAME}").contentWindow?.wm?.state?.view?.stamp || "").startsWith("own-")"""
SITES = "Name\tLatitude\tLongitude\n" + "\n".join(f"Site {n}\t{52.1 + n % 7 * 0.11:.2f}\t{-2.4 + n % 11 * 0.1:.2f}" for n in range(30))
NEWS = (".st-key-whats-new-list", ({"name": "authority", "value": ["E08000027"]}, {"name": "authority", "value": ["E08000025"]}))
ASSETS = ("Keele University", "STEAMhouse")


def main() -> None:
    """Measure, and print."""
    browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
    logs = ROOT / "build"
    logs.mkdir(exist_ok=True)
    with ExitStack() as stack:
        urls = [
            stack.enter_context(serve(ROOT / script, logs / f"bench-living-{name}.log"))
            for name, script in (("floor", "tests/bench/floor_page.py"), ("app", "app.py"))
        ]
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=browser_path, args=FLAGS)
        figures = measure(browser, *urls)
        browser.close()
    for name, value in figures.items():
        print(f"{name:24} {value:.2f} x the floor (at most {MOST_TIMES})")


def measure(browser: Any, floor_url: str, app_url: str) -> dict[str, float]:
    """The times of the floor each choice takes, by name."""
    new = lambda: browser.new_context(viewport={"width": 1440, "height": 900}).new_page()  # noqa: E731
    floor = new()
    floor.goto(floor_url)
    floor.wait_for_selector("#result")
    app = watch(new(), app_url)
    words, choices = NEWS
    app.open("whats-new")
    news = [lambda choice=choice: timed(app.page, CHOOSE, [MAP_FRAME, words, "hear", choice])[1] for choice in choices]
    figures = {"whats_new": against(floor, news)}
    app.open("corrections?asset=steamhouse")
    figures["corrections"] = against(floor, [lambda name=name: chosen(app.page, name) for name in ASSETS])
    app.open("your-data")
    app.page.get_by_label("Or a table, copied from a spreadsheet").fill(SITES)
    app.page.get_by_role("button", name="Show the pasted table").click()
    app.page.get_by_text("rows on the map").wait_for(timeout=60_000)
    app.page.locator(MAP_FRAME).wait_for(timeout=60_000)
    app.settled()
    app.page.wait_for_function(OWN_MAP, timeout=60_000)
    figures["your_data"] = against(floor, [lambda: timed(app.page, SWITCH, [MAP_FRAME, ".st-key-own-ours label"])] * 2)
    return figures


def chosen(page: Page, name: str) -> float:
    """Milliseconds from choosing an asset by its name to its form."""
    page.bring_to_front()
    page.get_by_label("Which asset is wrong?").fill(name)
    page.wait_for_timeout(300)
    return timed(page, ENTER)


def against(floor: Page, choices: list[Any]) -> float:
    """The median of choices made in turn over that of the floor, measured in turn with them; the first of each is not counted."""
    for choose in choices:
        choose()
    base, ours = [], []
    for turn in range(ROUNDS):
        base.append(timed(floor, CLICK_FLOOR))
        ours.append(choices[turn % len(choices)]())
    print(f"  floor {statistics.median(base):.0f} ms, ours {statistics.median(ours):.0f} ms")
    return statistics.median(ours) / statistics.median(base)


if __name__ == "__main__":
    main()
