"""Councils under any of their names are their areas, and so are the codes of statistics."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.area_search import area_asked, load_lookups
from geo.gazetteer.councils import codes_of_itl, gss_code_within, load_council_names
from geo.register.assets import load_register

FORMS = [
    "{}",
    "{} Council",
    "{} MBC",
    "{} M.B.C.",
    "City of {}",
    "The City of {}",
    "Metropolitan Borough of {}",
    "Borough of {}",
    "{} Borough Council",
    "{} District Council",
    "{} BC",
    "{} DC",
    "{} City Council",
    "County of {}",
    "{} Metropolitan Borough Council",
    "District of {}",
    "{} UA",
    "{} (unitary)",
    "{}, City of",
    "Council of the City of {}",
    "{} local authority",
]
REGISTER = load_register()
LOOKUPS = load_lookups(REGISTER.package)


def found(text):
    return area_asked(text, REGISTER, LOOKUPS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("City of Coventry", "Coventry"),
        ("City of Wolverhampton", "Wolverhampton"),
        ("County of Herefordshire", "Herefordshire"),
        ("Solihull MBC", "Solihull"),
        ("Sandwell MBC", "Sandwell"),
        ("Metropolitan Borough of Dudley", "Dudley"),
        ("E10000031", "Warwickshire"),
        ("E47000007", "WMCA area"),
        ("E12000005", "West Midlands region"),
        ("E11000005", "WMCA area"),
        ("TLG31", "Birmingham"),
        ("TLG", "West Midlands region"),
        ("Warwickshire CC", "Warwickshire"),
        ("Warwickshire County Council", "Warwickshire"),
        ("Telford & Wrekin Council", "Telford and Wrekin"),
        ("Coventry (E08000026)", "Coventry"),
        ("e08000026.", "Coventry"),
        ("Stoke-on-Trent City Council", "Stoke-on-Trent"),
        ("Newcastle under Lyme BC", "Newcastle-under-Lyme"),
    ],
)
def test_names_and_codes(text, name):
    assert found(text).name == name


def test_a_county_council_leaves_out_the_city_that_left_the_county():
    assert len(found("Staffordshire County Council").codes) == 8
    assert found("E10000028").codes == found("Staffordshire County Council").codes
    assert len(found("Staffordshire").codes) == 9


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(REGISTER.authorities["name"])),
    st.sampled_from(FORMS),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["{}", "{}.", "\u200b{}", "({})", " {} "]),
)
def test_every_authority_in_every_form(name, form, case, dressing):
    assert found(dressing.format(case(form.format(name)))).name == name


def test_a_name_that_is_none_of_a_council_stays():
    names = load_council_names(REGISTER.package)
    assert names.bare("City of Coventry") == "coventry"
    assert names.bare("Fazeley Street") == "fazeley st"
    assert names.area_of("Coventry") == ""


def test_codes_within_and_of_itl():
    assert gss_code_within("see E08000026 there") == "E08000026"
    assert gss_code_within("E08000026 and E08000025") == ""
    assert codes_of_itl("TLG99", REGISTER.authorities) == []
    assert codes_of_itl("Telford", REGISTER.authorities) == []
