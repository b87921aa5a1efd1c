"""Questions in words read as filters: what they name, what is left as text, and what is no question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.select.filters import Filters
from geo.select.questions import read_question


@pytest.fixture(scope="module")
def read(register, index):
    """The parameters, place, reach in km and minutes of a question; None for a text that is none."""

    def asked(text):
        found = read_question(text, register=register, index=index)
        return found and (found.filters.to_query(), found.place, found.radius_km, found.minutes)

    return asked


def years(first, last, index):
    return [year for year in index.options["opened"] if first <= int(year) <= last]


def test_a_question_names_type_technology_authority_years_and_what_kind_of_organisation_runs_it(read, register, index):
    query, place, radius_km, minutes = read("battery testbeds in Coventry opened since 2020 run by a university")
    asked = {"layer": ["testbed"], "technology": ["batteries"], "authority": ["E08000026"], "opened": years(2020, 9999, index)}
    kinds = register.organisations.table.set_index("id")["kind"]
    others = Filters().with_facets({name: tuple(values) for name, values in asked.items()})
    running = {one for cell in register.assets["run_by"][index.mask(others)] for one in cell if kinds[one] == "university"}
    assert query == asked | ({"run_by": sorted(running)} if running else {"q": ["university"]})
    assert (place, radius_km, minutes) == ("", None, None)


def test_a_kind_of_organisation_is_all_of_it_that_runs_something(read, register, index):
    query, *_ = read("catapult centres or testbeds run by universities")
    kinds = register.organisations.table.set_index("id")["kind"]
    assert {kinds[one] for one in query["run_by"]} == {"university"}
    found = index.mask(Filters(layer=tuple(query["layer"]), run_by=tuple(query["run_by"])))
    by_one = np.array([any(kinds[one] == "university" for one in cell) for cell in register.assets["run_by"]])
    wanted = register.assets["layer"].isin(["catapult", "testbed"]) & (register.assets["status"] != "closed") & by_one
    assert (found == wanted.to_numpy()).all() and found.any()


@pytest.mark.parametrize("text", ["Walsall Sandwell", "Walsall and Sandwell", "Walsall vs Sandwell", "compare Walsall with Sandwell and Dudley"])
def test_the_names_of_several_places_are_a_comparison_and_no_filter(read, text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "place", "radius_km", "minutes", "query"),
    [
        ("what is within 20 minutes of CV1 5FB for 5G", "CV1 5FB", None, 20, {"technology": ["5G"]}),
        ("universities near Rugby", "Rugby", None, None, {"layer": ["university"]}),
        ("within 5 km of New Street for games", "New Street", 5, None, {"technology": ["games"]}),
        ("what is within 10 miles of Stratford-upon-Avon?", "Stratford-upon-Avon", 16.09344, None, {}),
        ("robotics around B4 7RJ, operated by Aston", "B4 7RJ", None, None, {"technology": ["robotics"], "q": ["aston"]}),
    ],
)
def test_a_question_names_a_place_to_look_around(read, text, place, radius_km, minutes, query):
    assert read(text) == (query, place, radius_km, minutes)


def test_who_runs_it_is_a_filter_where_it_is_an_organisation(read, register, index):
    known, running = register.organisations.table, set(index.options["run_by"])
    for row in known.to_dict("records"):
        found = read(f"incubators in Birmingham run by the {row['name']}")[0]
        assert ("run_by" in found) == (row["id"] in running)
        assert row["id"] not in running or found["run_by"] == [row["id"]] and "q" not in found
    identity, other = next((row["id"], name) for row in known.to_dict("records") if row["id"] in running for name in row["other_names"])
    assert read(f"assets operated by {other}")[0] == {"run_by": [identity]}


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("since 2015", 2015, 9999),
        ("opened after 2015", 2016, 9999),
        ("before 2000", 0, 1999),
        ("opened in 2020", 2020, 2020),
        ("until 2001", 0, 2001),
        ("opened between 2015 and 2018", 2015, 2018),
        ("from 2015 to 2018", 2015, 2018),
        ("2015-2018", 2015, 2018),
        ("from 2015 onwards", 2015, 9999),
        ("in the 2010s", 2010, 2019),
        ("opened during the 1990s", 1990, 1999),
    ],
)
def test_words_of_opening_are_years(read, index, words, first, last):
    assert read(f"universities in Birmingham {words}")[0]["opened"] == years(first, last, index)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("planned gigafactories", {"layer": ["gigafactory"], "status": ["planned"]}),
        ("incubators in Birmingham or Solihull", {"authority": ["E08000025", "E08000029"], "kind": ["incubator"]}),
        ("AI in Birmingham", {"authority": ["E08000025"], "technology": ["artificial intelligence"]}),
        ("purple robotics in Coventry", {"authority": ["E08000026"], "technology": ["robotics"], "q": ["purple"]}),
        ("show me all catapults", {"layer": ["catapult"]}),
        ("how many universities are there in Birmingham", {"layer": ["university"], "authority": ["E08000025"]}),
        ("tell us about everything by WMG", {"q": ["wmg"]}),
        ("closed hubs", {"layer": ["hub"], "status": ["closed"]}),
    ],
)
def test_names_become_filters_and_the_rest_stays_text(read, text, query):
    assert read(text)[0] == query


def test_a_county_and_a_grouping_are_their_authorities_and_the_region_is_no_filter(read, register):
    for county, own in register.authorities.groupby("county"):
        if county != register.region.name and county not in set(own["name"]):
            assert set(read(f"testbeds in {county}")[0]["authority"]) == set(own.index), county
    for grouping in register.region.groupings:
        assert read(f"testbeds in the {grouping.name}")[0]["authority"] == list(grouping.codes)
    assert read(f"testbeds in {register.region.within}")[0] == {"layer": ["testbed"]}


@pytest.mark.parametrize(
    ("text", "others", "out"),
    [
        ("testbeds not in Coventry", {"layer": ["testbed"]}, {"authority": {"E08000026"}}),
        ("hubs outside Birmingham or Coventry since 2015", {"layer": ["hub"]}, {"authority": {"E08000025", "E08000026"}}),
        ("everything except universities in Wolverhampton", {"authority": ["E08000031"]}, {"layer": {"university"}}),
        ("robotics but not universities", {"technology": ["robotics"]}, {"layer": {"university"}}),
        ("hydrogen excluding Coventry", {"technology": ["hydrogen"]}, {"authority": {"E08000026"}}),
    ],
)
def test_what_is_excluded_leaves_all_others_that_have_what_is_asked_for(read, register, index, text, others, out):
    query = read(text)[0]
    found = index.mask(Filters().with_facets({name: tuple(values) for name, values in query.items()}))
    years = query.get("opened", register.assets["opened_year"])
    column = {"authority": "gss_code", "layer": "layer"}[next(iter(out))]
    excluded = register.assets[column].isin(next(iter(out.values()))).to_numpy()
    wanted = index.mask(Filters().with_facets({name: tuple(values) for name, values in others.items()})) & ~excluded
    assert "q" not in query and (found == wanted & register.assets["opened_year"].isin(years).to_numpy()).all() and found.any()


@pytest.mark.parametrize("text", ["hubs north of Coventry", "hubs not about batteries in Coventry", "testbeds south-east of the M6"])
def test_what_no_filter_says_stays_text_with_all_its_words(read, text):
    query = read(text)[0]
    assert set(query) <= {"layer", "authority", "q"} and query["layer"] and query["q"][0].split()[0] in ("north", "not", "south")
    assert "coventry" not in query["q"][0] or "authority" not in query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("univercities in Covntry", {"layer": ["university"], "authority": ["E08000026"]}),
        ("catapaults in birmigham", {"layer": ["catapult"], "authority": ["E08000025"]}),
        ("inovation centers in Rugbey", {"kind": ["innovation-centre"], "authority": ["E07000220"]}),
    ],
)
def test_a_name_of_a_filter_that_is_spelled_wrong_is_read_where_no_asset_has_the_word(read, text, query):
    assert read(text)[0] == query


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Coventry",
        "robotics",
        "what is there",
        "University of Birmingham",
        "birmingham university",
        "coventry university technology park",
        "B4 7RJ",
        "zzzz qqqq",
        "the",
    ],
)
def test_a_single_name_and_a_text_that_names_nothing_stay_a_search(read, text):
    assert read(text) is None


def test_every_pair_of_a_type_and_an_authority_is_understood(read, register):
    for layer, plural in register.layer_names["plural"].items():
        for code, name in register.authorities["name"].items():
            found = read(f"{plural} in {name}")
            assert found and found[0] == {"layer": [layer], "authority": [code]}, (plural, name)


@given(text=st.text(max_size=120))
def test_any_text_is_read_without_fail_and_filters_name_what_is_known(text, register, index):
    found = read_question(text, register=register, index=index)
    if found:
        assert all(set(getattr(found.filters, facet)) <= set(options) for facet, options in index.options.items())
