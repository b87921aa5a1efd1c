"""Soak test of the kiosk: random touches in a real browser, memory of page and server watched.

    .venv/bin/python tests/bench/soak.py [--minutes 60] [--seed 1] [--out soak.csv]

Serves the app, opens the kiosk and touches it at random, with pauses long enough now and then for
the countdown to run out. Fails (exit status 1) on any error or request to another host, or if the
page's heap or the server's memory grows by more than 10 % after the first ten minutes (the first
sixth of a shorter run).
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from harness import serve, watch  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

WIDTH, HEIGHT, IDLE_S, COUNTDOWN_S = 1920, 1080, 6, 10
SAMPLE_S, WARM_MINUTES, MOST_GROWTH = 20, 10, 0.10
PAUSE_OF_SILENCE = 0.012


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


def heap_mb(session) -> float:
    """The page's JavaScript heap after a collection, the map's frame included."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {
        metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]
    }
    return metrics["JSHeapUsedSize"] / 1e6


def touch_once(page, chance: random.Random) -> str:
    """One thing a visitor might do; returns what it was."""
    if chance.random() < PAUSE_OF_SILENCE:
        page.wait_for_timeout((IDLE_S + COUNTDOWN_S + 1.5) * 1000)
        return "silence"
    if chance.random() < 0.45:
        buttons = page.locator("#wm-stage .explore button:visible, #wm-stage .invite:visible")
        number = buttons.count()
        if number:
            box = buttons.nth(chance.randrange(number)).bounding_box()
            if box and 0 < box["y"] < HEIGHT - 10:
                page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                return "button"
    page.touchscreen.tap(chance.randrange(5, WIDTH - 5), chance.randrange(5, HEIGHT - 5))
    return "touch"


def soak(
    address: str, minutes: float, seed: int
) -> tuple[list[tuple[float, float, float]], dict[str, int], list[str]]:
    """Touch for so many minutes: samples (minute, heap MB, server MB), what was done, what went wrong."""
    chance = random.Random(seed)
    port = int(address.rsplit(":", 1)[1].strip("/").split("/")[0])
    done: dict[str, int] = {}
    samples = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True)
        watched = watch(page, address)
        page.goto(f"{address}present?present=region&kiosk=1&idle={IDLE_S}")
        page.wait_for_selector("#wm-stage .invite", timeout=60_000)
        page.wait_for_timeout(4000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        begun = sampled = time.monotonic()
        while (now := time.monotonic()) - begun < minutes * 60:
            what = touch_once(page, chance)
            done[what] = done.get(what, 0) + 1
            page.wait_for_timeout(chance.randrange(80, 700))
            if now - sampled >= SAMPLE_S:
                sampled = now
                samples.append(((now - begun) / 60, heap_mb(session), server_rss_mb(port)))
                minute, page_mb, server_mb = samples[-1]
                print(
                    f"{minute:.1f} min: page {page_mb:.1f} MB, server {server_mb:.0f} MB, {done}", flush=True
                )
        if page.locator("#wm-stage").count() != 1:
            watched.errors.append("The stage is gone.")
        wrong = watched.errors + [f"asked {url}" for url in watched.outside]
        browser.close()
    return samples, done, wrong


def growth(samples: list[tuple[float, float, float]], column: int, warm: float) -> float:
    """Median of the last fifth against the median around the end of the warm-up, as a share."""
    after = [sample[column] for sample in samples if sample[0] >= warm]
    part = max(3, len(after) // 5)
    return statistics.median(after[-part:]) / statistics.median(after[:part]) - 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, serve(ROOT / "app.py", Path(folder) / "log.txt") as address:
        samples, done, wrong = soak(address, options.minutes, options.seed)
    if options.out:
        with options.out.open("w", newline="") as file:
            csv.writer(file).writerows([("minute", "page_mb", "server_mb"), *samples])
    warm = min(WARM_MINUTES, options.minutes / 6)
    page, server = growth(samples, 1, warm), growth(samples, 2, warm)
    print(
        f"{options.minutes:g} minutes, {done}: page {page:+.1%}, server {server:+.1%} "
        f"after the first {warm:.1f} minutes"
    )
    for problem in wrong:
        print(f"error: {problem}")
    return 1 if wrong or max(page, server) > MOST_GROWTH else 0


if __name__ == "__main__":
    raise SystemExit(main())
