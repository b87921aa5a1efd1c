"""The HTML of every page as the server sends it: Streamlit's, with a head, first words and a preview of the page's own.

What Streamlit sends is called "Streamlit", says nothing to a search engine or a link preview, and is white until its scripts
have come. Addresses that people write from memory (`/Places`, `/explore`, `/asset/<id>`) lead to the page that is meant.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit import file_util

from geo.addresses import page_url
from geo.errors import GeoError
from geo.webmap.asset_card import asset_card
from pages.html.first_page import first_words_html, head_html, with_first_words, with_own_files
from pages.shared import preview
from pages.shared.app_address import base_path
from pages.shared.components import OWN_FILES, static_url
from pages.shared.http_content import etag_reply
from pages.shared.loaders import Shared, shared
from pages.shared.page_words import page_words
from pages.shared.pages import PAGES, UNLISTED
from pages.shared.result_cache import ResultCache
from pages.shared.site_files import site_root

_bodies = ResultCache(max_bytes=8_000_000)


def routes() -> list[Route]:
    """A route for each page, and for what leads to one."""
    base = base_path()
    pages = [Route(f"{base}/{address}", reply, name=f"page-{name}") for name, _, _, address in PAGES]
    misspelt = [Route(f"{base}/{wrong}", _to_page) for _, _, _, address in PAGES if address for wrong in (address.capitalize(), address.upper())]
    to_root = [Route(f"{base}/{wrong}", _to_root) for wrong in ("explore", "Explore", "index.html")]
    return [*pages, *misspelt, *to_root, Route(f"{base}/asset/{{identity}}", _to_asset)]


def reply(request: Request) -> Response:
    """The page; without words of its own while the data cannot be read, which the app then says."""
    name = _name_of(request)
    try:
        data = shared()
    except GeoError:
        return Response(_index(), media_type="text/html", headers={"Cache-Control": "no-cache"})
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    words = page_words(data, name, query)
    root = site_root(request)
    made = _bodies.get((data.stamp, root, name, words.canonical), lambda: page_html(data, name, query, root=root).encode())
    return etag_reply(request, made, media_type="text/html; charset=utf-8")


def page_html(data: Shared, name: str, query: dict[str, list[str]], *, root: str) -> str:
    """The HTML of a page for a query; `root` is the app's address with its last slash."""
    words, register = page_words(data, name, query), data.register
    head = head_html(
        tab=words.tab,
        title=words.title,
        description=words.description,
        site=register.region.title,
        canonical=_whole(root, words.canonical),
        picture=_whole(root, page_url(preview.ADDRESS, **words.preview)),
        picture_px=preview.SIZE_PX,
        extra=[
            Markup('<link rel="alternate" type="application/json+oembed" href="{}">').format(
                _whole(root, page_url("oembed", url=_whole(root, words.canonical)))
            )
        ],
    )
    body = first_words_html(
        heading=words.title,
        description=words.description,
        site=register.region.title,
        links={address: title for key, title, _, address in PAGES if key not in UNLISTED},
        lite_query={key: [value] for key, value in words.preview.items()},
        plain=asset_card(register.asset(words.preview["asset"]), register) if "asset" in words.preview else Markup(),
    )
    return with_first_words(_index(), head=head, body=body, script_url=f"./{static_url('first.js')}")


def _name_of(request: Request) -> str:
    address = request.url.path.removeprefix(base_path()).strip("/")
    return {one: name for name, _, _, one in PAGES}[address]


def _whole(root: str, page: str) -> str:
    return root + page.removeprefix("./")


def _to_page(request: Request) -> Response:
    return _moved(request, f"./{request.url.path.rpartition('/')[2].lower()}")


def _to_root(request: Request) -> Response:
    return _moved(request, "./")


def _to_asset(request: Request) -> Response:
    return RedirectResponse(f"../{page_url('asset', asset=request.path_params['identity'])}", status_code=301)


def _moved(request: Request, address: str) -> Response:
    return RedirectResponse(f"{address}?{request.url.query}" if request.url.query else address, status_code=301)


@cache
def _index() -> str:
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    style, *scripts = (f"./{static_url(name)}" for name in OWN_FILES)
    return with_own_files(index, style_url=style, script_urls=scripts)
