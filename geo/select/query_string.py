"""A view as the parameters of its link: each name with all its values, in plain dictionaries.

Nothing here knows where a link comes from or goes to; every function returns a new dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlencode

from rapidfuzz import fuzz, process

Query = Mapping[str, list[str]]

STARRED, NOTE, CHOSEN = "star", "note", "asset"
# Out of 100: a slip of the pen in the name of a parameter.
LIKE = 80
# What mails, networks and searches hang onto links to count them: no choice of a reader's.
MARKS = re.compile(
    r"(utm|pk|mtm|hsa|mc|vero|trk|itm|fb|li)_\w+|_{1,2}(hs|ga|gl|branch)\w*|[a-z]{1,3}clk?id|gbraid|wbraid|srsltid|igsh(id)?|s_cid|cmpid|mkt_tok|ref|ref_src|source|src|si"
)
# How every page says that a part of its link names nothing.
NOT_UNDERSTOOD = "Part of the link was not understood and is left out: {}."
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


def tidied(query: Query) -> dict[str, list[str]]:
    """The query with names as they are written here: without what e-mails ("amp;layer"), forms ("layer[]") and people
    ("Layer") put around them."""
    found: dict[str, list[str]] = {}
    for name, values in query.items():
        clean = re.sub(r"\[\d*\]$", "", name.strip()).casefold()
        while clean.startswith("amp;"):
            clean = clean.removeprefix("amp;")
        found.setdefault(clean or name, []).extend(values)
    return found


def unknown_names(query: Query, names: Iterable[str]) -> dict[str, str]:
    """Name in the query -> the known name it is nearly, or "", for each that is none of the known; the marks of campaigns pass."""
    known = list(names)
    others = [name for name in query if name not in known and not MARKS.fullmatch(name)]
    near = {name: process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=LIKE) for name in others}
    return {name: found[0] if found else "" for name, found in near.items()}


def renamed(query: Query, others: Mapping[str, str]) -> dict[str, list[str]]:
    """The query under our names, by other name -> ours; where it says ours already, that counts."""
    return {others.get(name, name): list(values) for name, values in query.items() if name not in others or others[name] not in query}


def text(query: Query) -> str:
    """One text per query, whatever the order of its parameters; `read` gives the query back."""
    return urlencode(sorted((name, list(values)) for name, values in query.items()), doseq=True)
