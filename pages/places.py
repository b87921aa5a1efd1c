"""Places: what an area has, how that compares, what it lacks and what lies just over its border."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.analysis.area_report import area_report, comparison_tables, report_markdown
from geo.export.file_names import file_name
from pages.answers import places as page
from pages.answers.places import PlacesAnswer
from pages.shared import downloads, frame, own_address, place_report, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import Shared, shared

MAP_HEIGHT_PX = 540


@st.fragment
@words.in_words()
def places() -> None:
    frame.name_tab("places")
    data, made = shared(), answered(page)
    top = st.container()
    left, right = st.columns([0.48, 0.52], gap="large")
    # The map is sent first: it need not wait for the tables.
    with left:
        with st.container(key="places-map-box"):
            show_map(page, made, height_px=MAP_HEIGHT_PX)
        for part in ("places-card", "places-beside"):
            sheet(made, part)
    with top:
        picker(page, made, "places-controls")
        for part in ("places-filters", "places-head"):
            sheet(made, part)
    with right:
        sheet(made, "places-about")
    sheet(made, "places-compare")
    picker(page, made, "places-with")
    for part in ("places-side", "places-every", "places-news", "places-report"):
        sheet(made, part)
    show_files(data, made)


def show_files(data: Shared, made: PlacesAnswer) -> None:
    """The report as a file, and all other files."""
    about, register, address = made.about, data.register, downloads.view_link()
    profile, side = about.profile, made.side.side
    written = lambda: area_report(profile, register, side=side, paragraph=about.paragraph, link=own_address.public_link(address))  # noqa: E731
    named = lambda suffix: file_name(register.region, f"report {profile.area.name}", suffix, made_on=date.today())  # noqa: E731
    with st.container(horizontal=True):
        st.download_button(
            "Download the report (Markdown)",
            icon=":material/article:",
            key="places-report-file",
            on_click="ignore",
            data=lambda: report_markdown(written()).encode(),
            file_name=named(".md"),
            mime="text/markdown",
        )
        word = st.button("Make the report (Word)", icon=":material/description:", key="places-report-word")
        make = lambda: place_report.make(written(), profile, register, file_name=named(place_report.SUFFIX))  # noqa: E731
        focus = {"authority": profile.area.codes} if profile.area.kind == "authority" else {}
        extra = {"side_by_side": comparison_tables(side)} | focus
        name = f"Innovation assets: {profile.area.name}"
        downloads.button(data, made.filters, title=name, ids=tuple(profile.assets["id"]), extra=extra, make_report=make)
    if word:
        make()


frame.title("places")
places()
