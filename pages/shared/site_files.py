"""What programs ask every website for: robots.txt, sitemap.xml, icons, a manifest, and a plain list of all there is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

import resvg_py
from markupsafe import Markup
from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.addresses import page_url
from geo.errors import GeoError
from geo.settings import STATIC_ROOT
from geo.vocabulary import HIDDEN_STATUS
from pages.html.first_page import list_html
from pages.shared import preview
from pages.shared.app_address import app_root, base_path, printed_root
from pages.shared.http_content import content_reply
from pages.shared.loaders import Shared, region_title, shared
from pages.shared.pages import PAGES

KEPT = {"Cache-Control": "public, max-age=3600"}
ICON_PX = (192, 512)
FAVICON_PX = (16, 32, 48)
# A file of addresses holds no more of them (sitemaps.org); a page of the list no more assets.
SITEMAP_LENGTH, LIST_LENGTH = 50_000, 1_000
# Pages that say nothing without something of the reader's own.
NOT_LISTED = ("asset", "shortlist", "your_data", "corrections")


def routes() -> list[Route]:
    """The routes of the files, and `/list`."""
    base = base_path()
    files = {"robots.txt": robots, "sitemap.xml": sitemap, "manifest.json": manifest, "favicon.ico": favicon, "favicon.png": icon, "list": plain_list}
    return [
        *(Route(f"{base}/{name}", reply) for name, reply in files.items()),
        Route(f"{base}/sitemap-{{number:int}}.xml", sitemap),
        Route(f"{base}/icon-{{size:int}}.png", icon),
        *preview.routes(),
    ]


def site_root(request: Request) -> str:
    """The app's address as others know it, with its last slash: the public one, else the one it was asked by."""
    root = app_root(request)
    return printed_root(root) or root


def robots(request: Request) -> Response:
    """Everything may be read; what is computed for a reader's act is of no use to a search engine."""
    text = f"User-agent: *\nDisallow: {base_path()}/answer/\nDisallow: {base_path()}/mcp\n\nSitemap: {site_root(request)}sitemap.xml\n"
    return PlainTextResponse(text, headers=KEPT)


def sitemap(request: Request) -> Response:
    """Every page, asset, authority and cluster, as sitemaps.org has it; of more than a file may hold, the index of the files, or the one
    with a number. 404 for a number that there is none of, 503 while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    root, day = site_root(request), data.register.package.descriptor["checked_on"]
    addresses = list(_addresses(data))
    files = -(-len(addresses) // SITEMAP_LENGTH)
    number = request.path_params.get("number")
    if number is not None and not 0 < number <= files:
        return PlainTextResponse("There is no such part of the sitemap.", status_code=404)
    if number is None and files > 1:
        text = _sitemap_file("sitemapindex", "sitemap", [f"{root}sitemap-{part}.xml" for part in range(1, files + 1)], day)
    else:
        first = ((number or 1) - 1) * SITEMAP_LENGTH
        text = _sitemap_file("urlset", "url", [root + page for page in addresses[first : first + SITEMAP_LENGTH]], day)
    return content_reply(request, text.encode(), media_type="application/xml", headers=KEPT)


def _sitemap_file(kind: str, entry: str, addresses: list[str], day: str) -> Markup:
    line = Markup("<{0}><loc>{1}</loc><lastmod>{2}</lastmod></{0}>")
    entries = Markup().join(line.format(entry, address, day) for address in addresses)
    whole = Markup('<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{1}</{0}>\n')
    return whole.format(kind, entries)


def _addresses(data: Shared) -> Iterator[str]:
    register = data.register
    yield from (address for name, _, _, address in PAGES if name not in NOT_LISTED)
    yield from ("lite", "list")
    yield from (page_url("places", authority=code) for code in register.authorities.index)
    yield from (page_url("clusters", cluster=cluster) for cluster in register.clusters.index)
    yield from (page_url("organisation", organisation=identity) for identity in register.organisations.names)
    yield from (page_url("asset", asset=identity) for identity in register.assets["id"])


def manifest(request: Request) -> Response:
    """The web app manifest: the map as an icon on a phone's screen."""
    title = region_title()
    icons = [{"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in ICON_PX]
    said = {"name": title, "short_name": title, "start_url": "./", "scope": "./", "display": "browser", "icons": icons}
    return JSONResponse(said, media_type="application/manifest+json", headers=KEPT)


def favicon(request: Request) -> Response:
    """The icon of a browser's tab, for those that ask for no other."""
    return content_reply(request, _ico(), media_type="image/x-icon", headers=KEPT)


def icon(request: Request) -> Response:
    """The icon as a square PNG of one of the sizes of the manifest; 404 for another."""
    size = request.path_params.get("size", ICON_PX[0])
    if size not in ICON_PX:
        return PlainTextResponse("There is no icon of that size.", status_code=404)
    return content_reply(request, _png(size), media_type="image/png", headers=KEPT)


def plain_list(request: Request) -> Response:
    """Everything as links, for readers without JavaScript and for search engines, many assets by pages (`page`); 404 for a page that is
    not there, 503 while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    pages = max(1, -(-int((data.register.assets["status"] != HIDDEN_STATUS).sum()) // LIST_LENGTH))
    asked = request.query_params.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) <= pages):
        return PlainTextResponse(f"The list has {pages} pages.", status_code=404)
    canonical = f"{site_root(request)}list{f'?page={int(asked[:9])}' if int(asked[:9]) > 1 else ''}"
    made = list_html(data.register, canonical=canonical, page=int(asked[:9]), pages=pages, length=LIST_LENGTH)
    return content_reply(request, made.encode(), media_type="text/html; charset=utf-8", headers=KEPT)


@cache
def _png(size_px: int) -> bytes:
    svg = (STATIC_ROOT / "favicon.svg").read_text(encoding="utf-8")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size_px, height=size_px))


@cache
def _ico() -> bytes:
    made = io.BytesIO()
    Image.open(io.BytesIO(_png(max(FAVICON_PX)))).save(made, "ICO", sizes=[(size, size) for size in FAVICON_PX])
    return made.getvalue()
