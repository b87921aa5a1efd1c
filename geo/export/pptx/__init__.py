"""Slides (PPTX, 16:9): title, map, key figures, tables, one slide per scene of a tour, sources.

Charts and tables are native and can be edited; titles stand in real placeholders, so that outline
and screen readers find them; what only decorates stands on the master. Every slide carries date,
version, filters and the link in its footer. The type is Arial, which every machine has in some form.

A module for each part: `deck` (template and places), `shapes`, `charts` and `tables` (what slides
are made of), `slides` (title, map, sources), `scenes`, `exhibits` (figures), `comparison` (areas side by side), `assets`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from geo.export import document
from geo.export.pptx.assets import asset_slides
from geo.export.pptx.comparison import comparison_slides
from geo.export.pptx.deck import empty_deck
from geo.export.pptx.exhibits import exhibit_slides
from geo.export.pptx.scenes import scene_slide
from geo.export.pptx.slides import corrections_slide, map_slide, sources_slide, title_slide

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck

    from geo.export import ExportContext

Step = Callable[["Deck", "ExportContext"], None]


def to_bytes(context: ExportContext) -> bytes:
    """Write the context's assets (EPSG:4326) as slides.

    `context.extra["scenes"]`, if there, is a sequence of mappings, each one slide: `title`, `lines`
    (texts), `figure` (text) with `figure_label`, `assets` (a frame, EPSG:4326), `authority` (GSS
    code or codes to zoom to) and `notes`; all but the title may be missing.
    """
    deck = empty_deck(context)
    steps = _steps(context)
    for number, (words, make) in enumerate(steps):
        context.progress(number / len(steps), words)
        make(deck, context)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _steps(context: ExportContext) -> list[tuple[str, Step]]:
    """What is made one after the other, and its name for who waits."""
    scenes = list(context.extra.get("scenes") or ())
    steps: list[tuple[str, Step]] = [("The title", title_slide)]
    for number, scene in enumerate(scenes, start=1):
        steps.append((f"Scene {number} of {len(scenes)}", partial(scene_slide, scene=scene)))
    # Scenes have maps of their own, and so has the slide of a single asset.
    if not scenes and (len(context.assets) != 1 or document.one_authority(context)):
        steps.append(("The map", map_slide))
    compared: list[tuple[str, Step]] = [("Side by side", comparison_slides)] if document.comparison_tables(context) else []
    told: list[tuple[str, Step]] = [("The corrections", corrections_slide)] if document.corrections(context) else []
    return [*steps, ("The figures", exhibit_slides), *compared, ("The assets", asset_slides), *told, ("The sources", sources_slide)]
