"""Native bar charts, which can be edited in PowerPoint and LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from pptx.chart.data import ChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Mm, Pt

from geo import style
from geo.export.document import ChartBar
from geo.export.pptx.deck import INK, NAVY
from geo.export.pptx.shapes import describe, rgb

if TYPE_CHECKING:
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide


def add_chart(slide: Slide, caption: str, counts: Sequence[ChartBar], place: tuple[float, float, float, float]) -> None:
    """A native bar chart, longest first as given, each bar with its number."""
    data = ChartData(number_format="#,##0")
    data.categories = [count.label for count in counts]
    data.add_series("Assets", [count.number for count in counts])
    left, top, width, height = place
    # Bars of one thickness in every chart: a short chart does not fill its place.
    height = min(height, 16 + 11.5 * len(counts))
    # python-pptx says that it gives the chart, and gives the frame around it.
    graphic = cast("GraphicFrame", slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Mm(left), Mm(top), Mm(width), Mm(height), data))
    graphic.name = f"Chart: {caption}"
    describe(graphic, f"{caption}: " + ", ".join(f"{count.label} {count.number}" for count in counts))
    chart = graphic.chart
    chart.has_legend = False
    chart.has_title = True
    chart.chart_title.text_frame.text = caption
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(14)
    chart.chart_title.text_frame.paragraphs[0].font.bold = True
    chart.font.size, chart.font.color.rgb = Pt(12), rgb(INK)
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.color.rgb = rgb(style.MISSING)
    chart.category_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = rgb(NAVY)
    plot.has_data_labels = True
    plot.data_labels.show_value = True
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(12), True
