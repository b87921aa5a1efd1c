"""Rules of the data package, read from its schema: every problem collected, then one report.

A rule about one column stands in the schema (`required`, `unique`, `enum`, `pattern`, `minimum`,
`maximum`, `maxLength`, `valuesFrom`, `itemsFrom`). The rules here that no schema can say are about a
whole row: the point and its authority, the kind and its layer, evidence that comes in full or not
at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.crs import WGS84
from geo.errors import DataError
from geo.register.boundaries import authority_of
from geo.register.cell_checks import faults_of_cells, is_day, residue_of_cells
from geo.register.datapackage import DataPackage, header_name, lookup_values, read_table

HEADER_ROWS = 1
SHOWN_VALUE_LENGTH = 80
# Figures of a coordinate that must agree: "52.4841" is within some 10 m.
SAME_SPOT = 7


@dataclass(frozen=True)
class Issue:
    """One problem in the data: where it stands, why it is one, and how to mend it.

    `row` is the line in the file as a spreadsheet numbers it (the header is row 1); 0 means the
    whole file.
    """

    file: str
    row: int
    id: str
    field: str
    value: str
    reason: str
    mend: str
    severity: str = "error"

    def __str__(self) -> str:
        place = f"data/{self.file}" + (f", row {self.row}" if self.row else "")
        named = f" ({self.id})" if self.id else ""
        field = f", field {self.field}" if self.field else ""
        value = f" = {self.value!r}" if self.value else ""
        return f"{self.severity}: {place}{named}{field}{value}: {self.reason} {self.mend}"

    def as_record(self) -> dict[str, Any]:
        """The issue as a plain dictionary, for a table."""
        return asdict(self)


def issue_from_error(error: DataError, *, file: str) -> Issue:
    """An issue that stands for a whole file that cannot be read."""
    return Issue(file, 0, "", "", "", error.message, error.mend)


def issues_of_table(frame: pd.DataFrame, *, file: str, schema: dict[str, Any], package: DataPackage, may_be_empty: bool = False) -> list[Issue]:
    """Check a text table against its schema and return every problem found.

    `frame` holds every cell as text. Columns missing altogether give one issue each, and so does a table
    without a row unless it `may_be_empty`.
    """
    issues: list[Issue] = []
    if frame.empty and not may_be_empty:
        issues.append(Issue(file, 0, "", "", "", "The file has no rows.", "Restore it from git, or add a row."))
    known = {field["name"] for field in schema["fields"]}
    written = {header_name(name): str(name) for name in frame.columns if name not in known}
    for field in schema["fields"]:
        if field["name"] in frame:
            issues.extend(_issues_of_column(frame, file, field, package))
        elif field["name"] in written:
            issues.append(_miswritten_column(file, field["name"], written[field["name"]]))
        else:
            issues.append(_missing_column(file, field))
    for name in frame.columns:
        if name not in known and header_name(name) not in known:
            issues.append(Issue(file, 1, "", str(name), "", "The schema does not know this column.", "Remove it, or describe it in the schema.", "warning"))
    return issues


def issues_of_assets(frame: pd.DataFrame, *, file: str, layer: str, package: DataPackage, boundaries: gpd.GeoDataFrame) -> list[Issue]:
    """Check the rules that concern a whole asset row and return every problem found.

    `frame` is the text table of one layer; `boundaries` is in EPSG:4326 with `gss_code`.
    """
    issues: list[Issue] = []
    # Only what the rules read: a record of all columns of many rows is dear.
    records = frame[[name for name in RULED if name in frame]].to_dict("records")
    for rule in (_kind_rule(layer, package), _evidence_rule, _date_rule, _status_date_rule):
        issues.extend(_by_row(frame, records, file, rule))
    issues.extend(issues_of_duplicates(frame, file=file))
    issues.extend(_issues_of_points(frame, file, boundaries))
    return issues


def issues_of_ids(frames: dict[str, tuple[str, pd.DataFrame]], successors: Mapping[str, str], *, file: str) -> list[Issue]:
    """Check that no retired id is in use again, and that each leads on to an asset.

    `frames` maps a layer to its file and text table, `successors` a retired id to the one it leads to, as its
    own `file` says.
    """
    known = {identity for _, frame in frames.values() for _, identity in _cells(frame, "id")}
    again = [
        Issue(table, row, identity, "id", identity, f"This id was retired; it leads on to {successors[identity]}.", "Give this row another id.")
        for table, frame in frames.values()
        for row, identity in _cells(frame, "id")
        if identity in successors
    ]
    lost = [
        Issue(file, 0, identity, "successor", successor, "No asset has this id.", "Name the asset that took its place.")
        for identity, successor in successors.items()
        if successor not in known
    ]
    return again + lost


def issues_across_layers(frames: dict[str, tuple[str, pd.DataFrame]]) -> list[Issue]:
    """Check what concerns all layers together: ids used twice, successors that do not exist.

    `frames` maps a layer to its file and text table.
    """
    seen: dict[str, str] = {}
    issues: list[Issue] = []
    for file, frame in frames.values():
        for row, identity in _cells(frame, "id"):
            if identity and seen.setdefault(identity, file) != file:
                issues.append(
                    Issue(
                        file,
                        row,
                        identity,
                        "id",
                        identity,
                        f"This id is also in data/{seen[identity]}.",
                        "Keep the asset in one layer, or give this row another id.",
                    )
                )
    for file, frame in frames.values():
        for row, successor in _cells(frame, "successor"):
            if successor and successor not in seen:
                issues.append(
                    Issue(
                        file,
                        row,
                        _identity(frame, row),
                        "successor",
                        successor,
                        "No asset has this id.",
                        "Use the id of the asset that took over, or leave it empty.",
                    )
                )
    return issues


# ---- one column ----


def _issues_of_column(frame: pd.DataFrame, file: str, field: dict[str, Any], package: DataPackage) -> Iterator[Issue]:
    name = field["name"]
    wrong = faults_of_cells(frame[name], field, lookup=partial(lookup_values, package))
    odd = residue_of_cells(frame[name])
    if wrong or odd:
        for row, value in _cells(frame, name):
            if value in wrong:
                yield _issue(frame, file, row, name, value, *wrong[value])
            elif value in odd:
                yield replace(_issue(frame, file, row, name, value, *odd[value]), severity="warning")
    if field.get("constraints", {}).get("unique"):
        yield from _repeats(frame, file, name)


def _repeats(frame: pd.DataFrame, file: str, name: str) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for row, value in _cells(frame, name):
        if value and first.setdefault(value, row) != row:
            yield _issue(frame, file, row, name, value, f"Row {first[value]} has the same value.", "Each row needs its own; merge the two or change one.")


# ---- one row ----

EVIDENCE = tuple(f"{stem}_{part}" for stem in ("source", "location") for part in ("title", "url", "publisher", "evidence", "date"))
# The columns that the rules of a row read.
RULED = ("kind", *EVIDENCE, "status_date", "checked_on")
Found = tuple[str, str, str]
RowRule = Callable[[dict[str, str]], Iterator[Found]]


def _by_row(frame: pd.DataFrame, records: list[dict[str, str]], file: str, rule: RowRule) -> Iterator[Issue]:
    for row, record in zip(_rows(frame), records, strict=True):
        for field, reason, mend in rule(record):
            yield _issue(frame, file, row, field, str(record.get(field, "")), reason, mend)


def _kind_rule(layer: str, package: DataPackage) -> RowRule:
    table = read_table(package, "kinds")
    kinds = dict(zip(table["id"], table["layer"], strict=True))

    def rule(record: dict[str, str]) -> Iterator[Found]:
        belongs = kinds.get(record.get("kind", ""), layer)
        if belongs != layer:
            yield "kind", f"This kind belongs to the layer {belongs}, not {layer}.", "Move the row to that file or change the kind."

    return rule


def _evidence_rule(record: dict[str, str]) -> Iterator[Found]:
    for stem in ("source", "location"):
        names = [f"{stem}_{part}" for part in ("title", "url", "publisher", "evidence", "date")]
        filled = [name for name in names if record.get(name)]
        if filled and len(filled) < len(names):
            for name in names:
                if not record.get(name):
                    yield name, "Evidence is given in part.", "Fill all five columns of the evidence, or none."
    if record.get("location_title") and not record.get("source_title"):
        yield "source_title", "There is evidence for the place but none for the asset.", "Give the page that shows it exists."


def _date_rule(record: dict[str, str]) -> Iterator[Found]:
    for name in ("status_date", "source_date", "location_date"):
        if record.get(name, "") > f"{record.get('checked_on', '')}~":
            yield name, "It lies after the day the row was checked.", "A page cannot speak for a day to come; correct one of the two."


def _status_date_rule(record: dict[str, str]) -> Iterator[Found]:
    # ISO dates sort as text, and a year sorts before any month of it: a page dated 2024 is no evidence for a day in 2024.
    newest = max(record.get("source_date", ""), record.get("location_date", ""))
    if newest and is_day(newest) and record.get("status_date", "") > newest:
        yield (
            "status_date",
            f"It is newer than its evidence: the newest page cited is of {newest}.",
            f"Set it to {newest}, or cite the page that shows the later state.",
        )


def _issues_of_points(frame: pd.DataFrame, file: str, boundaries: gpd.GeoDataFrame) -> Iterator[Issue]:
    if not {"lat", "lon", "gss_code"} <= set(frame.columns):
        return
    lat, lon = (pd.to_numeric(frame[name], errors="coerce") for name in ("lat", "lon"))
    usable = lat.between(-90, 90) & lon.between(-180, 180)
    points = gpd.GeoSeries(gpd.points_from_xy(lon[usable], lat[usable]), index=frame.index[usable], crs=WGS84)
    actual = authority_of(points, boundaries)
    names = boundaries.set_index("gss_code")["name"]
    wrong = actual.isna() | (actual != frame.loc[actual.index, "gss_code"])
    for index, code in actual[wrong].items():
        claim = frame.at[index, "gss_code"]
        row = index + 1 + HEADER_ROWS
        value = f"{frame.at[index, 'lat']}, {frame.at[index, 'lon']}"
        if pd.isna(code):
            yield _issue(
                frame,
                file,
                row,
                "lat",
                value,
                "The point is outside the region.",
                "Check that latitude and longitude are not swapped and that the asset is in the region.",
            )
        else:
            yield _issue(
                frame,
                file,
                row,
                "gss_code",
                claim,
                f"The point falls in {names[code]} ({code}), not in {names.get(claim, 'an unknown authority')}.",
                f"Correct the point, or set gss_code to {code}.",
            )


def issues_of_duplicates(frame: pd.DataFrame, *, file: str) -> Iterator[Issue]:
    """Check that no asset stands in a file under two ids: the same name, whatever its capitals and signs, at the same spot or postcode."""
    if not {"id", "name", "lat", "lon", "postcode"} <= set(frame.columns):
        return
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for row, record in zip(_rows(frame), frame[["id", "name", "lat", "lon", "postcode"]].to_dict("records"), strict=True):
        name = "".join(char for char in record["name"].casefold() if char.isalnum())
        corner = f"{record['lat'][:SAME_SPOT]},{record['lon'][:SAME_SPOT]}"
        spots = {(name, spot) for spot in (record["postcode"].replace(" ", ""), corner) if name and spot not in ("", ",")}
        before = next((first[spot] for spot in sorted(spots) if spot in first), None)
        if before and before[1] != record["id"]:
            reason = f"Row {before[0]} ({before[1]}) has the same name at the same place."
            yield _issue(frame, file, row, "id", record["id"], reason, "Keep one of the two rows; the other id can be retired to it.")
        first |= {spot: (row, record["id"]) for spot in spots if spot not in first}


# ---- shared ----


def _cells(frame: pd.DataFrame, name: str) -> Iterator[tuple[int, str]]:
    if name in frame:
        yield from zip(_rows(frame), frame[name], strict=True)


def _rows(frame: pd.DataFrame) -> list[int]:
    return (frame.index + 1 + HEADER_ROWS).tolist()


def _identity(frame: pd.DataFrame, row: int) -> str:
    for name in ("id", "gss_code", "name"):
        if name in frame:
            return str(frame.at[row - 1 - HEADER_ROWS, name])
    return ""


def _issue(frame: pd.DataFrame, file: str, row: int, field: str, value: str, reason: str, mend: str) -> Issue:
    shown = value if len(value) <= SHOWN_VALUE_LENGTH else f"{value[:SHOWN_VALUE_LENGTH]}..."
    return Issue(file, row, _identity(frame, row), field, shown, reason, mend)


def _miswritten_column(file: str, name: str, written: str) -> Issue:
    return Issue(file, 1, "", name, written, "The column's name is written with capitals, spaces or other signs.", f"Write it {name}.")


def _missing_column(file: str, field: dict[str, Any]) -> Issue:
    return Issue(file, 1, "", field["name"], "", "The column is missing.", f"Add it: {field.get('description', '')} Example: {field.get('example', '')}")
