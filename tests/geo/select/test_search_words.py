"""How texts become words: folded, without plurals, with their postcodes."""

import pytest

from geo.select.search_words import field_text, looks_like_postcode, postcode_halves, squash, stem, tokens_of


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("R&D", ["r&d"]),
        ("R & D", ["r&d"]),
        ("the r and d of A & B Ltd", ["the", "r&d", "of", "a&b", "ltd"]),
        ("Tom & Jerry and b", ["tom", "jerry", "and", "b"]),
        ("C++ and C#", ["c++", "and", "c#"]),
        ("5G+", ["5g"]),
        ("A++B", ["a", "b"]),
        ("\u00c9cole Stra\u00dfe \ufb01", ["ecole", "strasse", "fi"]),
        ("net-zero", ["net", "zero"]),
        ("x+why", ["x", "why"]),
    ],
)
def test_words_are_folded(text, words):
    assert tokens_of(text) == words


@pytest.mark.parametrize(
    ("word", "without"),
    [
        ("batteries", "battery"),
        ("hubs", "hub"),
        ("business", "business"),
        ("campus", "campus"),
        ("analysis", "analysis"),
        ("5gs", "5g"),
        ("ai", "ai"),
        ("ties", "tie"),
    ],
)
def test_plurals_lose_their_ending(word, without):
    assert stem(word) == without


def test_the_parts_of_a_field_are_kept_apart():
    assert field_text(["Two Words", "", "three"]) == "| two words | three |"
    assert field_text([""]) == "|"


@pytest.mark.parametrize(("code", "halves"), [("B4 7RJ", ("b4", "7rj")), ("CV8", ("cv8", "")), ("", ("", ""))])
def test_the_halves_of_a_postcode(code, halves):
    assert postcode_halves(code) == halves
