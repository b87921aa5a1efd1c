"""Explore: what is there. Filters, map and list of the same assets, and all that is known of one."""

from __future__ import annotations

import streamlit as st

from geo.filtering import Filters, filters_from_query
from geo.masthead import region_figures
from geo.panels import facets_panel, results_panel
from geo.views import explore_view
from pages.shared import components, detail, downloads, frame, shortlist, url, words
from pages.shared.loaders import shared
from pages.shared.map_panel import show_map, theme


def change(filters: Filters) -> None:
    url.write_filters(filters)


def ask() -> None:
    """Take the filters as the browser has them: as a whole, so that quick clicks lose nothing."""
    asked = st.session_state["facets"].filters
    change(filters_from_query(asked, options=shared().index.options)[0])


def pick() -> None:
    url.write(asset=st.session_state["results"].pick["id"])


def star() -> None:
    shortlist.toggle(st.session_state["results"].star["id"])


def on_map(message: dict) -> None:
    """A pin chooses its asset; the legend switches the online background."""
    if message["kind"] == "asset":
        url.write(asset=message["id"])
    if message["kind"] == "tiles":
        url.write(tiles="" if url.read_one("tiles") == message["id"] else message["id"])


@st.fragment
def explore() -> None:
    data = shared()
    filters, dropped = url.read_filters(data)
    chosen, unknown = url.read_asset(data)
    mask = data.index.mask(filters)
    ids = tuple(data.register.assets["id"][mask])
    counts = data.index.counts(filters)
    rail, middle, side = st.columns([0.19, 0.47, 0.34], gap="medium")
    with middle:
        words.show_dropped(dropped + unknown)
        view = explore_view(data.register, filters, ids=ids, counts=counts["layer"], chosen=chosen,
                            tiles=url.read_one("tiles"), theme=theme())
        show_map(data, view, key="map", on_message=on_map)
    with side, st.container(key="side"):
        detail.card(data, chosen)
        listed = results_panel(data.register, filters, ids=ids, chosen=chosen, starred=shortlist.ids(data))
        components.results(listed, data.frontend, key="results", on_pick=pick, on_star=star)
        downloads.button(data, filters, asset=chosen)
    with rail, st.container(key="rail"):
        panel = facets_panel(filters, counts, found=data.index.found(filters))
        components.facets(panel, data.frontend, key="facets", on_filters=ask)


frame.title("Innovation assets of the West Midlands", "Where new technology is made, tested and grown, each with its source.",
            figures=region_figures(shared().register))
explore()
