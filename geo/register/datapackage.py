"""The data package on disk: the only module that knows a file's path.

`data/datapackage.json` is a Frictionless Data Package. Every table is a resource with a schema
that says what each column means, its type, unit, allowed values and an example; the rules of
`geo.register.validation` are read from there, so that a rule is written once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataSourceError

from geo.crs import WGS84
from geo.errors import DataError
from geo.register.cell_checks import LIST_DELIMITER, faults_of_cells, split_list
from geo.register.descriptor import sound_descriptor, sound_schema
from geo.settings import DATA_ROOT

DESCRIPTOR = "datapackage.json"
LOCAL = "local"
LONGEST_LINE = 1_000_000
# Bytes of a table that is kept once it was read.
LONGEST_KEPT = 500_000
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class DataPackage:
    """A data package in a folder, its descriptor read."""

    root: Path
    descriptor: dict[str, Any]
    # What of the descriptor was left out: (field, value, reason, mend).
    faults: tuple[tuple[str, str, str, str], ...] = ()

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    @cached_property
    def asset_tables(self) -> dict[str, str]:
        """Layer id -> name of the resource that holds its assets, in drawing order."""
        return {r["layer"]: name for name, r in self.resources.items() if "layer" in r}

    @cached_property
    def named_by_assets(self) -> frozenset[str]:
        """The resources whose rows the assets name: layers, and what the schemas of assets take values from."""
        fields = [field for name in self.asset_tables.values() for field in self.schema(name)["fields"]]
        return frozenset(field[rule]["resource"] for field in fields for rule in ("valuesFrom", "itemsFrom") if rule in field) | {"layers"}

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
            return sound_schema(_read_json(self.root / schema))[0]
        return schema


def open_package(root: Path | str | None = None) -> DataPackage:
    """Open the data package in a folder (default: the one in this repository).

    Raises DataError if the descriptor is missing, is not JSON or lists no resources; what else is damaged in it is left out
    and stands in `faults`.
    """
    root = Path(root) if root is not None else DATA_ROOT
    descriptor, faults = sound_descriptor(_read_json(root / DESCRIPTOR))
    for schema in sorted({r["schema"] for r in descriptor["resources"] if isinstance(r.get("schema"), str)}):
        with suppress(DataError):
            faults += sound_schema(_read_json(root / schema), place=schema)[1]
    return DataPackage(root=root, descriptor=descriptor, faults=tuple(faults))


def tour_files(package: DataPackage) -> list[Path]:
    """The files of the tours, sorted by name; a new tour is a new file. What editors and file managers leave beside them
    (names that begin with a dot) is none."""
    return sorted(path for path in (package.root / "tours").glob("*.toml") if not path.name.startswith("."))


def files_hash(package: DataPackage) -> str:
    """SHA-256 over the descriptor and every resource's bytes; a file that is missing or cannot be read counts as empty."""
    digest = hashlib.sha256((package.root / DESCRIPTOR).read_bytes())
    for name in package.resources:
        path = package.path(name)
        with suppress(OSError):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def data_files(root: Path | str) -> Iterator[str]:
    """The path of every file below a data folder but those this copy of the map keeps for itself (`LOCAL`); no link to nothing and
    no pipe, which nobody could read."""
    for folder, folders, names in os.walk(str(root)):
        folders[:] = [name for name in folders if name != LOCAL]
        yield from (path for name in names if os.path.isfile(path := os.path.join(folder, name)))


def files_stamp(root: Path | str | None = None) -> str:
    """Sizes and times of all files below a data folder as one text that changes when any does.

    What this copy of the map keeps for itself (`LOCAL`: suggestions of readers) is no part of the data.
    """
    seen = []
    for path in data_files(root if root is not None else DATA_ROOT):
        try:
            status = os.stat(path)
        except OSError:
            # It went meanwhile.
            continue
        seen.append(f"{os.path.basename(path)}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.md5("|".join(sorted(seen)).encode(), usedforsecurity=False).hexdigest()


def read_text_table(package: DataPackage, name: str) -> pd.DataFrame:
    """Read a CSV resource with every cell as text; an empty cell is "".

    Lines without any text are left out; the index still counts them, so that row 0 is the line
    below the column names.

    Raises DataError, saying which file and what to do, if it is missing, empty, not UTF-8 or
    not a table.
    """
    path, shown = package.path(name), package.resources[name]["path"]
    need_file(path, shown)
    names = tuple(field["name"] for field in package.schema(name)["fields"])
    try:
        status = path.stat()
    except OSError as error:
        raise DataError(f"data/{shown} cannot be read: {error.strerror}.", mend="Restore it from git.") from error
    # The same small tables are looked up for column after column; a long one is not worth its memory.
    read = _read_kept if status.st_size < LONGEST_KEPT else _read_csv
    return read(path, shown, names, (status.st_size, status.st_mtime_ns, status.st_ino))


def _read_csv(path: Path, shown: str, names: tuple[str, ...], stamp: tuple[int, ...]) -> pd.DataFrame:
    """The text table of a file; `stamp` is another after any change of it."""
    _look_before_reading(path, shown, names)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"data/{shown} cannot be read: {error.strerror}.", mend="Restore it from git.") from error
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


