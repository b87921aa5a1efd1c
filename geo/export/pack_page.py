"""The event pack's page: the app's map, filters, list, detail and tours in one file.

Opens by double-click, with no server and no network. The scripts are the app's own; what the server
answers there is worked out here and put inside. Every text of the data stands in JSON that no text
can end, or in markup made by `geo.webmap.asset_card`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from geo.addresses import page_url
from geo.export.street_blocks import FOLDER, block_names, tiles_nearest
from geo.export.tables import about_records, correction_lines
from geo.html_template import filled
from geo.print_map.typography import SANS, SERIF, font_files
from geo.register.assets import Register
from geo.register.street_tiles import street_tiles
from geo.select import text_search
from geo.select.filters import TEXTS, FacetIndex, index_facets
from geo.select.query_string import MARKS, NOT_UNDERSTOOD
from geo.settings import STATIC_ROOT
from geo.tours.kiosk import kiosk_data
from geo.tours.tour import Tour, compute_scenes, load_tours
from geo.vocabulary import HIDDEN_STATUS
from geo.webmap.asset_card import asset_card
from geo.webmap.browser_files import prepare, script_of
from geo.webmap.folium_map import MAX_ZOOM, MIN_ZOOM

if TYPE_CHECKING:
    from geo.export import ExportContext

# With these, page and documents, a pack stays below 25 MB.
MOST_STREET_BYTES = 23_500_000
BODY = Path(__file__).parent / "templates" / "pack_body.html"
STYLES = ("app.css", "pack.css", "stage.css")
PARTS = ("facets", "results")
# Family as the styles name it, weight, the font's family and the end of its file's name.
FONTS = (
    ("Source Sans", 400, SANS, "-Regular"),
    ("Source Sans", 600, SANS, "-Semibold"),
    ("Source Sans", 700, SANS, "-Bold"),
    ("Source Serif", 650, SERIF, "-Semibold"),
)
# No shortlist here; the list scrolls by itself below the detail, so that its head stays in sight.
# What a link may say beside the filters and assets; the options of a frame (pages/shared/embed.py) among them.
LINK_NAMES = ("q", "note", "sort", "scene", "authority", "release", "filters", "lock", "list", "theme", "numbers", "page", "tiles", "compare")
IN_THE_PACK = ".star { display: none !important; } .results { height: 100%; } .scroll { flex: 0 1 auto; min-height: 0; }"
MODULE_START = "export default function (component)"


def page_bytes(context: ExportContext, *, progress: Callable[[float], None] = lambda share: None) -> bytes:
    """The page in UTF-8. It holds every asset of the register and opens with the context's filters.

    `progress` hears how much is done, 0 to 1.
    """
    data = pack_data(context, index_facets(context.register), progress=progress)
    with TemporaryDirectory() as folder:
        head, scripts = map_files(context, Path(folder), fonts=True)
    code = [*scripts, page_code(), script_of("wmPack", data), read_static("pack.js")]
    blocks = Markup("\n").join(Markup("<script>{}</script>").format(_inside_script(text)) for text in code)
    return page_html(context, head=head, body=body_html(context) + "\n" + blocks).encode()


def page_html(context: ExportContext, *, head: Markup, body: Markup) -> Markup:
    """The page around its parts: `head` are elements beside the title, `body` what stands in it."""
    return Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">{}</head>\n<body>{}</body></html>\n'
    ).format(context.title, head, body)


def page_code() -> str:
    """The app's own scripts as the page runs them, but for the one that begins it (`pack.js`)."""
    parts = "\n".join(_part(name) for name in PARTS)
    own = "\n".join(read_static(name) for name in ("answer.js", "search.js", "stage.js", "stage_jumps.js", "stage_names.js", "kiosk.js"))
    return "\n".join((read_static("dom.js"), "window.wmParts = {};", parts, own))


