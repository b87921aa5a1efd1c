"""HTML from data: what is not known is said to be so, and every text stays text."""

import math
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from lxml import html

from geo.numbers import MISSING_WORDS
from pages.html import elements
from pages.html.elements import FOLD_FROM, Column

KINDS = ("text", "number", "bar", "scaled", "url", "asset", "assets", "links", "go")
MISSING = [None, math.nan, np.float32("nan"), pd.NA, pd.NaT]


def read(made):
    """What a browser would make of the markup, inside one element."""
    return html.fragment_fromstring(made, create_parent="main")


def cells(made):
    """The text of every cell of a table's body, line by line."""
    return [[cell.text_content() for cell in line] for line in read(made).iterfind(".//tbody/tr")]


@pytest.mark.parametrize("missing", MISSING, ids=repr)
def test_a_cell_says_what_is_missing(missing):
    kinds = ("text", "number", "bar", "scaled", "url", "go")
    record = {"name": "Rugby", "printed": {}, "scale_max": 10} | dict.fromkeys(kinds, missing)
    made = elements.table([record], [Column("name", "Name"), *(Column(kind, kind, kind) for kind in kinds)], caption="Figures")
    assert cells(made) == [["Rugby"] + [MISSING_WORDS] * len(kinds)]
    assert "wm-bar" not in made


def test_a_table_of_nothing_is_words():
    made = read(elements.table([], [Column("a", "A")], caption="All", empty="None <yet>."))
    assert made.text_content() == "None <yet>."
    assert made.find(".//table") is None


def test_a_table_names_its_lines_and_columns():
    records = [{"n": 1, "name": "Walsall"}, {"n": 2, "name": "Dudley"}]
    made = read(elements.table(iter(records), iter([Column("n", "Assets", "number"), Column("name", "Name")]), caption="Assets by place", row_header="name"))
    assert [head.text for head in made.iterfind(".//thead//th[@scope='col']")] == ["Assets", "Name"]
    assert [head.text for head in made.iterfind(".//tbody//th[@scope='row']")] == ["Walsall", "Dudley"]
    assert made.find(".//caption").text == made.find("div").get("aria-label") == "Assets by place"
    assert made.find("div").get("tabindex") == "0"


def test_bars_are_shares_of_the_greatest():
    records = [{"n": value} for value in (5.0, 20.0, 0.0, math.nan)]
    made = read(elements.table(records, [Column("n", "N", "bar")], caption="N"))
    assert [bar.get("style") for bar in made.iterfind(".//span")] == ["--share:25.0%", "--share:100.0%", "--share:0.0%"]


def test_a_column_of_zeros_has_no_bars():
    made = elements.table([{"n": 0}, {"n": 0}], [Column("n", "N", "bar")], caption="N")
    assert cells(made) == [["0"], ["0"]]
    assert "wm-bar" not in made


def test_a_scaled_bar_is_on_its_own_scale():
    records = [{"v": 5, "printed": {"v": "5.0"}, "scale_max": 20}, {"v": 5, "scale_max": 10}]
    made = elements.table(records, [Column("v", "V", "scaled")], caption="V")
    assert cells(made) == [["5.0"], ["5"]]
    assert [bar.get("style") for bar in read(made).iterfind(".//span")] == ["--share:25.0%", "--share:50.0%"]


@pytest.mark.parametrize("many", [0, 1, FOLD_FROM, FOLD_FROM + 1])
def test_assets_in_a_cell_fold_away_where_they_are_many(many):
    listed = [(f"id-{place}", f"Asset {place}") for place in range(many)]
    made = read(elements.table([{"a": listed}], [Column("a", "A", "assets")], caption="A"))
    assert [link.text for link in made.iterfind(".//a")] == [name for _, name in listed]
    assert [fold.text for fold in made.iterfind(".//summary")] == ([f"{many} by name"] if many > FOLD_FROM else [])


def test_a_cell_leads_on_only_where_it_has_an_address():
    columns = [Column("n", "N", "go"), Column("m", "M", "go")]
    made = read(elements.table([{"n": 3, "n_href": "assets?layer=hub", "n_label": "3 hubs", "m": 0, "href": ""}], columns, caption="N"))
    (only,) = made.iterfind(".//a")
    assert (only.text, only.get("href"), only.get("aria-label")) == ("3", "assets?layer=hub", "3 hubs")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example", "http://[", "", "x"])
def test_only_web_addresses_become_links(address):
    columns = [Column("u", "U", "url"), Column("l", "L", "links")]
    made = read(elements.table([{"u": address, "title": "Source", "l": [(address, "Page")]}], columns, caption="U"))
    assert made.find(".//a") is None
    assert made.find(".//td").text == "Page"


def test_a_web_address_opens_apart():
    (only,) = read(elements.link('https://x.example/?a=1&b="2"', "A & B")).iterfind("a")
    assert (only.get("href"), only.text) == ('https://x.example/?a=1&b="2"', "A & B")
    assert (only.get("target"), only.get("rel")) == ("_blank", "noopener noreferrer")


def test_hostile_texts_in_a_table_show_as_text(hostile):
    record = dict.fromkeys(("text", "url", "asset", "go", "id", "layer", "status", "title"), hostile)
    record |= {"number": 1, "bar": 1, "scaled": 1, "scale_max": 1, "go_href": "assets", "go_label": hostile}
    record |= {"assets": [(hostile, hostile)], "links": [("https://x.example/", hostile)]}
    made = read(elements.table([record], [Column(kind, hostile, kind) for kind in KINDS], caption=hostile))
    ours = {"main", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "img", "span", "ul", "li", "button"}
    assert {element.tag for element in made.iter()} <= ours
    assert not [name for element in made.iter() for name in element.keys() if name.startswith("on")]  # noqa: SIM118
    assert made.find(".//caption").text == hostile
    assert [head.text for head in made.iterfind(".//thead//th")] == [hostile] * len(KINDS)
    shown = [cell.text_content().strip() for cell in made.find(".//tbody/tr")]
    assert [shown[KINDS.index(kind)] for kind in ("text", "url", "asset", "assets", "links", "go")] == [hostile] * 6


@pytest.mark.parametrize(
    "make",
    [
        elements.heading,
        elements.paragraph,
        lambda text: elements.linked(text, ""),
        lambda text: elements.folded(text, ""),
        lambda text: elements.link("https://x.example/", text),
        lambda text: elements.asset_link(text, text),
        lambda text: elements.key_figures([("", text, "")]),
        lambda text: elements.key_figures([("", text, "")], links=[text]),
    ],
    ids=["heading", "paragraph", "linked", "folded", "link", "asset_link", "key_figures", "leading figures"],
)
def test_hostile_words_show_as_text(make, hostile):
    made = read(make(hostile))
    assert made.text_content().strip() == hostile
    assert not list(made.iter("script", "img"))


def test_an_asset_link_names_its_asset(hostile):
    (only,) = read(elements.asset_link(hostile, "Name")).iterfind("a")
    assert parse_qs(urlsplit(only.get("href")).query)["asset"] == [hostile]


def test_a_text_to_copy_is_there_to_the_letter(hostile):
    made = read(elements.copyable(hostile, what=hostile))
    assert made.find(".//pre").text == hostile
    assert made.find(".//button").text == f"Copy {hostile}"


def test_a_record_may_have_words_of_its_own():
    made = elements.table([{"n": 7, "words": "found nothing"}], [Column("words", "Result"), Column("n", "N", "number")], caption="N")
    assert cells(made) == [["found nothing", "7"]]
