"""What the server sends for every page, asset, authority and cluster, and the files programs ask for."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import requests
from PIL import Image

from pages.html.first_page import with_first_words
from pages.shared import preview
from pages.shared.pages import PAGES


class Head(HTMLParser):
    """Title, metas and links of a page's HTML."""

    def __init__(self, text):
        super().__init__()
        self.titles, self.meta, self.links, self._in_title = [], {}, {}, False
        self.feed(str(text))

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self._in_title = tag == "title"
        if tag == "meta" and "content" in said:
            self.meta[said.get("property") or said.get("name")] = said["content"]
        if tag == "link":
            self.links[said.get("rel")] = said["href"]

    def handle_data(self, text):
        if self._in_title:
            self.titles.append(text)
            self._in_title = False


@pytest.fixture(scope="module")
def heads(address, register):
    """The head of every page of the sitemap, by its address."""
    found = requests.get(f"{address}sitemap.xml", timeout=60)
    assert found.headers["content-type"].startswith("application/xml")
    listed = [entry.text for entry in ElementTree.fromstring(found.content).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(listed) == len(set(listed)) > len(register.assets) + len(register.authorities) + len(register.clusters)
    with requests.Session() as session:
        return {url: Head(session.get(url, timeout=60).text) for url in listed if not url.endswith("/lite")}


def test_no_two_pages_have_the_same_title_unless_the_data_has_and_none_is_called_after_the_tool(heads, register):
    titles = {url: head.titles[0] for url, head in heads.items()}
    assert not any("Streamlit" in title for title in titles.values())
    twice = len(titles) - len(set(titles.values()))
    assert twice == register.assets["name"].duplicated().sum()


def test_every_page_has_a_description_a_canonical_address_and_a_preview(heads, address):
    for url, head in heads.items():
        if url.endswith("/list"):
            continue
        assert len(head.titles) == 1 and head.meta["description"] and head.meta["og:title"] and head.meta["og:description"] == head.meta["description"]
        assert head.links["canonical"] == head.meta["og:url"] == url
        assert head.meta["og:image"].startswith(f"{address}{preview.ADDRESS}")


@pytest.mark.parametrize("query", ["", "asset=steamhouse", "authority=E08000026", "cluster=aerospace"])
def test_the_preview_is_a_picture_of_the_size_it_says(address, query):
    found = requests.get(f"{address}{preview.ADDRESS}?{query}", timeout=120)
    assert found.headers["content-type"] == "image/png" and "max-age" in found.headers["cache-control"]
    picture = Image.open(io.BytesIO(found.content))
    assert picture.size == preview.SIZE_PX and len(picture.convert("RGB").getcolors(1_000_000)) > 20


def test_there_is_no_preview_of_what_is_not_there(address):
    assert requests.get(f"{address}{preview.ADDRESS}?asset=nobody", timeout=60).status_code == 404


def test_a_view_is_named_by_its_filters_and_a_chosen_asset_by_its_own_page(address):
    head = Head(requests.get(f"{address}?layer=catapult&utm_source=x", timeout=60).text)
    assert "Catapult" in head.titles[0] and urlsplit(head.links["canonical"]).query == "layer=catapult"
    head = Head(requests.get(f"{address}?layer=hub&asset=steamhouse", timeout=60).text)
    assert head.links["canonical"] == f"{address}asset?asset=steamhouse"


def test_hostile_queries_are_not_echoed(address):
    text = requests.get(f"{address}?q=%3Cscript%3Ealert(1)%3C/script%3E&layer=%22%3E%3Cb%3E", timeout=60).text
    assert "<script>alert" not in text and "><b>" not in text


def test_a_page_the_reader_has_is_not_sent_again(address):
    first = requests.get(address, timeout=60)
    assert requests.get(address, headers={"If-None-Match": first.headers["etag"]}, timeout=60).status_code == 304
    assert requests.head(address, timeout=60).headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Places?authority=E08000026", "places?authority=E08000026"),
        ("explore?layer=hub", "?layer=hub"),
        ("asset/steamhouse", "asset?asset=steamhouse"),
        ("YOUR-DATA", "your-data"),
        ("index.html", ""),
    ],
)
def test_an_address_written_from_memory_leads_to_its_page(address, wrong, right):
    found = requests.get(f"{address}{wrong}", timeout=60)
    assert found.url == f"{address}{right}" and found.history[0].status_code == 301


def test_files_for_programs_are_what_they_are_called(address, register):
    robots = requests.get(f"{address}robots.txt", timeout=30)
    assert robots.headers["content-type"].startswith("text/plain") and f"Sitemap: {address}sitemap.xml" in robots.text
    manifest = requests.get(f"{address}manifest.json", timeout=30).json()
    assert manifest["name"] == register.region.title
    for one in manifest["icons"]:
        size = Image.open(io.BytesIO(requests.get(urljoin(address, one["src"]), timeout=30).content)).size
        assert one["sizes"] == f"{size[0]}x{size[1]}"
    assert Image.open(io.BytesIO(requests.get(f"{address}favicon.ico", timeout=30).content)).format == "ICO"
    assert requests.get(f"{address}icon-7.png", timeout=30).status_code == 404


def test_behind_a_proxy_the_addresses_are_those_of_the_proxy(address):
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "map.example", "X-Forwarded-Prefix": "/wm"}
    head = Head(requests.get(f"{address}places", headers=sent, timeout=60).text)
    assert head.links["canonical"] == "https://map.example/wm/places" and head.meta["og:image"].startswith("https://map.example/wm/preview.png")


def test_every_page_of_the_menu_is_sent_with_words(address):
    for _, _, _, path in PAGES:
        text = requests.get(f"{address}{path}", timeout=60).text
        assert 'id="wm-first"' in text


def test_another_make_of_the_page_is_noticed():
    with pytest.raises(ValueError, match="another way"):
        with_first_words("<html></html>", head="", body="", script_url="")
