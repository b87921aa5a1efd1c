"""An address that is none of ours: 404, and a page that leads on."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
import requests
from lxml import html

from pages.shared.pages import PAGES
from pages.shared.unknown_pages import page


@pytest.mark.parametrize("path", ["nowhere", "places/steam-house", "static/js/nothing.js", "stewards", "wp-login.php", "a/b/c?layer=hub", "~/+/x"])
def test_it_is_not_there_and_every_link_leads_somewhere(address, path):
    told = requests.get(f"{address}{path}", timeout=60)
    assert told.status_code == 404 and told.headers["content-type"].startswith("text/html") and "content-security-policy" in told.headers
    assert requests.head(f"{address}{path}", timeout=60).status_code == 404
    drawn = html.fromstring(told.text)
    assert drawn.xpath("//h1")[0].text == "There is no such page" and not drawn.xpath("//script")
    links = {urljoin(told.url, link) for link in drawn.xpath("//a/@href")}
    assert links >= {address, f"{address}places", f"{address}lite", f"{address}list"}
    assert all(urlsplit(link).path.strip("/") in {*(known for _, _, _, known in PAGES), "lite", "list"} for link in links)


def test_its_words_are_offered_as_a_search():
    drawn = html.fromstring(page("asset/x/steam-house%20dudley"))
    assert drawn.xpath("//p/a/@href") == ["../../?q=asset+x+steam+house+dudley"]


def test_hostile_addresses_are_text(hostile):
    drawn = html.fromstring(page(hostile.replace("\n", "/")))
    assert not drawn.xpath("//script | //b | //img") and len(drawn.xpath("string(//p/a)")) < 100


@pytest.mark.parametrize("path", ["", "places", "asset?asset=x", "lite", "list", "_stcore/health", "health", "ogc", "app/static/app.css", "favicon.ico"])
def test_what_is_there_is_still_there(address, path):
    assert requests.get(f"{address}{path}", timeout=60).status_code == 200
