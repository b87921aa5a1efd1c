"""What a request asks of a collection, and the features that answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.api.collections import collections, find_collection
from geo.api.feature_query import MOST, FeatureQuery, feature_of, features_of, parameter_names, read_query
from geo.errors import FilterError
from geo.select.filters import Filters


@pytest.fixture
def ask(register, index):
    """Read parameters and answer them: `ask("hub", status=["closed"])`."""

    def asked(identity, **query):
        one = find_collection(identity, register)
        read = read_query({name.replace("_", "-"): values for name, values in query.items()}, one, options=index.options)
        return features_of(one, read, register=register, index=index)

    return asked


def ids(page):
    return [feature["id"] for feature in page.features]


def test_every_layer_is_a_collection_and_together_they_are_all_assets(ask, register):
    every = ids(ask("assets", limit=["1000"]))
    assert sorted(every) == sorted(identity for layer in register.layer_names.index for identity in ids(ask(layer, limit=["1000"])))
    assert {"authorities", "clusters"} <= set(collections(register))


@given(limit=st.integers(1, 20))
@settings(max_examples=12)
def test_pages_hold_everything_once_in_one_order(limit, register, index):
    # Of the smallest layer: a page of one costs as much as a page of all.
    layer = register.assets["layer"].value_counts().idxmin()
    one, filters = find_collection(layer, register), Filters(layer=(layer,))
    whole = features_of(one, FeatureQuery(limit=MOST, filters=filters), register=register, index=index)
    found = []
    for offset in range(0, whole.matched, limit):
        page = features_of(one, FeatureQuery(limit=limit, offset=offset, filters=filters), register=register, index=index)
        assert page.matched == whole.matched and len(page.features) <= limit
        found += ids(page)
    assert found == ids(whole) and len(set(found)) == len(found) > 1


@given(numbers=st.tuples(st.floats(-3.3, -1.0), st.floats(51.8, 53.3), st.floats(-3.3, -1.0), st.floats(51.8, 53.3)))
def test_a_box_holds_the_points_inside(numbers, register, index):
    (west, east), (south, north) = sorted(numbers[::2]), sorted(numbers[1::2])
    page = features_of(find_collection("assets", register), FeatureQuery(limit=MOST, bbox=(west, south, east, north)), register=register, index=index)
    rows = register.assets[register.assets["status"] != "closed"]
    inside = (rows["lon"] >= west) & (rows["lon"] <= east) & (rows["lat"] >= south) & (rows["lat"] <= north)
    assert ids(page) == list(rows["id"][inside])


def test_a_box_over_the_180th_meridian_goes_round(ask, register):
    west, _, east, _ = register.region_bounds
    assert ask("assets", bbox=[f"{east + 1},-90,{west - 1},90"]).matched == 0
    assert ask("assets", bbox=["-180,-90,180,90"]).matched == ask("assets").matched == ask("assets", bbox=["-180,-90,0,180,90,99"]).matched


def test_filters_are_those_of_the_map(ask, register, index):
    named = {"cluster": ["ev-battery"], "status": ["operating", "planned"], "q": ["battery"]}
    filters = Filters(cluster=("ev-battery",), status=("operating", "planned"), q="battery")
    expected = list(register.assets["id"].iloc[index.places(filters)])
    assert ids(ask("assets", limit=["1000"], **named)) == expected != []
    assert ids(ask("assets", limit=["1000"], **named | {"status": ["operating,planned"]})) == expected


def test_the_date_of_opening_is_asked_for(ask, register):
    found = ask("assets", limit=["1000"], datetime=["2020-01-01T00:00:00Z/.."])
    rows = register.assets[register.assets["status"] != "closed"]
    assert ids(found) == list(rows["id"][rows["opened"].str[:4].ge("2020")]) != []


def test_nothing_found_and_a_date_of_opening_are_no_fault(ask):
    found = ask("assets", datetime=["2020-01-01T00:00:00Z/.."], bbox=["0,0,1,1"])
    assert ids(found) == [] and found.matched == 0


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"layer": "hub"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "x"},
        {"offset": "\u0661"},
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "1,53,2,52"},
        {"bbox": "nan,1,2,3"},
        {"bbox": "500,1,501,2"},
        {"bbox_crs": "EPSG:27700"},
        {"datetime": "soon"},
        {"status": "gone"},
    ],
)
def test_what_means_nothing_is_refused(ask, query):
    with pytest.raises(FilterError):
        ask("hub", **{name: [value] for name, value in query.items()})


def test_a_limit_above_the_most_is_the_most(ask, register, index):
    one = find_collection("hub", register)
    assert read_query({"limit": ["999999999"]}, one, options=index.options).limit == MOST


def test_a_feature_is_found_by_its_id_in_its_own_collection(register, index):
    hub, closed = find_collection("hub", register), register.assets[register.assets["status"] == "closed"].iloc[0]
    assert feature_of(hub, "steamhouse", register=register, index=index)["properties"]["name"] == "STEAMhouse"
    assert feature_of(hub, "ukbic", register=register, index=index) is None
    assert feature_of(find_collection("assets", register), closed["id"], register=register, index=index)["id"] == closed["id"]


def test_authorities_and_clusters_count_their_open_assets(register, index, rows):
    counts = rows["gss_code"].value_counts()
    authorities = features_of(find_collection("authorities", register), FeatureQuery(limit=MOST), register=register, index=index)
    assert {one["id"]: one["properties"]["assets"] for one in authorities.features} == {code: counts.get(code, 0) for code in register.authorities.index}
    clusters = features_of(find_collection("clusters", register), FeatureQuery(limit=MOST), register=register, index=index)
    for one in clusters.features:
        number = sum(one["id"] in held for held in rows["clusters"])
        assert one["properties"]["assets"] == number == (len(one["geometry"]["coordinates"]) if one["geometry"] else 0)


def test_only_assets_have_filters(register):
    assert "q" not in parameter_names(find_collection("clusters", register)) and "layer" in parameter_names(find_collection("assets", register))
