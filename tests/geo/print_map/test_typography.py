"""Lettering: lines that fit, and text that XML can carry."""

from html import escape
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from geo.print_map.typography import drawable, printable, shorten, text_width, wrap


@given(st.text(max_size=300), st.floats(5, 60))
def test_wrapped_lines_fit(text, width):
    lines = wrap(text, size=3, width=width, most=3)
    assert len(lines) <= 3
    assert all(text_width(line, size=3) <= width or line == "\u2026" for line in lines)


def test_short_text_is_left_alone():
    assert shorten("Rugby", size=3, width=50) == "Rugby"
    assert wrap("one two", size=3, width=50) == ["one two"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_printable_text_is_xml(text):
    read = ElementTree.fromstring(f"<a>{escape(printable(text))}</a>").text or ""
    assert read.replace("\r", "\n") == printable(text).replace("\r\n", "\n").replace("\r", "\n")


def test_what_the_font_has_no_shape_for_becomes_a_question_mark():
    assert drawable("caf\u00e9 \u20ac5 \U0001f50b\U0001f50b \u2026") == "caf\u00e9 \u20ac5 ?? \u2026"


def test_a_text_without_a_word_is_one_empty_line():
    assert wrap(" \n ", size=3, width=10) == wrap("", size=3, width=10, most=1) == [""]
