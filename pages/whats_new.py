"""What's new: what changed since a release or a date, as a list and on the map, and what is due."""

from __future__ import annotations

import streamlit as st

from pages.answers import whats_new as page
from pages.shared import downloads, frame, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import shared


@st.fragment
@words.in_words()
def whats_new() -> None:
    made = answered(page)
    top = st.container()
    # The map is sent first: it need not wait for the tables.
    left, right = st.columns([0.56, 0.44], gap="medium")
    with right, st.container(key="wm-middle"):
        show_map(page, made)
        sheet(made, "whats-new-card")
        downloads.button(shared(), made.filters, key="whats-new-download")
    with top:
        picker(page, made, "whats-new-controls")
        sheet(made, "whats-new-filters")
    with left:
        sheet(made, "whats-new-list")
    sheet(made, "whats-new-due")


frame.title("whats_new")
whats_new()
