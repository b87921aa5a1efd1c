"""The SVG as it grows: millimetres, texts that stay texts, and a document that is XML."""

from xml.etree import ElementTree

import pytest

from geo import style
from geo.print_map.canvas import Canvas, svg_document
from geo.print_map.label_placement import Box
from geo.print_map.typography import printable

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def sheet():
    return Canvas(scale=1.0)


def test_a_rectangle_is_where_its_box_is(sheet, read):
    sheet.add(sheet.rect(Box(1, 2, 11, 5), 'fill="red"'), sheet.rect(Box(0, 0, 1, 1)))
    first, second = read(sheet)
    assert first.attrib == {"x": "1.00", "y": "2.00", "width": "10.00", "height": "3.00", "fill": "red"}
    assert set(second.attrib) == {"x", "y", "width", "height"}


def test_a_plain_text_has_no_more_attributes_than_it_needs(sheet, read):
    sheet.text(3, 4, "Rugby", size=2.5)
    (text,) = read(sheet)
    assert text.text == "Rugby"
    assert text.attrib == {"x": "3.00", "y": "4.00", "font-size": "2.50", "fill": style.INK}


def test_a_text_has_the_look_asked_for(sheet, read):
    sheet.text(3, 4, "Rugby", size=2, weight=700, colour="#FFFFFF", align="end", halo="#000000", spacing=0.5)
    look = dict(read(sheet)[0].attrib)
    assert (look["font-weight"], look["fill"], look["text-anchor"], look["letter-spacing"]) == ("700", "#FFFFFF", "end", "0.50")
    # The halo lies under the letters.
    assert (look["stroke"], look["stroke-width"], look["paint-order"]) == ("#000000", "0.56", "stroke")


def test_a_hostile_text_stays_one_text(sheet, read, hostile):
    sheet.text(3, 4, f"{hostile}\x00", size=2.5)
    (text,) = read(sheet)
    assert text.text == printable(hostile) and len(text) == 0


def test_a_document_has_the_size_of_its_sheet_and_says_what_it_shows(sheet, hostile):
    sheet.add("<g/>", "", "<circle/>")
    root = ElementTree.fromstring(svg_document(sheet, (297, 210.5), title=hostile, words=f"{hostile}!").encode())
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("297mm", "210.5mm", "0 0 297 210.5")
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (printable(hostile), printable(f"{hostile}!"))
    named = [root.find(f"{SVG}*[@id='{name}']").tag for name in root.get("aria-labelledby").split()]
    assert named == [f"{SVG}title", f"{SVG}desc"] and root.get("role") == "img"
    assert [part.tag.removeprefix(SVG) for part in root] == ["title", "desc", "rect", "g", "circle"]


def test_the_ground_of_a_document_is_paper(sheet):
    root = ElementTree.fromstring(svg_document(sheet, (30, 20), title="t", words="w").encode())
    assert root.find(f"{SVG}rect").attrib == {"width": "30", "height": "20", "fill": style.PAPER}
