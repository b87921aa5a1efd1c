"""The pages of the app, in the order of the menu."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
# file, title, icon, address
PAGES = (
    ("explore", "Explore", ":material/map:", ""),
    ("places", "Places", ":material/location_city:", "places"),
    ("clusters", "Clusters", ":material/hub:", "clusters"),
    ("nearby", "Nearby", ":material/near_me:", "nearby"),
    ("asset", "Asset", ":material/push_pin:", "asset"),
    ("your_data", "Your data", ":material/upload_file:", "your-data"),
    ("whats_new", "What\u2019s new", ":material/new_releases:", "whats-new"),
    ("shortlist", "Shortlist", ":material/star:", "shortlist"),
    ("present", "Present", ":material/slideshow:", "present"),
    ("claims", "Claims", ":material/fact_check:", "claims"),
    ("about", "About the data", ":material/info:", "about"),
)


def all_pages() -> list[st.Page]:
    """Every page, Explore first and at the root address."""
    return [
        st.Page(ROOT / f"{name}.py", title=title, icon=icon, url_path=address, default=not address)
        for name, title, icon, address in PAGES
        if (ROOT / f"{name}.py").is_file()
    ]
