"""What a page shows for one query: the map's view, the finished HTML of its sheets, and its controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from geo.addresses import page_url
from geo.select.filters import FACET_COLUMNS, Filters, filters_from_query
from geo.select.query_string import STARRED, Query, follow, one, put
from geo.select.query_string import read as read_link
from geo.webmap.asset_card import closable_card
from geo.webmap.folium_map import MapView
from pages.answers.stars import starred
from pages.shared.fields import Field
from pages.shared.loaders import Shared

ASSET = "asset"
Act = Mapping[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer:
    """`sheets` and `pickers` are by the key of the element that shows them; a page has the same ones
    in every state, an empty sheet where there is nothing to say. `dropped` are the (parameter, value)
    pairs of the query that name nothing. `pins_of` are the filters whose answer the view shows, where it is one: of many
    assets the map gets its pins by them."""

    view: MapView
    sheets: Mapping[str, Markup]
    pickers: Mapping[str, tuple[Field, ...]]
    dropped: tuple[tuple[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)
    pins_of: Filters | None = None


def read(data: Shared, query: Query) -> tuple[Filters, str, list[tuple[str, str]]]:
    """The filters of a query, the asset chosen in it or "", and what names nothing."""
    filters, dropped = filters_from_query(query, options=data.index.options)
    # An id of long ago leads on to what took its place.
    chosen = data.register.current_id(one(query, ASSET))
    known = not chosen or chosen in data.register.by_id
    return filters, chosen if known else "", dropped if known else [*dropped, (ASSET, chosen)]


def card(data: Shared, page: str, query: Query, chosen: str) -> Markup:
    """The card of the chosen asset with a link that closes it, as HTML; "" where none is chosen."""
    if not chosen:
        return Markup()
    closed = page_url(page, **put(query, **{ASSET: ""}))
    return closable_card(data.register.asset(chosen), data.register, close_href=closed)


def moved(data: Shared, query: Query, act: Act) -> dict[str, list[str]] | None:
    """The query after what a reader can do on every page; None where it is the page's own to say.

    `act` is {"kind": ...}: an address opened ("open"), a link followed ("go"), an asset chosen ("asset"), a
    filter set or a star turned ("set"). Raises FilterError where the shortlist is full.
    """
    if act["kind"] == "open":
        return read_link(text_of(act, "query"))
    if act["kind"] == "go":
        return follow(query, text_of(act, "query"))
    if act["kind"] == "asset":
        return put(query, **{ASSET: text_of(act, "id")})
    if act["kind"] == "set" and act.get("name") == STARRED:
        return starred(data, query, "".join(texts_of(act, "value")[:1]))
    if act["kind"] == "set" and act.get("name") in (*FACET_COLUMNS, "since"):
        return put(query, **{act["name"]: texts_of(act, "value")})
    return None


def text_of(act: Act, name: str) -> str:
    """One text of an act, whatever the browser sent."""
    return str(act.get(name) or "")


def texts_of(act: Act, name: str) -> list[str]:
    """A list of texts of an act, whatever the browser sent."""
    sent = act.get(name) or []
    return [str(value) for value in ([sent] if isinstance(sent, str) or not isinstance(sent, Iterable) else sent)]
