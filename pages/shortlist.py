"""Shortlist: the starred assets with a note on each, up to four side by side, all in the link."""

from __future__ import annotations

import streamlit as st

from geo.select.filters import Filters
from pages.answers import shortlist as page
from pages.shared import downloads, frame, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import shared


@st.fragment
@words.in_words()
def shortlist() -> None:
    made = answered(page)
    listing, drawing = st.columns([0.52, 0.48], gap="large")
    with drawing:
        show_map(page, made)
    with listing:
        picker(page, made, "shortlist-add")
        sheet(made, "shortlist-entries")
        if made.ids:
            downloads.button(
                shared(), Filters(), title="Shortlist", ids=made.ids, key="shortlist-download", extra={"notes": made.notes}, measured=made.measured
            )
    sheet(made, "shortlist-compare")
    picker(page, made, "shortlist-with")
    sheet(made, "shortlist-side")
    sheet(made, "shortlist-drive")


frame.title("shortlist")
shortlist()
