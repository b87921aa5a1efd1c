"""A real browser against a real server: every page here is watched for outside requests and errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness import ROOT, Watched, serve, watch
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def app_url(tmp_path_factory) -> Iterator[str]:
    """The address of the app, served for this test run alone."""
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def make_page(browser: Browser, app_url: str):
    """Make watched pages with any browser settings; all are closed at the end."""
    contexts = []

    def make(*, width: int = 1440, height: int = 900, **settings) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        return watch(context.new_page(), app_url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(make_page) -> Iterator[Watched]:
    """A watched page; the test fails if it asked another host for anything or an error occurred."""
    made = make_page()
    yield made
    assert made.outside == [], made.outside
    assert made.errors == [], made.errors
