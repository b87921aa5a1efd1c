"""Measures: rates, ranks, classes and quotients, by hand and again straight from the CSV files."""

import numpy as np
import pandas as pd
import pytest
from shown_rows import as_shown

from geo.analysis.measures import (
    choose,
    classes,
    location_quotients,
    measure_by,
    measure_table,
    measure_value,
    measures,
    positions_of,
    rank,
    tally,
)
from geo.errors import FilterError
from geo.register.assets import load_register
from geo.register.figures import load_figures
from geo.settings import DATA_ROOT


@pytest.fixture
def figures():
    """What three figures are."""
    columns = ["population", "active_businesses", "area_km2"]
    return pd.DataFrame(
        {"year": ["2023", "2024", "2013"], "source_title": "ONS", "source_url": "u", "note": "n"},
        index=columns,
    )


@pytest.fixture
def authorities():
    """Four authorities: B has nobody in it, D's people are not known."""
    return pd.DataFrame(
        {
            "name": ["Ayton", "Beeton", "Ceeton", "Deeton"],
            "population": [200_000, 0, 50_000, np.nan],
            "active_businesses": [4_000, 500, 0, 1_000],
            "area_km2": [50.0, 100.0, 200.0, 400.0],
        },
        index=pd.Index(["A", "B", "C", "D"], name="gss_code"),
    )


@pytest.fixture
def assets():
    """Six assets: three in A, one each in B, C and D; two clusters, two layers."""
    return pd.DataFrame(
        {
            "id": list("uvwxyz"),
            "name": list("UVWXYZ"),
            "gss_code": ["A", "A", "A", "B", "C", "D"],
            "layer": ["hub", "hub", "testbed", "hub", "testbed", "hub"],
            "clusters": [("k",), ("k", "m"), (), ("m",), ("k",), ()],
            "kind": "park",
            "status": ["operating", "planned", "operating", "operating", "unknown", "operating"],
        }
    )


@pytest.fixture(scope="module")
def register():
    """The shipped data."""
    return load_register()


@pytest.fixture(scope="module")
def shipped(authorities_of_files):
    """The shipped CSV files, read without the library: (assets with `layer`, authorities)."""
    layers = {"hubs": "hub", "catapults": "catapult", "universities": "university"}
    layers |= {"gigafactories": "gigafactory", "testbeds": "testbed"}
    tables = [pd.read_csv(DATA_ROOT / "assets" / f"{file}.csv", keep_default_na=False).assign(layer=layer) for file, layer in layers.items()]
    return as_shown(pd.concat(tables, ignore_index=True)), authorities_of_files


def test_a_measure_knows_its_denominator_and_where_that_comes_from(figures):
    found = measures(figures)
    assert list(found) == [
        "assets",
        "per-100k-people",
        "per-1k-businesses",
        "per-100km2",
        "share-operating",
    ]
    people = found["per-100k-people"]
    assert (people.denominator, people.year, people.source_title) == (
        "population",
        "2023",
        "ONS",
    )
    assert found["assets"].denominator == found["share-operating"].denominator == ""


@pytest.mark.parametrize(
    ("measure", "options", "expected"),
    [
        ("assets", {}, [3, 1, 1, 1]),
        ("per-100k-people", {}, [1.5, np.nan, 2, np.nan]),
        ("per-1k-businesses", {}, [0.75, 2, np.nan, 1]),
        ("per-100km2", {}, [6, 1, 0.5, 0.25]),
        ("share-operating", {}, [200 / 3, 100, 0, 100]),
        ("assets", {"layer": "hub"}, [2, 1, 0, 1]),
        ("assets", {"cluster": "k"}, [2, 0, 1, 0]),
        ("assets", {"cluster": "k", "layer": "hub"}, [2, 0, 0, 0]),
        ("share-operating", {"cluster": "k"}, [50, np.nan, 0, np.nan]),
        ("assets", {"cluster": "none such"}, [0, 0, 0, 0]),
    ],
)
def test_values_worked_by_hand(measure, options, expected, assets, authorities, figures):
    table = measure_table(assets, authorities, measures(figures)[measure], **options)
    np.testing.assert_allclose(table["value"], expected)


def test_without_assets_counts_and_rates_are_zero_and_a_share_is_missing(assets, authorities, figures):
    none, found = assets.iloc[0:0], measures(figures)
    assert measure_table(none, authorities, found["assets"])["value"].tolist() == [0, 0, 0, 0]
    assert measure_table(none, authorities, found["per-100km2"])["value"].tolist() == [0, 0, 0, 0]
    assert measure_table(none, authorities, found["share-operating"])["value"].isna().all()


def test_an_asset_of_an_unknown_authority_is_counted_nowhere(assets, authorities, figures):
    table = measure_table(assets.assign(gss_code="elsewhere"), authorities, measures(figures)["assets"])
    assert table["value"].sum() == 0


@pytest.mark.parametrize(
    ("measure", "codes", "expected"),
    [
        ("assets", ["A", "B"], 4),
        ("per-100k-people", ["A", "C"], 4 / 2.5),
        ("per-100k-people", ["A", "B"], 2),
        ("per-100k-people", ["B"], np.nan),
        ("per-100k-people", ["A", "D"], np.nan),
        ("share-operating", ["A", "C"], 50),
    ],
)
def test_areas_are_sums_over_sums(measure, codes, expected, assets, authorities, figures):
    chosen = measures(figures)[measure]
    table = measure_table(assets, authorities, chosen)
    assert measure_value(table, chosen, codes=codes) == pytest.approx(expected, nan_ok=True)


