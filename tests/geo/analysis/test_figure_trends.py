"""The trend of each figure: by hand, and its end against the figures shown."""

import numpy as np
import pandas as pd
import pytest

from geo.analysis.areas import Area
from geo.analysis.figure_trends import trends_of

FIGURES = pd.DataFrame(
    [("Pay", "GBP", "{month} {year}"), ("People", "people", "mid-{year}"), ("Once", "%", "{year}"), ("None", "%", "{year}")],
    columns=["label", "unit", "period_words"], index=["pay", "population", "once", "none"],
)  # fmt: skip
HISTORY = pd.DataFrame(
    [("A", "pay", "2021-04", 10.0), ("A", "pay", "2020-04", 8.0), ("B", "pay", "2020-04", 6.0), ("B", "pay", "2021-04", 6.5), ("C", "pay", "2021-04", 40.0),
     ("A", "population", "2020-06", 100.0), ("A", "population", "2021-06", 110.0), ("B", "population", "2020-06", 50.0), ("B", "population", "2021-06", 40.0),
     ("A", "once", "2020", 1.0), ("X", "pay", "2021-04", 999.0), ("X", "pay", "1999-04", 999.0)],
    columns=["gss_code", "measure", "period", "value"],
)  # fmt: skip


def area(*codes):
    return Area("it", "It", "authority" if len(codes) == 1 else "grouping", codes, 1.0, 1.0, 1.0)


@pytest.fixture
def trend():
    """The trends of an area by its codes."""
    return lambda *codes: trends_of(area(*codes), history=HISTORY, figures=FIGURES, codes=["A", "B", "C"])


def test_oldest_first_with_the_median_of_the_authorities_and_words_for_the_period(trend):
    found = trend("A")
    pay = found[found["measure"] == "pay"]
    assert pay[["year", "value", "median"]].to_numpy().tolist() == [["April 2020", 8.0, 7.0], ["April 2021", 10.0, 10.0]]
    # What was counted once has no course, and the region's own row is nobody's.
    assert found["measure"].unique().tolist() == ["pay", "population"]
    assert found["unit"].unique().tolist() == ["GBP", "people"]


def test_a_period_without_a_figure_is_missing_not_left_out(trend):
    assert trend("C").empty
    third = pd.concat([HISTORY, pd.DataFrame([("C", "pay", "2022-04", 41.0)], columns=HISTORY.columns)])
    values = trends_of(area("C"), history=third, figures=FIGURES, codes=["A", "B", "C"])["value"].tolist()
    assert np.isnan(values[0]) and values[1:] == [40.0, 41.0]


def test_several_authorities_have_the_trend_of_what_can_be_added_up(trend):
    found = trend("A", "B")
    assert found["measure"].unique().tolist() == ["population"] and found["value"].tolist() == [150.0, 150.0]
    # Half a sum is none.
    assert trend("A", "C").empty
