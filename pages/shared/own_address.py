"""By which address others reach this app: what codes to scan and printed links begin with.

It is the one of the settings (`INNOVATION_MAP_PUBLIC_ADDRESS`), else the one the reader's browser has, unless that is this
machine's name for itself; then whoever presents is asked for it once, on Present.
"""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlsplit

import streamlit as st

from geo.addresses import is_reachable
from pages.shared.app_address import base_path, printed_root

WHY_NOT = "There is no QR code: this page was opened by an address that only this machine understands."


def link_root() -> str:
    """The address of the app's root with its last slash, as the reader's browser has it; "" where it is not known."""
    address = urlsplit(st.context.url or "")
    if not address.netloc:
        return ""
    path = address.path.rstrip("/")
    folder = path if path.endswith(base_path() or "/") else path.rpartition("/")[0]
    return f"{address.scheme}://{address.netloc}{folder}/"


def public_root() -> str:
    """The address of the app's root for whoever is not at this machine, with its last slash; "" where none is known."""
    return printed_root(link_root()) or _said().address


def public_link(link: str) -> str:
    """A link of this app as others can follow it; "" where they cannot."""
    root, own = public_root(), link_root()
    return root + link.removeprefix(own) if root and link.startswith(own) else ""


def ask() -> None:
    """Where the app has no public address, say why there are no codes, and ask for one: it is kept while the server runs."""
    if printed_root(link_root()):
        return
    st.caption(f"{WHY_NOT} Open the app by the machine\u2019s name or network address, or write here the address by which phones reach it.")
    st.text_input(
        "Public address of the map",
        value=_said().address,
        key="public-address",
        on_change=_hear,
        width=460,
        placeholder="https://map.example.org/",
        max_chars=200,
    )
    if text := st.session_state.get("public-refused", ""):
        st.warning(text, icon=":material/warning:")


def _hear() -> None:
    """Keep what was written, for readers at this machine: nobody else is ever asked, or sees it."""
    named = st.session_state["public-address"].strip()
    usable = not named or is_reachable(named)
    st.session_state["public-refused"] = "" if usable else "Write an address that begins with https:// or http:// and that another machine can open."
    if usable:
        _said().address = f"{named.split('?')[0].split('#')[0].rstrip('/')}/" if named else ""


@st.cache_resource(show_spinner=False)
def _said() -> SimpleNamespace:
    return SimpleNamespace(address="")
