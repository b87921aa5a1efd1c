"""Which ground a map shows, and that map, detail, legend and key have each their own place on the sheet."""

from itertools import combinations

import numpy as np
import pytest

from geo.print_map.label_placement import Box
from geo.print_map.layout import (
    LEAST_ASSETS_FOR_DETAIL,
    LEAST_SPAN_M,
    WIDE_VIEW_M,
    PanelPlan,
    detail_frame,
    ground_of,
    legend_height,
    legend_width,
    split_sheet,
)
from geo.print_map.legend import legend_rows
from geo.print_map.map_frame import fit_frame
from geo.print_map.typography import text_width

COVENTRY = "E08000026"
MIDDLE = np.array([407_000.0, 287_000.0])
SQUARE = (400_000.0, 280_000.0, 410_000.0, 290_000.0)
# The sheet of its own, a page of the brief, what a brief of few assets leaves, and a slide.
SHEETS = [(Box(9, 20, 288, 195), "right", 1.0), (Box(0, 0, 174, 236), "below", 1.0), (Box(0, 0, 174, 132), "right", 1.0), (Box(0, 0, 308, 142), "right", 1.45)]


@pytest.fixture(scope="module")
def none(base):
    """No chosen authority."""
    return base.authorities.iloc[:0]


@pytest.fixture(scope="module")
def rows(register):
    """The longest legend there is: every type and status."""
    return legend_rows(register, register.assets)


def around(*offsets):
    """Points at some metres from the middle."""
    return MIDDLE + np.array(offsets, dtype=float).reshape(-1, 2)


def spans(ground):
    west, south, east, north = ground
    return east - west, north - south


# ---- the ground ----


def test_without_assets_and_choice_the_region_is_shown_whole(base, none):
    west, south, east, north = ground_of(around(), none, base)
    inner = base.region.bounds
    assert west < inner[0] and south < inner[1] and east > inner[2] and north > inner[3]
    assert (east - west) / (inner[2] - inner[0]) < 1.1


def test_a_chosen_authority_is_shown_whole_wherever_the_assets_are(base):
    chosen = base.authorities[base.authorities["gss_code"] == COVENTRY]
    ground = ground_of(around((0, 0), (-60_000, 50_000)), chosen, base)
    west, south, east, north = chosen.total_bounds
    assert ground[0] < west and ground[1] < south and ground[2] > east and ground[3] > north
    assert max(spans(ground)) < 1.1 * max(east - west, north - south)


def test_assets_are_shown_with_room_around_them(base, none):
    west, south, east, north = ground_of(around((-20_000, 0), (20_000, 10_000)), none, base)
    assert MIDDLE[0] - 20_000 - west == east - MIDDLE[0] - 20_000 == pytest.approx(0.14 * 40_000)
    assert MIDDLE[1] - south == north - MIDDLE[1] - 10_000 == pytest.approx(0.14 * 40_000)


def test_assets_far_apart_show_the_region(base, none):
    far = around((0, 0), (WIDE_VIEW_M + 1, 0))
    assert ground_of(far, none, base) == ground_of(around(), none, base)
    assert ground_of(around((0, 0), (WIDE_VIEW_M - 1, 0)), none, base) != ground_of(around(), none, base)


def test_no_view_is_nearer_than_the_base_map_is_true(base, none):
    ground = ground_of(around((0, 0)), none, base)
    assert spans(ground) == pytest.approx((LEAST_SPAN_M, LEAST_SPAN_M))
    assert ((ground[0] + ground[2]) / 2, (ground[1] + ground[3]) / 2) == pytest.approx(tuple(MIDDLE))


# ---- the sheet ----


def test_without_a_panel_the_map_has_the_sheet():
    body = Box(0, 0, 200, 100)
    assert split_sheet(body, SQUARE, panel="none", wide=False, scale=1.0) == (body, None)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("body", "panel", "scale"), SHEETS)
def test_map_and_panel_share_the_sheet(body, panel, scale, wide):
    shown, beside = split_sheet(body, SQUARE, panel=panel, wide=wide, scale=scale)
    assert shown.inside(body) and beside.inside(body) and not shown.overlaps(beside)
    assert beside.top > shown.bottom if panel == "below" else beside.left > shown.right
    assert shown.width * shown.height >= 0.5 * body.width * body.height
    assert panel != "below" or beside.height <= 0.36 * body.height


