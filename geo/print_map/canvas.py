"""The SVG of a map as it grows, and the document it ends in. Lengths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from geo import style
from geo.print_map.label_placement import Box
from geo.print_map.typography import FALLBACKS, SANS, printable


@dataclass
class Canvas:
    """The SVG as it grows. `scale` is the size of lettering and symbols: 1 in print at arm's length."""

    scale: float
    parts: list[str] = field(default_factory=list)
    frames: int = 0
    badges: int = 0

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    @staticmethod
    def rect(box: Box, attributes: str = "") -> str:
        """A rectangle on the sheet as SVG."""
        return f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"{attributes and " "}{attributes}/>'

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        weight: int = 400,
        colour: str = style.INK,
        align: str = "start",
        halo: str = "",
        spacing: float = 0,
    ) -> None:
        """One line of text with its baseline at y."""
        extra = f' letter-spacing="{spacing:.2f}"' if spacing else ""
        if halo:
            extra += f' stroke="{halo}" stroke-width="{size * 0.28:.2f}"'
            extra += ' stroke-linejoin="round" paint-order="stroke"'
        if align != "start":
            extra += f' text-anchor="{align}"'
        if weight != 400:
            extra += f' font-weight="{weight}"'
        self.add(f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" fill="{colour}"{extra}>{escape(printable(words))}</text>')


def svg_document(sheet: Canvas, size_mm: tuple[float, float], *, title: str, words: str) -> str:
    width, height = size_mm
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title desc" xml:lang="en-GB" '
        f"font-family=\"'{SANS}', {FALLBACKS}\">\n"
        f'<title id="title">{escape(printable(title))}</title>\n'
        f'<desc id="desc">{escape(printable(words))}</desc>\n'
        f'<rect width="{width:g}" height="{height:g}" fill="{style.PAPER}"/>\n' + "\n".join(part for part in sheet.parts if part) + "\n</svg>\n"
    )
