"""Drives to the assets, kept: the same as reckoned anew, and nobody can change what is kept."""

import numpy as np
import pytest
from shapely.geometry import Point

from geo.analysis.drive_time import drive_from, drives_to, isochrone, road_graph
from geo.analysis.drives import drives_or_none, drives_to_assets, minutes_between, near_edge, reaches
from geo.errors import NotFoundError

HERE, NOWHERE = Point(-1.9, 52.48), Point(-3.5, 52.5)


def test_they_are_the_drives_of_the_graph_and_stay_so(register):
    expected = drives_to(drive_from(road_graph(register), HERE), register.assets.geometry)
    taken = drives_to_assets(register, HERE)
    taken.loc[:, "minutes"] = 0.0
    got = drives_to_assets(register, HERE)
    assert np.allclose(got["minutes"], expected["minutes"], equal_nan=True)
    assert np.allclose(got["drive_km"], expected["km"], equal_nan=True)


def test_where_no_road_is_near_there_is_none(register):
    assert drives_or_none(register, NOWHERE) is None
    with pytest.raises(NotFoundError, match="nearest road"):
        drives_to_assets(register, NOWHERE)
    with pytest.raises(NotFoundError, match="nearest road"):
        reaches(register, NOWHERE, [15.0])


def test_reaches_grow_and_are_isochrones(register):
    made = reaches(register, HERE, [15.0, 30.0])
    assert made[15.0].area < made[30.0].area
    assert made[30.0].equals(isochrone(drive_from(road_graph(register), HERE), 30.0))
    assert not near_edge(register, HERE)


def test_minutes_between_are_the_drives_of_each(register):
    ids = list(register.assets["id"].iloc[[3, 90, 200]])
    table = minutes_between(register, ids, start=HERE)
    assert list(table.index) == ["", *ids] and list(table.columns) == ids
    assert (np.diag(table.loc[ids]) == 0).all()
    one = register.asset(ids[0])["geometry"]
    drive = drives_to(drive_from(road_graph(register), one), register.assets.geometry)["minutes"]
    assert table.at[ids[0], ids[1]] == pytest.approx(drive[register.by_id[ids[1]]], abs=0.01)
    assert table.at["", ids[2]] == pytest.approx(drives_to_assets(register, HERE)["minutes"][register.by_id[ids[2]]], abs=0.01)
