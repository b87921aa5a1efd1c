"""Soak test of the kiosk: random touches in a real browser, memory of page and server watched.

    .venv/bin/python tests/bench/soak.py [--minutes 60] [--seed 1] [--out soak.csv]

Serves the app, opens the kiosk and does at random what visitors do: touches buttons, pins and bare
map, drags the map, scrolls a list, and goes away long enough for the countdown to run out. Fails
(exit status 1) on any error or request to another host, if a part of the kiosk was never reached,
or if the page's heap, its nodes and listeners, or the server's memory grow by more than is allowed
after the first ten minutes (the first sixth of a shorter run).
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from harness import MAP_FRAME, serve, watch  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

WIDTH, HEIGHT, IDLE_S, COUNTDOWN_S = 1920, 1080, 6, 10
SAMPLE_S, WARM_MINUTES = 20, 10
PAUSE_OF_SILENCE = 0.012
FLIGHT_MS = 2600
# Column of a sample and the growth allowed. Nodes and listeners depend on the screen that a sample
# happens to meet, so they may vary more; a leak in an hour of touches is a multiple.
MOST_GROWTH = {"page_mb": 0.10, "server_mb": 0.10, "nodes": 0.25, "listeners": 0.25}
COLUMNS = ("minute", "page_mb", "server_mb", "nodes", "listeners")
# What an honest run must have met: each kind of touch, each screen, each end of a visit.
MUST_MEET = ("button", "pin", "touch", "drag", "scroll", "screen home", "screen places", "screen list", "screen asset", "type hidden", "reset")
SCREEN = "() => { const s = window.wmStage.state; return s.exploring ? s.visit.screen : 'loop'; }"
HIDDEN = "() => Boolean(window.wmStage.state.visit.off && window.wmStage.state.visit.off.size)"
TRACES = f"""() => {{ const s = window.wmStage.state, frame = document.querySelector("{MAP_FRAME}").contentWindow.wm.state;
  return [s.exploring, Boolean(s.visit.asset), s.parts.explore.children.length, Boolean(frame.chosen), s.parts.over.hidden]; }}"""
BOXES = """all => all.map((e) => {
  const box = e.getBoundingClientRect(), frame = e.ownerDocument.defaultView.frameElement;
  const off = frame ? frame.getBoundingClientRect() : { x: 0, y: 0 };
  return { x: box.x + off.x, y: box.y + off.y, width: box.width, height: box.height };
}).filter((box) => box.width && box.height)"""
CLEAN = [False, False, 0, False, True]


def server_rss_mb(port: int) -> float:
    """Memory of the process that listens on a port, from /proc (Linux)."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            if b"streamlit" in command and str(port).encode() in command:
                rss = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
                total = max(total, int(rss.split()[1]) / 1024)
        except (OSError, StopIteration):
            continue
    return total


def page_sample(session) -> tuple[float, float, float]:
    """Heap in MB, nodes and listeners of the page after a collection, the map's frame included."""
    session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1e6, found["Nodes"], found["JSEventListeners"]


def go_away(page) -> str:
    """Leave the kiosk alone until it starts again; what a visitor did must leave no trace."""
    exploring = page.evaluate(SCREEN) != "loop"
    page.wait_for_timeout((IDLE_S + COUNTDOWN_S + 1.5) * 1000)
    if page.evaluate(TRACES) != CLEAN:
        raise AssertionError(f"A trace of the visitor is left: {page.evaluate(TRACES)}")
    return "reset" if exploring else "silence"


def tap_inside(page, locator, chance: random.Random) -> bool:
    """Tap one of the elements that lie on the screen, if there is any."""
    # All at once: the map may move on between counting its pins and looking at one of them.
    boxes = locator.evaluate_all(BOXES)
    if not boxes:
        return False
    box = boxes[chance.randrange(len(boxes))]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if not (0 < x < WIDTH and 0 < y < HEIGHT):
        return False
    page.touchscreen.tap(x, y)
    return True


