"""Scenes collected from other pages into a tour of one's own, kept in the session (`tour_editor` edits it)."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo.register.validation import Issue
from geo.select.filters import Filters
from geo.tours.rules import MOST_SCENES
from geo.tours.tour import Tour, read_tour, scene_of, write_tour
from pages.shared import components
from pages.shared.loaders import Shared

OWN, STORE, TURN, ADDED = "own", "own-tour", "tour-turn", "scene-added"
NEW = Tour(OWN, "My tour", "Collected on the pages of the map.", ())


def button(data: Shared, filters: Filters, *, asset: str = "", ids: tuple[str, ...] = (), key: str = "save-scene") -> None:
    """A button, for any page, that adds what is on its screen to one's own tour.

    `asset` is the chosen asset, ringed in the scene; `ids` names the assets where filters do not.
    """
    keep_in_browser(data, key=f"{key}-kept")
    st.button(
        "Save this view as a scene",
        icon=":material/add_to_queue:",
        key=key,
        on_click=add,
        args=(data, filters, asset, ids),
        width="stretch",
        disabled=len(own().scenes) >= MOST_SCENES,
    )
    if st.session_state.pop(ADDED, False):
        st.toast("Saved as a scene: see Present.", icon=":material/slideshow:")


def add(data: Shared, filters: Filters, asset: str, ids: tuple[str, ...]) -> None:
    keep(replace(own(), scenes=(*own().scenes, scene_of(data.register, filters, asset=asset, ids=ids))))
    # A message from here would take the place of the open dialog, and Streamlit then fails in the browser: `button` says it.
    st.session_state[ADDED] = True


def own() -> Tour:
    """The tour collected in this session; without scenes at first."""
    return st.session_state.get(STORE, NEW)


def keep_in_browser(data: Shared, *, key: str = "own-tour-kept") -> None:
    """Keep the tour in the browser, and take it from there where the session has none: after a reload, or when the server was away."""

    def take(text: str) -> None:
        tour, _ = read_tour(text, data.register, identity=OWN, file="my tour")
        if tour and not own().scenes:
            keep(tour)

    scenes = own().scenes
    components.own_tour(write_tour(own()) if scenes else "", emptied=STORE in st.session_state and not scenes, key=key, on_kept=take)


def own_tour(data: Shared, identity: str) -> Tour | None:
    """One's own tour, if it is asked for and can be shown."""
    return own() if identity == OWN and own().scenes and not problems(data) else None


def problems(data: Shared) -> list[Issue]:
    """What is wrong with one's own tour; nothing while it has no scenes."""
    return read_tour(write_tour(own()), data.register, identity=OWN, file="my tour")[1] if own().scenes else []


def keep(tour: Tour) -> None:
    """Put another tour in its place; what edits it begins anew."""
    change(tour)
    st.session_state[TURN] = turn() + 1


def change(tour: Tour) -> None:
    """Put the tour with other words in its place, under the hands of whoever writes them."""
    st.session_state[STORE] = tour


def turn() -> int:
    """How often another tour was put in place."""
    return st.session_state.get(TURN, 0)
