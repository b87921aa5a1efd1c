"""The tables of streets and landmarks: pieces of one name that lie together are one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from geo.build.gazetteer import nearest_locality, street, tidy, together, unique_by_distance, write


def line(x, length=100):
    return LineString([(x, 0), (x + length, 0)])


def test_pieces_near_each_other_are_one_street_and_far_ones_are_two():
    groups = together(np.array([line(0), line(200), line(400), line(5_000)]), distance_m=250)
    assert sorted(len(group) for group in groups) == [1, 3]
    assert [len(group) for group in together(np.array([line(0)]), distance_m=250)] == [1]


def test_a_street_stands_at_a_point_of_it_and_says_how_far_it_runs():
    made = street("High Street", np.array([line(0), line(100), LineString([(100, 0), (100, 300)])]))
    whole = shapely.union_all([line(0), line(100), LineString([(100, 0), (100, 300)])])
    assert whole.distance(made["geometry"]) < 1e-6
    assert made["radius_m"] % 10 == 0
    assert all(Point(corner).distance(made["geometry"]) <= made["radius_m"] + 5 for corner in [(0, 0), (200, 0), (100, 300)])


@pytest.mark.parametrize(("name", "clean"), [('  "High  Street" ', "High Street"), ("St John's", "St John's"), ("", "")])
def test_names_are_tidy(name, clean):
    assert tidy(name) == clean


def test_one_landmark_for_each_name_and_neighbourhood_the_first_tier_first():
    frame = gpd.GeoDataFrame(
        {"name": ["A", "a", "A", "B"], "tier": [2, 1, 1, 1]},
        geometry=[Point(0, 0), Point(10, 0), Point(9_000, 0), Point(0, 0)],
        crs="EPSG:27700",
        index=[0, 0, 1, 1],
    )
    kept = unique_by_distance(frame, distance_m=1_000, first=["tier"])
    assert sorted(kept["name"].str.upper()) == ["A", "A", "B"]
    assert kept.loc[kept["name"].str.upper() == "A", "tier"].eq(1).any()


def test_a_town_gives_its_name_to_more_than_a_hamlet_does():
    localities = pd.DataFrame({"name": ["Town", "Hamlet"], "kind": ["town", "hamlet"], "lat": [52.40, 52.41], "lon": [-1.5, -1.5]})
    point = gpd.GeoSeries(gpd.points_from_xy([-1.5, -1.5], [52.404, 52.4101]), crs="EPSG:4326").to_crs("EPSG:27700")
    assert nearest_locality(gpd.GeoDataFrame(geometry=point), localities) == ["Town", "Hamlet"]


def test_a_table_is_written_the_same_whatever_the_order(tmp_path):
    table = pd.DataFrame({"name": ["b", "a"], "gss_code": ["", ""], "lat": [1, 2], "lon": [3, 4]})
    for name, frame in (("one.csv", table), ("two.csv", table.iloc[::-1])):
        write(frame, tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
