"""What documents say of a view: the same figures as the pages, and none that answers another question."""

import math
from dataclasses import replace

import pytest

from geo.export import export_context
from geo.export.document import authority_facts, headline_rates, key_figures, lead
from geo.numbers import quantity_words
from geo.register.figures import load_figures
from geo.select.filters import Filters


@pytest.fixture(scope="module")
def code(register):
    """An authority with several assets, one of them in a cluster."""
    return register.assets["gss_code"].value_counts().index[0]


def by_hand(rows, people, code=None):
    rows = rows if code is None else rows[rows["gss_code"] == code]
    people = people.sum() if code is None else people[code]
    return 1e5 * len(rows) / people


def test_the_rate_of_an_authority_and_of_the_region_answer_one_question(register, index, rows, authorities, code):
    context = export_context(register, Filters(authority=(code,)), index=index)
    own, region = headline_rates(context, code)
    assert own == pytest.approx(by_hand(rows, authorities["population"], code))
    assert region == pytest.approx(by_hand(rows, authorities["population"]))


def test_a_cluster_in_focus_counts_for_both(register, index, rows, authorities, code):
    cluster = next(c for c in register.clusters.index if any(c in found for found in rows.loc[rows["gss_code"] == code, "clusters"]))
    inside = rows[[cluster in found for found in rows["clusters"]]]
    context = export_context(register, Filters(authority=(code,)), index=index, extra={"cluster": (cluster,), "choice": "one cluster"})
    context = replace(context, assets=context.assets[[cluster in found for found in context.assets["clusters"]]])
    own, region = headline_rates(context, code)
    assert own == pytest.approx(by_hand(inside, authorities["population"], code))
    assert region == pytest.approx(by_hand(inside, authorities["population"]))


def test_what_was_chosen_one_by_one_has_no_rate_of_the_region_beside_it(register, index, code):
    context = export_context(register, Filters(authority=(code,)), index=index, extra={"choice": "a shortlist"})
    context = replace(context, assets=context.assets.head(1))
    assert math.isnan(headline_rates(context, code)[1])
    assert "region" not in key_figures(context)[-1].note


def test_the_figures_of_an_authority_stand_beside_the_median_of_all(register, index, authorities, code):
    facts = authority_facts(export_context(register, Filters(authority=(code,)), index=index))
    assert len(facts) > 4
    units = load_figures(register.package).set_index("label")["unit"]
    measures = {row["label"]: measure for measure, row in load_figures(register.package).iterrows()}
    for fact in facts:
        column, unit = authorities[measures[fact["label"]]], units[fact["label"]]
        assert fact["value"] == quantity_words(column[code], unit)
        assert fact["median"] == quantity_words(column.median(), unit)
    assert any(fact["median"] != quantity_words(authorities[measures[fact["label"]]].mean(), units[fact["label"]]) for fact in facts)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((3,), "in A"),
        ((3, 2), "in A (3) and B (2)"),
        ((1, 1, 1), "in 3 local authorities"),
        ((5, 3, 2), "in 3 local authorities, most in A (5) and B (3)"),
        ((3, 2, 2), "in A (3), B (2) and C (2)"),
        ((2, 2, 2, 1), "in 4 local authorities, most in A (2), B (2) and C (2)"),
        ((4, 2, 2, 2, 2), "in 5 local authorities, most in A (4)"),
        ((2, 2, 2, 2, 2), "in 5 local authorities"),
    ],
)
def test_who_has_the_most_is_named_with_all_who_tie(register, index, numbers, words):
    context = export_context(register, index=index)
    codes = list(register.authorities.index[: len(numbers)])
    names = dict(zip(codes, "ABCDE", strict=False))
    authorities = register.authorities.assign(name=[names.get(code, "Z") for code in register.authorities.index])
    assets = context.assets.iloc[: sum(numbers)].assign(gss_code=[code for code, number in zip(codes, numbers, strict=True) for _ in range(number)])
    made = replace(context, assets=assets, register=replace(register, authorities=authorities))
    assert lead(made).partition(f"{len(assets)} assets ")[2].startswith(f"{words}.")
