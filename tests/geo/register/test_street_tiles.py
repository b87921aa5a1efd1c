"""The store of street tiles that ships with the data."""

import gzip
from dataclasses import replace

import mapbox_vector_tile
import pytest

from geo.register.datapackage import open_package
from geo.register.street_tiles import block_of, street_tiles

MB = 1_000_000


@pytest.fixture(scope="module")
def package():
    return open_package()


def test_the_files_of_streets_stay_small(package):
    assert sum(package.path(name).stat().st_size for name in ("street_tiles", "main_roads", "main_waterways")) < 32 * MB


def test_a_tile_of_the_store_is_a_vector_tile_with_streets_by_name(package):
    store = street_tiles(package)
    largest = max((at for at in store.tiles() if at[0] == 14), key=lambda at: len(store.tile(*at)))
    held = mapbox_vector_tile.decode(gzip.decompress(store.tile(*largest)))
    assert {"road", "road_name", "land"} <= set(held)
    assert sum("name" in feature["properties"] for feature in held["road_name"]["features"]) > 20


def test_there_is_no_tile_beyond_the_region(package):
    store = street_tiles(package)
    assert store.tile(14, 0, 0) is None
    assert len(store.version) == 8


def test_a_package_without_the_file_has_no_store(package, tmp_path):
    assert street_tiles(replace(package, root=tmp_path)) is None


def test_the_block_of_a_tile_is_its_ancestor():
    assert block_of(14, 8100, 5380) == (8100 >> 3, 5380 >> 3)
    assert block_of(11, 7, 9) == (7, 9)
