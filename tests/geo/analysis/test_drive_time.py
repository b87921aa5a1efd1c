"""Drive times: against published ones, by rules any graph keeps, and refused where the map knows no road."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point

from geo.analysis import drive_time
from geo.analysis.drive_time import drive_from, drives_to, find_site, isochrone, load_road_graph, minutes_to_nearest, published_drive_times
from geo.crs import WGS84, geometry_to_bng
from geo.errors import NotFoundError
from geo.register.datapackage import DataPackage

BIRMINGHAM, COVENTRY, HEREFORD = Point(-1.8985, 52.4797), Point(-1.5106, 52.4081), Point(-2.716, 52.0565)


@pytest.fixture(scope="module")
def graph(register):
    return drive_time.road_graph(register)


@pytest.fixture(scope="module")
def drive(graph):
    return drive_from(graph, BIRMINGHAM)


def test_the_published_times_kept_apart_are_met(register):
    """The median error of the half marked for the test, which the speeds are not fitted to, is under 12 %."""
    kept = published_drive_times(register).query("kept_for_test")
    assert len(kept) >= 12
    assert kept["error_pct"].abs().median() < 12


@pytest.mark.parametrize(
    ("errors_pct", "median", "within"), [([25.0, -25.0, 30.0, 2.0], 25.0, 75.0), ([25.1, -26.0], 25.55, 0.0), ([-1.0, 2.0, 3.0], 2.0, 100.0)]
)
def test_the_accuracy_is_of_the_kept_half_alone(errors_pct, median, within):
    """The rows that are not kept err by a thousand percent and count for nothing."""
    table = pd.DataFrame({"error_pct": [*errors_pct, 1000.0], "kept_for_test": [True] * len(errors_pct) + [False]})
    found = drive_time.accuracy(table)
    assert (found.pairs, found.within_25_pct) == (len(errors_pct), within) and found.median_error_pct == pytest.approx(median)


def test_minutes_and_km_agree_with_each_other_and_with_the_straight_line(drive, register):
    """No drive is shorter than the straight line, none faster than the fastest road."""
    assets = register.assets.geometry
    table = drives_to(drive, assets)
    straight_km = assets.to_crs(27700).distance(geometry_to_bng(BIRMINGHAM)) / 1000
    known = table["minutes"].notna()
    assert known.mean() > 0.99
    assert (table["km"][known] > straight_km[known] - 1.5).all()
    assert (table["km"][known] / (table["minutes"][known] / 60) < 110).all()


def test_there_and_back_by_the_reversed_graph(graph):
    """Minutes to the nearest of one point are the minutes driven to it."""
    to_coventry = minutes_to_nearest(graph, gpd.GeoSeries([COVENTRY], crs=WGS84))
    start, stop = find_site(graph, HEREFORD), find_site(graph, COVENTRY)
    drive = drive_from(graph, HEREFORD)
    there = drives_to(drive, gpd.GeoSeries([COVENTRY], crs=WGS84))["minutes"].iloc[0]
    assert to_coventry[start.node] == pytest.approx(there - drive.access_minutes)
    assert there >= drive.minutes[stop.node]


def test_an_isochrone_holds_what_is_reached_and_grows(drive, register):
    """Nine of ten assets well within the minutes lie in it and none well beyond; 15 lies within 30 within 45."""
    rings = [isochrone(drive, minutes) for minutes in (15, 30, 45)]
    for inner, outer in zip(rings, rings[1:], strict=False):
        assert shapely.area(shapely.difference(inner, outer)) < 0.01 * inner.area
    minutes = drives_to(drive, register.assets.geometry)["minutes"]
    inside = shapely.contains(rings[1], register.assets.geometry.to_numpy())
    assert inside[minutes < 27].mean() > 0.9
    assert not inside[minutes > 33].any()


def test_far_from_any_road_is_refused_and_the_edge_is_marked(graph):
    """The sea of roads ends: France is refused; Birmingham is not near the edge, a place at the border of the map is."""
    with pytest.raises(NotFoundError, match="nearest road"):
        drive_from(graph, Point(2.35, 48.85))
    assert not find_site(graph, BIRMINGHAM).near_edge
    east = graph.local[np.argmax(graph.metres[graph.local, 0])]
    at_edge = gpd.GeoSeries([Point(graph.metres[east])], crs=27700).to_crs(4326).iloc[0]
    assert find_site(graph, at_edge).near_edge


def test_without_the_graph_it_is_said(register, tmp_path):
    """A package without the files: a reason and what to do, not a stack trace."""
    bare = DataPackage(tmp_path, register.package.descriptor)
    assert not drive_time.has_roads(bare)
    with pytest.raises(NotFoundError, match="no road graph"):
        load_road_graph(bare)


def test_a_limit_cuts_off(graph, register):
    """Beyond the limit nothing is known; `make bench` says how long it takes."""
    table = drives_to(drive_from(graph, COVENTRY, limit_minutes=30), register.assets.geometry)
    assert not (table["minutes"] > 32).any()
    assert table["minutes"].isna().any()
