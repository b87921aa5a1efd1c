"""A newcomer finds what is new in Dudley, reports a wrong postcode, and later reads the decision: by mouse and by keyboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from harness import ROOT, serve, watch

from geo.settings import DATA_ROOT

DUDLEY, ASSET = "E08000027", "vlrnic-dudley"


@pytest.fixture(scope="module")
def own_map(tmp_path_factory):
    """A map with data and a queue of its own: (address, environment)."""
    folder = tmp_path_factory.mktemp("living")
    shutil.copytree(DATA_ROOT, folder / "data", ignore=shutil.ignore_patterns("local"))
    environment = {"INNOVATION_MAP_DATA": str(folder / "data"), "INNOVATION_MAP_DATABASE": f"sqlite:///{folder / 'queue.sqlite'}"}
    with serve(ROOT / "app.py", folder / "log.txt", environment=environment) as address:
        yield address, environment


@pytest.fixture
def newcomer(browser, own_map):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made = watch(context.new_page(), own_map[0])
    yield made
    context.close()
    assert made.outside == [] and made.errors == []


def corrections(environment, *arguments) -> str:
    done = subprocess.run([sys.executable, "-m", "geo", "corrections", *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_new_in_dudley_in_two_clicks(newcomer):
    page = newcomer.open()
    page.get_by_role("link", name="What\u2019s new").first.click()
    page.wait_for_selector(".st-key-whats-new-controls select, .st-key-whats-new-controls input", timeout=30_000)
    page.goto(f"{newcomer.url}whats-new?authority={DUDLEY}")
    newcomer.settled()
    told = page.locator(".st-key-whats-new-list")
    told.get_by_text("with news").wait_for(timeout=30_000)
    assert told.locator("tbody tr").count() >= 1
    listed = set(told.locator("tbody tr a[href^='asset?']").evaluate_all("links => links.map(a => new URL(a.href).searchParams.get('asset'))"))
    assert newcomer.shown_ids() == listed


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_wrong_postcode_is_reported_and_the_decision_read(newcomer, own_map, way):
    page, postcode = newcomer.open(f"asset?asset={ASSET}"), {"mouse": "DY1 4AL", "keyboard": "DY1 4QF"}[way]

    def press(target):
        if way == "mouse":
            target.click()
        else:
            target.focus()
            page.keyboard.press("Enter")

    press(page.get_by_role("button", name="Suggest a correction"))
    field = page.get_by_label("Postcode", exact=True)
    field.wait_for(timeout=30_000)
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(postcode)
    page.get_by_label("The page that shows it", exact=False).focus()
    page.keyboard.type("https://example.org/contact")
    assert not page.get_by_label("Leave this field empty").is_visible()
    press(page.get_by_role("button", name="Send the suggestion"))
    page.get_by_text("Your suggestion has the reference").wait_for(timeout=30_000)
    page.wait_for_url("**reference=*")
    reference = page.url.split("reference=")[1][:9]
    assert reference in corrections(own_map[1], "list")
    assert "waiting for a decision" in page.locator("main, .stMain").first.inner_text()
    if way == "mouse":
        corrections(own_map[1], "accept", reference, "--reason", "Its contact page says so.")
    else:
        corrections(own_map[1], "reject", reference, "--reason", "The page names another building.")
    # Later: the newcomer has nothing but the reference.
    page.goto(f"{newcomer.url}corrections")
    look = page.get_by_label("Look up a reference")
    look.wait_for(timeout=30_000)
    look.focus()
    page.keyboard.type(reference.lower())
    page.keyboard.press("Enter")
    reason = {"mouse": "Its contact page says so.", "keyboard": "The page names another building."}[way]
    page.get_by_text(reason).first.wait_for(timeout=30_000)
    page.goto(f"{newcomer.url}asset?asset={ASSET}")
    newcomer.settled()
    page.locator(".st-key-asset-history").get_by_text(reference).wait_for(timeout=30_000)
    if way == "mouse":
        assert postcode in page.locator(".st-key-asset-card").inner_text()
