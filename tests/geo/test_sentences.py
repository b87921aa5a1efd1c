"""Lists in words."""

import pytest

from geo.sentences import and_words


@pytest.mark.parametrize(("parts", "words"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")])
def test_a_list_ends_in_and(parts, words):
    assert and_words(parts) == words
    assert and_words(iter(parts), last="or") == words.replace(" and ", " or ")


@pytest.mark.parametrize(("number", "words"), [(3, "a, b and c"), (4, "a, b and 2 more"), (5, "a, b and 3 more")])
def test_of_a_longer_list_it_is_said_how_many_are_left_out(number, words):
    assert and_words("abcde"[:number], most=3) == words
