"""How each layer, status and cluster looks: written once for map, legend, lists, charts, documents.

A layer is told by shape, colour and icon; a status by the way the shape is filled. Colours are the
Government Analysis Function's categorical palette, with lighter partners where a dark theme needs
them. Shapes and icons are SVG paths in a box of 24 x 24.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from geo.vocabulary import STATUS_WORDS

NEUTRAL = "#5A6472"
INK = "#0B1F33"
PAPER = "#FFFFFF"
SEQUENTIAL = ("#DCE9F5", "#A9CBE8", "#6BACE6", "#2073BC", "#12436D")
MISSING = "#C9CED6"
HIGHLIGHT = "#801650"
# A reader's own list, told from our pins by its plain circles, too.
OWN_LIST = "#B0156F"
# The line of a trend: seen on the light and on the dark page alike.
TREND = "#2E86C9"
# What a colour on the light map is on the dark one: there the most is the lightest.
DARK_COLOURS = dict(zip(SEQUENTIAL, reversed(SEQUENTIAL), strict=True)) | {HIGHLIGHT: "#E08BBB"}


@dataclass(frozen=True)
class LayerStyle:
    """A layer's look: `shape` and `icon` are SVG path data, `on_fill` the icon's colour on it."""

    colour: str
    dark_colour: str
    shape_name: str
    shape: str
    icon: str
    on_fill: str = PAPER


CIRCLE = "M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 0 1 0-21Z"
DIAMOND = "M12 .6 23.4 12 12 23.4 .6 12Z"
SQUARE = "M4.2 2h15.6A2.2 2.2 0 0 1 22 4.2v15.6a2.2 2.2 0 0 1-2.2 2.2H4.2A2.2 2.2 0 0 1 2 19.8V4.2A2.2 2.2 0 0 1 4.2 2Z"
HEXAGON = "M12 .8 21.9 6.4v11.2L12 23.2 2.1 17.6V6.4Z"
TRIANGLE = "M12 1.2 23.6 22.2H.4Z"

LAYERS: dict[str, LayerStyle] = {
    "hub": LayerStyle("#12436D", "#6BACE6", "circle", CIRCLE, "M12 6.2a4.2 4.2 0 0 0-2.3 7.7v1.9h4.6v-1.9A4.2 4.2 0 0 0 12 6.2Zm-1.9 10.6h3.8v1.3h-3.8Z"),
    "catapult": LayerStyle("#801650", "#E08BBB", "diamond", DIAMOND, "M12 6.4 16.8 13h-2.9v4.4h-3.8V13H7.2Z"),
    "university": LayerStyle(
        "#1F7F77", "#5CCBC1", "square", SQUARE, "M12 6.6 4.9 10.1l7.1 3.5 5.4-2.7v3.6h1.5v-4.4Zm-4.4 6.7v2.6c1.1 1 2.6 1.6 4.4 1.6s3.3-.6 4.4-1.6v-2.6L12 15.5Z"
    ),
    "gigafactory": LayerStyle("#C2410C", "#FB9A66", "hexagon", HEXAGON, "M13.2 5.6 7.6 13h3.5l-1 5.4 5.9-7.7h-3.6Z"),
    "testbed": LayerStyle("#5B3FA0", "#BBA4E8", "triangle", TRIANGLE, "M10.6 9h2.8v1h-.4v2.7l2.9 5a1 1 0 0 1-.9 1.5H9a1 1 0 0 1-.9-1.5l2.9-5V10h-.4Z"),
}
FALLBACK = LayerStyle(NEUTRAL, "#A9B2BF", "circle", CIRCLE, "")


def sequential(number: int) -> tuple[str, ...]:
    """A colour for each of some classes, lowest first, spread over the whole scale; one has its middle."""
    most = len(SEQUENTIAL) - 1
    return tuple(SEQUENTIAL[round(most * (at / (number - 1) if number > 1 else 0.5))] for at in range(number))


def layer_style(layer: str) -> LayerStyle:
    """The look of a layer; a plain grey circle for one that has none yet."""
    return LAYERS.get(layer, FALLBACK)


def symbol_svg(layer: str, status: str = "operating", *, size_px: int = 24, title: str = "") -> str:
    """The pin of a layer in a status as inline SVG, square, `size_px` wide.

    With a title it is an image with that name; without, it is hidden from assistive technology.
    """
    style = layer_style(layer)
    named = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true" focusable="false"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size_px}" height="{size_px}" viewBox="-1 -1 26 26" {named}>{_body(style, status)}</svg>'


def symbols() -> dict[str, dict[str, str]]:
    """Every pin there is: layer -> status -> inline SVG, for the browser to draw from."""
    return {layer: {status: symbol_svg(layer, status, size_px=28) for status in STATUS_WORDS} for layer in LAYERS}


def _body(style: LayerStyle, status: str) -> str:
    """Filled: operating. Half as strong, with a dark icon: last seen operating. Hollow: under construction.
    Hollow and dashed: planned. Grey and struck through: closed. Pale: not confirmed."""
    colour = style.colour
    if status == "under construction":
        return _casing(style) + _shape(style, PAPER, colour, 2.4) + _icon(style, colour)
    if status == "planned":
        return _casing(style) + _shape(style, PAPER, colour, 2.2, dashes="3.2 2.2") + _icon(style, colour)
    if status == "closed":
        strike = f'<path d="M3 21 21 3" stroke="{INK}" stroke-width="2.4"/>'
        return _shape(style, "#B4BAC4", NEUTRAL, 1.6) + _icon(style, PAPER) + strike
    if status == "last confirmed":
        return _casing(style) + _shape(style, _tint(colour, 0.5), colour, 1.8) + _icon(style, INK)
    if status == "unknown":
        return _casing(style) + _shape(style, _tint(colour, 0.78), _tint(colour, 0.25), 1.6) + _icon(style, colour)
    return _shape(style, colour, PAPER, 1.6) + _icon(style, style.on_fill)


def _casing(style: LayerStyle) -> str:
    """A rim of paper round a pale pin, so that its outline stands on a dark ground, too."""
    return _shape(style, PAPER, PAPER, 4.2)


def _shape(style: LayerStyle, fill: str, stroke: str, width: float, *, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{style.shape}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round"{dashed}/>'


def _icon(style: LayerStyle, colour: str) -> str:
    return f'<path d="{style.icon}" fill="{colour}"/>' if style.icon else ""


def _tint(colour: str, towards_white: float) -> str:
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * towards_white):02X}" for c in channels)
