"""Slides (PPTX, 16:9): title, map, key figures, tables, one slide per scene of a tour, sources.

Charts and tables are native and can be edited; titles stand in real placeholders, so that outline
and screen readers find them; what only decorates stands on the master. Every slide carries date,
version, filters and the link in its footer. The type is Arial, which every machine has in some form.
"""

from __future__ import annotations

import copy
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from geo import style
from geo.drawing import map_words
from geo.export import contents
from geo.export.contents import AssetRow, Count
from geo.export.png import png_of
from geo.labels import count_words
from geo.lettering import printable

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

    from geo.export import ExportContext

WIDTH_MM, HEIGHT_MM = 338.67, 190.5
MARGIN_MM = 15.0
TITLE_TOP_MM, BODY_TOP_MM, BODY_BOTTOM_MM = 9.0, 30.0, 172.0
BODY_WIDTH_MM = WIDTH_MM - 2 * MARGIN_MM
MAP_DPI = 170
# Lettering of a map on a slide, against print at arm's length.
MAP_SCALE = 1.45

ROWS_A_SLIDE, MOST_TABLE_SLIDES = 11, 6
MOST_AUTHORITIES, MOST_CLUSTERS = 12, 12
MOST_FILTER_LETTERS, MOST_SCENE_TITLE = 110, 80
INK, QUIET, PALE = style.INK, "#4A5563", "#F1F4F7"
BAND_MM = 3.2
# (left, width, height) of the map beside the title; its top meets the band.
TITLE_MAP_MM, TITLE_MAP_SCALE = (206.0, WIDTH_MM - 206.0, 169.0), 1.1
GLYPHS = {
    "circle": "\u25cf",
    "diamond": "\u25c6",
    "square": "\u25a0",
    "hexagon": "\u2b22",
    "triangle": "\u25b2",
}
THEME_COLOURS = {
    "dk1": style.INK,
    "lt1": style.PAPER,
    "dk2": "#12436D",
    "lt2": PALE,
    "accent1": "#12436D",
    "accent2": "#1F7F77",
    "accent3": "#801650",
    "accent4": "#C2410C",
    "accent5": "#5B3FA0",
    "accent6": "#3D3D3D",
    "hlink": "#12436D",
    "folHlink": "#5B3FA0",
}
# Places in python-pptx's own template of the layouts that are used; the others are taken out.
TITLE_LAYOUT, CONTENT_LAYOUT, TITLE_ONLY_LAYOUT = 0, 1, 5


def to_bytes(context: ExportContext) -> bytes:
    """Write the context's assets (EPSG:4326) as slides.

    `context.extra["scenes"]`, if there, is a sequence of mappings, each one slide: `title`, `lines`
    (texts), `figure` (text) with `figure_label`, `assets` (a frame, EPSG:4326), `authority` (GSS
    code or codes to zoom to) and `notes`; all but the title may be missing.
    """
    deck = _empty_deck(context)
    _title_slide(deck, context)
    scenes = context.extra.get("scenes") or ()
    for scene in scenes:
        _scene_slide(deck, context, scene)
    _map_slide(deck, context)
    if len(context.assets):
        _figures_slide(deck, context)
        _breakdown_slide(deck, context)
        _table_slides(deck, context)
    _sources_slide(deck, context)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


# The slides


def _title_slide(deck, context: ExportContext) -> None:
    slide = _slide(deck, TITLE_LAYOUT, contents.title_of(context), context)
    facts, filters = contents.provenance(context)
    lines = [contents.lead(context), f"{facts}. {filters}"]
    frame = slide.placeholders[1].text_frame
    frame.text = printable(lines[0])
    paragraph = frame.add_paragraph()
    paragraph.text = printable(lines[1])
    paragraph.font.size, paragraph.space_before = Pt(13), Pt(10)
    left, width, height = TITLE_MAP_MM
    svg = contents.view_map(context, size_mm=(width, height), panel="none", scale=TITLE_MAP_SCALE)
    _picture(slide, svg, (left, BAND_MM), (width, height), map_words(context.register, context.assets))


def _map_slide(deck, context: ExportContext) -> None:
    slide = _slide(deck, TITLE_ONLY_LAYOUT, f"Where they are: {count_words(len(context.assets))}", context)
    size = (BODY_WIDTH_MM, BODY_BOTTOM_MM - BODY_TOP_MM)
    svg = contents.view_map(context, size_mm=size, panel="right", scale=MAP_SCALE)
    _picture(slide, svg, (MARGIN_MM, BODY_TOP_MM), size, map_words(context.register, context.assets))


