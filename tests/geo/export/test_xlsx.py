"""XLSX: read again by openpyxl and, where it is installed, by LibreOffice."""

import csv
import io
import math
import subprocess
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook

from geo.export import export_bytes
from geo.export.tables import export_fields, flat_table
from geo.export.xlsx import LINE_POINTS, MOST_LINES
from geo.vocabulary import PRECISION_WORDS, PUBLISHER_WORDS, STATUS_WORDS


def workbook(context):
    return load_workbook(io.BytesIO(export_bytes(context, ".xlsx")))


def column(sheet, title):
    titles = [cell.value for cell in sheet[1]]
    return [row[titles.index(title)] for row in sheet.iter_rows(min_row=2)]


@pytest.fixture(scope="module")
def book(context):
    """The view as a workbook read again."""
    return workbook(context)


def test_sheets(book):
    assert book.sheetnames == ["Assets", "Sources", "Data dictionary", "About"]


def test_counts_and_values_match(book, context):
    sheet = book["Assets"]
    assert [cell.value for cell in column(sheet, "Id")] == list(context.assets["id"])
    assert [cell.value for cell in column(sheet, "Name")] == list(context.assets["name"])
    assert [cell.value for cell in column(sheet, "Longitude")] == list(context.assets["lon"])


def test_columns_are_typed(book):
    sheet = book["Assets"]
    assert {cell.data_type for cell in column(sheet, "Latitude")} == {"n"}
    assert all(isinstance(cell.value, datetime) for cell in column(sheet, "Checked on"))


def test_header_frozen_filters_on_texts_wrapped(book):
    sheet = book["Assets"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet["F2"].alignment.wrap_text
    assert min(d.width for d in sheet.column_dimensions.values()) >= 10


def test_links_are_live(book, context):
    cells = [cell for cell in column(book["Assets"], "Source address") if cell.value]
    assert cells
    assert all(cell.hyperlink.target == cell.value for cell in cells)
    assert any(cell.hyperlink and cell.hyperlink.target == context.link for (_, cell) in book["About"].iter_rows())


def test_one_source_row_per_piece_of_evidence(book, context):
    table = flat_table(context)
    expected = (table["source_title"] != "").sum() + (table["location_title"] != "").sum()
    assert book["Sources"].max_row == expected + 1


def test_the_dictionary_names_every_column(book, context):
    titles = [cell.value for cell in column(book["Data dictionary"], "Column")]
    assert titles == [cell.value for cell in book["Assets"][1]]
    names = [cell.value for cell in column(book["Data dictionary"], "Name in other formats")]
    assert names[:-1] == [field["name"] for field in export_fields(context.register)]
    assert "university: University" in " ".join(str(cell.value) for cell in column(book["Data dictionary"], "Allowed values"))


def test_no_code_stands_where_a_reader_expects_words(book, context):
    register, table, sheet = context.register, flat_table(context), book["Assets"]
    expected = {
        "Organisations that run it": [[register.organisations.names[one] for one in ids] for ids in context.assets["run_by"]],
        "Clusters": [[register.clusters.at[one, "name"] for one in ids] for ids in context.assets["clusters"]],
        "Status": [[STATUS_WORDS[one]] for one in table["status"]],
        "Pin precision": [[PRECISION_WORDS[one]] for one in table["position_precision"]],
        "Source publisher": [[PUBLISHER_WORDS[one]] if one else [] for one in table["source_publisher"]],
        "Kind": [[register.kinds.at[one, "name"]] for one in table["kind"]],
        "Ids of those organisations": [list(ids) for ids in context.assets["run_by"]],
    }
    for title, words in expected.items():
        gap = ";" if title.startswith("Ids") else "; "
        assert [cell.value for cell in column(sheet, title)] == [gap.join(one) or None for one in words], title
        assert any(words), title
    assert {cell.value for cell in column(book["Sources"], "Publisher")} <= {*PUBLISHER_WORDS.values(), None}


def test_about_carries_the_facts(book, context):
    facts = [(a.value, b.value) for a, b in book["About"].iter_rows(min_row=2)]
    assert ("Version of the data", context.register.package.version) in facts
    assert ("Made on", "2026-11-22") in facts
    assert "Open Government Licence" in " ".join(text for _, text in facts)


def test_hostile_texts_come_back_and_none_is_a_formula(hostile):
    content = export_bytes(hostile, ".xlsx")
    read = load_workbook(io.BytesIO(content))
    assert [cell.value for cell in column(read["Assets"], "Name")] == list(hostile.assets["name"])
    for sheet in read:
        bad = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not bad, bad
    assert column(read["Assets"], "Name")[0].quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [n for n in archive.namelist() if b"<f>" in archive.read(n)]


def test_what_a_cell_cannot_hold_is_left_out(context):
    assets = context.assets.copy()
    assets["notes"] = "bell\x07 and " + "x" * 40_000
    made = workbook(type(context)(context.register, assets, context.filters, "t", "", context.made_on))
    notes = column(made["Assets"], "Notes")[0].value
    assert notes.startswith("bell and x")
    assert len(notes) <= 32_767


def test_libreoffice_reads_the_same(hostile, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(export_bytes(hostile, ".xlsx"))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            tmp_path,
            tmp_path / "a.xlsx",
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Id"] for row in rows] == list(hostile.assets["id"])
    assert [row["Name"] for row in rows] == list(hostile.assets["name"])


def test_rows_are_as_deep_as_their_texts_and_wide_sheets_print_over_pages(book):
    sheet = book["Assets"]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "What it does")
    width = sheet.column_dimensions[letter].width
    shallow = [
        cell.row for cell in sheet[letter][1:] if sheet.row_dimensions[cell.row].height < min(MOST_LINES, math.ceil(len(cell.value) / width)) * LINE_POINTS
    ]
    assert shallow == []
    assert sheet.page_setup.fitToWidth > 1 and sheet.print_title_cols == "$A:$B"
    assert book["About"].page_setup.fitToWidth == 1
