"""Rules of the data package, read from its schema: every problem collected, then one report.

A rule about one column stands in the schema (`required`, `unique`, `enum`, `pattern`, `minimum`,
`maximum`, `maxLength`, `valuesFrom`, `itemsFrom`). The rules here that no schema can say are about a
whole row: the point and its authority, the kind and its layer, evidence that comes in full or not
at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.crs import WGS84
from geo.errors import DataError
from geo.register.boundaries import authority_of
from geo.register.datapackage import DataPackage, read_table, split_list

HEADER_ROWS = 1
SHOWN_VALUE_LENGTH = 80


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
    for field in schema["fields"]:
        if field["name"] not in frame:
            issues.append(_missing_column(file, field))
        else:
            issues.extend(_issues_of_column(frame, file, field, package))
    known = {field["name"] for field in schema["fields"]}
    for name in frame.columns:
        if name not in known:
            issues.append(Issue(file, 1, "", str(name), "", "The schema does not know this column.", "Remove it, or describe it in the schema.", "warning"))
    return issues


def issues_of_assets(frame: pd.DataFrame, *, file: str, layer: str, package: DataPackage, boundaries: gpd.GeoDataFrame) -> list[Issue]:
    """Check the rules that concern a whole asset row and return every problem found.

    `frame` is the text table of one layer; `boundaries` is in EPSG:4326 with `gss_code`.
    """
    issues: list[Issue] = []
    for rule in (_kind_rule(layer, package), _evidence_rule, _date_rule, _status_date_rule):
        issues.extend(_by_row(frame, file, rule))
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

Check = Callable[[str], tuple[str, str] | None]


def _issues_of_column(frame: pd.DataFrame, file: str, field: dict[str, Any], package: DataPackage) -> Iterator[Issue]:
    checks = list(_checks(field, package))
    rules = field.get("constraints", {})
    name = field["name"]
    # A table of streets repeats its values: each is judged once.
    codes, values = pd.factorize(frame[name].to_numpy(dtype=object))
    wrong = {code: found for code, value in enumerate(values) if (found := _fault_of(value, checks, field))}
    if wrong:
        for row, code in zip(_rows(frame), codes, strict=True):
            if code in wrong:
                yield _issue(frame, file, row, name, values[code], *wrong[code])
    if rules.get("unique"):
        yield from _repeats(frame, file, name)


def _fault_of(value: str, checks: Iterable[Check], field: dict[str, Any]) -> tuple[str, str] | None:
    """The first thing wrong with a cell, and its mend; None where nothing is."""
    if not value:
        required = field.get("constraints", {}).get("required")
        return ("It must not be empty.", f"Example: {field.get('example', '')}") if required else None
    return next((found for check in checks if (found := check(value))), None)


def _checks(field: dict[str, Any], package: DataPackage) -> Iterator[Check]:
    rules = field.get("constraints", {})
    kind = field.get("type", "string")
    if kind in ("number", "integer"):
        yield _number_check(kind)
        if "minimum" in rules or "maximum" in rules:
            yield _range_check(field)
    if kind == "date":
        yield _date_check
    if "enum" in rules:
        yield _one_of(set(map(str, rules["enum"])), list(map(str, rules["enum"])))
    if "pattern" in rules:
        yield _pattern_check(rules["pattern"], str(field.get("example", "")))
    if "maxLength" in rules:
        yield _length_check(rules["maxLength"])
    for rule, check in (("valuesFrom", _one_of), ("itemsFrom", _items_check)):
        # A lookup that cannot be read is a problem of its own file, reported there.
        with suppress(DataError):
            if rule in field:
                yield check(*_lookup(field[rule], package))


def _number_check(kind: str) -> Check:
    def check(value: str) -> tuple[str, str] | None:
        # float() also takes underscores and the digits of other scripts, which a table must not hold.
        try:
            number = float(value)
        except ValueError:
            number = None
        if number is None or not value.isascii() or "_" in value:
            return "It is not a number.", "Use digits and a point, without units or thousands commas."
        if number != number or number in (float("inf"), float("-inf")):
            return "It is not a finite number.", "Use digits and a point."
        if kind == "integer" and number != int(number):
            return "It is not a whole number.", "Remove the decimals."
        return None

    return check


def _range_check(field: dict[str, Any]) -> Check:
    rules = field["constraints"]
    low, high = rules.get("minimum", float("-inf")), rules.get("maximum", float("inf"))
    swapped = "If latitude and longitude are swapped, exchange them." if field["name"] in ("lat", "lon") else ""

    def check(value: str) -> tuple[str, str] | None:
        if low <= float(value) <= high:
            return None
        return f"It is outside {low} to {high}.", swapped or "Correct the figure."

    return check


def _date_check(value: str) -> tuple[str, str] | None:
    try:
        written_alike = date.fromisoformat(value).isoformat() == value
    except ValueError:
        written_alike = False
    if not written_alike:
        return "It is not a date.", "Write year-month-day, such as 2026-11-22."
    return None


def _one_of(allowed: set[str], shown: list[str]) -> Check:
    listed = ", ".join(shown) if len(shown) <= 20 else f"{', '.join(shown[:8])} ... ({len(shown)} in all)"

    def check(value: str) -> tuple[str, str] | None:
        return None if value in allowed else ("It is not one of the allowed values.", f"Use one of: {listed}.")

    return check


def _items_check(allowed: set[str], shown: list[str]) -> Check:
    single = _one_of(allowed, shown)

    def check(value: str) -> tuple[str, str] | None:
        for item in split_list(value):
            found = single(item)
            if found:
                return f"{item!r}: {found[0]}", found[1]
        return None

    return check


def _pattern_check(pattern: str, example: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: str) -> tuple[str, str] | None:
        return None if compiled.fullmatch(value) else ("It is not written as it should be.", f"Write it like {example}.")

    return check


def _length_check(most: int) -> Check:
    def check(value: str) -> tuple[str, str] | None:
        return None if len(value) <= most else (f"It is {len(value)} characters long.", f"Use at most {most}.")

    return check


def _lookup(reference: dict[str, str], package: DataPackage) -> tuple[set[str], list[str]]:
    values = read_table(package, reference["resource"])[reference["field"]]
    return set(values), list(values)


def _repeats(frame: pd.DataFrame, file: str, name: str) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for row, value in _cells(frame, name):
        if value and first.setdefault(value, row) != row:
            yield _issue(frame, file, row, name, value, f"Row {first[value]} has the same value.", "Each row needs its own; merge the two or change one.")


# ---- one row ----

Found = tuple[str, str, str]
RowRule = Callable[[dict[str, str]], Iterator[Found]]


def _by_row(frame: pd.DataFrame, file: str, rule: RowRule) -> Iterator[Issue]:
    for row, record in zip(_rows(frame), frame.to_dict("records"), strict=True):
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
    if newest and record.get("status_date", "") > newest:
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
    for index, code in actual.items():
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
        elif code != claim:
            yield _issue(
                frame,
                file,
                row,
                "gss_code",
                claim,
                f"The point falls in {names[code]} ({code}), not in {names.get(claim, 'an unknown authority')}.",
                f"Correct the point, or set gss_code to {code}.",
            )


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


def _missing_column(file: str, field: dict[str, Any]) -> Issue:
    return Issue(file, 1, "", field["name"], "", "The column is missing.", f"Add it: {field.get('description', '')} Example: {field.get('example', '')}")
