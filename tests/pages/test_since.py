"""`since` is a filter as any other: every file, the data link and the open API of a view hold what the record of releases says, and say so."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from starlette.requests import Request

from geo.api.features_api import FeaturesApi
from geo.export import export_bytes, export_context, known_suffixes
from geo.select.filters import filters_from_query
from geo.settings import DATA_ROOT
from pages.shared import open_data
from pages.shared.loaders import shared

RELEASES = pd.read_csv(DATA_ROOT / "releases/releases.csv", dtype=str)
# The newest but one, and the day of it: the rule of a release counts what came after it, that of a date what came on it, too.
RELEASE, DAY = RELEASES.iloc[-2][["number", "date"]]
SINCE = (RELEASE, DAY, DAY[:4])
TABLES = (".csv", ".xlsx", ".geojson", ".gpkg", ".parquet", ".html")
PICTURES = (".pdf", ".pptx", ".png", ".svg")
# A pack is made of the same files by the same modules.
WITHOUT = (".csvw.json", ".zip")


def test_every_format_is_asked():
    assert {*TABLES, *PICTURES, *WITHOUT} == set(known_suffixes())


@pytest.fixture(scope="module")
def wanted():
    """since -> the ids that it must leave, straight from the tables."""
    data = shared()
    changes = pd.read_csv(DATA_ROOT / "changes.csv", dtype=str, keep_default_na=False)
    dates = dict(zip(RELEASES["number"], RELEASES["date"], strict=True))
    place = {number: at for at, number in enumerate(dates)}
    changes = changes[changes["release"].isin(place)]
    rows = data.register.assets
    # A year alone is known to have begun on its first day; what opened on a day of it or later is news.
    opened = dict(zip(rows["id"], data.index.news.opened, strict=True))

    def ids(since):
        if "." in since:
            counted = changes[changes["release"].map(place) > place[since]]
            new = set()
        else:
            first = since + "-01" * (2 - since.count("-"))
            counted = changes[(changes["release"].map(dates) >= first) & (changes["release"].map(place) > 0)]
            new = {identity for identity, day in opened.items() if day and day >= first}
        named = {part.strip() for cell in counted["id_or_name"] for part in cell.split(";")} | new
        return {row["id"] for row in rows.to_dict("records") if row["id"] in named and row["status"] != "closed"}

    found = {since: ids(since) for since in SINCE}
    assert all(0 < len(one) < len(rows) for one in found.values())
    return found


def filters_of(since):
    filters, dropped = filters_from_query({"since": [since]}, options=shared().index.options)
    assert not dropped
    return filters


def ids_in(suffix, content):
    if suffix == ".csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    if suffix == ".xlsx":
        head, *rows = load_workbook(io.BytesIO(content), read_only=True)["Assets"].values
        return [row[list(head).index("Id") if "Id" in head else 0] for row in rows]
    if suffix == ".geojson":
        return [feature["id"] for feature in json.loads(content)["features"]]
    if suffix == ".gpkg":
        with sqlite3.connect(":memory:") as store:
            store.deserialize(content)
            return [row[0] for row in store.execute("SELECT id FROM assets")]
    if suffix == ".parquet":
        return pq.read_table(io.BytesIO(content)).column("id").to_pylist()
    return re.findall(r'data-asset="([^"]+)"', content.decode())


def words_of(suffix, content):
    if suffix == ".pdf":
        return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    if suffix == ".pptx":
        return "\n".join(shape.text_frame.text for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes if shape.has_text_frame)
    if suffix == ".png":
        return Image.open(io.BytesIO(content)).info["Description"]
    return " ".join(re.findall(r">([^<]+)<", content.decode()))


@pytest.mark.parametrize(("suffix", "since"), [(suffix, SINCE[at % len(SINCE)]) for at, suffix in enumerate(TABLES)])
def test_every_table_and_the_map_of_it_hold_what_the_record_says(wanted, suffix, since):
    data = shared()
    content = export_bytes(export_context(data.register, filters_of(since), index=data.index), suffix)
    found = ids_in(suffix, content)
    assert len(found) == len(set(found)) and set(found) == wanted[since]


@pytest.mark.parametrize("suffix", PICTURES)
def test_every_document_says_it_and_how_many(wanted, suffix):
    data = shared()
    content = export_bytes(export_context(data.register, filters_of(RELEASE), index=data.index, made_on=date(2026, 11, 29)), suffix)
    words = " ".join(words_of(suffix, content).split())
    assert f"since release {RELEASE}" in words
    assert f"{len(wanted[RELEASE])} asset" in words


@pytest.mark.parametrize(("suffix", "since"), [(suffix, SINCE[(at + 1) % len(SINCE)]) for at, suffix in enumerate(open_data.SUFFIXES)])
def test_the_data_link_holds_it_in_every_format(wanted, suffix, since):
    address = urlsplit(open_data.address(filters_of(since), root="http://map.example/", suffix=suffix))
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("map.example", 80), "path": address.path, "headers": []}
    reply = open_data.reply(Request(scope | {"path_params": {"suffix": suffix}, "query_string": address.query.encode()}))
    assert reply.status_code == 200 and set(ids_in(suffix, reply.body)) == wanted[since]


@pytest.mark.parametrize("since", SINCE)
def test_the_open_api_and_its_next_pages_hold_it(wanted, since):
    data = shared()
    api, query, found = FeaturesApi(data.register, data.index, "http://map.example/"), {"since": [since], "limit": ["40"]}, []
    while query:
        page = json.loads(api.document("collections/assets/items", query).content)
        assert page["numberMatched"] == len(wanted[since])
        found += [feature["id"] for feature in page["features"]]
        query = next((parse_qs(urlsplit(link["href"]).query) for link in page["links"] if link["rel"] == "next"), {})
    assert sorted(found) == sorted(wanted[since])
