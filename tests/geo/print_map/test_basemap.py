"""The ground under the pins: all of it in metres, finer when near, and all but the chosen veiled."""

import re
from dataclasses import fields, replace

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, Polygon

from geo.print_map.basemap import BORDER, FINE_BOUNDARIES_BELOW_M, LAND, QUIET, ROAD, URBAN, WATER, basemap, draw_base
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box
from geo.print_map.map_frame import fit_frame

COVENTRY = "E08000026"
BOX = Box(0, 0, 150, 150)


@pytest.fixture(scope="module")
def chosen(base):
    return lambda *codes: base.authorities[base.authorities["gss_code"].isin(codes)]


@pytest.fixture(scope="module")
def near(chosen):
    """A frame of Coventry."""
    frame = fit_frame(BOX, tuple(chosen(COVENTRY).total_bounds))
    assert frame.ground[2] - frame.ground[0] < FINE_BOUNDARIES_BELOW_M
    return frame


@pytest.fixture(scope="module")
def wide(base):
    """A frame of the region."""
    return fit_frame(BOX, base.region.bounds)


@pytest.fixture(scope="module")
def drawn(base, chosen):
    """The parts of a drawn base map."""

    def made(frame, *codes, on=base):
        sheet = Canvas(scale=1.0)
        draw_base(sheet, frame, on, chosen(*codes))
        return [part for part in sheet.parts if part]

    return made


def area_of(part):
    """What a path fills by the rule of even and odd, mm."""
    rings = [Polygon(np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", ring), dtype=float)) for ring in re.findall("M([^MZ]*)Z", part)]
    filled = Polygon()
    for ring in rings:
        filled = shapely.symmetric_difference(filled, shapely.make_valid(ring))
    return filled


def test_the_base_map_is_in_metres_of_the_national_grid_and_whole(base, register):
    assert {getattr(base, field.name).crs.to_epsg() for field in fields(base) if field.name != "region"} == {27700}
    for layer in (base.authorities, base.fine_authorities):
        assert set(layer["gss_code"]) == set(register.authorities.index)
        assert layer.area.sum() == pytest.approx(base.region.area, rel=0.001)
    assert base.authorities.area.sum() / 1e6 == pytest.approx(register.authorities["area_km2"].sum(), rel=0.001)
    assert base.places.within(base.region.buffer(2_000)).all()


def test_it_is_read_once(base, register):
    assert basemap(register) is base


def test_land_lies_under_towns_and_towns_under_water_and_roads(drawn, wide):
    parts = drawn(wide)
    assert parts[0].startswith("<rect ")
    order = [next(n for n, part in enumerate(parts) if f'"{colour}"' in part) for colour in (LAND, URBAN, WATER, ROAD)]
    assert order == sorted(order)


def test_the_land_drawn_is_the_region(drawn, wide, base):
    land = area_of(next(part for part in drawn(wide) if LAND in part))
    assert land.area * wide.metres_per_mm**2 == pytest.approx(base.region.area, rel=0.002)


def test_a_near_view_has_the_finer_boundaries_and_a_wide_one_the_coarser(drawn, near, wide, base):
    no_fine = replace(base, fine_authorities=base.fine_authorities.iloc[:0])
    no_coarse = replace(base, authorities=base.authorities.iloc[:0])
    assert drawn(wide, on=no_fine) == drawn(wide)
    assert drawn(near, on=no_coarse) == drawn(near) != drawn(near, on=no_fine)


def test_a_near_view_has_thicker_lines_and_dashed_boundaries(drawn, near, wide):
    def road(parts):
        return float(next(re.search('stroke-width="([^"]+)"', part)[1] for part in parts if f'"{ROAD}"' in part))

    assert road(drawn(near)) == pytest.approx(1.25 * road(drawn(wide)), abs=0.01)
    dashed = [any(BORDER in part and "dasharray" in part for part in drawn(frame, *codes)) for frame, codes in ((near, ()), (wide, ()), (wide, (COVENTRY,)))]
    assert dashed == [True, False, True]


def test_all_but_the_chosen_authority_is_veiled(drawn, near, base):
    veil = area_of(next(part for part in drawn(near, COVENTRY) if 'fill-opacity="0.5"' in part))
    shapes = base.fine_authorities.set_index("gss_code").geometry
    inside = shapes[COVENTRY].representative_point()
    beside = shapely.box(*near.ground).difference(shapes[COVENTRY].buffer(500)).representative_point()
    seen, hidden = (Point(near.to_sheet(np.array([[point.x, point.y]]))[0]) for point in (inside, beside))
    assert not veil.contains(seen) and veil.contains(hidden)


def test_without_a_choice_nothing_is_veiled_and_the_region_has_its_outline(drawn, near):
    plain, one = drawn(near), drawn(near, COVENTRY)
    assert not any("fill-opacity" in part for part in plain) and QUIET in plain[-1]
    assert not any(QUIET in part for part in one)
    assert [part for part in one if part not in plain], "the chosen one stands out"


def test_a_base_without_layers_is_still_ground(drawn, wide, base):
    bare = {name: getattr(base, name).iloc[:0] for name in ("urban", "waterways", "railways", "motorways")}
    parts = drawn(wide, on=replace(base, roads=None, rivers=None, **bare))
    assert any(LAND in part for part in parts) and not any(URBAN in part or ROAD in part or WATER in part for part in parts)
