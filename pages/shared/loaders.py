"""The data, loaded once for everybody and again when a file changes."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from types import SimpleNamespace

import streamlit as st

from geo.analysis.area_search import Lookups, load_lookups
from geo.errors import GeoError
from geo.register.assets import Register, load_register
from geo.register.datapackage import files_stamp
from geo.select.filters import FacetIndex, index_facets
from geo.webmap.browser_files import Frontend, prepare

RECHECK_S = 1.0
# Files that cannot be read are tried again after a change, or so much later: not by each of the many requests meanwhile.
AGAIN_S = 20.0
_seen = SimpleNamespace(stamp="", at=float("-inf"), broken=None, broken_stamp="", broken_at=float("-inf"))


@dataclass(frozen=True)
class Shared:
    """What all sessions read and none changes. `stamp` is another after any change of a file: what is kept of
    the data is kept under it."""

    register: Register
    index: FacetIndex
    frontend: Frontend
    stamp: str


def shared() -> Shared:
    """The loaded data. Raises DataError where nothing at all can be shown.

    A changed file is noticed within `RECHECK_S`; looking at every file on each of the several calls
    of a run would cost more than the run's own work.
    """
    if time.monotonic() - _seen.at > RECHECK_S:
        _seen.stamp, _seen.at = files_stamp(), time.monotonic()
    if _seen.broken is not None and _seen.broken_stamp == _seen.stamp and time.monotonic() - _seen.broken_at < AGAIN_S:
        raise _seen.broken.with_traceback(None)
    try:
        return _load(_seen.stamp)
    except GeoError as error:
        _seen.broken, _seen.broken_stamp, _seen.broken_at = error, _seen.stamp, time.monotonic()
        raise


def region_title() -> str:
    """What the map is called; plain words where the data cannot be read, which the page then says."""
    try:
        return shared().register.region.title
    except GeoError:
        return "Innovation map"


def region_logo() -> str | None:
    """The region's own picture for the head of the page, where its data has one."""
    try:
        data = shared()
    except GeoError:
        return None
    picture = data.register.package.root / data.register.region.logo
    return str(picture) if picture.is_file() else None


def lookups() -> Lookups:
    """The tables an area is found and described by, loaded once."""
    data = shared()
    return _lookups(data.stamp, data)


@st.cache_resource(max_entries=2, show_spinner=False)
def _lookups(stamp: str, _data: Shared) -> Lookups:
    return load_lookups(_data.register.package)


@st.cache_resource(show_spinner=False, max_entries=2)
def _load(stamp: str) -> Shared:
    register = load_register()
    loaded = Shared(register, index_facets(register), prepare(register), stamp)
    # Streamlit collects garbage in full after every run: with the libraries and the data in memory
    # that is several times the work of a run. What is loaded now stays, so it need not be looked at.
    gc.collect()
    gc.freeze()
    return loaded
