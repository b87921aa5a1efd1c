"""The downloads of exactly what is on the screen."""

from __future__ import annotations

import numpy as np
import streamlit as st

from geo.filtering import Filters
from pages.shared.loaders import Shared


def button(data: Shared, mask: np.ndarray, filters: Filters) -> None:
    """A button that opens the downloads of the assets under a mask."""
    st.button("Download or share", icon=":material/download:", key="download", width="stretch", disabled=not mask.any())
