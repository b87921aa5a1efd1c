"""Pins on a drawn map: each asset once, near its place, none over another, a number where several are one."""

import math
import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest

from geo import style, vocabulary
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box
from geo.print_map.layout import ground_of
from geo.print_map.map_frame import fit_frame
from geo.print_map.symbols import MOST_SYMBOLS, Symbol, draw_badge, draw_pill, draw_symbols, placed_pin, symbols_in

COVENTRY = "E08000026"
BOX = Box(0, 0, 190, 190)


def symbol(**changes):
    """One pin of 4 mm in the middle of nowhere."""
    sound = {"layer": "hub", "status": "operating", "ids": ("a",), "names": ("A",), "true_place": (50, 50), "place": (50, 50), "size": 4.0}
    return Symbol(**(sound | changes))


@pytest.fixture(scope="module")
def symbols_of(base, points_of):
    """The symbols of assets on a map that shows them."""

    def made(assets, *, scale=1.0, box=BOX, ground=None):
        points = points_of(assets)
        frame = fit_frame(box, ground or ground_of(points, base.authorities.iloc[:0], base))
        return frame, symbols_in(frame, assets, points, scale)

    return made


@pytest.fixture(scope="module", params=["region", COVENTRY])
def shown(request, symbols_of, open_assets):
    """The assets of a view, its frame and its symbols."""
    inside = np.full(len(open_assets), True) if request.param == "region" else (open_assets["gss_code"] == request.param).to_numpy()
    return open_assets[inside], *symbols_of(open_assets[inside])


# ---- where they stand ----


def test_every_asset_is_in_one_symbol(shown):
    assets, _, symbols = shown
    assert sorted(identity for one in symbols for identity in one.ids) == sorted(assets["id"])
    assert len(symbols) <= MOST_SYMBOLS
    names = assets.set_index("id")["name"]
    assert all(one.names == tuple(names[list(one.ids)]) and one.count == len(one.ids) for one in symbols)


def test_a_symbol_stands_for_assets_of_one_type_and_status(shown):
    assets, _, symbols = shown
    kind = assets.set_index("id")[["layer", "status"]].apply(tuple, axis=1)
    assert all({kind[identity] for identity in one.ids} == {(one.layer, one.status)} for one in symbols)
    assert any(one.count > 1 for one in symbols) or len(symbols) == len(assets)


def test_symbols_do_not_cover_one_another_and_stay_on_the_map(shown):
    _, frame, symbols = shown
    close = [(one.ids, other.ids) for one, other in combinations(symbols, 2) if math.dist(one.place, other.place) < (one.size + other.size) / 2 - 0.05]
    assert close == []
    assert all(one.box.inside(frame.box) for one in symbols)


def test_the_true_place_is_that_of_its_assets(shown, points_of):
    assets, frame, symbols = shown
    places = dict(zip(assets["id"], frame.to_sheet(points_of(assets)), strict=True))
    for one in symbols:
        assert one.true_place == pytest.approx(np.mean([places[identity] for identity in one.ids], axis=0))
        assert math.dist(one.place, one.true_place) <= one.size * 4.2


def test_what_lies_off_the_map_has_no_symbol(symbols_of, open_assets, points_of):
    x, y = points_of(open_assets.head(1))[0]
    one = open_assets.head(1)
    assert len(symbols_of(one, ground=(x - 100, y - 100, x + 100, y + 100))[1]) == 1
    assert symbols_of(one, ground=(x + 100, y - 100, x + 300, y + 100))[1] == []
    assert symbols_of(one.iloc[:0])[1] == []


def test_assets_on_one_point_are_all_drawn_apart(symbols_of, open_assets):
    stack = open_assets.head(13)
    stack = gpd.GeoDataFrame(stack, geometry=[stack.geometry.iloc[0]] * len(stack), crs=stack.crs)
    _, symbols = symbols_of(stack)
    assert len(symbols) == len({one.place for one in symbols}) == len(stack)
    assert len({one.true_place for one in symbols}) == 1


