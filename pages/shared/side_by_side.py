"""Up to four areas side by side: the choice, kept in the URL as `compare`, and the tables."""

from __future__ import annotations

import streamlit as st

from geo import area_sections
from geo.area_records import Asked
from geo.area_search import area_names, compared_areas
from geo.area_sheet import AreaSheet, SideSheet
from geo.areas import Area
from geo.filtering import Filters
from geo.profile import MOST_COMPARED
from pages.shared import area_sheets, components, url, words
from pages.shared.loaders import Shared

CHOICE = "places-compare"


def read(data: Shared, area: Area) -> tuple[list[str], list[tuple[str, str]]]:
    """The areas in the URL to hold beside one, and the (parameter, value) pairs that name none."""
    asked, known = dict.fromkeys(url.query().get("compare", [])), area_names(data.register, area)
    ids = [identity for identity in asked if identity in known][:MOST_COMPARED]
    return ids, [("compare", identity) for identity in asked if identity not in known]


def draw(data: Shared, sheet: AreaSheet, filters: Filters, asked: Asked, ids: list[str]) -> SideSheet:
    """Draw the choice of up to four areas and the areas on the same scales; returns what is shown."""
    area, names = sheet.profile.area, area_names(data.register, sheet.profile.area)
    areas = compared_areas(area, ids, sheet.profile.comparisons.similar, data.register)
    side = area_sheets.beside(data, areas, filters, asked)
    st.html(area_sections.compare_heading(area, named=bool(ids)))
    st.session_state[CHOICE] = ids
    st.multiselect(
        f"Compare {words.plain(area.name)} with",
        list(names),
        format_func=names.get,
        key=CHOICE,
        on_change=_write,
        max_selections=MOST_COMPARED,
        placeholder="Choose up to four places",
    )
    components.sheet(side.html, key="places-side")
    return side


def _write() -> None:
    url.write(compare=st.session_state[CHOICE])
