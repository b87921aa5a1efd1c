"""Tours: a story told on the map, as data. Read, check, and work out what each scene shows.

A tour is a TOML file in `data/tours`: title, description and scenes. A scene has a title, one or two
lines, a query (the names of the URL: layer, cluster, authority, ...), a view (where the map goes), a
figure to show large and speaker notes. No number is typed: the figure names a measure, and a number
inside a text is a placeholder, `{count}`, or `{count:testbed|testbeds}` with its noun.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from geo.crs import lat_lon_bounds
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.register.datapackage import tour_files
from geo.register.validation import Issue
from geo.select.filter_words import filter_words
from geo.select.filters import FacetIndex, Filters, filters_from_query
from geo.tours import placeholders
from geo.tours.phone_page import phone_page
from geo.tours.placeholders import fill
from geo.tours.qr_code import qr_squares
from geo.tours.rules import DEFAULT_DWELL_S, MOST_FILE, MOST_TITLE, problems_of, shape_problem
from geo.vocabulary import standing_counts
from geo.webmap.folium_map import MapView, view_json

FLIGHT_S = 2.2
PAD_DEGREES = 0.012
# The share of the map's shorter side kept free at each edge, for pins and their names.
ROOM = {"cluster": 0.1, "asset": 0.05, "bounds": 0.05}
ZOOM = {"region": 10, "authority": 12.5, "cluster": 12.5, "asset": 13, "bounds": 14}


@dataclass(frozen=True)
class Scene:
    """One message: what is said, what is shown, where the map goes."""

    title: str
    lines: tuple[str, ...] = ()
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assets: tuple[str, ...] = ()
    view: str = "region"
    asset: str = ""
    bounds: tuple[tuple[float, float], tuple[float, float]] | None = None
    measure: str = ""
    label: str = ""
    notes: str = ""
    dwell_seconds: float = 0.0
    skip_when_empty: bool = False


@dataclass(frozen=True)
class Tour:
    """A tour as its file has it; `parameter` names what must be chosen before it can be shown."""

    id: str
    title: str
    description: str
    scenes: tuple[Scene, ...]
    parameter: str = ""
    dwell_seconds: float = DEFAULT_DWELL_S
    order: int = 100


def load_tours(register: Register) -> tuple[dict[str, Tour], list[Issue]]:
    """Load every tour of the package by id, in their `order`; one with a problem is left out and reported."""
    tours: dict[str, Tour] = {}
    issues: list[Issue] = []
    for path in tour_files(register.package):
        file = f"{path.parent.name}/{path.name}"
        try:
            if not path.is_file():
                raise OSError("it is no file")
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            issues.append(Issue(file, 0, path.stem, "", "", f"It cannot be read: {error}.", "Restore it from git."))
            continue
        tour, found = read_tour(text, register, identity=path.stem, file=file)
        issues += found
        if tour:
            tours[path.stem] = tour
    return dict(sorted(tours.items(), key=lambda pair: (pair[1].order, pair[0]))), issues


def read_tour(text: str, register: Register, *, identity: str, file: str) -> tuple[Tour | None, list[Issue]]:
    """Read a tour from TOML text and check it: the tour, or None, and every problem found.

    An issue's `row` is the number of the scene it is about, 0 for the tour as a whole.
    """

    def problem(reason: str, mend: str) -> tuple[None, list[Issue]]:
        return None, [Issue(file, 0, identity, "", "", reason, mend)]

    text = text.removeprefix("\ufeff")
    if len(text) > MOST_FILE:
        return problem(f"The file has more than {MOST_FILE:,} characters.", "Shorten it or make two tours.")
    if reason := shape_problem(text):
        return problem(reason, "A tour is a title, a description and scenes, as data/README.md describes it.")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return problem(f"It is not TOML: {error}.", "Put every text in quotation marks and every list in [ ].")
    issues = [Issue(file, *found) for found in problems_of(data, register, identity)]
    if issues:
        return None, issues
    return _tour(data, identity), []


def write_tour(tour: Tour) -> str:
    """A tour as TOML text that `read_tour` reads back to the same tour."""
    lines = [f"title = {_toml(tour.title)}", f"description = {_toml(tour.description)}"]
    lines += [f"parameter = {_toml(tour.parameter)}"] if tour.parameter else []
    lines += [f"dwell_seconds = {tour.dwell_seconds:g}", f"order = {tour.order}"]
    for scene in tour.scenes:
        lines += ["", "[[scene]]", *_scene_lines(scene)]
    return "\n".join(lines) + "\n"


def find_tour(tours: Mapping[str, Tour], identity: str) -> Tour:
    """The tour of an id. Raises NotFoundError if there is none."""
    if identity not in tours:
        raise NotFoundError(f"There is no tour called {identity!r}.", mend=f"There are: {', '.join(tours)}.")
    return tours[identity]


def title_of(tour: Tour, register: Register, *, authority: str = "") -> str:
    """The tour's title, with the name of the authority it is about."""
    names = register.authorities["name"]
    return fill(tour.title, {"authority": names.get(authority, "")}) if tour.parameter else tour.title


