"""`/preview.png`: the picture a link to the map is shown with elsewhere, drawn as the maps on paper are.

`?asset=`, `?authority=` or `?cluster=` names what it shows; without one it is the whole region. There is one for each of them
and no other, so that nobody can have pictures drawn without end.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.errors import GeoError
from geo.export.png import png_of
from geo.print_map.draw_map import draw_map
from geo.select.filter_words import count_words
from geo.select.filters import Filters
from pages.shared.app_address import base_path
from pages.shared.http_content import content_reply
from pages.shared.loaders import Shared, shared
from pages.shared.pin_files import MOST_NAMED
from pages.shared.result_cache import ResultCache

ADDRESS = "preview.png"
# What the sites that show previews ask for.
SIZE_PX = (1200, 630)
DPI = 96
MM_PER_INCH = 25.4
# Lettering that can still be read where the picture is shown a third as wide.
SCALE = 1.7
KEPT = {"Cache-Control": "public, max-age=3600"}
_pictures = ResultCache(max_bytes=24_000_000)


def routes() -> list[Route]:
    """The route `/preview.png`."""
    return [Route(f"{base_path()}/{ADDRESS}", reply)]


def reply(request: Request) -> Response:
    """The picture; 404 for what is not in the register, 503 while the data cannot be read."""
    try:
        data = shared()
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    register = data.register
    known = {"asset": register.by_id, "authority": register.authorities.index, "cluster": register.clusters.index}
    asked = next(((kind, request.query_params[kind]) for kind in known if kind in request.query_params), ("", ""))
    if asked[0] and asked[1] not in known[asked[0]]:
        return PlainTextResponse("There is nothing of that name.", status_code=404)
    return content_reply(request, _pictures.get((data.stamp, *asked), lambda: picture(data, *asked)), media_type="image/png", headers=KEPT)


def picture(data: Shared, kind: str, identity: str) -> bytes:
    """A PNG of `SIZE_PX`: the map of an asset, an authority's or a cluster's assets, or of all where `kind` is ""."""
    register, assets = data.register, data.register.assets
    title = register.region.title
    if kind == "asset":
        shown = assets[assets["id"] == identity]
        title, line = shown["name"].iloc[0], f"{shown['place'].iloc[0]} \u00b7 {title}"
    else:
        filters = Filters(**{kind: (identity,)}) if kind else Filters()
        shown = assets[data.index.mask(filters)]
        line = count_words(len(shown))
        if kind:
            table = register.authorities if kind == "authority" else register.clusters
            title, line = table.at[identity, "name"], f"{line} \u00b7 {title}"
        if data.tiles and len(shown) > MOST_NAMED:
            shown = shown.iloc[:0]  # Their number says more than so many pins in one small picture.
    size_mm = (SIZE_PX[0] * MM_PER_INCH / DPI, SIZE_PX[1] * MM_PER_INCH / DPI)
    authorities = (identity,) if kind == "authority" else ()
    return png_of(draw_map(register, shown, size_mm=size_mm, title=title, lines=(line,), authorities=authorities, panel="none", scale=SCALE), dpi=DPI)
