import pandas as pd
import pytest

from geo.build.figures import industries_long, long_figures, main, plain_period
from geo.errors import DataError
from geo.register.datapackage import open_package, read_table

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
    made = industries_long(pd.DataFrame({"41-43 : Construction": [5], "85 : Education": [10], "Total": [15], "gss": ["A"]}), period="2030-03", source="s")
    assert made.to_dict("records") == [
        {"gss_code": "A", "industry": "Construction", "period": "2030-03", "businesses": 5, "source": "s"},
        {"gss_code": "A", "industry": "Education", "period": "2030-03", "businesses": 10, "source": "s"},
    ]  # fmt: skip


def test_older_counts_of_industries_are_kept_and_the_same_period_is_replaced():
    kept = pd.DataFrame(
        [("A", "Construction", "2029-03", 1, "s"), ("A", "Construction", "2030-03", 2, "s")], columns=["gss_code", "industry", "period", "businesses", "source"]
    )
    made = industries_long(pd.DataFrame({"41-43 : Construction": [5], "gss": ["A"]}), period="2030-03", source="s", kept=kept)
    assert made[["period", "businesses"]].to_numpy().tolist() == [["2029-03", 1], ["2030-03", 5]]


def test_the_command_writes_both_tables(tmp_path):
    measure = read_table(open_package(), "measures").query("published_as == 'population'").iloc[0]
    published = pd.DataFrame(
        [("A", "population", "mid-2030", 7.0, measure["published_title"])], columns=["gss_code", "measure", "period", "value", "source_title"]
    )
    published.to_csv(tmp_path / "long.csv", index=False)
    pd.DataFrame({"85 : Education": [10], "Total": [10], "gss": ["A"]}).to_csv(tmp_path / "units.csv", index=False)
    assert main([str(tmp_path / "long.csv"), str(tmp_path / "units.csv"), "2030-03", str(tmp_path)]) == 0
    assert pd.read_csv(tmp_path / "figures.csv")["period"].tolist() == ["2030-06"]
    assert pd.read_csv(tmp_path / "businesses_by_industry.csv").to_numpy().tolist() == [["A", "Education", "2030-03", 10, "ukbusiness"]]