def compute_scenes(
    tour: Tour,
    register: Register,
    index: FacetIndex,
    *,
    authority: str = "",
    link_root: str = "",
    staged: bool = False,
) -> list[dict[str, Any]]:
    """What each scene shows, worked out from the data, as plain values for browser and documents.

    Each is {title, lines, figure {value, label} or None, standing (how many of them are known to operate, in words), notes, ids, count, key (the layers shown),
    view (a MapView as a dict), link, qr, dwell}. `authority` is the GSS code a tour with that
    parameter is about; `link_root` the address of the app, which links and QR codes begin with: they lead to its
    page for phones. With `staged` the app knows the tour by its id: a view whose address makes too dense a
    code for the back of a hall is named by its scene.

    Raises NotFoundError if the tour needs an authority and `authority` is none.
    """
    if tour.parameter and authority not in register.authorities.index:
        raise NotFoundError(f"This tour is about one authority, and {authority!r} is none.", mend="Choose one of the list.")
    scenes: list[dict[str, Any]] = []
    for scene in tour.scenes:
        query = _query_of(scene, authority)
        assets = _assets_of(scene, query, register, index)
        if assets.empty and scene.skip_when_empty:
            continue
        values = placeholders.values_of(assets, register, query=query, asset=scene.asset, authority=authority)
        number, title = len(scenes) + 1, fill(scene.title, values)
        stage = {"present": tour.id, "scene": str(number), "authority": authority if tour.parameter else ""}
        scenes.append(
            {
                "title": title,
                "lines": [fill(line, values) for line in scene.lines],
                "figure": _figure(scene, values),
                "standing": standing_counts(list(assets["status"])),
                "notes": fill(scene.notes, values),
                "ids": list(assets["id"]),
                "count": len(assets),
                "zoomed": scene.view == "authority",
                "key": placeholders.key_of(assets, register),
                "dwell": scene.dwell_seconds or tour.dwell_seconds,
                **_link(_page(scene, query, stage if staged else None), link_root),
                "view": _view(scene, query, assets, register, key=f"{tour.id}:{number}", title=title, authority=authority),
            }
        )
    return scenes


def scene_of(register: Register, filters: Filters, *, asset: str = "", ids: tuple[str, ...] = ()) -> Scene:
    """A scene that shows what a page shows: its filters, or the assets named by `ids`, and the chosen one."""
    title = register.asset(asset)["name"] if asset else filter_words(register, filters) or "The whole region"
    view = "asset" if asset else "authority" if filters.authority else "cluster" if filters.active() or ids else "region"
    return Scene(
        # Braces of the data would read as placeholders.
        title=re.sub(r"[{}\x00-\x1f]", " ", title)[:MOST_TITLE],
        lines=("{count:innovation asset|innovation assets} in {authorities:authority|authorities}.",),
        query={} if ids else {name: tuple(values) for name, values in filters.to_query().items()},
        assets=ids,
        view=view,
        asset=asset,
        measure="count",
        label="asset|assets",
    )


def as_slides(scenes: list[dict[str, Any]], register: Register) -> list[dict[str, Any]]:
    """Computed scenes as `geo.export.pptx` takes them: the assets as a frame, the figure in two texts."""
    return [
        {
            "title": scene["title"],
            "lines": [*scene["lines"], *filter(None, [scene["standing"] and f"{scene['standing']}."])],
            "notes": scene["notes"],
            "figure": scene["figure"]["value"] if scene["figure"] else "",
            "figure_label": scene["figure"]["label"] if scene["figure"] else "",
            "assets": register.assets[register.assets["id"].isin(scene["ids"])],
            "authority": tuple(scene["view"].get("highlight", ())) if scene["zoomed"] else (),
        }
        for scene in scenes
    ]


# ---- what a scene shows ----


def _query_of(scene: Scene, authority: str) -> dict[str, list[str]]:
    """The query of a scene, with the authority the tour is about in its place."""
    return {name: [authority if value == "{authority}" else value for value in values] for name, values in scene.query.items()}


def _assets_of(scene: Scene, query: Mapping[str, list[str]], register: Register, index: FacetIndex) -> gpd.GeoDataFrame:
    if scene.assets:
        return register.assets[register.assets["id"].isin(scene.assets)]
    filters, _ = filters_from_query(query, options=index.options)
    return register.assets[index.mask(filters)]


def _figure(scene: Scene, values: Mapping[str, Any]) -> dict[str, str] | None:
    if not scene.measure:
        return None
    value = values[scene.measure]
    return {"value": placeholders.number_words(value, scene.measure), "label": placeholders.noun_for(value, fill(scene.label, values))}


