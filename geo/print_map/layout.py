"""Which ground a map shows, and where map, detail, locator, legend and key lie on the sheet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from geo.print_map.basemap import Basemap
from geo.print_map.label_placement import Box
from geo.print_map.map_frame import Frame
from geo.print_map.typography import text_width

# Nearer than this the generalised basemap would look truer than it is.
LEAST_SPAN_M = 9_000.0
# A view this much of the region wide gets an enlarged detail; a smaller one a locator.
WIDE_VIEW_M = 85_000.0
LEAST_ASSETS_FOR_DETAIL = 12
LEGEND_ROW_MM, KEY_ROW_MM = 5.3, 3.35
# Width to height of the region, and the least width at which it can still be read.
LOCATOR_SHAPE, LEAST_LOCATOR_MM = 0.92, 18.0
# (layer, status, words); the layer "" is a neutral shape.
LegendRow = tuple[str, str, str]


def legend_height(rows: list[LegendRow], scale: float, *, columns: int = 1) -> float:
    kinds = sum(1 for row in rows if row[0])
    if columns == 2:
        return (7.5 + LEGEND_ROW_MM * max(kinds + 1.6, len(rows) - kinds, 4.4) + 2) * scale + (9 if scale <= 1.3 else 0)
    return (6 + LEGEND_ROW_MM * len(rows) + 5 + 5.5) * scale + (10 * scale if scale <= 1.3 else 0)


def legend_width(rows: list[LegendRow], scale: float) -> float:
    """How wide the rows of a legend of one column are, mm."""
    return (6.2 + max((text_width(words, size=3.0) for *_, words in rows), default=0)) * scale


def _blocks_height(rows: list[LegendRow], scale: float) -> float:
    """The depth of a one-column legend's types and statuses, without the base map's lines below."""
    return (5.2 + LEGEND_ROW_MM * len(rows) + 1.2 + 5.2) * scale


def ground_of(points: np.ndarray, chosen: gpd.GeoDataFrame, base: Basemap) -> tuple[float, float, float, float]:
    """The ground to show, (west, south, east, north) in EPSG:27700."""
    region = base.region.bounds
    if len(chosen):
        west, south, east, north = chosen.total_bounds
    elif len(points):
        west, south = points.min(axis=0)
        east, north = points.max(axis=0)
        if max(east - west, north - south) > WIDE_VIEW_M:
            west, south, east, north = region
    else:
        west, south, east, north = region
    margin = 0.03 if (west, south) == region[:2] or len(chosen) else 0.14
    grow = max(east - west, north - south) * margin
    spare = [max(0.0, LEAST_SPAN_M - span) / 2 for span in (east - west + 2 * grow, north - south + 2 * grow)]
    return (west - grow - spare[0], south - grow - spare[1], east + grow + spare[0], north + grow + spare[1])


def split_sheet(body: Box, ground: tuple[float, float, float, float], *, panel: str, wide: bool, scale: float, legend_mm: float = 0) -> tuple[Box, Box | None]:
    """The box of the map and, unless `panel` is "none", the one of the panel.

    A panel below is deep enough for a legend of `legend_mm`, but never more than half of the sheet.
    """
    gutter = 4.0
    if panel == "none":
        return body, None
    if panel == "below":
        depth = max(min(body.height * (0.36 if wide else 0.32), 90.0 * scale), min(legend_mm, body.height / 2))
        line = body.bottom - depth
        return Box(body.left, body.top, body.right, line - gutter), Box(body.left, line, body.right, body.bottom)
    shape = (ground[2] - ground[0]) / (ground[3] - ground[1])
    least = (66.0 if not wide else 82.0) * scale
    # A wide view needs no more than its own shape: what is left makes room for the detail.
    width = min(body.width - least - gutter, body.height * max(shape, 0.9) * (1.0 if wide else 1.6))
    width = max(width, body.width * 0.5)
    line = body.left + width
    return Box(body.left, body.top, line, body.bottom), Box(line + gutter, body.top, body.right, body.bottom)


class PanelPlan:
    """Where inset, legend and key lie in the panel, mm."""

    def __init__(self, panel: Box | None, rows: list[LegendRow], scale: float, *, wide: bool, below: bool) -> None:
        self.inset: Box | None = None
        self.legend: Box | None = None
        self.key: Box | None = None
        self.scale = scale
        if panel is None:
            return
        if below:
            self._below(panel, wide)
        elif wide:
            # The legend has two columns here.
            self.legend = Box(panel.left, panel.bottom - legend_height(rows, scale, columns=2), panel.right, panel.bottom)
            self.inset = Box(panel.left, panel.top, panel.right, self.legend.top - 3)
        else:
            self._beside(panel, rows)

    def _beside(self, panel: Box, rows: list[LegendRow]) -> None:
        """The legend above the key; the locator right of the legend if it fits there, else at the foot."""
        legend_bottom = panel.top + legend_height(rows, self.scale)
        self.legend = Box(panel.left, panel.top, panel.right, legend_bottom)
        side = min(panel.width - legend_width(rows, self.scale) - 3 * self.scale, 33.0 * self.scale)
        if side >= LEAST_LOCATOR_MM * self.scale and side / LOCATOR_SHAPE <= _blocks_height(rows, self.scale):
            self.inset = Box(panel.right - side, panel.top, panel.right, panel.top + side / LOCATOR_SHAPE)
            self.key = Box(panel.left, legend_bottom + 3, panel.right, panel.bottom)
            return
        locator = min(36.0 * self.scale, panel.height * 0.3)
        left = panel.right - locator * LOCATOR_SHAPE
        self.inset = Box(left, panel.bottom - locator, panel.right, panel.bottom)
        self.key = Box(panel.left, legend_bottom + 3, panel.right, self.inset.top - 3)

    def _below(self, panel: Box, wide: bool) -> None:
        legend = 62.0 * self.scale
        self.legend = Box(panel.right - legend, panel.top, panel.right, panel.bottom)
        rest = Box(panel.left, panel.top, self.legend.left - 4, panel.bottom)
        if wide:
            self.inset = rest
            return
        side = min(rest.width * 0.4, rest.height * LOCATOR_SHAPE)
        self.inset = Box(rest.left, rest.top, rest.left + side, rest.top + min(rest.height, side / LOCATOR_SHAPE))
        self.key = Box(self.inset.right + 4, rest.top, rest.right, rest.bottom)

    @property
    def columns(self) -> int:
        return 2 if self.legend and self.legend.width > 76 * self.scale else 1

    @property
    def key_rows(self) -> int:
        """How many rows of the key there is room for."""
        if self.key is None:
            return 0
        return max(0, int((self.key.height - 5 * self.scale) / (KEY_ROW_MM * self.scale)))


def detail_frame(box: Box, points: np.ndarray, frame: Frame) -> Frame | None:
    """An enlarged frame around where most assets are; None if too few are together."""
    if len(points) < LEAST_ASSETS_FOR_DETAIL:
        return None
    width = 0.31 * (frame.ground[2] - frame.ground[0])
    half = np.array([width, width * box.height / box.width]) / 2 * 0.94
    inside = (np.abs(points[:, None] - points[None]) <= half).all(axis=2)
    fullest = inside[inside.sum(axis=1).argmax()]
    if fullest.sum() < LEAST_ASSETS_FOR_DETAIL:
        return None
    middle = points[fullest].mean(axis=0)
    metres_per_mm = width / box.width
    return Frame(
        box=box,
        west=middle[0] - width / 2,
        north=middle[1] + box.height * metres_per_mm / 2,
        metres_per_mm=metres_per_mm,
    )
