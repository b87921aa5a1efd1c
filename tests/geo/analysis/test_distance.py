"""Distance: rings, neighbours and shapes, by hand and again with buffers and joins."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from geo.analysis.distance import (
    assets_in,
    assets_within,
    authorities_touched,
    counts_by_ring,
    distances_m,
    nearest_neighbours,
    nearest_of_each,
    related_assets,
    ring,
)
from geo.crs import geometry_to_wgs84
from geo.errors import CrsError, FilterError
from geo.settings import DATA_ROOT

EAST, NORTH = 400_000, 300_000
CENTRE = geometry_to_wgs84(Point(EAST, NORTH))


@pytest.fixture
def assets():
    """Five assets 0, 300, 1000, 3000 and 10,000 m east of a point; EPSG:4326."""
    offsets = [3_000, 0, 300, 10_000, 1_000]
    return gpd.GeoDataFrame(
        {
            "id": list("abcde"),
            "name": list("ABCDE"),
            "layer": ["hub", "hub", "testbed", "catapult", "testbed"],
            "kind": "x",
            "clusters": [("k",), (), ("k", "m"), ("m",), ("k",)],
            "technologies": [("t", "s"), ("q",), ("t",), ("s",), ("t", "s")],
            "operator": ["Acme Ltd", "", "Acme and others", "Acme Ltd", "Other"],
            "run_by": [("acme",), (), ("others", "acme"), (), ("other",)],
            "status": "operating",
            "gss_code": ["W", "W", "E", "E", "E"],
            "authority": ["West", "West", "East", "East", "East"],
        },
        geometry=[Point(EAST + offset, NORTH) for offset in offsets],
        crs="EPSG:27700",
    ).to_crs("EPSG:4326")


@pytest.fixture
def boundaries():
    """Two squares of 10 km that touch: West ends 5 km west of the point, EPSG:4326."""
    shapes = [
        box(EAST - 15_000, NORTH - 5_000, EAST - 5_000, NORTH + 5_000),
        box(EAST - 5_000, NORTH - 5_000, EAST + 5_000, NORTH + 5_000),
    ]
    return gpd.GeoDataFrame({"gss_code": ["W", "E"], "name": ["West", "East"]}, geometry=shapes, crs="EPSG:27700").to_crs("EPSG:4326")


@pytest.fixture(scope="module")
def shipped():
    """The shipped hubs and testbeds straight from the CSV files, in EPSG:27700."""
    files = [DATA_ROOT / "assets" / f"{name}.csv" for name in ("hubs", "testbeds")]
    rows = pd.concat([pd.read_csv(file, keep_default_na=False) for file in files])
    rows["layer"] = "x"
    rows["clusters"] = rows["clusters"].str.split(";").map(tuple)
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    frame = gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326").reset_index(drop=True)
    return frame.assign(authority="")


def test_within_a_radius_nearest_first(assets):
    found = assets_within(assets, CENTRE, radius_m=2_000)
    assert found["id"].tolist() == ["b", "c", "e"]
    np.testing.assert_allclose(found["distance_m"], [0, 300, 1_000], atol=0.01)
    assert found.crs == assets.crs
    assert "distance_m" not in assets


@pytest.mark.parametrize("radius_m", [0, -1, np.nan, np.inf])
def test_a_radius_must_be_positive(radius_m, assets):
    with pytest.raises(FilterError):
        assets_within(assets, CENTRE, radius_m=radius_m)
    with pytest.raises(FilterError):
        ring(CENTRE, radius_m=radius_m)


def test_a_frame_without_crs_is_refused(assets):
    bare = assets.set_crs(None, allow_override=True)
    with pytest.raises(CrsError):
        assets_within(bare, CENTRE, radius_m=1)
    with pytest.raises(CrsError):
        assets_in(bare, codes=["W"])


def test_nothing_near_and_nothing_at_all(assets):
    assert assets_within(assets, geometry_to_wgs84(Point(0, 0)), radius_m=1_000).empty
    assert assets_within(assets.iloc[0:0], CENTRE, radius_m=1_000).empty
    assert nearest_of_each(assets.iloc[0:0], CENTRE).empty
    assert counts_by_ring(distances_m(assets.iloc[0:0], CENTRE), edges=[1_000])["assets"].tolist() == [0]


def test_an_asset_without_a_point_is_near_nothing(assets):
    assets.loc[0, "geometry"] = None
    assert "a" not in assets_within(assets, CENTRE, radius_m=1e6)["id"].tolist()


def test_the_nearest_of_each(assets):
    found = nearest_of_each(assets, CENTRE)
    assert found["id"].to_dict() == {"hub": "b", "testbed": "c", "catapult": "d"}
    by_cluster = nearest_of_each(assets, CENTRE, by="cluster", options=["m", "none", "k"])
    assert by_cluster["id"].tolist() == ["c", "", "c"]
    np.testing.assert_allclose(by_cluster["distance_m"], [300, np.nan, 300], atol=0.01)
    with pytest.raises(FilterError):
        nearest_of_each(assets, CENTRE, by="colour")


def test_counts_by_ring(assets):
    found = counts_by_ring(distances_m(assets, CENTRE), edges=[500, 5_000, 20_000])
    assert found["assets"].tolist() == [2, 2, 1]
    assert found["cumulative"].tolist() == [2, 4, 5]
    np.testing.assert_allclose(found["area_km2"], [0.785398, 77.754418, 1178.097245], rtol=1e-6)


def test_an_asset_on_an_edge_belongs_to_the_inner_ring():
    found = counts_by_ring(pd.Series([1_000.0, 1_000.0001, np.nan, 2_000.0]), edges=[1_000, 2_000])
    assert found["assets"].tolist() == [1, 2]


def test_an_asset_just_at_the_radius_is_within_it(assets):
    far = distances_m(assets, CENTRE)
    for asset, radius_m in far[far > 0].items():
        assert asset in assets_within(assets, CENTRE, radius_m=radius_m).index
        assert asset not in assets_within(assets, CENTRE, radius_m=np.nextafter(radius_m, 0)).index


@pytest.mark.parametrize("edges", [[], [0, 1], [2, 1], [1, 1]])
def test_edges_must_rise(edges, assets):
    with pytest.raises(FilterError):
        counts_by_ring(distances_m(assets, CENTRE), edges=edges)


def test_a_ring_is_a_circle_on_the_ground():
    shape = gpd.GeoSeries([ring(CENTRE, radius_m=5_000)], crs="EPSG:4326").to_crs("EPSG:27700")
    assert shape.area.iloc[0] == pytest.approx(np.pi * 25e6, rel=1e-3)
    assert shape.centroid.iloc[0].distance(Point(EAST, NORTH)) < 1


def test_authorities_touched_by_a_ring(boundaries):
    found = authorities_touched(ring(CENTRE, radius_m=5_100), boundaries)
    assert found["gss_code"].tolist() == ["E", "W"]
    shape = authorities_touched(geometry_to_wgs84(box(EAST - 7e3, NORTH, EAST, NORTH + 1e3)), boundaries)
    np.testing.assert_allclose(shape["overlap_km2"], [5, 2], rtol=1e-3)
    np.testing.assert_allclose(shape["overlap_pct"], [500 / 7, 200 / 7], rtol=1e-3)


def test_a_point_touches_one_and_the_sea_none(boundaries):
    found = authorities_touched(CENTRE, boundaries)
    assert found["gss_code"].tolist() == ["E"]
    assert found["overlap_pct"].isna().all()
    assert authorities_touched(Point(-6, 50), boundaries).empty


def test_assets_in_a_shape_or_in_authorities(assets):
    shape = geometry_to_wgs84(box(EAST - 10, NORTH - 10, EAST + 1_500, NORTH + 10))
    assert assets_in(assets, shape=shape)["id"].tolist() == ["b", "c", "e"]
    assert assets_in(assets, codes=["W"])["id"].tolist() == ["a", "b"]
    for wrong in ({}, {"shape": shape, "codes": ["W"]}, {"shape": Polygon()}):
        with pytest.raises(FilterError):
            assets_in(assets, **wrong)


def test_a_shape_that_crosses_itself_is_mended(assets):
    corners = [(-10, -10), (1_500, 10), (1_500, -10), (-10, 10)]
    bow = Polygon([(EAST + x, NORTH + y) for x, y in corners])
    assert not bow.is_valid
    assert assets_in(assets, shape=geometry_to_wgs84(bow))["id"].tolist() == ["b", "c", "e"]


def test_neighbours_leave_the_asset_out(assets):
    found = nearest_neighbours(assets.iloc[1], assets, n=2)
    assert found["id"].tolist() == ["c", "e"]
    assert nearest_neighbours(assets.iloc[1], assets.iloc[1:2]).empty


def test_related_by_operator_cluster_and_technology(assets):
    # By the roles, not by the words. a shares who runs it (3), k and t with c: 5; k, t and s with e: 3; s with d: 1; nothing with b.
    found = related_assets(assets.iloc[0], assets)
    assert found["id"].tolist() == ["c", "e", "d"]
    assert found["score"].tolist() == [5, 3, 1]
    assert found["same_operator"].tolist() == [True, False, False]
    assert found["shared_technologies"].tolist() == [("t",), ("t", "s"), ("s",)]
    assert related_assets(assets.iloc[1], assets).empty
    assert related_assets(assets.iloc[0], assets.iloc[0:1]).empty


@pytest.mark.parametrize("radius_m", [1_000, 5_000, 50_000])
def test_shipped_assets_within_match_a_buffer_and_a_join(radius_m, shipped):
    centre = shipped.geometry.iloc[len(shipped) // 2]
    circle = gpd.GeoDataFrame(geometry=[centre], crs="EPSG:4326").to_crs("EPSG:27700")
    circle["geometry"] = circle.buffer(radius_m, quad_segs=2_000)
    joined = shipped.to_crs("EPSG:27700").sjoin(circle, predicate="within")
    found = assets_within(shipped, centre, radius_m=radius_m)
    assert set(found["id"]) == set(joined["id"])
    rings = counts_by_ring(distances_m(shipped, centre), edges=[radius_m / 2, radius_m])
    assert rings["cumulative"].iloc[-1] == len(joined)


def test_shipped_distances_are_eastings_and_northings(shipped):
    metric = shipped.to_crs("EPSG:27700").geometry
    expected = np.hypot(metric.x - metric.x.iloc[0], metric.y - metric.y.iloc[0])
    np.testing.assert_allclose(distances_m(shipped, shipped.geometry.iloc[0]), expected, atol=0.01)


def test_shipped_nearest_of_each_cluster_is_the_least_distance(shipped):
    centre = shipped.geometry.iloc[0]
    metric = shipped.to_crs("EPSG:27700").geometry
    long = shipped.assign(distance=metric.distance(metric.iloc[0])).explode("clusters")
    least = long[long["clusters"] != ""].groupby("clusters")["distance"].min()
    found = nearest_of_each(shipped, centre, by="cluster", options=least.index)
    np.testing.assert_allclose(found["distance_m"], least, atol=0.01)
