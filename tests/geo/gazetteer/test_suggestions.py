"""What else a search text could mean: the right page, or none."""

from urllib.parse import parse_qs, urlsplit

import pytest

from geo.gazetteer.suggestions import suggestions


def led_to(text, register):
    """The page and the parameters of every suggestion for a text."""
    split = [urlsplit(found.url) for found in suggestions(text, register)]
    return [(parts.path, parse_qs(parts.query)) for parts in split]


@pytest.mark.parametrize("text", ["", " ", "x", "rug", "robotics", "ZZ", "!?", "\u2028"])
def test_a_text_that_means_nothing_else_gives_nothing(text, register):
    assert suggestions(text, register) == []


@pytest.mark.parametrize(("text", "postcode"), [("b5 5rt", "B5 5RT"), ("CV15FB", "CV1 5FB"), ("cv1", "CV1"), ("CV1 5", "CV1 5")])
def test_a_postcode_leads_to_what_is_near_it(text, postcode, register):
    (found,) = suggestions(text, register)
    assert postcode in found.words
    assert led_to(text, register) == [("nearby", {"near": [postcode]})]


def test_every_authority_is_suggested_by_its_name(register):
    for code, name in register.authorities["name"].items():
        for text in (name, name.upper(), f"robotics in {name}"):
            assert led_to(text, register) == [("places", {"authority": [code]})], text
        assert name in suggestions(name, register)[0].words


def test_a_part_of_a_name_is_not_the_name(register):
    assert led_to("Newcastle", register) == []
    assert [path for path, _ in led_to("Newcastle robotics", register)] == ["nearby"]


def test_several_authorities_are_compared(register):
    names = register.authorities["name"]
    codes = names[names.isin(["Walsall", "Sandwell", "Dudley"])].index.tolist()
    (found,) = suggestions("sandwell, dudley, WALSALL", register)
    assert led_to("sandwell, dudley, WALSALL", register) == [("places", {"authority": codes[:1], "compare": codes[1:]})]
    assert found.words.startswith("Compare") and all(name in found.words for name in ("Walsall", "Sandwell", "Dudley"))


def test_several_words_may_be_a_building(register):
    assert led_to("Faraday House", register) == [("nearby", {"near": ["Faraday House"]})]
    assert led_to("Faraday", register) == []


def test_hostile_texts_stay_one_parameter(register, hostile):
    for path, query in led_to(hostile, register):
        assert path == "nearby"
        assert query == {"near": [hostile]}


@pytest.mark.parametrize(
    ("text", "path", "query"),
    [
        ("E08000026", "places", {"authority": ["E08000026"]}),
        ("Solihull MBC", "places", {"authority": ["E08000029"]}),
        ("E47000007", "places", {"area": ["wmca"]}),
        ("CV1\u200b5FB.", "nearby", {"near": ["CV1 5FB"]}),
        ("Coventry CV1 5FB", "nearby", {"near": ["CV1 5FB"]}),
        ("52.4081\u00b0 N, 1.5106\u00b0 W", "nearby", {"near": ["52.4081,-1.5106"]}),
        ("433400 278900", "nearby", {"near": ["52.4071,-1.5105"]}),
        ("Fazeley Street", "nearby", {"near": ["Fazeley Street"]}),
        ("Digbeth", "nearby", {"near": ["Digbeth"]}),
        ("NEC", "nearby", {"near": ["NEC"]}),
        ("CVI 5FB", "nearby", {"near": ["CV1 5FB"]}),
    ],
)
def test_the_search_field_understands_what_nearby_and_places_do(text, path, query, register):
    assert led_to(text, register) == [(path, query)]
