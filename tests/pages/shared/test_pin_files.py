"""Pins by their address, views for a browser that is not given all assets, and the list by pages."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.requests import Request

from geo.select.filters import Filters
from geo.webmap.explore_panels import PAGE_LENGTH
from geo.webmap.folium_map import MapView
from geo.webmap.pin_tiles import PinTiles
from pages.answers import explore, warming
from pages.shared import lite, pin_files, preview
from pages.shared.loaders import Shared


@pytest.fixture(scope="module")
def many(register, index):
    """The shipped data, shown as data of many assets are."""
    return Shared(register, index, SimpleNamespace(), "many", PinTiles(register, index))


def ask(query="", **place):
    return pin_files.tile(Request({"type": "http", "method": "GET", "path": "/", "path_params": place, "query_string": query.encode(), "headers": []}))


def test_a_tile_answers_the_filters_of_its_address(many, monkeypatch):
    monkeypatch.setattr(pin_files, "shared", lambda: many)
    every, hubs = (json.loads(ask(query, z=7, x=63, y=42).body) for query in ("", "layer=hub"))
    total = lambda tile: len(tile["items"]) + sum(sum(group[2]) for group in tile["groups"])  # noqa: E731
    assert total(every) > total(hubs) > 0
    assert all(sum(group[2][1:]) == 0 for group in hubs["groups"]), "only hubs"
    assert ask(z=7, x=63, y=42).headers["etag"]


def test_where_the_browser_has_all_pins_there_are_no_tiles(many, monkeypatch):
    monkeypatch.setattr(pin_files, "shared", lambda: replace(many, tiles=None))
    assert ask(z=7, x=63, y=42).status_code == 404


def test_a_view_of_few_is_left_as_it_is(many):
    view = MapView(ids=("steamhouse",))
    assert pin_files.with_pins(replace(many, tiles=None), view) is view


def test_a_view_names_its_pins_or_the_query_they_come_by(many, monkeypatch):
    ids = tuple(many.register.assets["id"])
    named = pin_files.with_pins(many, MapView(ids=ids[:3], chosen=ids[9]))
    assert [item["id"] for item in named.extra["items"]] == [ids[9], *ids[:3]] and "pins" not in named.extra and named.ids == ids[:3]
    every = pin_files.with_pins(many, MapView(ids=None))
    assert every.extra["pins"] == "" and every.ids == ()
    asked = pin_files.with_pins(many, MapView(ids=ids[:3]), Filters(layer=("hub",), q="r&d"))
    assert asked.extra["pins"] == "layer=hub&q=r%26d" and asked.ids == ()
    monkeypatch.setattr(pin_files, "MOST_NAMED", 50)
    cut = pin_files.with_pins(many, MapView(ids=ids))
    assert len(cut.ids) == 50 and cut.legend["notes"] == [f"50 of {len(ids)} assets are drawn; the list beside the map has all."]


@pytest.mark.parametrize("sort", ["", "name", "-place"])
def test_the_pages_of_the_list_hold_each_asset_once(many, sort):
    query, listed = {"layer": ["hub"], **({"sort": [sort]} if sort else {})}, []
    while True:
        made = explore.answer(many, query)
        listed += [item["id"] for item in made.page.items]
        assert made.ids == tuple(item["id"] for item in made.page.items) and len(made.ids) <= PAGE_LENGTH
        if not made.page.after:
            break
        query = parse_qs(urlsplit(made.page.after).query)
    wanted = many.register.assets["id"].iloc[many.tiles.ordered(many.index.places(Filters(layer=("hub",))), sort)]
    assert listed == wanted.tolist() and made.page.total == len(listed) > PAGE_LENGTH
    assert made.page.words() == f"{(made.page.number - 1) * PAGE_LENGTH + 1}\u2013{len(listed)} of {len(listed)}"


@pytest.mark.parametrize("asked", ["0", "-3", "nonsense", "9" * 12, "99", "\u0663"])
def test_a_page_that_is_not_there_is_one_that_is(many, asked):
    made = explore.answer(many, {"page": [asked]}).page
    last = math.ceil(made.total / PAGE_LENGTH)
    assert made.number == (last if asked == "99" else 1) and made.items and bool(made.after) == (asked != "99")


def test_the_map_of_a_page_goes_to_all_that_is_found(many):
    filters = Filters(layer=("testbed", "hub"))
    whole = explore.answer(replace(many, tiles=None), filters.to_query())
    paged = explore.answer(many, filters.to_query())
    assert paged.view.fit["bounds"] == whole.view.fit["bounds"] and paged.view.title == whole.view.title and paged.counts == whole.counts


def test_another_choice_begins_its_list_anew(many):
    view = {"kind": "view", "layer": ["hub"], "asset": "steamhouse"}
    stays, _ = explore.change(many, {"layer": ["hub"], "page": ["2"]}, view)
    anew, _ = explore.change(many, {"layer": ["testbed"], "page": ["2"]}, view)
    assert stays["page"] == ["2"] and "page" not in anew


def test_the_page_for_phones_is_a_list_by_pages_and_leads_into_the_map(many, monkeypatch):
    monkeypatch.setattr(lite, "shared", lambda: many)
    request = Request({"type": "http", "method": "GET", "path": "/lite", "query_string": b"layer=hub&page=2", "headers": []})
    page = html.fromstring(lite.reply(request).body)
    wanted = explore.answer(many, {"layer": ["hub"], "page": ["2"]}).ids
    links = [one.get("href") for one in page.iter("a")]
    assert [link.partition("asset=")[2] for link in links if "asset=" in link] == list(wanted)
    assert "./?layer=hub" in links and "./lite?layer=hub" in links, "the map, and the page before"
    assert page.xpath("//form//input[@name='layer']/@value") == ["hub"]


def test_a_picture_of_many_says_how_many_and_the_server_works_no_asset_ahead(many):
    assert preview.picture(many, "", "").startswith(b"\x89PNG")
    assert {module.NAME for module, _ in warming.views(many)} == {"places", "clusters"}
