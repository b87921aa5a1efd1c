"""Ids are never reused: one that was merged or renamed leads on to its successor, in old links too."""

from __future__ import annotations

from geo.register.datapackage import DataPackage, read_table


def load_successors(package: DataPackage) -> dict[str, str]:
    """Retired id -> the id that took its place, as `retired_ids.csv` says; several steps are followed to their end.

    A chain that comes back to itself ends where it began to repeat. Raises DataError where the file cannot be read.
    """
    if "retired_ids" not in package.resources:
        return {}
    table = read_table(package, "retired_ids")
    steps = dict(zip(table["id"], table["successor"], strict=True))
    return {identity: _end(identity, steps) for identity in steps}


def _end(identity: str, steps: dict[str, str]) -> str:
    seen = {identity}
    while steps.get(identity) and steps[identity] not in seen:
        identity = steps[identity]
        seen.add(identity)
    return identity
