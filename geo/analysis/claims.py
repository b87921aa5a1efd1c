"""The headlines the region makes, what the evidence says of them, and what this map counts.

A claim about places can mean several things. Each definition is a set of filters, written as the
Explore page has them in its address, so that every count is one click from the assets counted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeVar
from urllib.parse import parse_qs

import pandas as pd

from geo.errors import NotFoundError
from geo.register.datapackage import DataPackage, read_table
from geo.select.filters import FacetIndex, Filters, filters_from_query
from geo.spreadsheet_text import neutralised

VERDICTS = {
    "supported": "The sources seen bear it out.",
    "partly": "True of part of what it says, of another time, or only under one meaning.",
    "not supported": "The sources seen do not bear it out, or say otherwise.",
    "cannot be checked": "No source was found, or it is an aim that lies ahead.",
}
TOPICS = {
    "investment": "Foreign investment",
    "places": "Places",
    "sector": "The tech sector and its events",
    "plans": "Aims and plans",
}
SUMMARY_FIELDS = (
    "id",
    "headline",
    "who",
    "when",
    "verdict",
    "finding",
    "caution",
    "primary_source_title",
    "primary_source_url",
    "checked_on",
)


@dataclass(frozen=True)
class Source:
    """A further page read for a claim; `date` is "" where the page has none."""

    title: str
    url: str
    date: str
    says: str


@dataclass(frozen=True)
class Definition:
    """One meaning of a claim about places: `query` is the address part of the Explore page."""

    label: str
    query: str
    note: str


@dataclass(frozen=True)
class Claim:
    """A claim with its verdict; the texts are the table's, "" where nothing was found."""

    id: str
    topic: str
    headline: str
    who: str
    when: str
    claim_url: str
    primary_source_title: str
    primary_source_url: str
    primary_source_date: str
    verdict: str
    finding: str
    caution: str
    checked_on: str
    sources: tuple[Source, ...] = ()
    definitions: tuple[Definition, ...] = ()


@dataclass(frozen=True)
class ClaimCount:
    """What the data holds under one definition.

    `assets` is None where the definition names something the data does not know (`unknown` says
    what): a number counted without that part would be of something else.
    """

    label: str
    note: str
    filters: Filters
    assets: int | None
    unknown: tuple[tuple[str, str], ...] = ()


def load_claims(package: DataPackage) -> tuple[Claim, ...]:
    """Read the claims with their sources and definitions, in the order of the tables.

    Raises DataError if one of the three tables is missing, cannot be read or lacks a column.
    """
    table = read_table(package, "claims")
    sources = _grouped(read_table(package, "claim_sources"), Source)
    definitions = _grouped(read_table(package, "claim_definitions"), Definition)
    names = [name for name in Claim.__dataclass_fields__ if name in table]
    return tuple(Claim(**row, sources=sources.get(row["id"], ()), definitions=definitions.get(row["id"], ())) for row in table[names].to_dict("records"))


def find_claim(claims: Iterable[Claim], identity: str) -> Claim:
    """The claim with an id. Raises NotFoundError if there is none."""
    for claim in claims:
        if claim.id == identity:
            return claim
    raise NotFoundError(f"No claim has the id {identity!r}.", mend="Choose one from the list.")


def count_claim(claim: Claim, index: FacetIndex) -> tuple[ClaimCount, ...]:
    """Count the assets under each definition of a claim, with the filters that show them."""
    return tuple(count_definition(definition, index) for definition in claim.definitions)


def count_definition(definition: Definition, index: FacetIndex) -> ClaimCount:
    """Count the assets under one definition."""
    filters, unknown = filters_from_query(parse_qs(definition.query), options=index.options)
    assets = None if unknown else int(index.mask(filters).sum())
    return ClaimCount(definition.label, definition.note, filters, assets, tuple(unknown))


def verdict_counts(claims: Iterable[Claim]) -> dict[str, int]:
    """How many claims have each verdict; every verdict is there."""
    given = [claim.verdict for claim in claims]
    return {verdict: given.count(verdict) for verdict in VERDICTS}


def claims_csv(claims: Iterable[Claim], index: FacetIndex, *, version: str) -> bytes:
    """The claims as a CSV with today's counts in words, UTF-8 with a mark for spreadsheets.

    `version` is the data's version and stands in every row.
    """
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow([*SUMMARY_FIELDS, "counts", "data_version"])
    for claim in claims:
        counts = "; ".join(f"{count.label}: {count.assets}" for count in count_claim(claim, index) if count.assets is not None)
        texts = [getattr(claim, name) for name in SUMMARY_FIELDS]
        out.writerow(map(neutralised, [*texts, counts, version]))
    return written.getvalue().encode("utf-8-sig")


Row = TypeVar("Row", Source, Definition)


def _grouped(table: pd.DataFrame, kind: type[Row]) -> dict[str, tuple[Row, ...]]:
    names = [field.name for field in fields(kind) if field.name in table]
    return {identity: tuple(kind(**row) for row in rows[names].to_dict("records")) for identity, rows in table.groupby("claim_id", sort=False)}
