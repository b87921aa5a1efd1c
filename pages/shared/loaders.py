"""The data, loaded once for everybody and again when a file changes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from geo.assets import Register, load_register
from geo.datapackage import files_stamp
from geo.filtering import FacetIndex, index_facets
from geo.frontend import Frontend, prepare


@dataclass(frozen=True)
class Shared:
    """What all sessions read and none changes."""

    register: Register
    index: FacetIndex
    frontend: Frontend


def shared() -> Shared:
    """The loaded data. Raises DataError where nothing at all can be shown."""
    return _load(files_stamp())


@st.cache_resource(show_spinner="Loading the map data", max_entries=2)
def _load(stamp: str) -> Shared:
    register = load_register()
    return Shared(register, index_facets(register), prepare(register))
