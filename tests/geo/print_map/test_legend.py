"""The legend and the key: what is on the map with its numbers, in the room the layout keeps for it."""

import pytest

from geo import vocabulary
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box
from geo.print_map.layout import PanelPlan, legend_height, split_sheet
from geo.print_map.legend import BASE_WORDS, draw_key, draw_legend, legend_rows
from geo.print_map.symbols import Symbol, placed_pin
from geo.print_map.typography import printable

GROUND = (400_000.0, 280_000.0, 410_000.0, 290_000.0)
# The sheet of its own, a page of the brief, what a brief of few assets leaves, and a slide.
SHEETS = [(Box(9, 20, 288, 195), "right", 1.0), (Box(0, 0, 174, 236), "below", 1.0), (Box(0, 0, 174, 132), "right", 1.0), (Box(0, 0, 308, 142), "right", 1.45)]


@pytest.fixture(scope="module")
def rows(register):
    """The longest legend there is: every type and status."""
    return legend_rows(register, register.assets)


def plan_for(rows, *, width=66.0, height=190.0, scale=1.0, wide=False):
    return PanelPlan(Box(0, 0, width, height), rows, scale, wide=wide, below=False)


def drawn(plan, rows, *, badges=0, base_words=True):
    sheet = Canvas(scale=plan.scale, badges=badges)
    draw_legend(sheet, plan, rows, base_words=base_words)
    return sheet


def keyed(*names):
    return [Symbol("hub", "operating", (name,), (name,), (0, 0), (0, 0), 4.0, number=n) for n, name in enumerate(names, start=1)]


def test_there_is_a_row_for_every_type_and_status_with_its_number(register, open_assets):
    found = legend_rows(register, open_assets)
    counts = open_assets["layer"].value_counts()
    types = [(layer, "operating", f"{plural} ({counts[layer]})") for layer, plural in register.layer_names["plural"].items()]
    standing = open_assets["status"].value_counts()
    assert found == types + [("", s, f"{words} ({standing[s]})") for s, words in vocabulary.STATUS_WORDS.items() if s in standing]
    assert not any(words.startswith("Closed") for *_, words in found)


def test_what_is_not_on_the_map_has_no_row(register, open_assets):
    one = open_assets.head(1).assign(layer="testbed", status="planned")
    assert legend_rows(register, one) == [("testbed", "operating", "Testbeds (1)"), ("", "planned", "Planned (1)")]
    assert legend_rows(register, one.iloc[:0]) == []


def test_every_row_has_its_pin_and_its_words(rows, texts):
    sheet = drawn(plan_for(rows), rows)
    types, statuses = ([words for layer, _, words in rows if bool(layer) == typed] for typed in (True, False))
    assert [words for words, _ in texts(sheet)] == ["Type of asset", *types, "Status", *statuses, *BASE_WORDS]
    pins = [part for part in sheet.parts if part.startswith("<svg")]
    bodies = [placed_pin(layer, status, 0, 0, 4.4).partition(">")[2] for layer, status, _ in rows]
    assert [pin.partition(">")[2] for pin in pins] == bodies


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("body", "panel", "scale"), SHEETS)
def test_a_legend_of_everything_fits_the_room_kept_for_it(register, open_assets, texts, body, panel, scale, wide):
    # The page of the brief has room for those of the default view.
    rows = legend_rows(register, register.assets if panel == "right" else open_assets)
    _, beside = split_sheet(body, GROUND, panel=panel, wide=wide, scale=scale, legend_mm=legend_height(rows, scale))
    plan = PanelPlan(beside, rows, scale, wide=wide, below=panel == "below")
    found = texts(drawn(plan, rows, badges=1, base_words=scale <= 1.3))
    assert not [words for words, box in found if not box.inside(plan.legend.grown(0.1))]
    boxes = [box.grown(-0.1) for _, box in found]
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])


def test_a_wide_legend_has_its_statuses_beside_its_types(rows, texts):
    for width, same in ((66, False), (90, True)):
        places = dict(texts(drawn(plan_for(rows, width=width, wide=True), rows)))
        assert (places["Type of asset"].top == places["Status"].top) == same


def test_the_number_on_a_symbol_is_explained_only_where_there_is_one(rows, texts):
    words = {badges: [text for text, _ in texts(drawn(plan_for(rows), rows, badges=badges))] for badges in (0, 2)}
    assert "that many of one type and status" in words[2]
    assert "that many of one type and status" not in words[0]


def test_the_base_map_is_explained_if_asked_for(rows, read):
    plain, explained = (drawn(plan_for(rows), rows, base_words=told) for told in (False, True))
    assert not set(BASE_WORDS) & {text.text for text in read(plain).iter("text")}
    strokes = {path.get("stroke") for path in read(explained).iter("path")} - {path.get("stroke") for path in read(plain).iter("path")}
    assert len(strokes) == 5, "road and its edge, railway, waterway, boundary"


def test_without_assets_only_the_base_map_is_explained(texts):
    assert [words for words, _ in texts(drawn(plan_for([]), []))] == list(BASE_WORDS)


def test_the_key_names_the_numbers_of_the_map(rows, texts):
    plan, sheet = plan_for(rows), Canvas(scale=1.0)
    draw_key(sheet, plan, keyed("Aa", "Bb"))
    found = texts(sheet)
    assert [words for words, _ in found] == ["Numbers on the map", "1", "Aa", "2", "Bb"]
    assert found[1][1].bottom == found[2][1].bottom < found[3][1].bottom
    assert all(box.inside(plan.key) for _, box in found)


@pytest.mark.parametrize("scale", [1.0, 1.45])
def test_as_many_numbers_as_the_key_has_rows_fit_it(rows, texts, scale):
    plan, sheet = plan_for(rows, width=66 * scale, height=240, scale=scale), Canvas(scale=scale)
    draw_key(sheet, plan, keyed(*(f"A very long name of a place of innovation, number {n}" for n in range(plan.key_rows))))
    assert plan.key_rows > 5 and not [words for words, box in texts(sheet) if not box.inside(plan.key.grown(0.1))]


def test_no_numbers_or_no_room_is_no_key(rows):
    sheet = Canvas(scale=1.0)
    draw_key(sheet, plan_for(rows), [])
    draw_key(sheet, plan_for(rows, wide=True), keyed("Aa"))
    assert sheet.parts == []


def test_hostile_names_stay_one_text(rows, texts, hostile):
    sheet = Canvas(scale=1.0)
    draw_key(sheet, plan_for(rows), keyed(hostile))
    (_, (number, _), (name, box)) = texts(sheet)
    assert number == "1" and box.width <= plan_for(rows).key.width
    assert name[:6] == " ".join(printable(hostile).split())[:6]
