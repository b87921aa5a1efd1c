"""The route by which a page answers before its run: the same answer, and nothing that breaks it."""

from __future__ import annotations

import json
import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from reading import components_of, run_page
from second_region import write_second_region
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geo.errors import FilterError
from geo.select import query_string as queries
from geo.select.shortlist import MOST
from geo.settings import DATA_ROOT
from pages import answers
from pages.answers import explore
from pages.shared import loaders
from pages.shared.app_address import query_limit
from pages.shared.loaders import shared

WALSALL, SANDWELL, RUGBY = "E08000030", "E08000028", "E07000220"
SHORTLIST = {"star": ["steamhouse", "ukbic"], "note": ["steamhouse~see it, & ask"]}
# The pages whose controls are `picker`s; others that answer by the route are held to all but their own.
PAGES = ("places", "clusters", "nearby", "asset")
ALL_PAGES = sorted(answers.PAGES)
# What a reader's query looks like on each page, with an asset chosen and a filter on.
TYPICAL = {
    "places": {"authority": [WALSALL], "layer": ["hub"], "asset": ["steamhouse"], "measure": ["assets"], "compare": [SANDWELL]},
    "clusters": {"cluster": ["ev-battery"], "layer": ["hub", "gigafactory"], "asset": ["ukbic"], "with": ["aerospace"], "surface": ["density"]},
    "nearby": {"near": ["Rugby"], "layer": ["hub"], "asset": ["ukbic"], "radius_km": ["25"]},
    "asset": {"asset": ["ukbic"], "layer": ["hub"]},
}
# The same in the small region, where what is asked a thousand times is asked.
IN_SMALL_REGION = {
    "places": {"authority": ["E06000901"], "layer": ["hub"], "asset": ["works-1"], "measure": ["assets"], "compare": ["E06000902"]},
    "clusters": {"cluster": ["peat"], "layer": ["hub", "gigafactory"], "asset": ["works-1"], "with": ["windpumps"], "surface": ["density"]},
    "nearby": {"near": ["Birchwold"], "layer": ["hub"], "asset": ["works-1"], "radius_km": ["25"]},
    "asset": {"asset": ["works-1"], "layer": ["hub"]},
}
# One of every kind of act on each page, and what a control sends that no page has.
ACTS = {
    "places": [
        {"kind": "set", "name": "find", "value": "Walsall vs Sandwell"},
        {"kind": "set", "name": "find", "value": "CV1 5FB"},
        {"kind": "set", "name": "find", "value": ""},
        {"kind": "set", "name": "place", "value": "wmca"},
        {"kind": "set", "name": "place", "value": SANDWELL},
        {"kind": "set", "name": "measure", "value": "per-1k-businesses"},
        {"kind": "set", "name": "measure_layer", "value": "hub"},
        {"kind": "set", "name": "measure_cluster", "value": "ev-battery"},
        {"kind": "set", "name": "compare", "value": [SANDWELL, "region"]},
        {"kind": "authority", "gss_code": SANDWELL},
        {"kind": "point", "lat": 52.48, "lon": -1.9},
    ],
    "clusters": [
        {"kind": "set", "name": "cluster", "value": "aerospace"},
        {"kind": "set", "name": "cluster", "value": ""},
        {"kind": "set", "name": "surface", "value": "hexagons"},
        {"kind": "set", "name": "authority", "value": [WALSALL, RUGBY]},
    ],
    "nearby": [
        {"kind": "set", "name": "near", "value": "CV1 5FB"},
        {"kind": "set", "name": "near", "value": "ukbic"},
        {"kind": "set", "name": "near", "value": ""},
        {"kind": "set", "name": "radius_km", "value": "3"},
        {"kind": "set", "name": "within", "value": [WALSALL, RUGBY]},
        {"kind": "point", "lat": 52.4523, "lon": -1.9436},
        {"kind": "shape", "lat_lon": [[52.4, -2], [52.6, -2], [52.6, -1.7]]},
    ],
    "asset": [{"kind": "set", "name": "name", "value": "STEAMhouse"}, {"kind": "set", "name": "name", "value": ""}],
}
COMMON_ACTS = [
    {"kind": "asset", "id": "steamhouse"},
    {"kind": "set", "name": "layer", "value": ["catapult", "hub"]},
    {"kind": "set", "name": "status", "value": ["closed"]},
    {"kind": "go", "query": ""},
    {"kind": "go", "query": f"?authority={SANDWELL}&layer=hub&q=a+%26+b%3D%F0%9F%94%8B"},
    {"kind": "set", "name": "nothing", "value": "x"},
    {"kind": "unheard of"},
]
# What `pages.html.elements` and its like make; nothing that runs, loads or asks for anything.
HARMLESS_TAGS = {
    "a",
    "article",
    "b",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "img",
    "input",
    "label",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
# Texts a reader types, and lists of values, by page.
TYPED = {"places": ("find", "place", "measure", "compare"), "clusters": ("cluster", "surface"), "nearby": ("near", "within", "radius_km"), "asset": ("name",)}


def ask(page: str, query: dict[str, list[str]], act: object = None, *, raw: str = "") -> tuple[int, dict]:
    """What the route replies: the status and what was sent. `raw` stands for an act that is no JSON of ours."""
    pairs = [(name, value) for name, values in query.items() for value in values]
    sent = raw if act is None else json.dumps(act)
    address = urlencode([*pairs, (answers.ACT, sent)])
    reply = answers.reply(request(page, address))
    return reply.status_code, json.loads(reply.body)


def request(page: str, address: str) -> Request:
    scope = {"type": "http", "method": "GET", "path": f"/answer/{page}", "path_params": {"page": page}, "query_string": address.encode(), "headers": []}
    return Request(scope)


class Markup:
    """What a browser would make of some HTML."""

    def __init__(self, markup: str) -> None:
        elements = [one for one in html.fragment_fromstring(markup, create_parent="main").iterdescendants() if isinstance(one.tag, str)]
        self.tags = {one.tag for one in elements}
        self.attributes = {name for one in elements for name in one.attrib}
        self.links = [value for one in elements for name, value in one.attrib.items() if name in ("href", "src")]


def assert_harmless(said: dict) -> None:
    """No text of the reader's has become markup in what a page would show."""
    markup = Markup("".join(said["sheets"].values()))
    assert markup.tags <= HARMLESS_TAGS, markup.tags - HARMLESS_TAGS
    assert not [name for name in markup.attributes if name.startswith("on")]
    assert not [link for link in markup.links if link.strip().casefold().startswith(("javascript:", "data:text", "vbscript:"))]


# ---- (a) the route and the run say the same ----


def shown_by_the_run(page: str, query: dict[str, list[str]]) -> dict:
    """What the page's own run sends to the browser for a query, as the route would."""
    ran = run_page(page, **query)
    sheets = [json.loads(element.proto.json) for element in components_of(ran, "sheet")]
    pickers = [json.loads(element.proto.json) for element in components_of(ran, "picker")]
    (map_shown,) = [json.loads(element.proto.json_args) for element in ran.get("component_instance")]
    view, _ = json.JSONDecoder().raw_decode(map_shown["feature_group"].split("wm.show(")[1])
    asked = {view.pop("asked", None), *(part["asked"] for part in [*sheets, *pickers])}
    assert {part["page"] for part in pickers} == {page}
    return {
        "asked": asked,
        "view": view,
        "sheets": {part["name"]: part["html"] for part in sheets},
        "pickers": {part["name"]: part["fields"] for part in pickers},
    }


def assert_the_run_confirms(page: str, said: dict) -> None:
    shown = shown_by_the_run(page, queries.read(said["query"]))
    # By this key the browser knows the answer it waits for.
    assert shown.pop("asked") == {said["query"]}
    assert shown == {part: said[part] for part in ("view", "sheets", "pickers")}


CASES = [
    *((page, {}, act) for page in PAGES for act in ACTS[page]),
    *((page, TYPICAL[page] | SHORTLIST, act) for page in PAGES for act in [*ACTS[page][:3], *COMMON_ACTS]),
    ("places", {"area": ["staffordshire"]}, {"kind": "set", "name": "measure", "value": "share-operating"}),
    ("places", {"authority": [WALSALL, SANDWELL], "q": ["\u202eabc \U0001f50b"]}, {"kind": "asset", "id": "ukbic"}),
    ("places", {"authority": ["E99999999"], "measure": ["zzz"], "compare": ["x", SANDWELL]}, {"kind": "unheard of"}),
    ("clusters", {"cluster": ["aerospace", "ev-battery"], "q": ["zzzzzz"]}, {"kind": "set", "name": "surface", "value": "shares"}),
    ("clusters", {"with": ["aerospace"], "surface": ["zzz"]}, {"kind": "unheard of"}),
    ("nearby", {"near": ["SW1A 1AA"], "radius_km": ["<b>"]}, {"kind": "set", "name": "layer", "value": ["hub"]}),
    ("nearby", {"shape": ["<img src=x>"], "near": ["Rugby"], "within": ["E99999999"]}, {"kind": "unheard of"}),
    ("asset", {"asset": ["<img src=x>"], "page": ["x"]}, {"kind": "unheard of"}),
]


@pytest.mark.parametrize(("page", "query", "act"), CASES)
def test_the_run_shows_what_the_route_says(page, query, act):
    status, said = ask(page, query, act)
    assert status == 200 and not said.get("wrong")
    assert_the_run_confirms(page, said)


@pytest.mark.parametrize(
    "query",
    [
        {"q": [""]},
        {"star": ["", "steamhouse"]},
        {"layer": ["", "hub"]},
        {"": ["x"]},
        {"authority": [WALSALL], "near": [""]},
        {"b": ["2", "1"], "a": ["1"]},
    ],
)
def test_a_link_with_empty_parameters_is_confirmed_too(query):
    for act in ({"kind": "unheard of"}, {"kind": "asset", "id": "ukbic"}):
        status, said = ask("places", query, act)
        assert status == 200
        assert_the_run_confirms("places", said)


@pytest.mark.parametrize("page", PAGES)
def test_an_act_that_the_browser_had_no_answer_to_leads_to_the_same(page):
    for act in [*ACTS[page], *COMMON_ACTS]:
        query = TYPICAL[page] | SHORTLIST
        _, said = ask(page, query, act)
        ran = act_by_the_run(page, query, act)
        assert ran.text[0].value == said["query"]
        assert not ran.error


def act_by_the_run(page: str, query: dict[str, list[str]], act: dict) -> AppTest:
    """A run that hears of an act and draws what follows: the query as a text, and what is wrong as an error."""
    script = f"""
import streamlit as st
from pages.shared import answer_drawing, url
from pages.answers import {page} as page
answer_drawing.act(page, {act!r})
answer_drawing.answered(page)
st.text(url.key())
"""
    ran = AppTest.from_string(script, default_timeout=60)
    for name, values in query.items():
        ran.query_params[name] = values
    ran.run()
    assert not ran.exception, ran.exception
    return ran


def test_the_reply_is_not_kept():
    reply = answers.reply(request("places", urlencode({answers.ACT: '{"kind": "asset", "id": "ukbic"}'})))
    assert reply.headers["cache-control"] == "no-store" and reply.media_type == "application/json"


def test_there_is_one_route_and_it_only_reads():
    (route,) = answers.routes()
    assert route.path == "/answer/{page}" and route.methods == {"GET", "HEAD"} and route.endpoint is answers.reply
    assert set(PAGES) <= set(answers.PAGES)


# ---- (b) what cannot be read, and what is hostile ----


@pytest.mark.parametrize("page", ["", "nowhere", "Places", "places.py", "../app", "<script>", "__init__", "\x00"])
def test_an_unknown_page_is_not_found(page):
    assert ask(page, {}, {"kind": "asset", "id": "ukbic"}) == (404, {})


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "x",
        "{",
        "[]",
        "[1, 2]",
        "null",
        "5",
        '"kind"',
        "{}",
        '{"name": "place"}',
        '{"kind": "set", "name": []}',
        "\x00",
        "\ufffd",
        "NaN",
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_an_act_that_cannot_be_read_is_refused(page, raw):
    assert ask(page, TYPICAL[page], raw=raw) == (400, {})


@pytest.mark.parametrize("page", ALL_PAGES)
def test_an_address_too_deep_is_refused(page):
    for raw in ("[" * 5_000, '{"kind":' * 1_100):
        status, said = ask(page, {}, raw=raw)
        assert 400 <= status < 500 and said == {}


@pytest.mark.parametrize("page", ALL_PAGES)
def test_an_address_too_long_is_refused_before_a_page_reads_it(page):
    routes = answers.routes()
    served = TestClient(Starlette(routes=routes, middleware=[query_limit(route.path for route in routes)]))
    long = urlencode({answers.ACT: '{"kind": "set", "name": "layer", "value": "' + "x" * 50_000 + '"}'})
    assert served.get(f"/answer/{page}?{long}").status_code == 414


@pytest.mark.parametrize(("part", "kind"), [("answer", KeyError), ("answer", ValueError), ("answer", ZeroDivisionError), ("change", KeyError)])
def test_a_fault_of_ours_is_logged_under_the_number_the_reader_is_told(part, kind, monkeypatch, caplog):
    def broken(data, query, act=None):
        raise kind("inner workings")

    monkeypatch.setattr(explore, part, broken)
    status, said = ask("explore", {"layer": ["hub"]}, {"kind": "open", "query": "layer=hub"})
    assert status == 500
    assert said["fault"] in said["note"] and "inner workings" not in said["note"]
    (record,) = [record for record in caplog.records if record.name == "innovation_map"]
    told = record.getMessage()
    assert said["fault"] in told and "'explore'" in told and "layer=hub" in told
    assert record.exc_info and record.exc_info[0] is kind and record.created > 0


NUMBERS_THAT_ARE_NONE = ['"abc"', "null", "[]", "{}", "[52, 53]"]
POINTS = [f'{{"kind": "point", "lat": {bad}, "lon": -1.9}}' for bad in NUMBERS_THAT_ARE_NONE] + ['{"kind": "point"}', '{"kind": "point", "lat": 52}']
SHAPES = [f'{{"kind": "shape", "lat_lon": {bad}}}' for bad in ('"abc"', "5", "null", "{}x", "[[1]]", '[["a", "b"]]', "[1, 2, 3]", "[[[1], [2]]]", '{"a": 1}')]


@pytest.mark.parametrize(
    ("page", "raw"),
    [
        *(("nearby", raw) for raw in [*POINTS, *SHAPES, '{"kind": "shape"}']),
        *(("places", raw) for raw in POINTS),
        *(("places", f'{{"kind": "authority", "gss_code": {bad}}}') for bad in ("5", "[]", '{"a": 1}', f'["{WALSALL}"]')),
        ("places", '{"kind": "authority"}'),
    ],
)
def test_an_act_of_the_wrong_types_is_refused(page, raw):
    assert ask(page, TYPICAL[page], raw=raw) == (400, {})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", "1e308", "9" * 400, "true", "1e-320"])
def test_a_number_beyond_all_bounds_breaks_nothing(number):
    for raw in (
        f'{{"kind": "point", "lat": {number}, "lon": {number}}}',
        f'{{"kind": "shape", "lat_lon": [[{number}, 1], [52, -2], [52.1, -2]]}}',
        f'{{"kind": "set", "name": "radius_km", "value": {number}}}',
    ):
        for page in ("places", "nearby"):
            status, said = ask(page, TYPICAL[page], raw=raw)
            assert status in (200, 400)
            if "query" in said:
                assert_harmless(said)


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.usefixtures("in_small_region")
def test_hostile_texts_in_the_address_stay_texts(page, hostile):
    names = [
        "authority",
        "area",
        "layer",
        "q",
        "asset",
        "measure",
        "measure_layer",
        "compare",
        "cluster",
        "with",
        "surface",
        "near",
        "within",
        "shape",
        "radius_km",
        "star",
        "note",
        "tiles",
        "anything",
        hostile[:200],
    ]
    whole = {name: [hostile[:300]] for name in names}
    asked = [whole, {**whole, "near": ["Birchwold"], "shape": [], "within": []}, {"q": [hostile]}, {"near": [hostile]}, {"area": [hostile]}]
    for query in [*asked, IN_SMALL_REGION.get(page, {}) | {"q": [hostile[:300]], "x": [hostile[:300]], hostile[:200]: ["1"]}]:
        status, said = ask(page, query, {"kind": "unheard of"})
        assert status == 200 or len(hostile) > 1_000
        if status == 200:
            assert_harmless(said)


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.usefixtures("in_small_region")
def test_hostile_texts_in_an_act_stay_texts(page, hostile):
    acts = [{"kind": "set", "name": name, "value": value} for name in (*TYPED.get(page, ()), "layer", hostile) for value in (hostile, [hostile])]
    acts += [
        {"kind": hostile},
        {"kind": "asset", "id": hostile},
        {"kind": "go", "query": hostile},
        {"kind": "go", "query": f"?{urlencode({'q': hostile, hostile: 1})}"},
        {"kind": "authority", "gss_code": hostile},
        {"kind": "point", "lat": hostile, "lon": hostile},
        {"kind": "shape", "lat_lon": hostile},
    ]
    for act in acts:
        status, said = ask(page, IN_SMALL_REGION.get(page, {}), act)
        assert status in (200, 400, 404)
        if "query" in said:
            assert_harmless(said)


@pytest.mark.parametrize("text", ["\ud800", "\udfff\ud800x", "\x00", "\x00\x01\x1f", "\u202e\u2066", "\ufeff"])
@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.usefixtures("in_small_region")
def test_what_is_no_text_breaks_nothing(page, text):
    acts = [{"kind": "set", "name": name, "value": value} for name in (*TYPED.get(page, ()), "layer", "add", "note") for value in (text, [text])]
    for act in [*acts, {"kind": "asset", "id": text}, {"kind": "go", "query": f"?q={text}"}, {"kind": "authority", "gss_code": text}]:
        status, said = ask(page, {}, act)
        assert status in (200, 400)
        if "query" in said:
            assert_harmless(said)


# ---- (c) what cannot be done is said ----


@pytest.mark.parametrize(
    ("page", "act", "words"),
    [
        ("places", {"kind": "set", "name": "find", "value": "SW1A 1AA"}, "not in the region of this map"),
        ("places", {"kind": "set", "name": "find", "value": "Walsall vs xyzzy"}, "No area like"),
        ("nearby", {"kind": "set", "name": "near", "value": "SW1A 1AA"}, "not in the region of this map"),
        ("nearby", {"kind": "set", "name": "near", "value": "CV1 5OB"}, "is not a postcode"),
        ("nearby", {"kind": "set", "name": "near", "value": "51.5,-0.1"}, "far outside"),
        ("nearby", {"kind": "set", "name": "radius_km", "value": "abc"}, "is no number"),
        ("nearby", {"kind": "shape", "lat_lon": [[52, -2], [52.1, -2]]}, "3 to 60 corners"),
        ("nearby", {"kind": "shape", "lat_lon": [[52, -2], [52.1, -2], [52.2, -2]]}, "no area"),
        ("asset", {"kind": "set", "name": "name", "value": "xyzzy"}, "No asset is called"),
        ("asset", {"kind": "set", "name": "name", "value": "University"}, "assets answer to"),
    ],
)
def test_what_cannot_be_done_is_said_and_leads_nowhere(page, act, words):
    status, said = ask(page, TYPICAL[page], act)
    assert status == 200 and set(said) - {"choices"} == {"note", "wrong"} and said["wrong"] is True
    assert words in said["note"] and said["note"][-1] in ".?"
    # The run says the same where the browser had no answer, and stays where it is.
    ran = act_by_the_run(page, TYPICAL[page], act)
    assert words.replace("-", "\\-") in ran.error[0].value or words in ran.error[0].value
    assert ran.text[0].value == queries.text(TYPICAL[page])


def test_what_a_found_text_means_is_said():
    _, said = ask("places", {}, {"kind": "set", "name": "find", "value": "CV1 5FB"})
    assert "Coventry" in said["note"] and "wrong" not in said and said["query"] == "authority=E08000026"
    _, said = ask("places", {}, {"kind": "set", "name": "place", "value": WALSALL})
    assert said["note"] == ""


# ---- (d) the shortlist goes along ----


@pytest.mark.parametrize("page", PAGES)
def test_the_shortlist_survives_every_act(page):
    for query in (TYPICAL[page], {}):
        for act in [*ACTS[page], *COMMON_ACTS]:
            status, said = ask(page, query | SHORTLIST, act)
            assert status == 200
            led = queries.read(said["query"])
            assert {name: led.get(name) for name in SHORTLIST} == SHORTLIST


@pytest.mark.parametrize("page", PAGES)
def test_the_shortlist_survives_every_link_of_the_page(page):
    _, said = ask(page, TYPICAL[page] | SHORTLIST, {"kind": "unheard of"})
    own = {link.split("?")[1] for link in Markup("".join(said["sheets"].values())).links if link.startswith(f"{page}?")}
    assert own
    for link in sorted(own)[:: max(1, len(own) // 12)]:
        status, led = ask(page, TYPICAL[page] | SHORTLIST, {"kind": "go", "query": f"?{link}"})
        assert status == 200
        query = queries.read(led["query"])
        assert {name: query.get(name) for name in SHORTLIST} == SHORTLIST


# ---- (e) what names nothing does nothing, or is dropped ----


@pytest.mark.parametrize(
    ("page", "act"),
    [
        ("places", {"kind": "authority", "gss_code": "E99999999"}),
        ("places", {"kind": "point", "lat": 51.5, "lon": -0.1}),
        *((page, {"kind": "set", "name": name, "value": "x"}) for page in PAGES for name in ("nothing", "", "q", "star", "note", "page")),
        *((page, {"kind": kind, "name": "layer", "value": "hub"}) for page in PAGES for kind in ("", "SET", "toggle")),
    ],
)
def test_what_names_nothing_changes_nothing(page, act):
    status, said = ask(page, TYPICAL[page], act)
    assert status == 200 and said["query"] == queries.text(TYPICAL[page])


def values_of(said: dict) -> dict[str, object]:
    return {field["name"]: field["value"] for fields in said["pickers"].values() for field in fields}


@pytest.mark.parametrize(
    ("page", "query", "act", "name", "value"),
    [
        ("places", {}, {"kind": "set", "name": "place", "value": "E99999999"}, "place", "region"),
        ("places", {}, {"kind": "set", "name": "measure", "value": "zzz"}, "measure", "per-100k-people"),
        ("places", {}, {"kind": "set", "name": "measure_layer", "value": "zzz"}, "measure_layer", ""),
        ("places", {}, {"kind": "set", "name": "measure_cluster", "value": "zzz"}, "measure_cluster", ""),
        ("places", {}, {"kind": "set", "name": "compare", "value": ["zzz", SANDWELL, "E99999999"]}, "compare", [SANDWELL]),
        ("clusters", {}, {"kind": "set", "name": "cluster", "value": "zzz"}, "cluster", ""),
        ("clusters", {"cluster": ["ev-battery"]}, {"kind": "set", "name": "surface", "value": "zzz"}, "surface", "shares"),
        ("clusters", {}, {"kind": "set", "name": "layer", "value": ["zzz", "hub"]}, "layer", ["hub"]),
        ("clusters", {}, {"kind": "set", "name": "authority", "value": ["E99999999", WALSALL]}, "authority", [WALSALL]),
        ("nearby", {}, {"kind": "set", "name": "within", "value": ["E99999999", RUGBY]}, "within", [RUGBY]),
        ("nearby", {}, {"kind": "set", "name": "within", "value": "E99999999"}, "within", []),
        ("nearby", {}, {"kind": "set", "name": "status", "value": ["zzz", "planned"]}, "status", ["planned"]),
        ("asset", {}, {"kind": "asset", "id": "zzz"}, "name", ""),
    ],
)
def test_what_is_unknown_is_dropped(page, query, act, name, value):
    status, said = ask(page, query, act)
    assert status == 200 and values_of(said)[name] == value


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_asset_is_none(page):
    bare = {name: values for name, values in TYPICAL[page].items() if name != "asset"}
    _, unknown = ask(page, bare, {"kind": "asset", "id": "zzz"})
    _, none = ask(page, bare, {"kind": "asset", "id": ""})
    assert unknown["view"] == none["view"] and "chosen" not in unknown["view"]
    assert unknown["sheets"].get(f"{page}-card") == none["sheets"].get(f"{page}-card")


# ---- (f) parameters called as anything in the program ----


@pytest.mark.parametrize("page", ALL_PAGES)
@pytest.mark.usefixtures("in_small_region")
def test_a_parameter_may_be_called_anything(page):
    names = [
        "page",
        "text",
        "self",
        "cls",
        "query",
        "name",
        "names",
        "href",
        "keep",
        "data",
        "register",
        "html",
        "kwargs",
        "parameters",
        "link",
        "values",
        "act",
        "kind",
        "key",
        "asked",
        "__class__",
        "a b",
        "\u00e4",
        "a&b=c",
        "{x}",
        "%s",
        "1",
    ]
    query = IN_SMALL_REGION.get(page, {}) | {name: ["x", "y"] for name in names}
    for act in [*ACTS.get(page, []), *COMMON_ACTS]:
        status, said = ask(page, query, act)
        assert status == 200
        if "query" in said:
            assert_harmless(said)
    _, said = ask(page, query, {"kind": "unheard of"})
    assert {name: queries.read(said["query"])[name] for name in names} == {name: ["x", "y"] for name in names}


@pytest.mark.parametrize("page", ["places", "clusters", "nearby"])
def test_the_links_that_close_and_clear_bring_such_parameters_along(page):
    odd = {"page": ["x"], "text": ["y"], "self": ["z", "\u00e4&="]}
    _, said = ask(page, TYPICAL[page] | odd, {"kind": "unheard of"})
    for part, words in (("card", "Close"), ("filters", "Clear filters")):
        (link,) = re.findall(rf'<a href="{page}\?([^"]*)"[^>]*>{words}</a>', said["sheets"][f"{page}-{part}"])
        led = queries.read(unescape(link))
        assert {name: led[name] for name in odd} == odd
        assert ("asset" in led, "layer" in led) == (part == "filters", part == "card")


# ---- whatever comes ----

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ANY_TEXT = st.text(max_size=20)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
FIELDS = sorted({*(name for names in TYPED.values() for name in names), "measure_layer", "measure_cluster", "layer", "status", "authority"})
KINDS = ["set", "go", "asset", "authority", "point", "shape"]
ANY_ACT = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS) | JUNK},
    optional={"name": st.sampled_from(FIELDS) | JUNK} | {part: JUNK for part in ("value", "query", "id", "gss_code", "lat", "lon", "lat_lon")},
)
ANY_QUERY = st.dictionaries(
    st.sampled_from([*FIELDS, "area", "with", "shape", "q", "asset"]) | TEXT,
    st.lists(TEXT, min_size=1, max_size=2),
    max_size=4,
)


