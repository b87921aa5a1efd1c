"""Vector tiles of OpenStreetMap as numbers on one plane: read from county extracts, cut to their tile.

The plane's unit is the 4096th part of a tile at zoom 14 (about 0.36 m here), x to the east and y to
the south from the north-west corner of the world in EPSG:3857, so that lines of neighbouring tiles
meet. Tiles carry a margin beyond their edge; lines are cut exactly at it, areas a little beyond.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

SOURCE_ZOOM, EXTENT = 14, 4096
EARTH_RADIUS_M = 6_378_137.0
# How far areas reach beyond their tile, so that no seam shows between two of them.
AREA_MARGIN = 24


@dataclass(frozen=True)
class TileFeature:
    """One feature of a layer: its geometry on the plane and its properties, `name:latin` as `name`."""

    layer: str
    geometry: BaseGeometry
    properties: dict[str, Any]

    @property
    def kind(self) -> str:
        """The OpenMapTiles class, "" where there is none."""
        return str(self.properties.get("class", ""))


def tiles_in(path: Path) -> list[tuple[int, int]]:
    """The (x, y) at zoom 14 of every tile in a source (table `tiles(source, z, x, y, data)`), sorted."""
    with _opened(path) as source:
        return sorted(set(source.execute("SELECT x, y FROM tiles WHERE z = ?", (SOURCE_ZOOM,))))


def read_tile(path: Path, x: int, y: int) -> list[TileFeature]:
    """All features of a tile from every extract that holds it, each once, cut to the tile."""
    with _opened(path) as source:
        rows = source.execute("SELECT data FROM tiles WHERE z = ? AND x = ? AND y = ? ORDER BY source", (SOURCE_ZOOM, x, y))
        return features_of((row[0] for row in rows), x, y)


def features_of(contents: Iterable[bytes], x: int, y: int) -> list[TileFeature]:
    """The features of one tile from gzipped MVT contents; what several extracts hold is kept once."""
    seen: dict[tuple[Any, ...], TileFeature] = {}
    for content in contents:
        for feature in _decoded(gzip.decompress(content), x, y):
            key = (feature.layer, tuple(sorted(feature.properties.items())), feature.geometry.wkb)
            seen.setdefault(key, feature)
    return list(seen.values())


def to_lon_lat(geometry: Any) -> Any:
    """Geometries of the plane in EPSG:4326, x the longitude."""
    world = float(EXTENT * 2**SOURCE_ZOOM)

    def turned(xy: np.ndarray) -> np.ndarray:
        lon = xy[:, 0] / world * 360.0 - 180.0
        lat = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * xy[:, 1] / world))))
        return np.column_stack([lon, lat])

    return shapely.transform(geometry, turned)


def _decoded(content: bytes, x: int, y: int) -> Iterator[TileFeature]:
    west, north = x * EXTENT, y * EXTENT
    tile = shapely.box(west, north, west + EXTENT, north + EXTENT)
    wide = shapely.box(west - AREA_MARGIN, north - AREA_MARGIN, west + EXTENT + AREA_MARGIN, north + EXTENT + AREA_MARGIN)
    for layer, held in mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}).items():
        scale = EXTENT / held["extent"]
        for raw in held["features"]:
            shape = shapely.transform(shapely.geometry.shape(raw["geometry"]), lambda xy, s=scale: xy * s + (west, north))
            area = shape.geom_type.endswith("Polygon")
            shape = shapely.make_valid(shape) if area else shape
            shape = _of_kind(shapely.intersection(shape, wide if area else tile), shape)
            if not shape.is_empty:
                yield TileFeature(layer, shape, _properties(raw["properties"]))


def _of_kind(cut: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """What cutting left, without the points and lines where areas only touch."""
    if cut.geom_type != "GeometryCollection":
        return cut
    kind = whole.geom_type.removeprefix("Multi")
    return shapely.union_all([part for part in shapely.get_parts(cut) if part.geom_type.removeprefix("Multi") == kind])


def _properties(raw: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in raw.items() if value not in ("", None)}
    if "name:latin" in kept:
        kept["name"] = kept.pop("name:latin")
    return kept


class _opened:
    """A source opened to read; closed at the end, which sqlite3's own context does not do."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
