"""The Explore page: what it shows for a query. Filters it answers in the browser, by the same rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.select.filters import FACET_COLUMNS, Filters, filter_names, filters_from_query
from geo.select.query_string import STARRED, Query, one, put, without
from geo.select.questions import read_question
from geo.select.shortlist import known
from geo.webmap.explore_views import explore_view
from pages.answers.answer import ASSET, Act, Answer, card, moved, read, text_of, texts_of
from pages.answers.stars import refuse_too_many
from pages.shared.loaders import Shared

NAME = "explore"
ADDRESS = ""
TILES = "tiles"
# Set where a reader sent the search text off: it may be a question.
ASK = "ask"


@dataclass(frozen=True, eq=False, kw_only=True)
class ExploreAnswer(Answer):
    """`ids` are the assets that answer the filters, `counts` how many each option would give, `starred`
    the shortlist."""

    chosen: str
    starred: tuple[str, ...]
    ids: tuple[str, ...]
    counts: dict[str, dict[str, int]]


def answer(data: Shared, query: Query) -> ExploreAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    ids, counts = tuple(data.register.assets["id"].iloc[data.index.places(filters)]), data.index.counts(filters)
    starred = tuple(known(query.get(STARRED, []), data.register))
    view = explore_view(data.register, filters, ids=ids, counts=counts["layer"], chosen=chosen, tiles=one(query, TILES), asked=filters.key(chosen, starred))
    return ExploreAnswer(
        view=view,
        sheets={"explore-card": card(data, ADDRESS, query, chosen)},
        pickers={},
        dropped=tuple(dropped),
        filters=filters,
        chosen=chosen,
        starred=starred,
        ids=ids,
        counts=counts,
    )


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
    stars = known(texts_of(act, STARRED), data.register)
    refuse_too_many(stars)
    return put(filters.to_query() | without(query, filter_names()), **{ASSET: text_of(act, ASSET), STARRED: stars})


def _read_as_question(data: Shared, filters: Filters) -> Filters:
    """The filters with those that their text names, and the rest of it as text; as they are where it names none, or a place to look around."""
    question = read_question(filters.q, register=data.register, index=data.index)
    if question is None or question.place:
        return filters
    both = {facet: tuple(dict.fromkeys([*getattr(filters, facet), *getattr(question.filters, facet)])) for facet in FACET_COLUMNS}
    return replace(filters, **both, q=question.filters.q)
