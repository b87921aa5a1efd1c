"""The URL is the view: what a reader has chosen is read from it and written to it, nowhere else.

Streamlit's own query-parameter binding writes an option's label into the URL; ours are GSS codes
and slugs under labels that carry counts, so the parameters are read and written here.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from geo.select import query_string as queries
from geo.select.filters import filter_names
from geo.select.query_string import ALWAYS
from pages.shared.parameters import known_names, meant_names

CARRIED, PAGE = "_carried", "_page"


def query() -> dict[str, list[str]]:
    """All parameters of the URL, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def tidy(page: str) -> list[tuple[str, str]]:
    """Put names of parameters right that only look wrong; returns (name, the one that may be meant or "") of those a page does not know."""
    now = query()
    clean = queries.renamed(queries.tidied(now), meant_names(page))
    if clean != now:
        st.query_params.from_dict(clean)
    return list(queries.unknown_names(clean, known_names(page)).items())


def read_one(name: str) -> str:
    """The last value of one parameter, or ""."""
    return st.query_params.get(name, "")


def write(**parameters: str | Iterable[str]) -> None:
    """Put single parameters into the URL; an empty value takes one out."""
    replace(queries.put(query(), **parameters))


def follow(link_query: str) -> None:
    """Take the query of a link to the page in view; the shortlist stays where the link has none."""
    replace(queries.follow(query(), link_query))


def carried_names() -> list[str]:
    """The names of the parameters that follow a reader to a page opened from the menu."""
    return [*ALWAYS, *filter_names()]


def carry_over(page: str) -> None:
    """Bring the reader's shortlist, and on a bare address the filters too, along to another page.

    The menu's links carry no parameters; without this a change of page would lose the view.
    """
    now = query()
    came = st.session_state.get(PAGE, page) != page
    st.session_state[PAGE] = page
    if came:
        carried = st.session_state.get(CARRIED, {})
        names = set(ALWAYS) if set(now) - set(ALWAYS) else set(carried_names())
        brought = {n: v for n, v in carried.items() if n in names and n not in now}
        if brought:
            replace(now | brought)
            return
    _remember(now)


def key() -> str:
    """One text per view, by which an answer says what it answers."""
    return queries.text(query())


def replace(parameters: dict[str, list[str]]) -> None:
    """Put parameters into the URL in place of all those there."""
    st.query_params.from_dict(parameters)
    _remember(parameters)


def _remember(parameters: dict[str, list[str]]) -> None:
    names = set(carried_names())
    st.session_state[CARRIED] = {n: list(v) for n, v in parameters.items() if n in names}
