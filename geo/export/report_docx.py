"""A report on a place as a Word document (DOCX, by python-docx): the words and tables of `geo.analysis.area_report`, and the map.

Nothing is computed here. Every text loses what XML cannot carry and is put in Unicode's composed form (NFC), so that a search in Word finds it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import UTC, date, datetime, time

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_TblPr, CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from geo.analysis.area_report import NO_ROWS, AreaReport, ReportTable
from geo.print_map.typography import printable

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
LANGUAGE = "en-GB"
INK, RULE, BAND = "12436D", "9AA3AE", "E8EEF4"
TYPE, BODY_PT, TABLE_PT, SMALL_PT = "Calibri", 11, 9, 8.5
MARGIN_MM, TEXT_WIDTH_MM = 20, 170
LEAST_LETTERS, MOST_LETTERS = 8, 34
# What stands in a column of figures: a number with its sign and unit, a range, or nothing known.
_FIGURE = re.compile(r"[\u00a3+\u2212-]?\d[\d,.]*( ?%| ?km| bn| m)?|\u2013|")


def to_bytes(report: AreaReport, *, made_on: date, picture: bytes = b"", picture_words: str = "") -> bytes:
    """Write the report as a Word document on A4, with headings, tables whose header repeats, and page numbers.

    `picture` is the map as PNG or empty, `picture_words` what it shows for those who cannot see it.
    """
    document = _empty(report.title, made_on)
    document.add_heading(_clean(report.title), level=0)
    for text in report.paragraphs:
        document.add_paragraph(_clean(text))
    if picture:
        _add_picture(document, picture, picture_words)
    for table in report.tables:
        document.add_heading(_clean(table.title), level=1)
        _add_table(document, table)
    document.add_heading("Sources and licences", level=1)
    for text in (*([f"Link: {report.link}"] if report.link else []), " \u00b7 ".join(report.credits)):
        document.add_paragraph(_clean(text)).runs[0].font.size = Pt(SMALL_PT)
    _add_page_number(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", printable(text))


def _empty(title: str, made_on: date) -> DocumentType:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = _clean(title), "", LANGUAGE, ""
    about.created = about.modified = datetime.combine(made_on, time.min, tzinfo=UTC)
    for name, size in {"Normal": BODY_PT, "Title": 24, "Heading 1": 14}.items():
        _style(document, name, size, coloured=name != "Normal")
    return document


def _style(document: DocumentType, name: str, size: float, *, coloured: bool) -> None:
    style = document.styles[name]
    style.font.name, style.font.size = TYPE, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    if coloured:
        style.font.color.rgb = RGBColor.from_string(INK)
        style.paragraph_format.keep_with_next = True
    else:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        style.element.get_or_add_rPr().append(language)


def _add_picture(document: DocumentType, picture: bytes, words: str) -> None:
    document.add_picture(io.BytesIO(picture), width=Mm(TEXT_WIDTH_MM))
    document.element.xpath(".//wp:docPr")[-1].set("descr", _clean(words))


def _add_table(document: DocumentType, table: ReportTable) -> None:
    if not table.rows:
        document.add_paragraph(NO_ROWS)
        return
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Table Grid")
    written = document.element.body.tbl_lst[-1]
    lines = written.tr_lst
    figures = [at for at in range(len(table.header)) if all(_FIGURE.fullmatch(row[at]) for row in table.rows)]
    widths = _widths_mm(table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for cells, texts in zip(lines, (table.header, *table.rows), strict=True):
        for at, (cell, text) in enumerate(zip(cells.tc_lst, texts, strict=True)):
            one = _Cell(cell, made)
            one.width = Mm(widths[at])
            _fill(one, cell, text, head=texts is table.header, right=at in figures)
        once = OxmlElement("w:cantSplit")
        cells.get_or_add_trPr().append(once)
    head = lines[0].get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for border in _borders(written.tblPr):
        border.set(qn("w:color"), RULE)


def _widths_mm(table: ReportTable) -> list[float]:
    """The columns share the page by their longest text, each as wide as its longest word."""
    columns = list(zip(table.header, *table.rows, strict=True))
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in columns]
    weights = [max(word + 3, LEAST_LETTERS, min(max(map(len, column)), MOST_LETTERS)) for column, word in zip(columns, words, strict=True)]
    return [TEXT_WIDTH_MM * weight / sum(weights) for weight in weights]


def _borders(properties: CT_TblPr) -> list[BaseOxmlElement]:
    """The lines of a table, between rows only."""
    borders = OxmlElement("w:tblBorders")
    for side, kind in {"top": "single", "left": "nil", "bottom": "single", "right": "nil", "insideH": "single", "insideV": "nil"}.items():
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), kind)
        line.set(qn("w:sz"), "4")
        borders.append(line)
    look = properties.find(qn("w:tblLook"))
    look.addprevious(borders)
    return list(borders)


def _fill(cell: _Cell, element: CT_Tc, text: str, *, head: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(_clean(text))
    run.font.size, run.bold = Pt(TABLE_PT), head
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if head:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), BAND)
        element.get_or_add_tcPr().append(shade)
        paragraph.paragraph_format.keep_with_next = True


def _add_page_number(document: DocumentType) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run()
    for kind in ("begin", "PAGE", "end"):
        part = OxmlElement("w:instrText" if kind == "PAGE" else "w:fldChar")
        if kind == "PAGE":
            part.text = kind
        else:
            part.set(qn("w:fldCharType"), kind)
        run.element.append(part)