def test_a_wide_ground_has_a_wider_map_and_a_tall_one_leaves_more_to_the_panel():
    body, far = Box(0, 0, 400, 150), 120_000
    wide, tall = (split_sheet(body, (0, 0, east, north), panel="right", wide=True, scale=1.0)[0] for east, north in ((2 * far, far), (far, 2 * far)))
    assert wide.width == pytest.approx(2 * body.height) and tall.width == body.width / 2


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("body", "panel", "scale"), SHEETS)
def test_the_parts_of_a_panel_lie_in_it_side_by_side(rows, body, panel, scale, wide):
    _, beside = split_sheet(body, SQUARE, panel=panel, wide=wide, scale=scale)
    plan = PanelPlan(beside, rows, scale, wide=wide, below=panel == "below")
    parts = [part for part in (plan.inset, plan.legend, plan.key) if part is not None]
    assert len(parts) == (2 if wide else 3) and (plan.key is None) == wide
    assert all(part.grown(-0.001).inside(beside) and part.width > 0 and part.height > 0 for part in parts)
    # The legend leaves the place at its right free where its words are short enough.
    legend = plan.legend
    words = Box(legend.left, legend.top, min(legend.right, legend.left + legend_width(rows, scale)), legend.bottom) if plan.columns == 1 else legend
    assert not any(one.overlaps(other) for one, other in combinations([words, *(part for part in parts if part is not legend)], 2))


def test_no_panel_has_no_parts(rows):
    plan = PanelPlan(None, rows, 1.0, wide=False, below=False)
    assert (plan.inset, plan.legend, plan.key, plan.key_rows) == (None, None, None, 0)


def test_a_wide_legend_has_two_columns():
    panels = [Box(0, 0, width, 180) for width in (66, 90)]
    assert [PanelPlan(panel, [], 1.0, wide=True, below=False).columns for panel in panels] == [1, 2]
    assert PanelPlan(panels[1], [], 1.45, wide=True, below=False).columns == 1


def test_a_key_has_as_many_rows_as_fit(rows):
    low, high = (PanelPlan(Box(0, 0, 66, height), rows, 1.0, wide=False, below=False) for height in (150, 183.5))
    assert high.key.height - low.key.height == pytest.approx(33.5, abs=0.1) and high.key_rows - low.key_rows == 10
    assert PanelPlan(Box(0, 0, 66, 40), rows, 1.0, wide=False, below=False).key_rows == 0


def test_a_legend_is_as_high_as_its_rows_and_as_wide_as_its_words():
    short, long = [("hub", "operating", "a")], [("hub", "operating", "a"), ("", "operating", "a longer word")]
    assert legend_height(long, 1.0) > legend_height(short, 1.0)
    assert legend_width(long, 2.0) == pytest.approx(2 * (6.2 + text_width("a longer word", size=3.0)))
    assert legend_width([], 1.0) == 6.2
    types, statuses = [("hub", "operating", "a")] * 5, [("", "operating", "a")] * 5
    assert legend_height([*types, *statuses], 1.0, columns=2) < legend_height([*types, *statuses], 1.0)


# ---- the detail ----


@pytest.fixture
def frame():
    """A frame of 100 km."""
    return fit_frame(Box(0, 0, 200, 200), (MIDDLE[0] - 50_000, MIDDLE[1] - 50_000, MIDDLE[0] + 50_000, MIDDLE[1] + 50_000))


def test_the_detail_enlarges_where_most_are_together(frame):
    crowd = around(*((100 * n, 0) for n in range(LEAST_ASSETS_FOR_DETAIL)))
    few = around(*((-40_000 + 100 * n, 30_000) for n in range(LEAST_ASSETS_FOR_DETAIL - 1)))
    detail = detail_frame(Box(210, 0, 290, 80), np.vstack([few, crowd]), frame)
    west, south, east, north = detail.ground
    inside = (crowd >= (west, south)).all(axis=1) & (crowd <= (east, north)).all(axis=1)
    assert inside.all() and not ((few >= (west, south)) & (few <= (east, north))).all(axis=1).any()
    assert detail.metres_per_mm < frame.metres_per_mm and detail.box == Box(210, 0, 290, 80)
    assert (west + east) / 2 == pytest.approx(crowd[:, 0].mean())


def test_too_few_together_have_no_detail(frame):
    apart = around(*((7_000 * n - 40_000, 7_000 * n - 40_000) for n in range(LEAST_ASSETS_FOR_DETAIL)))
    assert detail_frame(Box(0, 0, 80, 80), apart, frame) is None
    together = around(*[(0, 0)] * LEAST_ASSETS_FOR_DETAIL)
    assert detail_frame(Box(0, 0, 80, 80), together, frame) is not None
    assert detail_frame(Box(0, 0, 80, 80), together[1:], frame) is None


def test_a_panel_below_is_deep_enough_for_its_legend_and_leaves_half_of_the_sheet_to_the_map():
    body = Box(0, 0, 174, 236)
    for legend_mm in (0.0, 110.0, 500.0):
        shown, beside = split_sheet(body, SQUARE, panel="below", wide=False, scale=1.0, legend_mm=legend_mm)
        assert beside.height >= min(legend_mm, body.height / 2)
        assert shown.height >= body.height / 2 - 4 and beside.bottom == body.bottom
