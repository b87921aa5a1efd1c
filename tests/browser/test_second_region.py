"""A second, invented region: every page, tour and file runs on it, with no word of the first."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from urllib.request import urlopen

import pytest
from harness import ROOT, serve, watch
from second_region import AUTHORITIES, REGION, words_of_the_first, write_second_region

from geo.export import export_bytes, export_context, known_suffixes
from geo.register.assets import load_register, validate_package
from geo.register.datapackage import open_package
from geo.select.filters import index_facets
from geo.tours.tour import compute_scenes, load_tours

CODE = next(iter(AUTHORITIES))
# Address, and words of this region that the page must say.
PAGES = (
    ("", REGION["heading"]), (f"places?authority={CODE}", AUTHORITIES[CODE]), ("places?area=league", "League of the Dykes"), ("clusters", "Windpumps"),
    ("clusters?cluster=peat", "Peat chemistry"), ("nearby?near=works-3&radius=10", "Works 3"), ("asset?asset=works-1", "Works 1"),
    ("organisation", "Who runs several"), ("organisation?organisation=guild-1", "Guild 1"), ("about?section=gaps", "Works of the Almanac"),
    ("shortlist?star=works-1&star=works-2", "Works 2"), ("present", "All the works"), (f"present?present=authority&authority={CODE}", AUTHORITIES[CODE]),
    ("claims", "More works than anywhere"), ("about", "Fenmark Almanac"),
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_second_region(ROOT / "data", tmp_path_factory.mktemp("fenmark") / "data")


@pytest.fixture(scope="module")
def second(root):
    return load_register(open_package(root))


@pytest.fixture(scope="module")
def foreign():
    return words_of_the_first(ROOT / "data")


@pytest.fixture(scope="module")
def address(root, tmp_path_factory):
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server2") / "log.txt", environment={"INNOVATION_MAP_DATA": str(root)}) as url:
        yield url


def test_the_package_obeys_every_rule(root):
    assert validate_package(open_package(root)) == []


def test_every_page_speaks_of_this_region_alone(browser, address, foreign):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = watch(context.new_page(), address)
    page.open()
    try:
        for path, own in PAGES:
            page.walk(path)
            page.page.get_by_text(own).first.wait_for(state="attached", timeout=60_000)
            page.settled()
            text = page.page.locator("body").inner_text() + page.page.title()
            assert foreign.findall(text) == [], path
            assert page.page.locator("[data-testid='stException']").count() == 0, path
            assert page.errors == [] and page.outside == [], path
    finally:
        context.close()


def test_every_file_is_made_and_speaks_of_this_region_alone(second, foreign, tmp_path):
    context = export_context(second)
    for suffix in known_suffixes():
        path = tmp_path / f"file{suffix}"
        path.write_bytes(export_bytes(context, suffix))
        assert foreign.findall(text_of(path)) == [], suffix


def text_of(path) -> str:
    """What a reader of a file reads."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    if path.suffix in (".pptx", ".xlsx", ".zip"):
        with zipfile.ZipFile(path) as parts:
            named = [name for name in parts.namelist() if name.endswith((".xml", ".html", ".csv", ".json", ".geojson", ".txt"))]
            return "\n".join(parts.read(name).decode("utf-8") for name in named)
    return path.read_bytes().decode("utf-8", errors="ignore")


def test_every_tour_runs_for_every_authority(second, foreign):
    tours, issues = load_tours(second)
    assert issues == [] or issues == ()
    index = index_facets(second)
    for tour in tours.values():
        for code in AUTHORITIES if tour.parameter else [""]:
            scenes = compute_scenes(tour, second, index, authority=code)
            assert scenes
            assert foreign.findall(str(scenes)) == []


def test_the_command_line_counts_this_region(root):
    ran = subprocess.run([sys.executable, "-m", "geo", "stats"], cwd=ROOT, env={"INNOVATION_MAP_DATA": str(root), "PATH": ""}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "Workshops" in ran.stdout


def test_the_data_link_holds_its_assets(address, second):
    with urlopen(f"{address}data/assets.csv", timeout=60) as answer:
        lines = answer.read().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + (second.assets["status"] != "closed").sum()
