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


@pytest.fixture(scope="module")
def kept_page(browser: Browser, app_url: str) -> Iterator[list[Watched]]:
    """The page that the tests of one file share, once one of them has opened it."""
    kept: list[Watched] = []
    yield kept
    for made in kept:
        made.page.context.close()


@pytest.fixture
def page(request, browser: Browser, app_url: str, kept_page: list[Watched]) -> Iterator[Watched]:
    """A watched page; the test fails if it asked another host for anything or an error occurred.

    Loading the app costs a browser seconds. The tests of one file therefore share a page, which goes from link to link as Back
    does and must show each as if it were opened anew; after a failed test, and for a test marked `new_page`, it is loaded anew.
    """
    if request.node.get_closest_marker("new_page") and kept_page:
        kept_page.pop().page.context.close()
    if not kept_page:
        kept_page.append(watch(browser.new_context(viewport={"width": 1440, "height": 900}).new_page(), app_url))
    made = kept_page[0]
    made.forget()
    failed = request.session.testsfailed
    yield made
    if request.session.testsfailed > failed or made.errors or made.outside or request.node.get_closest_marker("new_page"):
        kept_page.clear()
        made.page.context.close()
    assert made.outside == [], made.outside
    assert made.errors == [], made.errors
