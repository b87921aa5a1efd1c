"""What has changed, as HTML: lists of changes, an asset's history, and what is due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.register.assets import Register
from geo.register.change_log import (
    ADDED,
    CLOSED,
    CORRECTED,
    EVIDENCE,
    MERGED,
    MOVED,
    OPENED,
    RENAMED,
    STATUS_CHANGED,
    ChangeLog,
)
from geo.register.expected import Expected
from geo.webmap.html_elements import file_link, page_link
from pages.html.elements import Column, folded, heading, linked, paragraph, table

TITLES = {
    OPENED: "Opened",
    CLOSED: "Closed",
    ADDED: "Added to the map",
    MERGED: "Merged",
    RENAMED: "Renamed",
    MOVED: "Pin moved",
    STATUS_CHANGED: "Status changed",
    CORRECTED: "Facts corrected",
    EVIDENCE: "Evidence renewed",
}
MOST_CHARACTERS = 220
# A kind with more changes than this would push the others, and what is due, out of reach.
FOLD_FROM = 12
_TOLD = (Column("before", "Before"), Column("after", "Now"), Column("why", "Why"), Column("source", "Source", "url"), Column("release", "Release"))
CHANGES = (Column("name", "Asset", "asset"), Column("field_name", "What"), *_TOLD)
HISTORY = (Column("when", "When"), Column("kind", "What happened"), Column("field_name", "To what"), *_TOLD[:-1])
OPENINGS = (Column("name", "Asset", "asset"), Column("authority", "Local authority"), Column("opened", "Opened"))
DUE = (Column("name", "Asset", "asset"), Column("what", "What"), Column("when", "When"), Column("words", "In words"), Column("source", "Source", "url"))


def changes_html(changes: pd.DataFrame, register: Register) -> Markup:
    """Changes of a `ChangeLog` by kind, the weightiest first, each kind a table, folded where it is long."""
    parts = []
    for kind, title in TITLES.items():
        found = changes[changes["what"] == kind]
        if len(found):
            records = [_record(row, register) for row in found.to_dict("records")]
            named = f"{title} ({len(records)})"
            if len(records) > FOLD_FROM:
                parts.append(folded(named, table(records, CHANGES, caption="The newest release first")))
            else:
                parts.append(table(records, CHANGES, caption=named))
    return Markup().join(parts)


def openings_html(ids: Iterable[str], register: Register, *, since: str) -> Markup:
    """Assets that opened since a date by their evidence, whenever they came onto the map; "" where none did."""
    rows = [register.asset(identity) for identity in ids]
    records = [{name: row[name] for name in ("id", "name", "layer", "status", "authority", "opened")} for row in rows]
    if not records:
        return Markup()
    return table(records, OPENINGS, caption=f"Opened since {since}, as the evidence says ({len(records)})")


def due_html(due: Iterable[Expected], late: Iterable[Expected], register: Register) -> Markup:
    """What is due in the next twelve months, and what was due and was not seen."""
    coming = table(
        [_due(row, register) for row in due],
        DUE,
        caption="Due to open or close in the next twelve months",
        empty="Nothing here is due in the next twelve months by the pages we have seen.",
    )
    missed = [_due(row, register) for row in late]
    return heading("Due in the next twelve months") + coming + (table(missed, DUE, caption="Was due by now; that it happened was not seen") if missed else "")


def history_html(identity: str, register: Register) -> Markup:
    """An asset's history: each change that a release brought, newest first, and since when it is on the map."""
    log = register.change_log
    records = [
        _record(row, register) | {"when": f"{row['date']}, release {row['release']}", "kind": TITLES.get(row["what"], row["what"].capitalize())}
        for row in log.of(identity).to_dict("records")
    ]
    listed = table(records, HISTORY, caption="What changed on this asset, newest first", empty="Nothing has changed since it came onto the map.")
    feed = linked("", file_link("changes.atom", "Follow its changes as a feed", asset=identity), small=True)
    return heading("History") + listed + feed


def brief_html(changes: pd.DataFrame, *, since: str, **query: str | Iterable[str]) -> Markup:
    """A few lines for an area's or a cluster's page: how many assets changed, the newest, and where to read all."""
    link = page_link("whats-new", "All that is new, as a list and on the map", since=since, **query)
    if changes.empty:
        return heading("What is new") + linked(f"No release since {since} changed an asset here. ", link)
    kinds = changes["what"].map(TITLES).value_counts(sort=False)
    words = ", ".join(f"{kind.lower()} {number}" for kind, number in kinds.items())
    return heading("What is new") + linked(f"Since {since}: {words}; {changes['id_or_name'].nunique()} assets. ", link)


def head_words(log: ChangeLog) -> str:
    """Since when there is a record, and the newest release."""
    if log.newest is None:
        return "No release has been made yet."
    first = log.releases[0]
    return (
        f"The newest release is {log.newest.number} of {log.newest.date}. The record begins with release {first.number} of {first.date}; "
        "\u201copened\u201d is what happened to an asset, \u201cadded\u201d what we did."
    )


def nothing_html() -> Markup:
    """What stands where nothing changed."""
    return paragraph("Nothing here changed since then. Choose an earlier release or date, or take a filter off.")


def _record(row: dict[str, Any], register: Register) -> dict[str, Any]:
    moved = f"position, by {float(row['distance_m']):,.0f} m" if row["distance_m"] else row["field"].replace("_", " ")
    identity = register.current_id(row["id_or_name"])
    told = {
        "id": identity,
        "name": row["name"] or row["id_or_name"],
        "field_name": moved or "the asset",
        "why": row["why"],
        "before": _short(row["before"]),
        "after": _short(row["after"]),
        "source": row["source"],
        "title": "Page",
        "release": row["release"],
    }
    if identity in register.heads:
        told |= register.heads[identity] | ({"name": row["name"]} if row["name"] else {})
    return told


def _due(row: Expected, register: Register) -> dict[str, Any]:
    asset = register.asset(row.id)
    return {
        "id": row.id,
        "name": asset["name"],
        "layer": asset["layer"],
        "status": asset["status"],
        "what": row.what,
        "when": f"{row.earliest} to {row.latest}",
        "words": row.words,
        "source": row.source,
        "title": "Page",
    }


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS].rstrip()} \u2026"