@given(st.sampled_from(ALL_PAGES), ANY_QUERY, ANY_ACT)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("in_small_region")
def test_no_act_breaks_the_route(page, query, act):
    status, said = ask(page, query, act)
    assert status in (200, 400)
    if "query" in said:
        assert_harmless(said)
        assert queries.text(queries.read(said["query"])) == said["query"]


def walks_of(page: str):
    """Several acts on a page, one after the other."""
    return st.tuples(st.just(page), st.lists(st.sampled_from([*ACTS[page], *COMMON_ACTS]), min_size=2, max_size=5))


@given(st.sampled_from(PAGES).flatmap(walks_of))
@settings(max_examples=30)
def test_each_act_begins_where_the_last_one_led(walk):
    """As the browser asks it: by the query of the last reply. The same by the pages' functions alone."""
    page, acts = walk
    query = dict(SHORTLIST)
    for act in acts:
        moved, _ = answers.PAGES[page].change(shared(), query, act)
        status, said = ask(page, query, act)
        assert status == 200 and queries.read(said["query"]) == moved
        query = queries.read(said["query"])
    shown = json.loads(json.dumps(answers.as_data(answers.PAGES[page].answer(shared(), query))))
    assert shown == {part: said[part] for part in shown}
    assert {name: query[name] for name in SHORTLIST} == SHORTLIST


