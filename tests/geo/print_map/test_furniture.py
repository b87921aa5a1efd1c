"""Scale bar, north, locator, heading and footer: true, inside their sheet, and out of the map's way."""

import re

import pytest

from geo.print_map.canvas import Canvas
from geo.print_map.furniture import draw_footer, draw_furniture, draw_header, draw_locator, draw_outline, furniture_boxes
from geo.print_map.label_placement import Box
from geo.print_map.map_frame import fit_frame
from geo.print_map.typography import ELLIPSIS, printable

COVENTRY = "E08000026"
BODY = Box(9, 9, 288, 201)


def frame_of(km, box=BODY):
    """A frame that shows some kilometres from west to east."""
    height = 1000 * km * box.height / box.width
    return fit_frame(box, (400_000, 280_000, 400_000 + 1000 * km, 280_000 + height))


@pytest.fixture
def sheet():
    return Canvas(scale=1.0)


@pytest.fixture(scope="module")
def chosen(base):
    return base.authorities[base.authorities["gss_code"] == COVENTRY]


# ---- scale and north ----


@pytest.mark.parametrize("km", [1, 9, 14, 40, 85, 140, 400])
def test_the_bar_is_as_long_as_it_says(sheet, texts, km):
    frame = frame_of(km)
    draw_furniture(sheet, frame)
    left, right = map(float, re.search(r'd="M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V', "".join(sheet.parts)).groups())
    said = re.fullmatch(r"([\d.]+) km \u00b7 1:([\d,]+)", texts(sheet)[0][0])
    kilometres = (right - left) * frame.metres_per_mm / 1000
    assert kilometres == pytest.approx(float(said[1]), rel=0.01)
    assert said[1].strip("0.") in {"1", "2", "5", "25"}, "a round number"
    assert said[1] == "0.5" or 0.08 < kilometres / km <= 0.24
    assert int(said[2].replace(",", "")) == frame.scale


@pytest.mark.parametrize("scale", [1.0, 1.45])
@pytest.mark.parametrize("km", [9, 140])
def test_bar_and_arrow_stand_in_the_room_kept_for_them(texts, km, scale):
    frame, sheet = frame_of(km), Canvas(scale=scale)
    draw_furniture(sheet, frame, caption="Detail")
    bar, arrow = furniture_boxes(frame, scale)
    (_, words), (north, letter) = texts(sheet)
    assert north == "N" and letter.inside(arrow) and words.inside(bar)
    assert bar.inside(frame.box) and arrow.inside(frame.box) and not bar.overlaps(arrow)
    ends = [float(x) for x in re.search(r'd="M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V', "".join(sheet.parts)).groups()]
    assert bar.left < ends[0] < ends[1] < bar.right and bar.bottom == frame.box.bottom and arrow.top == frame.box.top


def test_a_detail_has_its_name_and_no_arrow(sheet, texts):
    draw_furniture(sheet, frame_of(40), caption="Detail", north=False)
    ((words, _),) = texts(sheet)
    assert re.fullmatch(r"Detail \u00b7 [\d.]+ km \u00b7 1:[\d,]+", words)


# ---- outline and locator ----


def test_the_outline_is_the_ground_of_the_detail(sheet, read):
    frame = frame_of(140)
    west, south, east, north = frame.ground
    detail = fit_frame(Box(200, 20, 280, 60), (west + 20_000, north - 50_000, west + 60_000, north - 30_000))
    draw_outline(sheet, frame, detail)
    points = re.findall(r"([\d.]+) ([\d.]+)", read(sheet).find("path").get("d"))
    x, y = (sorted({float(value) for value in axis}) for axis in zip(*points, strict=True))
    mm = 1000 / frame.metres_per_mm
    assert x == pytest.approx([9 + 20 * mm, 9 + 60 * mm], abs=0.01) and y == pytest.approx([9 + 30 * mm, 9 + 50 * mm], abs=0.01)


def test_the_locator_shows_the_map_in_the_region(sheet, read, base, chosen):
    box = Box(200, 100, 230, 133)
    frame = fit_frame(Box(0, 0, 100, 100), tuple(chosen.total_bounds))
    draw_locator(sheet, box, base, frame, chosen)
    *_, own, ground = read(sheet)
    assert len(read(sheet)) == 4, "the region, its authorities, the chosen one, the ground of the map"
    spans = []
    for path in (ground, own):
        x, y = zip(*((float(a), float(b)) for a, b in re.findall(r"([\d.]+) ([\d.]+)", path.get("d"))), strict=True)
        assert 200 <= min(x) < max(x) <= 230 and 100 <= min(y) < max(y) <= 133
        spans.append((min(x), max(x), min(y), max(y)))
    (left, right, top, bottom), inner = spans
    assert left - 0.02 <= inner[0] and inner[1] <= right + 0.02 and top - 0.02 <= inner[2] and inner[3] <= bottom + 0.02
    without = Canvas(scale=1.0)
    draw_locator(without, box, base, frame, chosen.iloc[:0])
    assert len(read(without)) == 3


def test_a_map_of_the_region_needs_no_locator(sheet, base, chosen):
    draw_locator(sheet, Box(200, 100, 230, 133), base, fit_frame(BODY, base.region.bounds), chosen)
    assert sheet.parts == []


# ---- heading and footer ----


def test_heading_and_footer_leave_the_rest_to_the_map(sheet, texts):
    below = draw_header(sheet, BODY, "A title", ("a line", "another"))
    rest = draw_footer(sheet, below, ("a credit", "a second"))
    found = texts(sheet)
    assert [words for words, _ in found] == ["A title", "a line", "another", "a credit", "a second"]
    assert all(box.inside(BODY.grown(0.01)) and not box.overlaps(rest) for _, box in found)
    assert [box.bottom for _, box in found] == sorted(box.bottom for _, box in found)
    assert (rest.left, rest.right) == (BODY.left, BODY.right) and rest.height > 0.8 * BODY.height


def test_without_heading_and_footer_the_map_has_the_sheet(sheet):
    assert draw_footer(sheet, draw_header(sheet, BODY, "", ()), ()) == BODY
    assert sheet.parts == []


def test_a_long_title_is_cut_in_two_lines_and_a_long_footer_is_not(sheet, texts):
    below = draw_header(sheet, BODY, "word " * 200, ("line " * 200,))
    heading = texts(sheet)
    assert len(heading) == 4 and heading[1][0].endswith(ELLIPSIS) and heading[3][0].endswith(ELLIPSIS)
    rest = draw_footer(sheet, below, ("credit " * 300,))
    footer = texts(sheet)[4:]
    assert sum(words.count("credit") for words, _ in footer) == 300
    assert all(box.inside(BODY.grown(0.01)) and not box.overlaps(rest) for _, box in texts(sheet))


def test_hostile_words_stay_words(sheet, texts, hostile):
    draw_footer(sheet, draw_header(sheet, BODY, hostile, (hostile,)), (hostile,))
    said = " ".join(printable(hostile).split())
    assert texts(sheet) and all(words.removesuffix(ELLIPSIS)[:40] in said for words, _ in texts(sheet))
