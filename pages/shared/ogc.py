"""The route of OGC API Features: `/ogc/...`, over the loaded register and its filters."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.api.features_api import ADDRESS, Document, FeaturesApi
from geo.errors import FilterError, GeoError, NotFoundError
from pages.shared.app_address import app_root, base_path
from pages.shared.http_content import OPEN, content_reply, preflight_reply
from pages.shared.loaders import Shared, shared


def routes() -> list[Route]:
    """The route `/ogc` and all below it."""
    at = f"{base_path()}/{ADDRESS}"
    return [Route(path, reply, methods=["GET", "OPTIONS"]) for path in (at, f"{at}/{{path:path}}")]


def reply(request: Request) -> Response:
    """The document; 404 for what is not there, 400 for parameters that mean nothing, 503 while the data cannot be read, each in words."""
    if request.method == "OPTIONS":
        return preflight_reply()
    try:
        made = _document(shared(), request)
    except GeoError as error:
        code, status = _kind_of(error)
        return JSONResponse({"code": code, "description": str(error)}, status_code=status, headers=OPEN)
    links = {"Link": ", ".join(f'<{address}>; rel="{rel}"' for address, rel in made.links)} if made.links else {}
    return content_reply(request, made.content, media_type=made.media_type, headers={"Vary": "Accept"} | links)


def _document(data: Shared, request: Request) -> Document:
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    api = FeaturesApi(data.register, data.index, app_root(request))
    return api.document(request.path_params.get("path", ""), query, prefers_html=_prefers_html(request))


def _prefers_html(request: Request) -> bool:
    """Whether a page is asked for before JSON, as browsers do: by the weights (q) of Accept, at the same weight by its order."""
    asked = []
    for part in request.headers.get("accept", "").lower().split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        if weight > 0 and (media in ("text/html", "application/xhtml+xml") or media.endswith("json")):
            asked.append((weight, not media.endswith("json")))
    return max(asked, key=lambda one: one[0], default=(0.0, False))[1]


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


def _kind_of(error: GeoError) -> tuple[str, int]:
    if isinstance(error, NotFoundError):
        return "NotFound", 404
    return ("InvalidParameterValue", 400) if isinstance(error, FilterError) else ("Unavailable", 503)
