"""A map's place on the sheet: the ground it shows, its scale, and geometry cut to it as paths."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry import box as rectangle

from geo.print_map.label_placement import Box
from geo.print_map.map_frame import fit_frame, path

# 100 x 50 mm at 200 m to the mm: the ground asked for is square, so the map shows more of it west and east.
FRAME = fit_frame(Box(10, 20, 110, 70), (400_000, 280_000, 410_000, 290_000))
SPANS = st.floats(1_000, 300_000)
SIDES = st.floats(20, 300)


def corners(drawn):
    """The coordinates of a path, mm."""
    return np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", re.search(' d="([^"]*)"', drawn)[1]), dtype=float)


def test_a_frame_is_as_large_as_the_ground_allows():
    assert FRAME.metres_per_mm == 200
    assert FRAME.ground == (395_000, 280_000, 415_000, 290_000)


@given(SIDES, SIDES, SPANS, SPANS)
def test_the_ground_asked_for_is_shown_whole_in_the_middle(width, height, east, north):
    west, south, right, top = fit_frame(Box(3, 5, 3 + width, 5 + height), (300_000, 200_000, 300_000 + east, 200_000 + north)).ground
    assert west <= 300_000.01 and south <= 200_000.01 and right >= 299_999.99 + east and top >= 199_999.99 + north
    assert ((west + right) / 2, (south + top) / 2) == pytest.approx((300_000 + east / 2, 200_000 + north / 2))
    assert right - west == pytest.approx(east) or top - south == pytest.approx(north)


def test_the_corners_of_the_ground_are_those_of_the_box_and_north_is_up():
    west, south, east, north = FRAME.ground
    found = FRAME.to_sheet(np.array([[west, north], [east, south], [400_000, 285_000]]))
    assert found.tolist() == [[10, 20], [110, 70], [35, 45]]


@pytest.mark.parametrize("metres_per_mm", [0.05, 1.5, 72.288, 123.45, 987.6])
def test_the_scale_is_a_round_number_near_the_true_one(metres_per_mm):
    scale = fit_frame(Box(0, 0, 100, 100), (0, 0, 100 * metres_per_mm, 100 * metres_per_mm)).scale
    assert scale == pytest.approx(1000 * metres_per_mm, rel=0.05)
    assert isinstance(scale, int) and len(str(scale).rstrip("0")) <= 3


def test_a_polygon_is_closed_with_its_holes_and_a_line_is_not():
    ring = Polygon(rectangle(400_000, 282_000, 404_000, 286_000).exterior, [rectangle(401_000, 283_000, 402_000, 284_000).exterior])
    drawn = path(FRAME, [ring], 'fill="red"')
    assert drawn.count("M") == drawn.count("Z") == 2
    assert drawn.endswith(' fill-rule="evenodd" fill="red"/>')
    assert corners(drawn).min(axis=0).tolist() == [35, 40] and corners(drawn).max(axis=0).tolist() == [55, 60]
    line = path(FRAME, [LineString([(400_000, 282_000), (404_000, 286_000)])], "")
    assert ' d="M35.00 60.00L55.00 40.00"' in line


def test_every_part_of_several_shapes_is_drawn_in_one_path():
    squares = [rectangle(x, 282_000, x + 500, 282_500) for x in (400_000, 402_000, 404_000)]
    drawn = path(FRAME, [MultiPolygon(squares[:2]), squares[2]], "")
    assert (drawn.count("<path"), drawn.count("Z")) == (1, 3)


def test_what_lies_outside_is_cut_off_a_little_beyond_the_edge():
    drawn = corners(path(FRAME, [rectangle(0, 0, 700_000, 700_000)], ""))
    # The stroke of the cut edge must not be seen.
    assert (drawn.min(axis=0).tolist(), drawn.max(axis=0).tolist()) == ([8, 18], [112, 72])
    across = corners(path(FRAME, [LineString([(300_000, 285_000), (500_000, 285_000)])], ""))
    assert across.tolist() == [[8, 45], [112, 45]]


@pytest.mark.parametrize("shapes", [[], [rectangle(0, 0, 10, 10)], [Point(400_000, 285_000)], [Polygon()]])
def test_nothing_to_draw_is_no_path(shapes):
    assert path(FRAME, shapes, 'fill="red"') == ""


def test_what_print_cannot_show_is_left_out():
    wobbly = LineString([(400_000 + 100 * step, 285_000 + step % 2) for step in range(100)])
    assert len(corners(path(FRAME, [wobbly], ""))) == 2
    bold = LineString([(400_000 + 100 * step, 285_000 + 400 * (step % 2)) for step in range(100)])
    assert len(corners(path(FRAME, [bold], ""))) == 100
