"""The numbers and words of a tour's texts: worked out from the files, and put in as a person would say them."""

import pytest

from geo.tours.placeholders import (
    MEASURES,
    PLACEHOLDERS,
    and_words,
    fill,
    inside_sentence,
    key_of,
    leading_words,
    noun_for,
    number_words,
    placeholders_in,
    values_of,
)

COVENTRY = "E08000026"


@pytest.fixture
def values(register):
    """Every placeholder's value for some assets."""

    def made(assets, *, query=None, asset="", authority=""):
        return values_of(assets, register, query=query or {}, asset=asset, authority=authority)

    return made


# ---- numbers from the files ----


def test_there_is_a_value_for_every_placeholder(values, register):
    assert set(values(register.assets)) == set(PLACEHOLDERS)


def test_the_values_of_some_assets_are_counted_from_the_files(values, open_assets, rows, authorities):
    own = rows[rows["layer"] == "testbed"]
    found = values(open_assets[(open_assets["layer"] == "testbed").to_numpy()])
    status, places = own["status"], own["gss_code"].map(authorities["name"]).value_counts()
    assert {name: found[name] for name in MEASURES if name != "per_100k"} == {
        "count": len(own),
        "operating": (status == "operating").sum(),
        "coming": status.isin(["planned", "under construction"]).sum(),
        "unconfirmed": status.isin(["unknown", "last confirmed"]).sum(),
        "authorities": own["gss_code"].nunique(),
        "places": own["place"].nunique(),
        "clusters": len(set().union(*own["clusters"])),
        "technologies": len({term.strip() for cell in own["technologies"] for term in cell.split(";")}),
        "share_pct": round(100 * len(own) / len(rows), 1),
    }
    assert (found["first_count"], found["second_count"]) == tuple(places.iloc[:2])
    assert {found["first_authority"], found["second_authority"]} <= set(places.index)
    assert places[found["first_authority"]] == places.max()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, ""),
        ({"A": 4}, "A leads with 4"),
        ({"A": 4, "B": 2}, "A leads with 4, B follows with 2"),
        ({"B": 4, "A": 4}, "A and B lead with 4 each"),
        ({"A": 1200, "C": 2, "B": 2}, "A leads with 1,200, B and C follow with 2 each"),
        ({name: 1 for name in "ABCD"}, "4 authorities lead with 1 each"),
        ({"E": 2} | {name: 1 for name in "ABCD"}, "E leads with 2, 4 authorities follow with 1 each"),
    ],
)
def test_who_leads_and_who_follows_is_true_of_ties(counts, words):
    assert leading_words(counts) == words


def test_the_rate_of_one_authority_is_by_its_people_and_of_the_region_by_all(values, open_assets, rows, authorities):
    people = authorities["population"]
    own = open_assets[(open_assets["gss_code"] == COVENTRY).to_numpy()]
    found = values(own, query={"authority": [COVENTRY]}, authority=COVENTRY)
    assert found["per_100k"] == pytest.approx(100_000 * (rows["gss_code"] == COVENTRY).sum() / people[COVENTRY])
    assert found["region_per_100k"] == values(open_assets)["per_100k"] == pytest.approx(100_000 * len(rows) / people.sum())
    assert (found["region_count"], found["region_authorities"]) == (len(rows), len(people))
    assert (found["authority"], found["population"]) == ("Coventry", people[COVENTRY])


def test_the_rate_is_by_the_people_of_the_authorities_asked_for_and_not_of_where_the_assets_happen_to_lie(values, open_assets, authorities):
    people, pair = authorities["population"], [COVENTRY, "E07000193"]
    own = open_assets[open_assets["gss_code"].isin(pair).to_numpy()]
    assert values(own, query={"authority": pair})["per_100k"] == pytest.approx(100_000 * len(own) / people[pair].sum())
    in_one = open_assets[(open_assets["gss_code"] == COVENTRY).to_numpy()].head(2)
    assert values(in_one, query={"layer": ["hub"]})["per_100k"] == pytest.approx(100_000 * 2 / people.sum())


def test_missing_types_are_named_as_they_are(values, open_assets, register):
    missing = values(open_assets[(open_assets["layer"] == "catapult").to_numpy()])["missing_layers"]
    names = [inside_sentence(plural) for layer, plural in register.layer_names["plural"].items() if layer != "catapult"]
    assert missing == f"{', '.join(names[:-1])} or {names[-1]}" and any(" and " in name for name in names)


