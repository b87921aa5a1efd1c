"""The rule for age: an asset that operated by evidence of long ago counts as last confirmed, not as operating.

The package says how many years evidence for "operating" holds good (`confirmed_for_years`; why so many is argued in
`data/README.md`); a package without it knows no such age. Years are counted back from the day the package was last checked,
never from today: a count is the same on every day, and in every file, of one edition.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.register.datapackage import DataPackage

OPERATING, LAST_CONFIRMED = "operating", "last confirmed"
YEARS = "confirmed_for_years"


def evidence_date(row: Mapping[str, str]) -> str:
    """The date the newest page cited speaks for, as written (ISO texts sort as dates do); "" where no page is cited."""
    return max(row.get("source_date", ""), row.get("location_date", ""))


def first_confirming_year(package: DataPackage) -> int | None:
    """The earliest year whose evidence still shows that an asset operates; None where the package has no such rule."""
    years, checked_on = package.descriptor.get(YEARS), package.descriptor.get("checked_on", "")
    return int(checked_on[:4]) - int(years) if years and checked_on else None


def shown_statuses(assets: pd.DataFrame, package: DataPackage) -> list[str]:
    """The status of each row as it is shown and counted: the stated one, but `LAST_CONFIRMED` for one stated as operating
    whose newest evidence (or, without a page, whose status date) is of a year before the first that confirms."""
    first = first_confirming_year(package)
    return [_shown(row, first) for row in assets[["status", "status_date", "source_date", "location_date"]].to_dict("records")]


def allowed_values(package: DataPackage, column: str) -> tuple[str, ...]:
    """The values an asset's column may state, as the schema lists them."""
    fields = package.schema(next(iter(package.asset_tables.values())))["fields"]
    return tuple(next(field for field in fields if field["name"] == column)["constraints"]["enum"])


def shown_status_options(package: DataPackage) -> tuple[str, ...]:
    """The statuses a row can be shown with, in order: those a table may state, and `LAST_CONFIRMED` after operating."""
    stated = allowed_values(package, "status")
    at = stated.index(OPERATING) + 1 if OPERATING in stated else len(stated)
    return (*stated[:at], LAST_CONFIRMED, *stated[at:])


def _shown(row: Mapping[str, str], first: int | None) -> str:
    newest = evidence_date(row) or row["status_date"]
    if row["status"] != OPERATING or first is None or not newest:
        return row["status"]
    return LAST_CONFIRMED if int(newest[:4]) < first else OPERATING
