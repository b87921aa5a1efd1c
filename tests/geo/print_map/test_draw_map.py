"""The drawn map as a whole: every asset once and in its true place, nothing over anything, valid SVG."""

import math
import re
from itertools import combinations
from xml.etree import ElementTree

import geopandas as gpd
import pytest

from geo.errors import CrsError
from geo.print_map import draw_map, map_words
from geo.print_map.label_placement import Box
from geo.print_map.typography import text_width
from geo.select.filters import Filters, filter_assets

SVG = "{http://www.w3.org/2000/svg}"
COVENTRY = "E08000026"


@pytest.fixture(scope="module")
def shown(register, index):
    """The assets of the default view: closed ones left out."""
    return filter_assets(register.assets, Filters(), index=index)


@pytest.fixture(scope="module")
def coventry(register, index):
    """The assets of one authority with many on one campus."""
    return filter_assets(register.assets, Filters(authority=(COVENTRY,)), index=index)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.encode("utf-8"))


def drawn_pins(root: ElementTree.Element) -> list[tuple[list[str], Box]]:
    """(ids, box in mm) of every pin on the sheet."""
    pins = []
    for group in root.iter(f"{SVG}g"):
        if "data-assets" in group.attrib:
            x, y, w, h = (float(group.find(f"{SVG}svg").get(key)) for key in ("x", "y", "width", "height"))
            pins.append((group.get("data-assets").split(), Box(x, y, x + w, y + h)))
    return pins


def labels(root: ElementTree.Element) -> list[tuple[str, Box]]:
    """(text, box in mm) of every label on the map itself: those have a halo."""
    found = []
    for text in root.iter(f"{SVG}text"):
        if text.get("paint-order") != "stroke":
            continue
        size, x, y = (float(text.get(key)) for key in ("font-size", "x", "y"))
        weight = {"600": "Semibold", "700": "Bold"}.get(text.get("font-weight"), "Regular")
        spacing = float(text.get("letter-spacing", 0))
        width = text_width(text.text, size=size, weight=weight) + spacing * len(text.text)
        left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
        found.append((text.text, Box(left, y - size * 0.66, left + width, y)))
    return found


@pytest.mark.parametrize("scale", [1.0, 1.45])
def test_every_asset_is_drawn_once(register, shown, scale):
    root = parsed(draw_map(register, shown, panel="none", scale=scale))
    ids = [identity for pin, _ in drawn_pins(root) for identity in pin]
    assert sorted(ids) == sorted(shown["id"])


def test_detail_repeats_only_assets_of_the_view(register, shown):
    ids = [identity for pin, _ in drawn_pins(parsed(draw_map(register, shown))) for identity in pin]
    assert set(ids) == set(shown["id"])
    assert len(ids) > len(shown), "a wide view has an enlarged detail"


@pytest.mark.parametrize("authority", [(), (COVENTRY,), ("E08000025",)])
def test_labels_do_not_collide(register, index, authority):
    assets = filter_assets(register.assets, Filters(authority=authority), index=index)
    root = parsed(draw_map(register, assets, authorities=authority, panel="none"))
    words = labels(root)
    assert len(words) > 10
    clashes = [(a, b) for (a, one), (b, other) in combinations(words, 2) if one.grown(-0.1).overlaps(other)]
    assert clashes == []
    pins = [box for _, box in drawn_pins(root)]
    covered = [text for text, box in words if any(box.grown(-0.1).overlaps(pin) for pin in pins)]
    assert covered == []