def test_more_than_have_room_at_a_point_become_one_with_their_number(symbols_of, open_assets):
    crowd = open_assets.head(200).assign(layer="hub", status="operating")
    crowd = gpd.GeoDataFrame(crowd, geometry=[crowd.geometry.iloc[0]] * len(crowd), crs=crowd.crs)
    (one,) = symbols_of(crowd)[1]
    assert one.count == 200
    (single,) = symbols_of(crowd.head(1))[1]
    assert single.size < one.size < 2 * single.size


def test_the_scale_enlarges_symbols(symbols_of, open_assets):
    few = open_assets.head(3)
    small, large = ([one.size for one in symbols_of(few, scale=scale)[1]] for scale in (1.0, 1.5))
    assert large == pytest.approx([1.5 * size for size in small])


# ---- how they look ----


def test_pins_are_those_of_the_style_table_in_millimetres(register):
    for layer in register.layer_names.index:
        for status in vocabulary.STATUS_WORDS:
            pin, whole = placed_pin(layer, status, 3, 4.5, 6), style.symbol_svg(layer, status)
            assert pin.startswith('<svg x="3.00" y="4.50" width="6.00" height="6.00" viewBox="-1 -1 26 26">')
            assert pin.partition(">")[2] == whole.partition(">")[2]


def test_a_moved_pin_has_a_line_to_its_true_place(read):
    sheet = Canvas(scale=1.0)
    draw_symbols(sheet, [symbol(), symbol(ids=("b",), place=(60, 50))])
    leader, dot = (read(sheet).findall(tag) for tag in ("path", "circle"))
    assert [one.get("d") for one in leader] == ["M60.00 50.00L50.00 50.00"]
    assert [(one.get("cx"), one.get("cy")) for one in dot] == [("50.00", "50.00")]


def test_southern_pins_lie_over_northern_ones(read):
    sheet = Canvas(scale=1.0)
    draw_symbols(sheet, [symbol(ids=("south",), place=(50, 60), true_place=(50, 60)), symbol(ids=("north",))])
    assert [group.get("data-assets") for group in read(sheet).iter("g")] == ["north", "south"]


def test_a_symbol_of_several_has_their_number_and_one_has_none(read):
    sheet = Canvas(scale=1.0)
    draw_symbols(sheet, [symbol(), symbol(ids=("b", "c", "d"), names=("B", "C", "D"), place=(70, 50), true_place=(70, 50))])
    assert [text.text for text in read(sheet).iter("text")] == ["3"]
    assert sheet.badges == 1
    assert [group.get("data-assets") for group in read(sheet).iter("g")] == ["a", "b c d"]


def test_numbers_on_symbols_are_their_counts(shown, read):
    _, _, symbols = shown
    sheet = Canvas(scale=1.0)
    draw_symbols(sheet, symbols)
    expected = sorted(one.count for one in symbols if one.count > 1)
    assert sorted(int(text.text) for text in read(sheet).iter("text")) == expected and sheet.badges == len(expected)


def test_a_pill_is_as_wide_as_its_words_and_sits_on_the_lower_edge(texts, read):
    sheet = Canvas(scale=2.0)
    draw_pill(sheet, symbol(), "12345", lift=0.5, fill="#000000", colour="#FFFFFF")
    ((words, box),) = texts(sheet)
    plate = {key: float(value) for key, value in read(sheet).find("rect").attrib.items() if re.fullmatch(r"[\d.]+", value)}
    assert words == "12345"
    assert plate["x"] < box.left and box.right < plate["x"] + plate["width"] and plate["y"] < box.top < box.bottom < plate["y"] + plate["height"]
    assert (plate["x"] + plate["width"] / 2, plate["y"] + plate["height"] / 2) == pytest.approx((50, 51), abs=0.02)
    draw_badge(sheet, symbol(ids=("a", "b")))
    assert texts(sheet)[-1][0] == "2"


def test_hostile_ids_stay_an_attribute(read, hostile):
    sheet = Canvas(scale=1.0)
    draw_symbols(sheet, [symbol(ids=(hostile,), names=(hostile,))])
    (group,) = read(sheet).iter("g")
    assert list(group.attrib) == ["data-assets"]
