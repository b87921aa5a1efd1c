"""Every file that is taken away says which corrections of its assets are open and which were made, and none tells of one that was refused."""

import io
import json
import random
import re
import sqlite3
import subprocess
import zipfile
from datetime import date

import pyarrow.parquet as pq
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation

from geo.analysis.area_report import area_report, report_markdown
from geo.api.features_api import FeaturesApi
from geo.export import ExportContext, export_bytes, known_suffixes, report_docx
from geo.register import told_corrections
from geo.register.correction_rules import ASKED as COLUMNS
from geo.register.corrections import CORRECTION, STATES, Fact, open_store
from geo.select.filters import Filters, index_facets
from pages.answers.area_page import side_sheet

REASONS = ("The council\u2019s page says so; seen | today.", "=1+1, <b>read</b> & understood", "A \u201cnew\u201d postcode:\nsince May")
# A plain CSV is told in its column; its description has no row.
WITHOUT_ROWS = (".csvw.json",)


@pytest.fixture(scope="module")
def queue(register, tmp_path_factory):
    """Suggestions of every state for assets of one authority, of random columns and reasons: (state -> reference, the authority's code)."""
    chance = random.Random(7)
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('queue') / 'queue.sqlite'}")
    code = register.assets["gss_code"].mode()[0]
    assets = register.assets[register.assets["gss_code"] == code].head(4)
    made = {}
    for at, (state, asset) in enumerate(zip(STATES, assets.to_dict("records"), strict=True)):
        facts = [Fact(column, str(asset[column]), "other") for column in chance.sample(COLUMNS, 2)]
        one = store.add(
            kind=CORRECTION, asset=asset["id"], facts=facts, page="https://example.org", words="", email="a@example.org", address=str(at), release=""
        )
        if state == "asked":
            store.ask(one.reference, "Which one?")
        elif state in ("accepted", "rejected"):
            store.decide(one.reference, accepted=state == "accepted", reason=chance.choice(REASONS))
        made[state] = store.get(one.reference)
    return store, made, code


@pytest.fixture
def told(queue, register, monkeypatch):
    store, made, code = queue
    monkeypatch.setattr(told_corrections, "open_store", lambda: store)
    assets = register.assets[register.assets["gss_code"] == code]
    few = assets.head(5)
    return made, code, lambda rows: ExportContext(register, few if rows == "few" else assets, Filters(), "Corrected", "", date(2026, 11, 29))


def holds(text, made, *, states=True):
    """Whether a text tells of what is open and made: its references and states, and nothing refused or private."""
    text = " ".join(text.split())
    for state in ("waiting", "asked", "accepted"):
        assert made[state].reference in text, state
        assert not states or STATES[state] in text, state
    assert made["rejected"].reference not in text
    assert "a@example.org" not in text
    return True


def read_text(suffix, content):
    """All the words of a file, read by a reader of its kind."""
    if suffix == ".xlsx":
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    if suffix == ".pdf":
        written = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
        # A line of a column may break within a reference.
        return re.sub(r"(?<=\b[A-Z0-9]{4}-)\s+", "", written)
    if suffix == ".pptx":
        return "\n".join(shape.text_frame.text for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes if shape.has_text_frame)
    if suffix == ".parquet":
        return "\n".join(pq.read_table(io.BytesIO(content)).column("corrections").to_pylist())
    if suffix == ".gpkg":
        with sqlite3.connect(":memory:") as store:
            store.deserialize(content)
            return "\n".join(row[0] or "" for row in store.execute("SELECT corrections FROM assets"))
    if suffix == ".png":
        return Image.open(io.BytesIO(content)).info["Comment"]
    if suffix == ".geojson":
        return "\n".join(feature["properties"]["corrections"] or "" for feature in json.loads(content)["features"])
    if suffix == ".svg":
        return " ".join(re.findall(r">([^<]+)<", content.decode()))
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("rows", ["few", "all"])
@pytest.mark.parametrize("suffix", [suffix for suffix in known_suffixes() if suffix not in (*WITHOUT_ROWS, ".zip")])
def test_every_format_tells_of_them(told, suffix, rows):
    made, _, context = told
    assert holds(read_text(suffix, export_bytes(context(rows), suffix)), made)


def test_every_file_of_an_event_pack_tells_of_them(told):
    made, _, context = told
    with zipfile.ZipFile(io.BytesIO(export_bytes(context("few"), ".zip"))) as pack:
        names = [name for name in pack.namelist() if not name.endswith(("-metadata.json", ".js"))]
        assert len(names) == 8
        for name in names:
            assert holds(read_text(f".{name.rpartition('.')[2]}", pack.read(name)), made), name


def test_the_report_on_a_place_tells_of_them_in_markdown_and_word(told, register, sheet_of, lookups, open_assets, asked):
    made, code, _ = told
    profile = sheet_of(code).profile
    side = side_sheet([profile.area], open_assets, asked(), register=register, figures=lookups.figures).side
    report = area_report(profile, register, side=side, paragraph="Words.")
    assert holds(report_markdown(report), made)
    document = Document(io.BytesIO(report_docx.to_bytes(report, made_on=date(2026, 11, 29))))
    assert holds("\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells), made)


def test_the_open_api_tells_of_them(told, register):
    made, code, _ = told
    api = FeaturesApi(register, index_facets(register), "https://example.org/")
    answered = json.loads(api.document("collections/assets/items", {"authority": [code], "limit": ["500"]}).content)
    assert holds("\n".join(feature["properties"]["corrections"] or "" for feature in answered["features"]), made)
    one = json.loads(api.document(f"collections/assets/items/{made['accepted'].asset}", {}).content)
    assert made["accepted"].reference in one["properties"]["corrections"]


def test_without_any_the_column_is_empty_and_no_document_has_a_part_for_them(context):
    assert all(not feature["properties"]["corrections"] for feature in json.loads(export_bytes(context, ".geojson"))["features"])
    assert "Corrections, open and made" not in read_text(".pptx", export_bytes(context, ".pptx"))