def _figures_slide(deck, context: ExportContext) -> None:
    """The key figures in large type over a chart by type and one by status."""
    slide = _slide(deck, TITLE_ONLY_LAYOUT, "Key figures", context)
    figures = contents.key_figures(context)
    width = BODY_WIDTH_MM / len(figures)
    for number, figure in enumerate(figures):
        words = f"{figure.label}, {figure.note}" if figure.note else figure.label
        _big_figure(slide, figure.value, words, (MARGIN_MM + number * width, BODY_TOP_MM, width, 36))
    half = BODY_WIDTH_MM / 2 - 5
    top, height = BODY_TOP_MM + 42, BODY_BOTTOM_MM - BODY_TOP_MM - 42
    _chart(slide, "By type", contents.by_layer(context), (MARGIN_MM, top, half, height))
    _chart(slide, "By status", contents.by_status(context), (MARGIN_MM + half + 10, top, half, height))


def _breakdown_slide(deck, context: ExportContext) -> None:
    """Charts by cluster and by authority; for one authority, its figures as a table."""
    clusters = contents.by_cluster(context)[:MOST_CLUSTERS]
    places = contents.by_authority(context)
    facts = contents.authority_facts(context)
    half = BODY_WIDTH_MM / 2 - 5
    height = BODY_BOTTOM_MM - BODY_TOP_MM
    left, right = (MARGIN_MM, BODY_TOP_MM, half, height), (MARGIN_MM + half + 10, BODY_TOP_MM, half, height)
    if facts:
        slide = _slide(deck, TITLE_ONLY_LAYOUT, "Clusters, and the area in figures", context)
        rows = [(f["label"], f["value"], f["median"], f["year"]) for f in facts]
        name = places[0].label if places else "Area"
        _table(
            slide,
            ("Figure", name, f"Median of {len(context.register.authorities)}", "Year"),
            rows,
            (right[0], right[1] + 10, right[2]),
            widths=(4.2, 2, 2.2, 1.2),
            name="The area in figures",
        )
    elif len(places) > 1:
        slide = _slide(deck, TITLE_ONLY_LAYOUT, "Clusters and local authorities", context)
        caption = "By local authority" + (
            f", first {MOST_AUTHORITIES} of {len(places)}" if len(places) > MOST_AUTHORITIES else ""
        )
        _chart(slide, caption, places[:MOST_AUTHORITIES], right)
    elif clusters:
        slide = _slide(deck, TITLE_ONLY_LAYOUT, "Clusters", context)
    else:
        return
    if clusters:
        _chart(slide, "By cluster (an asset may serve several)", clusters, left)


def _table_slides(deck, context: ExportContext) -> None:
    rows = contents.asset_rows(context)
    shown = rows[: ROWS_A_SLIDE * MOST_TABLE_SLIDES]
    # Slides as evenly full as can be, not ten full ones and one with a single row.
    slides = math.ceil(len(shown) / ROWS_A_SLIDE)
    pages = [list(page) for page in np.array_split(np.array(shown, dtype=object), slides)]
    first = 1
    for number, page in enumerate(pages):
        title = (
            f"Assets {first} to {first + len(page) - 1} of {len(rows):,}" if len(rows) > 1 else "The asset"
        )
        first += len(page)
        slide = _slide(deck, TITLE_ONLY_LAYOUT, title, context)
        _asset_table(slide, page)
        if number == len(pages) - 1 and len(shown) < len(rows):
            words = (
                f"The slides stop at {len(shown)} assets; "
                f"the spreadsheet and the CSV of this view have all {len(rows):,}."
            )
            _text(slide, words, (MARGIN_MM, BODY_BOTTOM_MM - 5, BODY_WIDTH_MM, 7), size=11, colour=QUIET)


def _asset_table(slide: Slide, page: list[AssetRow]) -> None:
    rows = [
        (
            row.name,
            row.type,
            row.place,
            f"{row.status_words}{', ' + row.as_of if row.as_of else ''}",
            row.source,
        )
        for row in page
    ]
    cuts = (62, 24, 44, 44, 40)
    rows = [tuple(contents.cut(text, most) for text, most in zip(row, cuts, strict=True)) for row in rows]
    table = _table(
        slide,
        ("Asset", "Type", "Place", "Status, as of", "Source"),
        rows,
        (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM),
        widths=(3.6, 1.5, 2.4, 2.5, 3.6),
        name="Assets",
        size=10.5,
    )
    for number, row in enumerate(page, start=1):
        if row.url:
            run = table.cell(number, 4).text_frame.paragraphs[0].runs
            if run:
                run[0].hyperlink.address = row.url


