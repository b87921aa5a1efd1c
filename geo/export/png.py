"""The map as a PNG picture: A4 landscape at 300 dots an inch, ready for print.

The SVG is turned into pixels by resvg, which its wheel carries, with the fonts of `geo.print_map.typography`
only: a picture looks the same on every machine.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image, PngImagePlugin

from geo.export.document import corrections, credit_lines, map_sheet, provenance, safe_link, title_of
from geo.print_map.typography import SANS, font_files

if TYPE_CHECKING:
    from geo.export import ExportContext

PRINT_DPI = 300
COLOURS = 256
WEIGHTS = ("-Regular", "-Semibold", "-Bold")


def to_bytes(context: ExportContext) -> bytes:
    """Draw the map of the context's assets (EPSG:4326) as a PNG file.

    Title, date, version, filters, link and credits stand in its metadata as well.
    """
    facts, filters = provenance(context)
    context.progress(0.0, "Drawing the map")
    sheet = map_sheet(context)
    context.progress(0.3, "Turning the map into a picture for print")
    return png_of(
        sheet,
        about={
            "Title": title_of(context),
            "Description": f"{facts}. {filters}",
            "Source": safe_link(context.link),
            "Comment": "\n".join(corrections(context)),
            "Copyright": "; ".join(credit_lines(context.register)),
        },
    )


def png_of(svg: str, *, dpi: int = PRINT_DPI, about: dict[str, str] | None = None) -> bytes:
    """Turn a map sheet into a PNG at `dpi` dots an inch; `about` goes into its text chunks."""
    pixels = resvg_py.svg_to_bytes(
        svg_string=svg,
        dpi=dpi,
        skip_system_fonts=True,
        background="#FFFFFF",
        font_files=[str(file) for file in font_files(SANS) if file.stem.endswith(WEIGHTS)],
        sans_serif_family=SANS,
        font_family=SANS,
    )
    # A map has few colours: a palette makes the file three times smaller and looks the same.
    picture = Image.open(io.BytesIO(bytes(pixels))).convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    info = PngImagePlugin.PngInfo()
    for key, text in (about or {}).items():
        if text:
            info.add_itxt(key, text)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), pnginfo=info)
    return buffer.getvalue()
