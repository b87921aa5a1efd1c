import pandas as pd
import pytest

from geo.build.figures import industries_long, long_figures, plain_period
from geo.errors import DataError

MEASURES = pd.DataFrame(
    [("rate", "one", "Rate of one", "s"), ("people", "people", "", "m"), ("own", "", "", "x")],
    columns=["id", "published_as", "published_title", "source"],
)
PUBLISHED = pd.DataFrame(
    [("A", "one", "2023-01-01/P1Y", 28.3, "Rate of another"), ("A", "one", "2023-01-01/P1Y", 65.9, "Rate of one"),
     ("A", "people", "mid-2024", 100.0, "Estimates"), ("A", "unknown", "2023", 1.0, "?")],
    columns=["gss_code", "measure", "period", "value", "source_title"],
)  # fmt: skip


@pytest.mark.parametrize(("published", "ours"), [("2023-01-01/P1Y", "2023"), ("2025-04-30", "2025-04"), ("mid-2024", "2024-06"), ("2021", "2021")])
def test_periods_are_iso(published, ours):
    assert plain_period(published) == ours


def test_two_series_under_one_name_are_told_apart_by_their_title_and_what_is_not_ours_is_left():
    made = long_figures(PUBLISHED, MEASURES)
    assert made.to_dict("records") == [
        {"gss_code": "A", "measure": "people", "period": "2024-06", "value": 100.0, "source": "m"},
        {"gss_code": "A", "measure": "rate", "period": "2023", "value": 65.9, "source": "s"},
    ]


def test_what_is_kept_fills_and_never_replaces():
    kept = pd.DataFrame([("A", "people", "2024-06", 1.0, "old"), ("A", "own", "2013", 7.0, "x")], columns=["gss_code", "measure", "period", "value", "source"])
    made = long_figures(PUBLISHED, MEASURES, kept=kept).set_index("measure")["value"]
    assert made.to_dict() == {"own": 7.0, "people": 100.0, "rate": 65.9}


def test_two_measures_of_one_name_are_refused():
    with pytest.raises(DataError, match="'one'"):
        long_figures(PUBLISHED, pd.concat([MEASURES, MEASURES.iloc[:1].assign(id="twin")]))


def test_industries_lose_their_codes_and_their_total():
    made = industries_long(pd.DataFrame({"41-43 : Construction": [5], "85 : Education": [10], "Total": [15], "gss": ["A"]}))
    assert made.to_dict("records") == [
        {"gss_code": "A", "industry": "Construction", "businesses": 5}, {"gss_code": "A", "industry": "Education", "businesses": 10},
    ]  # fmt: skip
