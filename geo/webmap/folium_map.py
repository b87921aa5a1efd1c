"""The Folium map: a constant base, and the view that changes on it.

The base (map, basemap, pins, controls) depends on the data's version only, so the component that
shows it keeps the same map object in the page through every change. What the reader changes
travels as a small `MapView` inside a feature group. Beside `folium_layer`, for maps of others, this is the only module that imports folium.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.elements import JSCSSMixin

from geo.webmap.browser_files import Frontend, script_of

MIN_ZOOM, MAX_ZOOM = 7, 17


@dataclass(frozen=True)
class MapView:
    """What a map shows now.

    `ids`: the assets to draw (None: all). `chosen`: the asset ringed. `fit`: {"key", "bounds"
    ([[south, west], [north, east]]), "max_zoom", "flight" seconds, "cut"}; the view moves when the
    key changes. `legend`: {"title", "rows", "notes"}. `choropleth`: {"colours", "words"} by GSS
    code. `highlight`: GSS codes outlined. `shapes`: GeoJSON in EPSG:4326 whose properties style it.
    `pick`: "point" makes a click on empty map send its position. `answers`: the kinds of click
    ("asset", "authority") whose answer the map shows before the server does: a ring, an outline.
    `extra` may hold `draw`, and as `own` a reader's own list (`geo.webmap.own_layer`), which views
    without one leave on the map. `title` names the frame. `asked` is the key of the filters this
    answers, where the page shows answers of its own before the server's.
    """

    ids: tuple[str, ...] | None = None
    chosen: str | None = None
    fit: dict[str, Any] | None = None
    legend: dict[str, Any] | None = None
    choropleth: dict[str, Any] | None = None
    highlight: tuple[str, ...] = ()
    shapes: dict[str, Any] | None = None
    pick: str = ""
    answers: tuple[str, ...] = ()
    theme: str | None = None
    tiles: dict[str, str] | None = None
    title: str = "Map of innovation assets"
    stamp: str = ""
    asked: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class AssetMap(JSCSSMixin, MacroElement):
    """The part of the base that draws basemap, pins and controls, by `static/wm-map.js`."""

    def __init__(self, options: dict[str, Any]) -> None:
        folium.Element.__init__(self, "{% macro script(this, kwargs) %}wm.create({{ this.map.get_name() }}, {{ this.options }});{% endmacro %}")
        self.map: folium.Element = self
        self.linked = False
        self.options = safe_json(options)
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []

    def add_to(self, parent: folium.Element, name: str | None = None, index: int | None = None) -> AssetMap:
        """Hang it on a map, and know which."""
        self.map = parent
        super().add_to(parent, name=name, index=index)
        return self

    def render(self, **kwargs: Any) -> str:
        """Put the links into the page's head the first time, later the script alone.

        Making an element for each link anew takes longer than all the rest of a rerun.
        """
        if self.linked:
            MacroElement.render(self, **kwargs)
        else:
            JSCSSMixin.render(self, **kwargs)
            self.linked = True
        # What a part of a map draws it puts into the figure; none is written where it stands.
        return ""


class RawText(folium.Element):
    """A text that stands in the page as it is: no template is read from it."""

    def __init__(self, text: str) -> None:
        super().__init__("{{ this.text }}")
        self.text = text


class ViewScript(MacroElement):
    """Shows a `MapView` on the map it is put on."""

    def __init__(self, view: MapView) -> None:
        folium.Element.__init__(self, "{% macro script(this, kwargs) %}wm.show({{ this.view }});{% endmacro %}")
        self.change(view)

    def change(self, view: MapView) -> None:
        """Show another view from now on."""
        self.view = view_json(view)


class ViewGroup(folium.FeatureGroup):
    """Carries a view to the map in the page; the component that shows the map adds it there.

    It knows the map that it is put on, but is no child of it: the next run finds the base as it was, also where this one was cut
    short. Not shown by itself, since the component shows it.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__(name="view", show=False)
        self.map: folium.Element = self
        self.script = ViewScript(view)
        self.add_child(self.script)

    def add_to(self, parent: folium.Element, name: str | None = None, index: int | None = None) -> ViewGroup:
        """Know the map, and leave it as it is."""
        self.map = parent
        return self

    def get_root(self) -> folium.Element:
        """The page of the map."""
        return self if self.map is self else self.map.get_root()

    def change(self, view: MapView) -> None:
        """Show another view from now on: cheaper than a new group."""
        self.script.change(view)


