"""`make walk`: somebody untrained clicks about. A random walk over all pages with filters, stars, links, dialogs, Back, reload and
cuts of the connection. After each step nothing may have gone wrong, and screen, link and download must agree; stars are never lost.

    python tests/bench/walk.py [minutes] [seed]

Prints each fault with the steps before it, and exits with 1 if there was one.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Error, Locator, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/browser")]

from harness import BROWSERS, CALM, FLAGS, Watched, serve, watch  # noqa: E402

from geo.register.assets import load_register  # noqa: E402
from geo.select.filters import filter_names, filters_from_query, index_facets  # noqa: E402

MINUTES, SEED, REMEMBERED = 10.0, 1, 12
PAGES = ("", "places", "clusters", "nearby", "asset", "organisation", "shortlist", "whats-new", "your-data", "claims", "about", "corrections", "present")
# Where lists, filters and stars are.
OFTEN = ("", "", "", "places", "nearby", "clusters")
# What a browser says while the line is cut is no fault of the page.
LINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to fetch", "net::ERR", "Failed to load resource")


class Walk:
    """One visitor: the page, what was starred, and the last steps."""

    def __init__(self, visitor: Watched, chance: random.Random) -> None:
        self.visitor, self.page, self.chance = visitor, visitor.page, chance
        self.steps: deque[str] = deque(maxlen=REMEMBERED)
        self.stars: set[str] = set()
        self.register = load_register()
        self.index = index_facets(self.register)
        self.faults: list[str] = []

    def act(self) -> None:
        """One step of the walk, and a look at what it left."""
        step: Callable[[], str] = self.chance.choices(
            (self.go, self.click_link, self.filter, self.star, self.choose, self.back, self.reload, self.cut, self.dialog), (2, 4, 5, 4, 3, 3, 1, 1, 1)
        )[0]
        try:
            self.steps.append(f"{step.__name__}: {step()}")
            self.settle()
            self.check()
        except Error as error:
            self.fault(f"the browser says {str(error).splitlines()[0]}")
            self.page.goto(self.visitor.url)
            self.settle()
        self.visitor.errors.clear()

    def fault(self, what: str) -> None:
        self.faults.append(what)
        print(f"\n{what}\n  at {self.page.url}\n  after {' / '.join(self.steps)}", flush=True)

    def settle(self) -> None:
        self.page.wait_for_timeout(400)
        self.visitor.settled()
        self.page.wait_for_timeout(300)

    # ---- steps: what was done, in words ----

    def go(self) -> str:
        name = self.chance.choice((*PAGES, *OFTEN))
        menu = self.page.locator(f"[data-testid='stTopNavLink'][href$='/{name}'], nav a[href$='/{name}']")
        if menu.count() and menu.first.is_visible():
            menu.first.click()
        else:
            self.page.goto(f"{self.visitor.url}{name}{self.starred_query()}")
        return name

    def starred_query(self) -> str:
        return "".join(("?" if at == 0 else "&") + f"star={one}" for at, one in enumerate(sorted(self.stars)))

    def click_link(self) -> str:
        link = self.any_of(
            self.page.locator(".sheet a[href^='places'], .sheet a[href^='clusters'], .sheet a[href^='nearby'], .sheet a[href^='asset'], a.wm-go")
        )
        if link is None:
            return "no link"
        said = link.get_attribute("href") or ""
        link.click()
        self.settle()
        wanted, at = urlsplit(urljoin(self.visitor.url, said)).path, urlsplit(self.page.url).path
        if at != wanted:
            self.fault(f"the link to {said} led to {at}")
        return said

    def filter(self) -> str:
        box = self.any_of(self.page.locator(".facets input[type=checkbox], .picker input[type=checkbox], .picker input[type=radio]"))
        if box is None:
            return "no filter"
        said = box.get_attribute("value")
        box.click()
        return said or ""

    def choose(self) -> str:
        field = self.any_of(self.page.locator(".picker select"))
        if field is None:
            return "no field"
        options = field.locator("option").evaluate_all("all => all.filter((one) => !one.disabled).map((one) => one.value)")
        value = self.chance.choice(options)
        field.select_option(value)
        return value

    def star(self) -> str:
        button = self.any_of(self.page.locator("button.wm-star"))
        if button is None:
            return "no star"
        identity = button.get_attribute("data-id") or button.get_attribute("value") or ""
        on = button.get_attribute("aria-pressed") == "true"
        button.click()
        (self.stars.discard if on else self.stars.add)(identity)
        return f"{identity} {'off' if on else 'on'}"

    def back(self) -> str:
        self.page.go_back() if self.chance.random() < 0.7 else self.page.go_forward()
        if not self.page.url.startswith(self.visitor.url):
            self.page.goto(self.visitor.url + self.starred_query())
        return self.page.url

    def reload(self) -> str:
        self.page.reload()
        return "the page"

    def cut(self) -> str:
        """The line is cut, something is clicked, and the line is there again."""
        self.page.context.set_offline(True)
        said = self.chance.choice((self.filter, self.star))()
        self.page.wait_for_timeout(1500)
        self.page.context.set_offline(False)
        # What waits for the line is sent when it is back, which takes a busy machine its time.
        self.page.wait_for_function("() => !window.wmConnection.away()", timeout=60_000)
        self.page.wait_for_timeout(6000)
        self.visitor.errors[:] = [error for error in self.visitor.errors if not any(words in error for words in LINE)]
        return f"offline {said}"

    def dialog(self) -> str:
        button = self.page.get_by_role("button", name="Download or share")
        if not button.count() or not button.first.is_visible():
            return "no dialog"
        button.first.click()
        self.page.get_by_role("dialog").wait_for(timeout=20_000)
        self.page.keyboard.press("Escape")
        self.page.get_by_role("dialog").wait_for(state="detached", timeout=20_000)
        return "opened and closed"

    def any_of(self, found: Locator) -> Locator | None:
        """One of what can be seen."""
        places = list(range(found.count()))
        self.chance.shuffle(places)
        return next((found.nth(at) for at in places[:12] if found.nth(at).is_visible() and found.nth(at).is_enabled()), None)

    # ---- what must hold after each ----

    def check(self) -> None:
        for error in self.visitor.errors:
            self.fault(f"the page says {error[:200]}")
        for address in self.visitor.outside:
            self.fault(f"asked {address}")
        self.visitor.outside.clear()
        if self.page.locator("[data-testid='stException']").count():
            self.fault("an error stands on the page")
        linked = set(parse_qs(urlsplit(self.page.url).query).get("star", ()))
        if linked != self.stars:
            self.fault(f"stars in the link {sorted(linked)}, set {sorted(self.stars)}")
            self.stars = linked
        if urlsplit(self.page.url).path == urlsplit(self.visitor.url).path:
            self.check_explore()

    def check_explore(self) -> None:
        """List, pins, link and the table to download hold the same assets."""
        query = parse_qs(urlsplit(self.page.url).query)
        wanted = set(self.register.assets["id"][self.index.mask(filters_from_query(query, options=self.index.options)[0])])
        listed, shown = set(self.visitor.listed_ids()), self.visitor.shown_ids()
        if not listed == shown == wanted:
            self.fault(f"the list has {len(listed)}, the map {len(shown)}, the link means {len(wanted)} assets")
        asked = urlencode({name: values for name, values in query.items() if name in filter_names()}, doseq=True)
        with urlopen(f"{self.visitor.url}data/assets.csv?{asked}", timeout=60) as reply:
            lines = [line for line in reply.read().decode("utf-8-sig").splitlines() if not line.startswith("#")]
        given = {row["id"] for row in csv.DictReader(io.StringIO("\n".join(lines)))}
        if given != wanted:
            self.fault(f"the download has {len(given)}, the link means {len(wanted)} assets")


@contextmanager
def visitor(folder: Path) -> Iterator[Watched]:
    """A browser page of a server that is there for this walk."""
    browser_path = next(path for path in map(which, BROWSERS) if path)
    with serve(ROOT / "app.py", folder / "log.txt") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS + CALM)
        yield watch(browser.new_context(viewport={"width": 1280, "height": 800}).new_page(), url)
        browser.close()


def main() -> None:
    """Walk, and say how it went."""
    minutes, seed = (float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES), (int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
    with tempfile.TemporaryDirectory() as folder, visitor(Path(folder)) as opened:
        walk, end, steps = Walk(opened, random.Random(seed)), time.monotonic() + 60 * minutes, 0
        opened.open()
        while time.monotonic() < end:
            walk.act()
            steps += 1
        print(f"{steps} steps in {minutes:g} minutes from seed {seed}: {len(walk.faults)} faults, {len(walk.stars)} stars at the end.")
    sys.exit(1 if walk.faults else 0)


if __name__ == "__main__":
    main()
