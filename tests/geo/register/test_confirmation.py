"""The rule for age: generated rows against the rule as the data's README states it, and the shipped register."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.register.assets import load_register
from geo.register.confirmation import LAST_CONFIRMED, OPERATING, evidence_date, first_confirming_year, shown_status_options, shown_statuses
from geo.register.datapackage import DataPackage, open_package
from geo.select.filters import Filters, filter_assets, index_facets
from geo.vocabulary import STATUS_WORDS, standing_words

DATES = st.from_regex(r"20[01][0-9](-0[1-9]){0,2}", fullmatch=True)


def package(years: int | None, checked_on: str = "2020-06-01") -> DataPackage:
    descriptor = {"checked_on": checked_on} | ({"confirmed_for_years": years} if years is not None else {})
    return replace(open_package(), descriptor=descriptor)


@given(stated=st.sampled_from(["operating", "planned", "closed", "unknown"]), source=DATES, location=st.one_of(st.just(""), DATES), years=st.integers(1, 12))
def test_only_operating_rows_with_old_evidence_are_shown_as_last_confirmed(stated, source, location, years):
    row = {"status": stated, "source_date": source, "location_date": location, "status_date": source}
    newest = max(source, location)
    old = stated == OPERATING and int(newest[:4]) < 2020 - years
    assert evidence_date(row) == newest
    assert shown_statuses(pd.DataFrame([row]), package(years)) == [LAST_CONFIRMED if old else stated]


def test_a_row_without_a_page_goes_by_its_status_date():
    row = {"status": "operating", "source_date": "", "location_date": "", "status_date": "2009"}
    assert shown_statuses(pd.DataFrame([row]), package(5)) == [LAST_CONFIRMED]


def test_a_package_without_the_rule_knows_no_age():
    assert first_confirming_year(package(None)) is None
    row = {"status": "operating", "source_date": "1999", "location_date": "", "status_date": "1999"}
    assert shown_statuses(pd.DataFrame([row]), package(None)) == [OPERATING]


@pytest.fixture(scope="module")
def register():
    return load_register()


def test_no_shipped_asset_operates_by_old_evidence_alone(register):
    first = first_confirming_year(register.package)
    operating = register.assets[register.assets["status"] == OPERATING]
    assert len(operating) and (operating["evidence_year"].astype(int) >= first).all()
    old = register.assets[register.assets["status"] == LAST_CONFIRMED]
    assert (old["evidence_year"].astype(int) < first).all() and (old["stated_status"] == OPERATING).all()


def test_filters_count_the_two_apart(register):
    index = index_facets(register)
    counts = index.counts(Filters())["status"]
    for status in (OPERATING, LAST_CONFIRMED):
        found = filter_assets(register.assets, Filters(status=(status,)), index=index)
        assert len(found) == counts[status] == (register.assets["status"] == status).sum()


def test_every_status_shown_has_its_word():
    assert set(shown_status_options(open_package())) == set(STATUS_WORDS)
    assert standing_words(LAST_CONFIRMED, "2018") == "Operating, last confirmed 2018"
    assert standing_words("planned", "2024-05") == "Planned, as of 2024-05"


@given(speaks=st.sampled_from(["own", "operator", "official", "press", "reference"]))
def test_who_says_so_is_a_filter(register, speaks):
    found = filter_assets(register.assets, Filters(speaks=(speaks,)), index=index_facets(register))
    shown = register.assets[register.assets["status"] != "closed"]
    assert set(found["id"]) == set(shown["id"][shown["source_publisher"] == speaks])
