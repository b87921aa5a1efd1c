"""The parameters of a link: replaced, left out, followed, and the same again after a round trip."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.select.query_string import ALWAYS, follow, one, put, read, renamed, text, tidied, unknown_names, without

WORD = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
QUERIES = st.dictionaries(WORD, st.lists(WORD, min_size=1, max_size=3), max_size=5)
# What a link can hold: names and values that may be empty.
LOOSE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
LOOSE_QUERIES = st.dictionaries(LOOSE, st.lists(LOOSE, max_size=3), max_size=5)


# ---- one ----


@pytest.mark.parametrize(("query", "value"), [({}, ""), ({"a": []}, ""), ({"a": ["x"]}, "x"), ({"a": ["x", "y"]}, "y"), ({"b": ["x"]}, "")])
def test_one_is_the_last_value_or_nothing(query, value):
    assert one(query, "a") == value


# ---- put ----


def test_put_replaces_and_leaves_the_rest():
    assert put({"a": ["1"], "b": ["2", "3"]}, a="4", c=["5", "6"]) == {"a": ["4"], "b": ["2", "3"], "c": ["5", "6"]}
    assert put({}, a=("1", "2")) == {"a": ["1", "2"]}


@pytest.mark.parametrize("nothing", ["", [], (), [""], ["", ""]])
def test_an_empty_value_takes_a_parameter_out(nothing):
    assert put({"a": ["1"], "b": ["2"]}, a=nothing) == {"b": ["2"]}
    assert put({"b": ["2"]}, a=nothing) == {"b": ["2"]}


@given(QUERIES, st.sampled_from(["a", "page", "text", "self", "name", "names", "link", "with", "class"]), WORD)
def test_put_sets_any_name_and_changes_nothing_else(query, name, value):
    before = copy.deepcopy(query)
    assert put(query, **{name: value}) == query | {name: [value]}
    assert query == before


# ---- without ----


@given(QUERIES, st.lists(WORD, max_size=3))
def test_without_leaves_out_what_is_named_alone(query, names):
    before = copy.deepcopy(query)
    left = without(query, names)
    assert left == {name: values for name, values in query.items() if name not in names}
    for values in left.values():
        values.append("changed")
    assert query == before


def test_without_takes_names_that_can_be_read_once():
    assert without({"a": ["1"], "b": ["2"], "c": ["3"]}, iter(["a", "c"])) == {"b": ["2"]}


# ---- follow ----


def test_a_link_takes_the_place_of_all_but_the_shortlist():
    query = {"a": ["1"], "star": ["x", "y"], "note": ["x~hello"]}
    assert follow(query, "?b=2&b=3") == {"b": ["2", "3"], "star": ["x", "y"], "note": ["x~hello"]}
    assert follow(query, "") == follow(query, "?") == {"star": ["x", "y"], "note": ["x~hello"]}


def test_a_link_with_a_shortlist_of_its_own_brings_it():
    assert follow({"star": ["x", "y"], "note": ["x~hello"]}, "?star=z") == {"star": ["z"], "note": ["x~hello"]}


@given(QUERIES, QUERIES)
def test_following_keeps_the_shortlist_and_changes_nothing(query, target):
    query = query | {"star": ["x"], "note": ["x~1"]}
    before = copy.deepcopy(query)
    led = follow(query, f"?{text(target)}")
    assert led == {name: query[name] for name in ALWAYS} | target
    for values in led.values():
        values.append("changed")
    assert query == before


# ---- read and text ----


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("", {}),
        ("?", {}),
        ("?a=1", {"a": ["1"]}),
        ("a=1&a=2", {"a": ["1", "2"]}),
        ("?a=&b=2", {"b": ["2"]}),
        ("?a", {}),
        ("?&&=&", {}),
        ("?a=x%20y+z%26%3D%3F", {"a": ["x y z&=?"]}),
        ("?a=%F0%9F%94%8B&%C3%A4=1", {"a": ["\U0001f50b"], "\u00e4": ["1"]}),
        ("?a=%FF", {"a": ["\ufffd"]}),
        ("?a=1;b=2", {"a": ["1;b=2"]}),
    ],
)
def test_a_link_is_read_with_all_values_of_each_name(link, query):
    assert read(link) == query


@given(QUERIES)
def test_a_query_comes_back_from_its_text(query):
    assert read(text(query)) == read(f"?{text(query)}") == query


@given(QUERIES, st.randoms())
def test_the_text_is_the_same_whatever_the_order_of_the_names(query, chance):
    names = list(query)
    chance.shuffle(names)
    assert text({name: query[name] for name in names}) == text(query)


@given(QUERIES)
def test_the_order_of_the_values_is_told(query):
    turned = {name: values[::-1] for name, values in query.items()}
    assert (text(turned) == text(query)) == (turned == query)


@given(LOOSE_QUERIES)
def test_the_text_of_what_was_read_is_read_the_same_again(query):
    once = read(text(query))
    assert read(text(once)) == once
    assert all(values and all(values) for values in once.values())


def test_hostile_texts_come_through_a_link_unchanged(hostile):
    query = {"a": [hostile, hostile[::-1]], hostile: ["1"]}
    assert read(text(query)) == query
    assert set(text(query)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~+%&=")


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("?layer=catapult&amp;authority=E08000025", {"layer": ["catapult"], "authority": ["E08000025"]}),
        ("?Layer=hub", {"layer": ["hub"]}),
        ("?layer[]=hub&layer[1]=catapult", {"layer": ["hub", "catapult"]}),
        ("?AMP;layer=hub", {"layer": ["hub"]}),
        ("?q=A+B", {"q": ["A B"]}),
    ],
)
def test_names_that_only_look_wrong_are_put_right(link, meant):
    assert tidied(read(link)) == meant
    assert tidied(meant) == meant


def test_a_name_that_is_not_known_is_told_with_the_one_it_is_like():
    names = ("layer", "authority", "status", "radius_km", "star")
    asked = {"authorty": ["x"], "layer": ["hub"], "tour": ["x"], "radius_km": ["5"], "star": ["x"]}
    assert unknown_names(asked, names) == {"authorty": "authority", "tour": ""}


@pytest.mark.parametrize("name", ["utm_source", "utm_id", "fbclid", "gclid", "msclkid", "mc_cid", "_ga", "__hstc", "_hsenc", "ref", "igsh", "li_fat_id"])
def test_the_mark_of_a_campaign_passes(name):
    assert unknown_names({name: ["x"]}, ("layer",)) == {}


@pytest.mark.parametrize("name", ["layers", "city1", "clusters", "postcode", "reference"])
def test_what_a_reader_may_have_meant_is_no_mark(name):
    assert name in unknown_names({name: ["x"]}, ("layer",))


def test_another_name_is_ours_unless_ours_is_there():
    assert renamed({"tour": ["x"], "scene": ["2"]}, {"tour": "present"}) == {"present": ["x"], "scene": ["2"]}
    assert renamed({"tour": ["x"], "present": ["y"]}, {"tour": "present"}) == {"present": ["y"]}
