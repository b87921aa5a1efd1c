"""A link that carries the release it was made with says, opened later, what has changed in its view since."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from geo.register.assets import Register
from geo.register.change_log import known_since
from geo.select.filters import Filters, filters_from_query
from geo.select.query_string import STARRED, Query, one
from geo.webmap.html_elements import page_link
from pages.answers.answer import ASSET
from pages.answers.whats_new import news
from pages.html.elements import linked
from pages.shared.loaders import Shared

RELEASE = "release"


def with_release(query: Query, register: Register) -> dict[str, list[str]]:
    """A query that says which release it was made with."""
    newest = register.change_log.newest
    return {**query, RELEASE: [newest.number]} if newest else dict(query)


def note_html(data: Shared, query: Query) -> Markup:
    """What changed in a query's view since the release it names, with a link to all of it; "" where it names none
    or the newest."""
    log = data.register.change_log
    number = known_since(one(query, RELEASE), [release.number for release in log.releases])
    if "." not in number or log.newest is None or number == log.newest.number:
        return Markup()
    filters, _ = filters_from_query(query, options=data.index.options)
    named = [data.register.current_id(identity) for identity in (query.get(ASSET) or query.get(STARRED, []))]
    changes, _ = news(data, replace(Filters() if named else filters, since=number))
    if named:
        changes = changes[changes["id_or_name"].map(data.register.current_id).isin(named)]
    assets = changes["id_or_name"].nunique()
    made = f"This link was made with release {number}; the data is at {log.newest.number} now. "
    if not assets:
        return linked(f"{made}Nothing in this view has changed since. ", page_link("whats-new", "What is new elsewhere", since=number))
    told = f"{made}{assets} asset{'' if assets == 1 else 's'} of this view {'has' if assets == 1 else 'have'} changed since. "
    if len(named) == 1:
        return linked(told, page_link("asset", "Its history", asset=named[0]))
    where = {} if named else {name: value for name, value in filters.to_query().items() if name != "since"}
    return linked(told, page_link("whats-new", "What changed", since=number, **where))


def show(data: Shared, query: Query) -> None:
    """Show the note above the page, where there is one."""
    if html := note_html(data, query):
        st.html(Markup('<div class="wm-since" role="note">{}</div>').format(html))
