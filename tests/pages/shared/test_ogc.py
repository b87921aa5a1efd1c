"""OGC API Features read by programs of others over a real port: GDAL, OWSLib; and HTTP as the standard has it."""

import pandas as pd
import pyogrio
import pytest
import requests
from owslib.ogcapi.features import Features


@pytest.fixture(scope="module")
def ogc(address):
    return f"{address}ogc"


def test_gdal_reads_all_assets_equal_to_the_geopackage(address, ogc, tmp_path):
    file = tmp_path / "assets.gpkg"
    file.write_bytes(requests.get(f"{address}data/assets.gpkg", timeout=60).content)
    package, read = pyogrio.read_dataframe(file, layer="assets"), pyogrio.read_dataframe(f"OAPIF:{ogc}", layer="assets")
    assert list(read.columns) == list(package.columns) and len(read) == len(package) > 300
    for name in package.columns.drop("geometry"):
        # GDAL takes a column of whole dates in JSON for dates; in the GeoPackage they are texts.
        values = read[name].dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(read[name]) else read[name]
        assert values.tolist() == package[name].tolist(), name
    assert read.geometry.geom_equals_exact(package.geometry, 1e-6).all() and read.crs == package.crs


def test_gdal_asks_for_a_box_and_gets_what_lies_inside(ogc):
    box = (-1.6, 52.3, -1.4, 52.5)
    whole = pyogrio.read_dataframe(f"OAPIF:{ogc}", layer="hub")
    part = pyogrio.read_dataframe(f"OAPIF:{ogc}", layer="hub", bbox=box)
    assert set(part["id"]) == set(whole.cx[box[0] : box[2], box[1] : box[3]]["id"]) and 0 < len(part) < len(whole)


def test_gdal_knows_every_collection_with_its_geometry(ogc):
    known = {name: kind for name, kind in pyogrio.list_layers(f"OAPIF:{ogc}")}
    assert known["authorities"].endswith("Polygon") and known["clusters"] == "MultiPoint" and known["hub"] == "Point"


def test_owslib_finds_and_reads_the_collections(ogc):
    client = Features(ogc)
    assert {"assets", "hub", "authorities", "clusters"} <= set(client.feature_collections())
    assert client.collection("hub")["extent"]["spatial"]["bbox"]
    page = client.collection_items("hub", limit=3, q="university of birmingham")
    assert page["numberReturned"] == 3 and page["numberMatched"] > 3
    assert client.collection_item("hub", "steamhouse")["properties"]["name"] == "STEAMhouse"
    assert client.conformance()["conformsTo"] and client.api()["openapi"].startswith("3.0")


def test_a_page_that_is_known_is_not_sent_again_and_pages_link_on(ogc):
    first = requests.get(f"{ogc}/collections/hub/items", params={"limit": 5}, timeout=30)
    assert first.headers["content-type"] == "application/geo+json" and 'rel="next"' in first.headers["link"]
    assert requests.get(first.url, headers={"If-None-Match": first.headers["etag"]}, timeout=30).status_code == 304
    assert requests.get(first.links["next"]["url"], timeout=30).json()["features"][0] != first.json()["features"][0]
    assert requests.head(first.url, timeout=30).status_code == 200


def test_browsers_get_pages_and_programs_json(ogc):
    assert requests.get(ogc, headers={"Accept": "text/html,*/*"}, timeout=30).headers["content-type"].startswith("text/html")
    assert requests.get(ogc, headers={"Accept": "text/html;q=0.1, application/json"}, timeout=30).json()["links"]
    assert requests.get(ogc, headers={"Accept": "application/json;q=0, text/html;q=x"}, timeout=30).headers["content-type"].startswith("text/html")
    assert requests.get(ogc, headers={"Accept": "*/*"}, timeout=30).json()["links"]
    assert requests.get(f"{ogc}?f=json", headers={"Accept": "text/html"}, timeout=30).json()["links"]


def test_links_hold_the_address_a_proxy_was_asked_at(ogc):
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "map.example", "X-Forwarded-Prefix": "/west"}
    links = requests.get(f"{ogc}/collections/hub/items?limit=1", headers=sent, timeout=30).json()["links"]
    assert {link["href"].partition("/ogc/")[0] for link in links} == {"https://map.example/west"}


def test_refusals_are_json_with_words(ogc):
    for path, status in (("collections/nothing", 404), ("collections/hub/items?limit=x", 400), ("collections/hub/items?colour=red", 400)):
        reply = requests.get(f"{ogc}/{path}", timeout=30)
        assert reply.status_code == status and set(reply.json()) == {"code", "description"}


def test_pages_of_other_origins_may_read(ogc):
    reply = requests.options(f"{ogc}/collections", headers={"Origin": "https://council.example", "Access-Control-Request-Method": "GET"}, timeout=30)
    assert reply.status_code == 204 and reply.headers["access-control-allow-origin"] == "*"
    assert requests.get(f"{ogc}/collections", timeout=30).headers["access-control-allow-origin"] == "*"
