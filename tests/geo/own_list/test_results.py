"""A list held against the register agrees with a plain recalculation."""

import numpy as np
import pandas as pd
import pytest

from geo.analysis.distance import distances_m
from geo.analysis.drive_time import drive_from, drives_to, road_graph

TEXT = "Name,Postcode,Cluster\nSTEAMhouse,B4 7RQ,\nSite two,CV1 5FB,aerospace\nSite three,WR1 2LU,Aerospace\n"


@pytest.fixture
def results(results_of):
    return results_of(TEXT)


def test_the_nearest_and_the_counts_are_those_of_a_plain_recalculation(results, register):
    for row, point in zip(results.rows.to_dict("records"), results.placed.rows.geometry, strict=True):
        away = distances_m(register.assets, point)
        for layer in register.layer_names.index:
            own = away[(register.assets["layer"] == layer).to_numpy()]
            assert row[f"nearest_{layer}_km"] == pytest.approx(own.min() / 1000, abs=0.006)
            assert (
                register.assets.loc[own.idxmin(), "geometry"].distance(register.assets[register.assets["id"] == row[f"nearest_{layer}_id"]].geometry.iloc[0])
                < 1e-4
            )
            assert row[f"within_{layer}"] == (own <= results.radius_km * 1000).sum()
        assert row["within"] == (away <= results.radius_km * 1000).sum()
        minutes = drives_to(drive_from(road_graph(register), point), register.assets.geometry)["minutes"]
        for layer in register.layer_names.index:
            assert row[f"drive_{layer}_minutes"] == round(minutes[(register.assets["layer"] == layer).to_numpy()].min())


def test_counts_by_authority_and_cluster(results, register):
    table = results.by_authority.set_index("gss_code")
    assert table["yours"].sum() == 3
    assert table["ours"].sum() == len(register.assets)
    clusters = results.by_cluster.set_index("cluster")
    assert clusters.loc["aerospace", "yours"] == 2
    assert clusters.loc["aerospace", "ours"] == sum("aerospace" in clusters_of for clusters_of in register.assets["clusters"])


def test_what_may_be_in_the_register_is_shown(results, results_of):
    assert results.doubles[["row", "asset_id"]].values.tolist() == [[2, "steamhouse"]]
    assert results_of("Name,Postcode\nSteam House,B4 7RQ\n").doubles["asset_id"].tolist() == ["steamhouse"]
    assert results_of("Name,Postcode\nSTEAMhouse,WR1 2LU\nThe Pub,B4 7RQ\n").doubles.empty


def test_every_asset_is_known_again(register, results_of):
    some = register.assets.iloc[::7]
    lines = "\n".join(f'"{row["name"]}",{row["lat"]},{row["lon"]}' for row in some.to_dict("records"))
    found = results_of(f"Name,Lat,Long\n{lines}\n").doubles
    missing = set(some["id"]) - set(found["asset_id"])
    same_name = register.assets["name"].duplicated(keep=False)
    assert not missing - set(register.assets.loc[same_name, "id"])


def test_an_empty_list_has_empty_results(results_of):
    results = results_of("Name,Postcode\nA,nonsense\n")
    assert results.rows.empty and results.doubles.empty
    assert isinstance(results.by_authority, pd.DataFrame) and np.all(results.by_cluster["yours_near"] == 0)
