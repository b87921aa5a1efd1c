"""Figures by period: the newest is looked up, and next year's table needs no change of code."""

import numpy as np
import pandas as pd
import pytest

from geo.register.boundaries import load_authorities
from geo.register.figures import figure_of, load_figure_history, load_figures, newest_figures, newest_rows, period_words

HISTORY = pd.DataFrame(
    [("A", "people", "2023-06", 10.0, "s"), ("B", "people", "2023-06", 20.0, "s"), ("A", "people", "2024-06", 11.0, "t"),
     ("R", "people", "2025-06", 99.0, "s"), ("A", "pay", "2024", 5.0, "s"), ("B", "pay", "2024", 6.0, "s")],
    columns=["gss_code", "measure", "period", "value", "source"],
)  # fmt: skip


def test_the_newest_period_is_that_of_the_measure_and_of_the_authorities_alone():
    found = newest_figures(HISTORY, codes=["A", "B"])
    assert found.loc["A"].to_dict() == {"people": 11.0, "pay": 5.0}
    assert np.isnan(found.at["B", "people"]) and found.at["B", "pay"] == 6.0
    assert set(newest_rows(HISTORY, codes=["A", "B"])["period"]) == {"2024-06", "2024"}


def test_a_figure_the_data_does_not_have_is_missing():
    assert np.isnan(figure_of(pd.DataFrame(index=["A", "B"]), "pay")).all()


@pytest.mark.parametrize(("period", "form", "words"), [
    ("2024-06", "mid-{year}", "mid-2024"), ("2025-04", "{month} {year}", "April 2025"), ("2023", "{year}", "2023"), ("2023", "{month} {year}", "2023"),
])  # fmt: skip
def test_a_period_in_words(period, form, words):
    assert period_words(period, form) == words


def test_next_years_figures_are_shown_without_a_change_of_code(package, broken_package):
    def add(content):
        rows = pd.read_csv(package.path("figures"), dtype=str)
        newest = rows[rows["measure"] == "population"].sort_values("period").groupby("gss_code").tail(1)
        newer = newest.assign(period="2031-06", value=(newest["value"].astype(float) * 2).map(str))
        return content + newer.to_csv(index=False, header=False, lineterminator="\n").encode()

    newer = broken_package("figures.csv", add)
    before, after = load_authorities(package)["population"], load_authorities(newer)["population"]
    np.testing.assert_allclose(after, 2 * before)
    assert load_figures(newer).at["population", "year"] == "mid-2031"
    assert len(load_figure_history(newer)) == len(load_figure_history(package)) + len(before) + 1


def test_figures_of_a_source_nobody_knows_are_none(broken_package):
    def edit(content):
        return b"\n".join(line.rsplit(b",", 1)[0] + b",elsewhere" if line.startswith(b"E") else line for line in content.split(b"\n"))

    assert load_figures(broken_package("figures.csv", edit)).empty
