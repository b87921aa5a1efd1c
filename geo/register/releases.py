"""Numbered releases: compare the working files with the last one, and write the record of the next.

A release keeps a snapshot of every asset (`releases/assets-<number>.csv.gz`), a line in
`releases/releases.csv`, and a line in `changes.csv` for each asset and change with before, after, reason and
source. How a cell is written (spaces, quotation marks, zeros at the end of a number, the order of a list) is no
change. "Opened" is what happened to the asset; "added" is what we did.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import Point

from geo.crs import geometry_to_bng
from geo.errors import DataError
from geo.register.cell_checks import split_list
from geo.register.change_log import (
    ADDED,
    CLOSED,
    CORRECTED,
    EVIDENCE,
    KINDS,
    MERGED,
    MOVED,
    OPENED,
    RENAMED,
    STATUS_CHANGED,
    load_change_log,
    version_key,
)
from geo.register.datapackage import DESCRIPTOR, DataPackage, read_text_table
from geo.register.retired_ids import load_successors
from geo.vocabulary import HIDDEN_STATUS, PIPELINE

FOLDER = "releases"
# Less than this, a pin has not moved: the last decimal of a degree that the files hold is a metre.
MOVED_FROM_M = 1.5
OPERATING = "operating"
# Told by a kind of change of their own, or the day somebody looked, which changes no fact.
_TOLD_APART = {"id", "name", "lat", "lon", "status", "checked_on"}
_EVIDENCE_STEMS = ("source", "location")
# With one of these another page is cited, or the page as it was on another day; else only our words about it changed.
_OF_A_PAGE = ("title", "url", "date")
_VARIANTS = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2212", "''\"\"---")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One line of the record, its fields named as the columns of `changes.csv`; all are texts."""

    what: str
    id_or_name: str
    why: str = ""
    release: str = ""
    date: str = ""
    name: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    distance_m: str = ""
    source: str = ""


COLUMNS = tuple(field.name for field in fields(Change))


# ---- what changed ----


def compare(before: pd.DataFrame, after: pd.DataFrame, *, schema: Mapping[str, Any], successors: Mapping[str, str]) -> list[Change]:
    """Every change from one text table of all assets to another, with before, after, metres and source.

    Both have the schema's columns and `layer`; `successors` are the retired ids. The kinds are those of
    `change_log.KINDS`. Raises DataError for an id that is gone without a successor.
    """
    old, new = ({row["id"]: row for row in frame.to_dict("records")} for frame in (before, after))
    types = {field["name"]: field.get("type", "string") for field in schema["fields"]} | {"layer": "string"}
    changes: list[Change] = []
    heirs = {successors.get(identity, ""): identity for identity in old if identity not in new and successors.get(identity, "") not in old}
    for identity in sorted(old.keys() | new.keys()):
        if identity in new and identity in old:
            changes += _changes_of(old[identity], new[identity], types)
        elif identity in new and identity in heirs:
            was = old[heirs[identity]]
            changes.append(_change(RENAMED, new[identity], field="id", before=was["id"], after=identity))
            changes += _changes_of(was, new[identity], types)
        elif identity in new:
            changes.append(_change(ADDED, new[identity], after=_standing(new[identity])))
        elif successors.get(identity) in new and successors[identity] in old:
            heir = new[successors[identity]]
            changes.append(replace(_change(MERGED, heir, field="id", before=identity, after=heir["id"]), name=old[identity]["name"]))
        elif successors.get(identity) not in new:
            raise DataError(
                f"The released asset {identity!r} is gone, and nothing says what became of it.",
                mend="Restore its row with the status closed, or name its successor in data/retired_ids.csv.",
            )
    return changes


