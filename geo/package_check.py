"""Everything that can be wrong with a data package, for `python -m geo validate`: tables and layers as `geo.register` judges them,
and beyond them the files it never opens: tours, texts, claims, figures, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pandas as pd

from geo.analysis.claims import count_definition, load_claims
from geo.errors import DataError
from geo.register.assets import Register, load_register, validate_package
from geo.register.datapackage import DESCRIPTOR, DataPackage, need_file, read_table, read_text_table
from geo.register.evidence_quality import first_day
from geo.register.figures import load_figure_history, newest_figures
from geo.register.validation import HEADER_ROWS, Issue, issue_from_error
from geo.select.filters import index_facets
from geo.tours.tour import load_tours

# Measures that others are divided by: nobody lives nowhere.
ABOVE_ZERO = ("area_km2", "population", "active_businesses")
READ_ELSEWHERE = ("csv", "geojson")
# A warning, never an error: old facts are still shown, with their age.
FRESH_DAYS = 365
DAYS_OF_CHECKING = ("checked_on", "read_on", "searched_on")


def issues_of_package(package: DataPackage, *, on: date) -> list[Issue]:
    """Every problem of a package, each once; `on` is the day after which no date may lie.

    What only concerns dates, figures and texts is told once the register itself can be read.
    """
    try:
        register = load_register(package)
    except DataError as error:
        return _issues_of_unreadable(package, error)
    issues = [*validate_package(package, register), *_issues_of_files(package)]
    issues += load_tours(register)[1]
    for check in (_issues_of_claims, _issues_of_figures):
        issues += _told(check, register)
    issues += _issues_of_days(package, on)
    return list(dict.fromkeys(issues))


def _issues_of_unreadable(package: DataPackage, error: DataError) -> list[Issue]:
    try:
        return list(dict.fromkeys([*validate_package(package), *_issues_of_files(package)]))
    except DataError:
        # A lookup or the boundaries cannot be read: the assets cannot be judged until they can.
        named = re.match(r"data/(\S+)", error.message)
        return [issue_from_error(error, file=named[1] if named else DESCRIPTOR)]


def _told(check: Callable[[Register], Iterator[Issue]], register: Register) -> list[Issue]:
    """What a check finds; nothing where a table cannot be read, which is told of the table."""
    try:
        return list(check(register))
    except DataError:
        return []


def _issues_of_files(package: DataPackage) -> Iterator[Issue]:
    """The files that are no tables: each must be there, and a text must be one."""
    for name, resource in package.resources.items():
        if resource.get("format") in READ_ELSEWHERE:
            continue
        try:
            need_file(package.path(name), resource["path"])
            if resource.get("format") == "md" and not package.path(name).read_text(encoding="utf-8-sig").strip():
                raise DataError(f"data/{resource['path']} is empty.", mend="Restore it from git, or write the section.")
        except (OSError, UnicodeDecodeError) as error:
            yield Issue(resource["path"], 0, "", "", "", f"It cannot be read: {error}.", "Restore it from git.")
        except DataError as error:
            yield issue_from_error(error, file=resource["path"])


def _issues_of_claims(register: Register) -> Iterator[Issue]:
    """A definition of a claim that names what the data does not know counts nothing."""
    index = index_facets(register)
    told = {
        (definition.label, definition.query): count_definition(definition, index).unknown
        for claim in load_claims(register.package)
        for definition in claim.definitions
    }
    table = read_table(register.package, "claim_definitions")
    for position, row in zip(table.index, table.to_dict("records"), strict=True):
        for name, value in told.get((row["label"], row["query"]), ()):
            reason = f"{name} = {value!r} names nothing in the data, so that the claim is not counted."
            yield Issue(
                _path(register, "claim_definitions"),
                position + 1 + HEADER_ROWS,
                row["claim_id"],
                "query",
                row["query"],
                reason,
                "Use a value as links have it.",
            )


def _issues_of_figures(register: Register) -> Iterator[Issue]:
    """A figure that the other authorities have for the newest period, or one of nothing that others are divided by."""
    file, history, codes = _path(register, "figures"), load_figure_history(register.package), list(register.authorities.index)
    for code, own in newest_figures(history, codes=codes).iterrows():
        for measure in own.index[own.isna()]:
            yield Issue(
                file, 0, str(code), str(measure), "", "The other authorities have this figure, this one has none for the newest period.", "Restore its row."
            )
    table = read_text_table(register.package, "figures")
    nothing = table["measure"].isin(ABOVE_ZERO) & (pd.to_numeric(table["value"], errors="coerce") <= 0)
    for position, row in table[nothing].to_dict("index").items():
        yield Issue(
            file,
            position + 1 + HEADER_ROWS,
            row["gss_code"],
            "value",
            row["value"],
            f"No authority has a figure of {row['value']} here ({row['measure']}).",
            "Correct the figure.",
        )


def _issues_of_days(package: DataPackage, on: date) -> Iterator[Issue]:
    """Days of checking that are still to come, and a whole package that was checked too long ago."""
    checked_on = str(package.descriptor.get("checked_on", ""))
    if checked_on > on.isoformat():
        yield _still_to_come(DESCRIPTOR, 0, "", "checked_on", checked_on)
    if (checked := first_day(checked_on)) and on - checked > timedelta(days=FRESH_DAYS):
        told = f"The data was last checked more than {FRESH_DAYS} days ago."
        yield Issue(DESCRIPTOR, 0, "", "checked_on", checked_on, told, "Refresh it as data/README.md says at its end, and set the day.", "warning")
    for name, resource in package.resources.items():
        days = [field["name"] for field in package.schema(name)["fields"] if field.get("type") == "date" and field["name"] in DAYS_OF_CHECKING]
        if resource.get("format") != "csv" or not days:
            continue
        try:
            table = read_text_table(package, name)
        except DataError:
            continue
        for day in (day for day in days if day in table):
            for position, value in table[day][table[day] > on.isoformat()].items():
                yield _still_to_come(resource["path"], position + 1 + HEADER_ROWS, str(table.iloc[:, 0].get(position, "")), day, value)


def _still_to_come(file: str, row: int, identity: str, field: str, value: str) -> Issue:
    # Not an error: where the clock of a machine is wrong, no row may vanish.
    return Issue(file, row, identity, field, value, "This day is still to come.", "Write the day it was checked.", "warning")


def _path(register: Register, name: str) -> str:
    return str(register.package.resources[name]["path"])
