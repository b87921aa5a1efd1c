"""Text that tries to be more than text, in every field of an asset, in a real browser."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from harness import ROOT, serve, watch

from geo.register.datapackage import open_package, read_table
from geo.register.operator_roles import write_roles

TEXTS = [
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 2</script>",
    "<img src=x onerror='window.hacked = 3'>",
    "\"';window.hacked=4;//",
    "{{ 7 * 7 }} {% raw %} ${window.hacked=5} `${window.hacked=6}`",
    "\\u003cscript\\u003e \\ \\\\ \\n",
    "\U0001f680 \u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "</style><style>body{display:none}</style>",
    "[link](javascript:window.hacked=7) **bold** :material/home: $x^2$",
    "x" * 10_000,
]
FREE_FIELDS = ["name", "operator", "address", "notes", "position_source", "source_title", "source_evidence"]


@pytest.fixture(scope="module")
def hostile_data(tmp_path_factory):
    """A copy of the data whose Catapults and testbeds carry hostile texts."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", folder)
    for name in ("catapults", "testbeds"):
        path = folder / "assets" / f"{name}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for field in FREE_FIELDS:
            frame[field] = [TEXTS[row % len(TEXTS)] for row in range(len(frame))]
        frame["summary"] = [TEXTS[row % 9] for row in range(len(frame))]
        frame.to_csv(path, index=False)
        # Who runs them is called so, too.
        for identity, words in zip(frame["id"], frame["operator"], strict=True):
            write_roles(open_package(folder), identity, words)
    return folder


@pytest.fixture(scope="module")
def identities(hostile_data) -> list[str]:
    """For each text, an open testbed that is named so."""
    table = pd.read_csv(hostile_data / "assets" / "testbeds.csv", dtype=str, keep_default_na=False)
    named = table[table["status"] != "closed"].drop_duplicates("name").set_index("name")["id"]
    return [named[text] for text in TEXTS]


@pytest.fixture(scope="module")
def hostile_url(hostile_data, tmp_path_factory):
    """The app on the hostile data."""
    log = tmp_path_factory.mktemp("hostile-server") / "log.txt"
    with serve(ROOT / "app.py", log, environment={"INNOVATION_MAP_DATA": str(hostile_data)}) as address:
        yield address


@pytest.fixture
def hostile(browser, hostile_url):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield watch(context.new_page(), hostile_url)
    context.close()


def assert_harmless(page) -> None:
    page.page.wait_for_timeout(500)
    for frame in page.page.frames:
        assert frame.evaluate("window.hacked") is None
    assert page.errors == []
    assert page.outside == []
    assert page.page.locator("h1").first.is_visible()


def test_the_list_the_pins_and_the_tooltips_show_it_as_text(hostile):
    hostile.open("?layer=testbed")
    names = hostile.page.locator("tr[data-id] button.name span").evaluate_all("all => all.map(e => e.firstChild.textContent)")
    for text in TEXTS[:5]:
        assert text in names
    for place in range(3):
        hostile.map.locator(".wm-pin").nth(place).hover(force=True)
        hostile.page.wait_for_timeout(200)
    assert_harmless(hostile)


def test_the_detail_of_each_asset_shows_it_as_text(hostile, identities):
    """The first as its link opens it, the others one after the other, as chosen from the list."""
    hostile.open(f"?layer=testbed&asset={identities[0]}")
    for text, identity in zip(TEXTS, identities, strict=True):
        hostile.page.locator(f"tr[data-id='{identity}'] button.name").click()
        wanted = " ".join(text.split())
        hostile.page.wait_for_function(
            "(wanted) => document.querySelector('.wm-card .wm-name')?.innerText.trim().split(/\\s+/).join(' ') === wanted", arg=wanted
        )
        assert_harmless(hostile)


@pytest.mark.parametrize(
    "path",
    [
        "asset?asset={id}",
        "shortlist?star={id}&note={id}~%3Cscript%3Ewindow.hacked%3D9%3C/script%3E",
        "nearby?near={id}&radius_km=5",
        "?q=%3Cscript%3Ewindow.hacked%3D8%3C/script%3E",
        "?authority=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E",
    ],
)
def test_other_pages_and_the_link_itself_are_harmless(hostile, identities, path):
    hostile.open(path.format(id=identities[0]))
    assert_harmless(hostile)


def test_the_page_of_an_organisation_shows_its_name_as_text(hostile, hostile_data):
    named = read_table(open_package(hostile_data), "organisations").set_index("name")["id"]
    for text in (TEXTS[0], TEXTS[2]):
        hostile.open(f"organisation?organisation={named[text]}")
        assert hostile.page.locator(".st-key-organisation-words h1").inner_text() == text
        assert_harmless(hostile)
