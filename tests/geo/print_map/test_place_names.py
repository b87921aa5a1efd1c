"""Names of towns, neighbours and motorways: true to their place, and never over what is taken."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box, Occupied
from geo.print_map.map_frame import fit_frame
from geo.print_map.place_names import draw_neighbours, draw_places, draw_road_numbers

COVENTRY = "E08000026"
BOX = Box(0, 0, 190, 190)


@pytest.fixture(scope="module")
def chosen(base):
    return base.authorities[base.authorities["gss_code"] == COVENTRY]


@pytest.fixture(scope="module")
def near(chosen):
    """A frame of one authority and what is around it."""
    west, south, east, north = chosen.total_bounds
    return fit_frame(BOX, (west - 8_000, south - 8_000, east + 8_000, north + 8_000))


@pytest.fixture(scope="module")
def wide(base):
    """A frame of the region."""
    return fit_frame(BOX, base.region.bounds)


@pytest.fixture
def drawn(texts):
    """The texts that a drawing adds, and what it takes of the map."""

    def made(draw, frame, *more, taken=(), **options):
        sheet, occupied = Canvas(scale=1.0), Occupied(frame.box, list(taken))
        draw(sheet, frame, *more[:1], occupied, *more[1:], **options)
        return texts(sheet), occupied.boxes[len(taken) :]

    return made


def apart(boxes):
    boxes = [box.grown(-0.05) for box in boxes]
    return not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])


def test_the_cities_of_the_region_are_named_at_their_places(drawn, wide, base):
    cities = base.places[base.places["label_tier"] == 1].set_index("name")
    found, _ = drawn(draw_places, wide, base, tiers=(1,))
    assert {words for words, _ in found} == set(cities.index)
    for words, box in found:
        x, y = wide.to_sheet(cities.loc[[words]].geometry.get_coordinates().to_numpy())[0]
        assert box.grown(8).left < x < box.grown(8).right and box.grown(8).top < y < box.grown(8).bottom


def test_only_the_sizes_of_town_asked_for_are_named_and_only_those_on_the_map(drawn, near, base):
    west, south, east, north = near.ground
    here = base.places.cx[west:east, south:north]
    for tiers in ((2,), (1, 2, 3)):
        found, _ = drawn(draw_places, near, base, tiers=tiers)
        assert {words for words, _ in found} <= set(here.loc[here["label_tier"].isin(tiers), "name"]) and found


def test_names_of_towns_cover_neither_one_another_nor_what_is_taken(drawn, wide, base):
    taken = [Box(80, 60, 130, 130)]
    found, boxes = drawn(draw_places, wide, base, tiers=(1, 2, 3), taken=taken)
    assert len(found) > 10 and apart([*boxes, *taken])
    assert drawn(draw_places, wide, base, tiers=(1, 2, 3), taken=[BOX])[0] == []


def test_neighbours_are_named_inside_their_borders_but_the_chosen_is_not(drawn, near, base, chosen):
    found, _ = drawn(draw_neighbours, near, base, chosen)
    shapes = base.authorities.assign(name=base.authorities["name"].str.upper()).set_index("name").geometry
    assert found and "COVENTRY" not in {words for words, _ in found}
    for words, box in found:
        west, north, metres = near.west, near.north, near.metres_per_mm
        plate = shapely.box(west + box.left * metres, north - box.bottom * metres, west + box.right * metres, north - box.top * metres)
        assert shapes[words].intersection(plate).area > 0.96 * plate.area, words


def test_a_neighbour_too_narrow_for_its_name_has_none(drawn, wide, base, chosen):
    found, boxes = drawn(draw_neighbours, wide, base, chosen.iloc[:0])
    assert 0 < len(found) < len(base.authorities) and apart(boxes)


def test_a_motorway_has_its_number_once_on_the_road(drawn, wide, base):
    found, boxes = drawn(draw_road_numbers, wide, base)
    assert found and len({words for words, _ in found}) == len(found) and apart(boxes)
    roads = base.motorways.set_index("ref").geometry
    for words, box in found:
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        away = roads[words].distance(shapely.Point(wide.ground[0] + x * wide.metres_per_mm, wide.ground[3] - y * wide.metres_per_mm))
        assert away < wide.metres_per_mm, words


@pytest.mark.parametrize(("width", "numbers"), [(17, []), (20, ["M1"])])
def test_a_short_piece_of_motorway_has_no_number(drawn, base, width, numbers):
    frame = fit_frame(Box(0, 0, width, width), (400_000, 280_000, 410_000, 290_000))
    across = gpd.GeoDataFrame({"ref": ["M1"]}, geometry=[shapely.LineString([(300_000, 285_000), (500_000, 285_000)])], crs=27700)
    assert [words for words, _ in drawn(draw_road_numbers, frame, replace(base, motorways=across))[0]] == numbers
