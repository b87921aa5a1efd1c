"""The files the browser fetches from the app itself, so that nothing comes from anywhere else.

Leaflet and its clustering come out of installed Python packages (XStatic) and are never committed.
The basemap and the pins are written once per version of the data into a cache folder, never beside the sources, with the version and a
checksum in the file's name, so that a browser may keep them for good and never shows an old one. Old ones go.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from zlib import crc32

import geopandas as gpd
import pandas as pd
import shapely

from geo import style, vocabulary
from geo.crs import WGS84, geometry_to_wgs84, lat_lon, lat_lon_bounds, to_bng
from geo.errors import DataError
from geo.register.assets import Register
from geo.register.credits import short_credits
from geo.register.datapackage import DataPackage, read_layer, read_table
from geo.select.filter_words import FACET_LABELS, NAMED_FACETS, OPEN_FACETS, label_words
from geo.select.filters import FACET_COLUMNS, facet_options, index_news
from geo.settings import STATIC_ROOT, browser_cache, most_pins
from geo.vocabulary import HIDDEN_STATUS

VENDOR_FILES = {
    "XStatic-Leaflet": ("leaflet.js", "leaflet.css"),
    "XStatic-Leaflet-MarkerCluster": ("leaflet.markercluster.js", "MarkerCluster.css"),
}
OWN_SCRIPTS, OWN_STYLE = ("wm-streets.js", "wm-labels.js", "wm-hand.js", "wm-ring.js", "wm-reach.js", "wm-many.js", "wm-map.js"), "wm-map.css"
OWN_FILES = (*OWN_SCRIPTS, OWN_STYLE)
BASE, ASSETS = "base-", "assets-"
# A server may show the same data for weeks, and its readers ask for its files: those of a start within so long stay.
KEPT_S = 30 * 86_400
# How exactly the roomiest place for an authority's name is sought, in metres.
LABEL_TOLERANCE_M = 200
MAIN_ROADS, OVERVIEW_CLASSES = "main_roads", ("primary", "trunk")
# At the zooms that show them a pixel is 50 m or more.
ROAD_TOLERANCE_M, ROAD_GRID_DEGREES = 70.0, 0.0002
BASEMAP_LAYERS = ("urban", "waterways", "railways", "motorways", "stations")


@dataclass(frozen=True)
class Frontend:
    """The names of the files a map page needs, in loading order; `assets` is the one of the pins, `folder` where the made ones lie."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    assets: str
    folder: Path

    @property
    def made(self) -> tuple[str, ...]:
        """Those that do not lie in `static/`."""
        return tuple(name for name in (*self.scripts, *self.styles) if name not in OWN_FILES)

    def text(self, name: str) -> str:
        """What stands in one of the files. Raises OSError where a made one is gone."""
        return self.path(name).read_text(encoding="utf-8")

    def path(self, name: str) -> Path:
        """Where one of the files lies."""
        if name in OWN_FILES:
            return STATIC_ROOT / name
        package = next((package for package, names in VENDOR_FILES.items() if name in names), "")
        return installed_file(package, name) if package else self.folder / name


def prepare(register: Register, *, folder: Path | None = None) -> Frontend:
    """Write what the browser needs into a folder (default: that of the cache) and return the names of all files.

    Files that are there already are left alone, so that a second start costs nothing; those of data that nobody has shown for
    `KEPT_S` are removed.

    Raises DataError if a front-end package is not installed, or the folder cannot be written to.
    """
    folder = folder or browser_cache()
    for package, names in VENDOR_FILES.items():
        for name in names:
            installed_file(package, name)
    version = register.package.version.replace("+", "-")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        base = _write(folder, f"{BASE}{version}", script_of("wmBase", base_data(register)))
        assets = _write(folder, f"{ASSETS}{version}", script_of("wmAssets", asset_data(register)))
        _remove_old(folder, keep=(base, assets))
    except OSError as error:
        raise DataError(
            f"The files for browsers cannot be written: {error.strerror or error}.",
            mend="Make room, or name a folder that can be written to by INNOVATION_MAP_CACHE.",
        ) from error
    scripts = [n for names in VENDOR_FILES.values() for n in names if n.endswith(".js")]
    styles = [n for names in VENDOR_FILES.values() for n in names if n.endswith(".css")]
    return Frontend(scripts=(*scripts, base, assets, *OWN_SCRIPTS), styles=(*styles, OWN_STYLE), assets=assets, folder=folder)


