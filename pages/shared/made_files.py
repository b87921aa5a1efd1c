"""What was made for browsers by its address: `/made/<name>`, out of the cache folder and the installed front-end packages.

The scripts of the data are named by what is in them, so that a browser may keep them for good.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.webmap.browser_files import Frontend, prepare
from pages.shared.app_address import base_path
from pages.shared.http_content import content_reply
from pages.shared.loaders import shared
from pages.shared.smaller_files import chosen_encoding, compressed

ADDRESS = "made"
# Seen from the map's own frame (/component/<name>/index.html).
FROM_FRAME = f"../../{ADDRESS}"
# The scripts of this data, or of data that an open page still shows.
OF_DATA = re.compile(r"(base|assets)-[\w.-]+\.js")
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
ASKED_AGAIN = {"Cache-Control": "no-cache"}


def routes() -> list[Route]:
    """The route of the files."""
    return [Route(f"{base_path()}/{ADDRESS}/{{name}}", reply)]


def reply(request: Request) -> Response:
    """The file, compressed; 404 for what was never made or is gone, 503 in words while the data cannot be read."""
    try:
        data = shared()
        path = _path(data.frontend, request.path_params["name"])
        if path and not path.is_file() and path.name in data.frontend.made:
            prepare(data.register, folder=data.frontend.folder)  # Somebody emptied the cache.
        content = path.read_bytes() if path else b""
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    except OSError:
        path = None
    if path is None:
        return PlainTextResponse("There is no such file, or no longer: load the page again.", status_code=404, headers={"Cache-Control": "no-store"})
    encoding = "" if "range" in request.headers else chosen_encoding(request.headers.get("accept-encoding", ""))
    told = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": encoding} if encoding else {})
    kept = KEPT if OF_DATA.fullmatch(path.name) else ASKED_AGAIN
    return content_reply(request, compressed(content, encoding=encoding), media_type=TYPES[path.suffix], headers=kept | told)


def _path(frontend: Frontend, name: str) -> Path | None:
    """Where a file lies: one of this data's, or a script of other data in the same folder."""
    if name in frontend.made:
        return frontend.path(name)
    return frontend.folder / name if OF_DATA.fullmatch(name) else None
