"""The event pack's button, with its progress. One pack is kept for everybody, not one per session."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.export.file_names import file_name
from geo.export.zip import build_pack
from geo.select.filters import Filters
from pages.shared import open_data
from pages.shared.document_line import in_line
from pages.shared.downloads import make_context
from pages.shared.loaders import Shared
from pages.shared.own_address import public_root
from pages.shared.words import in_words


def section(data: Shared) -> None:
    """Say what the pack is, build it when asked, and offer it."""
    st.html(
        "<h2>Event pack</h2><p class='wm-lead'>For a hall without a network: "
        "one file with the map, search, filters, list and tours "
        "as a page that opens by double-click, the slides, the brief and the data.</p>"
    )
    root = public_root()
    held = _held(data.stamp, date.today().isoformat(), root)
    if st.button("Build the event pack", icon=":material/inventory_2:", key="pack-build", disabled="pack" in held):
        bar = st.progress(0.0, "Starting")
        context = make_context(data, Filters(), link=root, extra={"link_root": root})
        with in_words():
            held["pack"] = in_line(
                lambda progress: build_pack(context, progress=progress), bar, key=("pack", data.stamp, context.made_on, root, open_data.suggestions_stamp())
            )
            st.rerun()
    if "pack" in held:
        st.download_button(
            f"Download the event pack ({len(held['pack']) / 1e6:.1f} MB)",
            held["pack"],
            file_name=file_name(data.register.region, "event pack", ".zip", made_on=date.today()),
            mime="application/zip",
            icon=":material/download:",
            key="pack-download",
            on_click="ignore",
            type="primary",
        )


@st.cache_resource(max_entries=1, show_spinner=False)
def _held(stamp: str, day: str, root: str) -> dict[str, bytes]:
    """A place for the pack of this version of the data, made today for this address."""
    return {}
