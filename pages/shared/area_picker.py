"""The picker of an area: one search box for names, GSS codes and postcodes, and a list of all."""

from __future__ import annotations

import streamlit as st

from geo.area_search import Lookups, area_asked, area_in_link, area_names, areas_asked, load_lookups
from geo.areas import Area
from geo.crs import point_from_lat_lon
from geo.errors import GeoError
from pages.shared import url, words
from pages.shared.loaders import Shared, shared

FIND, CHOICE = "area-find", "area-choice"
MIDDLE = "A postcode or town counts where its middle lies; near a boundary a part may lie next door."


def lookups() -> Lookups:
    """The tables an area is found and described by, loaded once."""
    return _lookups(shared().register.package.version, shared())


def read(data: Shared, codes: tuple[str, ...]) -> tuple[Area, list[tuple[str, str]]]:
    """The area in the URL, by the GSS codes of the filter or by `area=`, and what was dropped."""
    wanted = url.read_one("area")
    area, known = area_in_link(codes, wanted, data.register)
    return area, [] if known else [("area", wanted)]


def write(area: Area, **more: list[str]) -> None:
    """Put an area into the URL: one authority by its GSS code, the region by nothing."""
    single = area.kind == "authority"
    url.write(
        authority=area.codes if single else "",
        area="" if single or area.kind == "region" else area.id,
        **more,
    )


def write_clicked(message: dict) -> None:
    """Put the authority of a click on the map into the URL; a click beyond the region changes nothing."""
    at = message.get("gss_code") or point_from_lat_lon(message["lat"], message["lon"])
    try:
        area = area_asked(at, shared().register, lookups())
    except GeoError:
        return
    st.session_state[FIND] = ""
    write(area)


def draw(
    data: Shared,
    area: Area,
    box: st.delta_generator.DeltaGenerator,
    choice: st.delta_generator.DeltaGenerator,
) -> None:
    """Draw the search box and the list in two containers; say where what was typed lies, or why not."""
    with box:
        text = st.text_input(
            "Find a place", key=FIND, on_change=_find, placeholder="Name, postcode or GSS code"
        )
    names = area_names(data.register, area)
    st.session_state[CHOICE] = area.id
    with choice:
        st.selectbox(
            "Place", list(names), format_func=lambda key: names.get(key, key), key=CHOICE, on_change=_choose
        )
    if text.strip():
        with words.in_words():
            found = areas_asked(text, data.register, lookups())
            named = " and ".join(one.name for one in found)
            st.caption(f"\u201c{words.plain(text.strip()[:80])}\u201d: {words.plain(named)}. {MIDDLE}")


@st.cache_resource(max_entries=2, show_spinner=False)
def _lookups(version: str, _data: Shared) -> Lookups:
    return load_lookups(_data.register.package)


def _find() -> None:
    try:
        first, *others = areas_asked(st.session_state[FIND], shared().register, lookups())
    except GeoError:
        return  # the text stays in the box, and the page says what is wrong with it
    write(first, **({"compare": [area.id for area in others]} if others else {}))


def _choose() -> None:
    st.session_state[FIND] = ""
    area, _ = area_in_link((), st.session_state[CHOICE], shared().register)
    write(area)