def _scene_slide(deck, context: ExportContext, scene: dict[str, Any]) -> None:
    """One scene of a tour: title, the large figure, its lines, and the map of its assets."""
    slide = _slide(deck, TITLE_ONLY_LAYOUT, contents.cut(scene.get("title", ""), MOST_SCENE_TITLE), context)
    assets = scene.get("assets")
    figure = printable(scene.get("figure") or "")
    side = BODY_WIDTH_MM * (0.36 if assets is not None else 1) - 6
    top = BODY_TOP_MM + 4
    if figure:
        _big_figure(slide, figure, printable(scene.get("figure_label") or ""), (MARGIN_MM, top, side, 40))
        top += 46
    lines = [printable(line) for line in scene.get("lines") or () if printable(line).strip()]
    if lines:
        _text(slide, *lines, (MARGIN_MM, top, side, BODY_BOTTOM_MM - top), size=20)
    if assets is not None:
        codes = scene.get("authority") or ()
        codes = (codes,) if isinstance(codes, str) else tuple(codes)
        size = (BODY_WIDTH_MM - side - 6, BODY_BOTTOM_MM - BODY_TOP_MM)
        svg = contents.view_map(
            context, size_mm=size, panel="none", scale=MAP_SCALE, assets=assets, authorities=codes
        )
        words = map_words(context.register, assets)
        _picture(slide, svg, (MARGIN_MM + side + 6, BODY_TOP_MM), size, words)
        _scene_legend(slide, contents.by_layer(context, assets), side)
    if scene.get("notes"):
        slide.notes_slide.notes_text_frame.text = printable(scene["notes"])


def _scene_legend(slide: Slide, counts: list[Count], width: float) -> None:
    """Shape, colour, name and number of each type on a scene's map, as text."""
    height = 7.0 * len(counts)
    words = [
        f"{GLYPHS[style.layer_style(count.id).shape_name]}  {count.label} {count.number}" for count in counts
    ]
    if not words:
        return
    box = _text(slide, *words, (MARGIN_MM, BODY_BOTTOM_MM - height, width, height), size=13)
    box.name = "Legend of the map"
    for count, paragraph in zip(counts, box.text_frame.paragraphs, strict=True):
        words = paragraph.runs[0].text
        paragraph.runs[0].text = words[1:]
        glyph = copy.deepcopy(paragraph.runs[0]._r)
        paragraph.runs[0]._r.addprevious(glyph)
        paragraph.runs[0].text = words[0]
        paragraph.runs[0].font.color.rgb = _rgb(style.layer_style(count.id).colour)


def _sources_slide(deck, context: ExportContext) -> None:
    slide = _slide(deck, CONTENT_LAYOUT, "Method, sources and credits", context)
    register = context.register
    facts, filters = contents.provenance(context)
    link = contents.safe_link(context.link)
    titles = "; ".join(title for title, _ in contents.source_titles(register))
    paragraphs = [
        *contents.method(context),
        f"Sources of the base map and figures: {titles}. Sources of each asset stand in its row.",
        " ".join(text if text.endswith(".") else f"{text}." for text in contents.credit_lines(register)),
        f"Data licence: {contents.licence_words(register)}.",
        f"{facts}. {filters}.{f' This view: {link}' if link else ''}",
    ]
    frame = slide.placeholders[1].text_frame
    for number, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = printable(words)
        paragraph.font.size, paragraph.space_after = Pt(10), Pt(3)


# What slides are made of


def _slide(deck, layout: int, title: str, context: ExportContext) -> Slide:
    """A slide with its title and, in the layout's own placeholders, footer and number."""
    slide = deck.slides.add_slide(
        deck.slide_layouts[(TITLE_LAYOUT, CONTENT_LAYOUT, TITLE_ONLY_LAYOUT).index(layout)]
    )
    slide.shapes.title.text = printable(title) or "\u2013"
    facts, filters = contents.provenance(context)
    for placeholder in slide.slide_layout.placeholders:
        kind = placeholder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            slide.shapes._spTree.append(copy.deepcopy(placeholder._element))
        if kind == PP_PLACEHOLDER.FOOTER:
            frame = slide.shapes[-1].text_frame
            frame.text = f"{facts} \u00b7 {contents.cut(filters, MOST_FILTER_LETTERS)}"
            link = contents.safe_link(context.link)
            if link:
                frame.paragraphs[0].add_run().text = " \u00b7 "
                run = frame.paragraphs[0].add_run()
                run.text = "This view on the web"
                run.hyperlink.address = link
    return slide


