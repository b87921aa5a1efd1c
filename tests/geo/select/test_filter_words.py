"""The words for coded values."""

import pytest

from geo.select.filter_words import FACET_LABELS, OPEN_FACETS, count_words, filter_words, label_of, label_words
from geo.select.filters import FACET_COLUMNS, Filters, facet_options


def test_every_facet_has_a_label_and_a_set_of_words(register):
    assert set(FACET_LABELS) == set(FACET_COLUMNS) == set(label_words(register))
    assert set(OPEN_FACETS) <= set(FACET_LABELS)


@pytest.mark.parametrize("facet", ["layer", "cluster", "authority", "status", "kind", "confidence"])
def test_every_code_has_words_and_no_two_the_same(register, facet):
    words = [label_of(register, facet, value) for value in facet_options(register)[facet]]
    codes = set(facet_options(register)[facet])
    assert not [word for word in words if not word.strip() or (word in codes and word.islower())]
    assert len(words) == len(set(words))


def test_a_value_that_is_its_own_word_stays(register):
    assert label_of(register, "city", "Coventry") == "Coventry"
    assert label_of(register, "technology", "no such thing") == "no such thing"


def test_a_search_text_stands_in_quotation_marks(register):
    assert label_of(register, "q", "very light") == "\u201cvery light\u201d"


@pytest.mark.parametrize(("number", "words"), [(0, "0 assets"), (1, "1 asset"), (2, "2 assets"), (1234, "1,234 assets")])
def test_counts_are_said_as_a_person_would(number, words):
    assert count_words(number) == words


def test_filters_are_said_in_one_phrase(register):
    filters = Filters(layer=("catapult", "university"), status=("closed",), q="rail")
    assert filter_words(register, filters) == ("Asset type: Catapult centres, Universities; Status: Closed; Search: \u201crail\u201d")


def test_no_filters_say_nothing(register):
    assert filter_words(register, Filters()) == ""
