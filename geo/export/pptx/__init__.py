"""Slides (PPTX, 16:9): title, map, key figures, tables, one slide per scene of a tour, sources.

Charts and tables are native and can be edited; titles stand in real placeholders, so that outline
and screen readers find them; what only decorates stands on the master. Every slide carries date,
version, filters and the link in its footer. The type is Arial, which every machine has in some form.

A module for each part: `deck` (template and places), `shapes`, `charts` and `tables` (what slides
are made of), `slides` (title, map, sources), `scenes`, `exhibits` (figures), `assets`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from geo.export import contents
from geo.export.pptx.assets import asset_slides
from geo.export.pptx.deck import empty_deck
from geo.export.pptx.exhibits import exhibit_slides
from geo.export.pptx.scenes import scene_slide
from geo.export.pptx.slides import map_slide, sources_slide, title_slide

if TYPE_CHECKING:
    from geo.export import ExportContext


def to_bytes(context: ExportContext) -> bytes:
    """Write the context's assets (EPSG:4326) as slides.

    `context.extra["scenes"]`, if there, is a sequence of mappings, each one slide: `title`, `lines`
    (texts), `figure` (text) with `figure_label`, `assets` (a frame, EPSG:4326), `authority` (GSS
    code or codes to zoom to) and `notes`; all but the title may be missing.
    """
    deck = empty_deck(context)
    title_slide(deck, context)
    scenes = context.extra.get("scenes") or ()
    for scene in scenes:
        scene_slide(deck, context, scene)
    # Scenes have maps of their own, and so has the slide of a single asset.
    if not scenes and (len(context.assets) != 1 or contents.one_authority(context)):
        map_slide(deck, context)
    exhibit_slides(deck, context)
    asset_slides(deck, context)
    sources_slide(deck, context)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()
