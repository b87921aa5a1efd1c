"""`/embed`: the map in another site's frame, and `/oembed` for sites that ask what to put there (oembed.com).

The page is that of `/lite`; `static/pack.js` reads the options of its address beside the filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.select.filters import filter_names
from geo.select.query_string import STARRED
from pages.shared import lite
from pages.shared.app_address import base_path
from pages.shared.loaders import region_title
from pages.shared.site_files import site_root

ADDRESS = "embed"
HEIGHT_PX, LEAST_HEIGHT_PX, MOST_HEIGHT_PX = 600, 240, 2000
WIDTH_PX = 900
# What the address may say beside the filters, and what of it; the first is meant where it says nothing.
OPTIONS: dict[str, tuple[str, ...]] = {
    "filters": ("shown", "hidden", "fixed"),
    "list": ("on", "off"),
    "theme": ("", "light", "dark"),
    "numbers": ("en-GB", "cy", "de", "fr", "es", "pl", "hi", "ar"),
}
LOCK = "lock"


def routes() -> list[Route]:
    """The routes `/embed` and `/oembed`."""
    return [Route(f"{base_path()}/{ADDRESS}", lite.reply), Route(f"{base_path()}/oembed", oembed)]


def embed_link(root: str, query: Mapping[str, list[str]], options: Mapping[str, str | list[str]]) -> str:
    """The address to put in a frame; `root` is the app's, with its last slash. What is meant anyway is not said."""
    kept = {name: list(values) for name, values in query.items() if name in (*filter_names(), STARRED, "asset")}
    said = {name: value for name, value in options.items() if value and value != OPTIONS.get(name, ("",))[0]}
    text = urlencode(kept | said, doseq=True)
    return f"{root}{ADDRESS}{f'?{text}' if text else ''}"


def snippet(link: str, *, title: str, height_px: int = HEIGHT_PX) -> str:
    """The HTML to paste into a page: a frame that may run scripts and open links, and nothing else."""
    frame = Markup(
        '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy" '
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" allow="fullscreen"></iframe>'
    ).format(link, title, height_px)
    # A text for people to copy, which is escaped once more where it is shown.
    return str(frame)


def oembed(request: Request) -> Response:
    """What to embed for a page of this map, as oEmbed 1.0; 404 for an address elsewhere, 501 for another format than JSON."""
    if request.query_params.get("format", "json") != "json":
        return PlainTextResponse("There is json.", status_code=501)
    root, asked = site_root(request), request.query_params.get("url", "")
    try:
        known = urlsplit(asked).netloc == urlsplit(root).netloc and urlsplit(asked).path.startswith(urlsplit(root).path)
    except ValueError:
        known = False
    if not known:
        return PlainTextResponse("That is no page of this map.", status_code=404)
    link = embed_link(root, parse_qs(urlsplit(asked).query), {})
    height, width = _within(request, "maxheight", HEIGHT_PX, least=LEAST_HEIGHT_PX), _within(request, "maxwidth", WIDTH_PX, least=200)
    title = region_title()
    said = {
        "type": "rich", "version": "1.0", "title": title, "provider_name": title, "provider_url": root, "width": width, "height": height,
        "html": snippet(link, title=title, height_px=height), "cache_age": 3600,
    }  # fmt: skip
    return JSONResponse(said, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"})


def _within(request: Request, name: str, most: int, *, least: int) -> int:
    text = request.query_params.get(name, "")
    return max(least, min(most, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else most
