"""The card of the asset chosen on a map, with a button that closes it."""

from __future__ import annotations

import streamlit as st

from geo.popups import asset_card
from pages.shared import components, url
from pages.shared.loaders import Shared


def card(data: Shared, identity: str) -> None:
    """Show all that is known of the chosen asset; nothing where none is chosen."""
    if not identity:
        return
    with st.container(key="detail"):
        st.button("Close", icon=":material/close:", key="close", on_click=close, type="tertiary")
        components.sheet(asset_card(data.register.asset(identity), data.register), key="card")


def close() -> None:
    url.write(**{url.ASSET: ""})