_read_kept = lru_cache(maxsize=128)(_read_csv)


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
            # Equal cells are one tuple: of many rows most lists repeat.
            known = {cell: split_list(cell) for cell in frame[name].unique()}
            columns[name] = pd.Series([known[cell] for cell in frame[name]], index=frame.index, dtype=object)
        elif kind == "boolean":
            columns[name] = frame[name] == "true"
    return frame.assign(**columns)


def read_table(package: DataPackage, name: str) -> pd.DataFrame:
    """Read a CSV resource typed by its schema.

    Rows with a cell that breaks a rule of its column are left out (`validate` names them). Of the tables that assets name something
    in, only a number leaves its row out: a cluster with a bad address is still a cluster.

    Raises DataError as `read_text_table` does, and if a column of the schema is not there.
    """
    frame, schema = read_text_table(package, name), package.schema(name)
    _need_columns(frame, schema, package.resources[name]["path"])
    for field in schema["fields"]:
        if name in package.named_by_assets and field.get("type") not in ("number", "integer"):
            continue
        if wrong := faults_of_cells(frame[field["name"]], field, lookup=partial(lookup_values, package)):
            frame = frame[~frame[field["name"]].isin(wrong)]
    return typed(frame, schema)


def lookup_values(package: DataPackage, reference: Mapping[str, str]) -> list[str]:
    """The values a schema's `valuesFrom` or `itemsFrom` refers to, as the table has them.

    Raises DataError if the table cannot be read or has no such column.
    """
    frame = read_text_table(package, reference["resource"])
    if reference["field"] not in frame:
        raise DataError(f"data/{package.resources[reference['resource']]['path']} lacks the column {reference['field']}.", mend="Restore it from git.")
    return list(frame[reference["field"]])


def header_name(written: object) -> str:
    """The name a column has once capitals, spaces and other signs are taken from it: 'Source Title ' is source_title."""
    return re.sub(r"\W+", "_", str(written).strip().casefold()).strip("_")


def read_layer(package: DataPackage, name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON resource into a GeoDataFrame in EPSG:4326.

    Raises DataError if the file is missing or cannot be read.
    """
    path, shown = package.path(name), package.resources[name]["path"]
    need_file(path, shown)
    try:
        layer = gpd.read_file(path).to_crs(WGS84)
    except (DataSourceError, OSError, ValueError, AttributeError) as error:
        # pyogrio returns a plain DataFrame, without to_crs, for a file that holds no geometry.
        raise DataError(f"data/{shown} is not a readable map layer: {error}", mend="Restore it from git.") from error
    if layer.empty or layer.geometry.isna().any() or layer.geometry.is_empty.any():
        raise DataError(f"data/{shown} has no shapes, or one of them is empty.", mend="Restore it from git.")
    _need_columns(layer, package.schema(name), shown)
    return layer


def join_list(parts: tuple[str, ...]) -> str:
    """The cell text of a tuple of parts; undoes `split_list`."""
    return LIST_DELIMITER.join(parts)


def need_file(path: Path, shown: str) -> None:
    """Raise DataError, saying what stands in its place, where `path` is not a file; `shown` is its path below data/."""
    if path.is_file():
        return
    if path.is_dir():
        raise DataError(f"data/{shown} is a folder, not a file.", mend="Remove it and restore the file from git.")
    if path.is_symlink():
        raise DataError(f"data/{shown} is missing: it is a link to a file that is not there.", mend="Put the file itself there.")
    if path.exists():
        raise DataError(f"data/{shown} is no ordinary file.", mend="Remove it and restore the file from git.")
    raise DataError(f"data/{shown} is missing.", mend="Restore it from git.")


def _look_before_reading(path: Path, shown: str, names: Collection[str]) -> None:
    """Refuse what the reader of tables would misread, or wait for: no file, one endless line, other separators than commas."""
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE)
            if len(first) == LONGEST_LINE or any(b"\n" not in part for part in iter(partial(file.read, LONGEST_LINE), b"") if len(part) == LONGEST_LINE):
                raise DataError(f"data/{shown} has a line of more than {LONGEST_LINE:,} characters.", mend="It is no table; restore it from git.")
    except OSError as error:
        raise DataError(f"data/{shown} cannot be read: {error.strerror}.", mend="Restore it from git.") from error
    header = first.decode("utf-8-sig", errors="replace")
    for sign, called in SEPARATORS.items():
        if len(set(names) & {header_name(part.strip('"')) for part in header.split(sign)}) > 1:
            raise DataError(
                f"data/{shown} separates its columns by {called} (row 1), not by commas.",
                mend="Save it again as 'CSV (comma separated)', or import it with that separator first.",
            )


def _need_columns(frame: pd.DataFrame, schema: Mapping[str, Any], shown: str) -> None:
    if missing := [field["name"] for field in schema["fields"] if field["name"] not in frame]:
        raise DataError(
            f"data/{shown} lacks the column {', '.join(missing)}.",
            mend="Add it as the schema describes it, or restore the file from git.",
        )


def _line_of(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1


def _read_json(path: Path) -> dict[str, Any]:
    shown = f"{path.parent.name}/{path.name}"
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else None
    except OSError as error:
        raise DataError(f"{shown} cannot be read: {error.strerror}.", mend="Restore it from git.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{shown} is not valid JSON: {error}.", mend="Restore it from git.") from error
    if said is None:
        raise DataError(f"{shown} is missing.", mend="Restore it from git.")
    if not isinstance(said, dict):
        raise DataError(f"{shown} is not a JSON object.", mend="Restore it from git: it begins with {.")
    return said
