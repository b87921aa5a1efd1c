"""Names are compared in one form, whatever way they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.name_forms import COUNCIL, STATION, load_name_forms
from geo.register.datapackage import open_package

FORMS = load_name_forms(open_package())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fazeley St.", "FAZELEY STREET"),
        ("St. John's Rd", "Saint Johns Road"),
        ("B'ham", "Birmingham"),
        ("Café Square", "cafe sq"),
        ("King’s Heath", "Kings Heath"),
        ("Newcastle-under-Lyme", "newcastle upon lyme"),
    ],
)
def test_two_ways_to_write_one_name(one, other):
    assert FORMS.words(one) == FORMS.words(other) != ""


@pytest.mark.parametrize(
    ("text", "of", "bare"),
    [
        ("Solihull MBC", COUNCIL, "solihull"),
        ("Metropolitan Borough of Dudley", COUNCIL, "dudley"),
        ("The City of Wolverhampton Council", COUNCIL, "wolverhampton"),
        ("Coventry Railway Station", STATION, "coventry"),
        ("Coventry", STATION, "coventry"),
        ("council", COUNCIL, "council"),
    ],
)
def test_what_makes_a_name_one_of_a_council_or_station_goes(text, of, bare):
    assert FORMS.without(text, of) == bare


@given(st.text())
def test_words_of_words_are_the_same(text):
    assert FORMS.words(FORMS.words(text)) == FORMS.words(text)


def test_the_country_says_nothing():
    assert {"uk", "england", "west midlands"} <= FORMS.silent
