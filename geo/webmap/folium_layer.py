"""The layers of the register as real Folium layers, for a map of your own: in a notebook, in a script, offline or not.

made = folium.Map()
layer(register, "hub").add_to(made)
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd

from geo import style, vocabulary
from geo.addresses import is_web_address
from geo.crs import lat_lon_bounds
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.webmap.browser_files import leaflet_file

SYMBOL_PX = 26
OUTLINE = {"color": style.NEUTRAL, "weight": 1, "fillColor": style.PAPER, "fillOpacity": 0.8, "interactive": False}
POPUP_FIELDS = {"name": "Name", "kind": "Kind", "status": "Status", "place": "Place", "summary": "What it is", "website": "Website"}


def layer(register: Register, layer_id: str, *, show: bool = True) -> folium.FeatureGroup:
    """The assets of a layer ("hub", "catapult", ...) as a layer that any `folium.Map` takes, under the layer's name in a `LayerControl`.

    Each asset is a point of a GeoJSON inside (EPSG:4326) with its own symbol, by status; its name as tooltip, what is known of it as popup. Every text of
    the data is escaped. Nothing is asked of another host: what the map itself asks for is the map's (see `offline_map`).

    Raises NotFoundError if the data has no such layer.
    """
    if layer_id not in register.layer_names.index:
        raise NotFoundError(f"No layer has the id {layer_id!r}.", mend=f"Choose one of {', '.join(register.layer_names.index)}.")
    made = folium.FeatureGroup(name=escape(register.layer_names.at[layer_id, "plural"]), show=show)
    for status, assets in register.layers[layer_id].groupby("status", sort=False):
        folium.GeoJson(
            _collection(assets, register),
            marker=folium.Marker(icon=_icon(layer_id, str(status))),
            tooltip=folium.GeoJsonTooltip(["name"], labels=False),
            popup=folium.GeoJsonPopup(list(POPUP_FIELDS), aliases=list(POPUP_FIELDS.values())),
        ).add_to(made)
    return made


def offline_map(register: Register, **options: Any) -> folium.Map:
    """A `folium.Map` of the region without tiles, the authorities outlined, Leaflet inside: it opens with no network, and takes layers and a `LayerControl`.

    `options` go to `folium.Map`. Raises DataError where Leaflet is not installed.
    """
    made = folium.Map(**{"tiles": None, **options})
    made.default_js = [("leaflet", _data_url(leaflet_file("leaflet.js"), "text/javascript"))]
    made.default_css = [("leaflet_css", _data_url(leaflet_file("leaflet.css"), "text/css"))]
    outlines = register.boundaries[["gss_code", "geometry"]]
    folium.GeoJson(outlines, control=False, style_function=lambda _: OUTLINE).add_to(made)
    made.fit_bounds(lat_lon_bounds(register.region_bounds))
    return made


def _collection(assets: gpd.GeoDataFrame, register: Register) -> dict[str, Any]:
    """The assets as GeoJSON whose properties can stand in HTML."""
    kinds = register.kinds["name"]
    features = []
    for row in assets.to_dict("records"):
        website = _text(row["website"])
        said = {
            "id": _text(row["id"]),
            "name": _text(row["name"]),
            "kind": _text(kinds.get(row["kind"], row["kind"])),
            "status": _text(vocabulary.STATUS_WORDS.get(row["status"], row["status"])),
            "place": _text(row["place"]),
            "summary": _text(row["summary"]),
            "website": f'<a href="{website}" target="_blank" rel="noopener">{website}</a>' if is_web_address(row["website"]) else "",
        }
        features.append({"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]}})
    return {"type": "FeatureCollection", "features": features}


def _text(value: str) -> str:
    """Text for HTML; Folium reads what it writes once more as a template, so no brace stays one."""
    return escape(value).replace("{", "&#123;")


def _icon(layer_id: str, status: str) -> folium.DivIcon:
    half = SYMBOL_PX // 2
    return folium.DivIcon(html=style.symbol_svg(layer_id, status, size_px=SYMBOL_PX), icon_size=(SYMBOL_PX, SYMBOL_PX), icon_anchor=(half, half), class_name="")


def _data_url(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode('ascii')}"
