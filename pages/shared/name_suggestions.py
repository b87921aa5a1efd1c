"""Names while they are typed: `/names?q=<text>`, where there are more assets than a browser is given the names of."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.select.search_words import MAX_QUERY_LENGTH
from pages.shared.app_address import base_path
from pages.shared.loaders import shared

ADDRESS = "names"
MOST = 20
# What is suggested for a text does not change while it is typed.
HEADERS = {"Cache-Control": "public, max-age=60"}


def routes() -> list[Route]:
    """The route of suggestions."""
    return [Route(f"{base_path()}/{ADDRESS}", reply)]


def reply(request: Request) -> Response:
    """The names of the assets that a text finds, the best first, as a list in JSON; 503 in words while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    text = request.query_params.get("q", "")[:MAX_QUERY_LENGTH].strip()
    found = data.index.text.ranked(text)[:MOST] if text else []
    return JSONResponse(list(dict.fromkeys(data.register.assets["name"].iloc[found])), headers=HEADERS)