def _big_figure(slide: Slide, value: str, label: str, place: tuple[float, float, float, float]) -> None:
    box = _text(slide, value, label, place, size=16, colour=QUIET)
    first = box.text_frame.paragraphs[0]
    first.font.size, first.font.bold = Pt(54 if len(value) < 9 else 34), True
    first.font.color.rgb = _rgb("#12436D")
    box.name = f"Figure: {value} {label}"


def _text(slide: Slide, *args, size: float, colour: str = INK) -> BaseShape:
    """A text box of the given paragraphs; the last argument is (left, top, width, height) in mm."""
    *lines, (left, top, width, height) = args
    box = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(height))
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = printable(line)
        paragraph.font.size, paragraph.font.color.rgb = Pt(size), _rgb(colour)
        paragraph.space_after = Pt(size * 0.4)
    return box


def _picture(
    slide: Slide, svg: str, place: tuple[float, float], size: tuple[float, float], words: str
) -> None:
    picture = slide.shapes.add_picture(
        io.BytesIO(png_of(svg, dpi=MAP_DPI)), Mm(place[0]), Mm(place[1]), Mm(size[0]), Mm(size[1])
    )
    picture.name = "Map"
    _describe(picture, words)


def _chart(
    slide: Slide, caption: str, counts: Sequence[Count], place: tuple[float, float, float, float]
) -> None:
    """A native bar chart, longest first as given, each bar with its number."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = [count.label for count in counts]
    data.add_series("Assets", [count.number for count in counts])
    left, top, width, height = place
    # Bars of one thickness in every chart: a short chart does not fill its place.
    height = min(height, 16 + 11.5 * len(counts))
    graphic = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, Mm(left), Mm(top), Mm(width), Mm(height), data
    )
    graphic.name = f"Chart: {caption}"
    _describe(graphic, f"{caption}: " + ", ".join(f"{count.label} {count.number}" for count in counts))
    chart = graphic.chart
    chart.has_legend = False
    chart.has_title = True
    chart.chart_title.text_frame.text = caption
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(14)
    chart.chart_title.text_frame.paragraphs[0].font.bold = True
    chart.font.size, chart.font.color.rgb = Pt(12), _rgb(INK)
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = _rgb(style.MISSING)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = _rgb("#12436D")
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(12), True


def _table(
    slide: Slide,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    place: tuple[float, float, float],
    *,
    widths: Sequence[float],
    name: str,
    size: float = 12,
):
    """A native table with a header row; `place` is (left, top, width) in mm, `widths` are shares."""
    left, top, width = place
    row_mm = size * 0.98
    graphic = slide.shapes.add_table(
        len(rows) + 1, len(header), Mm(left), Mm(top), Mm(width), Mm(row_mm * (len(rows) + 1))
    )
    graphic.name = name
    _describe(graphic, f"Table: {', '.join(header)}; {len(rows)} rows")
    table = graphic.table
    _plain_style(graphic)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Mm(width * share / sum(widths))
    for number, line in enumerate((header, *rows)):
        table.rows[number].height = Mm(row_mm)
        for place_in_row, words in enumerate(line):
            _fill_cell(
                table.cell(number, place_in_row), words, size=size, head=number == 0, odd=number % 2 == 1
            )
    return table


def _fill_cell(cell, words: str, *, size: float, head: bool, odd: bool) -> None:
    cell.margin_left = cell.margin_right = Mm(1.6)
    cell.margin_top = cell.margin_bottom = Mm(0.6)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb("#12436D" if head else PALE if odd else style.PAPER)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.text = printable(words)
    paragraph.font.size, paragraph.font.bold = Pt(size), head
    paragraph.font.color.rgb = _rgb(style.PAPER if head else INK)


def _plain_style(graphic) -> None:
    """Take the built-in style off, so that only our own fills show."""
    properties = graphic._element.graphic.graphicData.tbl.tblPr
    identity = properties.find(qn("a:tableStyleId"))
    if identity is not None:
        identity.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _describe(shape: BaseShape, words: str) -> None:
    """Give a picture, chart or table its text alternative."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", printable(words))


