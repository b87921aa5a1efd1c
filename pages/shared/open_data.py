"""The data by a link that stays: `/data/assets.csv?layer=hub`, for a spreadsheet or a GIS that reads the web.

The same filters as on Explore, always answered from the data as it is now. A filter that names nothing is
refused, not left out: nobody looks at such an answer before it is used.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import FilterError, GeoError
from geo.export import FORMATS, export_bytes, export_context
from geo.select.filters import Filters, filter_names, filters_from_query
from pages.shared.loaders import Shared, shared

ADDRESS = "data/assets"
# What is made in a moment; documents are asked for on the pages.
SUFFIXES = (".csv", ".geojson", ".gpkg", ".parquet", ".xlsx")
FRESH = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}


def routes() -> list[Route]:
    """The route `/data/assets.<format>?<filters>`."""
    return [Route(f"/{ADDRESS}{{suffix}}", reply)]


def address(filters: Filters, *, root: str, suffix: str = ".csv") -> str:
    """The link to the assets that answer the filters; `root` is the app's address, with its last slash."""
    query = urlencode(filters.to_query(), doseq=True)
    return f"{root}{ADDRESS}{suffix}" + (f"?{query}" if query else "")


def reply(request: Request) -> Response:
    """The file; 404 for another format, 400 for a filter that names nothing, 503 while the data cannot be read, each in words."""
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
    content = export_bytes(export_context(data.register, filters, index=data.index, link=str(request.url)), suffix)
    return Response(content, media_type=FORMATS[suffix].mime, headers=FRESH | {"Content-Disposition": f'attachment; filename="assets{suffix}"'})


def _filters(data: Shared, query: dict[str, list[str]]) -> Filters:
    filters, dropped = filters_from_query(query, options=data.index.options)
    strange = [*(name for name in query if name not in filter_names()), *(f"{name}={value}" for name, value in dropped)]
    if strange:
        named = "; ".join(text[:60] for text in strange[:5])
        raise FilterError(f"Not understood: {named}.", mend=f"The filters are {', '.join(filter_names())}; their values stand in the links of Explore.")
    return filters
