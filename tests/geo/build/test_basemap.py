"""A layer of the base map: cut, joined, simplified."""

import geopandas as gpd
import pytest
from shapely.geometry import LineString, box

from geo.build import basemap
from geo.build.basemap import cut_layer
from geo.crs import BNG, WGS84
from geo.errors import DataError

REGION = box(400_000, 300_000, 410_000, 310_000)


@pytest.fixture
def roads():
    """M1 in two pieces, one of them half outside and with a bend of 10 m; M2 outside."""
    lines = [LineString([(401_000, 305_000), (405_000, 305_010), (420_000, 305_000)]), LineString([(401_000, 301_000), (402_000, 301_000)]),
             LineString([(500_000, 1), (500_001, 2)])]  # fmt: skip
    return gpd.GeoDataFrame({"ref": ["M1", "M1", "M2"], "lanes": [3, 3, 2]}, geometry=lines, crs=BNG).to_crs(WGS84)


def test_what_lies_in_the_region_is_kept_once_per_name_and_simplified(roads):
    made = cut_layer(roads, REGION, keep=["ref"], tolerance_m=50)
    assert made.crs == WGS84 and made.columns.tolist() == ["ref", "geometry"] and made["ref"].tolist() == ["M1"]
    parts = made.to_crs(BNG).geometry[0].geoms
    assert [len(part.coords) for part in parts] == [2, 2]
    assert sum(part.length for part in parts) == pytest.approx(10_000, abs=5)


def test_a_column_that_is_not_there_is_said(roads):
    with pytest.raises(DataError, match="name"):
        cut_layer(roads, REGION, keep=["name"], tolerance_m=50)


def test_the_command_writes_what_lies_around_the_region(register, tmp_path):
    west, south, east, north = register.region_bounds
    line = LineString([(west - 5, (south + north) / 2), (east + 5, (south + north) / 2)])
    gpd.GeoDataFrame({"ref": ["Z1"]}, geometry=[line], crs=WGS84).to_file(tmp_path / "in.geojson")
    basemap.main([str(tmp_path / "in.geojson"), str(tmp_path / "out.geojson"), "--keep", "ref", "--around", "1000"])
    made = gpd.read_file(tmp_path / "out.geojson")
    assert made["ref"].tolist() == ["Z1"]
    assert west - 1 < made.total_bounds[0] and made.total_bounds[2] < east + 1
