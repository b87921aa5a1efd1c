"""Which authority a point lies in."""

import json

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geo.crs import BNG, WGS84
from geo.errors import CrsError, DataError
from geo.register.boundaries import authority_of, load_authorities, load_boundaries, load_fine_boundaries


@pytest.fixture
def squares():
    """Two squares that share the meridian at 1; the higher code comes first."""
    return gpd.GeoDataFrame(
        {"gss_code": ["E2", "E1"], "name": ["East", "West"]},
        geometry=[box(1, 0, 2, 1), box(0, 0, 1, 1)],
        crs=WGS84,
    )


def points(*pairs, index=None, crs=WGS84):
    return gpd.GeoSeries([Point(pair) for pair in pairs], index=index, crs=crs)


def test_a_point_gets_the_authority_it_lies_in(squares):
    codes = authority_of(points((0.5, 0.5), (1.5, 0.5)), squares)
    assert codes.tolist() == ["E1", "E2"]


def test_a_point_in_none_gets_none(squares):
    codes = authority_of(points((5, 5), (0.5, 0.5)), squares)
    assert codes.isna().tolist() == [True, False]


def test_a_point_on_the_shared_border_goes_to_the_lower_code(squares):
    assert authority_of(points((1, 0.5)), squares).tolist() == ["E1"]


def test_the_answer_has_the_index_of_the_points(squares):
    codes = authority_of(points((1.5, 0.5), (0.5, 0.5), (0.5, 0.5), index=[7, 3, 7]), squares)
    assert codes.index.tolist() == [7, 3, 7]
    assert codes.tolist() == ["E2", "E1", "E1"]


def test_no_points_give_no_codes(squares):
    assert authority_of(points(), squares).empty


@pytest.mark.parametrize("crs", [None, BNG])
def test_frames_in_another_crs_are_refused(squares, crs):
    with pytest.raises(CrsError, match="points"):
        authority_of(points((0, 0), crs=crs), squares)
    with pytest.raises(CrsError, match="boundaries"):
        authority_of(points((0, 0)), squares.set_crs(crs, allow_override=True))


def test_figures_and_both_boundaries_hold_the_same_authorities(package):
    authorities = load_authorities(package)
    for boundaries in (load_boundaries(package), load_fine_boundaries(package)):
        assert sorted(boundaries["gss_code"]) == sorted(authorities.index)
        assert boundaries.crs == WGS84


def test_an_inner_point_of_every_authority_lies_in_it(package):
    boundaries = load_boundaries(package)
    inner = gpd.GeoSeries(boundaries.representative_point(), crs=WGS84)
    found = authority_of(inner, load_fine_boundaries(package))
    bad = boundaries[(found != boundaries["gss_code"]).to_numpy()]
    assert bad.empty, bad["name"].tolist()


def shape_put(package_of, geometry):
    """A package whose first authority has another shape."""

    def edit(content):
        layer = json.loads(content)
        layer["features"][0]["geometry"] = geometry
        return json.dumps(layer).encode()

    return package_of("boundaries/authorities_2013-12_100m.geojson", edit)


def test_an_outline_that_crosses_itself_is_put_right(broken_package):
    crossed = {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 53], [-1, 52], [-2, 53], [-2, 52]]]}
    assert load_boundaries(shape_put(broken_package, crossed)).geometry.is_valid.all()


def test_a_shape_that_is_no_area_is_named(broken_package):
    with pytest.raises(DataError, match="authorities_2013-12_100m.geojson has a shape that is no area"):
        load_boundaries(shape_put(broken_package, {"type": "Point", "coordinates": [-2, 52]}))
