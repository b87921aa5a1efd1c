"""Who runs, owns, hosts or leads which asset: `organisations.csv`, and their roles in `organisation_roles.csv`.

What the pages say of the operator stays in the asset's row, in words. The roles are read from these words and are what is
counted, filtered and linked; `issues_of_roles` sees to it that the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from geo.errors import DataError
from geo.register.datapackage import DataPackage, read_table
from geo.register.validation import HEADER_ROWS, Issue

ORGANISATIONS, ROLES = "organisations", "organisation_roles"
# The roles of whoever answers for an asset: those the filter "Run by" finds.
RUNNING = ("runs", "leads")
# Of these an asset with an operator has one at least: a host or a partner alone runs nothing.
ANSWERING = (*RUNNING, "owns")
ROLE_WORDS = {"runs": "Runs", "leads": "Leads", "owns": "Owns", "hosts": "Hosts", "partner": "Partner in"}


@dataclass(frozen=True, eq=False)
class Organisations:
    """`table` has a row per organisation, indexed by id; `roles` a row per asset, organisation and role, as the files order them."""

    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["id", "name", "other_names", "kind", "ror_id", "company_number", "source_url"]))
    roles: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["asset_id", "organisation_id", "role"]))

    @cached_property
    def names(self) -> dict[str, str]:
        """Organisation id -> its name."""
        return self.table["name"].to_dict()

    @cached_property
    def by_asset(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Asset id -> its (organisation id, role), in the file's order."""
        found: dict[str, list[tuple[str, str]]] = {}
        # Equal roles are one object: many assets of one organisation have the same.
        kept: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}
        for asset, organisation, role in zip(*(self.roles[name] for name in ("asset_id", "organisation_id", "role")), strict=True):
            found.setdefault(asset, []).append((organisation, role))
        return {asset: kept.setdefault(tuple(own), tuple(own)) for asset, own in found.items()}

    @cached_property
    def by_organisation(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Organisation id -> role -> the ids of its assets; roles in the order of `ROLE_WORDS`, those it has."""
        return {
            identity: {role: tuple(own["asset_id"][own["role"] == role]) for role in ROLE_WORDS if (own["role"] == role).any()}
            for identity, own in self.roles.groupby("organisation_id", sort=False)
        }

    def running(self, asset: str) -> tuple[str, ...]:
        """The organisations that run or lead an asset."""
        return tuple(identity for identity, role in self.by_asset.get(asset, ()) if role in RUNNING)


def load_organisations(package: DataPackage, *, assets: Iterable[str]) -> Organisations:
    """The organisations of a package and their roles in `assets` (ids); none where the package has no such tables.

    Roles in other assets, and of organisations that are not there, are left out. Raises DataError where a file cannot be read.
    """
    if ORGANISATIONS not in package.resources or ROLES not in package.resources:
        return Organisations()
    table = read_table(package, ORGANISATIONS).drop_duplicates("id").set_index("id", drop=False)
    roles = read_table(package, ROLES).drop_duplicates()
    sound = roles["asset_id"].isin(set(assets)) & roles["organisation_id"].isin(table.index) & roles["role"].isin(ROLE_WORDS)
    return Organisations(table, roles[sound].reset_index(drop=True))


def issues_of_roles(package: DataPackage, operators: Mapping[str, str]) -> list[Issue]:
    """Check the roles against the operators' words (`operators`: asset id -> its words, "" where none) and return every problem.

    Each asset with an operator has an organisation that runs, leads or owns it; each organisation of an asset is named in its
    operator's words, by its name or another of its names; a role stands once. A file that cannot be read is reported elsewhere.
    """
    if ORGANISATIONS not in package.resources or ROLES not in package.resources:
        return []
    try:
        table, roles = read_table(package, ORGANISATIONS), read_table(package, ROLES)
    except DataError:
        return []
    file = package.resources[ROLES]["path"]
    known = {row["id"]: (row["name"], *row["other_names"]) for row in table.to_dict("records")}
    return [*_issues_of_lines(roles, known, operators, file), *_without_role(roles, operators, file)]


def named_in(text: str, names: Iterable[str]) -> tuple[int, int] | None:
    """Where a text names an organisation by one of its names, as whole words and whatever the case: (start, end) of the
    longest name found; None where it does not."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found:
            return found.span()
    return None


def _issues_of_lines(roles: pd.DataFrame, known: Mapping[str, tuple[str, ...]], operators: Mapping[str, str], file: str) -> Iterator[Issue]:
    seen: dict[tuple[str, str, str], int] = {}
    for index, row in zip(roles.index, roles.to_dict("records"), strict=True):
        asset, organisation, line = row["asset_id"], row["organisation_id"], index + 1 + HEADER_ROWS
        if asset not in operators:
            yield Issue(file, line, asset, "asset_id", asset, "No asset has this id.", "Use the id of an asset, or remove the line.")
        elif organisation in known and named_in(operators[asset], known[organisation]) is None:
            yield Issue(
                file,
                line,
                asset,
                "organisation_id",
                organisation,
                "The asset's operator does not name this organisation.",
                "Name it there as the page does, give the organisation that name too, or remove the line.",
            )
        if seen.setdefault((asset, organisation, row["role"]), line) != line:
            yield Issue(file, line, asset, "role", row["role"], "This role stands twice.", "Remove one of the lines.")


def _without_role(roles: pd.DataFrame, operators: Mapping[str, str], file: str) -> Iterator[Issue]:
    answered = set(roles["asset_id"][roles["role"].isin(ANSWERING)])
    for asset, words in operators.items():
        if words and asset not in answered:
            yield Issue(
                file,
                0,
                asset,
                "role",
                words,
                "No organisation runs, leads or owns this asset, but its row names an operator.",
                f"Add a line: {asset}, the organisation's id, runs.",
            )
