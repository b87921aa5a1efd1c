"""Density: hexagons, the kernel's mass, the mean centre and the standard distance."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.analysis.density import density_surface, dispersion, hexagons, mean_centre, standard_distance_m
from geo.errors import CrsError, FilterError
from geo.settings import DATA_ROOT


def at(*points):
    """Assets at eastings and northings, EPSG:4326."""
    return gpd.GeoDataFrame(
        {"id": [f"a{n}" for n in range(len(points))]},
        geometry=[Point(*point) for point in points],
        crs="EPSG:27700",
    ).to_crs("EPSG:4326")


@pytest.fixture(scope="module")
def shipped():
    """The shipped hubs straight from the CSV file, EPSG:4326."""
    rows = pd.read_csv(DATA_ROOT / "assets" / "hubs.csv", keep_default_na=False)
    return gpd.GeoDataFrame(rows[["id"]], geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4326")


@pytest.mark.parametrize("size_m", [1_000, 5_000, 20_000])
def test_every_shipped_asset_is_in_one_hexagon_that_holds_it(size_m, shipped):
    found = hexagons(shipped, size_m=size_m)
    assert found["assets"].sum() == len(shipped)
    assert sorted(i for ids in found["asset_ids"] for i in ids) == sorted(shipped["id"])
    metric = found.to_crs("EPSG:27700")
    points = shipped.set_index("id").to_crs("EPSG:27700").geometry
    for ids, shape in zip(metric["asset_ids"], metric.geometry, strict=True):
        assert points.loc[list(ids)].distance(shape).max() < 0.1
    joined = shipped.to_crs("EPSG:27700").sjoin(metric[["geometry"]], predicate="within")
    counts = joined["index_right"].value_counts().reindex(found.index, fill_value=0)
    np.testing.assert_array_equal(counts, found["assets"])


def test_a_hexagon_is_regular_and_has_flat_sides_above_and_below():
    shape = hexagons(at((400_000, 300_000)), size_m=2_000).to_crs("EPSG:27700").geometry.iloc[0]
    west, south, east, north = shape.bounds
    assert north - south == pytest.approx(2_000, abs=0.1)
    assert east - west == pytest.approx(4_000 / np.sqrt(3), abs=0.1)
    assert shape.area == pytest.approx(np.sqrt(3) / 2 * 2_000**2, rel=1e-4)


def test_the_grid_does_not_move_with_the_assets():
    one = hexagons(at((400_000, 300_000)))
    more = hexagons(at((400_000, 300_000), (450_000, 250_000), (370_000, 290_000)))
    assert any(shape.equals_exact(one.geometry.iloc[0], 1e-9) for shape in more.geometry)


def test_neighbouring_hexagons_do_not_overlap(shipped):
    metric = density_surface(shipped, size_m=5_000).to_crs("EPSG:27700")
    assert metric.union_all().area == pytest.approx(metric.area.sum(), rel=1e-6)


def test_each_asset_adds_one_to_the_surface(shipped):
    size_m = 1_000
    found = density_surface(shipped, bandwidth_m=8_000, size_m=size_m)
    area_km2 = np.sqrt(3) / 2 * size_m**2 / 1e6
    assert (found["per_100km2"] * area_km2 / 100).sum() == pytest.approx(len(shipped), rel=0.001)
    assert found["per_100km2"].is_monotonic_decreasing


def test_the_kernel_worked_by_hand():
    found = density_surface(at((400_000, 300_000)), bandwidth_m=10_000, size_m=5_000)
    for shape, value in zip(found.to_crs("EPSG:27700").geometry, found["per_100km2"], strict=True):
        ratio = shape.centroid.distance(Point(400_000, 300_000)) / 10_000
        assert value == pytest.approx(3 / np.pi * (1 - ratio**2) ** 2, rel=1e-3, abs=1e-6)


def test_mean_centre_and_standard_distance_worked_by_hand():
    square = at((400_000, 300_000), (400_600, 300_000), (400_000, 300_800), (400_600, 300_800))
    centre = gpd.GeoSeries([mean_centre(square)], crs="EPSG:4326").to_crs("EPSG:27700").iloc[0]
    assert centre.distance(Point(400_300, 300_400)) < 0.1
    assert standard_distance_m(square) == pytest.approx(500, abs=0.01)


def test_shipped_standard_distance_is_the_root_mean_square(shipped):
    metric = shipped.to_crs("EPSG:27700").geometry
    centre = Point(metric.x.mean(), metric.y.mean())
    expected = np.sqrt((metric.distance(centre) ** 2).mean())
    assert standard_distance_m(shipped) == pytest.approx(expected, rel=1e-9)
    drawn = dispersion(shipped).to_crs("EPSG:27700")
    assert drawn["what"].tolist() == ["mean centre", "standard distance"]
    assert drawn.area.iloc[1] == pytest.approx(np.pi * expected**2, rel=1e-3)


def test_one_asset_has_a_centre_and_no_spread():
    one = at((400_000, 300_000))
    assert standard_distance_m(one) == 0
    assert dispersion(one)["what"].tolist() == ["mean centre"]
    assert hexagons(one)["assets"].tolist() == [1]


def test_no_assets():
    none = at((400_000, 300_000)).iloc[0:0]
    assert mean_centre(none) is None
    assert np.isnan(standard_distance_m(none))
    for found in (dispersion(none), hexagons(none), density_surface(none)):
        assert found.empty
        assert found.crs.to_epsg() == 4326


def test_sizes_that_cannot_be_drawn_are_refused(shipped):
    for size_m in (0, -1, 10):
        with pytest.raises(FilterError):
            hexagons(shipped, size_m=size_m)
    with pytest.raises(FilterError):
        density_surface(shipped, bandwidth_m=1_000, size_m=5_000)
    with pytest.raises(CrsError):
        hexagons(shipped.to_crs("EPSG:27700"))
