"""Free-text search on five made-up assets: what it finds, what it forgives, and what it must not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.select.search_words import MAX_QUERY_LENGTH, stem
from geo.select.text_search import index_text

EXTRA = {
    "layer": {"gigafactory": "Gigafactories", "hub": "Hubs"},
    "kind": {"park": "Science park"},
    "clusters": {"ev": "EVs and batteries"},
}
ROWS = [
    {"id": "forge", "name": "The Forge", "operator": "Café Müller Ltd", "postcode": "B4 7RJ"},
    {"id": "cells", "name": "Cell Works", "layer": "gigafactory", "clusters": ("ev",), "postcode": "CV8 3FL"},
    {"id": "park", "name": "St John's Park", "kind": "park", "place": "Coventry", "postcode": "CV1 2TT"},
    {"id": "lab", "name": "Lab 42", "technologies": ("artificial intelligence", "5G"), "postcode": ""},
    {"id": "old", "name": "New Name", "aliases": ("Former Brewery",), "postcode": "B40 1NT"},
]
BLANK = {
    "operator": "",
    "place": "",
    "authority": "",
    "address": "",
    "summary": "",
    "layer": "hub",
    "kind": "",
    "aliases": (),
    "technologies": (),
    "clusters": (),
}
ASSETS = pd.DataFrame([BLANK | row for row in ROWS])
SYNONYMS = (("ai", "artificial intelligence"), ("cell works", "cw"))
INDEX = index_text(ASSETS, extra=EXTRA, synonyms=SYNONYMS)


def found(query):
    return ASSETS["id"][INDEX.matches(query)].tolist()


def index_of(*names, **columns):
    """An index of assets that have a name each, or the values of one column, and nothing else."""
    column, values = ("name", names) if names else next(iter(columns.items()))
    rows = [BLANK | {"name": "", "postcode": ""} | {column: value} for value in values]
    return index_text(pd.DataFrame(rows), extra=EXTRA)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("forge", ["forge"]),
        ("FORGE", ["forge"]),
        ("form", ["old"]),
        ("cafe muller", ["forge"]),
        ("CAFÉ MÜLLER", ["forge"]),
        ("gigafactories", ["cells"]),
        ("batteries", ["cells"]),
        ("science park", ["park"]),
        ("st johns", ["park"]),
        ("st john\u2019s", ["park"]),
        ("coventry", ["park"]),
        ("artificial", ["lab"]),
        ("5g", ["lab"]),
        ("former brewery", ["old"]),
        ("brewery new", ["old"]),
        ("brewery forge", []),
    ],
)
def test_words_find_what_they_name(query, expected):
    assert found(query) == expected


@pytest.mark.parametrize("query", ["", "   ", "the", "of the", "?!", "\u202e"])
def test_a_query_without_words_finds_all(query):
    assert found(query) == ASSETS["id"].tolist()


@pytest.mark.parametrize("query", ["the forge", "forge at the", "a forge in"])
def test_little_words_do_not_narrow(query):
    assert found(query) == ["forge"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("coventyr", ["park"]),
        ("covenrty", ["park"]),
        ("brewry", ["old"]),
        ("artifical inteligence", ["lab"]),
        ("forqe", ["forge"]),
        ("gigafactroies", ["cells"]),
    ],
)
def test_near_spellings_are_forgiven(query, expected):
    assert found(query) == expected


@pytest.mark.parametrize("query", ["lap", "xxxx", "fxrgx", "zzzzzzzzzz"])
def test_short_words_and_far_spellings_are_not(query):
    assert found(query) == []


def test_a_word_that_is_there_is_not_diluted_by_near_ones():
    assert "works" in INDEX.words
    assert found("works") == ["cells"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("B4 7RJ", ["forge"]),
        ("b47rj", ["forge"]),
        ("B4 7", ["forge"]),
        ("CV8", ["cells"]),
        ("cv8 3fl", ["cells"]),
        ("cv83", ["cells"]),
        ("B40", ["old"]),
        ("B4", ["forge"]),
        ("hubs B4", ["forge"]),
        ("forge B40", []),
        ("CV9 9ZZ", []),
    ],
)
def test_postcodes_are_found_whole_or_in_part(query, expected):
    assert found(query) == expected


@given(st.text(max_size=300))
def test_any_text_is_answered_with_one_truth_per_asset(query):
    answer = INDEX.matches(query)
    assert answer.shape == (len(ASSETS),)
    assert answer.dtype == bool


@given(st.sampled_from(ROWS))
def test_every_asset_is_found_by_its_full_name(row):
    assert row["id"] in found(row["name"])


def test_only_the_beginning_of_a_long_query_counts():
    assert found("forge" + " " * MAX_QUERY_LENGTH + "brewery") == ["forge"]


def test_shipped_assets_are_found_by_name_and_by_postcode(register, index):
    lost = [
        row["id"]
        for row in register.assets.to_dict("records")
        for query in (row["name"], row["postcode"])
        if not index.text.matches(query)[register.by_id[row["id"]]]
    ]
    assert not lost


def test_an_index_of_no_assets_answers_too():
    empty = index_text(ASSETS.iloc[0:0], extra=EXTRA)
    assert empty.matches("forge").tolist() == []


# ---- forgiven spelling ----


@pytest.mark.parametrize("query", ["brxwexy", "gxgxfactories", "brweryx"])
def test_two_slips_are_forgiven_in_long_words_only(query):
    assert found(query) == (["cells"] if len(query) >= 8 else [])


@given(word=st.text(alphabet="bcds", min_size=1, max_size=10), other=st.text(alphabet="bcds", min_size=1, max_size=10))
def test_a_word_is_found_where_it_begins_or_where_its_length_allows_the_slips(word, other):
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    fits = other.startswith(word) or stem(other) == stem(word) or slips(word, other) <= allowed
    assert index_of(other).matches(word)[0] == fits


def slips(a, b):
    """The optimal string alignment distance, as its definition has it."""
    rows = {(-1, -1): 0}
    for i in range(-1, len(a)):
        for j in range(-1, len(b)):
            if i < 0 or j < 0:
                rows[i, j] = i + j + 2
                continue
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (a[i] != b[j]))
            if i and j and a[i] == b[j - 1] and a[i - 1] == b[j]:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(a) - 1, len(b) - 1]


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("brewry", ["Nothing here is spelled \u201cbrewry\u201d: read as \u201cbrewery\u201d."]),
        ("brewery", []),
        ("forge or brewery", ["Either \u201cforge\u201d or \u201cbrewery\u201d."]),
        ("cw", ["\u201ccw\u201d also read as \u201ccell works\u201d."]),
        ("zzzzzz", []),
        ("", []),
    ],
)
def test_what_was_not_taken_as_it_stands_is_said(query, read):
    assert INDEX.reading(query).sentences() == read


@pytest.mark.parametrize("number", ["2021", "20211231"])
def test_numbers_are_never_read_as_others(number):
    assert not index_of("2020", "20211230").matches(number).any()


# ---- whole words, synonyms, words written as one or as two ----


@pytest.mark.parametrize(
    ("query", "names", "expected"),
    [
        ("ai", ["Air Lab", "AI Lab"], [1]),
        ("air", ["Air Lab", "Airport"], [0, 1]),
        ("ai", ["Air Lab"], [0]),
        ("r&d", ["Road D", "R&D Centre"], [1]),
        ("r & d", ["Road D", "R&D Centre"], [1]),
        ("R", ["R&D Centre"], [0]),
        ("c++", ["C Works", "C++ School"], [1]),
        ("c#", ["C Works"], []),
        ("steam house", ["House", "Steam Engine House", "STEAMhouse"], [2, 1]),
        ("netzero", ["Net Zero Hub", "Zero Net"], [0]),
        ("batteries", ["Battery Lab"], [0]),
        ("battery", ["Batteries"], [0]),
        ("lab 4", ["Lab 42", "Lab 4"], [1]),
        ("forge or mill", ["Mill", "Forge", "Shop"], [0, 1]),
        ("or", ["Forge"], [0]),
        ("or forge", ["Forge", "Or"], [0]),
    ],
)
def test_words_are_found_whole_and_the_best_first(query, names, expected):
    assert index_of(*names).ranked(query).tolist() == expected


def test_a_synonym_is_found_as_a_phrase_in_one_field():
    rows = [BLANK | {"name": "Art", "operator": "Intelligence", "postcode": ""}, BLANK | {"name": "Artificial Intelligence Lab", "postcode": ""}]
    index = index_text(pd.DataFrame(rows), extra=EXTRA, synonyms=SYNONYMS)
    assert index.ranked("ai").tolist() == [1]


def test_a_synonym_of_one_word_stands_for_it_within_a_name():
    rows = [BLANK | {"name": name, "postcode": ""} for name in ("Mill Campus of Another University", "University of Mill")]
    index = index_text(pd.DataFrame(rows), extra=EXTRA, synonyms=(("uni", "university"),))
    assert index.ranked("uni of mill").tolist() == [1, 0]


# ---- the order ----

ORDER = ["name", "aliases", "operator", "technologies", "place", "summary"]


def test_a_word_counts_by_the_field_it_stands_in_and_whole_before_beginning():
    """Eleven assets, each with the word in one field, whole or as a beginning, in the worst order."""
    rows = []
    for word in ("forgery", "forge"):
        for field in reversed(ORDER):
            cell = (word,) if field in ("aliases", "technologies") else word
            rows.append(BLANK | {"name": "Works", "postcode": "", field: cell})
    ranked = index_text(pd.DataFrame(rows), extra=EXTRA).ranked("forge").tolist()
    assert ranked == list(reversed(range(12)))


def test_the_whole_name_comes_before_longer_ones_and_the_same_words_before_both_scattered():
    index = index_of("Park of Science", "The Science Park Tavern", "Science Park", "Park, and a Science")
    assert index.ranked("science park").tolist() == [2, 0, 3, 1]


@given(st.lists(st.sampled_from(["forge", "cell", "park", "or", "the", "b4", "7rj", "brewry", "ai", "5g", "lab"]), max_size=6).map(" ".join))
def test_what_is_ranked_is_what_matches(query):
    assert sorted(INDEX.ranked(query)) == INDEX.matches(query).nonzero()[0].tolist()


def test_each_more_word_narrows(index):
    wide, narrow = index.text.matches("university"), index.text.matches("university hydrogen")
    assert narrow.sum() and not (narrow & ~wide).any()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Park of Science", True),
        ("science park", True),
        ("parks in science", False),
        ("cell", True),
        ("cell or park", False),
        ("former brewery", False),
        ("", False),
    ],
)
def test_a_text_is_a_name_where_it_stands_in_one(text, named):
    assert index_of("Park of Science", "Cell Works").is_name(text) == named


def test_texts_that_repeat_are_held_once_and_every_asset_is_found_by_them():
    many = pd.concat([ASSETS] * 50, ignore_index=True)
    index = index_text(many, extra=EXTRA, synonyms=SYNONYMS)
    assert [field.texts for field in index.fields] == [field.texts for field in INDEX.fields]
    for query in ("cell", "st johns", "coventry", "cw", "brewery", "b4", "former or forge"):
        assert index.ranked(query).tolist() == [
            place + len(ASSETS) * turn
            for score in sorted({*INDEX.scores(query)} - {0}, reverse=True)
            for length in sorted({*INDEX._name_lengths})
            for turn in range(50)
            for place in range(len(ASSETS))
            if INDEX.scores(query)[place] == score and INDEX._name_lengths[place] == length
        ], query
