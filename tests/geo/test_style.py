"""How things look: told apart by shape, colour and fill; readable; nothing left without a look."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from geo import style, vocabulary
from geo.register.assets import CONFIDENCE
from geo.register.confirmation import LAST_CONFIRMED

# WCAG 2.1, 1.4.11: graphical objects.
LEAST_CONTRAST = 3.0
# .streamlit/config.toml, theme.dark.backgroundColor.
DARK_PAPER = "#0F1822"


def contrast(one, two):
    """WCAG contrast ratio of two #RRGGBB colours."""
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def enum_of(package, name):
    fields = package.schema(next(iter(package.asset_tables.values())))["fields"]
    return next(field for field in fields if field["name"] == name)["constraints"]["enum"]


def test_contrast_is_measured_right():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_every_layer_of_the_data_has_a_look_and_no_other(register):
    assert set(style.LAYERS) == set(register.layer_names.index)


def test_every_status_precision_and_confidence_of_the_data_has_words(package):
    assert set(vocabulary.STATUS_WORDS) == {*enum_of(package, "status"), LAST_CONFIRMED}
    assert set(vocabulary.PUBLISHER_WORDS) == set(enum_of(package, "source_publisher"))
    assert set(vocabulary.PRECISION_WORDS) == set(enum_of(package, "position_precision"))
    assert set(vocabulary.PRECISION_RADIUS_M) == set(enum_of(package, "position_precision"))
    assert set(vocabulary.CONFIDENCE_WORDS) == set(CONFIDENCE)


@pytest.mark.parametrize(("one", "two"), list(combinations(style.LAYERS, 2)))
def test_two_layers_differ_in_shape_colour_and_icon(one, two):
    a, b = style.LAYERS[one], style.LAYERS[two]
    for part in ("colour", "dark_colour", "shape_name", "shape", "icon"):
        assert getattr(a, part) != getattr(b, part), part


@pytest.mark.parametrize("layer", style.LAYERS)
def test_a_layer_stands_out_from_paper_and_its_icon_from_it(layer):
    look = style.LAYERS[layer]
    assert contrast(look.colour, style.PAPER) >= LEAST_CONTRAST
    assert contrast(look.dark_colour, DARK_PAPER) >= LEAST_CONTRAST
    assert contrast(look.on_fill, look.colour) >= LEAST_CONTRAST


@pytest.mark.parametrize("layer", style.LAYERS)
def test_the_statuses_of_a_layer_all_look_different(layer):
    drawn = {style.symbol_svg(layer, status) for status in vocabulary.STATUS_WORDS}
    assert len(drawn) == len(vocabulary.STATUS_WORDS)


def test_a_closed_asset_is_never_drawn_in_its_layers_colour():
    bad = [name for name, look in style.LAYERS.items() if look.colour in style.symbol_svg(name, "closed")]
    assert not bad


def test_every_symbol_is_sound_svg():
    symbols = style.symbols()
    assert set(symbols) == set(style.LAYERS)
    for by_status in symbols.values():
        assert set(by_status) == set(vocabulary.STATUS_WORDS)
        for svg in by_status.values():
            assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_a_symbol_with_a_title_is_an_image_and_one_without_is_hidden():
    named = ElementTree.fromstring(style.symbol_svg("hub", size_px=40, title="Tech hub"))
    assert (named.get("role"), named.get("aria-label"), named.get("width")) == ("img", "Tech hub", "40")
    assert ElementTree.fromstring(style.symbol_svg("hub")).get("aria-hidden") == "true"


def test_a_title_is_only_text():
    title = "\"><script>alert('1')</script>"
    svg = ElementTree.fromstring(style.symbol_svg("hub", title=title))
    assert svg.get("aria-label") == title
    assert [part.tag.rpartition("}")[2] for part in svg] == ["path", "path"]


def test_a_layer_without_a_look_is_drawn_plain():
    assert style.layer_style("castle") == style.FALLBACK
    assert ElementTree.fromstring(style.symbol_svg("castle", "planned")) is not None


def test_the_scale_of_a_choropleth_grows_darker():
    values = [luminance(colour) for colour in style.SEQUENTIAL]
    assert values == sorted(values, reverse=True)
    assert style.MISSING not in style.SEQUENTIAL


@pytest.mark.parametrize(("number", "wanted"), [(0, ()), (1, (2,)), (2, (0, 4)), (3, (0, 2, 4)), (5, (0, 1, 2, 3, 4))])
def test_classes_are_spread_over_the_whole_scale(number, wanted):
    assert style.sequential(number) == tuple(style.SEQUENTIAL[at] for at in wanted)


def test_more_is_darker_on_paper_and_lighter_in_the_dark():
    on_paper = [contrast(colour, style.PAPER) for colour in style.SEQUENTIAL]
    in_the_dark = [contrast(style.DARK_COLOURS[colour], DARK_PAPER) for colour in style.SEQUENTIAL]
    assert on_paper == sorted(on_paper)
    assert in_the_dark == sorted(in_the_dark)


def test_a_highlight_stands_out_in_both_themes():
    assert contrast(style.HIGHLIGHT, style.PAPER) >= LEAST_CONTRAST
    assert contrast(style.DARK_COLOURS[style.HIGHLIGHT], DARK_PAPER) >= LEAST_CONTRAST
