"""HTML is a type: what a text of the data says is escaped once, whoever puts it into a page, and no finished HTML goes about as plain text."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from geo.analysis.claims import Claim, ClaimCount, Source
from geo.select.filters import Filters
from geo.webmap.asset_card import asset_card, closable_card
from geo.webmap.html_elements import asset_link, link, organisation_link, page_link
from pages import answers
from pages.html import elements, first_page, not_found, page_head
from pages.html.claim_cards import claim_card
from pages.html.elements import Column
from pages.shared.loaders import shared

ROOT = Path(__file__).resolve().parents[3]
FRAGMENTS = sorted((ROOT / "pages" / "html").glob("*.py"))
LIBRARY = [ROOT / "geo" / "webmap" / name for name in ("asset_card.py", "html_elements.py")]
EXPORTS = [ROOT / "geo" / "export" / name for name in ("html.py", "light_page.py", "pack_page.py")]
MAKERS = [*sorted((ROOT / "pages").rglob("*.py")), *LIBRARY, *EXPORTS]
# Texts that no reader and no row of the data wrote, or that another library has escaped, by the functions that say so.
TRUSTED = {"prose_html", "_map_page", "_script", "_inside_script", "map_files", "with_first_words", "with_own_files"}
TAG = re.compile(r"</?[a-z][a-z0-9]*[ />]|</?$")
# What a component of Streamlit is told of its own element, and the head of an answer of the API.
NO_PAGES = {"components.py", "stage.py", "ogc.py"}
TEXT_FIELDS = ("name", "operator", "summary", "address", "place", "postcode", "authority", "opened", "checked_on", "notes", "position_source")
SOURCE_FIELDS = tuple(f"{stem}_{part}" for stem in ("source", "location") for part in ("title", "evidence", "date", "publisher"))
# Whatever could end an element, an attribute or an entity, and what an entity made of it would look like.
PLAIN = "BenignE"
hostile = st.text(alphabet="<>&\"'/=#;ampltgqx39", min_size=1, max_size=14).map(lambda text: f"B{text}E")


def ids_of(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def functions_of(path):
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", [*FRAGMENTS, *LIBRARY], ids=ids_of([*FRAGMENTS, *LIBRARY]))
def test_a_function_that_gives_text_gives_words_and_no_html(path):
    for made in functions_of(path):
        if made.returns is not None and ast.unparse(made.returns) == "str":
            named = {node.id for node in ast.walk(made) if isinstance(node, ast.Name)}
            assert "Markup" not in named, f"{made.name} makes HTML and gives it as str"
            assert not {name for name in named if name.endswith("_html")}, f"{made.name} gives finished HTML as str"


@pytest.mark.parametrize("path", MAKERS, ids=ids_of(MAKERS))
def test_html_is_never_an_f_string(path):
    """An f-string takes a text as it is; `Markup.format` escapes it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and path.name not in NO_PAGES:
            texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            assert not any(TAG.search(text) for text in texts), f"line {node.lineno}: {ast.unparse(node)[:80]}"


@pytest.mark.parametrize("path", MAKERS, ids=ids_of(MAKERS))
def test_only_constants_are_called_html(path):
    for made in functions_of(path):
        for node in ast.walk(made):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup":
                plain = all(isinstance(argument, ast.Constant) for argument in node.args)
                assert plain or made.name in TRUSTED, f"line {node.lineno}: {made.name} says of a text that it is HTML"


@pytest.mark.parametrize("name", sorted(answers.PAGES))
def test_every_sheet_of_every_page_is_html_by_type(name):
    data = shared()
    for query in ({}, {"asset": ["ukbic"], "cluster": ["ev-battery"], "near": ["Rugby"], "star": ["ukbic"]}):
        for key, sheet in answers.PAGES[name].answer(data, query).sheets.items():
            assert type(sheet) is Markup, f"{key} is {type(sheet).__name__}"
            # No row of the data holds an element: what is escaped is one of ours, put in as a text.
            assert not re.search("&lt;/?[a-z]|&amp;(?:#?[0-9a-z]+;)", sheet), key


