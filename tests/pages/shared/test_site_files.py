"""The sitemap and the plain list of more than one file or page holds: every address once."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from lxml import html
from starlette.requests import Request

from geo.vocabulary import HIDDEN_STATUS
from pages.shared import site_files

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def data(register, monkeypatch):
    monkeypatch.setattr(site_files, "shared", lambda: SimpleNamespace(register=register))


def ask(reply, query="", **place):
    headers = [(b"host", b"map.example")]
    scope = {"type": "http", "method": "GET", "scheme": "https", "server": ("map.example", 443), "path": "/", "path_params": place}
    return reply(Request(scope | {"query_string": query.encode(), "headers": headers}))


def addresses(reply, entry):
    return [found.text for found in ElementTree.fromstring(reply.body).iterfind(f"s:{entry}/s:loc", NAMES)]


def test_a_sitemap_of_too_many_addresses_is_an_index_of_files_that_hold_each_once(monkeypatch):
    whole = addresses(ask(site_files.sitemap), "url")
    monkeypatch.setattr(site_files, "SITEMAP_LENGTH", 100)
    files = addresses(ask(site_files.sitemap), "sitemap")
    numbers = range(1, len(files) + 1)
    assert files == [f"https://map.example/sitemap-{number}.xml" for number in numbers] and len(files) == -(-len(whole) // 100)
    parts = [addresses(ask(site_files.sitemap, number=number), "url") for number in numbers]
    assert max(map(len, parts)) <= 100 and sum(parts, []) == whole
    assert [ask(site_files.sitemap, number=number).status_code for number in (0, len(files) + 1)] == [404, 404]


def test_the_list_of_many_comes_by_pages_that_hold_each_asset_once_and_lead_to_one_another(register, monkeypatch):
    monkeypatch.setattr(site_files, "LIST_LENGTH", 100)
    wanted = register.assets["id"][register.assets["status"] != HIDDEN_STATUS].tolist()
    last, listed = -(-len(wanted) // 100), []
    for number in range(1, last + 1):
        page = html.fromstring(ask(site_files.plain_list, f"page={number}").body)
        listed += [link.partition("asset=")[2] for link in page.xpath("//li/a/@href") if "asset=" in link]
        assert page.xpath("//nav/a/@href") == ["./list", *(f"./list?page={other}" for other in range(2, last + 1))]
        assert page.xpath("//a[@aria-current='page']/text()") == [str(number)]
    assert listed == wanted
    assert [ask(site_files.plain_list, f"page={asked}").status_code for asked in ("0", str(last + 1), "x", "9" * 30)] == [404] * 4


def test_the_list_of_few_is_one_page(register, monkeypatch):
    monkeypatch.setattr(site_files, "LIST_LENGTH", len(register.assets))
    assert not html.fromstring(ask(site_files.plain_list).body).xpath("//nav")
