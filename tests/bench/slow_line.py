"""`make bench`, fourth part: a phone on a slow line. When the first words are painted and when the pins stand, by Chromium's
own throttling of the line (1.6 Mbit/s, 150 ms) and, once more, of the processor (four times slower)."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/browser")]

from harness import BROWSERS, FLAGS, MAP_FRAME, serve, watch  # noqa: E402

LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
MOST_PAINT_S, MOST_PINS_S = 2.5, 9.0
PAGES = ("", "lite")
PINS = f"""() => {{ const frame = document.querySelector("{MAP_FRAME}"), wm = frame ? frame.contentWindow.wm : window.wm;
  return !!(wm && wm.state && wm.state.view); }}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    """Measure each page both ways, and print."""
    browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
    with tempfile.TemporaryDirectory() as folder, serve(ROOT / "app.py", Path(folder) / "log.txt") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for path in PAGES:
            # The first reader pays for what the server has to read and make.
            first_load(browser, url + path, slower=1, line=None)
            for slower in (1, 4):
                paint_s, pins_s = first_load(browser, url + path, slower=slower, line=LINE)
                print(
                    f"/{path} on 1.6 Mbit/s with 150 ms, processor {slower} x slower: first paint {paint_s:.1f} s (at most {MOST_PAINT_S:g}), "
                    f"pins {pins_s:.1f} s (at most {MOST_PINS_S:g})"
                )


def first_load(browser: Browser, address: str, *, slower: int, line: dict | None) -> tuple[float, float]:
    """Seconds to the first paint and to the pins of a page a new reader opens on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = watch(context.new_page(), address).page
    session = context.new_cdp_session(page)
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    start = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=120_000)
    page.wait_for_function(PINS, timeout=120_000)
    pins_s = time.perf_counter() - start
    paint_s = page.evaluate(PAINT) / 1000
    context.close()
    return paint_s, pins_s


if __name__ == "__main__":
    main()
