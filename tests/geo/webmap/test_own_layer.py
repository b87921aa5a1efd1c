"""A reader's list as a layer: a point for each row, or cells that add up to all of them."""

import geopandas as gpd
import numpy as np
import pytest

from geo.webmap.own_layer import MOST_CELLS, MOST_POINTS, bounds_of, own_layer


def rows(number):
    generator = np.random.default_rng(3)
    lat, lon = generator.uniform(52, 53, number), generator.uniform(-2.5, -1.5, number)
    return gpd.GeoDataFrame({"name": [f"Row {n}" for n in range(number)], "lat": lat, "lon": lon}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


@pytest.mark.parametrize("number", [1, 30, MOST_POINTS])
def test_each_row_is_a_point(number):
    layer = own_layer(rows(number), 4)
    assert layer["stamp"] == "4" and len(layer["points"]) == number
    assert {point[3] for point in layer["points"]} == {1}


def test_many_rows_are_cells_that_add_up_to_them():
    frame = rows(20_000)
    points = own_layer(frame, 1)["points"]
    assert len(points) <= MOST_CELLS and sum(point[3] for point in points) == 20_000
    assert np.average([point[0] for point in points], weights=[point[3] for point in points]) == pytest.approx(frame["lat"].mean(), abs=1e-3)


def test_twenty_thousand_rows_at_one_point_are_one_cell():
    frame = rows(20_000).assign(lat=52.4, lon=-1.5)
    assert [point[3] for point in own_layer(frame, 1)["points"]] == [20_000]


def test_without_rows_the_layer_is_empty():
    assert own_layer(None, 2)["points"] == own_layer(rows(1).iloc[:0], 2)["points"] == []


def test_bounds_hold_all_rows_but_the_outermost_of_many():
    frame = rows(30)
    (south, west), (north, east) = bounds_of(frame)
    assert (south, north) == (frame["lat"].min(), frame["lat"].max()) and (west, east) == (frame["lon"].min(), frame["lon"].max())
    far = rows(2_000)
    far.loc[0, "lat"] = 60.0
    assert bounds_of(far)[1][0] < 54
