"""What a sheet carries around its map: scale bar, north, locator, heading and footer."""

from __future__ import annotations

import geopandas as gpd
from shapely.geometry import box as rectangle

from geo import style
from geo.print_map.basemap import BORDER, LAND, QUIET, Basemap
from geo.print_map.canvas import Canvas
from geo.print_map.label_placement import Box
from geo.print_map.map_frame import Frame, fit_frame, path
from geo.print_map.typography import printable, text_width, wrap


def _bar_km(frame: Frame) -> float:
    """A round number of kilometres about a quarter of the frame long."""
    goal = frame.box.width * frame.metres_per_mm / 1000 * 0.24
    return max(step for step in (0.5, 1, 2, 5, 10, 20, 25, 50) if step <= max(goal, 0.5))


def _bar_words(frame: Frame, caption: str = "") -> str:
    words = f"{_bar_km(frame):g} km \u00b7 1:{frame.scale:,}"
    return f"{caption} \u00b7 {words}" if caption else words


def furniture_boxes(frame: Frame, scale: float, caption: str = "Detail") -> list[Box]:
    """Where the scale bar and the north arrow stand."""
    box = frame.box
    bar = _bar_km(frame) * 1000 / frame.metres_per_mm
    words = text_width(_bar_words(frame, caption), size=2.5 * scale)
    return [
        Box(box.left, box.bottom - 8.5 * scale, box.left + max(bar, words) + 6 * scale, box.bottom),
        Box(box.right - 8.4 * scale, box.top, box.right, box.top + 13 * scale),
    ]


def draw_furniture(sheet: Canvas, frame: Frame, *, caption: str = "", north: bool = True) -> None:
    """Scale bar in kilometres, the scale in figures, and an arrow to grid north."""
    scale, box = sheet.scale, frame.box
    bar = _bar_km(frame) * 1000 / frame.metres_per_mm
    left, base = box.left + 3 * scale, box.bottom - 2.6 * scale
    plates = furniture_boxes(frame, scale, caption)
    for plate in plates if north else plates[:1]:
        sheet.add(sheet.rect(plate.grown(-0.3), 'fill="#FFFFFF" fill-opacity="0.86"'))
    sheet.add(
        f'<path d="M{left:.2f} {base - 1.3 * scale:.2f}V{base:.2f}H{left + bar:.2f}V{base - 1.3 * scale:.2f}'
        f'M{left + bar / 2:.2f} {base:.2f}v{-0.9 * scale:.2f}" '
        f'fill="none" stroke="{style.INK}" stroke-width="0.4"/>'
    )
    sheet.text(left, base - 2.1 * scale, _bar_words(frame, caption), size=2.5 * scale)
    if north:
        x, y = box.right - 4.2 * scale, box.top + 2 * scale
        sheet.add(
            f'<path d="M{x:.2f} {y:.2f}l{2 * scale:.2f} {5.4 * scale:.2f}l{-2 * scale:.2f} {-1.3 * scale:.2f}'
            f'l{-2 * scale:.2f} {1.3 * scale:.2f}Z" fill="{style.INK}"/>'
        )
        sheet.text(x, y + 8.8 * scale, "N", size=3.2 * scale, weight=700, align="middle")


def draw_outline(sheet: Canvas, frame: Frame, detail: Frame) -> None:
    """Where the enlarged detail lies."""
    sheet.add(
        path(
            frame,
            [rectangle(*detail.ground)],
            f'fill="none" stroke="{style.INK}" stroke-width="0.35" stroke-dasharray="1.4 0.8"',
        )
    )


def draw_locator(sheet: Canvas, box: Box, base: Basemap, frame: Frame, chosen: gpd.GeoDataFrame) -> None:
    """The region small, with the ground of the map on it; nothing if the map shows most of it."""
    small = fit_frame(box, base.region.bounds)
    if frame.ground[3] - frame.ground[1] > 0.8 * (small.ground[3] - small.ground[1]):
        return
    sheet.add(path(small, [base.region], f'fill="{LAND}" stroke="{QUIET}" stroke-width="0.3"'))
    sheet.add(path(small, base.authorities.geometry, f'fill="none" stroke="{BORDER}" stroke-width="0.12"'))
    if len(chosen):
        sheet.add(
            path(
                small,
                chosen.geometry,
                f'fill="{style.SEQUENTIAL[3]}" stroke="{style.INK}" stroke-width="0.25"',
            )
        )
    sheet.add(path(small, [rectangle(*frame.ground)], f'fill="none" stroke="{style.INK}" stroke-width="0.45"'))


def draw_header(sheet: Canvas, body: Box, title: str, lines: tuple[str, ...]) -> Box:
    y = body.top
    if title:
        size = 6.8 * sheet.scale
        for line in wrap(printable(title), size=size, width=body.width, weight="Bold", most=2):
            sheet.text(body.left, y + size * 0.78, line, size=size, weight=700)
            y += size * 1.08
    for text in lines:
        size = 3.5 * sheet.scale
        for line in wrap(printable(text), size=size, width=body.width, most=2):
            sheet.text(body.left, y + size * 0.9, line, size=size, colour=QUIET)
            y += size * 1.3
    return Box(body.left, y + (2.0 if y > body.top else 0), body.right, body.bottom)


def draw_footer(sheet: Canvas, body: Box, footer: tuple[str, ...]) -> Box:
    size = 2.15 * sheet.scale
    lines = [line for text in footer for line in wrap(printable(text), size=size, width=body.width)]
    if not lines:
        return body
    top = body.bottom - len(lines) * size * 1.28
    for number, line in enumerate(lines):
        sheet.text(body.left, top + size * 1.28 * number + size, line, size=size, colour=QUIET)
    return Box(body.left, body.top, body.right, top - 2.0)
