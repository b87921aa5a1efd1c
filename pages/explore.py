"""Explore: what is there. Filters, map and list of the same assets, and all that is known of one."""

from __future__ import annotations

import streamlit as st

from geo.analysis.region_figures import asset_figures, region_figures
from geo.gazetteer.question_link import question_link
from geo.select.questions import read_question
from geo.webmap.explore_panels import facets_panel, results_panel
from pages.answers import explore as page
from pages.shared import components, downloads, frame, words
from pages.shared.answer_drawing import act, answered, sheet, show_map
from pages.shared.loaders import shared

# On a phone the list is a sheet that is pulled up over the map (static/pull.js).
PULL = '<button type="button" class="wm-pull" aria-expanded="false"><span>List</span></button>'


def take() -> None:
    """Take the view as the browser has it."""
    act(page, st.session_state["facets"].view | {"kind": "view"})


@st.fragment
@words.in_words()
def explore() -> None:
    frame.name_tab("explore")
    data = shared()
    rail, middle, side = st.columns([0.19, 0.47, 0.34], gap="medium")
    with middle:
        made = answered(page)
        show_map(page, made)
    with side, st.container(key="side"):
        st.html(PULL)
        sheet(made, "explore-card")
        said = data.index.text.reading(made.filters.q).sentences()
        question = read_question(made.filters.q, register=data.register, index=data.index) if made.filters.q else None
        also = [question_link(question, data.register)] if question else []
        listed = results_panel(data.register, made.filters, ids=made.ids, chosen=made.chosen, starred=made.starred, said=said, also=also, page=made.page)
        components.results(listed, data.frontend, key="results")
        downloads.button(data, made.filters, asset=made.chosen)
    with rail, st.container(key="rail"):
        found = None if data.tiles else data.index.found(made.filters)
        figures = asset_figures(data.register.assets[data.index.mask(made.filters)])
        panel = facets_panel(made.filters, made.counts, found=found, figures=figures, asset=made.chosen, starred=made.starred)
        components.facets(panel, data.frontend, key="facets", on_view=take)


register = shared().register
frame.title("explore", figures=region_figures(register))
explore()