def _remove_old(folder: Path, *, keep: tuple[str, ...]) -> None:
    """Remove the scripts of other data that no process has begun to show for a while; another process may do the same."""
    until = time.time() - KEPT_S
    for path in folder.glob("*.js"):
        if path.name.startswith((BASE, ASSETS)) and path.name not in keep and path.stat().st_mtime < until:
            path.unlink(missing_ok=True)


def base_data(register: Register) -> dict[str, Any]:
    """The basemap, boundaries, place names, symbols and words the map script draws from."""
    package = register.package
    region = read_layer(package, "region_boundary")
    layers = {name: _features(read_layer(package, name)) for name in BASEMAP_LAYERS}
    places = read_table(package, "places").sort_values(["label_tier", "kind", "name"])
    return layers | {
        "main_roads": main_roads(package),
        "region": _features(region),
        "authorities": _features(register.boundaries[["gss_code", "name", "geometry"]]),
        "places": [{"name": p["name"], "lat": p["lat"], "lon": p["lon"], "tier": int(p["label_tier"]), "kind": p["kind"]} for p in places.to_dict("records")],
        "authority_names": authority_names(register),
        "bounds": lat_lon_bounds(region.total_bounds),
        "layers": [
            {
                "id": row["id"],
                "name": row["name"],
                "plural": row["plural"],
                "colour": style.layer_style(row["id"]).colour,
                "dark_colour": style.layer_style(row["id"]).dark_colour,
            }
            for row in register.layer_names.to_dict("records")
        ],
        "dark_colours": style.DARK_COLOURS,
        "symbols": style.symbols(),
        "status_words": vocabulary.STATUS_WORDS,
        "precision_radius_m": vocabulary.PRECISION_RADIUS_M,
        "credit": short_credits(package),
    }


def main_roads(package: DataPackage) -> dict[str, Any] | None:
    """Primary routes and other A roads, thinned for the map of the whole region; None where the package has none.

    The motorways have a layer of their own, truer than this."""
    if MAIN_ROADS not in package.resources or not package.path(MAIN_ROADS).is_file():
        return None
    roads = read_layer(package, MAIN_ROADS)
    roads = roads[roads["class"].isin(OVERVIEW_CLASSES)]
    thin = to_bng(roads).geometry.simplify(ROAD_TOLERANCE_M).to_crs(WGS84).set_precision(ROAD_GRID_DEGREES, mode="pointwise")
    return _features(gpd.GeoDataFrame({"class": roads["class"]}, geometry=thin).dissolve("class").reset_index())


def authority_names(register: Register) -> list[dict[str, Any]]:
    """Where each authority's name stands, and how much room it has: the centre (EPSG:4326) and the
    radius in metres of the largest circle that lies within the authority."""
    areas = to_bng(register.boundaries)
    spokes = [shapely.maximum_inscribed_circle(area, tolerance=LABEL_TOLERANCE_M) for area in areas.geometry]
    centres = [lat_lon(geometry_to_wgs84(shapely.get_point(spoke, 0))) for spoke in spokes]
    return [
        {"name": name, "lat": round(lat, 4), "lon": round(lon, 4), "radius_m": round(spoke.length)}
        for name, (lat, lon), spoke in zip(areas["name"], centres, spokes, strict=True)
    ]