def pack_data(context: ExportContext, index: FacetIndex, *, light: bool = False, progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """What the page's script answers from: cards, search index, kiosk, tours.

    A `light` page is for phones on a slow line: it does without the tours of single authorities.
    """
    register = context.register
    tours = [tour for tour in load_tours(register)[0].values() if not (light and tour.parameter)]
    made = []
    for at, tour in enumerate(tours):
        made.append(_tour(tour, context, index))
        progress((at + 1) / len(tours))
    return {
        "start": context.filters.to_query() | {name: getattr(context.filters, name) for name in TEXTS},
        "zoom": [MIN_ZOOM, MAX_ZOOM],
        "streets": _streets(context, light=light),
        "link": {"names": LINK_NAMES, "marks": MARKS.pattern, "words": NOT_UNDERSTOOD},
        "cards": {row["id"]: asset_card(row, register) for _, row in register.assets.iterrows()},
        "search": text_search.browser_data(index.text),
        "kiosk": kiosk_data(register, index, link_root=_root(context)) | {"idle": 75},
        "styles": {name: f"{read_static(f'{name}.css')}\n{IN_THE_PACK}" for name in PARTS},
        "tours": made,
    }


def _streets(context: ExportContext, *, light: bool) -> dict[str, Any]:
    """Where the page finds street tiles: a light page by the address in `extra["streets_url"]`, the pack's in its folder."""
    if light:
        url = context.extra.get("streets_url", "")
        return {"url": url} if url else {}
    return {"folder": FOLDER, "blocks": block_names(pack_tiles(context))}


def pack_tiles(context: ExportContext) -> dict[str, str]:
    """The street tiles of a pack: as many as fit, those nearest to an asset of the register first."""
    store = street_tiles(context.register.package)
    assets = context.register.assets
    return tiles_nearest(store, list(zip(assets["lat"], assets["lon"], strict=True)), most_bytes=MOST_STREET_BYTES) if store else {}


def _tour(tour: Tour, context: ExportContext, index: FacetIndex) -> dict[str, Any]:
    said = {"id": tour.id, "title": tour.title, "description": tour.description, "parameter": tour.parameter}

    def scenes(code: str) -> list[dict[str, Any]]:
        made = compute_scenes(tour, context.register, index, authority=code, link_root=_root(context), staged=True)
        return [{name: value for name, value in scene.items() if name != "ids"} for scene in made]

    if tour.parameter:
        return said | {"by": {code: scenes(code) for code in context.register.authorities.index}}
    return said | {"scenes": scenes("")}


def _root(context: ExportContext) -> str:
    """The app's address where the view's link gives one: codes to scan lead there."""
    return str(context.extra.get("link_root", ""))


def map_files(context: ExportContext, folder: Path, *, fonts: bool) -> tuple[Markup, list[str]]:
    """The styles as markup and the texts of the map's scripts, in loading order."""
    frontend = prepare(context.register, folder=folder)
    styles = [frontend.text(name) for name in frontend.styles]
    styles += [*([_fonts()] if fonts else []), *(read_static(name) for name in STYLES)]
    scripts = [frontend.text(name) for name in frontend.scripts]
    return Markup().join(Markup("<style>{}</style>").format(Markup(style)) for style in styles), scripts


def _fonts() -> str:
    """The app's lettering inside the page: the machine in the hall need not have it."""
    faces = []
    for name, weight, family, ending in FONTS:
        file = next(file for file in font_files(family) if file.stem.endswith(ending))
        data = b64encode(file.read_bytes()).decode()
        faces.append(f'@font-face {{ font-family: "{name}"; font-weight: {weight}; src: url("data:font/ttf;base64,{data}") format("truetype"); }}')
    return "\n".join(faces)


def _part(name: str) -> str:
    """A component of the app as a plain script: `wmParts.<name>` instead of the module's export."""
    text = read_static(f"{name}.js")
    before, found, after = text.partition(MODULE_START)
    if not found:
        raise AssertionError(f"static/{name}.js no longer has {MODULE_START!r}")
    return f"(function () {{\n{before}window.wmParts.{name} = function (component){after}\n}})();"


def _inside_script(text: str) -> Markup:
    return Markup(text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def read_static(name: str) -> str:
    """A file of `static/` as text."""
    return (STATIC_ROOT / name).read_text(encoding="utf-8")


def body_html(context: ExportContext, *, light: bool = False) -> Markup:
    """What stands in the page before its scripts run; a `light` one leads to the whole app and to the plain list."""
    whole = replace(context, assets=context.register.assets)
    facts = dict(about_records(whole))
    line = f"Data version {facts['Version of the data']}, checked {facts['Data checked on']}. Made on {facts['Made on']}. {facts.get('Licence', '')}"
    credits = [text for what, text in about_records(whole) if what == "Credit"]
    # A light page stands on the web, beside the pages that tell of them as of now.
    corrections = [] if light else correction_lines(whole)
    title, checked_on = context.register.package.descriptor["title"], facts["Data checked on"]
    return filled(BODY, title=title, checked_on=checked_on, light=light, line=line, credits=credits, corrections=corrections)


def asset_lines(register: Register, *, first: int = 0, most: int | None = None) -> Markup:
    """Every asset that is not closed as a line of an HTML list, with a link to its page relative to the app's root; of many, `most` from
    the one numbered `first` on."""
    open_places = np.flatnonzero(register.assets["status"] != HIDDEN_STATUS)
    shown = register.assets.iloc[open_places[first : None if most is None else first + most]]
    return Markup().join(
        Markup('<li dir="auto"><a href="./{}">{}</a>, {}. {}</li>').format(page_url("asset", asset=row["id"]), row["name"], row["place"], row["summary"])
        for row in shown[["id", "name", "place", "summary"]].to_dict("records")
    )
