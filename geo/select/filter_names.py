"""Filters by name as well as by code, for people at a command line and for assistants: "Coventry" is E08000026."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process, utils

from geo.errors import FilterError
from geo.register.assets import Register
from geo.select.filter_words import label_words
from geo.select.filters import FACET_COLUMNS, FacetIndex, Filters, filters_from_query

CLOSE_SCORE, CLOSE_NUMBER = 60, 3


def filters_named(chosen: Mapping[str, Iterable[str]], q: str, *, register: Register, index: FacetIndex, since: str = "", mark: str = "") -> Filters:
    """The filters of values by facet, each a code or a name; `mark` stands before a facet's name in what is said.

    Raises FilterError, naming the nearest and all known values, for one that is not in the data.
    """
    words = label_words(register)
    query: dict[str, list[str]] = {"q": [q], "since": [since]}
    for facet in FACET_COLUMNS:
        codes = {words[facet].get(code, code).casefold(): code for code in index.options[facet]}
        query[facet] = [codes.get(value.casefold(), value) for value in chosen.get(facet, ())]
    filters, unknown = filters_from_query(query, options=index.options)
    if unknown:
        raise FilterError("\n".join(_unknown_words(f"{mark}{facet}", value, index.options[facet], words.get(facet, {})) for facet, value in unknown))
    return filters


def _unknown_words(facet: str, value: str, known: tuple[str, ...], words: dict[str, str]) -> str:
    shown = {code: f"{code} ({words[code]})" if code in words else code for code in known}
    close = process.extract(value, shown, limit=CLOSE_NUMBER, score_cutoff=CLOSE_SCORE, processor=utils.default_process)
    meant = f" Did you mean {' or '.join(text for text, _, _ in close)}?" if close else ""
    return f"{facet} {value!r} is not in the data.{meant}\n  Known for {facet}: {', '.join(shown.values())}."
