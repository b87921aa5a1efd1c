"""A broken file: the page names file, row and field, and what is sound is still shown."""

from __future__ import annotations

import shutil

import pytest
from harness import ROOT, serve, watch


@pytest.fixture
def broken(browser, tmp_path):
    """Open the app on a copy of the data after a change to one file."""
    servers, contexts = [], []

    def open_with(change):
        folder = tmp_path / "data"
        shutil.copytree(ROOT / "data", folder)
        change(folder)
        server = serve(ROOT / "app.py", tmp_path / "log.txt", environment={"INNOVATION_MAP_DATA": str(folder)})
        address = server.__enter__()
        servers.append(server)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = watch(context.new_page(), address)
        page.page.goto(address)
        page.page.locator("[data-testid='stAlert']").first.wait_for(timeout=60_000)
        page.page.wait_for_timeout(2500)
        return page

    yield open_with
    for context in contexts:
        context.close()
    for server in servers:
        server.__exit__()


def alert(page) -> str:
    page.page.get_by_text("What is wrong, and how to mend it").click()
    page.page.wait_for_timeout(500)
    return page.page.locator("[data-testid='stMain']").inner_text()


def test_a_bad_row_is_named_and_the_rest_is_shown(broken):
    def swap(folder):
        path = folder / "assets" / "catapults.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lat = lines[1].split(",E0")[1].split(",")[1]
        path.write_text("".join([lines[0], lines[1].replace(lat, "north"), *lines[2:]]), encoding="utf-8")

    page = broken(swap)
    said = alert(page)
    assert "assets/catapults.csv" in said
    assert "lat" in said and "north" in said
    assert len(page.shown_ids()) > 300


def test_an_empty_file_is_named_and_the_other_layers_are_shown(broken):
    page = broken(lambda folder: (folder / "assets" / "hubs.csv").write_text(""))
    said = alert(page)
    assert "assets/hubs.csv" in said
    assert 0 < len(page.shown_ids()) < 200


def test_a_package_that_cannot_be_read_at_all_says_so_in_words(broken):
    page = broken(lambda folder: (folder / "datapackage.json").write_text("{"))
    assert "datapackage.json" in page.page.locator("[data-testid='stAlert']").first.inner_text()
    assert page.page.locator("[data-testid='stException']").count() == 0
