"""Recall: how much of a list that somebody else keeps is on the map (`recall.csv`).

An entry of the list is on the map by the id of its asset, or left out with a reason; together they are all its entries of this
region that are places. What is none (`noPlaces` of the resource: a programme without premises, say) is named apart and not
counted, whichever list it is in. How many we have, and what share, is counted from that and never typed.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from geo.errors import DataError
from geo.register.datapackage import DataPackage, read_table
from geo.register.validation import HEADER_ROWS, Issue

RECALL = "recall"


def load_recall(package: DataPackage) -> pd.DataFrame:
    """The lists as the file orders them, with `have` (entries on the map) and `recall_pct` (their share of the entries of this
    region, per cent; missing where the list holds no place); empty where the package has no such table. Raises DataError where the
    file cannot be read."""
    if RECALL not in package.resources:
        return pd.DataFrame(
            columns=["id", "list", "url", "dated", "read_on", "of", "entries", "asset_ids", "left_out", "not_places", "words", "have", "recall_pct"]
        )
    table = read_table(package, RECALL)
    have = table["asset_ids"].map(len)
    return table.assign(have=have, recall_pct=100 * have / table["entries"].where(table["entries"] > 0))


def issues_of_recall(package: DataPackage, assets: Collection[str]) -> list[Issue]:
    """Check that each id is that of an asset (`assets`: all ids), that what is left out has its reason, that what is called no place
    is of a sort that the package names, and that all entries are accounted for; a file that cannot be read is reported elsewhere."""
    if RECALL not in package.resources:
        return []
    try:
        table = read_table(package, RECALL)
    except DataError:
        return []
    file, issues = package.resources[RECALL]["path"], _issues_of_no_places(package, table)
    for index, row in zip(table.index, table.to_dict("records"), strict=True):
        line, ids, left_out = index + 1 + HEADER_ROWS, row["asset_ids"], row["left_out"]
        issues += [
            Issue(file, line, row["id"], "asset_ids", one, "No asset has this id.", "Name the asset, or move the entry to left_out.")
            for one in ids
            if one not in assets
        ]
        issues += [
            Issue(file, line, row["id"], "left_out", entry, "It gives no reason.", "Write the reason after a colon.")
            for entry in left_out
            if not entry.partition(":")[2].strip()
        ]
        if len(ids) + len(left_out) != row["entries"] or len(set(ids)) != len(ids):
            issues.append(
                Issue(
                    file,
                    line,
                    row["id"],
                    "entries",
                    f"{row['entries']:g}",
                    f"{len(set(ids))} are on the map and {len(left_out)} left out.",
                    "Account for each entry once.",
                )
            )
    return issues


def _issues_of_no_places(package: DataPackage, table: pd.DataFrame) -> list[Issue]:
    resource = package.resources[RECALL]
    sorts = tuple(resource.get("noPlaces", ()))
    return [
        Issue(
            resource["path"],
            index + 1 + HEADER_ROWS,
            row["id"],
            "not_places",
            entry,
            "It is of no sort that the package calls no place.",
            f"Write after a colon what it is, beginning with one of: {', '.join(sorts)}.",
        )
        for index, row in zip(table.index, table.to_dict("records"), strict=True)
        for entry in row.get("not_places", ())
        if not entry.partition(":")[2].strip().startswith(sorts)
    ]
