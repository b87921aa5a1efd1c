"""`/lite`: the whole map as one page without a server behind it, for the phones that scan a code in a hall.

It is the page of the event pack in parts, made once per state of the data and compressed once; the same query parameters as
Explore choose what it opens with, read by its own script, so that one copy serves every link. `/embed` is the same page in
another site's frame. `/health` tells a load balancer that the process answers, `/ready` that its data can be read.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.export import export_context
from geo.export.light_page import light_page
from geo.register.street_tiles import street_tiles
from geo.select.filters import canonical_query, filters_from_query
from pages.answers import explore
from pages.html.many_list import many_list_html
from pages.shared import street_files
from pages.shared.app_address import base_path
from pages.shared.loaders import Shared, shared

FOLDER = "lite"
SAFE = {"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
HEADERS = SAFE | {"Cache-Control": "public, max-age=60"}
# A part is named by what is in it. Frames without an origin of their own read it, too.
KEPT = SAFE | {"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}
SCRIPT = "text/javascript; charset=utf-8"


@dataclass(frozen=True)
class Packed:
    """The page and its parts, compressed; `etag` is that of the page."""

    html: bytes
    parts: Mapping[str, bytes]
    etag: str


def routes() -> list[Route]:
    """The routes `/lite` with its parts, `/health` and `/ready`."""
    base = base_path()
    return [Route(f"{base}/{FOLDER}", reply), Route(f"{base}/{FOLDER}/{{name}}", part), Route(f"{base}/health", health), Route(f"{base}/ready", ready)]


def reply(request: Request, headers: Mapping[str, str] = HEADERS) -> Response:
    """The page; 304 where the reader has it, 503 in words while the data cannot be read."""
    try:
        data = shared()
        if meant := _meant(request, data):
            return RedirectResponse(meant, headers=HEADERS)
        if data.tiles:
            return _by_page(request, data)
        packed = page(data)
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    said = {**headers, "ETag": packed.etag}
    if packed.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=said)
    return _unpacked(request, packed.html, media_type="text/html; charset=utf-8", headers=said)


def _meant(request: Request, data: Shared) -> str:
    """The address as our own links write it, where a link says the same another way; "" where it is written so."""
    asked = _asked(request)
    meant = canonical_query(asked, options=data.index.options, successors=data.register.successors)
    return f"./{request.url.path.rpartition('/')[2]}?{urlencode(meant, doseq=True)}" if meant != asked else ""


def _asked(request: Request) -> dict[str, list[str]]:
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _by_page(request: Request, data: Shared) -> Response:
    """The list by pages, where there are more assets than one page can hold."""
    query = _asked(request)
    filters, _ = filters_from_query(query, options=data.index.options)
    listed, _ = explore.list_page(data, query, data.index.places(filters), address=FOLDER)
    return HTMLResponse(many_list_html(data.register, filters, listed), headers=HEADERS)


def part(request: Request) -> Response:
    """A script of the page; 404 for one that no page asks for any more, 503 in words while the data cannot be read."""
    try:
        found = page(shared()).parts.get(request.path_params["name"])
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    if found is None:
        return PlainTextResponse("There is a newer page: load it again.", status_code=404, headers={"Cache-Control": "no-store"})
    return _unpacked(request, found, media_type=SCRIPT, headers=KEPT)


def page(data: Shared) -> Packed:
    """The compressed page; made once, ahead of the readers where the server works ahead, and whoever asks meanwhile waits for it."""
    return _made(data.stamp, date.today(), data)


@st.cache_resource(max_entries=2, show_spinner=False)
def _made(stamp: str, day: date, _data: Shared) -> Packed:
    # Without an address for codes to scan: whoever reads this has scanned one.
    store = street_tiles(_data.register.package)
    streets = f"{street_files.ADDRESS}/{store.version}/{{z}}/{{x}}/{{y}}" if store else ""
    context = export_context(_data.register, index=_data.index, title=_data.register.region.title, extra={"streets_url": streets})
    made = light_page(context, folder=f"./{FOLDER}")
    parts = {name: gzip.compress(text, 9, mtime=0) for name, text in made.parts.items()}
    return Packed(gzip.compress(made.html, 9, mtime=0), parts, f'"lite-{stamp[:16]}-{day:%Y%m%d}"')


def _unpacked(request: Request, packed: bytes, *, media_type: str, headers: Mapping[str, str]) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type=media_type, headers=dict(headers))


def health(_: Request) -> Response:
    """Whether the process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def ready(_: Request) -> Response:
    """Whether the data can be read: 200, or 503 with what is wrong."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503, headers={"Cache-Control": "no-store"})
    return PlainTextResponse(f"ready, data {data.register.package.version}", headers={"Cache-Control": "no-store"})
