"""Boundaries: simplified as one coverage, the package's authorities only."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.build import boundaries
from geo.build.boundaries import simplified_authorities
from geo.crs import BNG, WGS84
from geo.errors import DataError

NAMES = {"B": "Bee", "A": "Ay"}


@pytest.fixture
def districts():
    """Three squares of 10 km with a bump of 20 m on the border that A and B share."""
    left = box(400_000, 300_000, 410_000, 310_000).union(box(409_990, 305_000, 410_020, 305_020))
    right = box(410_000, 300_000, 420_000, 310_000).difference(left)
    return gpd.GeoDataFrame({"lad": ["B", "A", "Z"]}, geometry=[right, left, box(420_000, 300_000, 430_000, 310_000)], crs=BNG)


def test_neighbours_go_on_sharing_a_simpler_border(districts):
    made = simplified_authorities(districts, code="lad", names=NAMES, tolerance_m=100)
    assert made.crs == WGS84 and made[["gss_code", "name"]].to_numpy().tolist() == [["A", "Ay"], ["B", "Bee"]]
    metres = made.to_crs(BNG).geometry
    assert metres[0].intersection(metres[1]).area < 1 and metres.union_all().area == pytest.approx(200e6, rel=1e-4)
    assert len(metres[0].exterior.coords) < len(districts.geometry[1].exterior.coords)


def test_what_does_not_fit_is_said(districts):
    with pytest.raises(DataError, match="'code'"):
        simplified_authorities(districts, code="code", names=NAMES, tolerance_m=1)
    with pytest.raises(DataError, match="lack Q"):
        simplified_authorities(districts, code="lad", names={**NAMES, "Q": "Queue"}, tolerance_m=1)


def test_the_command_writes_authorities_and_region(register, tmp_path):
    register.boundaries.rename(columns={"gss_code": "LAD13CD"}).to_file(tmp_path / "in.gpkg")
    out, region = tmp_path / "out.geojson", tmp_path / "region.geojson"
    boundaries.main([str(tmp_path / "in.gpkg"), str(out), "--code", "LAD13CD", "--tolerance", "500", "--decimals", "3", "--region", str(region)])
    made = gpd.read_file(out)
    assert made["gss_code"].tolist() == sorted(register.authorities.index)
    assert made["name"].tolist() == register.authorities["name"].sort_index().tolist()
    assert len(out.read_text().splitlines()) == len(made) + 2
    assert len(str(json.loads(out.read_text())["features"][0]["geometry"]["coordinates"][0][0][0]).split(".")[-1].rstrip("]")) <= 3
    assert gpd.read_file(region)["authorities"].tolist() == [len(made)]