def test_a_corrected_file_shows_although_the_edition_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(loaders, "DATA_ROOT", write_second_region(DATA_ROOT, tmp_path / "data"))
    monkeypatch.setattr(loaders, "RECHECK_S", -1.0)
    monkeypatch.setattr(loaders, "_seen", SimpleNamespace(**(vars(loaders._seen) | {"stamp": "", "at": float("-inf")})))
    page, query = answers.PAGES["asset"], {"asset": ["works-1"]}
    before = "".join(page.answer(loaders.shared(), query).sheets.values())
    register = loaders.shared().register
    file = register.package.path(register.package.asset_tables[register.asset("works-1").layer])
    file.write_text(file.read_text(encoding="utf-8").replace("number 1 on the fen", "number 1 on the marsh"), encoding="utf-8")
    after = "".join(page.answer(loaders.shared(), query).sheets.values())
    assert "number 1 on the fen" in before and "number 1 on the marsh" not in before
    assert "number 1 on the marsh" in after and "number 1 on the fen" not in after


def test_the_view_as_the_browser_has_it_takes_the_place_of_what_was_asked():
    before = {"layer": ["testbed"], "tiles": ["street"], "note": ["ukbic~ours"], "asset": ["ukbic"], "star": ["ukbic"]}
    act = {"kind": "view", "layer": ["hub", "nonsense"], "q": "steam", "asset": "steamhouse", "star": ["steamhouse", "nobody", "ukbic"], "at": 5}
    moved, note = explore.change(shared(), before, act)
    assert moved == {"layer": ["hub"], "q": ["steam"], "tiles": ["street"], "note": ["ukbic~ours"], "asset": ["steamhouse"], "star": ["steamhouse", "ukbic"]}
    assert note == ""
    assert explore.change(shared(), moved, {"kind": "view"})[0] == {"tiles": ["street"], "note": ["ukbic~ours"]}


