"""Asset: everything known of one asset, what is next door, and what it is related to."""

from __future__ import annotations

import streamlit as st

from geo.asset_sections import around_html
from geo.filtering import Filters
from geo.popups import asset_card, correction_text
from geo.views import asset_view
from pages.shared import components, downloads, frame, shortlist, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme


def choose() -> None:
    url.write(asset=st.session_state["asset-choice"] or "")


def on_map(message: dict) -> None:
    if message["kind"] == "asset":
        url.write(asset=message["id"])


def star() -> None:
    shortlist.toggle(url.read_one(url.ASSET))


@st.fragment
def profile() -> None:
    data = shared()
    identity, dropped = url.read_asset(data)
    words.show_dropped(dropped)
    top = st.container()
    if not identity:
        with top:
            picker(data, identity)
            frame.title("Asset profile", "Choose an asset by its name, or click a pin on the map.")
        show_map(data, asset_view(data.register, "", theme=theme()), key="asset-map", on_message=on_map)
        return
    left, right = st.columns([0.46, 0.54], gap="large")
    # The map is sent first: it need not wait for the tables.
    with right:
        show_map(data, asset_view(data.register, identity, theme=theme()), key="asset-map", on_message=on_map)
    with left:
        components.sheet(asset_card(data.register.asset(identity), data.register, heading="h1"), key="asset-card")
        actions(data, identity)
    components.sheet(around(data.register.package.version, identity), key="asset-around")
    with top:
        picker(data, identity)


def picker(data: Shared, identity: str) -> None:
    names = dict(zip(data.register.assets["id"], data.register.assets["name"], strict=True))
    st.session_state["asset-choice"] = identity or None
    st.selectbox("Find an asset", list(names), format_func=lambda key: names.get(key, ""), index=None, key="asset-choice",
                 on_change=choose, placeholder="Type a name")


def actions(data: Shared, identity: str) -> None:
    starred = identity in shortlist.ids(data)
    name = data.register.asset(identity)["name"]
    with st.container(horizontal=True):
        st.button("Take off the shortlist" if starred else "Add to the shortlist", key="asset-star", on_click=star,
                  icon=":material/star:" if starred else ":material/star_border:")
        if st.button("Suggest a correction", icon=":material/edit_note:", key="asset-correct"):
            correction(data, identity)
        if st.button("QR code", icon=":material/qr_code:", key="asset-qr", help="A code that opens this page on a phone"):
            code(name)
        downloads.button(data, Filters(), title=name, ids=(identity,), key="asset-download")


@st.dialog("Suggest a correction", width="medium")
def correction(data: Shared, identity: str) -> None:
    text = correction_text(data.register.asset(identity), link=downloads.view_link(), version=data.register.package.version)
    st.markdown("Copy this text into an e-mail or an issue, and fill in what should change. "
                "It needs no account, and nothing is sent from here.")
    st.code(text, language=None, wrap_lines=True)


@st.dialog("QR code of this page", width="small")
def code(name: str) -> None:
    st.image(downloads.qr_svg(downloads.view_link()), width=320, caption=f"Opens the page of {words.plain(name)}")
    st.code(downloads.view_link(), language=None, wrap_lines=True)


@st.cache_resource(show_spinner=False, max_entries=400)
def around(version: str, identity: str) -> str:
    """What stands below an asset, kept for every reader."""
    register = shared().register
    return around_html(register.asset(identity), register)


profile()
