"""The words about the data are drawn from Markdown, and nothing in them reaches another host or becomes markup."""

from __future__ import annotations

import pytest
from lxml import html

from pages.html.about_tables import prose
from pages.html.prose import prose_html


@pytest.mark.parametrize("name", ["overview", "correct", "accessibility"])
def test_headings_paragraphs_and_lists_are_drawn(package, name):
    drawn, text = html.fromstring(prose_html(package, name)), prose(package, name)
    assert [head.text_content() for head in drawn.iter("h2", "h3")] == [line.lstrip("# ") for line in text.splitlines() if line.startswith("##")]
    assert drawn.find(".//p") is not None and "**" not in drawn.text_content()


@pytest.mark.parametrize(
    "hostile",
    [
        "![seen](http://elsewhere.example/seen.png)",
        "![seen][1]\n\n[1]: http://elsewhere.example/seen.png",
        "<img src=http://elsewhere.example/seen.png>",
        "<script>alert(1)</script>",
        "[go](javascript:alert(1))",
        "<style>@import url(http://elsewhere.example/x.css)</style>",
    ],
)
def test_no_picture_and_no_markup_of_the_text_is_drawn(broken_package, hostile):
    made = prose_html(broken_package("about/overview.md", lambda content: hostile.encode()), "overview")
    drawn = html.fromstring(made)
    assert {part.tag for part in drawn.iter()} <= {"div", "p", "a"}
    assert all(not link.get("href", "").startswith("javascript") for link in drawn.iter("a"))
