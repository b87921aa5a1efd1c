"""Clusters: one cluster of the region's, where it gathers and what it shares with others."""

from __future__ import annotations

import streamlit as st

from pages.answers import clusters as page
from pages.answers.clusters import ClustersAnswer
from pages.shared import downloads, frame, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import Shared, shared


@st.fragment
@words.in_words()
def clusters() -> None:
    frame.name_tab("clusters")
    data, made = shared(), answered(page)
    top = st.container()
    left, side = st.columns([0.54, 0.46], gap="medium")
    # The map is sent first: it need not wait for the tables.
    with left, st.container(key="wm-middle"):
        show_map(page, made)
    with top:
        picker(page, made, "clusters-controls")
        if len(made.asked) > 1:
            st.caption("The link names several clusters; this page shows one at a time, the first.")
        sheet(made, "clusters-filters")
    with side, st.container(key="wm-beside"):
        for part in ("clusters-card", "clusters-words"):
            sheet(made, part)
        download(data, made)
    sheet(made, "clusters-tables")
    sheet(made, "clusters-news")


def download(data: Shared, made: ClustersAnswer) -> None:
    if not made.cluster:
        downloads.button(data, made.filters, key="clusters-download")
        return
    name = data.register.clusters.at[made.cluster, "name"]
    downloads.button(data, made.filters, title=name, ids=made.ids, key="clusters-download", extra={"cluster": (made.cluster,)})


frame.title("clusters")
clusters()
