"""Filters: what they keep, what each option would give, and the URL as their other form."""

from dataclasses import FrozenInstanceError, replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FilterError
from geo.select.filters import FACET_COLUMNS, Filters, canonical_query, filter_assets, filter_names, filters_from_query
from geo.select.search_words import MAX_QUERY_LENGTH
from geo.vocabulary import HIDDEN_STATUS

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


def choices(index):
    """Filters that someone can set: up to two values of each facet, and a text as the URL keeps it."""
    facets = {facet: st.lists(st.sampled_from(options), unique=True, max_size=2).map(tuple) for facet, options in facets_of(index).items()}
    since = st.sampled_from(["", "2026", "2026-05", *index.options["since"]])
    return st.builds(Filters, **facets, since=since, q=TEXT.map(lambda text: " ".join(text.split())))


def facets_of(index):
    return {facet: index.options[facet] for facet in FACET_COLUMNS}


def few_choices(index):
    """Filters over one to two facets: those that leave something to look at."""
    facet = st.sampled_from(sorted(FACET_COLUMNS)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.lists(st.sampled_from(index.options[name]), unique=True, min_size=1, max_size=3).map(tuple),
        )
    )
    return st.lists(facet, max_size=2).map(lambda pairs: Filters(**dict(pairs)))


def holds(row, facet, value):
    cell = row[FACET_COLUMNS[facet]]
    return value in cell if isinstance(cell, tuple) else value == cell


def answers(row, filters):
    """Slowly, by the words of the module's docstring: does an asset answer the filters (text aside)?"""
    if not filters.status and row["status"] == HIDDEN_STATUS:
        return False
    return all(not getattr(filters, facet) or any(holds(row, facet, value) for value in getattr(filters, facet)) for facet in FACET_COLUMNS)


# ---- the URL ----


@given(data=st.data())
def test_filters_survive_the_url(data, index):
    filters = data.draw(choices(index))
    assert filters_from_query(filters.to_query(), options=index.options) == (filters, [])


@given(data=st.data())
def test_filters_survive_the_url_as_text(data, index):
    filters = data.draw(choices(index))
    query = parse_qs(urlencode(filters.to_query(), doseq=True), keep_blank_values=True)
    assert filters_from_query(query, options=index.options) == (filters, [])


@given(values=st.dictionaries(st.sampled_from([*FACET_COLUMNS, "q", "since", "asset", "page"]), st.lists(TEXT, max_size=3)))
def test_any_url_gives_filters_that_hold_known_values_only(values, index):
    filters, dropped = filters_from_query(values, options=index.options)
    for facet, options in facets_of(index).items():
        assert set(getattr(filters, facet)) <= set(options)
        unknown = {value for value in values.get(facet, []) if value.casefold() not in map(str.casefold, options)}
        assert {value for name, value in dropped if name == facet} == unknown
    assert len(filters.q) <= MAX_QUERY_LENGTH
    assert filters_from_query(filters.to_query(), options=index.options) == (filters, [])


def test_nothing_chosen_is_an_empty_query(index):
    assert Filters().to_query() == {}
    assert filters_from_query({}, options=index.options) == (Filters(), [])


def test_case_does_not_matter_and_doubles_count_once(index):
    filters, dropped = filters_from_query({"layer": ["CATAPULT", "catapult", "Hub"]}, options=index.options)
    assert filters == Filters(layer=("catapult", "hub"))
    assert dropped == []


def test_one_value_may_stand_alone(index):
    filters, _ = filters_from_query({"layer": "catapult", "q": "battery"}, options=index.options)
    assert filters == Filters(layer=("catapult",), q="battery")


def test_unknown_values_are_dropped_and_named(index):
    query = {"layer": ["hub", "castle"], "authority": ["E99999999"], "nonsense": ["x"]}
    filters, dropped = filters_from_query(query, options=index.options)
    assert filters == Filters(layer=("hub",))
    assert dropped == [("layer", "castle"), ("authority", "E99999999")]


def test_since_is_a_release_or_a_date(index):
    number = index.options["since"][0]
    assert filters_from_query({"since": number.removesuffix(".0")}, options=index.options) == (Filters(since=number), [])
    assert filters_from_query({"since": "2026-05"}, options=index.options) == (Filters(since="2026-05"), [])
    assert filters_from_query({"since": ["2026-99"]}, options=index.options) == (Filters(), [("since", "2026-99")])


@pytest.mark.parametrize("hidden", [" ", "\n", "\u00a0"])
def test_white_space_in_a_text_is_one_blank(index, hidden):
    filters, _ = filters_from_query({"q": f"{hidden}very{hidden}{hidden}light{hidden}"}, options=index.options)
    assert filters.q == "very light"


