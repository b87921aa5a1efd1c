"""Facts age. These fail when a row has no source, a status no date, or was checked a year before the edition it stands in.

How to refresh is written in data/README.md, at its end.
"""

from datetime import date

import pytest

from geo.register.datapackage import read_table
from geo.register.evidence_quality import first_day

OLDEST_DAYS = 365
EVIDENCE = ("source_title", "source_url", "source_evidence", "source_date")
HOW = """
To refresh the data (data/README.md, "Refresh it once a year"):
1. python -m geo stats --quality and python -m geo links: begin with the oldest
   and with what no longer answers.
2. Correct the rows, set their checked_on; note each change in data/changes.csv.
3. Read data/claims.csv and data/searched.csv again.
4. Set checked_on and raise version in data/datapackage.json; describe the edition in data/CHANGELOG.md.
"""


def without_source(rows):
    """The rows of an asset table that lack a part of the evidence that they exist."""
    return rows[(rows[list(EVIDENCE)] == "").any(axis=1)]


def without_status_date(rows):
    """The rows whose status has no date, or one that is no date."""
    return rows[rows["status_date"].map(lambda text: first_day(text) is None)]


def too_old(checked_on, *, today):
    """Whether a day of checking lies more than a year back."""
    return (today - date.fromisoformat(checked_on)).days > OLDEST_DAYS


@pytest.fixture(scope="module", params=["hubs", "catapults", "universities", "gigafactories", "testbeds"])
def rows(request, package):
    return read_table(package, request.param)


def test_every_layer_is_looked_at(package):
    assert set(package.asset_tables.values()) == {
        "hubs",
        "catapults",
        "universities",
        "gigafactories",
        "testbeds",
    }


def test_every_row_has_a_source(rows):
    bad = without_source(rows)
    assert bad.empty, f"No source: {bad['id'].tolist()}. Give the page that shows it, or drop the row.\n{HOW}"


def test_every_status_has_a_date(rows):
    bad = without_status_date(rows)
    assert bad.empty, f"No date of the status: {bad['id'].tolist()}.\n{HOW}"


def test_every_row_was_checked_within_a_year_of_the_package(rows, package):
    edition = date.fromisoformat(package.descriptor["checked_on"])
    bad = rows[rows["checked_on"].map(lambda day: too_old(day, today=edition))]
    assert bad.empty, f"Not checked for this edition: {bad['id'].tolist()}.\n{HOW}"


def test_every_claim_was_checked_within_a_year_of_the_package(package):
    claims = read_table(package, "claims")
    edition = date.fromisoformat(package.descriptor["checked_on"])
    bad = claims[claims["checked_on"].map(lambda day: too_old(day, today=edition))]
    assert bad.empty, f"Not checked for this edition: {bad['id'].tolist()}.\n{HOW}"


@pytest.mark.parametrize("column", EVIDENCE)
def test_a_row_without_source_is_noticed(rows, column):
    spoilt = rows.head(3).copy()
    spoilt.loc[spoilt.index[1], column] = ""
    assert without_source(spoilt)["id"].tolist() == [spoilt["id"].iloc[1]]


@pytest.mark.parametrize("text", ["", "soon", "2024-13"])
def test_a_status_without_date_is_noticed(rows, text):
    spoilt = rows.head(2).copy()
    spoilt.loc[spoilt.index[0], "status_date"] = text
    assert without_status_date(spoilt)["id"].tolist() == [spoilt["id"].iloc[0]]


@pytest.mark.parametrize(("checked_on", "old"), [("2025-11-22", False), ("2025-11-21", True), ("2026-11-22", False)])
def test_a_year_is_a_year(checked_on, old):
    assert too_old(checked_on, today=date(2026, 11, 22)) is old
