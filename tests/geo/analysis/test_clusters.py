"""Clusters: shares, anchors, technologies and overlaps, by hand and from the CSV files."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shown_rows import as_shown

from geo.analysis.clusters import anchors, authority_shares, cluster_matrix, cluster_profile, technologies_with
from geo.errors import NotFoundError
from geo.register.assets import load_register
from geo.settings import DATA_ROOT

ROWS = [
    # id, layer, run_by, status, authority, clusters, technologies
    ("a", "hub", ("acme",), "operating", "E1", ("k",), ("t",)),
    ("b", "hub", ("acme", "uni"), "unknown", "E1", ("k", "m"), ("t", "s")),
    ("c", "university", ("uni",), "operating", "E2", ("k",), ("s",)),
    ("d", "catapult", ("uni",), "operating", "E2", ("m",), ("s",)),
    ("e", "catapult", (), "planned", "E2", ("k",), ("t",)),
    ("f", "hub", ("solo",), "operating", "E3", ("k",), ()),
    ("g", "hub", ("half",), "operating", "E3", (), ("q",)),
    ("h", "hub", ("half",), "closed", "E1", ("k",), ("t",)),
]
NAMES = {"acme": "Acme", "uni": "Uni", "solo": "Solo", "half": "Half"}


@pytest.fixture
def assets():
    """Eight assets; six are in k and two in m."""
    columns = ["id", "layer", "run_by", "status", "gss_code", "clusters", "technologies"]
    frame = pd.DataFrame(ROWS, columns=columns).assign(name=lambda rows: rows["id"].str.upper())
    points = gpd.points_from_xy([-2] * len(ROWS), [52] * len(ROWS))
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


@pytest.fixture
def authorities():
    """Four authorities, the last without assets."""
    codes = ["E1", "E2", "E3", "E4"]
    return pd.DataFrame({"name": codes}, index=pd.Index(codes, name="gss_code"))


@pytest.fixture(scope="module")
def register():
    """The shipped data."""
    return load_register()


@pytest.fixture(scope="module")
def shipped(register):
    """The shipped sound rows straight from the CSV files, clusters and technologies split."""
    files = sorted((DATA_ROOT / "assets").glob("*.csv"))
    rows = pd.concat([pd.read_csv(file, keep_default_na=False) for file in files])
    rows = as_shown(rows.reset_index(drop=True))
    rows = rows[rows["id"].isin(register.assets["id"])].set_index("id")
    for column in ("clusters", "technologies"):
        rows[column] = rows[column].map(lambda cell: {part for part in cell.split(";") if part})
    return rows


def test_shares_and_quotients_worked_by_hand(assets, authorities):
    found = authority_shares("k", assets, authorities)
    assert found.index.tolist() == ["E1", "E2", "E3", "E4"]
    assert found["assets"].tolist() == [3, 2, 1, 0]
    assert found["all_assets"].tolist() == [3, 3, 2, 0]
    np.testing.assert_allclose(found["share_pct"], [50, 100 / 3, 50 / 3, 0])
    np.testing.assert_allclose(found["quotient"], [4 / 3, 8 / 9, 2 / 3, np.nan])
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found["small"].all()


def test_ties_in_shares_share_the_rank(assets, authorities):
    found = authority_shares("m", assets, authorities)
    assert found["rank"].to_dict() == {"E1": 1, "E2": 1, "E3": 3, "E4": 3}


def test_a_cluster_without_assets(assets, authorities):
    found = authority_shares("none", assets, authorities)
    assert found["assets"].sum() == 0
    assert found["share_pct"].isna().all()
    assert found["quotient"].isna().all()
    assert anchors("none", assets, names=NAMES).empty
    assert technologies_with("none", assets).empty
    assert authority_shares("k", assets.iloc[0:0], authorities)["assets"].sum() == 0


def test_anchors_by_the_rule(assets):
    # Acme has two; Uni its own and, with Acme, b; Solo one only; e is planned; h closed.
    found = anchors("k", assets, names=NAMES)
    assert found["institution"].tolist() == ["Acme", "Uni"]
    assert found["why"].tolist() == ["operator", "university"]
    assert found["asset_ids"].tolist() == [("a", "b"), ("b", "c")]
    assert found["organisation"].tolist() == ["acme", "uni"]


def test_an_asset_without_operator_anchors_by_its_own_name(assets):
    found = anchors("k", assets.assign(status="operating"), names=NAMES)
    assert dict(zip(found["institution"], found["organisation"], strict=True))["E"] == ""


def test_technologies_and_lift_worked_by_hand(assets):
    found = technologies_with("k", assets)
    assert found["assets"].to_dict() == {"t": 4, "s": 2}
    assert found["all_assets"].to_dict() == {"t": 4, "s": 3}
    # t: 4 of 6 against 4 of 8; s: 2 of 6 against 3 of 8.
    np.testing.assert_allclose(found["lift"], [4 / 3, 8 / 9])


def test_the_matrix_names_the_assets_behind_each_cell(assets):
    found = cluster_matrix(assets, clusters={"m": "Em", "k": "Kay", "q": "Queue"})
    assert found.counts.to_numpy().tolist() == [[2, 1, 0], [1, 6, 0], [0, 0, 0]]
    assert found.ids("m", "k") == found.ids("k", "m") == ("b",)
    assert found.ids("q", "k") == ()


def test_a_profile_holds_together(register):
    for cluster in register.clusters.index:
        found = cluster_profile(cluster, register.assets, register=register)
        assert found.layers["assets"].sum() == len(found.assets)
        assert found.authority_shares["assets"].sum() == len(found.assets)
        assert found.small == (len(found.assets) < 5)
        assert (found.mean_centre is None) == found.assets.empty
    empty = cluster_profile(cluster, register.assets.iloc[0:0], register=register)
    assert empty.mean_centre is None and np.isnan(empty.standard_distance_m)
    with pytest.raises(NotFoundError):
        cluster_profile("none", register.assets, register=register)


def test_shipped_shares_match_the_csv_files(register, shipped):
    for cluster in register.clusters.index:
        own = shipped[[cluster in clusters for clusters in shipped["clusters"]]]
        found = authority_shares(cluster, register.assets, register.authorities)
        for code, row in found[found["assets"] > 0].iterrows():
            here, all_here = (own["gss_code"] == code).sum(), (shipped["gss_code"] == code).sum()
            quotient = (here / all_here) / (len(own) / len(shipped))
            assert row["assets"] == here
            assert row["share_pct"] == pytest.approx(100 * here / len(own))
            assert row["quotient"] == pytest.approx(quotient)
            assert row["small"] == (here < 5 or all_here * len(own) / len(shipped) < 5)


def test_shipped_lifts_match_the_csv_files(register, shipped):
    cluster = max(register.clusters.index, key=lambda c: sum(c in own for own in shipped["clusters"]))
    own = shipped[[cluster in clusters for clusters in shipped["clusters"]]]
    for term, row in technologies_with(cluster, register.assets).iterrows():
        inside = sum(term in terms for terms in own["technologies"])
        everywhere = sum(term in terms for terms in shipped["technologies"])
        assert (row["assets"], row["all_assets"]) == (inside, everywhere)
        assert row["lift"] == pytest.approx(inside / len(own) / (everywhere / len(shipped)))


def test_the_shipped_matrix_matches_the_csv_files(register, shipped):
    words = register.clusters["short_name"].to_dict()
    found = cluster_matrix(register.assets, clusters=words)
    for one, other in combinations(words, 2):
        both = {i for i, own in shipped["clusters"].items() if {one, other} <= own}
        assert set(found.ids(one, other)) == both
        assert found.counts.loc[one, other] == found.counts.loc[other, one] == len(both)
