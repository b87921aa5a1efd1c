"""A package broken in each of many ways: every page still answers, or says in words what to mend; nothing else is raised."""

import json
import shutil
from contextlib import suppress
from datetime import date
from types import SimpleNamespace

import pytest
from reading import paste_list, run_page
from second_region import write_second_region

from geo.errors import GeoError
from geo.register.datapackage import files_stamp
from geo.register.evidence_quality import GROUPS
from geo.select.query_string import read
from geo.settings import DATA_ROOT
from pages.answers import PAGES
from pages.html.about_sections import section_html
from pages.shared import loaders

RUN = (("about", {}), ("claims", {}), ("present", {}), ("present", {"tour": "region"}), ("corrections", {"asset": "works-1"}), ("corrections", {}))
DAY = date(2026, 11, 29)
SECTIONS = ("overview", "quality", "gaps", "sources", "drive-times", "changes")
QUERIES = ("", "authority=E06000901", "cluster=windpumps", "asset=works-1", "q=works", "near=52.9,0.1", "star=works-1", "organisation=guild-1")


def replaced(name, old, new):
    """Puts one text in the place of another in a file."""

    def spoil(root):
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def gone(name):
    return lambda root: (root / name).unlink()


def emptied(name):
    return lambda root: (root / name).write_text("", encoding="utf-8")


def a_folder(name):
    def spoil(root):
        (root / name).unlink()
        (root / name).mkdir()

    return spoil


def marked(root):
    path = root / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def litter(root):
    (root / "assets" / ".#hubs.csv").symlink_to("nowhere")
    (root / "tours" / "._region.toml").write_bytes(b"\x00\x05\x16\x07")


def without(key):
    def spoil(root):
        path = root / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        del descriptor[key]
        path.write_text(json.dumps(descriptor), encoding="utf-8")

    return spoil


def told(key, value):
    """The descriptor says something of another shape."""

    def spoil(root):
        path = root / "datapackage.json"
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), key: value}), encoding="utf-8")

    return spoil


FAULTS = {
    "no figures": gone("figures.csv"), "empty figures": emptied("figures.csv"), "no industries": gone("businesses_by_industry.csv"),
    "an industry that is a word": replaced("businesses_by_industry.csv", ",100,", ",many,"), "no sources of figures": gone("lookups/figure_sources.csv"),
    "an industry nobody counts": replaced("lookups/clusters.csv", ",Wind", ",Steam"), "empty claims": emptied("claims.csv"),
    "a folder for a table": a_folder("assets/hubs.csv"), "empty search record": emptied("searched.csv"), "no postcodes": gone("lookups/postcode_areas.csv"),
    "a half cell": replaced("lookups/places.csv", ",town,", ",town,\"52,4\","), "a byte-order mark": marked, "what editors leave": litter,
    "no version": without("version"), "people are none": replaced("figures.csv", "population", "popul"), "no kinds": gone("lookups/kinds.csv"),
    "no roles": gone("organisation_roles.csv"), "no title": without("title"), "no day": without("checked_on"), "no credits": without("credit_line"),
    "licences are a text": told("licenses", "CC BY"), "keywords are a number": told("keywords", 7), "a credit is a list": told("credits", [["x"]]),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The small region, to be copied and spoilt."""
    return write_second_region(DATA_ROOT, tmp_path_factory.mktemp("sound") / "data")


@pytest.mark.parametrize("fault", FAULTS)
def test_every_page_answers_or_says_what_to_mend(sound, tmp_path, monkeypatch, fault):
    root = tmp_path / "data"
    shutil.copytree(sound, root, symlinks=True)
    FAULTS[fault](root)
    try:
        data = loaders._load(files_stamp(root), root)
    except GeoError as error:
        assert str(error) and error.mend
        return
    seen = vars(loaders._seen) | {"root": root, "loaded": data, "stamp": data.stamp, "at": float("inf")}
    monkeypatch.setattr(loaders, "_seen", SimpleNamespace(**seen))
    answered = 0
    for page in PAGES.values():
        for query in QUERIES:
            try:
                answered += bool(page.answer(data, read(query)).sheets)
            except GeoError as error:
                assert str(error) and error.mend, (page.NAME, query)
    assert answered, "some page shows something"
    # The pages that are run as a whole: no fault of ours in any; what is wrong is said in words or left out.
    for page, query in RUN:
        run_page(page, **query)
    paste_list(run_page("your_data"), "name,postcode,latitude,longitude\nOne,,52.9,0.1\nTwo,XX1 1XX,,\n")
    for section in SECTIONS:
        with suppress(GeoError):
            assert section_html(data.register, section, by=GROUPS[0], on=DAY)
