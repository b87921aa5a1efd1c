"""Write an accepted suggestion into its table, through the same checks as everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from geo.errors import DataError, NotFoundError
from geo.register.boundaries import load_fine_boundaries
from geo.register.change_log import ADDED, CORRECTED, RENAMED, STATUS_CHANGED
from geo.register.corrections import Suggestion
from geo.register.datapackage import DataPackage, read_text_table
from geo.register.operator_roles import write_roles
from geo.register.releases import COLUMNS, all_assets
from geo.register.retired_ids import load_successors
from geo.register.validation import issues_of_assets, issues_of_table

_KINDS = {"name": RENAMED, "status": STATUS_CHANGED}


def accept(package: DataPackage, suggestion: Suggestion, *, reason: str, also: Mapping[str, str], on: date, layer: str = "") -> list[str]:
    """Write a suggestion's facts, and other columns by `also`, into the row of its asset, and note it for the next release.

    A new asset needs its `layer`. `checked_on` becomes the day. Returns the columns written. Raises DataError with
    every problem where the row would break a rule: then nothing is written. Raises NotFoundError where the asset is gone.
    """
    cells = {fact.field: fact.after for fact in suggestion.facts} | {"checked_on": on.isoformat()} | dict(also)
    name, frame, row = _place(package, suggestion, cells, layer)
    unknown = [column for column in cells if column not in frame]
    if unknown:
        raise DataError(f"The table has no column {', '.join(unknown)}.", mend=f"It has {', '.join(frame.columns)}.")
    written = frame.copy()
    for column, text in cells.items():
        written.loc[row, column] = text
    written = written.fillna("")
    _refuse_faults(package, name, written, row)
    _note(package, suggestion, written.loc[row, "id"], reason)
    _write_row(package, name, written, row)
    if "operator" in cells and (row not in frame.index or frame.at[row, "operator"] != cells["operator"]):
        write_roles(package, written.at[row, "id"], cells["operator"])
    return [column for column in cells if row not in frame.index or frame.at[row, column] != cells[column]]


def _place(package: DataPackage, suggestion: Suggestion, cells: Mapping[str, str], layer: str) -> tuple[str, pd.DataFrame, int]:
    """The table, its rows and the row that a suggestion is about; a new row for a new asset."""
    if not suggestion.asset:
        if layer not in package.asset_tables:
            raise DataError("A new asset needs a layer.", mend=f"Say --layer with one of: {', '.join(package.asset_tables)}.")
        name = package.asset_tables[layer]
        frame = read_text_table(package, name)
        known = set(all_assets(package)["id"]) | set(load_successors(package))
        if not cells.get("id") or cells["id"] in known:
            raise DataError("A new asset needs an id that was never used.", mend="Say --set id=a-short-name.")
        return name, frame, int(frame.index.max()) + 1 if len(frame) else 0
    identity = load_successors(package).get(suggestion.asset, suggestion.asset)
    for name in package.asset_tables.values():
        frame = read_text_table(package, name)
        rows = frame.index[frame["id"] == identity]
        if len(rows):
            return name, frame, rows[0]
    raise NotFoundError(f"No asset has the id {identity!r} any more.", mend="Reject the suggestion, saying what became of it.")


def _refuse_faults(package: DataPackage, name: str, frame: pd.DataFrame, row: int) -> None:
    file, schema = package.resources[name]["path"], package.schema(name)
    layer = next(layer for layer, table in package.asset_tables.items() if table == name)
    issues = issues_of_table(frame, file=file, schema=schema, package=package)
    issues += issues_of_assets(frame.loc[[row]], file=file, layer=layer, package=package, boundaries=load_fine_boundaries(package))
    wrong = [issue for issue in issues if issue.severity == "error" and issue.id == frame.at[row, "id"]]
    if wrong:
        raise DataError(
            "The row would break a rule, so nothing was written.",
            mend=" ".join(f"{issue.field} {issue.value!r}: {issue.reason} {issue.mend}" for issue in wrong),
        )


def _write_row(package: DataPackage, name: str, frame: pd.DataFrame, row: int) -> None:
    """Replace one line of a table and leave every other byte as it is."""
    path = package.path(name)
    records = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    header = records[0]
    cells = [str(frame.at[row, column]) for column in header]
    at = row + 1
    if at < len(records):
        records[at] = cells
    else:
        records.append(cells)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(records)
    _replace(path, out.getvalue())


def _note(package: DataPackage, suggestion: Suggestion, identity: str, reason: str) -> None:
    """Notes for the next release: one per kind of change the facts will make."""
    kinds = {ADDED} if not suggestion.asset else {_KINDS.get(fact.field, CORRECTED) for fact in suggestion.facts} or {CORRECTED}
    path = package.path("changes")
    text = path.read_text(encoding="utf-8-sig")
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    for kind in sorted(kinds):
        writer.writerow({"what": kind, "id_or_name": identity, "why": f"{reason} (suggestion {suggestion.reference})", "source": suggestion.page})
    _replace(path, text + ("" if text.endswith("\n") else "\n") + out.getvalue())


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