def middle(box: Box) -> tuple[float, float]:
    return ((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def test_scale_bar_is_true(register, shown):
    """Two assets far apart lie as far apart on the sheet as the scale bar says."""
    metric = shown.to_crs(27700)
    west = metric.geometry.x.idxmin()
    far = metric.geometry.distance(metric.geometry[west]).idxmax()
    pair = shown.loc[[west, far]]
    svg = draw_map(register, pair, panel="none")
    pins = [box for _, box in drawn_pins(parsed(svg))]
    on_sheet = math.dist(middle(pins[0]), middle(pins[1]))
    left, right = map(float, re.search(r'd="M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V', svg).groups())
    kilometres, ratio = re.search(r">([\d.]+) km \u00b7 1:([\d,]+)<", svg).groups()
    metres_per_mm = float(kilometres) * 1000 / (right - left)
    true = metric.geometry[west].distance(metric.geometry[far])
    assert on_sheet * metres_per_mm == pytest.approx(true, rel=0.005)
    assert metres_per_mm * 1000 == pytest.approx(int(ratio.replace(",", "")), rel=0.06)


def test_north_is_up(register, shown):
    """Grid north: the northernmost and southernmost of two assets keep their order and easting."""
    metric = shown.to_crs(27700)
    pair = shown.loc[[metric.geometry.y.idxmax(), metric.geometry.y.idxmin()]]
    places = {pin[0]: middle(box) for pin, box in drawn_pins(parsed(draw_map(register, pair, panel="none")))}
    north, south = (places[identity] for identity in pair["id"])
    assert north[1] < south[1]
    bearing = math.atan2(south[0] - north[0], south[1] - north[1])
    points = metric.geometry.loc[pair.index]
    true = math.atan2(points.iloc[1].x - points.iloc[0].x, points.iloc[0].y - points.iloc[1].y)
    assert bearing == pytest.approx(true, abs=0.01)


def test_sheet_is_in_millimetres_and_described(register, shown):
    root = parsed(draw_map(register, shown, size_mm=(180, 120), title="A title", footer=("a credit",)))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("180mm", "120mm", "0 0 180 120")
    assert root.find(f"{SVG}title").text == "A title"
    assert root.find(f"{SVG}desc").text == map_words(register, shown)
    assert str(len(shown)) in root.find(f"{SVG}desc").text
    assert "a credit" in [text.text for text in root.iter(f"{SVG}text")]


def test_nothing_leaves_the_sheet(register, coventry):
    root = parsed(draw_map(register, coventry, authorities=(COVENTRY,), title="T", footer=("c",)))
    sheet = Box(0, 0, 297, 210)
    outside = [pin for pin, box in drawn_pins(root) if not box.inside(sheet)]
    outside += [text for text, box in labels(root) if not box.inside(sheet)]
    assert outside == []


@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("panel", ["right", "below", "none"])
def test_few_assets(register, shown, number, panel):
    root = parsed(draw_map(register, shown.head(number), panel=panel))
    drawn = {identity for pin, _ in drawn_pins(root) for identity in pin}
    assert drawn == set(shown.head(number)["id"])


def test_unknown_authority_is_left_out_of_account(register, shown):
    assert draw_map(register, shown, authorities=("E99",)) == draw_map(register, shown)


def test_hostile_names_stay_text(register, shown, hostile):
    one = shown.head(1).assign(name=hostile)
    root = parsed(draw_map(register, one, title=hostile, footer=(hostile,)))
    assert {element.tag for element in root.iter()} <= {SVG + tag for tag in ("svg", "title", "desc", "g", "path", "rect", "circle", "text", "clipPath")}


def test_a_frame_without_crs_is_refused(register, shown):
    bare = gpd.GeoDataFrame(shown.drop(columns="geometry"), geometry=list(shown.geometry))
    with pytest.raises(CrsError):
        draw_map(register, bare)


def test_every_pin_of_a_city_has_a_name_or_a_number_with_its_key(register, coventry):
    root = parsed(draw_map(register, coventry, authorities=(COVENTRY,), panel="below"))
    single = [pin for pin, _ in drawn_pins(root) if len(pin) == 1]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    start = texts.index("Numbers on the map")
    key = [text for text in texts[start:] if text.isdigit()]
    assert key == [str(n) for n in range(1, len(key) + 1)]
    assert all(texts[:start].count(number) >= 1 for number in key)
    named = sum(1 for text, _ in labels(root) if not text.isdigit())
    assert len(key) + named >= len(single)
