"""The entry point: page settings, navigation, what every page shares, and then the page."""

from __future__ import annotations

import streamlit as st

from pages.shared import frame, pages

st.set_page_config(
    page_title="West Midlands Innovation Map",
    page_icon="static/favicon.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)

st.logo("static/logo.svg", size="large")
page = st.navigation(pages.all_pages(), position="top")
with frame.around(page):
    page.run()
