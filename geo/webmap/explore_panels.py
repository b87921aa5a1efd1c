"""What the filter panel and the results list show, as plain values for the browser to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from geo.gazetteer.suggestions import Suggestion, suggestions
from geo.register.assets import Register
from geo.select.filter_words import chip_label, count_words
from geo.select.filters import FACET_COLUMNS, Filters

NOTHING = "No asset matches all of these. Take a filter off, or try fewer or other words."


def facets_panel(
    filters: Filters,
    counts: dict[str, dict[str, int]],
    *,
    found: list[int] | None,
    figures: Iterable[tuple[str, str]],
    asset: str = "",
    starred: Iterable[str] = (),
) -> dict[str, Any]:
    """The filter panel: the search text, and per facet what is chosen and how many assets each
    option would give, in the order of the options.

    `found` are the places of the assets the search text finds, `figures` those of `asset_figures` for what
    answers the filters, `asset` is the one chosen, `starred` the
    shortlist; with them the browser answers the next click itself.
    """
    return {
        "asked": filters.key(asset, starred),
        "asset": asset,
        "starred": list(starred),
        "found": found,
        "q": filters.q,
        "since": filters.since,
        "chosen": {facet: getattr(filters, facet) for facet in FACET_COLUMNS},
        "counts": {facet: list(numbers.values()) for facet, numbers in counts.items()},
        "figures": [list(figure) for figure in figures],
    }


def results_panel(
    register: Register,
    filters: Filters,
    *,
    ids: tuple[str, ...],
    chosen: str,
    starred: Iterable[str],
    said: Iterable[str] = (),
    also: Iterable[Suggestion] = (),
) -> dict[str, Any]:
    """The results list: which assets, how many in words, the filters in force, how the search text was
    read (`said`, as sentences), and other answers to the search: `also` and those of the gazetteer."""
    return {
        "asked": filters.key(chosen, starred),
        "ids": ids,
        "chosen": chosen,
        "words": _words(len(ids), filtered=bool(filters.active())),
        "hint": "" if ids else NOTHING,
        "said": list(said),
        "chips": [{"facet": facet, "value": value, "label": chip_label(register, facet, value)} for facet, value in filters.active()],
        "also": [asdict(other) for other in (*also, *suggestions(filters.q, register))] if filters.q else [],
        "starred": list(starred),
    }


def _words(number: int, *, filtered: bool) -> str:
    if not filtered:
        return f"{count_words(number)} in the region"
    return f"{count_words(number)} {'matches' if number == 1 else 'match'}"