def _changes_of(old: Row, new: Row, types: Mapping[str, str]) -> Iterable[Change]:
    if plain(old["name"]) != plain(new["name"]):
        yield _change(RENAMED, new, field="name", before=old["name"], after=new["name"])
    if (moved_m := distance_moved_m(old, new)) >= MOVED_FROM_M:
        where = (f"{row['lat']}, {row['lon']}" for row in (old, new))
        yield replace(_change(MOVED, new, field="position", before=next(where), after=next(where), stem="location"), distance_m=f"{moved_m:.0f}")
    if old["status"] != new["status"]:
        yield _change(_standing_kind(old["status"], new["status"]), new, field="status", before=_standing(old), after=_standing(new))
    differing = [name for name, kind in types.items() if name not in _TOLD_APART and not same(old.get(name, ""), new.get(name, ""), kind)]
    pages = [stem for stem in _EVIDENCE_STEMS if any(f"{stem}_{part}" in differing for part in _OF_A_PAGE)]
    for stem in pages:
        yield _change(EVIDENCE, new, field=stem, before=_page(old, stem), after=_page(new, stem), stem=stem)
    for name in differing:
        if name == "status_date":
            if old["status"] == new["status"]:
                yield _change(EVIDENCE, new, field=name, before=old[name], after=new[name])
        elif not name.startswith(tuple(f"{stem}_" for stem in pages)):
            yield _change(CORRECTED, new, field=name, before=old.get(name, ""), after=new.get(name, ""))


def _standing_kind(before: str, after: str) -> str:
    if after == HIDDEN_STATUS:
        return CLOSED
    return OPENED if after == OPERATING and before in PIPELINE else STATUS_CHANGED


def distance_moved_m(old: Row, new: Row) -> float:
    """How far a pin went, in metres along a straight line (EPSG:27700); 0 where a position is not given."""
    try:
        points = [Point(float(row["lon"]), float(row["lat"])) for row in (old, new)]
    except ValueError:
        return 0.0
    return 0.0 if points[0] == points[1] else geometry_to_bng(points[0]).distance(geometry_to_bng(points[1]))


def same(before: str, after: str, kind: str = "string") -> bool:
    """Whether two cells of a schema's type say the same, however they are written."""
    if before == after:
        return True
    if kind in ("number", "integer"):
        try:
            return float(before) == float(after)
        except ValueError:
            return plain(before) == plain(after)
    if kind == "list":
        return sorted(map(plain, split_list(before))) == sorted(map(plain, split_list(after)))
    return plain(before) == plain(after)


def plain(text: str) -> str:
    """A text without what is only its writing: the form of its letters, of quotation marks and dashes, and spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_VARIANTS)).strip()


def _change(what: str, row: Row, *, field: str = "", before: str = "", after: str = "", stem: str = "source") -> Change:
    source = row.get(f"{stem}_url") or row.get("source_url", "")
    return Change(what, row["id"], name=row["name"], field=field, before=before, after=after, source=source)


def _standing(row: Row) -> str:
    return f"{row['status']} ({row['status_date']})" if row["status_date"] else row["status"]


def _page(row: Row, stem: str) -> str:
    return ", ".join(part for part in (row[f"{stem}_title"], row[f"{stem}_date"]) if part)


# ---- reasons ----


def with_reasons(changes: Iterable[Change], notes: pd.DataFrame, *, otherwise: str) -> tuple[list[Change], list[Change]]:
    """The changes, each with the reason noted for it, and the notes that tell of no change found (candidates dropped).

    `notes` are the lines of `changes.csv` without a release: their `id_or_name` may name several ids with
    semicolons. A note of the same kind comes before another one about the same asset; a note's source before
    the row's. `otherwise` is the reason where nothing was noted.
    """
    listed = [Change(**{name: row.get(name, "") for name in COLUMNS}) for row in notes.to_dict("records")]
    by_id: dict[str, list[Change]] = {}
    for note in listed:
        for identity in split_list(note.id_or_name):
            by_id.setdefault(identity, []).append(note)
    told: list[Change] = []
    used: set[int] = set()
    for change in changes:
        known = by_id.get(change.id_or_name, [])
        fitting = [note for note in known if note.what == change.what] or known
        used.update(map(id, known))
        why = " ".join(dict.fromkeys(note.why for note in fitting))
        source = next((note.source for note in fitting if note.source), change.source)
        told.append(replace(change, why=why or otherwise, source=source))
    return told, [note for note in listed if id(note) not in used]


# ---- the files ----


def all_assets(package: DataPackage) -> pd.DataFrame:
    """The working files as one text table with `layer`, sorted by id."""
    frames = [read_text_table(package, name).assign(layer=layer) for layer, name in package.asset_tables.items()]
    return pd.concat(frames, ignore_index=True).fillna("").sort_values("id", ignore_index=True)


def snapshot_path(package: DataPackage, number: str) -> Path:
    """The file of a release's assets."""
    return package.root / FOLDER / f"assets-{number}.csv.gz"