def _page(scene: Scene, query: Mapping[str, list[str]], stage: Mapping[str, str] | None) -> str:
    """Where the app shows a phone what a scene shows."""
    return phone_page(query, assets=scene.assets, asset=scene.asset, stage=stage)


def _link(page: str, root: str) -> dict[str, Any]:
    link = f"{root.rstrip('/')}/{page}" if root else ""
    return {"link": link, "qr": qr_squares(link) if link else None}


def _view(
    scene: Scene,
    query: Mapping[str, list[str]],
    assets: gpd.GeoDataFrame,
    register: Register,
    *,
    key: str,
    title: str,
    authority: str,
) -> dict[str, Any]:
    bounds = _bounds(scene, query, assets, register)
    fit = {"key": key, "bounds": bounds, "max_zoom": ZOOM[scene.view], "flight": FLIGHT_S}
    fit |= {"room": ROOM[scene.view]} if scene.view in ROOM else {}
    view = MapView(
        ids=tuple(assets["id"]),
        chosen=scene.asset or None,
        fit=fit,
        title=f"Map: {title}",
        stamp=key,
        highlight=_highlight(scene, query, assets, authority),
    )
    return json.loads(view_json(view))


def _highlight(scene: Scene, query: Mapping[str, list[str]], assets: gpd.GeoDataFrame, authority: str) -> tuple[str, ...]:
    """The authorities outlined: those asked for, the one the tour is about, or those with an asset where the figure counts them."""
    if scene.measure == "authorities" or "authorities" in placeholders.placeholders_in(scene.label):
        return tuple(sorted(set(assets["gss_code"])))
    return tuple(query.get("authority", ())) or tuple(filter(None, [authority]))


def _bounds(scene: Scene, query: Mapping[str, list[str]], assets: gpd.GeoDataFrame, register: Register) -> list[list[float]]:
    if scene.view == "bounds" and scene.bounds:
        return [list(corner) for corner in scene.bounds]
    if scene.view == "authority":
        areas = register.boundaries[register.boundaries["gss_code"].isin(query.get("authority", ()))]
        return lat_lon_bounds(areas.total_bounds)
    if scene.view == "asset":
        row = register.asset(scene.asset)
        reach = 3 * PAD_DEGREES
        return [[row["lat"] - reach, row["lon"] - reach], [row["lat"] + reach, row["lon"] + reach]]
    if scene.view == "cluster" and not assets.empty:
        west, south, east, north = assets.total_bounds
        return lat_lon_bounds((west - PAD_DEGREES, south - PAD_DEGREES, east + PAD_DEGREES, north + PAD_DEGREES))
    return lat_lon_bounds(register.region_bounds)


# ---- the file ----


def _tour(data: Mapping[str, Any], identity: str) -> Tour:
    scenes = tuple(
        Scene(
            title=scene["title"],
            lines=tuple(scene.get("lines", ())),
            view=scene["view"],
            query={name: tuple(values) for name, values in scene.get("query", {}).items()},
            assets=tuple(scene.get("assets", ())),
            asset=scene.get("asset", ""),
            bounds=_corners(*scene["bounds"]) if "bounds" in scene else None,
            measure=scene.get("figure", {}).get("measure", ""),
            label=scene.get("figure", {}).get("label", ""),
            notes=scene.get("notes", ""),
            dwell_seconds=float(scene.get("dwell_seconds", 0)),
            skip_when_empty=scene.get("skip_when_empty", False),
        )
        for scene in data["scene"]
    )
    return Tour(
        identity,
        data["title"],
        data["description"],
        scenes,
        data.get("parameter", ""),
        float(data.get("dwell_seconds", DEFAULT_DWELL_S)),
        data.get("order", 100),
    )


def _scene_lines(scene: Scene) -> Iterator[str]:
    yield f"title = {_toml(scene.title)}"
    if scene.lines:
        yield f"lines = {_toml(list(scene.lines))}"
    if scene.query:
        pairs = ", ".join(f"{name} = {_toml(list(values))}" for name, values in scene.query.items())
        yield f"query = {{ {pairs} }}"
    for name in ("assets", "asset", "bounds"):
        value = getattr(scene, name)
        if value:
            yield f"{name} = {_toml(value)}"
    yield f"view = {_toml(scene.view)}"
    if scene.measure:
        yield f"figure = {{ measure = {_toml(scene.measure)}, label = {_toml(scene.label)} }}"
    if scene.notes:
        yield f"notes = {_toml(scene.notes)}"
    if scene.dwell_seconds:
        yield f"dwell_seconds = {scene.dwell_seconds:g}"
    if scene.skip_when_empty:
        yield "skip_when_empty = true"


def _toml(value: Any) -> str:
    """JSON text, which TOML reads alike, save for the one control character JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _corners(first: list[float], second: list[float]) -> tuple[tuple[float, float], tuple[float, float]]:
    return (first[0], first[1]), (second[0], second[1])
