"""Three journeys of a newcomer, each in at most three clicks from the first page: by mouse, and by keyboard alone.

What is new in an authority this year; a wrong postcode reported, and later the decision read; the nearest asset of a
layer for each site of a spreadsheet. Typing is no click, and neither is Tab; Enter on a link or a button is one.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pytest
from harness import ROOT, serve, watch
from openpyxl import Workbook, load_workbook

from geo.settings import DATA_ROOT

DUDLEY, ASSET, LAYER = "E08000027", "vlrnic-dudley", "catapults"
MOST_CLICKS = 3
# Each pin of a map is a stop of Tab; the link that leads past them is not taken here.
MOST_TABS = 150
WAIT_MS = 30_000
# The name of what has the focus, within shadow roots too.
FOCUSED = """() => {
  let node = document.activeElement;
  while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  const text = (one, id) => id && one.getRootNode().getElementById(id)?.textContent;
  const named = (one) => (one.getAttribute("aria-labelledby") || "").split(" ").map((id) => text(one, id)).join(" ").trim();
  const said = (one) => one.getAttribute("aria-label") || named(one) || (one.labels && one.labels[0] && one.labels[0].innerText) || one.innerText || "";
  // The page itself is a stop of Tab; its text is all there is on it.
  return node && !node.matches("main, section, body") ? said(node).trim() : "";
}"""


class Mouse:
    """Presses and fills what has a name, with the mouse, and counts the clicks."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, 0

    def press(self, role: str, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name).filter(visible=True).first.click()

    def choose(self, label: str, option: str) -> None:
        """Open a list of choices, and take one."""
        self.clicks += 2
        self.page.locator("summary").and_(self.page.get_by_label(label)).click(timeout=WAIT_MS)
        self.page.get_by_role("checkbox", name=option, exact=True).click()

    def type_into(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label)
        field.wait_for(timeout=WAIT_MS)
        self.page.wait_for_timeout(800)
        # What the page has put the reader into needs no click.
        if label not in self.page.evaluate(FOCUSED):
            self.clicks += 1
            field.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


class Keyboard(Mouse):
    """The same with Tab, Enter and letters alone."""

    def press(self, role: str, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name).filter(visible=True).first.wait_for(timeout=WAIT_MS)
        self.walk_to(name)
        self.page.keyboard.press("Enter")

    def choose(self, label: str, option: str) -> None:
        self.clicks += 2
        self.page.get_by_label(label).first.wait_for(timeout=WAIT_MS)
        self.walk_to(label)
        self.page.keyboard.press("Enter")
        self.walk_to(option)
        self.page.keyboard.press("Space")

    def type_into(self, label: str, text: str) -> None:
        self.page.get_by_label(label).wait_for(timeout=WAIT_MS)
        self.page.wait_for_timeout(800)
        if label not in self.page.evaluate(FOCUSED):
            self.walk_to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def walk_to(self, name: str) -> None:
        """Tab to what has a name: forwards, or backwards from the top to the foot of the page, whichever is less far."""
        key = "Shift+Tab" if self.is_at_the_foot(name) else "Tab"
        for _ in range(MOST_TABS):
            self.page.keyboard.press(key)
            if name in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"{name} is not reached within {MOST_TABS} steps")

    def is_at_the_foot(self, name: str) -> bool:
        return self.page.locator(".wm-footer").get_by_role("link", name=name).count() > 0


WAYS = {"mouse": Mouse, "keyboard": Keyboard}


@pytest.fixture(scope="module")
def own_map(tmp_path_factory):
    """A map with data and a queue of its own: (address, environment)."""
    folder = tmp_path_factory.mktemp("living")
    shutil.copytree(DATA_ROOT, folder / "data", ignore=shutil.ignore_patterns("local"))
    environment = {"INNOVATION_MAP_DATA": str(folder / "data"), "INNOVATION_MAP_DATABASE": f"sqlite:///{folder / 'queue.sqlite'}"}
    with serve(ROOT / "app.py", folder / "log.txt", environment=environment) as address:
        yield address, environment


@pytest.fixture(scope="module")
def newcomer(browser, own_map):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made = watch(context.new_page(), own_map[0])
    yield made
    context.close()
    assert made.outside == [] and made.errors == []


@pytest.fixture(params=WAYS)
def hand(request, newcomer):
    """Mouse or keyboard, on the first page as it opens."""
    newcomer.kept = False
    return WAYS[request.param](newcomer.open())


