"""A view as the parameters of its link: each name with all its values, in plain dictionaries.

Nothing here knows where a link comes from or goes to; every function returns a new dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlencode

Query = Mapping[str, list[str]]

STARRED, NOTE = "star", "note"
# The shortlist follows the reader wherever a link leads.
ALWAYS = (STARRED, NOTE)


def one(query: Query, name: str) -> str:
    """The last value of a parameter, or ""."""
    values = query.get(name) or [""]
    return values[-1]


def put(query: Query, /, **parameters: str | Iterable[str]) -> dict[str, list[str]]:
    """The query with single parameters replaced; an empty value takes one out."""
    now = dict(query) | {name: [v] if isinstance(v, str) else list(v) for name, v in parameters.items()}
    return {name: values for name, values in now.items() if any(values)}


def without(query: Query, names: Iterable[str]) -> dict[str, list[str]]:
    """The query without some parameters."""
    left_out = set(names)
    return {name: list(values) for name, values in query.items() if name not in left_out}


def follow(query: Query, link: str) -> dict[str, list[str]]:
    """The query after a link ("?a=1&a=2") to the page in view; the shortlist stays where the link has none."""
    return {name: list(values) for name, values in query.items() if name in ALWAYS} | read(link)


def read(link: str) -> dict[str, list[str]]:
    """The query of a link ("?a=1&a=2")."""
    return parse_qs(link.removeprefix("?"))


def text(query: Query) -> str:
    """One text per query, whatever the order of its parameters; `read` gives the query back."""
    return urlencode(sorted((name, list(values)) for name, values in query.items()), doseq=True)
