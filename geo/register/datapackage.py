"""The data package on disk: the only module that knows a file's path.

`data/datapackage.json` is a Frictionless Data Package. Every table is a resource with a schema
that says what each column means, its type, unit, allowed values and an example; the rules of
`geo.register.validation` are read from there, so that a rule is written once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataSourceError

from geo.crs import WGS84
from geo.errors import DataError
from geo.settings import DATA_ROOT

DESCRIPTOR = "datapackage.json"
LIST_DELIMITER = ";"
LOCAL = "local"


@dataclass(frozen=True)
class DataPackage:
    """A data package in a folder, its descriptor read."""

    root: Path
    descriptor: dict[str, Any]

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    @cached_property
    def asset_tables(self) -> dict[str, str]:
        """Layer id -> name of the resource that holds its assets, in drawing order."""
        return {r["layer"]: name for name, r in self.resources.items() if "layer" in r}

    @cached_property
    def version(self) -> str:
        """The descriptor's version with a short hash of every file: changes when the data does."""
        return f"{self.descriptor['version']}+{files_hash(self)[:8]}"

    def path(self, name: str) -> Path:
        """Path of a resource's file. Raises DataError if the package has no such resource."""
        if name not in self.resources:
            raise DataError(
                f"The data package has no resource named {name!r}.",
                mend=f"It has: {', '.join(self.resources)}.",
            )
        return self.root / self.resources[name]["path"]

    def schema(self, name: str) -> dict[str, Any]:
        """The schema of a resource: its own, or the shared file it names."""
        schema = self.resources[name].get("schema", {"fields": []})
        if isinstance(schema, str):
            return _read_json(self.root / schema)
        return schema


def open_package(root: Path | str | None = None) -> DataPackage:
    """Open the data package in a folder (default: the one in this repository).

    Raises DataError if the descriptor is missing or is not JSON.
    """
    root = Path(root) if root is not None else DATA_ROOT
    return DataPackage(root=root, descriptor=_read_json(root / DESCRIPTOR))


def tour_files(package: DataPackage) -> list[Path]:
    """The files of the tours, sorted by name; a new tour is a new file."""
    return sorted((package.root / "tours").glob("*.toml"))


def files_hash(package: DataPackage) -> str:
    """SHA-256 over the descriptor and every resource's bytes; a missing file counts as empty."""
    digest = hashlib.sha256((package.root / DESCRIPTOR).read_bytes())
    for name in package.resources:
        path = package.path(name)
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def data_files(root: Path | str) -> Iterator[str]:
    """The path of every file below a data folder but those this copy of the map keeps for itself (`LOCAL`)."""
    for folder, folders, names in os.walk(str(root)):
        folders[:] = [name for name in folders if name != LOCAL]
        yield from (os.path.join(folder, name) for name in names)


def files_stamp(root: Path | str | None = None) -> str:
    """Sizes and times of all files below a data folder as one text that changes when any does.

    What this copy of the map keeps for itself (`LOCAL`: suggestions of readers) is no part of the data.
    """
    seen = []
    for path in data_files(root if root is not None else DATA_ROOT):
        status = os.stat(path)
        seen.append(f"{os.path.basename(path)}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.md5("|".join(sorted(seen)).encode(), usedforsecurity=False).hexdigest()


def read_text_table(package: DataPackage, name: str) -> pd.DataFrame:
    """Read a CSV resource with every cell as text; an empty cell is "".

    Lines without any text are left out; the index still counts them, so that row 0 is the line
    below the column names.

    Raises DataError, saying which file and what to do, if it is missing, empty, not UTF-8 or
    not a table.
    """
    path = package.path(name)
    shown = package.resources[name]["path"]
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DataError(f"data/{shown} is missing.", mend="Restore it from git.") from error
    except pd.errors.EmptyDataError as error:
        raise DataError(f"data/{shown} is empty.", mend="It needs at least the line of column names.") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"data/{shown} is not UTF-8 (line {_line_of(error)}).",
            mend="Save it again as 'CSV UTF-8' from the spreadsheet.",
        ) from error
    except pd.errors.ParserError as error:
        raise DataError(
            f"data/{shown} is not a table: {str(error).strip()}.",
            mend="Check the quotes and commas on that line.",
        ) from error
    # pandas takes the first column for an index where the first row is longer than the header.
    if not isinstance(frame.index, pd.RangeIndex):
        raise DataError(
            f"data/{shown} has more cells in line 2 than it has columns.",
            mend="Put quotes around a text that holds a comma, or remove the comma too many.",
        )
    # A line shorter than the header leaves real gaps even with keep_default_na=False.
    frame = frame.fillna("")
    return frame[frame.ne("").any(axis=1)]


def typed(frame: pd.DataFrame, schema: dict[str, Any]) -> pd.DataFrame:
    """Return a text table with each column in its schema's type.

    number and integer become float (NaN where empty), list becomes a tuple of str, boolean a
    bool; everything else stays text. Columns the schema does not name are left as they are.
    """
    columns = {}
    for field in schema["fields"]:
        name, kind = field["name"], field.get("type", "string")
        if name not in frame:
            continue
        if kind in ("number", "integer"):
            columns[name] = pd.to_numeric(frame[name], errors="coerce")
        elif kind == "list":
            columns[name] = frame[name].map(split_list)
        elif kind == "boolean":
            columns[name] = frame[name] == "true"
    return frame.assign(**columns)


def read_table(package: DataPackage, name: str) -> pd.DataFrame:
    """Read a CSV resource typed by its schema.

    Raises DataError as `read_text_table` does, and if a column of the schema is not there.
    """
    frame, schema = read_text_table(package, name), package.schema(name)
    missing = [field["name"] for field in schema["fields"] if field["name"] not in frame]
    if missing:
        raise DataError(
            f"data/{package.resources[name]['path']} lacks the column {', '.join(missing)}.",
            mend="Add it as the schema describes it, or restore the file from git.",
        )
    return typed(frame, schema)


def read_layer(package: DataPackage, name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON resource into a GeoDataFrame in EPSG:4326.

    Raises DataError if the file is missing or cannot be read.
    """
    path = package.path(name)
    if not path.is_file():
        raise DataError(f"data/{package.resources[name]['path']} is missing.", mend="Restore it from git.")
    try:
        return gpd.read_file(path).to_crs(WGS84)
    except (DataSourceError, ValueError, AttributeError) as error:
        # pyogrio returns a plain DataFrame, without to_crs, for a file that holds no geometry.
        raise DataError(
            f"data/{package.resources[name]['path']} is not a readable map layer: {error}",
            mend="Restore it from git.",
        ) from error


def split_list(cell: str) -> tuple[str, ...]:
    """Split a `;`-separated cell into its trimmed, non-empty parts."""
    return tuple(part.strip() for part in cell.split(LIST_DELIMITER) if part.strip())


def join_list(parts: tuple[str, ...]) -> str:
    """The cell text of a tuple of parts; undoes `split_list`."""
    return LIST_DELIMITER.join(parts)


def _line_of(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1


def _read_json(path: Path) -> dict[str, Any]:
    shown = f"{path.parent.name}/{path.name}"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{shown} is missing.", mend="Restore it from git.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{shown} is not valid JSON: {error}.", mend="Restore it from git.") from error
