"""What slides are made of: the slide itself, text, large figures and pictures of maps."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Mm, Pt

from geo.export import document
from geo.export.png import png_of
from geo.export.pptx.deck import INK, LAYOUTS, NAVY, QUIET, TITLE_LAYOUT
from geo.print_map.typography import printable, wrap

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

    from geo.export import ExportContext

MAP_DPI = 170
# Lettering of a map on a slide, against print at arm's length.
MAP_SCALE = 1.45
MOST_FILTER_LETTERS = 110
# Arial is wider than the type we measure with.
MM_A_POINT, WIDER, LINE_HEIGHT, AFTER = 0.3528, 1.25, 1.2, 0.4
# (most letters, points) of titles, on the first slide and on the others; longer ones are smaller.
FIRST_TITLE_POINTS = ((60, 38), (110, 28), (999, 20))
TITLE_POINTS = ((52, 28), (999, 20))


def add_slide(deck: Deck, layout: int, title: str, context: ExportContext) -> Slide:
    """A slide with its title and, in the layout's own placeholders, footer and number."""
    slide = deck.slides.add_slide(deck.slide_layouts[LAYOUTS.index(layout)])
    words = printable(title) or "\u2013"
    slide.shapes.title.text = words
    sizes = FIRST_TITLE_POINTS if layout == TITLE_LAYOUT else TITLE_POINTS
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(next(pt for most, pt in sizes if len(words) <= most))
    facts, filters = document.provenance(context)
    for placeholder in slide.slide_layout.placeholders:
        kind = placeholder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes.element.append(copy.deepcopy(placeholder.element))
        if kind == PP_PLACEHOLDER.FOOTER:
            frame = slide.shapes[-1].text_frame
            frame.text = f"{facts} \u00b7 {document.cut(filters, MOST_FILTER_LETTERS)}"
            link = document.safe_link(context.link)
            if link:
                frame.paragraphs[0].add_run().text = " \u00b7 "
                run = frame.paragraphs[0].add_run()
                run.text = "This view on the web"
                run.hyperlink.address = link
    return slide


def add_figure(slide: Slide, value: str, label: str, place: tuple[float, float, float, float]) -> None:
    box = add_text(slide, (value, label), place, size=16, colour=QUIET)
    first = box.text_frame.paragraphs[0]
    first.font.size, first.font.bold = Pt(54 if len(value) < 9 else 34), True
    first.font.color.rgb = rgb(NAVY)
    box.name = f"Figure: {value} {label}"


def add_text(slide: Slide, lines: Iterable[str], place: tuple[float, float, float, float], *, size: float, colour: str = INK) -> Shape:
    """A text box of the given paragraphs; `place` is (left, top, width, height) in mm."""
    left, top, width, height = place
    box = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = printable(line)
        paragraph.font.size, paragraph.font.color.rgb = Pt(size), rgb(colour)
        paragraph.space_after = Pt(size * AFTER)
    return box


def text_depth(paragraphs: list[str], points: float, width: float) -> float:
    """About how deep paragraphs of a size are in a box of a width, mm."""
    size = points * MM_A_POINT
    lines = sum(len(wrap(words, size=size * WIDER, width=width)) for words in paragraphs)
    return lines * size * LINE_HEIGHT + len(paragraphs) * size * AFTER


def add_map(slide: Slide, svg: str, place: tuple[float, float], size: tuple[float, float], words: str) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(png_of(svg, dpi=MAP_DPI)), Mm(place[0]), Mm(place[1]), Mm(size[0]), Mm(size[1]))
    picture.name = "Map"
    describe(picture, words)


def describe(shape: BaseShape, words: str) -> None:
    """Give a picture, chart or table its text alternative."""
    shape.element.xpath(".//p:cNvPr")[0].set("descr", printable(words))


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))
