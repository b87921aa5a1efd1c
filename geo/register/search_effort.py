"""How much was searched before anything can be said to be missing: topics searched per authority, of all topics.

A topic that nobody searched an authority for is no evidence of absence, and an authority that was searched for more topics
shows more assets; so the effort stands beside every rank and every gap. The table is `searched` of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from geo.register.assets import Register
from geo.register.datapackage import read_table
from geo.register.evidence_quality import SEARCHED

WARNING = "Assets were not searched for equally everywhere: where fewer topics were searched, fewer assets are known, and a rank or a rate says less."


@dataclass(frozen=True)
class SearchEffort:
    """`searched` maps a GSS code to the topics searched for there; `topics` are all of them, sorted."""

    topics: tuple[str, ...]
    searched: Mapping[str, frozenset[str]]

    def cells(self, codes: Iterable[str]) -> tuple[int, int]:
        """(pairs of authority and topic that were searched, all such pairs) of some authorities."""
        codes = tuple(codes)
        return sum(len(self.searched.get(code, ())) for code in codes), len(codes) * len(self.topics)

    def complete(self, codes: Iterable[str]) -> bool:
        """Whether every topic was searched for in every one of the authorities; never where there is no topic."""
        done, every = self.cells(codes)
        return bool(every) and done == every

    def words(self, codes: Iterable[str]) -> str:
        """ "4 of 10": the pairs of authority and topic that were searched; "not recorded" where there is no topic."""
        done, every = self.cells(codes)
        return f"{done:,} of {every:,}" if every else "not recorded"


@lru_cache(maxsize=2)
def load_search_effort(register: Register) -> SearchEffort:
    """What the package's table of searches says; no topic where it has no such table.

    Raises DataError if the table cannot be read.
    """
    if SEARCHED not in register.package.resources:
        return SearchEffort((), {})
    table = read_table(register.package, SEARCHED)
    searched = {code: frozenset(group) for code, group in table.groupby("gss_code")["topic"]}
    return SearchEffort(tuple(sorted(set(table["topic"]))), searched)
