"""Explore: what is there. Filters, map and list of the same assets, and all that is known of one."""

from __future__ import annotations

import streamlit as st

from geo.filtering import filters_from_query
from geo.masthead import region_figures
from geo.panels import facets_panel, results_panel
from pages.shared import components, downloads, frame, shortlist, url
from pages.shared.answering import act, answered, sheet, show_map
from pages.shared.answers import explore as page
from pages.shared.loaders import shared


def ask() -> None:
    """Take the filters as the browser has them: as a whole, so that quick clicks lose nothing."""
    asked = st.session_state["facets"].filters
    url.write_filters(filters_from_query(asked, options=shared().index.options)[0])


def pick() -> None:
    act(page, {"kind": "asset", "id": st.session_state["facets"].pick["id"]})


def star() -> None:
    shortlist.toggle(st.session_state["results"].star["id"])


@st.fragment
def explore() -> None:
    data = shared()
    rail, middle, side = st.columns([0.19, 0.47, 0.34], gap="medium")
    with middle:
        made = answered(page)
        show_map(page, made)
    with side, st.container(key="side"):
        sheet(made, "explore-card")
        starred = shortlist.ids(data)
        listed = results_panel(data.register, made.filters, ids=made.ids, chosen=made.chosen, starred=starred)
        components.results(listed, data.frontend, key="results", on_star=star)
        downloads.button(data, made.filters, asset=made.chosen)
    with rail, st.container(key="rail"):
        found = data.index.found(made.filters)
        panel = facets_panel(made.filters, made.counts, found=found, asset=made.chosen)
        components.facets(panel, data.frontend, key="facets", on_filters=ask, on_pick=pick)


frame.title("Innovation assets of the West Midlands", "Where new technology is made, tested and grown, each with its source.",
            figures=region_figures(shared().register))
explore()
