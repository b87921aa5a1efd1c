"""The key figures in large type, and what breaks them down: native charts, and tables of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export import document
from geo.export.document import ChartBar
from geo.export.pptx.charts import add_chart
from geo.export.pptx.deck import BODY_HEIGHT_MM, BODY_TOP_MM, BODY_WIDTH_MM, MARGIN_MM, TITLE_ONLY_LAYOUT
from geo.export.pptx.shapes import add_figure, add_slide
from geo.export.pptx.tables import add_table
from geo.tours.placeholders import inside_sentence

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from geo.export import ExportContext

MOST_BARS, MOST_TECHNOLOGIES, GAP_MM = 12, 10, 10.0
FIGURES_MM = 46.0
# So many lines fit under the key figures.
SHORT = 7
Place = tuple[float, float, float, float]


@dataclass(frozen=True)
class Exhibit:
    """A chart or table: what its slide is called, its length in lines, and how it is drawn."""

    topic: str
    lines: int
    draw: Callable[[Slide, Place], None]


def exhibit_slides(deck: Deck, context: ExportContext) -> None:
    """Key figures over two short exhibits, then the others two to a slide."""
    exhibits = _exhibits(context)
    if not len(context.assets) or (len(context.assets) == 1 and not exhibits):
        return
    beside = [exhibit for exhibit in exhibits if exhibit.lines <= SHORT][:2]
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, "Key figures", context)
    _add_figures(slide, context)
    _draw(slide, beside, top=BODY_TOP_MM + FIGURES_MM, height=BODY_HEIGHT_MM - FIGURES_MM)
    rest = [exhibit for exhibit in exhibits if exhibit not in beside]
    for first in range(0, len(rest), 2):
        pair = rest[first : first + 2]
        topics = [pair[0].topic, *(inside_sentence(exhibit.topic) for exhibit in pair[1:])]
        slide = add_slide(deck, TITLE_ONLY_LAYOUT, " and ".join(topics), context)
        _draw(slide, pair, top=BODY_TOP_MM, height=BODY_HEIGHT_MM)


def _add_figures(slide: Slide, context: ExportContext) -> None:
    figures = document.key_figures(context)
    width = BODY_WIDTH_MM / len(figures)
    for number, figure in enumerate(figures):
        words = f"{figure.label}, {figure.note}" if figure.note else figure.label
        add_figure(slide, figure.value, words, (MARGIN_MM + number * width, BODY_TOP_MM, width, 36))


def _draw(slide: Slide, exhibits: list[Exhibit], *, top: float, height: float) -> None:
    """One exhibit over the whole width, two side by side."""
    width = (BODY_WIDTH_MM - GAP_MM * (len(exhibits) - 1)) / max(1, len(exhibits))
    for number, exhibit in enumerate(exhibits):
        exhibit.draw(slide, (MARGIN_MM + number * (width + GAP_MM), top, width, height))


def _exhibits(context: ExportContext) -> list[Exhibit]:
    """What there is to show; a breakdown into one part, or into ones, says nothing and is left out."""
    places = document.by_authority(context)
    more = f", first {MOST_BARS} of {len(places)}" if len(places) > MOST_BARS else ""
    facts = document.authority_facts(context)
    technologies = document.by_technology(context, most=MOST_TECHNOLOGIES)
    exhibits = [
        _chart("Types", "By type", document.by_layer(context)),
        _chart("Status", "By status", document.by_status(context)),
        *([_area_table(facts, context, places)] if facts else []),
        _chart("Clusters", "By cluster (an asset may serve several)", document.by_cluster(context)[:MOST_BARS]),
        _chart("Local authorities", f"By local authority{more}", places[:MOST_BARS]),
        _chart("Technologies", "Most often named technologies", technologies),
    ]
    return [exhibit for exhibit in exhibits if exhibit.lines > 1]


def _chart(topic: str, caption: str, counts: list[ChartBar]) -> Exhibit:
    counts = counts if max((count.number for count in counts), default=0) > 1 else []
    return Exhibit(topic, len(counts), lambda slide, place: add_chart(slide, caption, counts, place))


def _area_table(facts: list[dict[str, str]], context: ExportContext, places: list[ChartBar]) -> Exhibit:
    name = places[0].label if places else "Area"
    header = ("Figure", name, f"Median of {len(context.register.authorities)}", "Year")
    rows = [(f["label"], f["value"], f["median"], f["year"]) for f in facts]

    def draw(slide: Slide, place: Place) -> None:
        add_table(slide, header, rows, place[:3], widths=(3.6, 2.4, 2.2, 1.1), name="The area in figures")

    return Exhibit("The area in figures", len(rows) + 1, draw)
