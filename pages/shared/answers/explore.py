"""The Explore page: what it shows for a query. Filters it answers in the browser, by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from geo.query import Query, one, put
from geo.views import explore_view
from pages.shared.answers.answer import Act, Answer, card, moved, read, text_of
from pages.shared.loaders import Shared

NAME = "explore"
ADDRESS = ""
TILES = "tiles"


@dataclass(frozen=True, eq=False, kw_only=True)
class ExploreAnswer(Answer):
    """`ids` are the assets that answer the filters, `counts` how many each option would give."""

    chosen: str
    ids: tuple[str, ...]
    counts: dict[str, dict[str, int]]


def answer(data: Shared, query: Query) -> ExploreAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    ids, counts = tuple(data.register.assets["id"][data.index.mask(filters)]), data.index.counts(filters)
    view = explore_view(data.register, filters, ids=ids, counts=counts["layer"], chosen=chosen, tiles=one(query, TILES))
    return ExploreAnswer(
        view=view, sheets={"explore-card": card(data, ADDRESS, query, chosen)}, pickers={},
        dropped=tuple(dropped), filters=filters, chosen=chosen, ids=ids, counts=counts,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act: an asset chosen, a link followed, the online background switched."""
    if act["kind"] == TILES:
        asked = text_of(act, "id")
        return put(query, **{TILES: "" if one(query, TILES) == asked else asked}), ""
    common = moved(query, act)
    return dict(query) if common is None else common, ""
