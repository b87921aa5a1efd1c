"""The map as an SVG drawing: A4 landscape, lettering as text, every length in millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.document import map_sheet

if TYPE_CHECKING:
    from geo.export import ExportContext


def to_bytes(context: ExportContext) -> bytes:
    """Draw the map of the context's assets (EPSG:4326) as a UTF-8 SVG file."""
    return map_sheet(context).encode("utf-8")