def base_map(frontend: Frontend, *, static_url: str, made_url: str, streets_url: str = "", pins_url: str = "", present: bool = False) -> folium.Map:
    """Make the constant base map.

    `static_url` is where the static folder is served, `made_url` where what was made is, as seen from the map's own frame; `streets_url`
    the address of street tiles with {z}/{x}/{y} in it, "" where there are none; `pins_url` that of pins by tile, where the
    browser is not given all of them. Nothing is asked of any other host: Folium's own scripts and styles are replaced by the app's files.
    """
    tiles = ({"streets": {"url": streets_url}} if streets_url else {}) | ({"pins": {"url": pins_url}} if pins_url else {})
    asset_map = AssetMap({"present": present} | tiles)
    roots = dict.fromkeys(frontend.made, made_url)
    asset_map.default_js = [(name, f"{roots.get(name, static_url)}/{name}") for name in frontend.scripts]
    asset_map.default_css = [(name, f"{roots.get(name, static_url)}/{name}") for name in frontend.styles]
    made = _bare_map()
    asset_map.add_to(made)
    return made


def standalone_map(frontend: Frontend, view: MapView, *, streets: dict[str, str] | None = None) -> folium.Map:
    """Make a map with scripts, styles and data inside: one file that needs no server and no network.

    `streets` are street tiles to put inside, {"z/x/y": gzipped MVT in base64}. Call `.save(path)` on
    the result.
    """
    made = _bare_map()
    asset_map = AssetMap({"present": False, "standalone": True} | ({"streets": {}} if streets else {}))
    asset_map.add_to(made)
    ViewScript(view).add_to(made)
    figure = figure_of(made)

    for name in frontend.styles:
        figure.header.add_child(folium.Element(f"<style>{frontend.text(name)}</style>"), name=name)
    if streets:
        figure.header.add_child(_raw_script(script_of("wmStreetTiles", streets)), name="streets")
    for name in frontend.scripts:
        figure.header.add_child(_raw_script(frontend.text(name)), name=name)
    return made


def figure_of(made: folium.Map) -> Figure:
    """The page around a map."""
    figure = made.get_root()
    assert isinstance(figure, Figure)
    return figure


def view_values(view: MapView) -> dict[str, Any]:
    """A view as `wm.show` takes it, without what is not set."""
    values = {item.name: getattr(view, item.name) for item in fields(view)}
    values = {name: value for name, value in values.items() if value not in (None, (), {}, "")}
    if view.ids is not None:
        values["ids"] = list(view.ids)
    # The bare page's key is empty, which is not the same as none.
    if view.asked is not None:
        values["asked"] = view.asked
    return values


def view_json(view: MapView) -> str:
    """A view as JSON that can stand in a script."""
    return safe_json(view_values(view))


def safe_json(value: Any) -> str:
    """JSON that can stand in a script: no text in it can end the script or open a template.

    Folium reads a script once more as a template. `{{`, `{%` and `{#` cannot occur in JSON outside
    a text, so writing them as escapes changes no value.
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text.replace("<", "\\u003c"))


def _raw_script(text: str) -> folium.Element:
    return RawText("<script>" + text.replace("</script", "<\\/script") + "</script>")


def _bare_map() -> folium.Map:
    made = folium.Map(
        tiles=None,
        zoom_control=False,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        zoom_snap=0.1,
        zoom_delta=0.75,
        wheel_px_per_zoom_level=90,
    )
    made.options["maxZoom"], made.options["minZoom"] = MAX_ZOOM, MIN_ZOOM
    made.default_js, made.default_css = [], []
    return made
