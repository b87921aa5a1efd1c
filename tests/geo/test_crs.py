"""Coordinates: the right order, the right place, and no frame without a CRS."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from geo.crs import BNG, WGS84, geometry_to_bng, geometry_to_wgs84, lat_lon, lat_lon_bounds, point_from_lat_lon, require_wgs84, to_bng
from geo.errors import CrsError

# Ordnance Survey's worked example: Caister water tower, in ETRS89 and on the National Grid.
TOWER_LAT, TOWER_LON = 52.658007833, 1.716073973
TOWER_EAST, TOWER_NORTH = 651409.804, 313177.450
# Without the OSTN15 grid; `geo.crs` states 2 m for the region, the tower stands at the far coast.
GOOD_TO_M = 5
# A degree is some 111 km: this is about a centimetre.
HAIR_DEGREES = 1e-7


def test_a_known_point_falls_on_its_grid_reference():
    point = geometry_to_bng(Point(TOWER_LON, TOWER_LAT))
    assert point.distance(Point(TOWER_EAST, TOWER_NORTH)) < GOOD_TO_M


@given(st.floats(51.5, 53.5), st.floats(-3.5, -1.0))
def test_to_the_grid_and_back_is_the_same_place(lat, lon):
    back = geometry_to_wgs84(geometry_to_bng(Point(lon, lat)))
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=HAIR_DEGREES)


def test_every_vertex_of_a_shape_is_converted():
    square = Polygon([(-2, 52), (-1.9, 52), (-1.9, 52.1), (-2, 52.1)])
    converted = geometry_to_bng(square)
    assert converted.area == pytest.approx(6_850 * 11_120, rel=0.01)
    assert len(converted.exterior.coords) == len(square.exterior.coords)


def test_frame_and_geometry_agree():
    point = Point(-1.9, 52.5)
    frame = to_bng(gpd.GeoSeries([point], crs=WGS84))
    assert frame.crs == BNG
    assert frame.iloc[0].distance(geometry_to_bng(point)) < 0.01


@pytest.mark.parametrize("crs", [None, BNG, "EPSG:3857"])
def test_a_frame_in_another_crs_is_refused(crs):
    frame = gpd.GeoSeries([Point(0, 0)], crs=crs)
    with pytest.raises(CrsError, match="The pins"):
        require_wgs84(frame, what="pins")
    with pytest.raises(CrsError):
        to_bng(frame)


def test_a_frame_in_wgs84_passes():
    require_wgs84(gpd.GeoSeries([Point(-1.9, 52.5)], crs=WGS84))


def test_the_one_flip_puts_latitude_first():
    assert lat_lon(Point(-1.9, 52.5)) == (52.5, -1.9)
    assert point_from_lat_lon(52.5, -1.9) == Point(-1.9, 52.5)


def test_bounds_become_south_west_and_north_east():
    assert lat_lon_bounds((-3.0, 52.0, -1.0, 53.0)) == [[52.0, -3.0], [53.0, -1.0]]
