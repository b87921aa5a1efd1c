"""What readers type, and the first three assets they should see: in the list, by the library and in the browser.

`search_queries.csv` was judged by reading the register, not taken from an answer: the asset that has the name comes first,
then those that are called so beside it, then those it runs, then those that work on it. It was judged by one release; an asset
added since may stand between.
"""

import csv
from pathlib import Path

import pandas as pd
import pytest

from geo.select.filters import Filters, filter_assets

JUDGED_BY = "1.1.1"
with (Path(__file__).parent / "search_queries.csv").open(encoding="utf-8") as file:
    QUERIES = [(line["query"], [line[name] for name in ("first", "second", "third") if line[name]]) for line in csv.DictReader(file)]


@pytest.fixture(scope="module")
def judged(package):
    """The assets there were when the queries were judged."""
    return set(pd.read_csv(package.root / "releases" / f"assets-{JUDGED_BY}.csv.gz", usecols=["id"])["id"])


def test_there_are_forty_queries_and_more():
    assert len({query for query, _ in QUERIES}) >= 40


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=[query for query, _ in QUERIES])
def test_the_first_three_are_those_a_reader_means(query, expected, register, index, judged):
    found = [asset for asset in filter_assets(register.assets, Filters(q=query), index=index)["id"] if asset in judged]
    assert found[:3] == expected
    if len(expected) < 3:
        assert len(found) == len(expected)


def test_a_district_is_not_another_whose_name_it_begins(register, index):
    found = filter_assets(register.assets, Filters(q="B1"), index=index)
    assert len(found) and set(found["postcode"].str.split().str[0]) == {"B1"}


def test_either_side_of_or_will_do(index):
    found = {query: set(index.text.ranked(query)) for query in ("battery", "hydrogen", "battery or hydrogen")}
    assert found["battery or hydrogen"] == found["battery"] | found["hydrogen"]
    assert found["battery"] - found["hydrogen"] and found["hydrogen"] - found["battery"]
    assert index.text.reading("battery or hydrogen").sentences() == ["Either \u201cbattery\u201d or \u201chydrogen\u201d."]
