"""Reconstruct the first releases from the history of this repository: `python -m geo.build.release_history`.

An edition is a version of the descriptor; it stands as it was in the last commit that has that version, on the day
of the first. The newest stands as in the first: what came after it waits for the next release. The
decisions that `changes.csv` held then are the reasons. Needs git; what is already recorded stays.
"""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from geo.register.change_log import load_change_log, version_key
from geo.register.datapackage import DESCRIPTOR, DataPackage, open_package, read_text_table
from geo.register.releases import COLUMNS, Change, compare, record_release, with_reasons, write_changes

DECISION = ("what", "id_or_name", "why")


@dataclass(frozen=True)
class Edition:
    """A version of the descriptor, the first and the last commit that have it, and the day of the first."""

    number: str
    first: str
    last: str
    day: date


def editions(package: DataPackage) -> list[Edition]:
    """The editions in the history of a package's descriptor, oldest first."""
    listed = _git(package, "log", "--reverse", "--format=%H %as", "--", "datapackage.json", "assets").split("\n")
    found: dict[str, Edition] = {}
    for commit, day in (line.split() for line in listed if line):
        number = json.loads(_git(package, "show", f"{commit}:./{DESCRIPTOR}"))["version"]
        known = found.get(number, Edition(number, commit, commit, date.fromisoformat(day)))
        found[number] = replace(known, last=commit)
    return sorted(found.values(), key=lambda edition: version_key(edition.number))


def reconstruct(package: DataPackage, words: dict[str, str]) -> None:
    """Record every edition that `words` tells about and that is not recorded yet."""
    known = {release.number for release in load_change_log(package).releases}
    before, noted = None, set()
    listed = [edition for edition in editions(package) if edition.number in words]
    for edition in listed:
        commit = edition.first if edition is listed[-1] else edition.last
        assets, decisions = _assets(package, commit), _decisions(package, commit)
        fresh = decisions[np.array([tuple(row) not in noted for row in decisions[list(DECISION)].itertuples(index=False)], dtype=bool)]
        noted |= set(map(tuple, decisions[list(DECISION)].itertuples(index=False)))
        if edition.number not in known:
            _record(package, edition, before, assets, fresh, words[edition.number])
        before = assets


def _record(package: DataPackage, edition: Edition, before: pd.DataFrame | None, assets: pd.DataFrame, notes: pd.DataFrame, words: str) -> None:
    schema = package.schema(next(iter(package.asset_tables.values())))
    found = [] if before is None else compare(before, assets, schema=schema, successors={})
    told, left = with_reasons(found, notes, otherwise=words)
    # What was decided before the first edition, by the words of that time.
    waiting = _waiting(package, notes)
    record_release(package, edition.number, words=words, on=edition.day, changes=[*told, *left], assets=assets)
    table = read_text_table(package, "changes").to_dict("records")
    write_changes(package, [*(Change(**{name: row.get(name, "") for name in COLUMNS}) for row in table), *waiting])


def _waiting(package: DataPackage, notes: pd.DataFrame) -> list[Change]:
    """The notes of the working file that no edition up to this one holds."""
    taken = set(map(tuple, notes[list(DECISION)].itertuples(index=False)))
    table = read_text_table(package, "changes").reindex(columns=COLUMNS, fill_value="")
    rows = [Change(**row) for row in table[table["release"] == ""].to_dict("records")]
    return [replace(row) for row in rows if (row.what, row.id_or_name, row.why) not in taken]


def _assets(package: DataPackage, commit: str) -> pd.DataFrame:
    frames = []
    for layer, name in package.asset_tables.items():
        text = _git(package, "show", f"{commit}:./{package.resources[name]['path']}")
        frames.append(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).assign(layer=layer))
    return pd.concat(frames, ignore_index=True).fillna("").sort_values("id", ignore_index=True)


def _decisions(package: DataPackage, commit: str) -> pd.DataFrame:
    text = _git(package, "show", f"{commit}:./{package.resources['changes']['path']}")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def _git(package: DataPackage, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=package.root, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    package = open_package()
    reconstruct(package, json.loads((package.root / "releases" / "reconstructed.json").read_text(encoding="utf-8")))
