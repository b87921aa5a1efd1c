"""The event pack's page for phones on a slow line: in parts that a browser keeps, what is not needed at once coming last.

The same scripts and data as `geo.export.pack_page`. Each part is named by a checksum of what is in it, so that it may be kept
for good: another release of the data is another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from geo.export.pack_page import body_html, map_files, pack_data, page_code, page_html, read_static
from geo.select.filters import index_facets
from geo.webmap.browser_files import OWN_SCRIPTS, base_data, script_of

if TYPE_CHECKING:
    from geo.export import ExportContext

# Of the data, what nobody sees before they have chosen an asset or begun a show; of the ground, the many roads.
LATER, LATER_BASE = ("cards", "kiosk"), "main_roads"


@dataclass(frozen=True)
class LightPage:
    """`html` is the page, `parts` the scripts it asks for, by their names; all in UTF-8."""

    html: bytes
    parts: Mapping[str, bytes]


def light_page(context: ExportContext, *, folder: str) -> LightPage:
    """The page and its parts, which it asks for below `folder` (relative to the page's own address).

    It holds every asset of the register and is opened with the query of its link.
    """
    data = pack_data(context, index_facets(context.register), light=True)
    with TemporaryDirectory() as made:
        styles, scripts = map_files(context, Path(made), fonts=False)
    own_from = len(scripts) - len(OWN_SCRIPTS)
    libraries, (base_script, assets), own = scripts[: own_from - 2], scripts[own_from - 2 : own_from], scripts[own_from:]
    base = base_data(context.register)
    later = {name: data.pop(name) for name in LATER} | {"roads": base[LATER_BASE]}
    parts = dict(_named({"later": script_of("wmLater", later)}))
    data["later"] = f"{folder}/{next(iter(parts))}"
    ground = script_of("wmBase", base | {LATER_BASE: {"type": "FeatureCollection", "features": []}}) if base[LATER_BASE] else base_script
    first = _named({
        "libraries": "\n".join(libraries), "ground": ground, "assets": assets, "code": "\n".join((*own, page_code())),
        "data": script_of("wmPack", data) + read_static("pack.js"),
    })  # fmt: skip
    # In this order, and not before the words of the page are on the screen.
    asked = Markup().join(Markup('<script defer src="{}/{}"></script>').format(folder, name) for name in first)
    html = page_html(context, head=Markup('{}<link rel="icon" href="./favicon.ico">{}').format(asked, styles), body=body_html(context, light=True))
    return LightPage(html.encode(), {name: text for name, text in (*first.items(), *parts.items())})


def _named(scripts: Mapping[str, Any]) -> dict[str, bytes]:
    """Scripts by names that no other content has."""
    content = {stem: text.encode() for stem, text in scripts.items()}
    return {f"{stem}-{sha256(text).hexdigest()[:16]}.js": text for stem, text in content.items()}
