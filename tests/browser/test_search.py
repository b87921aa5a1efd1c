"""The browser finds and ranks as the library does: real words of the register, worn and joined and split, and texts nobody would type."""

import json

import pytest
from harness import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.select.search_words import tokens_of
from geo.select.text_search import browser_data, words_of
from geo.webmap.browser_files import script_of

PLAIN = [
    "or",
    "the",
    "of",
    "either",
    "ai",
    "r&d",
    "c++",
    "b1",
    "b4",
    "7rj",
    "b47rj",
    "cv4",
    "netzero",
    "R & D",
    "r and d in coventry",
    "uni of birmingham",
    "aston uni",
    "machine learning",
    "steam",
    "house",
    "mtc",
    "5g",
    "uni",
    "\u00e9lan",
    "stra\u00dfe",
    "|",
]


@pytest.fixture(scope="module")
def searching(browser, index):
    """An empty page with the search of the register."""
    page = browser.new_page()
    page.add_script_tag(content=script_of("wmPackSearch", browser_data(index.text)))
    page.add_script_tag(path=ROOT / "static" / "search.js")
    page.evaluate("() => { window.search = wmSearch(window.wmPackSearch); }")
    yield page
    page.close()


def typed(index):
    """A word of the register as somebody may type it: whole, cut short, with a slip, in the plural, or a name's part."""
    words = st.one_of(st.sampled_from(index.text.words), st.sampled_from(PLAIN), st.sampled_from(sorted(index.text.synonyms)))
    slip = st.tuples(words, st.integers(0, 12), st.sampled_from("aeks1")).map(lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + 1 :])
    cut = st.tuples(words, st.integers(1, 8)).map(lambda made: made[0][: made[1]])
    return st.one_of(words, slip, cut, words.map(lambda word: f"{word}s"), words.map(str.upper))


def test_the_browser_ranks_and_reads_as_the_library_does(searching, index):
    @settings(max_examples=250)
    @given(st.lists(typed(index), min_size=1, max_size=5).map(" ".join))
    def same(query):
        ranked, said = searching.evaluate("(query) => [search.ranked(query), search.said(query)]", query)
        expected = index.text.ranked(query).tolist() if words_of(query) else None
        assert ranked == expected
        assert said == json.loads(json.dumps(index.text.reading(query).sentences()))

    same()


def test_the_browser_ranks_names_as_the_library_does(searching, register, index):
    names = [*register.assets["name"], *(alias for aliases in register.assets["aliases"] for alias in aliases)][::3]
    got = searching.evaluate("(queries) => queries.map((query) => search.ranked(query))", names)
    assert got == [index.text.ranked(name).tolist() for name in names]


def test_any_text_is_split_into_the_same_words(searching):
    @given(st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["Cs"]), max_size=60))
    def same(text):
        found = searching.evaluate("(query) => search.ranked(query) === null", text)
        assert found == (not words_of(text)), tokens_of(text)

    same()
