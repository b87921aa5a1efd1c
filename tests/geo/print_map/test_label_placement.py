"""Placement: nothing covers another, and what is apart stays where it is."""

import math
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.print_map.label_placement import Box, Occupied, group_near, place_label, spread_apart

points = st.lists(st.tuples(st.floats(5, 95), st.floats(5, 95)), min_size=1, max_size=25)


@given(points)
def test_spread_leaves_no_overlap(places):
    radii = np.full(len(places), 2.0)
    moved = spread_apart(np.array(places), radii, gap=0.2, bounds=Box(0, 0, 100, 100))
    apart = [math.dist(a, b) for a, b in combinations(moved, 2)]
    assert min(apart, default=9) > 4.0
    assert (moved >= 2).all() and (moved <= 98).all()


def test_spread_leaves_alone_what_is_apart():
    places = np.array([[10.0, 10.0], [50.0, 50.0]])
    moved = spread_apart(places, np.array([2.0, 2.0]), gap=0.2, bounds=Box(0, 0, 100, 100))
    assert np.abs(moved - places).max() < 0.05


@given(points, st.floats(0.1, 30))
def test_groups_hold_every_point_once_and_are_small(places, radius):
    array = np.array(places)
    keys = [i % 2 for i in range(len(array))]
    groups = group_near(array, keys, radius=radius)
    assert sorted(i for group in groups for i in group) == list(range(len(array)))
    for group in groups:
        assert len({keys[i] for i in group}) == 1
        assert max(math.dist(array[i], array[j]) for i in group for j in group) <= 2 * radius + 1e-9


def test_labels_find_the_free_side_or_none():
    occupied = Occupied(bounds=Box(0, 0, 30, 10))
    first, align = place_label(occupied, at=(15, 5), size=(8, 2), clearance=1)
    assert (align, first.left) == ("start", 16)
    second, align = place_label(occupied, at=(15, 5), size=(8, 2), clearance=1)
    assert (align, second.right) == ("end", 14)
    assert place_label(occupied, at=(15, 5), size=(40, 2), clearance=1) is None
