"""The documents of OGC API Features: links that lead on, both forms, hostile texts, and a description that keeps its standard."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from openapi_spec_validator import validate

from geo.api.collections import collections
from geo.api.features_api import CONFORMANCE, FeaturesApi
from geo.errors import FilterError, NotFoundError

ROOT = "https://map.example/west/"


@pytest.fixture(scope="module")
def api(register, index):
    return FeaturesApi(register, index, ROOT)


def read(api, path, **query):
    return json.loads(api.document(path, {name: [value] for name, value in query.items()}).content)


def followed(api, address):
    """The document of an address that a link gave."""
    assert address.startswith(f"{ROOT}ogc"), address
    parts = urlsplit(address)
    return api.document(parts.path.removeprefix("/west/ogc"), parse_qs(parts.query))


def test_every_link_leads_to_a_document_of_its_type(api, register):
    """From the landing page on, all that can be reached but the pages of features."""
    ahead, seen = [f"{ROOT}ogc"], set()
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        made = followed(api, address)
        if made.media_type.startswith("text/html"):
            continue
        document = json.loads(made.content)
        links = [*document.get("links", []), *(link for one in document.get("collections", []) for link in one["links"])]
        for link in links:
            if link["href"].startswith(f"{ROOT}ogc") and link["rel"] not in ("next", "prev"):
                assert followed(api, link["href"]).media_type.split(";")[0] == link["type"].split(";")[0], link
                ahead.append(link["href"])
    assert {f"{ROOT}ogc/collections/{one}?f=json" for one in collections(register)} <= seen


def test_the_links_next_and_prev_lead_through_all_and_back(api):
    page, found, first = read(api, "collections/testbed/items", limit="7", status="operating"), [], None
    while True:
        found += [feature["id"] for feature in page["features"]]
        links = {link["rel"]: link["href"] for link in page["links"]}
        first = first or page
        if "next" not in links:
            break
        page = json.loads(followed(api, links["next"]).content)
    assert len(found) == len(set(found)) == page["numberMatched"]
    while "prev" in (links := {link["rel"]: link["href"] for link in page["links"]}):
        page = json.loads(followed(api, links["prev"]).content)
    assert page["features"] == first["features"]


def test_it_says_which_parts_of_the_standard_it_keeps(api):
    assert read(api, "conformance")["conformsTo"] == list(CONFORMANCE) and len(CONFORMANCE) == 4


def test_the_description_keeps_openapi_and_names_every_parameter(api, register, index):
    described = read(api, "api")
    validate(described)
    assert described["openapi"].startswith("3.0") and described["servers"][0]["url"] == f"{ROOT}ogc"
    for path, methods in described["paths"].items():
        for parameter in methods["get"]["parameters"]:
            name = parameter["$ref"].rpartition("/")[2]
            assert name in described["components"]["parameters"]
        assert read(api, path.replace("{featureId}", _first_of(api, path)))
    statuses = described["components"]["parameters"]["status"]["schema"]["items"]["enum"]
    assert statuses == list(index.options["status"])


def _first_of(api, path):
    return read(api, path.rpartition("/")[0])["features"][0]["id"] if "{featureId}" in path else ""


def test_properties_are_of_the_types_the_description_says(api, register):
    described = read(api, "api")["components"]["schemas"]
    python = {"string": str, "number": (int, float), "integer": int}
    for one in collections(register):
        columns = described[f"{one}Feature"]["properties"]["properties"]["properties"]
        for feature in read(api, f"collections/{one}/items", limit="1000")["features"]:
            assert list(feature["properties"]) == list(columns)
            assert all(value is None or isinstance(value, python[columns[name]["type"]]) for name, value in feature["properties"].items())


@pytest.mark.parametrize("path", ["", "conformance", "api", "collections", "collections/hub", "collections/hub/items", "collections/hub/items/steamhouse"])
def test_every_document_is_a_page_too_that_asks_nobody(api, path):
    page = html.fromstring(api.document(path, {"f": ["html"]}).content)
    assert page.findtext(".//title") and page.findtext(".//h1") and page.get("lang") == "en"
    assert not page.xpath("//script|//img|//link|//iframe|//@src")


def test_hostile_texts_show_as_texts(register, index, hostile):
    assets = register.assets.copy()
    place = register.by_id["steamhouse"]
    assets.loc[place, ["name", "website", "summary"]] = hostile
    api = FeaturesApi(replace(register, assets=assets), index, ROOT)
    made = api.document("collections/hub/items/steamhouse", {"f": ["html"]}).content.decode()
    page = html.fromstring(made.encode())
    assert not page.xpath("//script|//img")
    assert " ".join(hostile.split()) in " ".join(page.findtext(".//h1").split())
    assert json.loads(api.document("collections/hub/items/steamhouse", {}).content)["properties"]["name"] == hostile


@pytest.mark.parametrize(
    "path", ["nothing", "collections/nothing", "collections/hub/items/nothing", "collections/hub/items/ukbic", "collections/hub/more", "api/x"]
)
def test_what_is_not_there_is_said_to_be_missing(api, path):
    with pytest.raises(NotFoundError):
        api.document(path, {})


@pytest.mark.parametrize(("path", "query"), [("", {"limit": ["1"]}), ("collections", {"f": ["xml"]}), ("collections/hub/items", {"f": ["<b>"]})])
def test_what_means_nothing_is_refused(api, path, query):
    with pytest.raises(FilterError):
        api.document(path, query)


def test_a_feature_leads_to_its_page_on_the_map(api):
    for path, at in (
        ("hub/items/steamhouse", "asset?asset=steamhouse"),
        ("authorities/items/E08000026", "places?authority=E08000026"),
        ("clusters/items/aerospace", "clusters?cluster=aerospace"),
    ):
        links = {link["rel"]: link["href"] for link in read(api, f"collections/{path}")["links"]}
        assert links["related"] == f"{ROOT}{at}"
