"""What is due to open or close, as the evidence says: `expected.csv`, read against how each asset stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from geo.register.assets import Register
from geo.register.datapackage import read_table

# What is no longer due once an asset stands so.
DONE = {"opens": ("operating", "last confirmed", "closed"), "closes": ("closed",)}
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Expected:
    """An asset that is due to open or close between two days (ISO), in words and with the page that says so."""

    id: str
    what: str
    earliest: str
    latest: str
    words: str
    source: str


def due_within_a_year(register: Register, *, on: date) -> tuple[list[Expected], list[Expected]]:
    """What is due in the twelve months from a day, soonest first, and what was due before it and was not seen.

    Raises DataError where the table cannot be read.
    """
    if "expected" not in register.package.resources:
        return [], []
    rows = [Expected(**row) for row in read_table(register.package, "expected").to_dict("records")]
    still = [row for row in rows if row.id in register.by_id and register.asset(row.id)["status"] not in DONE[row.what]]
    still.sort(key=lambda row: (row.latest, row.earliest, row.id))
    due = [row for row in still if row.latest >= on.isoformat() and row.earliest <= (on + YEAR).isoformat()]
    return due, [row for row in still if row.latest < on.isoformat()]
