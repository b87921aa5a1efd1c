"""The URL is the view: what a reader has chosen is read from it and written to it, nowhere else.

Streamlit's own query-parameter binding writes an option's label into the URL; ours are GSS codes
and slugs under labels that carry counts, so the parameters are read and written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

import streamlit as st

from geo.filtering import Filters, filter_names, filters_from_query
from pages.shared.loaders import Shared

ASSET = "asset"
STARRED, NOTE = "star", "note"
ALWAYS = (STARRED, NOTE)
CARRIED, PAGE = "_carried", "_page"


def query() -> dict[str, list[str]]:
    """All parameters of the URL, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def read_filters(shared: Shared) -> tuple[Filters, list[tuple[str, str]]]:
    """The filters in the URL, and the (parameter, value) pairs that name nothing."""
    return filters_from_query(query(), options=shared.index.options)


def read_one(name: str) -> str:
    """The last value of one parameter, or ""."""
    return st.query_params.get(name, "")


def read_asset(shared: Shared) -> tuple[str, list[tuple[str, str]]]:
    """The asset in the URL if there is such a one, and what was dropped."""
    identity = read_one(ASSET)
    if identity and identity not in shared.register.by_id:
        return "", [(ASSET, identity)]
    return identity, []


def write_filters(filters: Filters) -> None:
    """Put filters into the URL in place of those there; other parameters stay."""
    kept = {name: values for name, values in query().items() if name not in filter_names()}
    _put(filters.to_query() | kept)


def write(**parameters: str | Iterable[str]) -> None:
    """Put single parameters into the URL; an empty value takes one out."""
    now = query() | {n: [v] if isinstance(v, str) else list(v) for n, v in parameters.items()}
    _put({name: values for name, values in now.items() if any(values)})


def follow(link_query: str) -> None:
    """Take the query of a link to the page in view; the shortlist stays where the link has none."""
    asked = parse_qs(link_query.removeprefix("?"))
    _put({name: values for name, values in query().items() if name in ALWAYS} | asked)


def carry_over(page: str) -> None:
    """Bring the reader's shortlist, and on a bare address the filters too, along to another page.

    The menu's links carry no parameters; without this a change of page would lose the view.
    """
    now = query()
    came = st.session_state.get(PAGE, page) != page
    st.session_state[PAGE] = page
    if came:
        carried = st.session_state.get(CARRIED, {})
        names = set(ALWAYS) | (set() if set(now) - set(ALWAYS) else set(filter_names()))
        brought = {n: v for n, v in carried.items() if n in names and n not in now}
        if brought:
            _put(now | brought)
            return
    _remember(now)


def _put(parameters: dict[str, list[str]]) -> None:
    st.query_params.from_dict(parameters)
    _remember(parameters)


def _remember(parameters: dict[str, list[str]]) -> None:
    names = {*ALWAYS, *filter_names()}
    st.session_state[CARRIED] = {n: list(v) for n, v in parameters.items() if n in names}
