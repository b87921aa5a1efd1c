"""HTML: one file, nothing fetched, texts as text; opened in a real browser where there is one."""

import re
import shutil
from html.parser import HTMLParser

import pytest

from geo.export import export_bytes
from geo.export.html import map_view
from geo.select.filter_words import count_words

CHROMIUM = shutil.which("chromium")


class Reader(HTMLParser):
    """Collects what a browser would fetch, the scripts, and the text on the page."""

    def __init__(self):
        super().__init__()
        self.fetched, self.links, self.texts, self.scripts, self.open = [], [], [], 0, []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.open.append(tag)
        self.scripts += tag == "script"
        if tag == "a":
            self.links.append(given.get("href"))
        elif "src" in given or (tag == "link" and "href" in given):
            self.fetched.append((tag, attributes))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)


def read(context):
    page = export_bytes(context, ".html").decode("utf-8")
    reader = Reader()
    reader.feed(page)
    return page, reader


def test_nothing_is_fetched(context):
    page, reader = read(context)
    assert reader.fetched == []
    # A style sheet may name pictures beside itself, which are not there; never another host's.
    assert not re.search(r"url\([\"']?https?://|@import", page)


def test_every_asset_with_its_source_stands_in_the_list(context):
    _, reader = read(context)
    text = "\n".join(reader.texts)
    assert not [name for name in context.assets["name"] if name not in text]
    urls = {url for url in context.assets["source_url"] if url}
    assert urls <= set(reader.links)


def test_only_the_assets_of_the_view_are_inside(context):
    page, _ = read(context)
    others = context.register.assets[~context.register.assets["id"].isin(context.assets["id"])]
    bad = [i for i in others["id"] if f'"id":"{i}"' in page or f'"{i}":' in page]
    assert not bad


def test_it_says_date_version_filters_link_and_credits(context):
    _, reader = read(context)
    text = "\n".join(reader.texts)
    assert context.register.package.version in text
    assert "2026-11-22" in text
    assert "Asset type: Catapult centres, Universities" in text
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in text
    assert context.link in reader.links


def test_the_legend_counts_and_the_view_fits(context):
    view = map_view(context)
    counts = {row["id"]: row["count"] for row in view.legend["rows"] if "count" in row}
    assert counts == context.assets["layer"].value_counts().to_dict()
    assert view.legend["title"] == count_words(len(context.assets))
    (south, west), (north, east) = view.fit["bounds"]
    assert (west, south, east, north) == pytest.approx(tuple(context.assets.total_bounds))


def test_hostile_texts_add_no_script(context, hostile):
    _, plain = read(context)
    page, reader = read(hostile)
    assert reader.scripts == plain.scripts
    assert "<script>alert" not in page
    assert "</script><script>alert(1)</script>" in "\n".join(reader.texts)


@pytest.mark.parametrize("view", ["context", "hostile", "empty"])
def test_it_opens_from_a_stick_without_network(view, request, tmp_path, browser):
    context = request.getfixturevalue(view)
    (tmp_path / "map.html").write_bytes(export_bytes(context, ".html"))
    opened = browser.new_context(offline=True)
    page = opened.new_page()
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message) or dialog.dismiss())
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_function("window.wm && wm.state && wm.state.view")
    assert page.evaluate("wm.state.shown.size") == len(context.assets)
    assert page.title() == context.title
    if len(context.assets):
        button = page.locator("button[data-asset]").first
        name = button.inner_text()
        button.click()
        assert page.locator(".doc-tip b").inner_text().split() == name.split()
        page.locator(".wm-legend input").first.uncheck()
        assert page.evaluate("wm.state.shown.size") < len(context.assets)
    opened.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