def corrections(environment, *arguments) -> str:
    done = subprocess.run([sys.executable, "-m", "geo", "corrections", *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows_of(environment, path: str) -> list[dict[str, str]]:
    with open(f"{environment['INNOVATION_MAP_DATA']}/{path}", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_new_in_dudley_this_year(hand, newcomer, own_map):
    hand.press("link", "What\u2019s new")
    hand.page.locator(".st-key-whats-new-controls summary").first.wait_for(timeout=WAIT_MS)
    hand.choose("Local authority", "Dudley")
    told = hand.page.locator(".st-key-whats-new-list")
    hand.page.wait_for_url(f"**authority={DUDLEY}*")
    told.get_by_text("with news").wait_for(timeout=WAIT_MS)
    newcomer.settled()
    listed = set(told.locator("tbody tr a[href^='asset?']").evaluate_all("links => links.map(a => new URL(a.href).searchParams.get('asset'))"))
    releases = sorted(rows_of(own_map[1], "releases/releases.csv"), key=lambda row: [int(part) for part in row["number"].split(".")])
    # With the first release the record begins: what it holds is no news.
    first, year = releases[0]["number"], releases[-1]["date"][:4]
    here = {row["id"] for layer in (DATA_ROOT / "assets").glob("*.csv") for row in rows_of(own_map[1], f"assets/{layer.name}") if row["gss_code"] == DUDLEY}
    record = rows_of(own_map[1], "changes.csv")
    changed = {row["id_or_name"] for row in record if row["date"].startswith(year) and row["release"] != first} & here
    assert changed and changed <= listed <= here
    assert newcomer.shown_ids() == listed
    assert hand.clicks <= MOST_CLICKS


def test_a_wrong_postcode_is_reported_and_the_decision_read(hand, newcomer, own_map):
    way = type(hand).__name__
    postcode, reason, verdict = {
        "Mouse": ("DY1 4AL", "Its contact page says so.", "accept"),
        "Keyboard": ("DY1 4QF", "The page names another building.", "reject"),
    }[way]
    name = next(row["name"] for row in rows_of(own_map[1], "assets/testbeds.csv") + rows_of(own_map[1], "assets/hubs.csv") if row["id"] == ASSET)
    page = hand.page
    hand.press("link", "Suggest a correction")
    hand.type_into("Which asset is wrong?", name)
    page.keyboard.press("Enter")
    hand.type_into("The page that shows it", "https://example.org/contact")
    hand.type_into("Postcode", postcode)
    assert not page.get_by_label("Leave this field empty").is_visible()
    hand.press("button", "Send the suggestion")
    page.get_by_text("Your suggestion has the reference").wait_for(timeout=WAIT_MS)
    page.wait_for_url("**reference=*")
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    reference = re.search(r"reference=([\w-]{9})", page.url)[1]
    assert reference in corrections(own_map[1], "list")
    assert "waiting for a decision" in page.locator(".stMain").first.inner_text()
    corrections(own_map[1], verdict, reference, "--reason", reason)

    # Later the newcomer has nothing but the reference.
    newcomer.kept = False
    later = WAYS[way.lower()](newcomer.open())
    later.press("link", "Read a decision")
    later.type_into("Look up a reference", reference.lower())
    page.keyboard.press("Enter")
    page.get_by_text(reason).first.wait_for(timeout=WAIT_MS)
    assert later.clicks <= MOST_CLICKS
    page.get_by_role("link", name=name).first.click()
    page.locator(".st-key-asset-history").get_by_text(reference).wait_for(timeout=WAIT_MS)
    assert (postcode in page.locator(".st-key-asset-card").inner_text()) == (verdict == "accept")


def sites() -> pd.DataFrame:
    """Thirty places all over the region."""
    return pd.DataFrame([(f"Site {n}", 52.1 + n % 7 * 0.11, -2.4 + n % 11 * 0.1) for n in range(30)], columns=["Site", "Latitude", "Longitude"])


def spreadsheet() -> bytes:
    book = Workbook()
    for row in (sites().columns.tolist(), *sites().values.tolist()):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def nearest_by_hand(environment) -> list[str]:
    """The nearest open asset of the layer for each site, straight from the tables, by straight lines in EPSG:27700."""
    rows = pd.DataFrame([row for row in rows_of(environment, f"assets/{LAYER}.csv") if row["status"] != "closed"])
    ours = gpd.GeoSeries(gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float)), crs=4326).to_crs(27700)
    theirs = gpd.GeoSeries(gpd.points_from_xy(sites()["Longitude"], sites()["Latitude"]), crs=4326).to_crs(27700)
    return [rows["name"][ours.distance(point).idxmin()] for point in theirs]


def test_thirty_sites_of_a_spreadsheet_have_their_nearest_catapult(hand, newcomer, own_map):
    page = hand.page
    hand.press("link", "Your data")
    with page.expect_file_chooser() as chooser:
        hand.press("button", "Upload")
    chooser.value.set_files({"name": "sites.xlsx", "mimeType": "application/octet-stream", "buffer": spreadsheet()})
    page.get_by_text("rows on the map").wait_for(timeout=60_000)
    newcomer.settled()
    with page.expect_download() as got:
        hand.press("button", "Excel workbook")
    assert hand.clicks <= MOST_CLICKS
    rows = list(load_workbook(io.BytesIO(got.value.path().read_bytes()))["Your rows"].iter_rows(values_only=True))
    column = next(at for at, head in enumerate(rows[0]) if str(head).startswith("Nearest: Catapult"))
    assert [row[column] for row in rows[1:]] == nearest_by_hand(own_map[1])
