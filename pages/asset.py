"""Asset: everything known of one asset, what is next door, and what it is related to."""

from __future__ import annotations

import streamlit as st

from geo.select.filters import Filters
from pages.answers import asset as page
from pages.answers.asset import AssetAnswer
from pages.shared import downloads, frame, own_address, words
from pages.shared.answer_drawing import answered, picker, sheet, show_map
from pages.shared.loaders import Shared, shared


@st.fragment
@words.in_words()
def profile() -> None:
    frame.name_tab("asset")
    data, made = shared(), answered(page)
    top = st.container()
    left, right = st.columns([0.46, 0.54], gap="large")
    # The map is sent first: it need not wait for the tables.
    with right:
        show_map(page, made)
    with left:
        sheet(made, "asset-card")
        with st.container(horizontal=True):
            sheet(made, "asset-star")
            if made.identity:
                actions(data, made)
    sheet(made, "asset-around")
    sheet(made, "asset-history")
    with top:
        picker(page, made, "asset-controls")


def actions(data: Shared, made: AssetAnswer) -> None:
    identity, name = made.identity, data.register.asset(made.identity)["name"]
    if st.button("Suggest a correction", icon=":material/edit_note:", key="asset-correct"):
        st.switch_page("pages/corrections.py", query_params={"asset": identity})
    if st.button("QR code", icon=":material/qr_code:", key="asset-qr", help="A code that opens this page on a phone"):
        code(name)
    downloads.button(data, Filters(), title=name, ids=(identity,), key="asset-download", measured=made.measured)


@st.dialog("QR code of this page", width="small")
def code(name: str) -> None:
    downloads.qr_code(downloads.view_link(), opens=f"the page of {name}", width_px=320)
    st.code(own_address.public_link(downloads.view_link()) or downloads.view_link(), language=None, wrap_lines=True)


profile()