def asset_data(register: Register) -> dict[str, Any]:
    """What pins, lists and filters need of each asset, in the order of the register.

    An item's `facets` holds, for each group of `facets` in its order, the places of the asset's values
    among the group's options, `release` the place of the last release that changed it, `opened` the first day it
    may have opened on: with these the browser answers a filter before the server does.
    """
    groups = facet_labels(register)
    # Of more than these the browser gets what is in sight (geo.webmap.pin_tiles).
    many = len(register.assets) > most_pins()
    return {
        **({"many": True} if many else {}),
        "version": register.package.version,
        "symbols": style.symbols(),
        "status_words": vocabulary.STATUS_WORDS,
        "hidden_status": HIDDEN_STATUS,
        "operating_words": vocabulary.KNOWN_TO_OPERATE,
        "facets": groups,
        "releases": [[release.number, release.date] for release in register.change_log.releases],
        "items": [] if many else _items(register, {group["id"]: tuple(entry[0] for entry in group["options"]) for group in groups}),
    }


def asset_item(row: Mapping[str, Any], kinds: pd.Series, options: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """What pin and list show of an asset, and in `facets` the places of its values among the options of each facet.

    `kinds` are the names of kinds by their ids.
    """
    return {
        "id": row["id"],
        "name": row["name"],
        "layer": row["layer"],
        "kind": kinds.get(row["kind"], row["kind"]),
        "place": row["place"],
        "authority": row["authority"],
        "status": row["status"],
        "asof": row["status_date"],
        "lat": row["lat"],
        "lon": row["lon"],
        "precision": row["position_precision"],
        "source": row["source_title"],
        "url": row["source_url"],
        "confidence": row["confidence"],
        "facets": [_places_of(row[column], options[facet]) for facet, column in FACET_COLUMNS.items()],
    }


def _items(register: Register, options: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    news, kinds = index_news(register), register.kinds["name"]
    return [
        asset_item(row, kinds, options) | {"release": int(rank), "opened": opened}
        for row, rank, opened in zip(register.assets.to_dict("records"), news.ranks, news.opened, strict=True)
    ]


def _places_of(cell: str | tuple[str, ...], options: tuple[str, ...]) -> list[int]:
    return [options.index(value) for value in (cell if isinstance(cell, tuple) else (cell,)) if value in options]


def facet_labels(register: Register) -> list[dict[str, Any]]:
    """The groups of the filter panel: label and, per option, [value, label, hint, icon]."""
    words = label_words(register)
    options = facet_options(register)
    return [
        {
            "id": facet,
            "label": label,
            "open": facet in OPEN_FACETS,
            "options": [
                [
                    value,
                    words[facet].get(value, value),
                    value if facet == "authority" else "",
                    style.symbol_svg(value, size_px=20) if facet == "layer" else style.symbol_svg("hub", value, size_px=20) if facet == "status" else "",
                ]
                for value in options[facet]
            ],
            "named": facet in NAMED_FACETS,
        }
        for facet, label in FACET_LABELS.items()
    ]


def script_of(name: str, value: Any) -> str:
    """A script that sets `window.<name>` to a value; safe inside an HTML page as well.

    `<` and the two line separators that JSON allows and scripts do not are written as escapes, so
    that no text of the data can end the script it stands in.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"window.{name}={text};\n"


def _features(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    return json.loads(frame.to_json(drop_id=True, show_bbox=False))


def installed_file(package: str, name: str) -> Path:
    """A file of an installed front-end package. Raises DataError where it is not installed."""
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise DataError(f"The front-end file {name} is not installed.", mend="Run `make setup`.")


def leaflet_file(name: str) -> Path:
    """Leaflet's script or style, as installed. Raises DataError where it is not."""
    return installed_file(next(iter(VENDOR_FILES)), name)


def _write(folder: Path, stem: str, text: str) -> str:
    """Write a script into a folder unless it is there; returns its name.

    The name carries a checksum of the text: the same version of the data written by newer code is
    another file, so no browser and no folder keeps an old one. One that is there is as new as if it were written now.
    """
    name = f"{stem}-{crc32(text.encode()):08x}.js"
    path = folder / name
    if path.is_file():
        with suppress(OSError):  # Another user's file serves as well.
            os.utime(path)
        return name
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    return name
