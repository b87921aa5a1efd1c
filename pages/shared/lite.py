"""`/lite`: the whole map as one page without a server behind it, for the phones that scan a code in a hall.

It is the page of the event pack, made once per state of the data and compressed once; the same query parameters as
Explore choose what it opens with, read by its own script, so that one copy serves every link. `/health` tells a load
balancer that the process answers, `/ready` that its data can be read.
"""

from __future__ import annotations

import gzip
from datetime import date

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.export import export_context
from geo.export.pack_page import page_bytes
from geo.register.street_tiles import street_tiles
from pages.shared import street_files
from pages.shared.app_address import base_path
from pages.shared.loaders import Shared, shared
from pages.shared.result_cache import ResultCache

_pages = ResultCache(max_bytes=32_000_000)
HEADERS = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}


def routes() -> list[Route]:
    """The routes `/lite`, `/health` and `/ready`."""
    base = base_path()
    return [Route(f"{base}/lite", reply), Route(f"{base}/health", health), Route(f"{base}/ready", ready)]


def reply(request: Request) -> Response:
    """The page; 304 where the reader has it, 503 in words while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    etag = f'"lite-{data.stamp[:16]}-{date.today():%Y%m%d}"'
    headers = HEADERS | {"ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    packed = page(data)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/html", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="text/html", headers=headers)


def page(data: Shared) -> bytes:
    """The compressed page; made once, ahead of the readers where the server works ahead, and whoever asks meanwhile waits for it."""
    return _pages.get((data.stamp, date.today()), lambda: _made(data))


def _made(data: Shared) -> bytes:
    # Without an address for codes to scan: whoever reads this has scanned one.
    store = street_tiles(data.register.package)
    streets = f"{street_files.ADDRESS}/{store.version}/{{z}}/{{x}}/{{y}}" if store else ""
    context = export_context(data.register, index=data.index, title=data.register.region.title, extra={"streets_url": streets})
    return gzip.compress(page_bytes(context, light=True), 9)


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
