"""The data, loaded once for everybody and again when a file changes."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from types import SimpleNamespace
from typing import TYPE_CHECKING

import streamlit as st

from geo.analysis.area_search import Lookups, load_lookups
from geo.errors import GeoError
from geo.register.assets import Register, load_register
from geo.register.datapackage import files_stamp, open_package
from geo.select.filters import FacetIndex, index_facets
from geo.settings import DATA_ROOT, release_cache, release_database
from geo.webmap.browser_files import Frontend, prepare
from geo.webmap.pin_tiles import PinTiles, is_many
from pages.shared.garbage import release_memory

if TYPE_CHECKING:
    from geo.store.follower import ReleaseFollower

RECHECK_S = 1.0
# Files that cannot be read are tried again after a change, or so much later: not by each of the many requests meanwhile.
AGAIN_S = 20.0
_seen = SimpleNamespace(root=DATA_ROOT, loaded=None, stamp="", at=float("-inf"), broken=None, broken_stamp="", broken_at=float("-inf"))
_loading = Lock()


@dataclass(frozen=True)
class Shared:
    """What all sessions read and none changes. `stamp` is another after any change of a file: what is kept of
    the data is kept under it. `tiles` are there where a browser is not given all assets at once."""

    register: Register
    index: FacetIndex
    frontend: Frontend
    stamp: str
    tiles: PinTiles | None = None


def shared() -> Shared:
    """The loaded data. Raises DataError where nothing at all can be shown.

    A changed file is noticed within `RECHECK_S`; looking at every file on each of the several calls
    of a run would cost more than the run's own work.
    """
    if time.monotonic() - _seen.at > RECHECK_S:
        root = data_root()
        _seen.root, _seen.stamp, _seen.at = root, files_stamp(root), time.monotonic()
    loaded = _seen.loaded
    if loaded is not None and loaded.stamp == _seen.stamp:
        return loaded
    # One loads, or finds that it cannot be; the others wait for what it found.
    with _loading:
        if _seen.broken is not None and _seen.broken_stamp == _seen.stamp and time.monotonic() - _seen.broken_at < AGAIN_S:
            raise _seen.broken.with_traceback(None)
        try:
            _seen.loaded = _load(_seen.stamp, _seen.root)
        except GeoError as error:
            _seen.broken, _seen.broken_stamp, _seen.broken_at = error, _seen.stamp, time.monotonic()
            raise
        return _seen.loaded


def data_root() -> Path:
    """The folder of the data in force: that of the release published in a database, where one is; else the one of the settings."""
    follower = _follower()
    return follower.folder if follower and follower.folder else DATA_ROOT


def is_published() -> bool:
    """Whether the data in force is a published release: a copy, which nothing may be written to."""
    return data_root() != DATA_ROOT


@st.cache_resource(show_spinner=False)
def _follower() -> ReleaseFollower | None:
    """What looks for releases, where the settings name a database of them. A new one is loaded before readers get it."""
    if not (url := release_database()):
        return None
    # Imported here: a laptop's copy has no use for it.
    from geo.store.follower import ReleaseFollower

    made = ReleaseFollower(url, release_cache(), accept=lambda folder: _load(files_stamp(folder), folder))
    made.look()
    made.follow(Event())
    return made


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
def _load(stamp: str, _root: Path) -> Shared:
    register = load_register(open_package(_root))
    index = index_facets(register)
    tiles = PinTiles(register, index) if is_many(register) else None
    if tiles:
        tiles.prepare()
    loaded = Shared(register, index, prepare(register), stamp, tiles)
    # Streamlit collects garbage in full after every run: with the libraries and the data in memory
    # that is several times the work of a run. What is loaded now stays, so it need not be looked at.
    gc.collect()
    release_memory()
    gc.freeze()
    return loaded
