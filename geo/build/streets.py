"""Make the street map's files from OpenStreetMap vector tiles: `python -m geo.build.streets SOURCE OUT`.

SOURCE is a SQLite file with the table `tiles(source, z, x, y, data)`: OpenMapTiles vector tiles at
zoom 14, gzipped, one row per county extract. Into the folder OUT go

- `streets.mbtiles`: vector tiles (MVT, gzipped) at the zooms 11, 12 and 14, thinned for drawing;
- `main_roads.geojson`: motorways, A roads and B roads by number, for overviews and printed maps;
- `main_waterways.geojson`: rivers and canals by name, for printed maps.

All three are a database derived from OpenStreetMap and stay under the ODbL 1.0.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from tqdm import tqdm

from geo.build.vector_tiles import EXTENT, SOURCE_ZOOM, TileFeature, read_tile, tiles_in, to_lon_lat

ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary", "minor", "pedestrian", "service", "track", "path")
MAIN_ROADS = ROADS[:4]
RAILS = {"rail": "rail", "preserved": "rail", "tram": "tram", "light_rail": "tram", "narrow_gauge": "narrow", "miniature": "narrow"}
# OpenMapTiles classes of areas -> how the map draws them; in drawing order.
LAND = {
    "residential": "built",
    "industrial": "work",
    "commercial": "work",
    "retail": "work",
    "railway": "work",
    "military": "work",
    "garages": "work",
    "quarry": "work",
    "aerodrome": "airport",
    "apron": "apron",
    "hospital": "campus",
    "school": "campus",
    "university": "campus",
    "college": "campus",
    "kindergarten": "campus",
    "library": "campus",
    "stadium": "campus",
    "nature_reserve": "reserve",
    "national_park": "reserve",
    "cemetery": "green",
    "pitch": "green",
    "playground": "green",
    "zoo": "green",
    "theme_park": "green",
    "track": "green",
}
FLOWS = ("river", "canal", "stream", "drain", "ditch")
PLACES = ("city", "town", "suburb", "village", "hamlet", "neighbourhood", "quarter")


@dataclass(frozen=True)
class Level:
    """What a zoom of the store holds. `extent`: units per tile; `least`: the smallest area kept, in
    units squared; `roads`, `flows`, `land`, `places`: the classes kept; `names`: the roads named."""

    zoom: int
    extent: int
    least: float
    roads: tuple[str, ...]
    flows: tuple[str, ...]
    land: frozenset[str]
    places: tuple[str, ...]
    names: tuple[str, ...]


LEVELS = (
    Level(11, 1024, 60, ROADS[:5], FLOWS[:2], frozenset(("built", "work", "airport", "reserve")), PLACES[:2], ROADS[:4]),
    Level(12, 2048, 60, ROADS[:7], FLOWS[:3], frozenset(("built", "work", "airport", "reserve", "campus", "green")), PLACES[:4], ROADS[:4]),
    Level(14, 2048, 6, ROADS, FLOWS, frozenset(LAND.values()), PLACES, ROADS[:8]),
)
GROUP_ZOOM = LEVELS[0].zoom
# How far from the line a main road or river of the overview may lie, in units of the source plane (about 0.36 m).
OVERVIEW_TOLERANCE, OVERVIEW_GRID = 40.0, 8.0


@dataclass(frozen=True)
class Thing:
    """What is drawn: a layer of the store, its attributes, and where it is on the source plane."""

    layer: str
    values: tuple[tuple[str, Any], ...]
    geometry: BaseGeometry

    def value(self, name: str) -> Any:
        return dict(self.values).get(name)


def things_of(features: Iterable[TileFeature]) -> list[Thing]:
    """What the map draws of a tile's features, in the store's own layers."""
    made = []
    for feature in features:
        made += [Thing(layer, tuple(sorted(values.items())), feature.geometry) for layer, values in _layers_of(feature)]
    return made


def _layers_of(feature: TileFeature) -> list[tuple[str, dict[str, Any]]]:
    kind, given, line = feature.kind, feature.properties, "Line" in feature.geometry.geom_type
    if feature.layer == "transportation" and line:
        return _way(kind, given)
    if feature.layer == "transportation_name" and line and kind in ROADS[:8]:
        values = {name: given[name] for name in ("name", "ref") if name in given}
        return [("road_name", {"class": kind} | values)] if values else []
    if feature.layer in ("landuse", "park") and not line and kind in LAND:
        return [("land", {"class": LAND[kind]})]
    if feature.layer == "aeroway":
        return [("runway", {"class": kind})] if line and kind in ("runway", "taxiway") else [("land", {"class": LAND[kind]})] if kind in LAND else []
    if feature.layer == "water" and not line:
        return [("water", {})]
    if feature.layer == "waterway" and line and kind in FLOWS and given.get("brunnel") != "tunnel":
        return [("waterway", {"class": kind})]
    if feature.layer == "water_name" and given.get("name"):
        return [("water_name", {"class": kind, "name": given["name"]})]
    if feature.layer == "place" and kind in PLACES and given.get("name"):
        return [("place", {"class": kind, "name": given["name"]})]
    if feature.layer == "aerodrome_label" and given.get("iata") and given.get("name"):
        return [("place", {"class": "airport", "name": given["name"]})]
    return []


def _way(kind: str, given: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    under = {"tunnel": 1} if given.get("brunnel") == "tunnel" else {}
    if kind in RAILS:
        side = {"siding": 1} if given.get("service") else {}
        return [("rail", {"class": RAILS[kind]} | under | side)]
    if kind in ROADS:
        return [("road", {"class": kind} | under | ({"ramp": 1} if given.get("ramp") else {}))]
    return []


def wanted(thing: Thing, level: Level) -> bool:
    """Whether a level of the store holds a thing."""
    kind = thing.value("class")
    kept = {"road": level.roads, "road_name": level.names, "waterway": level.flows, "land": level.land}
    if thing.layer in kept:
        return kind in kept[thing.layer]
    if thing.layer == "rail":
        return level.zoom == SOURCE_ZOOM or not (thing.value("siding") or kind == "narrow")
    if thing.layer == "water_name":
        return level.zoom == SOURCE_ZOOM or kind in FLOWS[:2]
    if thing.layer == "place":
        return kind in (*level.places, "airport")
    return True


def tile_bytes(things: Iterable[Thing], level: Level, x: int, y: int) -> bytes:
    """A tile of the store as gzipped MVT, "" bytes if nothing is in it: like things joined, thinned and whole numbers."""
    size = EXTENT * 2 ** (SOURCE_ZOOM - level.zoom)
    grouped: dict[tuple[str, tuple[tuple[str, Any], ...], str], list[BaseGeometry]] = defaultdict(list)
    for thing in things:
        if wanted(thing, level):
            grouped[thing.layer, thing.values, thing.geometry.geom_type.removeprefix("Multi")].append(thing.geometry)
    layers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (layer, values, _), shapes in sorted(grouped.items(), key=lambda item: str(item[0])):
        local = shapely.transform(np.array(shapes, dtype=object), lambda xy: (xy - (x * size, y * size)) * (level.extent / size))
        joined = _joined(local, level)
        if not joined.is_empty:
            layers[layer].append({"geometry": joined, "properties": dict(values)})
    if not layers:
        return b""
    content = mapbox_vector_tile.encode(
        [{"name": name, "features": features} for name, features in layers.items()],
        default_options={"extents": level.extent, "y_coord_down": True},
    )
    return gzip.compress(content, 9, mtime=0)


def _joined(shapes: np.ndarray, level: Level) -> BaseGeometry:
    kind = shapes[0].geom_type
    if kind.endswith("Point"):
        return shapely.multipoints([point for shape in shapes for point in shapely.get_parts(shape)])
    if kind.endswith("Polygon"):
        return _thin_areas(shapes, level.least)
    return shapely.simplify(_one_line(shapes, 1.0), 0.9)


def _thin_areas(shapes: np.ndarray, least: float) -> BaseGeometry:
    """Areas as one, with corners on whole units, without those smaller than `least`."""
    whole = shapely.simplify(shapely.union_all(shapely.make_valid(shapes)), 1.0)
    parts = _polygons(shapely.set_precision(shapely.make_valid(whole), 1.0))
    return shapely.MultiPolygon([part for part in parts if part.area >= least])


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in _flat(shapely.get_parts(shape)) if part.geom_type == "Polygon" and not part.is_empty]


def _flat(parts: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [piece for part in parts for piece in shapely.get_parts(part)]


def _one_line(shapes: Iterable[BaseGeometry], grid: float) -> BaseGeometry:
    """Lines rounded to a grid, each piece once, joined end to end."""
    pieces = {}
    for line in _flat(shapes):
        if line.geom_type != "LineString":
            continue
        points = np.round(shapely.get_coordinates(line) / grid) * grid
        points = points[np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))]
        if len(points) > 1:
            pieces[points.tobytes()] = points
    lines = [shapely.linestrings(points) for points in pieces.values()]
    return shapely.line_merge(shapely.MultiLineString(lines))


def build_group(source: Path, group: tuple[int, int, list[tuple[int, int]]]) -> tuple[list[tuple[int, int, int, bytes]], list[Thing]]:
    """All tiles of the store below one tile of its lowest zoom, as (zoom, x, y, content), and what the overview takes."""
    _, _, tiles = group
    by_tile = {at: things_of(read_tile(source, *at)) for at in tiles}
    made = []
    for level in LEVELS:
        shift = SOURCE_ZOOM - level.zoom
        parents: dict[tuple[int, int], list[Thing]] = defaultdict(list)
        for (x, y), things in by_tile.items():
            parents[x >> shift, y >> shift] += things
        made += [(level.zoom, x, y, tile_bytes(things, level, x, y)) for (x, y), things in sorted(parents.items())]
    return [tile for tile in made if tile[3]], [thing for things in by_tile.values() for thing in things if _in_overview(thing)]


def _in_overview(thing: Thing) -> bool:
    if thing.layer == "road_name":
        return thing.value("class") in MAIN_ROADS and bool(thing.value("ref"))
    return thing.layer == "water_name" and thing.value("class") in FLOWS[:2] and "Line" in thing.geometry.geom_type


def overview(things: Iterable[Thing], key: str) -> dict[str, Any]:
    """Lines joined by class and `key` ("ref" or "name") as GeoJSON, EPSG:4326, five decimals."""
    grouped: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for thing in things:
        grouped[thing.value("class"), thing.value(key)].append(thing.geometry)
    features = []
    for (kind, text), shapes in sorted(grouped.items()):
        line = shapely.simplify(_one_line(shapes, OVERVIEW_GRID), OVERVIEW_TOLERANCE)
        if line.is_empty:
            continue
        rounded = shapely.transform(to_lon_lat(line), lambda xy: np.round(xy, 5))
        features.append({"type": "Feature", "properties": {"class": kind, key: text}, "geometry": json.loads(shapely.to_geojson(rounded))})
    return {"type": "FeatureCollection", "features": features}


def write_store(path: Path, tiles: Iterable[tuple[int, int, int, bytes]], metadata: dict[str, str]) -> None:
    """Write tiles (zoom, x, y from the north, content) as MBTiles, whose rows count from the south."""
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path)
    # Small pages: a tile rarely fills a whole number of them, and what is left of the last one is lost.
    store.execute("PRAGMA page_size = 512")
    with store:
        store.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        store.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB, PRIMARY KEY (zoom_level, tile_column, tile_row))"
        )
        store.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(metadata.items()))
        store.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", ((z, x, 2**z - 1 - y, content) for z, x, y, content in sorted(tiles)))
    store.execute("VACUUM")
    store.close()


def build(source: Path, out: Path, *, vintage: str, attribution: str, workers: int = 2) -> None:
    """Write the three files into `out`. `vintage` is the day of the extracts, `attribution` the credit of the source."""
    shift = SOURCE_ZOOM - GROUP_ZOOM
    groups: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for x, y in tiles_in(source):
        groups[x >> shift, y >> shift].append((x, y))
    tasks = [(x, y, tiles) for (x, y), tiles in sorted(groups.items())]
    tiles, kept = [], []
    with ProcessPoolExecutor(workers) as pool:
        for made, things in tqdm(pool.map(partial(build_group, source), tasks), total=len(tasks)):
            tiles += made
            kept += things
    vector_layers: list[dict[str, object]] = [
        {"id": name, "fields": {}} for name in ("land", "water", "waterway", "rail", "runway", "road", "road_name", "water_name", "place")
    ]
    write_store(
        out / "streets.mbtiles",
        tiles,
        {
            "name": "Street map",
            "format": "pbf",
            "version": vintage,
            "attribution": attribution,
            "minzoom": str(LEVELS[0].zoom),
            "maxzoom": str(LEVELS[-1].zoom),
            "json": json.dumps({"vector_layers": vector_layers}),
        },
    )
    for name, layer, key in (("main_roads", "road_name", "ref"), ("main_waterways", "water_name", "name")):
        text = json.dumps(overview((thing for thing in kept if thing.layer == layer), key), ensure_ascii=False, separators=(",", ":"))
        (out / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Command line: SOURCE OUT VINTAGE ATTRIBUTION."""
    if len(arguments) != 4 or not Path(arguments[0]).is_file():
        print("python -m geo.build.streets SOURCE.sqlite OUT_FOLDER VINTAGE ATTRIBUTION", file=sys.stderr)
        return 2
    source, out, vintage, attribution = arguments
    Path(out).mkdir(parents=True, exist_ok=True)
    build(Path(source), Path(out), vintage=vintage, attribution=attribution)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
