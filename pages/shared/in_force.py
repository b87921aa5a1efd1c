"""The filters in force, in words, with one way to clear them: for pages whose subject is something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from geo.filtering import HIDDEN_STATUS, Filters
from geo.labels import FACET_LABELS, filter_words, label_of
from pages.shared import url, words
from pages.shared.loaders import Shared, shared


def note(data: Shared, filters: Filters, *, key: str, keep: str = "") -> None:
    """Say which filters count, and offer to clear them; `keep` names the page's own parameter.

    Closed assets are said to be left out where they are.
    """
    others = replace(filters, **{keep: ()}) if keep else filters
    closed = "" if HIDDEN_STATUS in filters.status else "Closed assets are left out; planned ones count."
    if not others.active():
        st.caption(f"{closed} No filter is on.".strip())
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Only assets with {words.plain(filter_words(data.register, others))}. {closed}")
        st.button(
            "Clear filters",
            icon=":material/filter_alt_off:",
            key=key,
            type="tertiary",
            on_click=clear,
            args=(keep,),
        )


def clear(keep: str = "") -> None:
    """Take all filters off but one."""
    filters, _ = url.read_filters(shared())
    url.write_filters(Filters(**({keep: getattr(filters, keep)} if keep else {})))


def choices(data: Shared, filters: Filters, facets: Iterable[str], *, key: str) -> None:
    """Select boxes for some of the filters, folded away; the URL keeps the choice."""
    facets = tuple(facets)
    with st.popover("Filter what counts", icon=":material/filter_alt:"):
        for facet in facets:
            name = f"{key}-{facet}"
            st.session_state[name] = list(getattr(filters, facet))
            st.multiselect(
                FACET_LABELS[facet],
                data.index.options[facet],
                key=name,
                on_change=_chosen(facet, name),
                format_func=lambda value, facet=facet: label_of(data.register, facet, value),
            )


def _chosen(facet: str, name: str) -> Callable[[], None]:
    def write() -> None:
        filters, _ = url.read_filters(shared())
        url.write_filters(replace(filters, **{facet: tuple(st.session_state[name])}))

    return write
