"""`make bench`, third part: what streets cost. A pan in the middle of the assets at zoom 15, with streets against the same map
without them, in one run; and what they add to the first load of a page, where no tile is to be fetched."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, Frame, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/browser")]

from harness import BROWSERS, FLAGS, MAP_FRAME, serve, watch  # noqa: E402

ROUNDS, ZOOM = 4, 15
MOST_TIMES, MOST_KB = 2.0, 150
MIDDLE = """zoom => { const items = wm.state.assets.items, half = (key) => items.map((one) => one[key]).sort((a, b) => a - b)[items.length >> 1];
  wm.state.map.setView([half("lat"), half("lon")], zoom, { animate: false }); }"""
WITH = "() => { wm.state.streets.addTo(wm.state.map); }"
WITHOUT = "() => { wm.state.streets.drawn = []; wm.state.streets.remove(); wm.state.ground(false); }"
# A pan, until what it drew is on the screen: the frame after the next.
PANS = """async () => {
  const turn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 0)));
  const all = [];
  for (let at = 0; at < 12; at++) {
    const start = performance.now();
    wm.state.map.panBy([at % 2 ? 260 : -260, at % 4 < 2 ? 130 : -130], { animate: false });
    await turn();
    all.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 120));
  }
  return all; }"""


def main() -> None:
    """Measure, and print."""
    browser_path = next(path for path in map(shutil.which, BROWSERS) if path)
    with tempfile.TemporaryDirectory() as folder, serve(ROOT / "app.py", Path(folder) / "log.txt") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        # The first reader pays for what the server has to read.
        watch(page, url).open()
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        received = bytes_received(page)
        watch(page, url).open()
        streets = {address: size for address, size in received.items() if "streets" in address}
        tiles = [address for address in streets if "/streets/" in address]
        print(
            f"Streets add {sum(streets.values()) / 1000:.0f} kB of {sum(received.values()) / 1000:.0f} kB to the first load (at most {MOST_KB}), "
            f"{len(tiles)} tiles of them (none is to be)."
        )
        frame = next(one for one in page.frames if page.locator(MAP_FRAME).get_attribute("src") in one.url)
        times = pans(frame)
        ratio = times["with"] / times["without"]
        print(
            f"A pan at zoom {ZOOM} draws in {times['with']:.0f} ms with streets and {times['without']:.0f} ms without: {ratio:.2f} x (at most {MOST_TIMES:g})."
        )


def bytes_received(page: Page) -> dict[str, int]:
    """The bytes each address brought over the line, compressed as they came; filled while the page loads."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({addresses.get(event["requestId"], "?"): int(event["encodedDataLength"])}),
    )
    return sizes


def pans(frame: Frame) -> dict[str, float]:
    """The median milliseconds of a pan, with streets and without, in turns so that both meet the same machine."""
    frame.evaluate(MIDDLE, ZOOM)
    frame.page.wait_for_timeout(5000)
    measured: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(ROUNDS):
        for name, switch in (("with", WITH), ("without", WITHOUT)):
            frame.evaluate(switch)
            frame.page.wait_for_timeout(900)
            measured[name] += frame.evaluate(PANS)
    return {name: statistics.median(values) for name, values in measured.items()}


if __name__ == "__main__":
    main()
