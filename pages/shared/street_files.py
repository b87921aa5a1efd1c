"""Streets by their address: `/streets/<version>/<z>/<x>/<y>` for the map, `/data/streets/<file>` to keep.

A tile is sent as it lies in the store, gzipped; the version in its address is that of the store, so a
browser may keep it for good.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from geo.register.street_tiles import street_tiles
from pages.shared.app_address import base_path
from pages.shared.loaders import shared

ADDRESS, FILES = "streets", "data/streets"
# The tile's address, seen from the map's own frame (/component/<name>/index.html).
FROM_FRAME = f"../../{ADDRESS}"
KEEP = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
TILE = "application/vnd.mapbox-vector-tile"
# The files that are derived from OpenStreetMap and offered under its licence, by resource.
OFFERED = ("street_tiles", "main_roads", "main_waterways")


def routes() -> list[Route]:
    """The routes of tiles and files."""
    return [Route(f"{base_path()}/{ADDRESS}/{{version}}/{{z:int}}/{{x:int}}/{{y:int}}", tile), Route(f"{base_path()}/{FILES}/{{name}}", file)]


def address(version: str) -> str:
    """The address of tiles with the places of zoom, x and y left open, seen from the map's frame."""
    return f"{FROM_FRAME}/{version}/{{z}}/{{x}}/{{y}}"


def tile(request: Request) -> Response:
    """The tile; 204 where there is none (beyond the region), 404 for a version that is gone."""
    store = street_tiles(shared().register.package)
    if store is None or request.path_params["version"] != store.version:
        return PlainTextResponse("No such version of the streets.", status_code=404, headers={"Cache-Control": "no-store"})
    place = [request.path_params[name] for name in "zxy"]
    content = store.tile(*place) if place[0] <= 30 else None
    if content is None:
        return Response(status_code=204, headers=KEEP)
    return Response(content, media_type=TILE, headers=KEEP | {"Content-Encoding": "gzip"})


def file(request: Request) -> Response:
    """One of the files of streets as it lies in the data package; 404 for another name."""
    package = shared().register.package
    paths = {package.path(name).name: package.path(name) for name in OFFERED if name in package.resources}
    path = paths.get(request.path_params["name"])
    if path is None or not path.is_file():
        return PlainTextResponse(f"There is {', '.join(paths) or 'no file of streets'}.", status_code=404)
    return FileResponse(path, filename=path.name, headers={"Access-Control-Allow-Origin": "*"})
