"""The data by a link: the same assets as the page of the same filters, and a refusal in words where they mean nothing."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode, urlsplit

import geopandas as gpd
import pyogrio
import pytest
import requests
from starlette.requests import Request

from geo.errors import DataError
from geo.select.filters import Filters
from pages.shared import open_data
from pages.shared.loaders import shared


def ask(suffix: str, query: str = ""):
    """The reply to a request for the link."""
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("map.example", 80),
        "path": f"/data/assets{suffix}",
        "path_params": {"suffix": suffix},
        "query_string": query.encode(),
        "headers": [],
    }
    return open_data.reply(Request(scope))


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(layer=("catapult", "hub"), authority=("E08000026",)), Filters(q="battery"), Filters(status=("closed",))]
)
def test_the_link_holds_the_assets_of_its_filters(filters):
    address = open_data.address(filters, root="http://map.example/")
    reply = ask(".csv", urlsplit(address).query)
    rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
    wanted = shared().register.assets.iloc[shared().index.places(filters)]
    assert rows and [row["id"] for row in rows] == list(wanted["id"])
    assert all(row["source_url"].startswith("http") for row in rows)


def test_every_format_is_what_it_says(tmp_path):
    read = {suffix: ask(suffix, "layer=catapult") for suffix in open_data.SUFFIXES}
    assert {reply.status_code for reply in read.values()} == {200}
    assert {reply.headers["cache-control"] for reply in read.values()} == {"no-cache"}
    number = (shared().register.assets["layer"] == "catapult").sum()
    assert len(json.loads(read[".geojson"].body)["features"]) == number > 0
    file = tmp_path / "assets.gpkg"
    file.write_bytes(read[".gpkg"].body)
    assert len(gpd.read_file(file, layer="assets")) == number
    assert len(gpd.read_parquet(io.BytesIO(read[".parquet"].body))) == number
    assert read[".xlsx"].body[:2] == b"PK" and "assets.xlsx" in read[".xlsx"].headers["content-disposition"]


def test_the_route_takes_every_format_and_no_other_folder():
    (route,) = open_data.routes()
    found = [route.path_regex.match(path) for path in ("/data/assets.csv", "/data/assets.gpkg", "/data/assets/x.csv", "/data/hubs.csv")]
    assert [bool(match) for match in found] == [True, True, False, False]


@pytest.mark.parametrize("query", ["layer=spaceport", "colour=red", "layer=hub&authority=Birmingham", urlencode({"<script>": "x" * 9_000})])
def test_what_means_nothing_is_refused_and_not_left_out(query):
    reply = ask(".csv", query)
    assert reply.status_code == 400 and reply.media_type == "text/plain"
    assert "Not understood" in reply.body.decode() and len(reply.body) < 600


@pytest.mark.parametrize("suffix", [".pdf", ".zip", ".exe", "", ".csv.exe"])
def test_another_format_is_not_there(suffix):
    reply = ask(suffix)
    assert reply.status_code == 404 and "assets.csv" in reply.body.decode()


def test_data_that_cannot_be_read_is_said_to_be_so(monkeypatch):
    def broken():
        raise DataError("datapackage.json cannot be read.", mend="Put it right.")

    monkeypatch.setattr(open_data, "shared", broken)
    reply = ask(".csv")
    assert reply.status_code == 503 and "datapackage.json" in reply.body.decode()


# ---- by programs, over a real port ----


def test_gdal_reads_the_whole_geopackage_in_parts(address):
    """GDAL asks for the length (HEAD) and then for parts (Range); what it reads so is the file."""
    read = pyogrio.read_dataframe(f"/vsicurl/{address}data/assets.gpkg", layer="assets")
    assets = shared().register.assets
    wanted = assets[assets["status"] != "closed"]
    assert list(read["id"]) == list(wanted["id"]) and list(read["name"]) == list(wanted["name"])
    assert read.geometry.geom_equals(wanted.geometry.reset_index(drop=True)).all()


@pytest.mark.parametrize("suffix", open_data.SUFFIXES)
def test_head_parts_and_checksums_are_those_of_one_file(address, suffix):
    link = f"{address}data/assets{suffix}?layer=catapult"
    plain = {"Accept-Encoding": "identity"}
    whole, head = requests.get(link, headers=plain, timeout=60), requests.head(link, headers=plain, timeout=60)
    assert head.status_code == 200 and head.content == b"" and int(head.headers["content-length"]) == len(whole.content)
    parts = [requests.get(link, headers=plain | {"Range": f"bytes={first}-{first + 999}"}, timeout=60) for first in range(0, len(whole.content), 1000)][:40]
    assert {part.status_code for part in parts} == {206}
    assert b"".join(part.content for part in parts) == whole.content[:40_000]
    again = requests.get(link, headers={"If-None-Match": whole.headers["etag"]}, timeout=60)
    assert again.status_code == 304 and again.content == b""


def test_the_same_choice_written_otherwise_is_the_same_file(address):
    ways = ["layer=hub&layer=testbed", "layer=testbed&layer=HUB&layer=hub"]
    assert len({requests.get(f"{address}data/assets.gpkg?{way}", timeout=60).headers["etag"] for way in ways}) == 1


def test_a_file_is_made_once_and_what_is_refused_is_never_made(monkeypatch):
    made = []
    monkeypatch.setattr(open_data, "export_bytes", lambda context, suffix: made.append(suffix) or b"file")
    for query in ("q=hydrogen", "q=hydrogen", "q=hydrogen&utm_source=x", "q=hydrogen&layer=nothing"):
        ask(".csv", query)
    assert made == [".csv"]


def test_a_page_of_another_origin_may_read_it(address):
    reply = requests.options(f"{address}data/assets.csv", headers={"Origin": "https://council.example"}, timeout=30)
    assert reply.status_code == 204 and reply.headers["access-control-allow-origin"] == "*"
