"""The Explore page: what it shows for a query. Filters it answers in the browser, by the same rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.addresses import page_url
from geo.select.filters import FACET_COLUMNS, Filters, filter_names, filters_from_query
from geo.select.query_string import STARRED, Query, one, put, without
from geo.select.questions import read_question
from geo.select.shortlist import known
from geo.webmap.explore_panels import PAGE_LENGTH, ListPage
from geo.webmap.explore_views import explore_view
from pages.answers.answer import ASSET, Act, Answer, card, moved, read, text_of, texts_of
from pages.answers.stars import refuse_too_many
from pages.shared.loaders import Shared

NAME = "explore"
ADDRESS = ""
TILES = "tiles"
# Of a list that comes by pages: which, and in which order.
PAGE, SORT = "page", "sort"
# Set where a reader sent the search text off: it may be a question.
ASK = "ask"


@dataclass(frozen=True, eq=False, kw_only=True)
class ExploreAnswer(Answer):
    """`ids` are the assets that answer the filters, or those on the `page` of a list that comes by pages, `counts` how many each option would give, `starred`
    the shortlist."""

    chosen: str
    starred: tuple[str, ...]
    ids: tuple[str, ...]
    page: ListPage | None
    counts: dict[str, dict[str, int]]


def answer(data: Shared, query: Query) -> ExploreAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    places, counts = data.index.places(filters), data.index.counts(filters)
    page, on_page = list_page(data, query, places) if data.tiles else (None, places)
    ids = tuple(data.register.assets["id"].iloc[on_page])
    starred = tuple(known(query.get(STARRED, []), data.register))
    asked = filters.key(chosen, starred)
    view = explore_view(data.register, filters, ids=ids, places=places, counts=counts["layer"], chosen=chosen, tiles=one(query, TILES), asked=asked)
    return ExploreAnswer(
        view=view,
        sheets={"explore-card": card(data, ADDRESS, query, chosen)},
        pickers={},
        dropped=tuple(dropped),
        filters=filters,
        pins_of=filters,
        chosen=chosen,
        starred=starred,
        ids=ids,
        page=page,
        counts=counts,
    )


def list_page(data: Shared, query: Query, places: np.ndarray, *, address: str = ADDRESS) -> tuple[ListPage, np.ndarray]:
    """The page of the list that a query asks for, the last one where it asks for more, and the places of its assets. `places` are
    those of the whole list, `address` the page of the app that shows it. Only where `data.tiles` are there."""
    last = max(1, -(-len(places) // PAGE_LENGTH))
    asked = one(query, PAGE)
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    on_page = data.tiles.ordered(places, one(query, SORT))[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    to = lambda other: page_url(address, **put(query, **{PAGE: str(other) if other > 1 else "", ASSET: ""})) if 1 <= other <= last else ""  # noqa: E731
    return ListPage(number, len(places), data.tiles.items(on_page), to(number - 1), to(number + 1)), on_page


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act: the view as the browser has it ("view"), an asset chosen, a link followed, the
    online background switched.

    Raises FilterError where the view holds more stars than a shortlist.
    """
    if act["kind"] == "view":
        return _view(data, query, act), ""
    if act["kind"] == TILES:
        asked = text_of(act, "id")
        return put(query, **{TILES: "" if one(query, TILES) == asked else asked}), ""
    common = moved(data, query, act)
    return dict(query) if common is None else common, ""


def _view(data: Shared, query: Query, act: Act) -> dict[str, list[str]]:
    """Filters, asset and stars as a whole, so that quick clicks cannot lose one another; the rest stays."""
    asked = {name: texts_of(act, name) for name in filter_names()}
    filters, _ = filters_from_query(asked, options=data.index.options)
    filters = _read_as_question(data, filters) if act.get(ASK) else filters
    # Another choice begins its list anew.
    paged = () if filters == read(data, query)[0] else (PAGE,)
    stars = known(texts_of(act, STARRED), data.register)
    refuse_too_many(stars)
    return put(filters.to_query() | without(query, (*filter_names(), *paged)), **{ASSET: text_of(act, ASSET), STARRED: stars})


def _read_as_question(data: Shared, filters: Filters) -> Filters:
    """The filters with those that their text names, and the rest of it as text; as they are where it names none, or a place to look around."""
    question = read_question(filters.q, register=data.register, index=data.index)
    if question is None or question.place:
        return filters
    both = {facet: tuple(dict.fromkeys([*getattr(filters, facet), *getattr(question.filters, facet)])) for facet in FACET_COLUMNS}
    return replace(filters, **both, q=question.filters.q)
