"""Names of pins where there is room, the rare first, and numbers for the key where there is none."""

import pytest

from geo.print_map.asset_names import draw_label, draw_names
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box, Occupied
from geo.print_map.symbols import Symbol
from geo.print_map.typography import ELLIPSIS, printable

BOUNDS = Box(0, 0, 100, 100)


def pin(name, x, y, *, layer="hub", count=1):
    return Symbol(layer, "operating", (name,) * count, (name,) * count, (x, y), (x, y), 4.0)


def full(symbols, *, bounds=BOUNDS):
    """What is taken before names are set: the pins."""
    return Occupied(bounds, [one.box for one in symbols])


@pytest.fixture
def named(texts):
    """The texts set for some pins with their boxes, and the symbols numbered for the key."""

    def made(symbols, *, occupied=None, key_rows=0, scale=1.0):
        sheet = Canvas(scale=scale)
        keyed = draw_names(sheet, symbols, full(symbols) if occupied is None else occupied, key_rows)
        return texts(sheet), keyed

    return made


def test_a_pin_with_room_is_named_beside_it(named):
    ((words, box),), keyed = named([pin("Hub", 50, 50)])
    assert (words, keyed) == ("Hub", [])
    assert 52 < box.left < 53 and box.top < 50 < box.bottom


def test_no_name_covers_another_or_a_pin(named):
    pins = [pin(f"Innovation centre {n}", 20 + 12 * (n % 5), 20 + 9 * (n // 5)) for n in range(25)]
    found, keyed = named(pins, key_rows=99)
    boxes = [box.grown(-0.05) for _, box in found]
    assert len(boxes) >= len(pins) > len(keyed) > 0, "some are named and some numbered"
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in [*boxes[:at], *(p.box for p in pins)])
    assert all(box.inside(BOUNDS) for box in boxes)


def test_several_in_one_have_a_number_of_their_own_and_no_name(named):
    assert named([pin("Many", 50, 50, count=3)], key_rows=9) == ([], [])


def test_the_rare_type_is_named_first(named):
    # Room for one name only, between the two.
    pins = [pin("Aa", 10, 5), pin("Zz", 10, 5, layer="catapult"), pin("Ab", 90, 90)]
    narrow = Occupied(Box(0, 0, 100, 100), [Box(0, 0, 12.4, 100), Box(16, 0, 100, 100), Box(12, 6.6, 17, 100), Box(12, 0, 17, 3)])
    found, _ = named(pins, occupied=narrow)
    assert [words for words, _ in found] == ["Zz"]


def test_pins_without_room_are_numbered_in_reading_order(named):
    pins = [pin("South", 20, 80), pin("East", 80, 20), pin("West", 20, 20.5)]
    found, keyed = named(pins, occupied=Occupied(Box(0, 0, 1, 1)), key_rows=9)
    assert [(one.number, one.names[0]) for one in keyed] == [(1, "West"), (2, "East"), (3, "South")]
    # There is no room beside the pins either: the numbers stand on their lower edges.
    for number, (words, box) in enumerate(found, start=1):
        one = keyed[number - 1]
        assert words == str(number) and one.box.left < box.left < box.right < one.box.right


def test_a_number_stands_beside_its_pin_if_there_is_room(named):
    one = pin("A name that is too long for what is left of the map", 50, 50)
    taken = Occupied(Box(0, 0, 100, 100), [one.box, Box(0, 0, 100, 47), Box(0, 53, 100, 100), Box(55, 0, 100, 100), Box(0, 0, 45, 100)])
    ((words, box),), keyed = named([one], occupied=taken, key_rows=1)
    assert (words, keyed) == ("1", [one]) and not box.overlaps(one.box)


@pytest.mark.parametrize("rows", [0, 2, 5])
def test_no_more_are_numbered_than_the_key_has_rows(named, rows):
    pins = [pin(f"Hub {n}", 20 * n, 50) for n in range(1, 5)]
    found, keyed = named(pins, occupied=Occupied(Box(0, 0, 1, 1)), key_rows=rows)
    assert len(keyed) == len(found) == min(rows, 4)
    assert [one.number for one in pins] == [n if n <= rows else 0 for n in range(1, 5)]


def test_a_long_name_is_cut_in_three_lines(named):
    found, _ = named([pin("word " * 100, 50, 50)])
    assert len(found) == 3 and found[-1][0].endswith(ELLIPSIS)
    assert max(box.width for _, box in found) <= 27


def test_the_scale_enlarges_names(named):
    (_, small), (_, large) = (named([pin("Hub", 50, 50)], scale=scale)[0][0] for scale in (1.0, 2.0))
    assert large.height == pytest.approx(2 * small.height, abs=0.02)


def test_a_hostile_name_is_only_words(named, hostile):
    found, _ = named([pin(hostile, 50, 50)])
    said = "".join(words.removesuffix(ELLIPSIS) for words, _ in found).replace(" ", "")
    assert said and "".join(printable(hostile).split()).startswith(said)


@pytest.mark.parametrize(("align", "x"), [("start", "10.00"), ("middle", "20.00"), ("end", "30.00")])
def test_a_label_is_aligned_in_its_box_line_below_line(read, align, x):
    sheet = Canvas(scale=1.0)
    draw_label(sheet, Box(10, 10, 30, 16), align, ["one", "two"], size=2.5)
    first, second = read(sheet)
    assert first.get("x") == second.get("x") == x
    assert float(second.get("y")) - float(first.get("y")) == pytest.approx(3)
    assert 10 < float(first.get("y")) < 13 < float(second.get("y")) < 16
    assert first.get("paint-order") == "stroke", "a halo lifts it off the map"
