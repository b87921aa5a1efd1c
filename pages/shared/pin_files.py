"""Pins by tile: `/pins/<z>/<x>/<y>?<filters>` for a map of more assets than a browser is given at once, and views that need no more."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.select.filters import Filters, filters_from_query
from geo.webmap.folium_map import MapView
from pages.shared.app_address import base_path
from pages.shared.http_content import content_reply
from pages.shared.loaders import Shared, shared

ADDRESS = "pins"
# The tile's address, seen from the map's own frame (/component/<name>/index.html).
FROM_FRAME = f"../../{ADDRESS}/{{z}}/{{x}}/{{y}}"
# Of a view that names its own assets so many are drawn.
MOST_NAMED = 500


def routes() -> list[Route]:
    """The route of tiles."""
    return [Route(f"{base_path()}/{ADDRESS}/{{z:int}}/{{x:int}}/{{y:int}}", tile)]


def tile(request: Request) -> Response:
    """What the tile shows, as JSON; 404 where the browser has all pins anyway, 503 in words while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    if data.tiles is None:
        return PlainTextResponse("The map has all its pins at once.", status_code=404)
    filters, _ = filters_from_query({name: request.query_params.getlist(name) for name in request.query_params}, options=data.index.options)
    made = data.tiles.tile(*(request.path_params[name] for name in "zxy"), filters)
    return content_reply(request, json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), media_type="application/json")


def with_pins(data: Shared, view: MapView, filters: Filters | None = None) -> MapView:
    """A view for a browser that is not given all assets: the query its pins come by, or those it names, each as an item; the
    view as it is where the browser has them all. `filters` are those whose answer the view shows, where it is one."""
    if data.tiles is None:
        return view
    register = data.register
    shown = [] if filters is not None or view.ids is None else list(view.ids)
    named = [register.by_id[identity] for identity in dict.fromkeys([*([view.chosen] if view.chosen else []), *shown[:MOST_NAMED]])]
    extra = view.extra | {"items": data.tiles.items(named)}
    if filters is not None or view.ids is None:
        extra["pins"] = urlencode((filters or Filters()).to_query(), doseq=True)
    if len(shown) <= MOST_NAMED:
        return replace(view, ids=tuple(shown), extra=extra)
    note = f"{MOST_NAMED:,} of {len(shown):,} assets are drawn; the list beside the map has all."
    legend = view.legend or {"title": "Key", "rows": []}
    return replace(view, ids=tuple(shown[:MOST_NAMED]), extra=extra, legend={**legend, "notes": [*legend.get("notes", ()), note]})