def test_closed_assets_are_no_part_of_what_shares_are_taken_of(values, register):
    assert values(register.assets)["share_pct"] == pytest.approx(100 * len(register.assets) / (register.assets["status"] != "closed").sum(), abs=0.05)


def test_what_a_scene_asks_for_is_named(values, register):
    one = register.assets.iloc[0]
    found = values(register.assets, query={"authority": [COVENTRY], "cluster": ["ev-battery"]}, asset=one["id"])
    assert (found["authority"], found["cluster"], found["asset"]) == ("Coventry", register.clusters.at["ev-battery", "name"], one["name"])
    assert found["checked_on"] == register.package.descriptor["checked_on"]
    unknown = values(register.assets, query={"authority": ["E99"], "cluster": ["x"]})
    assert (unknown["authority"], unknown["population"], unknown["cluster"], unknown["asset"]) == ("", 0, "", "")


def test_a_scene_without_assets_has_zeros_and_words(values, register):
    found = values(register.assets.iloc[:0], query={"authority": [COVENTRY]})
    assert {found[name] for name in MEASURES} == {0}
    assert (found["layers"], found["technologies_words"], found["first_authority"], found["first_count"]) == ("nothing yet", "", "", 0)
    assert found["missing_layers"].endswith(" or testbeds")


def test_the_types_there_are_and_are_not_are_told_in_their_order(values, register, open_assets):
    some = open_assets[open_assets["layer"].isin(["catapult", "hub"]).to_numpy()].sort_values("layer")
    hubs, catapults = ((some["layer"] == layer).sum() for layer in ("hub", "catapult"))
    found = values(some)
    assert found["layers"] == f"tech hubs {hubs} and Catapult centres {catapults}"
    lacking = open_assets[~open_assets["layer"].isin(["university", "testbed"]).to_numpy()]
    assert values(lacking)["missing_layers"] == "universities or testbeds"
    assert values(open_assets)["missing_layers"] == ""
    assert key_of(some, register) == [
        {"id": "hub", "label": "Tech hubs", "count": hubs},
        {"id": "catapult", "label": "Catapult centres", "count": catapults},
    ]


def test_the_four_technologies_met_most_are_named(values, open_assets):
    terms = [("c",), ("b", "c"), ("b", "c", "D"), ("a", "e")]
    found = values(open_assets.head(4).assign(technologies=terms))
    assert found["technologies_words"] == "c, b, a and D"


# ---- texts ----


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (1234, "1,234"), (1234.56, "1,234.6"), (2.0, "2"), (0.04, "0.0"), (9_999_999, "9,999,999")])
def test_a_number_for_people(value, words):
    assert number_words(value, "count") == words


def test_a_rate_is_said_as_the_pages_print_it():
    assert [number_words(value, "per_100k") for value in (2.449, 13.26, float("nan"))] == ["2.45", "13.3", "not known"]
    assert fill("{per_100k} and {region_per_100k}", {"per_100k": 0.804, "region_per_100k": 7.0}) == "0.80 and 7.0"


@pytest.mark.parametrize(("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_as_words(parts, words):
    assert and_words(parts) == words


def test_a_text_is_filled_with_numbers_and_their_nouns():
    text = "{count} in {authority}: {count:testbed|testbeds}, {operating:of them runs|of them run}."
    assert fill(text, {"count": 1200, "operating": 1, "authority": "X"}) == "1,200 in X: 1,200 testbeds, 1 of them runs."
    assert fill("{count:|s}", {"count": 1}) == "1"
    assert fill("none", {}) == "none"
    assert noun_for(1, "site|sites") == "site" and noun_for(0, "site|sites") == noun_for(1.5, "site|sites") == "sites"
    assert noun_for(1, "people") == "people"


def test_what_is_filled_in_is_not_filled_again(hostile):
    assert fill("<{authority}>", {"authority": f"{{count}}{hostile}", "count": 3}) == f"<{{count}}{hostile}>"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no brace", set()),
        ("{count} and {count:a|b} in {authority}", {"count", "authority"}),
        ("{nothing}", {"nothing"}),
        ("{}", {"{", "}"}),
        ("{count", {"{"}),
        ("{count:a}", {"{", "}"}),
        ("{{count}}", {"count", "{", "}"}),
    ],
)
def test_the_placeholders_of_a_text(text, names):
    assert placeholders_in(text) == names


def test_a_noun_inside_a_sentence_is_small_unless_it_is_a_name():
    assert [inside_sentence(words) for words in ("Tech hubs", "Catapult centres", "")] == ["tech hubs", "Catapult centres", ""]