def test_a_view_with_a_star_too_many_is_refused_in_words():
    ids = list(shared().register.by_id)[: MOST + 1]
    assert explore.change(shared(), {}, {"kind": "view", "star": ids[:MOST]})[0] == {"star": ids[:MOST]}
    with pytest.raises(FilterError, match=f"holds {MOST} assets.*Take one off"):
        explore.change(shared(), {}, {"kind": "view", "star": ids})


@pytest.mark.parametrize(
    ("page", "name", "text", "label"),
    [
        ("nearby", "near", "High Street", "High Street"),
        ("places", "find", "High Street", "High Street"),
        ("nearby", "near", "CVI 5FB", "CV1 5FB"),
        ("nearby", "near", "52.4081, 1.5106", "52.4081"),
    ],
)
def test_a_text_that_fits_several_offers_choices_that_lead_somewhere(page, name, text, label):
    _, said = ask(page, {}, {"kind": "set", "name": name, "value": text})
    assert said["wrong"] and len(said["choices"]) >= 1
    for shown, meant in said["choices"][:3]:
        assert shown.startswith(label)
        _, then = ask(page, {}, {"kind": "set", "name": name, "value": meant})
        assert "query" in then, (meant, then)


def test_a_street_leads_to_its_authority_and_to_what_is_near():
    _, said = ask("places", {}, {"kind": "set", "name": "find", "value": "Fazeley Street, Digbeth"})
    assert "Birmingham" in said["note"]
    _, said = ask("nearby", {}, {"kind": "set", "name": "near", "value": "New Street"})
    assert "Or did you mean" in said["sheets"]["nearby-words"]
