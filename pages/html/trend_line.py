"""A small line that shows how a figure went, as a picture; the table beside it says the same in numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from geo import style

WIDTH_PX, HEIGHT_PX, MARGIN_PX = 96, 28, 4


def trend_image(points: Sequence[tuple[float, float]], *, words: str) -> Markup:
    """An image element of the line through (year, value) `points`, oldest first, the newest as a dot; `words` is what it says without eyes.

    The line breaks where a value is NaN, and spans the least to the greatest value: it shows a course, not a size. "" with fewer than two values.
    """
    known = [point for point in points if not math.isnan(point[1])]
    if len(known) < 2:
        return Markup()
    xs, ys = zip(*known, strict=True)
    spots = [(_scaled(x, min(xs), max(xs), WIDTH_PX), HEIGHT_PX - _scaled(y, min(ys), max(ys), HEIGHT_PX)) for x, y in points]
    steps, apart = [], True
    for x, y in spots:
        if not math.isnan(y):
            steps.append(f"{'M' if apart else 'L'}{x:.1f} {y:.1f}")
        apart = math.isnan(y)
    last = next((x, y) for x, y in reversed(spots) if not math.isnan(y))
    drawn = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><path d="{}" fill="none" stroke="{}" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/><circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/></svg>'
    ).format(WIDTH_PX, HEIGHT_PX, Markup().join(steps), style.TREND, last[0], last[1], style.TREND)
    return Markup('<img class="wm-trend" src="data:image/svg+xml,{}" width="{}" height="{}" alt="{}">').format(quote(drawn), WIDTH_PX, HEIGHT_PX, words)


def _scaled(value: float, least: float, greatest: float, length: float) -> float:
    """A value on an axis of so many pixels; in the middle where there is nothing to span."""
    share = (value - least) / (greatest - least) if greatest > least else 0.5
    return MARGIN_PX + share * (length - 2 * MARGIN_PX)
