"""What the page about the data says: its words, and its tables as records.

The words are Markdown files of the data package, so that they can be mended without code; every
figure is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.addresses import page_url
from geo.errors import DataError
from geo.register import evidence_quality
from geo.register.assets import CONFIDENCE, Register
from geo.register.credits import PARTS
from geo.register.datapackage import DataPackage, read_table
from geo.register.recall import load_recall
from geo.vocabulary import CONFIDENCE_WORDS, PRECISION_RADIUS_M, PRECISION_WORDS
from pages.html.elements import Column

GROUP_WORDS = {"layer": "Asset type", "authority": "Local authority", "cluster": "Cluster"}
MEASURE_WORDS = {
    "location": "Is there a page that names the place?",
    "confidence": "Confidence",
    "age": "Age of the youngest evidence",
    "precision": "What the pin shows",
}
NOT_SEARCHED = "not searched"
Record = dict[str, Any]


@dataclass(frozen=True)
class RecordTable:
    """A table ready to be drawn: a caption, its columns and its records."""

    caption: str
    columns: tuple[Column, ...]
    records: tuple[Record, ...]


def prose(package: DataPackage, name: str) -> str:
    """The words of one section as Markdown.

    Raises DataError if the package has no such text or its file is missing.
    """
    path = package.path(f"about_{name}")
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise DataError(f"data/{package.resources[f'about_{name}']['path']} cannot be read.", mend="Restore it from git.") from error


def confidence_table(register: Register) -> RecordTable:
    """The rule of confidence with today's number of assets at each level."""
    counts = register.assets["confidence"].value_counts()
    records = (_ruled(CONFIDENCE_WORDS[level], counts.get(level, 0)) for level in CONFIDENCE)
    columns = (Column("name", "Confidence"), Column("rule", "Given when"), Column("assets", "Assets", "bar"))
    return RecordTable("How confidence is given: computed from the evidence in the row, never typed", columns, tuple(records))


def precision_table(register: Register) -> RecordTable:
    """What pins show, how far off they may be, and how many there are of each."""
    counts = register.assets["position_precision"].value_counts()
    records = tuple(
        {
            "name": level.capitalize(),
            "shows": words[0].upper() + words[1:],
            "radius": PRECISION_RADIUS_M[level],
            "assets": int(counts.get(level, 0)),
        }
        for level, words in PRECISION_WORDS.items()
    )
    columns = (
        Column("name", "Precision"),
        Column("shows", "The pin shows"),
        Column("radius", "Good to about", "number", unit=" m"),
        Column("assets", "Assets", "bar"),
    )
    return RecordTable("How precise the pins are", columns, records)


def headline_figures(register: Register) -> list[tuple[str, str, str]]:
    """The figures that sum the data's quality up, as (value, label, note)."""
    facts = evidence_quality.headline(register)
    hubs = register.assets[(register.assets["layer"] == "hub") & (register.assets["status"] == "operating")]
    return [
        (f"{facts.assets:,}", "Assets", f"of them {facts.operating:,} known to operate, {facts.last_confirmed:,} last seen operating"),
        (f"{len(hubs):,}", "Hubs known to operate", "all kinds"),
        (
            f"{facts.location_share:.1%}",
            "With location evidence, of those known to operate",
            f"{facts.operating_with_location:,} of {facts.operating:,}",
        ),
        (f"{facts.unverified:,}", "Unverified", "assets without any page"),
    ]


def quality_tables(register: Register, *, by: str, on: date) -> list[RecordTable]:
    """How good the evidence is, one table per measure: a line per group, a column per grade.

    Raises FilterError if `by` is no group of `geo.register.evidence_quality`.
    """
    return [_graded(evidence_quality.quality_counts(register, by=by, measure=measure, on=on), by, title) for measure, title in MEASURE_WORDS.items()]


def oldest_table(register: Register, *, on: date) -> RecordTable:
    """The ten assets whose evidence is the oldest: where to begin a refresh."""
    columns = (
        Column("name", "Asset", "asset"),
        Column("authority", "Local authority"),
        Column("evidence_date", "Youngest evidence"),
        Column("age_years", "Age", "bar", 1, " years"),
    )
    records = evidence_quality.oldest(register, on=on).to_dict("records")
    return RecordTable("The ten assets with the oldest evidence", columns, tuple(records))


def searched_table(register: Register) -> RecordTable:
    """Authorities by topics: how many rows came of a search, or that none was made."""
    table = read_table(register.package, evidence_quality.SEARCHED)
    found = {(r["gss_code"], r["topic"]): int(r["found"]) for r in table.to_dict("records")}
    topics = sorted(set(table["topic"]))
    records = tuple(
        {"name": name, "name_href": page_url("", authority=code)} | {topic: found.get((code, topic), NOT_SEARCHED) for topic in topics}
        for code, name in register.authorities.sort_values("name")["name"].items()
    )
    columns = (Column("name", "Local authority", "go"), *(Column(t, t[0].upper() + t[1:]) for t in topics))
    return RecordTable("Where we searched for more, and how many rows answer it", columns, records)


