"""Pins by tile: nothing lost, nothing twice, groups where they belong, and the browser asks for the tiles that there are."""

from __future__ import annotations

import json
import math
import random
import subprocess

import numpy as np
import pytest

from geo.select.filters import Filters
from geo.settings import STATIC_ROOT
from geo.webmap.browser_files import asset_data
from geo.webmap.pin_tiles import CELLS, MOST_ITEMS, PinTiles, is_many, tile_position


@pytest.fixture(scope="module")
def tiles(register, index):
    return PinTiles(register, index)


def slippy(lat, lon, z):
    """The tile a point lies in, by the formula as OpenStreetMap's wiki writes it."""
    side = 2**z
    return int((lon + 180) / 360 * side), int((1 - math.log(math.tan(math.radians(lat)) + 1 / math.cos(math.radians(lat))) / math.pi) / 2 * side)


def all_tiles(register, z):
    return sorted({slippy(lat, lon, z) for lon, lat in register.lon_lat})


@pytest.mark.parametrize("z", [5, 8, 10, 12, 15, 17])
@pytest.mark.parametrize("filters", [Filters(), Filters(layer=("hub",)), Filters(q="battery"), Filters(status=("closed",)), Filters(q="xyzzyq")])
def test_the_tiles_of_a_zoom_hold_each_asset_once_and_in_its_layer(z, filters, tiles, register, index):
    shown = [tiles.tile(z, x, y, filters) for x, y in all_tiles(register, z)]
    wanted = register.assets.iloc[index.places(filters)]
    named = [item["id"] for tile in shown for item in tile["items"]]
    assert len(named) == len(set(named)) and set(named) <= set(wanted["id"])
    rest = wanted[~wanted["id"].isin(named)]
    mixes = [group[2] for tile in shown for group in tile["groups"]]
    counted = np.sum(mixes, axis=0).tolist() if mixes else [0] * len(register.layer_names)
    assert counted == [int((rest["layer"] == layer).sum()) for layer in register.layer_names.index]
    assert all(len(tile["items"]) <= MOST_ITEMS for tile in shown if z < 15)


def test_an_item_is_in_its_tile_and_a_group_in_its_cell(tiles, register):
    for z in (7, 9, 11):
        for x, y in all_tiles(register, z):
            tile = tiles.tile(z, x, y, Filters())
            places = [(item["lat"], item["lon"]) for item in tile["items"]] + [(lat, lon) for lat, lon, _ in tile["groups"]]
            assert all(slippy(lat, lon, z) == (x, y) for lat, lon in places)
            cells = [slippy(lat, lon, z + CELLS.bit_length() - 1) for lat, lon, _ in tile["groups"]]
            assert len(cells) == len(set(cells))


@pytest.mark.parametrize("place", [(7, 0, 0), (7, -1, 3), (3, 8, 8), (99, 0, 0), (20, 2**20, 0)])
def test_elsewhere_there_is_nothing(place, tiles):
    assert tiles.tile(*place, Filters()) == {"items": [], "groups": []}


def test_a_tile_position_is_that_of_the_slippy_map():
    chance = random.Random(5)
    points = [(chance.uniform(-180, 179.99), chance.uniform(-85, 85)) for _ in range(200)]
    x, y = tile_position(np.array(points))
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [slippy(lat, lon, 20) for lon, lat in points]


def test_the_browser_asks_for_the_tiles_that_cover_what_is_in_sight():
    chance = random.Random(9)
    cases = []
    for _ in range(100):
        west, south = chance.uniform(-3.2, -1.2), chance.uniform(51.8, 53.2)
        cases.append([west, south, west + chance.uniform(0.01, 1), south + chance.uniform(0.01, 0.6), chance.uniform(7, 17)])
    script = (
        "globalThis.window = {}; require(process.argv[1]);"
        "const bounds = ([w, s, e, n]) => ({ getWest: () => w, getSouth: () => s, getEast: () => e, getNorth: () => n });"
        "console.log(JSON.stringify(JSON.parse(process.argv[2]).map((one) => window.wm.many.tilesOf(bounds(one), one[4]))));"
    )
    done = subprocess.run(["node", "-e", script, str(STATIC_ROOT / "wm-many.js"), json.dumps(cases)], capture_output=True, text=True, check=True)
    for (west, south, east, north, zoom), asked in zip(cases, json.loads(done.stdout), strict=True):
        z = min(max(math.floor(zoom) - 1, 5), 15)
        (left, top), (right, bottom) = slippy(north, west, z), slippy(south, east, z)
        assert sorted(map(tuple, asked)) == [(z, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def test_beyond_the_setting_a_browser_gets_no_assets_at_once(register, monkeypatch):
    assert not is_many(register) and len(asset_data(register)["items"]) == len(register.assets) and "many" not in asset_data(register)
    monkeypatch.setenv("INNOVATION_MAP_MOST_PINS", str(len(register.assets) - 1))
    assert is_many(register)
    assert asset_data(register)["items"] == [] and asset_data(register)["many"] and asset_data(register)["facets"]


@pytest.mark.parametrize("column", ["name", "place", "status"])
def test_a_list_is_ordered_by_a_column_either_way(column, tiles, register, index):
    places = index.places(Filters(layer=("hub",)))
    texts = lambda sort: register.assets[column].iloc[tiles.ordered(places, sort)].str.casefold().tolist()  # noqa: E731
    assert texts(column) == sorted(texts(column)) and texts(f"-{column}") == sorted(texts(column), reverse=True)
    assert set(tiles.ordered(places, column)) == set(places) and tiles.ordered(places, "nothing").tolist() == places.tolist()


def test_an_item_is_what_the_browser_would_have_had(tiles, register):
    items = asset_data(register)["items"]
    kept = [{name: value for name, value in item.items() if name not in ("release", "opened")} for item in items]
    assert tiles.items(list(range(len(items)))) == kept
