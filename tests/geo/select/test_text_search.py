"""Free-text search on five made-up assets: what it finds, what it forgives, and what it must not."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.select.text_search import MAX_QUERY_LENGTH, index_text, looks_like_postcode, squash, tokens_of

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
    "layer": "hub",
    "kind": "",
    "aliases": (),
    "technologies": (),
    "clusters": (),
}
ASSETS = pd.DataFrame([BLANK | row for row in ROWS])
INDEX = index_text(ASSETS, extra=EXTRA)


def found(query):
    return ASSETS["id"][INDEX.matches(query)].tolist()


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
    [("coventyr", ["park"]), ("covenrty", ["park"]), ("brewry", ["old"]), ("artifical inteligence", ["lab"]),
     ("forqe", ["forge"]), ("gigafactroies", ["cells"])],
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
        ("B4", ["forge", "old"]),
        ("CV9 9ZZ", []),
    ],
)
def test_postcodes_are_found_whole_or_in_part(query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    ("text", "could_be"),
    [
        ("b4", True),
        ("cv83fl", True),
        ("b47r", True),
        ("wc2n5", True),
        ("", False),
        ("cv", False),
        ("forge", False),
        ("b47rjx", False),
    ],
)
def test_what_could_be_a_postcode(text, could_be):
    assert looks_like_postcode(text) is could_be


def test_words_and_squashed_texts():
    assert tokens_of("St John's  café_No. 5!") == ["st", "johns", "cafe", "no", "5"]
    assert squash(" b4-7 rj ") == "b47rj"


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