def test_a_measure_by_cluster_for_areas(assets, authorities, figures):
    found = measure_by(
        assets,
        authorities,
        measures(figures)["per-100km2"],
        by="cluster",
        options=["m", "k", "none"],
        areas={"A": ["A"], "AC": ["A", "C"]},
    )
    np.testing.assert_allclose(found["A"], [2, 4, 0])
    np.testing.assert_allclose(found["AC"], [0.4, 1.2, 0])


def test_ties_share_the_better_rank_and_missing_values_have_none():
    found = rank(pd.Series([2.0, 5.0, np.nan, 2.0, 1.0]))
    assert found.tolist() == [2, 1, pd.NA, 2, 4]
    assert rank(pd.Series([2.0, 5.0, 2.0]), highest_first=False).tolist() == [1, 3, 1]


def test_five_classes_of_equal_size():
    found = classes(pd.Series(range(1, 11)))
    assert found.labels == ("1 to 2", "3 to 4", "5 to 6", "7 to 8", "9 to 10")
    assert found.counts == (2, 2, 2, 2, 2)
    assert found.class_of.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_zero_is_a_class_and_missing_is_none():
    found = classes(pd.Series([0, 0, 1.24, 1.26, 2.5, 3.5, 4.5, np.nan]), 3)
    assert found.zero_class
    assert found.missing == 1
    assert found.labels == ("0", "1.2 to under 2.5", "2.5 to 4.5")
    assert found.class_of.tolist() == [0, 0, 1, 1, 2, 2, 2, pd.NA]


def test_fewer_distinct_values_than_classes_are_a_class_each():
    found = classes(pd.Series([0, 3, 3, 7]))
    assert found.labels == ("0", "3", "7")
    assert found.counts == (1, 2, 1)


def test_ties_do_not_cost_classes():
    found = classes(pd.Series([1] * 20 + [2, 3, 4, 5, 6, 7]))
    assert len(found.labels) == 5


def test_a_value_below_zero_leaves_no_class_for_zero():
    assert not classes(pd.Series([-1, 0, 1])).zero_class


@pytest.mark.parametrize(("values", "labels"), [([], ()), ([np.nan], ()), ([0, 0], ("0",))])
def test_classes_of_next_to_nothing(values, labels):
    found = classes(pd.Series(values, dtype=float))
    assert found.labels == labels
    assert len(found.class_of) == len(values)


def test_a_tiny_positive_value_is_not_printed_as_zero():
    found = classes(pd.Series([0, 0.004, 1, 2, 3, 4, 5.0]), 3)
    assert found.labels[0] == "0"
    assert found.labels[1].startswith("0.004")


def test_one_class_is_refused():
    with pytest.raises(FilterError, match="too few"):
        classes(pd.Series([1, 2]), 1)


def test_a_tally_counts_and_names_and_keeps_zeros(assets):
    found = tally(assets, by="cluster", words={"m": "Em", "k": "Kay", "q": "Queue"})
    assert found["assets"].tolist() == [2, 3, 0]
    assert found["operating"].tolist() == [1, 1, 0]
    assert found.loc["k", "asset_ids"] == ("u", "v", "y")
    assert found.loc["q", "asset_names"] == ()
    assert found["label"].tolist() == ["Em", "Kay", "Queue"]


def test_an_empty_choice_is_all(assets):
    assert len(choose(assets)) == len(assets)
    assert choose(assets, layer="testbed", cluster="k")["id"].tolist() == ["y"]
    assert positions_of(assets, by="cluster") == {"k": [0, 1, 4], "m": [1, 3]}


def test_a_quotient_worked_by_hand():
    # A quarter of the region's assets are in the cluster; the places have 40, 8 and no assets.
    found = location_quotients(pd.Series([15, 4, 0]), assets_total=pd.Series([40, 8, 0]), base=25, base_total=100)
    assert found["expected"].tolist() == [10, 2, 0]
    np.testing.assert_allclose(found["quotient"], [1.5, 2, np.nan])
    assert found["small"].tolist() == [False, True, True]


def test_a_quotient_of_nothing_is_missing():
    found = location_quotients(pd.Series([0]), assets_total=0, base=0, base_total=0)
    assert found["quotient"].isna().all()


@pytest.mark.parametrize(("layer", "cluster"), [("", ""), ("hub", ""), ("", "ev-battery")])
def test_shipped_rates_match_the_csv_files(layer, cluster, register, shipped):
    rows, authorities = shipped
    rows = rows[rows["id"].isin(register.assets["id"])]
    if layer:
        rows = rows[rows["layer"] == layer]
    if cluster:
        rows = rows[rows["clusters"].str.split(";").map(lambda own: cluster in own)]
    per_authority = rows.groupby("gss_code").size().reindex(authorities.index, fill_value=0)
    working = rows[rows["status"] == "operating"].groupby("gss_code").size()
    working = working.reindex(authorities.index, fill_value=0)
    expected = {
        "assets": per_authority,
        "per-100k-people": 1e5 * per_authority / authorities["population"],
        "per-1k-businesses": 1e3 * per_authority / authorities["active_businesses"],
        "per-100km2": 100 * per_authority / authorities["area_km2"],
        "share-operating": 100 * working / per_authority.where(per_authority > 0),
    }
    for identity, measure in measures(load_figures(register.package)).items():
        table = measure_table(register.assets, register.authorities, measure, layer=layer, cluster=cluster)
        wanted = expected[identity].reindex(table.index)
        np.testing.assert_allclose(table["value"], wanted, err_msg=identity)
        ranks = [1 + (wanted > value).sum() for value in wanted.dropna()]
        assert table["rank"].dropna().tolist() == ranks


def test_every_denominator_is_a_column_of_the_authorities(register):
    for measure in measures(load_figures(register.package)).values():
        if measure.kind == "rate":
            assert measure.denominator in register.authorities
            assert measure.year and measure.source_title and measure.source_url
