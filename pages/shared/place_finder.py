"""Places and postcodes, loaded once for everybody, and what a typed text means."""

from __future__ import annotations

import streamlit as st

from geo.gazetteer.locate import Gazetteer, Spot, load_gazetteer, locate
from pages.shared.loaders import shared


def gazetteer() -> Gazetteer:
    """The tables texts are looked up in."""
    return _load(shared().stamp)


def find(text: str) -> Spot:
    """The point a text means. Raises NotFoundError, saying what to try."""
    data = shared()
    return locate(text, gazetteer=gazetteer(), register=data.register, index=data.index)


@st.cache_resource(show_spinner=False, max_entries=2)
def _load(stamp: str) -> Gazetteer:
    return load_gazetteer(shared().register)
