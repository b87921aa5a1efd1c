"""Organisation: what it runs, owns, hosts, leads and takes part in, where, and in which clusters."""

from __future__ import annotations

import streamlit as st

from geo.select.filters import Filters
from pages.answers import organisation as page
from pages.shared import downloads, frame, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import shared


@st.fragment
@words.in_words()
def profile() -> None:
    frame.name_tab("organisation")
    data, made = shared(), answered(page)
    top = st.container()
    left, side = st.columns([0.5, 0.5], gap="medium")
    # The map is sent first: it need not wait for the tables.
    with left, st.container(key="wm-middle"):
        show_map(page, made)
    with top:
        picker(page, made, "organisation-controls")
    with side, st.container(key="wm-beside"):
        for part in ("organisation-card", "organisation-words"):
            sheet(made, part)
        if made.identity:
            name = data.register.organisations.names[made.identity]
            downloads.button(data, Filters(), title=name, ids=made.ids, key="organisation-download")
    sheet(made, "organisation-tables")


profile()
