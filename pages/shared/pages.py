"""The pages of the app, in the order of the menu."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo.settings import stewards

ROOT = Path(__file__).resolve().parent.parent
# file, title, icon, address
PAGES = (
    ("explore", "Explore", ":material/map:", ""),
    ("places", "Places", ":material/location_city:", "places"),
    ("clusters", "Clusters", ":material/hub:", "clusters"),
    ("nearby", "Nearby", ":material/near_me:", "nearby"),
    ("asset", "Asset", ":material/push_pin:", "asset"),
    ("organisation", "Organisation", ":material/apartment:", "organisation"),
    ("your_data", "Your data", ":material/upload_file:", "your-data"),
    ("whats_new", "What\u2019s new", ":material/new_releases:", "whats-new"),
    ("shortlist", "Shortlist", ":material/star:", "shortlist"),
    ("present", "Present", ":material/slideshow:", "present"),
    ("claims", "Claims", ":material/fact_check:", "claims"),
    ("corrections", "Corrections", ":material/edit_note:", "corrections"),
    ("about", "About the data", ":material/info:", "about"),
)
# Every page leads to corrections from its foot, an asset to its organisations from its card; the menu has no room for them.
UNLISTED = ("corrections", "organisation")
# There only where a login is set up and somebody is named who may use it.
STEWARDS = (("stewards", "Stewards", ":material/shield_person:", "stewards"),)


def has_login() -> bool:
    """Whether Streamlit's OpenID Connect login is set up (`[auth]` in .streamlit/secrets.toml) and stewards are named."""
    return bool(stewards()) and st.secrets.load_if_toml_exists() and "auth" in st.secrets


def all_pages() -> list[st.Page]:
    """Every page, Explore first and at the root address."""
    return [
        st.Page(ROOT / f"{name}.py", title=title, icon=icon, url_path=address, default=not address, visibility="hidden" if name in UNLISTED else "visible")
        for name, title, icon, address in (*PAGES, *(STEWARDS if has_login() else ()))
        if (ROOT / f"{name}.py").is_file()
    ]


def name_of(page: st.Page) -> str:
    """The name of a page of the navigation: that of its file."""
    return {address: name for name, _, _, address in (*PAGES, *STEWARDS)}.get(page.url_path, PAGES[0][0])


def addresses() -> list[str]:
    """The address of each page below the app's root; Explore's is ""."""
    return [address for *_, address in (*PAGES, *STEWARDS)]
