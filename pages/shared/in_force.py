"""The filters in force, in words, with one way to clear them: for pages whose subject is something else."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from geo.select.filter_words import filter_words
from geo.select.filters import Filters, filter_names
from geo.select.query_string import Query, without
from geo.vocabulary import HIDDEN_STATUS
from geo.webmap.html_elements import page_link
from pages.html.elements import linked, paragraph
from pages.shared.loaders import Shared


def note_html(data: Shared, filters: Filters, *, page: str, query: Query, keep: str = "", hides_closed: bool = True) -> Markup:
    """Say which filters count, with a link that clears them; `keep` names the page's own parameter.

    Closed assets are said to be left out where they are (`hides_closed`: the page leaves them out unasked).
    """
    others = replace(filters, **{keep: type(getattr(filters, keep))()}) if keep else filters
    closed = "" if not hides_closed or HIDDEN_STATUS in filters.status else "Closed assets are left out; planned ones count."
    if not others.active():
        return paragraph(f"{closed} No filter is on.".strip(), small=True)
    cleared = without(query, set(filter_names()) - {keep})
    clear = page_link(page, "Clear filters", **cleared)
    return linked(f"Only assets with {filter_words(data.register, others)}. {closed} ", clear, small=True)
