"""The store of street tiles: an MBTiles file of the data package, read tile by tile.

Tiles are gzipped Mapbox Vector Tiles, counted as on the web: zoom, x from the west, y from the north.
The package may come without the store: the map then shows the region's own ground at every zoom.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from geo.register.datapackage import DataPackage

RESOURCE = "street_tiles"
# Where there is no server, one script holds the tiles below one tile of this zoom (static/wm-streets.js has it, too).
BLOCK_ZOOM = 11


@dataclass(frozen=True)
class StreetTiles:
    """The tiles of a store. `version` is another after any change of the file."""

    path: Path
    version: str

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile as gzipped MVT; None where the store has none."""
        store = sqlite3.connect(f"file:{self.path}?immutable=1", uri=True)
        try:
            row = store.execute("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", (zoom, x, 2**zoom - 1 - y)).fetchone()
        finally:
            store.close()
        return row[0] if row else None

    def tiles(self) -> dict[tuple[int, int, int], bytes]:
        """Every tile by (zoom, x, y)."""
        store = sqlite3.connect(f"file:{self.path}?immutable=1", uri=True)
        try:
            rows = store.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1, 2, 3 DESC").fetchall()
        finally:
            store.close()
        return {(zoom, x, 2**zoom - 1 - row): data for zoom, x, row, data in rows}


def street_tiles(package: DataPackage) -> StreetTiles | None:
    """The store of a package; None if the package has none or its file is missing."""
    if RESOURCE not in package.resources or not package.path(RESOURCE).is_file():
        return None
    path = package.path(RESOURCE)
    return _opened(path, path.stat().st_size, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(path: Path, _size: int, _changed: int) -> StreetTiles:
    return StreetTiles(path, f"{crc32(path.read_bytes()):08x}")


def block_of(zoom: int, x: int, y: int) -> tuple[int, int]:
    """The (x, y) at `BLOCK_ZOOM` of the block a tile lies in."""
    shift = zoom - BLOCK_ZOOM
    return x >> shift, y >> shift
