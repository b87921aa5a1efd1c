"""Businesses by industry: the newest period, of the package's own authorities."""

import pandas as pd
import pytest
from second_region import AUTHORITIES, write_second_region

from geo.errors import DataError
from geo.register.assets import load_register
from geo.register.datapackage import open_package
from geo.register.industries import load_business_counts
from geo.settings import DATA_ROOT


@pytest.fixture
def root(tmp_path):
    """The invented region."""
    return write_second_region(DATA_ROOT, tmp_path / "data")


def test_the_newest_period_counts_and_the_region_s_own_row_does_not(root):
    path = root / "businesses_by_industry.csv"
    rows = pd.read_csv(path, dtype=str)
    newer = rows.assign(period="2031-03", businesses="7")
    pd.concat([newer, rows]).to_csv(path, index=False)
    found = load_business_counts(open_package(root))
    assert found.table.index.tolist() == list(AUTHORITIES)
    assert (found.table == 7).all(axis=None) and found.table.columns.tolist() == ["Peat", "Wind"]
    assert (found.period, found.source_title) == ("March 2031", "Fenmark Almanac")


def test_without_the_table_the_register_is_loaded_and_says_nothing_of_industries(root):
    (root / "businesses_by_industry.csv").unlink()
    with pytest.raises(DataError):
        load_business_counts(open_package(root))
    assert load_register(open_package(root)).business_counts.table.empty
