"""The pins of a map with more assets than a browser is given at once: by tile, with groups made here where they stand close.

A tile is a square of the web map at a whole zoom (x from the west, y from the north, as in slippy maps). One with few assets gives them
as pins; one with many gives groups: how many assets of each layer lie in a cell of it, and where their middle is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geo.register.assets import Register
from geo.select.filters import FacetIndex, Filters
from geo.settings import most_pins
from geo.webmap.browser_files import asset_item

# A tile of no more assets than these gives pins; one at the deepest zoom as many as a browser draws.
MOST_ITEMS, MOST_ITEMS_DEEPEST = 30, 400
# A tile has so many cells along each side.
CELLS = 8
DEEPEST_ZOOM = 15
_BITS = 20
# The latitude the web map ends at.
_MOST_LAT = 85.0511


def is_many(register: Register) -> bool:
    """Whether a register has more assets than a browser is given at once (`geo.settings.most_pins`)."""
    return len(register.assets) > most_pins()


@dataclass(frozen=True, eq=False)
class PinTiles:
    """The assets of a register in the order of the tiles they lie in."""

    register: Register
    index: FacetIndex

    def prepare(self) -> None:
        """Reckon now what the first reader's map, list and search would wait for."""
        self.tile(0, 0, 0, Filters())
        self.ordered(np.arange(0), "name")
        self.index.text.ranked(str(self.register.layer_names["name"].iloc[0]))

    @cached_property
    def _sorted(self) -> tuple[np.ndarray, np.ndarray]:
        """Tile numbers at the finest zoom in order, and the places of the assets in that order."""
        numbers = _interleaved(*tile_position(self.register.lon_lat))
        order = np.argsort(numbers, kind="stable")
        return numbers[order], order

    @cached_property
    def _layer(self) -> np.ndarray:
        """The place of each asset's layer among all."""
        return np.asarray(self.register.layer_names.index.get_indexer(self.register.assets["layer"]))

    def tile(self, z: int, x: int, y: int, filters: Filters) -> dict[str, Any]:
        """What a tile shows of the assets that answer the filters: `items`, as `asset_item` gives them, and `groups`, each [lat, lon,
        how many of each layer in the order of the layers]. Nothing for a tile that is not on the map."""
        if not 0 <= z <= _BITS or not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return {"items": [], "groups": []}
        numbers, order = self._sorted
        shift = 2 * (_BITS - z)
        first = int(_interleaved(np.array([x]), np.array([y]))[0]) << shift
        within = order[np.searchsorted(numbers, first) : np.searchsorted(numbers, first + (1 << shift))]
        places = np.sort(within[self.index.mask(filters)[within]])
        if len(places) <= (MOST_ITEMS_DEEPEST if z >= DEEPEST_ZOOM else MOST_ITEMS):
            return {"items": self.items(places), "groups": []}
        return {"items": [], "groups": self._groups(places, z)}

    def items(self, places: np.ndarray | list[int]) -> list[dict[str, Any]]:
        """What the browser shows of the assets at some places of the register, in that order."""
        rows = self.register.assets.iloc[places].to_dict("records")
        return [asset_item(row, self.register.kinds["name"], self.index.options) for row in rows]

    def ordered(self, places: np.ndarray, sort: str) -> np.ndarray:
        """Places in the order of a column ("name", "place", "status"; "-name" the other way round); as they are for another."""
        column = sort.removeprefix("-")
        if column not in self._ranks:
            return places
        ranks = self._ranks[column][places]
        return places[np.argsort(-ranks if sort.startswith("-") else ranks, kind="stable")]

    @cached_property
    def _ranks(self) -> dict[str, np.ndarray]:
        """For each column a list is sorted by, the rank of every asset."""
        assets = self.register.assets
        names = assets["name"].str.casefold()
        texts = {"name": names, "place": assets["place"].str.casefold() + " " + names, "status": assets["status"] + " " + names}
        return {column: text.rank(method="first").to_numpy().astype(np.int32) for column, text in texts.items()}

    def _groups(self, places: np.ndarray, z: int) -> list[list[Any]]:
        lon_lat, layer = self.register.lon_lat[places], self._layer[places]
        shift = _BITS - min(z + CELLS.bit_length() - 1, _BITS)
        x, y = tile_position(lon_lat)
        _, cells = np.unique(_interleaved(x >> shift, y >> shift), return_inverse=True)
        number, kinds = cells.max() + 1, len(self.register.layer_names)
        mix = np.bincount(cells * kinds + layer, minlength=number * kinds).reshape(number, kinds)
        lon, lat = (np.bincount(cells, weights=lon_lat[:, axis]) / mix.sum(axis=1) for axis in (0, 1))
        return [[round(one_lat, 5), round(one_lon, 5), row] for one_lat, one_lon, row in zip(lat.tolist(), lon.tolist(), mix.tolist(), strict=True)]


def tile_position(lon_lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The column and row of the tile of zoom 20 that each point (lon, lat in degrees, EPSG:4326) lies in, by the formula of the web
    map (https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames)."""
    lon, lat = lon_lat[:, 0], np.radians(np.clip(lon_lat[:, 1], -_MOST_LAT, _MOST_LAT))
    side = 1 << _BITS
    x = (lon + 180) / 360 * side
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * side
    return np.clip(x, 0, side - 1).astype(np.int64), np.clip(y, 0, side - 1).astype(np.int64)


def _interleaved(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """One number of a column and a row whose order keeps the tiles within a tile together (a Z-order curve)."""
    number = np.zeros(len(x), dtype=np.int64)
    for bit in range(_BITS):
        number |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    return number