def nothing_found_table(register: Register) -> RecordTable:
    """Every search that found nothing, with its day and words."""
    table = read_table(register.package, evidence_quality.SEARCHED)
    table = table[table["found"] == 0].assign(name=table["gss_code"].map(register.authorities["name"]))
    columns = (
        Column("name", "Local authority"),
        Column("topic", "Searched for"),
        Column("searched_on", "On"),
        Column("words", "In words"),
    )
    return RecordTable("Searched, nothing found", columns, tuple(table.sort_values(["name", "topic"]).to_dict("records")))


def recall_table(register: Register) -> RecordTable:
    """Lists that others keep: how many of their entries are of this region, and how many of these are on the map."""
    columns = (
        Column("url", "List", "url"),
        Column("entries", "Entries here", "number"),
        Column("have", "On the map", "number"),
        Column("recall_pct", "Recall", "number", unit=" %"),
        Column("members", "Which", "assets"),
        Column("missing", "Left out, and why"),
        Column("beside", "No places, not counted"),
        Column("of", "Of"),
        Column("words", "What it holds"),
        Column("dated", "Dated"),
        Column("read_on", "Read on"),
    )
    records = tuple(
        row
        | {
            "title": row["list"],
            "dated": row["dated"] or "undated",
            "missing": "; ".join(row["left_out"]) or "none",
            "beside": "; ".join(row.get("not_places", ())),
            "members": tuple((one, register.asset(one)["name"]) for one in row["asset_ids"] if register.current_id(one) in register.by_id),
        }
        for row in load_recall(register.package).to_dict("records")
    )
    return RecordTable("How much we have of lists that others keep", columns, records)


def resource_table(package: DataPackage) -> RecordTable:
    """Every file of the data package with its sources, licence, credit and vintage."""
    checked = package.descriptor["checked_on"]
    records = tuple(_resource(resource, checked) for resource in package.resources.values())
    columns = (
        Column("title", "Data"),
        Column("path", "File"),
        Column("sources", "From", "links"),
        Column("licence", "Licence"),
        Column("vintage", "As of"),
        Column("credit", "Credit"),
    )
    return RecordTable("Every file of the data, with source, licence and credit", columns, records)


def drive_times_table(published: pd.DataFrame) -> RecordTable:
    """Every published drive time beside ours, from what `geo.analysis.drive_time.published_drive_times` gives."""
    columns = (
        Column("from_place", "From"),
        Column("to_place", "To"),
        Column("minutes", "Published", "number", unit=" min"),
        Column("computed_minutes", "Ours", "number", unit=" min"),
        Column("error_pct", "Difference", "number", unit=" %"),
        Column("computed_km", "Our way", "number", decimals=1, unit=" km"),
        Column("half", "Used to"),
        Column("source", "Page", "url"),
    )
    halves = {True: "test", False: "fit the speeds"}
    records = tuple(
        row | {"half": halves[bool(row["kept_for_test"])], "source": row["source_url"], "title": "Page"}
        for row in published.sort_values(["from_place", "to_place"]).to_dict("records")
    )
    return RecordTable("Published drive times and ours", columns, records)


# What is unverified on this map has no page at all (geo.vocabulary); the log's own word means less.
LOG_WORDS = {"unverified": "not backed in one point"}


def change_tables(register: Register) -> list[RecordTable]:
    """The change log, one table per kind of change, the rarest kind first."""
    table = read_table(register.package, "changes")
    kinds = table["what"].value_counts(ascending=True, sort=True)
    columns = (Column("name", "Asset", "go"), Column("why", "Why"))
    return [
        RecordTable(
            f"{LOG_WORDS.get(kind, kind).capitalize()} ({number})",
            columns,
            tuple(_changes(register, table[table["what"] == kind].to_dict("records"))),
        )
        for kind, number in kinds.items()
    ]


def _changes(register: Register, rows: Iterable[Record]) -> Iterable[Record]:
    for row in rows:
        identity = row["id_or_name"]
        known = identity in register.by_id
        yield {
            "name": register.asset(identity)["name"] if known else identity,
            "href": page_url("asset", asset=identity) if known else "",
            "why": row["why"],
        }


def _ruled(words: str, number: int) -> Record:
    name, rule = words.split(":", 1)
    return {"name": name, "rule": rule.strip().capitalize(), "assets": int(number)}


def _graded(counts: pd.DataFrame, by: str, title: str) -> RecordTable:
    grades = [name for name in counts.columns if name != "total"]
    columns = (
        Column("group", GROUP_WORDS[by]),
        *(Column(g, g[0].upper() + g[1:], "number") for g in grades),
        Column("total", "All", "number"),
    )
    records = tuple({"group": group, **row} for group, row in zip(counts.index, counts.to_dict("records"), strict=True))
    return RecordTable(title, columns, records)


def _resource(resource: Record, checked: str) -> Record:
    return {
        "title": resource.get("title", resource["name"]),
        "path": f"data/{resource['path']}",
        "sources": tuple((source.get("path", ""), source["title"]) for source in resource.get("sources", ())) or (("", "Made for this map"),),
        "licence": ", ".join(licence["name"] for licence in resource.get("licenses", ())),
        "vintage": str(resource.get("vintage", checked)),
        "credit": resource.get("attribution", "").replace(PARTS, ". "),
    }
