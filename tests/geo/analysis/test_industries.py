"""Location quotients on businesses, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from geo.analysis.industries import cluster_business_quotients, industry_quotients
from geo.register.industries import BusinessCounts


@pytest.fixture
def counts():
    """Three authorities: A is all wind, C lacks a count."""
    table = pd.DataFrame({"peat": [0.0, 30, 10], "wind": [20.0, 30, 10], "law": [0.0, 10, 20]}, index=["A", "B", "C"])
    return BusinessCounts(table)


def test_an_authority_is_held_against_the_region(counts):
    found = industry_quotients(["B"], counts)
    # The region has 40 peat, 60 wind and 30 law of 130; B has 30, 30 and 10 of 70.
    assert found.index.tolist() == ["peat", "wind", "law"]
    np.testing.assert_allclose(found["quotient"], [(30 / 70) / (40 / 130), (30 / 70) / (60 / 130), (10 / 70) / (30 / 130)])
    np.testing.assert_allclose(found["share_pct"], [100 * 30 / 70, 100 * 30 / 70, 100 * 10 / 70])
    np.testing.assert_allclose(found["region_share_pct"], [100 * 40 / 130, 100 * 60 / 130, 100 * 30 / 130])
    assert found["businesses"].tolist() == [30, 30, 10]


def test_several_authorities_count_together(counts):
    found = industry_quotients(["A", "B"], counts)
    assert found["businesses"].to_dict() == {"peat": 30, "wind": 50, "law": 10}
    assert found.at["wind", "quotient"] == pytest.approx((50 / 90) / (60 / 130))


def test_the_whole_region_is_its_own_mix(counts):
    assert industry_quotients(["A", "B", "C"], counts)["quotient"].tolist() == pytest.approx([1, 1, 1])


def test_a_cluster_takes_the_industries_its_row_names(counts):
    found = cluster_business_quotients(["peat", "law", "unheard of"], counts)
    np.testing.assert_allclose(found, [0, (40 / 70) / (70 / 130), (30 / 40) / (70 / 130)])
    assert cluster_business_quotients(["unheard of"], counts).empty and cluster_business_quotients([], counts).empty


def test_what_is_not_counted_is_missing(counts):
    counts.table.loc["C", "peat"] = np.nan
    assert np.isnan(cluster_business_quotients(["peat"], counts)["C"])
    assert industry_quotients(["C"], counts)["quotient"].isna().any()
    assert industry_quotients(["A"], BusinessCounts()).empty and cluster_business_quotients(["peat"], BusinessCounts()).empty
