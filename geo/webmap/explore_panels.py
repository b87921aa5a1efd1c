"""What the filter panel and the results list show, as plain values for the browser to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from geo.gazetteer.suggestions import Suggestion, suggestions
from geo.register.assets import Register
from geo.select.filter_words import chip_label, count_words
from geo.select.filters import FACET_COLUMNS, Filters

# So many assets stand on a page of a list that comes by pages.
PAGE_LENGTH = 100
NOTHING = "No asset matches all of these. Take a filter off, or try fewer or other words."


@dataclass(frozen=True)
class ListPage:
    """A page of a list: `number` from 1 on, the `total` of the whole list, the `items` on this page, and the addresses of the
    pages `before` and `after`, "" where there is none."""

    number: int
    total: int
    items: list[dict[str, Any]]
    before: str
    after: str

    def words(self) -> str:
        """Which of the list stand on the page."""
        first = (self.number - 1) * PAGE_LENGTH + 1
        return f"{first:,}\u2013{first + len(self.items) - 1:,} of {self.total:,}" if self.items else ""


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
    page: ListPage | None = None,
) -> dict[str, Any]:
    """The results list: which assets, how many in words, the filters in force, how the search text was
    read (`said`, as sentences), and other answers to the search: `also` and those of the gazetteer.

    `page` says that `ids` are only a page of the list, and what the browser needs of its assets.
    """
    total = len(ids) if page is None else page.total
    paged = {} if page is None else {"items": page.items, "pager": {"words": page.words(), "before": page.before, "after": page.after}}
    return paged | {
        "asked": filters.key(chosen, starred),
        "ids": ids,
        "chosen": chosen,
        "words": _words(total, filtered=bool(filters.active())),
        "hint": "" if total else NOTHING,
        "said": list(said),
        "chips": [{"facet": facet, "value": value, "label": chip_label(register, facet, value)} for facet, value in filters.active()],
        "also": [asdict(other) for other in (*also, *suggestions(filters.q, register))] if filters.q else [],
        "starred": list(starred),
    }


def _words(number: int, *, filtered: bool) -> str:
    if not filtered:
        return f"{count_words(number)} in the region"
    return f"{count_words(number)} {'matches' if number == 1 else 'match'}"
