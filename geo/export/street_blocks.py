"""Streets for a file without a server: tiles as scripts, each tile gzipped MVT in base64.

A folder of blocks beside the page (the event pack), or the tiles round the assets inside it (the
exported map): `static/wm-streets.js` takes both.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Sequence
from math import asinh, floor, pi, radians, tan

import numpy as np

from geo.register.street_tiles import StreetTiles, block_of

FOLDER = "streets"
DETAIL_ZOOM = 14


def block_files(tiles: dict[str, str]) -> dict[str, bytes]:
    """Tiles {"z/x/y": base64} as scripts by path: `streets/<x>-<y>.js`, in UTF-8."""
    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    for key, text in tiles.items():
        blocks[_block_name(key)][key] = text
    return {f"{FOLDER}/{name}.js": f"wm.streets.take({json.dumps(held)});\n".encode() for name, held in sorted(blocks.items())}


def block_names(tiles: dict[str, str]) -> list[str]:
    """The names of the blocks that tiles lie in, "<x>-<y>"."""
    return sorted({_block_name(key) for key in tiles})


def tiles_nearest(store: StreetTiles, lat_lon: Sequence[tuple[float, float]], *, most_bytes: int, within: int | None = None) -> dict[str, str]:
    """The tiles for a map of some points (EPSG:4326, latitude first): {"z/x/y": gzipped MVT in base64}.

    First the overviews of the whole, then the streets, those nearest to a point first, while they fit
    into `most_bytes` of base64; with `within` only those so many tiles or fewer from a point.
    """
    held = store.tiles()
    coarse = [at for at in held if at[0] < DETAIL_ZOOM]
    fine = [at for at in held if at[0] == DETAIL_ZOOM]
    away = _tiles_away(fine, [_tile_at(*point) for point in lat_lon])
    order = [fine[at] for at in np.argsort(away, kind="stable") if within is None or away[at] <= within]
    taken: dict[str, str] = {}
    room = most_bytes
    for zoom, x, y in (*coarse, *order):
        text = b64encode(held[zoom, x, y]).decode()
        if len(text) <= room:
            taken[f"{zoom}/{x}/{y}"] = text
            room -= len(text)
    return taken


def _tiles_away(tiles: list[tuple[int, int, int]], centres: list[tuple[int, int]]) -> np.ndarray:
    """How many tiles each tile is from the nearest centre, along the longer axis."""
    if not centres or not tiles:
        return np.zeros(len(tiles), dtype=int)
    apart = np.abs(np.array(tiles)[:, None, 1:] - np.array(sorted(set(centres)))[None])
    return apart.max(axis=2).min(axis=1)


def _block_name(key: str) -> str:
    return "{}-{}".format(*block_of(*(int(part) for part in key.split("/"))))


def _tile_at(lat: float, lon: float) -> tuple[int, int]:
    side = 2**DETAIL_ZOOM
    return floor((lon + 180.0) / 360.0 * side), floor((1.0 - asinh(tan(radians(lat))) / pi) / 2.0 * side)
