"""The report as a Word document: the same words and figures as the report, opened again by python-docx."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date

import docx
import pytest

from geo.analysis.area_report import AreaReport, ReportTable
from geo.export.png import png_of
from geo.export.report_docx import to_bytes

DAY = date(2026, 11, 28)
REPORT = AreaReport(
    title="Innovation assets: Cafe\u0301 Town",
    paragraphs=("It has 3 assets.", "Sources: none."),
    tables=(
        ReportTable("Assets", ("Asset", "km"), (("A & <b>B</b>\x00\x0b", "1.2"), ("\u202eC", "10.0"))),
        ReportTable("Gaps, and the nearest", ("None known of",), ()),
    ),
    link="https://example.org/places?authority=E1",
    credits=("\u00a9 Somebody",),
)


@pytest.fixture(scope="module")
def opened():
    return docx.Document(io.BytesIO(to_bytes(REPORT, made_on=DAY)))


def test_every_word_of_the_report_is_in_it_and_no_control_character(opened):
    texts = [paragraph.text for paragraph in opened.paragraphs]
    assert texts == [
        unicodedata.normalize("NFC", REPORT.title),
        *REPORT.paragraphs,
        "Assets",
        "Gaps, and the nearest",
        "None.",
        "Sources and licences",
        f"Link: {REPORT.link}",
        " \u00b7 ".join(REPORT.credits),
    ]
    (table,) = opened.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Asset", "km"], ["A & <b>B</b>", "1.2"], ["C", "10.0"]]


def test_it_has_headings_a_title_a_language_a_day_and_a_header_that_repeats(opened):
    assert [p.style.name for p in opened.paragraphs if p.style.name.startswith(("Title", "Heading"))] == ["Title", "Heading 1", "Heading 1", "Heading 1"]
    about = opened.core_properties
    assert (about.title, about.language, about.created.date()) == (unicodedata.normalize("NFC", REPORT.title), "en-GB", DAY)
    assert "w:tblHeader" in opened.tables[0].rows[0]._tr.xml and "PAGE" in opened.sections[0].footer.paragraphs[0]._p.xml


def test_figures_stand_right_and_words_left(opened):
    first, second = opened.tables[0].rows[1].cells
    assert first.paragraphs[0].alignment is None and second.paragraphs[0].alignment is not None


def test_a_picture_has_words():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="10mm" viewBox="0 0 20 10"><rect width="9" height="9" fill="#123456"/></svg>'
    made = to_bytes(REPORT, made_on=DAY, picture=png_of(svg, dpi=50), picture_words='Map of 3 "assets"')
    assert b"Map of 3 &quot;assets&quot;" in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml")
    assert len(docx.Document(io.BytesIO(made)).inline_shapes) == 1
