"""Documents people take away: one registry from a file's suffix to the module that writes it.

Each format is a module of this package with `to_bytes(context) -> bytes`; it may also have
`sidecars(context, *, name) -> dict[str, bytes]`, files that belong beside it. A module is imported
when its format is first asked for, so that a CSV never waits for a slide library. A new format is
a module and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd

from geo.crs import require_wgs84
from geo.errors import ExportError
from geo.export.document_title import title_of_view
from geo.register.assets import Register
from geo.select.filters import FacetIndex, Filters, filter_assets, index_facets

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


Progress = Callable[[float, str], None]


def silent(share: float, words: str) -> None:
    """Hear of progress and say nothing."""


@dataclass(frozen=True)
class Format:
    """A format: the module of `geo.export` that writes it, its name for people, its MIME type."""

    module: str
    label: str
    mime: str


FORMATS: dict[str, Format] = {
    ".csv": Format("csv", "CSV table", "text/csv"),
    ".csvw.json": Format("csvw", "CSVW description of the CSV table", "application/csvm+json"),
    ".geojson": Format("geojson", "GeoJSON", "application/geo+json"),
    ".gpkg": Format("geopackage", "GeoPackage", "application/geopackage+sqlite3"),
    ".parquet": Format("geoparquet", "GeoParquet", "application/vnd.apache.parquet"),
    ".xlsx": Format("xlsx", "Excel workbook", EXCEL),
    ".html": Format("html", "Map as one web page", "text/html"),
    ".pptx": Format("pptx", "PowerPoint slides", POWERPOINT),
    ".pdf": Format("pdf", "PDF brief", "application/pdf"),
    ".png": Format("png", "Map as a PNG picture", "image/png"),
    ".svg": Format("svg", "Map as an SVG drawing", "image/svg+xml"),
    ".zip": Format("zip", "Event pack", "application/zip"),
}


@dataclass(frozen=True, eq=False)
class ExportContext:
    """What a document is made from.

    `assets` are the assets to write, already filtered (EPSG:4326); `filters` what they were
    filtered by; `link` the address of the same view on the web ("" if there is none); `made_on` the
    day the document is made; `extra` what a single format needs beside these, and `choice`: what the
    assets were chosen by instead of filters, in words (a shortlist, a distance). `progress` hears, while
    a slow document is made, the share done (0 to 1) and what is being done.
    """

    register: Register
    assets: gpd.GeoDataFrame
    filters: Filters
    title: str
    link: str
    made_on: date
    extra: dict[str, Any] = field(default_factory=dict)
    progress: Progress = silent


def export_context(
    register: Register,
    filters: Filters | None = None,
    *,
    index: FacetIndex | None = None,
    title: str = "",
    link: str = "",
    made_on: date | None = None,
    extra: dict[str, Any] | None = None,
) -> ExportContext:
    """Make the context of a view: the assets that answer the filters, and words for them.

    The title defaults to what the filters say; the date to today. Give the register's
    `index` if there is one: building it takes longer than filtering.
    """
    filters = filters or Filters()
    return ExportContext(
        register=register,
        assets=filter_assets(register.assets, filters, index=index or index_facets(register)),
        filters=filters,
        title=title or title_of_view(register, filters),
        link=link,
        made_on=made_on or date.today(),
        extra=dict(extra or {}),
    )


def known_suffixes() -> tuple[str, ...]:
    """The suffixes of the formats whose module is there, in the order of the registry."""
    return tuple(s for s, known in FORMATS.items() if find_spec(f"{__name__}.{known.module}"))


def suffix_of(name: Path | str) -> str:
    """The known suffix a file's name ends with, the longest one that fits.

    Raises ExportError, naming the known ones, if there is none.
    """
    lowered = Path(name).name.casefold()
    fitting = [suffix for suffix in known_suffixes() if lowered.endswith(suffix)]
    if not fitting:
        raise _unknown(Path(name).suffix or Path(name).name)
    return max(fitting, key=len)


def export_bytes(context: ExportContext, suffix: str) -> bytes:
    """Write the context in the format of a suffix (".csv" or "csv") and return the file's bytes.

    Raises ExportError, naming the known ones, for a suffix that is not known, and CrsError if
    the assets are not in EPSG:4326.
    """
    require_wgs84(context.assets, what="assets")
    return _module(suffix).to_bytes(context)


def write_export(context: ExportContext, path: Path | str) -> tuple[Path, ...]:
    """Write the context to a file, its format told by the suffix, and return the files written.

    A CSV gets its CSVW description beside it, named as the W3C's rule has it, so that a reader of
    CSVW finds it unasked.

    Raises ExportError for an unknown suffix, for a folder that is not there, and where the file
    cannot be written; CrsError if the assets are not in EPSG:4326.
    """
    path = Path(path)
    suffix = suffix_of(path)
    if not path.parent.is_dir():
        raise ExportError(f"There is no folder {path.parent}.", mend="Make it first.")
    named = replace(context, extra={"file_name": path.name, **context.extra})
    files = {path: export_bytes(named, suffix)}
    if hasattr(_module(suffix), "sidecars"):
        beside = _module(suffix).sidecars(named, name=path.name)
        files |= {path.with_name(name): content for name, content in beside.items()}
    for file, content in files.items():
        _write(file, content)
    return tuple(files)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}.",
            mend="Close it if a program has it open, or choose another name.",
        ) from error


def _module(suffix: str) -> ModuleType:
    suffix = "." + suffix.casefold().lstrip(".")
    if suffix not in known_suffixes():
        raise _unknown(suffix)
    return import_module(f"{__name__}.{FORMATS[suffix].module}")


def _unknown(suffix: str) -> ExportError:
    return ExportError(
        f"No document can be written as {suffix!r}.",
        mend=f"Use a name that ends in one of: {', '.join(known_suffixes())}.",
    )
