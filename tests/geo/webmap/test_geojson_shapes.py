"""A map's shapes as GeoJSON, read back by GeoPandas."""

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo.crs import BNG, WGS84
from geo.webmap.geojson_shapes import DECIMALS, collection, feature

HOLED = Polygon([(-2, 52), (-1, 52), (-1, 53), (-2, 53)], [[(-1.6, 52.4), (-1.4, 52.4), (-1.4, 52.6), (-1.6, 52.6)]])
SHAPES = [
    Point(-1.123456789, 52.987654321),
    LineString([(-2.1, 52.1), (-1.9, 52.3)]),
    HOLED,
    MultiPolygon([box(-2, 52, -1.9, 52.1), box(-1.5, 52.5, -1.4, 52.6)]),
]


def test_no_shapes_are_none():
    assert collection([]) is None
    assert collection(iter([])) is None


def test_a_collection_reads_back_as_it_was():
    made = collection(feature(shape, title=str(place), weight=place) for place, shape in enumerate(SHAPES))
    frame = gpd.GeoDataFrame.from_features(json.loads(json.dumps(made, allow_nan=False)), crs=WGS84)
    assert frame["title"].tolist() == ["0", "1", "2", "3"] and frame["weight"].tolist() == [0, 1, 2, 3]
    assert frame.geometry.geom_type.tolist() == [shape.geom_type for shape in SHAPES]
    assert frame.geometry.is_valid.all()
    meant = gpd.GeoSeries(SHAPES, crs=WGS84).to_crs(BNG)
    assert frame.geometry.to_crs(BNG).hausdorff_distance(meant).max() < 1
    assert len(frame.geometry.iloc[2].interiors) == 1


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_a_feature_is_rounded_and_its_shape_left_alone(shape):
    before = shape.wkb
    made = json.loads(json.dumps(feature(shape)))
    assert (set(made), made["type"], made["properties"]) == ({"type", "properties", "geometry"}, "Feature", {})
    back = gpd.GeoDataFrame.from_features([made]).geometry.get_coordinates().to_numpy()
    np.testing.assert_array_equal(back, back.round(DECIMALS))
    assert shape.wkb == before


def test_hostile_titles_stay_as_they_are(hostile):
    assert json.loads(json.dumps(feature(Point(0, 0), title=hostile)))["properties"]["title"] == hostile
