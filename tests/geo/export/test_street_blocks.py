"""Streets in files without a server: as many as fit, the nearest first."""

import json
from base64 import b64decode
from itertools import pairwise

import pytest

from geo.export.street_blocks import block_files, block_names, tiles_nearest
from geo.register.street_tiles import street_tiles


class Store:
    """A store of four streets' tiles in a row and one overview."""

    def tiles(self):
        return {(11, 1012, 672): b"far", **{(14, 8100 + step, 5380): bytes([step]) * 30 for step in range(4)}}


# A point in the tile 8101, 5380.
AT = [(52.4225, -1.99)]


def test_the_overview_comes_first_and_then_the_streets_nearest_to_a_point():
    taken = [set(tiles_nearest(Store(), AT, most_bytes=room)) for room in (4, 44, 84, 124, 1000)]
    assert taken[0] == {"11/1012/672"}
    assert taken[1] == {"11/1012/672", "14/8101/5380"}
    assert all(less < more for less, more in pairwise(taken[:-1]))
    assert len(taken[-1]) == 5
    assert "14/8103/5380" not in tiles_nearest(Store(), AT, most_bytes=1000, within=1)


def test_a_block_is_a_script_that_gives_the_map_its_tiles():
    tiles = tiles_nearest(Store(), AT, most_bytes=1000)
    files = block_files(tiles)
    assert sorted(files) == [f"streets/{name}.js" for name in block_names(tiles)]
    text = b"".join(files.values()).decode()
    assert text.startswith("wm.streets.take(") and text.endswith(");\n")
    held = json.loads(text.removeprefix("wm.streets.take(").removesuffix(");\n"))
    assert b64decode(held["11/1012/672"]) == b"far"


@pytest.mark.parametrize("room", [100_000, 2_000_000])
def test_what_is_taken_stays_within_its_room(register, room):
    store = street_tiles(register.package)
    points = list(zip(register.assets["lat"], register.assets["lon"], strict=True))
    assert 0 < sum(map(len, tiles_nearest(store, points, most_bytes=room).values())) <= room
