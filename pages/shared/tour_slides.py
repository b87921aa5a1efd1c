"""A tour as slides to take away: one slide per scene, what the speaker says as notes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.export.file_names import file_name
from geo.export.tour_document import tour_context
from geo.tours.tour import Tour, title_of
from pages.shared import downloads
from pages.shared.loaders import Shared
from pages.shared.own_address import public_root

SUFFIX = ".pptx"


def section(data: Shared, tours: dict[str, Tour], authority: str) -> None:
    """Choose a tour, make its slides, and offer them; `authority` is the GSS code chosen, or ""."""
    st.html(
        "<h2>A tour as slides</h2><p class='wm-lead'>One slide for each scene, with the map and the speaker's notes, "
        "then the figures, sources and credits. Opens in PowerPoint and LibreOffice.</p>"
    )
    ready = {key: tour for key, tour in tours.items() if authority or not tour.parameter}
    chosen = st.selectbox("Tour", list(ready), width=460, key="tour-slides", format_func=lambda key: title_of(ready[key], data.register, authority=authority))
    if len(ready) < len(tours):
        st.caption("The tour about one authority is here too, once a local authority is chosen above.")
    if st.button("Make the slides", icon=":material/slideshow:", key="tour-slides-make") and chosen:
        named = title_of(ready[chosen], data.register, authority=authority)
        root = public_root()
        context = tour_context(data.register, data.index, ready[chosen], authority=authority, link_root=root)
        with st.container(width=560):
            downloads.make(
                context,
                SUFFIX,
                key=downloads.view_key(data, context, f"{root}{chosen}/{authority}"),
                file_name=file_name(data.register.region, f"tour {named}", SUFFIX, made_on=date.today()),
            )
