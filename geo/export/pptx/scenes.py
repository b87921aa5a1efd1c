"""A slide for each scene of a tour, with its words for the speaker as notes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from geo import style
from geo.export import document
from geo.export.document import ChartBar
from geo.export.pptx.deck import BODY_BOTTOM_MM, BODY_HEIGHT_MM, BODY_TOP_MM, BODY_WIDTH_MM, MARGIN_MM, TITLE_ONLY_LAYOUT
from geo.export.pptx.shapes import MAP_SCALE, add_figure, add_map, add_slide, add_text, rgb, text_depth
from geo.print_map import map_words
from geo.print_map.typography import printable

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from geo.export import ExportContext

MOST_SCENE_TITLE = 80
GLYPHS = {
    "circle": "\u25cf",
    "diamond": "\u25c6",
    "square": "\u25a0",
    "hexagon": "\u2b22",
    "triangle": "\u25b2",
}
# Sizes of a scene's lines; the largest that fits is taken.
LINE_POINTS = (20, 18, 16, 14, 12)
LEGEND_POINTS, LEGEND_ROW_MM = 13, 7.0


def scene_slide(deck: Deck, context: ExportContext, scene: dict[str, Any]) -> None:
    """One scene of a tour: title, the large figure, its lines, and the map of its assets."""
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, document.cut(scene.get("title", ""), MOST_SCENE_TITLE), context)
    assets = scene.get("assets")
    side = BODY_WIDTH_MM * (0.36 if assets is not None else 1) - 6
    counts = document.by_layer(context, assets) if assets is not None else []
    _add_words(slide, scene, side, bottom=BODY_BOTTOM_MM - LEGEND_ROW_MM * len(counts))
    if assets is not None:
        codes = scene.get("authority") or ()
        codes = (codes,) if isinstance(codes, str) else tuple(codes)
        size = (BODY_WIDTH_MM - side - 6, BODY_HEIGHT_MM)
        svg = document.view_map(context, size_mm=size, panel="none", scale=MAP_SCALE, assets=assets, authorities=codes)
        words = map_words(context.register, assets)
        add_map(slide, svg, (MARGIN_MM + side + 6, BODY_TOP_MM), size, words)
        _add_legend(slide, counts, side)
    notes = slide.notes_slide.notes_text_frame if scene.get("notes") else None
    if notes is not None:
        notes.text = printable(scene["notes"])


def _add_words(slide: Slide, scene: dict[str, Any], side: float, *, bottom: float) -> None:
    """The figure and the lines under it, in the largest type that ends above `bottom`."""
    top = BODY_TOP_MM + 4
    figure = printable(scene.get("figure") or "")
    if figure:
        add_figure(slide, figure, printable(scene.get("figure_label") or ""), (MARGIN_MM, top, side, 40))
        top += 46
    lines = [printable(line) for line in scene.get("lines") or () if printable(line).strip()]
    if not lines:
        return
    room = bottom - 4 - top
    points = next((size for size in LINE_POINTS if text_depth(lines, size, side) <= room), LINE_POINTS[-1])
    add_text(slide, lines, (MARGIN_MM, top, side, room), size=points)


def _add_legend(slide: Slide, counts: list[ChartBar], width: float) -> None:
    """Shape, colour, name and number of each type on a scene's map, as text."""
    if not counts:
        return
    height = LEGEND_ROW_MM * len(counts)
    words = [f"  {count.label} {count.number}" for count in counts]
    place = (MARGIN_MM, BODY_BOTTOM_MM - height, width, height)
    box = add_text(slide, words, place, size=LEGEND_POINTS)
    box.name = "Legend of the map"
    body = box.element.txBody
    assert body is not None
    for count, line, paragraph in zip(counts, body.p_lst, box.text_frame.paragraphs, strict=True):
        look = style.layer_style(count.id)
        text = line.r_lst[0]
        text.addprevious(copy.deepcopy(text))
        paragraph.runs[0].text = GLYPHS[look.shape_name]
        paragraph.runs[0].font.color.rgb = rgb(look.colour)