def read_snapshot(package: DataPackage, number: str) -> pd.DataFrame:
    """The assets of a release as one text table with `layer`. Raises DataError where its file is not there or broken."""
    path = snapshot_path(package, number)
    try:
        return pd.read_csv(io.BytesIO(gzip.decompress(path.read_bytes())), dtype=str, keep_default_na=False)
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"data/{FOLDER}/{path.name} cannot be read.", mend="Restore it from git.") from error


def write_snapshot(package: DataPackage, number: str, assets: pd.DataFrame) -> None:
    """Keep the assets of a release; the same assets give the same bytes."""
    content = assets.to_csv(index=False, lineterminator="\n").encode("utf-8")
    _write(snapshot_path(package, number), gzip.compress(content, compresslevel=9, mtime=0))


def draft_release(package: DataPackage, *, otherwise: str) -> tuple[list[Change], list[Change]]:
    """What a release made now would record: the changes since the last one, and the notes without a change.

    Raises DataError where there is no release to compare with, or an id is gone without a successor.
    """
    last = load_change_log(package).newest
    if last is None:
        raise DataError("There is no release to compare with.", mend="Restore data/releases/ from git.")
    schema = package.schema(next(iter(package.asset_tables.values())))
    found = compare(read_snapshot(package, last.number), all_assets(package), schema=schema, successors=load_successors(package))
    notes = read_text_table(package, "changes")
    return with_reasons(found, notes[notes["release"] == ""], otherwise=otherwise)


def cut_release(package: DataPackage, number: str, *, words: str, on: date) -> list[Change]:
    """Write the record of a release: snapshot, its line, its changes, and the version in the descriptor.

    `words` say what the release is about, and stand as the reason of what has none of its own. Returns the
    changes. Raises DataError where the number is not above the last one's, or as `draft_release` does.
    """
    last = load_change_log(package).newest
    if not re.fullmatch(r"\d+\.\d+\.\d+", number) or (last and version_key(number) <= version_key(last.number)):
        raise DataError(f"{number!r} cannot be the next release.", mend=f"Three numbers with points, above {last.number if last else '0.0.0'}.")
    changes, left = draft_release(package, otherwise=words)
    record_release(package, number, words=words, on=on, changes=[*changes, *left], assets=all_assets(package))
    path = package.root / DESCRIPTOR
    descriptor = path.read_text(encoding="utf-8")
    _write(path, descriptor.replace(f'"version": {json.dumps(package.descriptor["version"])}', f'"version": "{number}"', 1).encode("utf-8"))
    return changes


def record_release(package: DataPackage, number: str, *, words: str, on: date, changes: Iterable[Change], assets: pd.DataFrame) -> None:
    """Write the files of one release; all notes without a release are replaced by `changes`."""
    table = read_text_table(package, "changes")
    kept = [Change(**{name: row.get(name, "") for name in COLUMNS}) for row in table[table["release"] != ""].to_dict("records")]
    dated = [replace(change, release=number, date=on.isoformat()) for change in changes]
    write_snapshot(package, number, assets)
    write_changes(package, [*kept, *sorted(dated, key=_order)])
    listed = package.path("releases")
    rows = listed.read_text(encoding="utf-8") if listed.is_file() else "number,date,assets,words\n"
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow((number, on.isoformat(), len(assets), words))
    _write(listed, (rows + line.getvalue()).encode("utf-8"))
    _date_retired_ids(package, number)


def _date_retired_ids(package: DataPackage, number: str) -> None:
    """Say of the ids retired since the last release that this one retired them."""
    if "retired_ids" in package.resources and not (table := read_text_table(package, "retired_ids")).empty:
        told = table.assign(release=table["release"].where(table["release"] != "", number))
        _write(package.path("retired_ids"), told.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def write_changes(package: DataPackage, changes: Iterable[Change]) -> None:
    """Write the whole record."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(change) for change in changes)
    _write(package.path("changes"), out.getvalue().encode("utf-8"))


def change_text(change: Change) -> str:
    """A change as one line of words."""
    facts = asdict(change)
    moved = f" by {facts['distance_m']} m" if change.distance_m else ""
    told = f": {change.field} " if change.field else ": "
    return f"{change.what}{moved} {change.id_or_name}{told}{change.before!r} -> {change.after!r} ({change.why})"


def _order(change: Change) -> tuple[int, str, str]:
    return (KINDS.index(change.what) if change.what in KINDS else len(KINDS), change.id_or_name, change.field)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
