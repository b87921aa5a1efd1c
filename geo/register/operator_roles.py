"""Keep the roles of organisations with an operator's words that an accepted suggestion has changed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from geo.register.datapackage import DataPackage, read_table
from geo.register.organisations import ORGANISATIONS, ROLES

LONGEST_ID = 60


def write_roles(package: DataPackage, asset: str, words: str) -> None:
    """Put an asset's roles in line with its operator's new words: the organisation of that very name runs it and nobody else
    has a role in it; one that is not there yet is added under that name; none where there are no words.

    Who is behind a longer phrase is for a steward to say in the tables. Raises DataError where a table cannot be read.
    """
    if ORGANISATIONS not in package.resources or ROLES not in package.resources:
        return
    table, roles = read_table(package, ORGANISATIONS), read_table(package, ROLES)
    kept = [[*row] for row in roles[["asset_id", "organisation_id", "role"]].itertuples(index=False) if row[0] != asset]
    if words:
        same = [row["id"] for row in table.to_dict("records") if words.casefold() in {name.casefold() for name in (row["name"], *row["other_names"])}]
        identity = same[0] if same else _new_id(words, known=table["id"])
        if not same:
            names = [field["name"] for field in package.schema(ORGANISATIONS)["fields"]]
            text = package.path(ORGANISATIONS).read_text(encoding="utf-8")
            _replace(package, ORGANISATIONS, text + _lines([[{"id": identity, "name": words}.get(name, "") for name in names]]))
        kept.append([asset, identity, "runs"])
    _replace(package, ROLES, _lines([["asset_id", "organisation_id", "role"], *kept]))


def _new_id(words: str, *, known: Iterable[str]) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_ID].strip("-") or "organisation"
    taken, identity, number = set(known), stem, 2
    while identity in taken:
        identity, number = f"{stem}-{number}", number + 1
    return identity


def _lines(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _replace(package: DataPackage, name: str, text: str) -> None:
    path = package.path(name)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
