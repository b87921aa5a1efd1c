"""Event pack (ZIP): everything for a hall without a network, in one file.

A page with map, search, filters, list, detail and tours that opens by double-click; the slides; the
brief; the data; and a README with dates, filters and credits. What a format's module does not offer
yet is left out, and the README says so.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from geo.export import silent
from geo.export.street_blocks import FOLDER, block_files
from geo.export.tables import about_records
from geo.select.filters import index_facets
from geo.tours.tour import as_slides, compute_scenes, load_tours

if TYPE_CHECKING:
    from geo.export import ExportContext

PAGE = "open-me.html"
PAGE_WORDS = "The page with map and tours"
TOUR_OF_SLIDES = "region"
# Name in the pack ({stem} is that of the region's files), suffix, what the README calls it.
DOCUMENTS = (
    ("slides.pptx", ".pptx", "Slides, with the speaker's notes"),
    ("brief.pdf", ".pdf", "The brief, to print or attach"),
    ("data/{stem}.csv", ".csv", "The data as a table (UTF-8)"),
    ("data/{stem}.xlsx", ".xlsx", "The data as a workbook, with sources and data dictionary"),
    ("data/{stem}.geojson", ".geojson", "The data for web maps"),
    ("data/{stem}.gpkg", ".gpkg", "The data for QGIS and ArcGIS"),
)
Progress = Callable[[float, str], None]


def to_bytes(context: ExportContext) -> bytes:
    """Build the pack of a context's assets (EPSG:4326) and return the ZIP's bytes."""
    return build_pack(replace(context, progress=silent), progress=context.progress)


def build_pack(context: ExportContext, *, progress: Progress = lambda share, words: None) -> bytes:
    """Build the pack; `progress` hears the share done (0 to 1) and what is being made.

    The page holds every asset and opens with the context's filters; slides, brief and data hold the
    context's assets.
    """
    from geo.export import csv, export_bytes, known_suffixes
    from geo.export.pack_page import pack_tiles, page_bytes

    stem = context.register.region.file_stem
    offered = [(name.format(stem=stem), suffix, words) for name, suffix, words in DOCUMENTS if suffix in known_suffixes()]
    steps = len(offered) + 2
    progress(0.0, PAGE_WORDS)
    files = {PAGE: page_bytes(context, progress=lambda share: progress(2 * share / steps, PAGE_WORDS))}
    for at, (name, suffix, words) in enumerate(offered):
        progress((at + 2) / steps, words)
        named = replace(context, extra=_extra(context, suffix) | {"file_name": Path(name).name})
        files[name] = export_bytes(named, suffix)
        if suffix == ".csv":
            files |= {f"data/{beside}": text for beside, text in csv.sidecars(named, name=Path(name).name).items()}
    files |= block_files(pack_tiles(context))
    files["README.txt"] = readme(context, offered).encode()
    progress(1.0, "Done")
    return _zipped(files, context)


def readme(context: ExportContext, offered: list[tuple[str, str, str]]) -> str:
    """What is in the pack, how to use it, and the credits."""
    facts = about_records(context)
    missing = [words for name, suffix, words in DOCUMENTS if (name, suffix, words) not in offered]
    lines = [
        context.register.package.descriptor["title"],
        "",
        f"{PAGE}: double-click it. Map, search, filters, list and tours in a current",
        "  Chrome, Edge or Firefox; it needs no network.",
        "  Under Tours: arrow keys or a clicker, B blanks, Escape leaves.",
        *(f"{name}: {words}." for name, _, words in offered),
        f"{FOLDER}/: the streets of the map, read by the page as it is zoomed in. Keep the folder beside it.",
        "",
    ]
    lines += [f"Not in this pack: {'; '.join(missing)}.", ""] if missing else []
    lines += [f"{what}: {text}" for what, text in facts]
    return "\r\n".join(lines) + "\r\n"


def _extra(context: ExportContext, suffix: str) -> dict[str, Any]:
    """The slides tell a tour: the one asked for, else the one for the region."""
    if suffix != ".pptx" or "scenes" in context.extra:
        return dict(context.extra)
    tours, _ = load_tours(context.register)
    tour = tours.get(context.extra.get("tour", TOUR_OF_SLIDES))
    if tour is None or tour.parameter:
        return dict(context.extra)
    scenes = compute_scenes(tour, context.register, index_facets(context.register))
    return {**context.extra, "scenes": as_slides(scenes, context.register)}


def _zipped(files: dict[str, bytes], context: ExportContext) -> bytes:
    buffer = io.BytesIO()
    day = (context.made_on.year, context.made_on.month, context.made_on.day, 0, 0, 0)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{context.register.region.file_stem}-{context.made_on}/{name}", date_time=day)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    """`python -m geo.export.zip OUT.zip`: build the pack of everything, with a progress bar."""
    from geo.export import export_context
    from geo.register.assets import load_register

    if len(arguments) != 1:
        print("Say where to write the pack: python -m geo.export.zip OUT.zip", file=sys.stderr)
        return 2
    out = Path(arguments[0])
    if not out.parent.is_dir():
        print(f"There is no folder {out.parent}. Make it first.", file=sys.stderr)
        return 2
    context = export_context(load_register())
    with tqdm(total=100, bar_format="{l_bar}{bar}| {desc}") as bar:

        def show(share: float, words: str) -> None:
            bar.set_description_str(words, refresh=False)
            bar.update(round(100 * share) - bar.n)

        content = build_pack(context, progress=show)
    out.write_bytes(content)
    print(f"{out}: {len(content) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