def drag_map(page, session, chance: random.Random) -> None:
    """Pull the map with one finger."""
    x, y = chance.randrange(900, 1700), chance.randrange(200, 900)
    send = lambda kind, points: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    send("touchStart", [{"x": x, "y": y}])
    for step in range(1, 7):
        send("touchMove", [{"x": x + step * chance.randrange(-25, 25), "y": y + step * chance.randrange(-20, 20)}])
    send("touchEnd", [])


def touch_once(page, session, chance: random.Random) -> str:
    """One thing a visitor might do; returns what it was."""
    if chance.random() < PAUSE_OF_SILENCE:
        return go_away(page)
    kind = chance.random()
    if kind < 0.45:
        buttons = page.locator("#wm-stage .explore button:visible:not(:disabled), #wm-stage .invite:visible")
        if tap_inside(page, buttons, chance):
            return "button"
    elif kind < 0.60:
        if tap_inside(page, page.frame_locator(MAP_FRAME).locator(".leaflet-marker-pane .wm-pin-box"), chance):
            return "pin"
    elif kind < 0.68:
        drag_map(page, session, chance)
        return "drag"
    elif kind < 0.78:
        page.evaluate("(by) => document.querySelector('#wm-stage .explore .body')?.scrollBy(0, by)", chance.randrange(-600, 900))
        return "scroll"
    page.touchscreen.tap(chance.randrange(5, WIDTH - 5), chance.randrange(5, HEIGHT - 5))
    return "touch"


def soak(address: str, minutes: float, seed: int) -> tuple[list[tuple[float, ...]], Counter, list[str]]:
    """Touch for so many minutes: samples as `COLUMNS` has them, what was met how often, what went wrong."""
    chance, met, samples = random.Random(seed), Counter(), []
    port = int(address.rsplit(":", 1)[1].strip("/").split("/")[0])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True)
        watched = watch(page, address)
        page.goto(f"{address}present?present=region&kiosk=1&idle={IDLE_S}")
        page.wait_for_selector("#wm-stage .invite", timeout=60_000)
        page.wait_for_timeout(FLIGHT_MS)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        begun = sampled = time.monotonic()
        while (now := time.monotonic()) - begun < minutes * 60:
            met[touch_once(page, session, chance)] += 1
            page.wait_for_timeout(chance.randrange(80, 700))
            met[f"screen {page.evaluate(SCREEN)}"] += 1
            met["type hidden"] += page.evaluate(HIDDEN)
            if now - sampled >= SAMPLE_S:
                sampled = now
                heap, nodes, listeners = page_sample(session)
                samples.append(((now - begun) / 60, heap, server_rss_mb(port), nodes, listeners))
                print(" ".join(f"{name}={value:.1f}" for name, value in zip(COLUMNS, samples[-1], strict=True)), dict(met), flush=True)
        if page.locator("#wm-stage").count() != 1:
            watched.errors.append("The stage is gone.")
        wrong = watched.errors + [f"asked {url}" for url in watched.outside]
        browser.close()
    return samples, met, wrong


def growth(samples: list[tuple[float, ...]], column: int, warm: float) -> float:
    """Median of the last fifth against the median around the end of the warm-up, as a share."""
    after = [sample[column] for sample in samples if sample[0] >= warm]
    part = max(3, len(after) // 5)
    return statistics.median(after[-part:]) / statistics.median(after[:part]) - 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, serve(ROOT / "app.py", Path(folder) / "log.txt") as address:
        samples, met, wrong = soak(address, options.minutes, options.seed)
    if options.out:
        with options.out.open("w", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *samples])
    warm = min(WARM_MINUTES, options.minutes / 6)
    grown = {name: growth(samples, COLUMNS.index(name), warm) for name in MOST_GROWTH}
    told = ", ".join(f"{name} {share:+.1%}" for name, share in grown.items())
    print(f"{options.minutes:g} minutes, {dict(met)}: {told} after the first {warm:.1f} minutes")
    wrong += [f"never met: {what}" for what in MUST_MEET if not met[what]]
    wrong += [f"{name} grew by {share:.1%}" for name, share in grown.items() if share > MOST_GROWTH[name]]
    for problem in wrong:
        print(f"error: {problem}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
