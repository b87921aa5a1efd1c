"""The files the browser fetches from the app itself, so that nothing comes from anywhere else.

Leaflet and its clustering come out of installed Python packages (XStatic) and are never committed.
The basemap and the pins are written once per version of the data, with the version and a checksum in
the file's name, so that a browser may keep them for good and never shows an old one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
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
from geo.settings import STATIC_ROOT, most_pins
from geo.vocabulary import HIDDEN_STATUS

VENDOR = "vendor"
VENDOR_FILES = {
    "XStatic-Leaflet": ("leaflet.js", "leaflet.css"),
    "XStatic-Leaflet-MarkerCluster": ("leaflet.markercluster.js", "MarkerCluster.css"),
}
OWN_SCRIPTS, OWN_STYLE = ("wm-streets.js", "wm-labels.js", "wm-hand.js", "wm-ring.js", "wm-reach.js", "wm-many.js", "wm-map.js"), "wm-map.css"
OWN_FILES = (*OWN_SCRIPTS, OWN_STYLE)
# How exactly the roomiest place for an authority's name is sought, in metres.
LABEL_TOLERANCE_M = 200
MAIN_ROADS, OVERVIEW_CLASSES = "main_roads", ("primary", "trunk")
# At the zooms that show them a pixel is 50 m or more.
ROAD_TOLERANCE_M, ROAD_GRID_DEGREES = 70.0, 0.0002
BASEMAP_LAYERS = ("urban", "waterways", "railways", "motorways", "stations")


@dataclass(frozen=True)
class Frontend:
    """Paths below the static folder of what a map page needs, in loading order."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    assets: str


def prepare(register: Register, *, static_root: Path = STATIC_ROOT) -> Frontend:
    """Write what the browser needs below `static_root` and return its paths.

    Files that are there already are left alone, so that a second start costs nothing.

    Raises DataError if a front-end package is not installed.
    """
    vendor = static_root / VENDOR
    vendor.mkdir(parents=True, exist_ok=True)
    for package, names in VENDOR_FILES.items():
        for name in names:
            _copy(_installed_file(package, name), vendor / name)
    version = register.package.version.replace("+", "-")
    base = _write(static_root, f"{VENDOR}/base-{version}", script_of("wmBase", base_data(register)))
    assets = _write(static_root, f"{VENDOR}/assets-{version}", script_of("wmAssets", asset_data(register)))
    scripts = [n for names in VENDOR_FILES.values() for n in names if n.endswith(".js")]
    styles = [n for names in VENDOR_FILES.values() for n in names if n.endswith(".css")]
    return Frontend(
        scripts=(*(f"{VENDOR}/{name}" for name in scripts), base, assets, *OWN_SCRIPTS),
        styles=(*(f"{VENDOR}/{name}" for name in styles), OWN_STYLE),
        assets=assets,
    )


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


def _installed_file(package: str, name: str) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise DataError(f"The front-end file {name} is not installed.", mend="Run `make setup`.")


def _copy(source: Path, target: Path) -> None:
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        shutil.copyfile(source, target)


def _write(root: Path, stem: str, text: str) -> str:
    """Write a script below `root` unless it is there; returns its path.

    The name carries a checksum of the text: the same version of the data written by newer code is
    another file, so no browser and no folder keeps an old one.
    """
    name = f"{stem}-{crc32(text.encode()):08x}.js"
    path = root / name
    if not path.is_file():
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return name
