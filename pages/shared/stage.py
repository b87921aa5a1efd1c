"""The stage in the page: tours and kiosk data loaded once, and the component that takes the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from geo.register.datapackage import files_stamp
from geo.register.validation import Issue
from geo.settings import STATIC_ROOT
from geo.tours.kiosk import kiosk_data
from geo.tours.tour import Tour, compute_scenes, load_tours
from pages.shared.loaders import Shared
from pages.shared.own_address import public_root

SCRIPTS = ("dom.js", "stage.js", "stage_jumps.js", "stage_names.js", "kiosk.js", "stage_mount.js")


@cache
def _component() -> Callable[..., Any]:
    script = "\n".join((STATIC_ROOT / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component("wm_stage", html="<span></span>", js=script)


def mount(data: dict[str, Any], *, key: str = "stage-screen") -> None:
    """Take over the screen with a tour; `data` are the options of `static/stage.js`."""
    st.html(f"<style>{(STATIC_ROOT / 'stage.css').read_text(encoding='utf-8')}</style>")
    _component()(data=data, key=key, height="content")


def tours(shared: Shared) -> tuple[dict[str, Tour], list[Issue]]:
    """The tours of the package and what is wrong with those left out."""
    return _tours(_stamp(shared), shared)


def opening_figures(shared: Shared, code: str) -> dict[str, dict[str, str]]:
    """The figure of each tour's opening scene by the tour's id; `code` is the authority chosen, or ""."""
    return _figures(_stamp(shared), code, shared)


def kiosk(shared: Shared) -> dict[str, Any]:
    """What a visitor of the kiosk can reach, with codes that lead to the app's public address, where it has one."""
    return _kiosk(shared.stamp, public_root(), shared)


def _stamp(shared: Shared) -> str:
    """What is shown, which may be a release of a database or the last good one, and the files as they stand: a tour saved
    meanwhile is read again."""
    return f"{shared.stamp} {files_stamp(shared.register.package.root)}"


@st.cache_resource(max_entries=2, show_spinner=False)
def _tours(stamp: str, _shared: Shared) -> tuple[dict[str, Tour], list[Issue]]:
    return load_tours(_shared.register)


@st.cache_data(max_entries=40, show_spinner=False)
def _figures(stamp: str, code: str, _shared: Shared) -> dict[str, dict[str, str]]:
    found = {}
    for tour in tours(_shared)[0].values():
        if code or not tour.parameter:
            opening = compute_scenes(tour, _shared.register, _shared.index, authority=code)[0]
            found |= {tour.id: opening["figure"]} if opening["figure"] else {}
    return found


@st.cache_resource(max_entries=4, show_spinner="Preparing the kiosk")
def _kiosk(stamp: str, root: str, _shared: Shared) -> dict[str, Any]:
    return kiosk_data(_shared.register, _shared.index, link_root=root)