@pytest.mark.parametrize("path", MAKERS, ids=ids_of(MAKERS))
def test_no_finished_html_goes_through_a_plain_text(path):
    """`f"{made()}"` and `"".join(...)` of what is Markup are plain text, which the next to put it in escapes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    plain += [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(getattr(node.func, "value", None), ast.Constant)]
    called = {
        (part.lineno, getattr(part.func, "id", getattr(part.func, "attr", ""))) for node in plain for part in ast.walk(node) if isinstance(part, ast.Call)
    }
    assert not [(line, name) for line, name in called if name in makers_of_html()]


@cache
def makers_of_html():
    return {made.name for path in MAKERS for made in functions_of(path) if made.returns is not None and ast.unparse(made.returns) == "Markup"}


def card_of(register, text):
    row = register.assets.iloc[0].copy()
    for name in (*TEXT_FIELDS, *SOURCE_FIELDS):
        row[name] = text
    for name in ("technologies", "aliases", "clusters"):
        row[name] = (text,)
    return asset_card(row, register)


def claim_of(text):
    texts = dict.fromkeys((name for name in Claim.__dataclass_fields__ if name not in ("sources", "definitions")), text)
    claim = Claim(**texts, sources=(Source(text, text, text, text),))
    return claim_card(claim, [ClaimCount(text, text, Filters(q=text), 1, ((text, text),))])


def table_of(text):
    kinds = ("text", "go", "asset", "assets", "links", "url")
    values = {"assets": ((text, text),), "links": (("https://example.org/", text), (text, text))}
    record = {"id": text, "title": text, "go_href": text, "go_label": text} | {kind: values.get(kind, text) for kind in kinds}
    return elements.table([record], [Column(kind, text, kind) for kind in kinds], caption=text, copied=True)


MAKES = {
    "table": lambda register, text: table_of(text),
    "an empty table": lambda register, text: elements.table([], [Column("a", "A")], caption="", empty=text),
    "figures": lambda register, text: elements.key_figures([(text, text, text)], links=[text]),
    "heading": lambda register, text: elements.heading(text),
    "paragraph": lambda register, text: elements.paragraph(text),
    "copyable": lambda register, text: elements.copyable(text, what=text),
    "linked": lambda register, text: elements.linked(text, page_link("places", text, authority=text), text),
    "folded": lambda register, text: elements.folded(text, elements.paragraph(text)),
    "in a line": lambda register, text: elements.in_line([asset_link(text, text), organisation_link(text, text), link("https://example.org/?" + text, text)]),
    "star": lambda register, text: elements.star_button(text, text),
    "masthead": lambda register, text: page_head.masthead_html(text, text, figures=[(text, text)]),
    "card": card_of,
    "closable card": lambda register, text: closable_card(register.assets.iloc[0], register, close_href=text),
    "claim": lambda register, text: claim_of(text),
    "no such page": lambda register, text: not_found.not_found_html(site=text, root="./", links={text: text}, words=text),
    "first words": lambda register, text: first_page.first_words_html(heading=text, description=text, site=text, links={text: text}, lite_query={}),
    "head": lambda register, text: first_page.head_html(
        tab=text, title=text, description=text, site=text, canonical=text, picture=text, picture_px=(1, 1), extra=()
    ),
}


def shown(made):
    """The elements of markup, and every text and attribute a reader is given; addresses are written in a way of their own."""
    found = list(html.fragment_fromstring(made, create_parent="main").iter())
    attributes = [value for one in found for name, value in one.attrib.items() if name not in ("href", "src")]
    return [one.tag for one in found], [text for one in found for text in (one.text, one.tail) if text] + attributes


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES.keys())
@given(text=hostile)
@settings(max_examples=30, deadline=None)
def test_a_hostile_text_comes_out_as_it_was_wherever_it_stands_and_makes_no_element(register, make, text):
    made = make(register, text)
    assert type(made) is Markup
    (tags, texts), (plain_tags, plain_texts) = shown(made), shown(make(register, PLAIN))
    assert tags == plain_tags
    # Escaped twice in one place, it would stand there as entities.
    assert sum(one.count(text) for one in texts) == sum(one.count(PLAIN) for one in plain_texts)
