"""The data by a link that stays: `/data/assets.csv?layer=hub`, for a spreadsheet or a GIS that reads the web.

The same filters as on Explore, always answered from the data as it is now. A filter that names nothing is
refused, not left out: nobody looks at such an answer before it is used. A file is made once per choice of filters and state of
the data, so that a program may read it in parts (GDAL's `/vsicurl/` reads the GeoPackage so).
"""

from __future__ import annotations

from asyncio import wait_for, wrap_future
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import FilterError, GeoError
from geo.export import FORMATS, export_bytes, export_context
from geo.register.corrections import open_store
from geo.select.filters import FACET_COLUMNS, Filters, filter_names, filters_from_query
from geo.select.query_string import unknown_names
from pages.shared.app_address import app_root, base_path, printed_root
from pages.shared.http_content import content_reply, preflight_reply
from pages.shared.loaders import Shared, shared
from pages.shared.result_cache import ResultCache
from pages.shared.work_queue import FILES, TOO_LONG, BusyError

ADDRESS = "data/assets"
# What is made in a moment; documents are asked for on the pages.
SUFFIXES = (".csv", ".geojson", ".gpkg", ".parquet", ".xlsx")
RETRY_AFTER_S = "10"
MOST_S = 60.0
# Enough for every layer in every format.
_files = ResultCache(max_bytes=64_000_000)


def routes() -> list[Route]:
    """The route `/data/assets.<format>?<filters>`."""
    return [Route(f"{base_path()}/{ADDRESS}{{suffix}}", reply_in_line, methods=["GET", "OPTIONS"])]


def address(filters: Filters, *, root: str, suffix: str = ".csv") -> str:
    """The link to the assets that answer the filters; `root` is the app's address, with its last slash."""
    query = urlencode(filters.to_query(), doseq=True)
    return f"{root}{ADDRESS}{suffix}" + (f"?{query}" if query else "")


async def reply_in_line(request: Request) -> Response:
    """What `reply` gives, made in the line of files, away from the threads that serve pages; 503 in words where the line is full."""
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
    reader = forwarded or (request.client.host if request.client else "")
    try:
        job = FILES.submit(lambda: reply(request), reader=reader)
    except BusyError as error:
        return PlainTextResponse(str(error), status_code=503, headers={"Retry-After": RETRY_AFTER_S})
    try:
        return await wait_for(wrap_future(job.future), MOST_S)
    except TimeoutError:
        return PlainTextResponse(str(TOO_LONG), status_code=503, headers={"Retry-After": RETRY_AFTER_S})


def reply(request: Request) -> Response:
    """The file, or a part of it; 404 for another format, 400 for a filter that names nothing, 503 while the data cannot be read, each in words."""
    if request.method == "OPTIONS":
        return preflight_reply()
    suffix = request.path_params["suffix"]
    if suffix not in SUFFIXES:
        return PlainTextResponse(f"There is {', '.join(f'assets{known}' for known in SUFFIXES)}.", status_code=404)
    try:
        data = shared()
        filters = _filters(data, {name: request.query_params.getlist(name) for name in request.query_params})
    except FilterError as error:
        return PlainTextResponse(str(error), status_code=400)
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    root = app_root(request)
    content = _files.get((data.stamp, suggestions_stamp(), suffix, filters, root, date.today()), lambda: _made(data, filters, suffix, root))
    return content_reply(request, content, media_type=FORMATS[suffix].mime, headers={"Content-Disposition": f'attachment; filename="assets{suffix}"'})


def suggestions_stamp() -> str:
    """Another text after any change of the suggestions, which every file tells of."""
    try:
        return open_store().stamp()
    except GeoError:
        return ""


def _made(data: Shared, filters: Filters, suffix: str, root: str) -> bytes:
    printed = printed_root(root)
    link = address(filters, root=printed, suffix=suffix) if printed else ""
    return export_bytes(export_context(data.register, filters, index=data.index, link=link), suffix)


def _filters(data: Shared, query: dict[str, list[str]]) -> Filters:
    filters, dropped = filters_from_query(query, options=data.index.options)
    strange = [*unknown_names(query, filter_names()), *(f"{name}={value}" for name, value in dropped)]
    if strange:
        named = "; ".join(text[:60] for text in strange[:5])
        raise FilterError(f"Not understood: {named}.", mend=f"The filters are {', '.join(filter_names())}; their values stand in the links of Explore.")
    # In the order of the options, so that the same choice is the same file however it was written.
    order = {facet: [value for value in data.index.options[facet] if value in getattr(filters, facet)] for facet in FACET_COLUMNS}
    return replace(filters, **{facet: tuple(values) for facet, values in order.items()})
