"""Asset: everything known of one asset, what is next door, and what it is related to."""

from __future__ import annotations

import streamlit as st

from geo.distance import nearest_neighbours, related_assets
from geo.filtering import Filters
from geo.markup import Column, page_link, table
from geo.popups import asset_card, common_ground, correction_text
from geo.views import asset_view
from pages.shared import downloads, frame, shortlist, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme

NEIGHBOURS = [
    Column("name", "Asset", "asset"), Column("kind_name", "Kind"), Column("place", "Place"),
    Column("distance_km", "Distance", "number", decimals=1, unit=" km"),
]
RELATED = [Column("name", "Asset", "asset"), Column("kind_name", "Kind"), Column("place", "Place"), Column("why", "In common")]


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
    picker(data, identity)
    if not identity:
        frame.title("Asset profile", "Choose an asset by its name, or click a pin on the map.")
        show_map(data, asset_view(data.register, "", theme=theme()), key="asset-map", on_message=on_map)
        return
    left, right = st.columns([0.46, 0.54], gap="large")
    with left:
        st.html(asset_card(data.register.asset(identity), data.register, heading="h1"))
        actions(data, identity)
    with right:
        show_map(data, asset_view(data.register, identity, theme=theme()), key="asset-map", on_message=on_map)
    around(data, identity)


def picker(data: Shared, identity: str) -> None:
    names = data.register.assets.set_index("id")["name"].to_dict()
    st.session_state["asset-choice"] = identity or None
    st.selectbox("Find an asset", list(names), format_func=lambda key: names.get(key, ""), index=None, key="asset-choice",
                 on_change=choose, placeholder="Type a name")


def actions(data: Shared, identity: str) -> None:
    starred = identity in shortlist.ids(data)
    name = data.register.asset(identity)["name"]
    with st.container(horizontal=True):
        st.button("Take off the shortlist" if starred else "Add to the shortlist", key="asset-star", on_click=star,
                  icon=":material/star:" if starred else ":material/star_border:")
        downloads.button(data, Filters(), title=name, ids=(identity,), key="asset-download")
    with st.expander("Suggest a correction", icon=":material/edit_note:"):
        text = correction_text(data.register.asset(identity), link=downloads.view_link(), version=data.register.package.version)
        st.markdown("Copy this text into an e-mail or an issue, and fill in what should change. "
                    "It needs no account, and nothing is sent from here.")
        st.code(text, language=None, wrap_lines=True)
    with st.expander("QR code of this page", icon=":material/qr_code:"):
        st.image(downloads.qr_svg(downloads.view_link()), width=220, caption=f"Opens the page of {words.plain(name)}")


def around(data: Shared, identity: str) -> None:
    register = data.register
    kinds = register.kinds["name"]
    near = nearest_neighbours(register.asset(identity), register.assets, n=8)
    related = related_assets(register.asset(identity), register.assets, n=8)
    near = near.assign(distance_km=near["distance_m"] / 1000, kind_name=near["kind"].map(kinds))
    related = related.assign(kind_name=related["kind"].map(kinds), why=common_ground(related, register))
    nearby = page_link("nearby", "Everything within a radius of it", near=identity)
    st.html(
        f"<h2>Next door</h2>{table(near.to_dict('records'), NEIGHBOURS, caption='The nearest assets, in a straight line')}"
        f"<p>{nearby}</p><h2>Related</h2>"
        f"{table(related.to_dict('records'), RELATED, caption='Assets with an operator, clusters or technologies in common')}"
    )


profile()