# The deck before there is a slide


def _empty_deck(context: ExportContext):
    """A 16:9 deck on python-pptx's own template with our type, colours and places."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    _set_theme(deck)
    _keep_layouts(deck, (TITLE_LAYOUT, CONTENT_LAYOUT, TITLE_ONLY_LAYOUT))
    _design_master(deck.slide_master)
    title, content, only = deck.slide_layouts
    _design_title_layout(title)
    for layout in (content, only):
        _place_common(layout)
    facts, filters = contents.provenance(context)
    about = deck.core_properties
    about.title, about.subject = contents.title_of(context), contents.cut(f"{facts}. {filters}", 255)
    about.author = printable(context.register.package.descriptor["title"])
    about.keywords = contents.cut(contents.safe_link(context.link), 255)
    about.comments = "Credits on the last slide."
    about.language = "en-GB"
    return deck


def _set_theme(deck) -> None:
    """Write our colours and Arial into the theme, which python-pptx holds as an opaque part."""
    part = next(
        rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")
    )
    root = etree.fromstring(part.blob)
    spaces = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for name, colour in THEME_COLOURS.items():
        slot = root.find(f".//a:clrScheme/a:{name}", spaces)
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, qn("a:srgbClr")).set("val", colour.lstrip("#"))
    for latin in root.iterfind(".//a:fontScheme/*/a:latin", spaces):
        latin.set("typeface", "Arial")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _keep_layouts(deck, kept: Sequence[int]) -> None:
    wanted = [deck.slide_layouts[position] for position in kept]
    for layout in list(deck.slide_layouts):
        if layout not in wanted:
            deck.slide_layouts.remove(layout)


def _design_master(master) -> None:
    """A thin band above, titles at the left, footer and number below."""
    band = _decoration(master, (0, 0, WIDTH_MM, BAND_MM), "#12436D")
    band.name = "Band"
    _place_common(master)
    for style_name, size, bold in (("titleStyle", 28, True), ("bodyStyle", 18, False)):
        level = master._element.find(qn("p:txStyles")).find(qn(f"p:{style_name}")).find(qn("a:lvl1pPr"))
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


def _design_title_layout(layout) -> None:
    panel = _decoration(layout, (0, 0, 9, HEIGHT_MM), "#12436D")
    panel.name = "Panel"
    _place_common(layout)
    for placeholder in layout.placeholders:
        kind = placeholder.placeholder_format.type
        if kind in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.TITLE):
            _place(placeholder, (22, 30, 176, 62))
            placeholder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            placeholder.text_frame.paragraphs[0].font.size = Pt(38)
            _default_size(placeholder, 38)
        elif kind == PP_PLACEHOLDER.SUBTITLE:
            _place(placeholder, (22, 98, 176, 66))
            _default_size(placeholder, 18, left=True)


def _place_common(holder) -> None:
    """Put title, body, footer and number of a master or layout in their places; drop the date."""
    for placeholder in list(holder.placeholders):
        kind = placeholder.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            placeholder._element.getparent().remove(placeholder._element)
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
            _place(placeholder, (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM, BODY_BOTTOM_MM - BODY_TOP_MM))
            placeholder.text_frame.margin_left = 0


def _place(shape: BaseShape, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Mm(value)) for value in box)


def _default_size(placeholder, points: float, *, left: bool = False) -> None:
    """Set what a placeholder's text looks like unless a slide says otherwise."""
    body = placeholder.text_frame._txBody
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


def _decoration(holder, box: tuple[float, float, float, float], colour: str) -> BaseShape:
    """A filled rectangle behind everything on a master or layout, hidden from screen readers."""
    # Masters and layouts have no add_shape of their own: the slide's tree builds the element.
    left, top, width, height = (Emu(Mm(value)) for value in box)
    tree = holder.shapes._spTree
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
    proxy = next(one for one in holder.shapes if one._element is shape)
    fill = shape.spPr
    for old in fill.findall(qn("a:solidFill")):
        fill.remove(old)
    solid = etree.SubElement(fill, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr")).set("val", colour.lstrip("#"))
    line = etree.SubElement(fill, qn("a:ln"))
    etree.SubElement(line, qn("a:noFill"))
    return proxy


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#"))
