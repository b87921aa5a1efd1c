"""What has changed from release to release: the record in `changes.csv`, and what "since" means.

The record has a line per asset and change. A line without a release is a decision noted for the next one.
"Since" is a release (what later releases changed) or a date (what releases of that day or later changed, and
what opened then by its evidence). The first release is where the record begins: it changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from geo.errors import DataError
from geo.register.datapackage import DataPackage, read_table, read_text_table

ADDED, OPENED, CLOSED, MOVED, RENAMED, MERGED = "added", "opened", "closed", "moved", "renamed", "merged"
STATUS_CHANGED, CORRECTED, EVIDENCE = "status changed", "corrected", "evidence renewed"
# The kinds of change that a release finds, the weightiest first.
KINDS = (OPENED, CLOSED, ADDED, MERGED, RENAMED, MOVED, STATUS_CHANGED, CORRECTED, EVIDENCE)
_RELEASE = re.compile(r"\d{1,4}\.\d{1,4}(\.\d{1,4})?", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
NEVER = -1


@dataclass(frozen=True)
class Release:
    """A numbered edition of the data: its day (ISO) and what it is about, in words."""

    number: str
    date: str
    words: str


@dataclass(frozen=True, eq=False)
class ChangeLog:
    """All releases, oldest first, and `changes`, a line per asset and change that one of them brought."""

    releases: tuple[Release, ...] = ()
    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["what", "id_or_name", "name", "release", "rank"]))

    @property
    def newest(self) -> Release | None:
        """The last release; None where there was none yet."""
        return self.releases[-1] if self.releases else None

    def rank(self, number: str) -> int:
        """The place of a release among all, oldest first; `NEVER` where there is no such release."""
        numbers = [release.number for release in self.releases]
        known = known_since(number, numbers) if _RELEASE.fullmatch(number) else ""
        return numbers.index(known) if known else NEVER

    def start(self, since: str) -> tuple[int, str]:
        """Where "since" begins: the place of the first release that counts, and the first day that an opening
        counts from ("" where openings do not: since a release, its successors' changes are asked for).

        Nothing ever counts since a release that is not there.
        """
        if _DATE.fullmatch(since):
            day = first_day(since)
            return next((i for i, release in enumerate(self.releases) if release.date >= day), len(self.releases)), day
        place = self.rank(since)
        return (len(self.releases) if place == NEVER else place + 1), ""

    def since(self, since: str) -> pd.DataFrame:
        """The changes that count as "since", newest release first, the weightiest kind first."""
        first, _ = self.start(since)
        return self.changes[self.changes["rank"] >= max(first, 1)]

    def of(self, identity: str) -> pd.DataFrame:
        """The changes of one asset, newest release first."""
        return self.changes[self.changes["id_or_name"] == identity]

    def latest_ranks(self, ids: Iterable[str]) -> np.ndarray:
        """For each asset the place of the last release that changed it; `NEVER` where none did after the first."""
        latest = self.changes[self.changes["rank"] >= 1].groupby("id_or_name")["rank"].max().to_dict() if len(self.changes) else {}
        return np.array([latest.get(identity, NEVER) for identity in ids], dtype=np.int64)


def load_change_log(package: DataPackage) -> ChangeLog:
    """Read the releases and the record. Raises DataError where a file of it cannot be read."""
    if "releases" not in package.resources:
        return ChangeLog()
    table = read_table(package, "releases").to_dict("records")
    for line, row in enumerate(table, start=2):
        if not _RELEASE.fullmatch(row["number"]):
            where = f"{package.resources['releases']['path']}, line {line}"
            raise DataError(f"{where}: \u201c{row['number']}\u201d is no number of a release.", mend="Write it as 1.2.0.")
    releases = sorted((Release(row["number"], row["date"], row["words"]) for row in table), key=lambda r: version_key(r.number))
    log = ChangeLog(tuple(releases))
    changes = read_text_table(package, "changes")
    changes = changes[changes["release"] != ""]
    # A decision of the early days may be about several assets.
    changes = changes.assign(id_or_name=changes["id_or_name"].str.split(r"\s*;\s*", regex=True)).explode("id_or_name")
    order = {kind: place for place, kind in enumerate(KINDS)}
    changes = changes.assign(rank=[log.rank(number) for number in changes["release"]], weight=changes["what"].map(order).fillna(len(order)))
    changes = changes[changes["what"].isin(KINDS)].sort_values(["rank", "weight", "name"], ascending=[False, True, True], kind="stable")
    return ChangeLog(log.releases, changes.drop(columns="weight").reset_index(drop=True))


def known_since(text: str, numbers: Iterable[str]) -> str:
    """A "since" as a link has it: a date as it is, a release (1.2 is 1.2.0) by its number; "" where it is neither."""
    text = text.strip()
    if _DATE.fullmatch(text):
        return text if _is_date(first_day(text)) else ""
    if not _RELEASE.fullmatch(text):
        return ""
    return next((number for number in numbers if version_key(number) == version_key(text)), "")


def version_key(number: str) -> tuple[int, int, int]:
    """A release's number for ordering: 1.2 is 1.2.0."""
    major, minor, patch = [*(int(part) for part in number.split(".")[:3]), 0, 0][:3]
    return major, minor, patch


def first_day(text: str) -> str:
    """The first day of a year, a month or a day, as year-month-day; "" of ""."""
    return text + "-01" * (2 - text.count("-")) if text else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
