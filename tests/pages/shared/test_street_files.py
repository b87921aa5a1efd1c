"""Streets by their address: a tile for good, none beyond the region, an old version refused, the files to keep."""

from __future__ import annotations

import gzip
from urllib.parse import urljoin

import mapbox_vector_tile
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from geo.register.street_tiles import street_tiles
from pages.shared import street_files
from pages.shared.loaders import shared


def ask(handler, **places):
    return handler(Request({"type": "http", "method": "GET", "path": "/", "path_params": places, "query_string": b"", "headers": []}))


@pytest.fixture(scope="module")
def store():
    return street_tiles(shared().register.package)


def test_a_tile_comes_gzipped_and_may_be_kept(store):
    z, x, y = next(at for at in store.tiles() if at[0] == 14)
    reply = ask(street_files.tile, version=store.version, z=z, x=x, y=y)
    assert reply.status_code == 200 and reply.headers["content-encoding"] == "gzip" and "immutable" in reply.headers["cache-control"]
    assert mapbox_vector_tile.decode(gzip.decompress(reply.body))


@pytest.mark.parametrize("place", [(14, 0, 0), (31, 1, 1), (2, 900, 900)])
def test_beyond_the_region_there_is_nothing_and_no_fault(store, place):
    z, x, y = place
    assert ask(street_files.tile, version=store.version, z=z, x=x, y=y).status_code == 204


def test_another_version_is_refused_and_not_kept(store):
    reply = ask(street_files.tile, version="0", z=11, x=1012, y=672)
    assert reply.status_code == 404 and reply.headers["cache-control"] == "no-store"


def test_the_files_can_be_taken_away_and_nothing_else():
    names = ["streets.mbtiles", "main_roads.geojson", "main_waterways.geojson"]
    assert [ask(street_files.file, name=name).status_code for name in names] == [200, 200, 200]
    assert ask(street_files.file, name="../datapackage.json").status_code == 404


def test_the_address_seen_from_the_frame_leads_to_the_route(store):
    address = street_files.address(store.version).replace("{z}/{x}/{y}", "14/8100/5380")
    path = urljoin("/component/streamlit_folium.st_folium/index.html", address)
    assert Starlette(routes=street_files.routes()).url_path_for("tile", version=store.version, z=14, x=8100, y=5380) == path