def test_a_long_text_is_cut(index):
    filters, _ = filters_from_query({"q": "x" * 10_000}, options=index.options)
    assert len(filters.q) == MAX_QUERY_LENGTH


def test_every_field_has_a_column_and_a_name_in_the_url():
    assert filter_names() == (*FACET_COLUMNS, "q", "since")


# ---- choosing ----


def test_filters_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Filters().q = "x"


# ---- what is kept ----


@given(data=st.data())
def test_the_mask_keeps_what_the_rule_in_words_keeps(data, index, register):
    filters = data.draw(few_choices(index))
    expected = [answers(row, filters) for row in register.assets.to_dict("records")]
    assert index.mask(filters).tolist() == expected


@given(data=st.data())
def test_each_count_is_what_choosing_the_option_gives(data, index):
    filters = data.draw(few_choices(index))
    facet = data.draw(st.sampled_from(sorted(FACET_COLUMNS)))
    counts = index.counts(filters)[facet]
    given_by = {value: int(index.mask(replace(filters, **{facet: (value,)})).sum()) for value in counts}
    assert counts == given_by
    assert tuple(counts) == index.options[facet]


@given(data=st.data())
def test_one_more_value_of_a_facet_loses_nothing(data, index):
    filters = data.draw(few_choices(index))
    facet = data.draw(st.sampled_from(sorted(FACET_COLUMNS)))
    first, second = data.draw(st.lists(st.sampled_from(index.options[facet]), min_size=2, max_size=2))
    fewer = index.mask(replace(filters, **{facet: (first,)}))
    assert (index.mask(replace(filters, **{facet: (first, second)})) >= fewer).all()


@given(data=st.data())
def test_a_text_only_narrows(data, index):
    filters = data.draw(few_choices(index))
    query = data.draw(st.sampled_from(["battery", "university coventry", "B4", "zzzz", "\u202e", "<b>"]))
    assert (index.mask(replace(filters, q=query)) <= index.mask(filters)).all()


def test_closed_assets_are_hidden_until_asked_for(index, register):
    closed = register.assets["status"].to_numpy() == HIDDEN_STATUS
    assert closed.any()
    assert index.mask(Filters()).tolist() == (~closed).tolist()
    assert index.mask(Filters(status=(HIDDEN_STATUS,))).tolist() == closed.tolist()


def test_a_value_that_is_not_there_keeps_nothing(index):
    assert not index.mask(Filters(layer=("castle",))).any()


def test_filtered_assets_keep_order_columns_and_crs(index, register):
    found = filter_assets(register.assets, Filters(layer=("testbed",)), index=index)
    assert set(found["layer"]) == {"testbed"}
    assert found["id"].tolist() == [i for i in register.assets["id"] if i in set(found["id"])]
    assert found.crs == register.assets.crs
    assert list(found.columns) == list(register.assets.columns)


def test_an_index_of_other_assets_is_refused(index, register):
    with pytest.raises(FilterError, match="Build the index"):
        filter_assets(register.assets.head(3), Filters(), index=index)


# ---- the options ----


@pytest.mark.parametrize("facet", FACET_COLUMNS)
def test_every_value_of_an_asset_is_an_option(index, register, facet):
    cells = register.assets[FACET_COLUMNS[facet]]
    values = {value for cell in cells for value in (cell if isinstance(cell, tuple) else (cell,))}
    # Of many assets nobody says when they opened.
    assert values - {""} <= set(index.options[facet])
    assert len(index.options[facet]) == len(set(index.options[facet]))


@pytest.mark.parametrize("facet", ["city", "technology", "kind"])
def test_open_lists_hold_only_what_an_asset_has(index, facet):
    counts = index.counts(Filters(status=index.options["status"]))[facet]
    assert [value for value, count in counts.items() if not count] == []


def test_layers_clusters_and_authorities_are_listed_in_full(index, register):
    assert index.options["layer"] == tuple(register.layer_names.index)
    assert index.options["cluster"] == tuple(register.clusters.index)
    assert set(index.options["authority"]) == set(register.authorities.index)


def test_authorities_stand_in_the_order_of_their_names(index, register):
    names = [register.authorities.at[code, "name"] for code in index.options["authority"]]
    assert names == sorted(names)


def test_a_link_written_another_way_is_written_as_ours_and_what_names_nothing_stays():
    options = {facet: () for facet in FACET_COLUMNS} | {"layer": ("hub", "testbed"), "authority": ("E1",)}
    asked = {"Layer[]": ["HUB"], "layer": ["nonsense"], "authority": ["e1"], "asset": ["old"], "star": ["old", "new", "other"], "colour": ["Red"]}
    assert canonical_query(asked, options=options, successors={"old": "new"}) == {
        "layer": ["hub", "nonsense"],
        "authority": ["E1"],
        "asset": ["new"],
        "star": ["new", "other"],
        "colour": ["Red"],
    }
