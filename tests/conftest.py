"""What every test may use: the shipped data, loaded once, and copies of it to break."""

import csv
import io
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from harness import BROWSERS, CALM, FLAGS
from hypothesis import settings
from lxml import html
from playwright.sync_api import Browser, sync_playwright
from shown_rows import as_shown
from streamlit.components.v2 import manifest_scanner

from geo.analysis.area_search import area_in_link, load_lookups
from geo.register.assets import load_register
from geo.register.datapackage import open_package
from geo.select.filters import Filters, index_facets
from geo.settings import DATA_ROOT
from pages.answers.area_page import area_sheet, asked_in_link

# The same examples on every run and machine, and no time limit on a loaded one.
settings.register_profile("ours", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("ours")
# `AppTest` reads what every installed package says of itself before each run: half a second, every time the same.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Nothing is written into the home of whoever runs the tests.
os.environ.setdefault("INNOVATION_MAP_CACHE", str(Path(__file__).resolve().parent.parent / "build" / "cache"))

LONG_TABLES = ("gazetteer/streets.csv", "gazetteer/landmarks.csv", "gazetteer/localities.csv", "lookups/postcode_areas.csv")
HOSTILE = {
    "script tag": "<script>alert(1)</script>",
    "end of script": "</script><script>alert(1)</script>",
    "upper-case end of script": "</SCRIPT ><img src=x onerror=alert(1)>",
    "comment": "<!--<script>",
    "quotes": '"double" \'single\' `back` onmouseover="alert(1)"',
    "template": "{{ 7*7 }} {{{ }}}",
    "template block": "{% raw %} {# comment",
    "backslashes": "\\ \\\\ \\n \\u003c \\",
    "entities": "&lt;b&gt; &amp;amp; &#60;",
    "emoji": "\U0001f50b \U0001f469\u200d\U0001f52c",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
    "line separators": "one\u2028two\u2029three\nfour",
    "long": "x" * 10_000,
}


@pytest.fixture(scope="session")
def package():
    """The shipped data package."""
    return open_package()


@pytest.fixture(scope="session")
def register(package):
    """The shipped register. Shared by all tests: make a copy before changing anything."""
    return load_register(package)


@pytest.fixture(scope="session")
def index(register):
    """The facet index of the shipped register."""
    return index_facets(register)


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def hostile(request):
    """One text after another that must show as text."""
    return request.param


@pytest.fixture(scope="session")
def short_package_root(tmp_path_factory):
    """The shipped package with the first lines only of its tables of streets, landmarks and postcodes: read in a third of the time."""
    root = tmp_path_factory.mktemp("short") / "data"
    shutil.copytree(DATA_ROOT, root, copy_function=os.symlink)
    for file in LONG_TABLES:
        lines = (DATA_ROOT / file).read_bytes().splitlines(keepends=True)[:300]
        (root / file).unlink()
        (root / file).write_bytes(b"".join(lines))
    return root


@pytest.fixture
def broken_package(tmp_path, short_package_root):
    """A factory of copies of the shipped package, shortened, with one file changed.

    `broken_package(file, edit)` rewrites a file below data/: `edit` takes its bytes and returns the
    new ones, or None to delete it.
    """
    made = 0

    def factory(file, edit):
        nonlocal made
        made += 1
        root = tmp_path / f"data{made}"
        # The unchanged files are links: the streets alone are 30 MB.
        shutil.copytree(short_package_root, root, copy_function=os.symlink)
        path = root / file
        changed = edit(path.read_bytes())
        path.unlink()
        if changed is not None:
            path.write_bytes(changed)
        return open_package(root)

    return factory


@pytest.fixture
def table_edit():
    """A factory of edits for `broken_package`, from a function on rows: a header and lists of cells."""

    def factory(change):
        def edit(content: bytes) -> bytes:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
            changed = change(rows) or rows
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(changed)
            return out.getvalue().encode("utf-8")

        return edit

    return factory


@pytest.fixture
def set_cells(table_edit):
    """An edit that sets cells of one row: `set_cells(row, lat="x")`, rows numbered as a spreadsheet does."""

    def factory(row, **cells):
        def change(rows):
            for column, value in cells.items():
                rows[row - 1][rows[0].index(column)] = value

        return table_edit(change)

    return factory


@pytest.fixture(scope="session")
def repository():
    """The root of this repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Missing, the tests fail: they are never skipped."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    assert found, "No Chromium. On Debian or Ubuntu: apt-get install chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=FLAGS + CALM)
        yield made
        made.close()


@pytest.fixture(scope="session")
def lookups(package):
    """The tables a place is found and described by."""
    return load_lookups(package)


@pytest.fixture(scope="session")
def open_assets(register):
    """The assets that count where nothing is filtered: all but the closed."""
    return register.assets[(register.assets["status"] != "closed").to_numpy()]


@pytest.fixture(scope="session")
def rows(package):
    """The same straight from the CSV files: texts, with `layer` and the set of `clusters`."""
    files = [(r["layer"], r["path"]) for r in package.descriptor["resources"] if "layer" in r]
    frames = [pd.read_csv(package.root / path, dtype=str, keep_default_na=False).assign(layer=layer) for layer, path in files]
    table = as_shown(pd.concat(frames, ignore_index=True))
    clusters = table["clusters"].map(lambda cell: {part.strip() for part in cell.split(";")} - {""})
    return table[table["status"] != "closed"].assign(clusters=clusters)


@pytest.fixture(scope="session")
def authorities(authorities_of_files):
    """The same, for tests that have no table of their own."""
    return authorities_of_files


@pytest.fixture(scope="session")
def authorities_of_files(package):
    """The table of authorities with the newest figures, straight from the files, by GSS code."""
    table = pd.read_csv(package.root / "lookups" / "authorities.csv", index_col="gss_code")
    figures = pd.read_csv(package.root / "figures.csv", dtype={"period": str})
    figures = figures[figures["gss_code"].isin(table.index)].sort_values("period")
    for measure, rows in figures.groupby("measure"):
        newest = rows[rows["period"] == rows["period"].iloc[-1]]
        table[measure] = newest.set_index("gss_code")["value"]
    return table


@pytest.fixture(scope="session")
def sheet_of(register, lookups, open_assets):
    """The sheet of an area by its id, without filters, made once."""

    @cache
    def made(identity):
        area, known = area_in_link((), identity, register)
        assert known
        return area_sheet(area, open_assets, register=register, lookups=lookups, filters=Filters())

    return made


@pytest.fixture(scope="session")
def leanest(rows):
    """The authority with the fewest assets: whatever is added to the data, it lacks something."""
    return rows["gss_code"].value_counts().sort_index().idxmin()


@pytest.fixture(scope="session")
def asked(register, lookups):
    """What is measured, from the parameters of a link."""
    return lambda **query: asked_in_link(query, register=register, known_measures=lookups.measures)[0]


@pytest.fixture(scope="session")
def tables():
    """A reader of HTML: every table by its caption, as lines of the texts of its cells."""

    def read(made):
        found = html.fragment_fromstring(made, create_parent="main").iter("table")
        return {table.findtext("caption"): [[cell.text_content().strip() for cell in line] for line in table.iterfind("tbody/tr")] for table in found}

    return read
