"""Addresses: which part is meant, and where the rest says it is."""

import pytest

from geo.gazetteer.addresses import known_parts, one_thing, read_address
from geo.gazetteer.locate import load_gazetteer


@pytest.fixture(scope="module")
def around(register):
    return load_gazetteer(register).around


def names(reading, around):
    return {around.points.table["name"].iat[row] for row in reading.rows}


@pytest.mark.parametrize(
    "text",
    [
        "Fazeley Street, Birmingham",
        "Fazeley Street Birmingham",
        "Birmingham Fazeley Street",
        "12 Fazeley Street, Birmingham",
        "Unit 5b, 12-14 Fazeley St, Digbeth, Birmingham, England",
        "Foo Ltd, Fazeley Street, Birmingham City Council",
        "Fazeley Street, West Midlands",
        "Fazeley Street, B5 5",
        "Fazeley Street near Birmingham",
        "Fazeley Street, Digbeth",
    ],
)
def test_one_street_in_many_addresses(text, around):
    reading = read_address(text, around)
    assert reading.whole and names(reading, around) == {"Fazeley Street"}
    assert len(one_thing(reading.rows, around.points)) == 1


def test_a_town_narrows_a_name_that_many_streets_have(around):
    everywhere, there = read_address("High Street", around), read_address("High Street, Solihull", around)
    assert len(there.rows) < len(everywhere.rows) / 10
    assert all(around.points.codes[row] == "E08000029" for row in there.rows)


def test_a_street_that_is_elsewhere_says_so(around):
    reading = read_address("Fazeley Street, Coventry", around)
    assert reading.elsewhere and not reading.whole and names(reading, around) == {"Fazeley Street"}


def test_what_is_not_understood_is_kept(around):
    reading = read_address("Fazeley Street, Paris", around)
    assert reading.unknown == ("paris",) and not reading.whole


@pytest.mark.parametrize("text", ["", ",,,", "xyzzy", "12", "Foo Ltd, Birmingham"])
def test_no_street_or_landmark_is_none(text, around):
    assert read_address(text, around) is None


def test_a_city_alone_is_meant_itself(around):
    assert "Birmingham" in names(read_address("Birmingham", around), around)


def test_parts_that_are_known(around):
    assert known_parts("Foo Ltd, Digbeth, Birmingham, UK", around) == ["Digbeth", "Birmingham"]
    assert known_parts("Foo Ltd", around) == []
