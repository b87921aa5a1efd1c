"""The deck before there is a slide: our type, colours and places on python-pptx's own template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from geo import style
from geo.export import document
from geo.print_map.typography import printable

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import SlideLayout, SlideMaster

    from geo.export import ExportContext

WIDTH_MM, HEIGHT_MM = 338.67, 190.5
MARGIN_MM = 15.0
TITLE_TOP_MM, BODY_TOP_MM, BODY_BOTTOM_MM = 9.0, 30.0, 172.0
BODY_WIDTH_MM, BODY_HEIGHT_MM = WIDTH_MM - 2 * MARGIN_MM, BODY_BOTTOM_MM - BODY_TOP_MM
BAND_MM = 3.2
NAVY, INK, QUIET, PALE = "#12436D", style.INK, "#4A5563", "#F1F4F7"
THEME_COLOURS = {
    "dk1": style.INK,
    "lt1": style.PAPER,
    "dk2": NAVY,
    "lt2": PALE,
    "accent1": NAVY,
    "accent2": "#1F7F77",
    "accent3": "#801650",
    "accent4": "#C2410C",
    "accent5": "#5B3FA0",
    "accent6": "#3D3D3D",
    "hlink": NAVY,
    "folHlink": "#5B3FA0",
}
# Places in python-pptx's own template of the layouts that are used; the others are taken out.
TITLE_LAYOUT, CONTENT_LAYOUT, TITLE_ONLY_LAYOUT = LAYOUTS = 0, 1, 5


def empty_deck(context: ExportContext) -> Deck:
    """A 16:9 deck on python-pptx's own template with our type, colours and places."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    _set_theme(deck)
    _keep_layouts(deck, LAYOUTS)
    _design_master(deck.slide_master)
    title, content, only = deck.slide_layouts
    _design_title_layout(title)
    for layout in (content, only):
        _place_common(layout)
    facts, filters = document.provenance(context)
    about = deck.core_properties
    about.title, about.subject = document.title_of(context), document.cut(f"{facts}. {filters}", 255)
    about.author = printable(context.register.package.descriptor["title"])
    about.keywords = document.cut(document.safe_link(context.link), 255)
    about.comments = "Credits on the last slide."
    about.language = "en-GB"
    return deck


def _set_theme(deck: Deck) -> None:
    """Write our colours and Arial into the theme, which python-pptx holds as an opaque part."""
    part = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    spaces = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, colour in THEME_COLOURS.items():
        slot = root.find(f".//a:clrScheme/a:{name}", spaces)
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, qn("a:srgbClr")).set("val", colour.lstrip("#"))
    for latin in root.iterfind(".//a:fontScheme/*/a:latin", spaces):
        latin.set("typeface", "Arial")
    part.blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _keep_layouts(deck: Deck, kept: Sequence[int]) -> None:
    wanted = [deck.slide_layouts[position] for position in kept]
    for layout in list(deck.slide_layouts):
        if layout not in wanted:
            deck.slide_layouts.remove(layout)


def _design_master(master: SlideMaster) -> None:
    """A thin band above, titles at the left, footer and number below."""
    band = _decoration(master, (0, 0, WIDTH_MM, BAND_MM), NAVY)
    band.name = "Band"
    _place_common(master)
    for style_name, size, bold in (("titleStyle", 28, True), ("bodyStyle", 18, False)):
        level = master.element.find(qn("p:txStyles")).find(qn(f"p:{style_name}")).find(qn("a:lvl1pPr"))
        level.set("algn", "l")
        level.set("marL", "0")
        level.set("indent", "0")
        run = level.find(qn("a:defRPr"))
        run.set("sz", str(size * 100))
        run.set("b", "1" if bold else "0")
        for bullet in level.findall(qn("a:buChar")) + level.findall(qn("a:buFont")):
            position = level.index(bullet)
            level.remove(bullet)
            if bullet.tag == qn("a:buChar"):
                level.insert(position, etree.SubElement(level, qn("a:buNone")))


