"""The components of our own: filter panel, results list, controls, sheets of HTML, links between pages.

They are ordinary page content (no frame): real check boxes, buttons and a table, so that keyboard,
screen reader and zoom work as everywhere else. Python sends ids, numbers and words; the rest the
browser has from the assets file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from zlib import crc32

import streamlit as st

from geo.settings import STATIC_ROOT
from geo.webmap.browser_files import Frontend
from pages.shared import made_files, pages, url
from pages.shared.fields import Field

STATIC_URL = "app/static"
# On every page from its first moment (see first_page.py): the style sheet, then the scripts in their order.
OWN_FILES = ("app.css", "announce.js", "address.js", "connection.js", "stars.js", "print.js", "pull.js", "rove.js", "skip.js")
# What a component needs to be there before it.
SCRIPTS = {
    "facets": ("dom.js", "answer.js", "ahead.js", "ahead_explore.js"),
    "results": ("dom.js", "answer.js", "ahead.js", "ahead_explore.js"),
    "picker": ("dom.js", "ahead.js", "ahead_pages.js"),
    "sheet": ("table_copy.js",),
}
# Streamlit sends a component's code with every change of its data: ours is three lines that fetch the rest.
LOADER = (
    "const load = (url) => import(new URL(url, document.baseURI).href);\n"
    "const loaded = {urls}.reduce((before, url) => before.then(() => load(url)), Promise.resolve());\n"
    "export default async (component) => {{ (await loaded).default(component); }};"
)


@cache
def static_url(name: str) -> str:
    """The address of a file of ours, with a checksum so that no browser shows an old one."""
    return f"{STATIC_URL}/{name}?{crc32((STATIC_ROOT / name).read_bytes()):08x}"


@cache
def _register(name: str, *, isolated: bool = True) -> Callable[..., Any]:
    css = (STATIC_ROOT / f"{name}.css").read_text(encoding="utf-8") if isolated else None
    js = LOADER.format(urls=json.dumps([static_url(file) for file in (*SCRIPTS.get(name, ()), f"{name}.js")]))
    return st.components.v2.component(f"wm_{name}", html=f'<div class="{name}"></div>', css=css, js=js, isolate_styles=isolated)


def links() -> None:
    """Let links between pages change the page without loading the app again, and see to it that `OWN_FILES` are there: an
    address that Streamlit answers by itself has them not."""
    style, *scripts = map(static_url, OWN_FILES)
    data = {"style": style, "scripts": scripts, "carried": url.carried_names(), "pages": pages.addresses()}
    _register("links")(data=data, key="links", height="content")


def own_tour(tour: str, *, emptied: bool, key: str, on_kept: Callable[[str], None]) -> None:
    """Have the browser keep the file of one's own tour; `on_kept` gets the one it has, where `tour` is "". `emptied` forgets it."""

    def take() -> None:
        on_kept(str(st.session_state[key].kept["tour"]))

    _register("own_tour", isolated=False)(data={"tour": tour, "emptied": emptied}, key=key, on_kept_change=take)


def focus(key: str, about: str = "") -> None:
    """Put the reader into the field of a key, once for each thing it is `about`: the page is opened to fill it in."""
    _register("focus")(data={"field": f".st-key-{key}", "about": about}, key="focus", height="content")


def sheet(html: str, *, key: str, asked: str = "") -> None:
    """Show finished HTML of `pages.html.elements`; links in it to the same page change the view alone.

    `asked` is the key of what it answers, where that is not the whole query.

    Streamlit's own `st.html` cleans markup anew with every change, which takes most of the time a page
    of tables needs; ours has every text escaped where it is made.
    """

    def go() -> None:
        url.follow(st.session_state[key].go["query"])

    _register("sheet", isolated=False)(data={"html": html, "name": key, "asked": asked or url.key()}, key=key, on_go_change=go)


def picker(fields: Iterable[Field], *, page: str, key: str, on_go: Callable[[dict[str, Any]], None]) -> None:
    """Draw controls. What a reader does there, on the map or by a link is answered by the route of the
    page; `on_go` gets {query} afterwards, or {act} where the browser had no answer."""

    def go() -> None:
        on_go(st.session_state[key].go)

    data = {"name": key, "page": page, "asked": url.key(), "fields": [field.as_data() for field in fields]}
    _register("picker")(data=data, key=key, on_go_change=go)


def facets(data: dict[str, Any], frontend: Frontend, *, key: str, on_view: Callable[[], None]) -> None:
    """Draw the filter panel, which tells what a reader does anywhere on Explore.

    Trigger: `view`, the filters, the asset and the stars as a whole, by the names they have in the URL.
    """
    _register("facets")(data=data | _files(frontend), key=key, on_view_change=on_view)


def results(data: dict[str, Any], frontend: Frontend, *, key: str) -> None:
    """Draw the results list; what a reader does there goes by way of the panel."""
    _register("results")(data=data | _files(frontend), key=key)


def _files(frontend: Frontend) -> dict[str, Any]:
    return {"assets_url": f"{made_files.ADDRESS}/{frontend.assets}"}
