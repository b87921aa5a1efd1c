"""Titles say what a document is about; what has no place in the sentence follows in brackets."""

import pytest

from geo.export.document_title import title_of_view
from geo.select.filters import Filters

COVENTRY, BIRMINGHAM, WARWICK = "E08000026", "E08000025", "E07000222"


@pytest.mark.parametrize(
    ("filters", "title"),
    [
        (Filters(authority=(COVENTRY,)), "Innovation assets in Coventry"),
        (Filters(layer=("university",), authority=(COVENTRY, WARWICK)), "Universities in Coventry and Warwick"),
        (Filters(cluster=("aerospace",), layer=("hub",)), "Aerospace: Tech hubs in the West Midlands"),
        (Filters(city=("Rugby",), q="battery"), "Innovation assets in Rugby (Search: \u201cbattery\u201d)"),
        (
            Filters(authority=(COVENTRY, BIRMINGHAM, WARWICK)),
            "Innovation assets in the West Midlands (Local authority: Coventry, Birmingham, Warwick)",
        ),
    ],
)
def test_titles(register, filters, title):
    assert title_of_view(register, filters) == title


def test_without_filters_it_is_the_title_of_the_data(register):
    assert title_of_view(register, Filters()) == register.package.descriptor["title"]