def _design_title_layout(layout: SlideLayout) -> None:
    panel = _decoration(layout, (0, 0, 9, HEIGHT_MM), NAVY)
    panel.name = "Panel"
    _place_common(layout)
    for placeholder in list(layout.placeholders):
        kind = placeholder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.TITLE):
            _place(placeholder, (22, 30, 176, 62))
            placeholder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            placeholder.text_frame.paragraphs[0].font.size = Pt(38)
            _default_size(placeholder, 38)
        elif kind == PP_PLACEHOLDER.SUBTITLE:
            _place(placeholder, (22, 98, 176, 66))
            _default_size(placeholder, 18, left=True)


def _place_common(holder: SlideMaster | SlideLayout) -> None:
    """Put title, body, footer and number of a master or layout in their places; drop the date."""
    for placeholder in list(holder.placeholders):
        kind = placeholder.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            placeholder.element.getparent().remove(placeholder.element)
        elif kind == PP_PLACEHOLDER.FOOTER:
            _place(placeholder, (MARGIN_MM, 177, BODY_WIDTH_MM - 24, 9))
            _default_size(placeholder, 9, left=True)
        elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
            _place(placeholder, (WIDTH_MM - MARGIN_MM - 20, 177, 20, 9))
            _default_size(placeholder, 9)
        elif kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            _place(placeholder, (MARGIN_MM, TITLE_TOP_MM, BODY_WIDTH_MM, 17))
            placeholder.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            placeholder.text_frame.margin_left = 0
        elif kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT):
            _place(placeholder, (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM, BODY_HEIGHT_MM))
            placeholder.text_frame.margin_left = 0


def _place(shape: BaseShape, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Mm(value)) for value in box)


def _default_size(placeholder: Shape, points: float, *, left: bool = False) -> None:
    """Set what a placeholder's text looks like unless a slide says otherwise."""
    body = placeholder.element.txBody
    assert body is not None
    styles = body.find(qn("a:lstStyle"))
    level = styles.find(qn("a:lvl1pPr"))
    if level is None:
        level = etree.SubElement(styles, qn("a:lvl1pPr"))
    if left:
        level.set("algn", "l")
        level.set("marL", "0")
        level.set("indent", "0")
    run = level.find(qn("a:defRPr"))
    if run is None:
        run = etree.SubElement(level, qn("a:defRPr"))
    run.set("sz", str(int(points * 100)))
    for fill in run.findall(qn("a:solidFill")):
        run.remove(fill)
    colour = etree.Element(qn("a:solidFill"))
    etree.SubElement(colour, qn("a:srgbClr")).set("val", (QUIET if points < 30 else INK).lstrip("#"))
    run.insert(0, colour)
    if left:
        placeholder.text_frame.margin_left = 0


def _decoration(holder: SlideMaster | SlideLayout, box: tuple[float, float, float, float], colour: str) -> BaseShape:
    """A filled rectangle behind everything on a master or layout, hidden from screen readers."""
    # Masters and layouts have no add_shape of their own: the slide's tree builds the element.
    left, top, width, height = (Emu(Mm(value)) for value in box)
    tree = holder.shapes.element
    shape = tree.add_autoshape(
        max((int(i) for i in tree.xpath("//@id") if str(i).isdigit()), default=1) + 1,
        "Decoration",
        "rect",
        left,
        top,
        width,
        height,
    )
    tree.remove(shape)
    tree.insert(2, shape)
    proxy = next(one for one in holder.shapes if one.element is shape)
    fill = shape.spPr
    for old in fill.findall(qn("a:solidFill")):
        fill.remove(old)
    solid = etree.SubElement(fill, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr")).set("val", colour.lstrip("#"))
    line = etree.SubElement(fill, qn("a:ln"))
    etree.SubElement(line, qn("a:noFill"))
    return proxy
