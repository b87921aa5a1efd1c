"""Nearby: what is around a point, in some authorities, or in a shape drawn on the map."""

from __future__ import annotations

import streamlit as st

from geo.analysis.drive_time import method_words
from geo.webmap.nearby_views import asked_words
from pages.answers import nearby as page
from pages.answers.nearby import NearbyAnswer
from pages.shared import downloads, frame, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map, show_problem
from pages.shared.loaders import Shared, shared


@st.fragment
@words.in_words()
def nearby() -> None:
    frame.name_tab("nearby")
    data, made = shared(), answered(page)
    for problem in made.problems:
        show_problem(page, problem, "near")
    top = st.container()
    left, side = st.columns([0.56, 0.44], gap="medium")
    # The map is sent first: it need not wait for the tables.
    with left, st.container(key="wm-middle"):
        show_map(page, made)
    with top:
        picker(page, made, "nearby-controls")
        sheet(made, "nearby-filters")
    with side, st.container(key="wm-beside"):
        for part in ("nearby-card", "nearby-words"):
            sheet(made, part)
        download(data, made)
        sheet(made, "nearby-list")
    sheet(made, "nearby-around")


def download(data: Shared, made: NearbyAnswer) -> None:
    if not made.question:
        downloads.button(data, made.filters, key="nearby-download")
        return
    title = f"Assets {asked_words(made.question, data.register)}"
    choice = {"choice": f"{title} ({method_words(data.register.package)})"} if made.question.minutes else {}
    downloads.button(data, made.filters, title=title, ids=made.ids, key="nearby-download", extra=choice, measured=made.measured)


frame.title("nearby")
nearby()
