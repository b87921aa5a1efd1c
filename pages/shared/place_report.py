"""A report on a place as a Word document: made in line, offered beside the other files."""

from __future__ import annotations

from datetime import date

from geo.analysis.area_profile import Profile
from geo.analysis.area_report import AreaReport
from geo.export import Progress, report_docx
from geo.export.png import png_of
from geo.print_map import draw_map, map_words
from geo.register.assets import Register
from pages.shared import downloads

SUFFIX = report_docx.SUFFIX
MAP_MM, MAP_DPI = (170.0, 118.0), 220


def make(report: AreaReport, profile: Profile, register: Register, *, file_name: str) -> None:
    """Write the report with its map while a bar shows the place in line, then offer it."""
    downloads.make_with(lambda progress: write(report, profile, register, progress), SUFFIX, file_name=file_name, mime=report_docx.MIME)


def write(report: AreaReport, profile: Profile, register: Register, progress: Progress) -> bytes:
    """The report with the map of its assets, as DOCX."""
    progress(0.0, "Drawing the map")
    codes = tuple(profile.area.codes) if profile.area.kind == "authority" else ()
    svg = draw_map(register, profile.assets, size_mm=MAP_MM, authorities=codes, panel="below")
    progress(0.5, "Writing the report")
    return report_docx.to_bytes(report, made_on=date.today(), picture=png_of(svg, dpi=MAP_DPI), picture_words=map_words(register, profile.assets))
