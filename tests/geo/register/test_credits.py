"""Credits: everything that is used is credited, in the owners' own words, once."""

import pytest

from geo.register.credits import full_credits, short_credits
from geo.register.datapackage import DataPackage

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
ONS = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0"


@pytest.mark.parametrize("words", [OGL, ONS, "© OpenStreetMap contributors"])
def test_the_owners_exact_words_are_there(package, words):
    assert words in full_credits(package)


@pytest.mark.parametrize(
    "beginning",
    [
        "Contains OS data © Crown copyright and database right 20",
        "Contains Royal Mail data © Royal Mail copyright and database right 20",
    ],
)
def test_credits_with_a_year_carry_one(package, beginning):
    assert [credit for credit in full_credits(package) if credit.startswith(beginning)]


def test_every_attribution_of_the_package_is_credited_once(package):
    credits = full_credits(package)
    assert len(credits) == len(set(credits)), credits
    whole = "\n".join(credits)
    lost = [part for resource in package.resources.values() for part in resource.get("attribution", "").split("; ") if part.strip() not in whole]
    assert not lost


def test_nothing_is_credited_that_is_not_used(tmp_path):
    resources = [
        {"name": "a", "attribution": "One; Two"},
        {"name": "b"},
        {"name": "c", "attribution": "Two; Three"},
    ]
    package = DataPackage(tmp_path, {"resources": resources, "credits": ["Zero"], "credit_line": "Short"})
    assert full_credits(package) == ("Zero", "One", "Two", "Three")
    assert short_credits(package) == "Short"


def test_the_line_on_the_map_links_to_the_openstreetmap_copyright_page(package):
    line = short_credits(package)
    assert 'href="https://www.openstreetmap.org/copyright"' in line
    assert "© OpenStreetMap contributors" in line
    assert "Contains OS data © Crown copyright and database right" in line
