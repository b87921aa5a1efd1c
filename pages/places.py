"""Places: what an area has, how that compares, what it lacks and what lies just over its border."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo import area_report, area_sections
from geo.area_search import area_names, compared_areas
from geo.area_sheet import AreaSheet, area_sheet, counted, measure_sheet
from geo.areas import Area
from geo.filtering import Filters
from geo.labels import filter_words
from geo.popups import asset_card
from geo.profile import MOST_COMPARED, SideBySide, compare_areas
from geo.views_places import places_view
from pages.shared import area_picker, downloads, in_force, measure_picker, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme

MAP_HEIGHT_PX = 540


@st.cache_resource(max_entries=300, show_spinner=False)
def _sheet(version: str, area: Area, filters: Filters, _data: Shared) -> AreaSheet:
    assets = _data.register.assets[_data.index.mask(filters)]
    return area_sheet(area, assets, register=_data.register, figures=area_picker.lookups().figures, filters=filters)


def compare() -> None:
    url.write(compare=st.session_state["places-compare"])


def close() -> None:
    url.write(asset="")


def on_map(message: dict) -> None:
    """A click on an authority puts it in focus; a pin shows its asset."""
    if message["kind"] == "asset":
        url.write(asset=message["id"])
    if message["kind"] in ("authority", "point"):
        area_picker.write_clicked(message)


@st.fragment
def places() -> None:
    data, tables = shared(), area_picker.lookups()
    register = data.register
    filters, dropped = url.read_filters(data)
    area, no_area = area_picker.read(data, filters.authority)
    asked, no_measure = measure_picker.read(data, tables.figures)
    chosen, no_asset = url.read_asset(data)
    words.show_dropped(dropped + no_area + no_measure + no_asset)
    box, choice, *boxes = st.columns([1.2, 1.2, 1.2, 1, 1.2])
    area_picker.draw(data, area, box, choice)
    measure_picker.draw(data, tables.figures, asked, boxes)
    with st.container(horizontal=True, vertical_alignment="center", key="places-filters"):
        in_force.choices(data, filters, ("layer", "cluster", "status"), key="places")
        in_force.note(data, filters, key="places-clear", keep="authority")
    filters = counted(filters)
    sheet = _sheet(register.package.version, area, filters, data)
    assets = register.assets[data.index.mask(filters)]
    measured = measure_sheet(sheet.profile, assets, asked, register=register)
    st.html(area_sections.head_section(sheet.profile, register))
    left, right = st.columns([0.48, 0.52], gap="large")
    with left:
        view = places_view(register, sheet.profile, asked, measured.table, measured.classes, ring=sheet.ring, chosen=chosen, theme=theme())
        with st.container(key="places-map-box"):
            show_map(data, view, key="places-map", on_message=on_map, height_px=MAP_HEIGHT_PX)
        if chosen:
            show_asset(data, chosen)
        keep = {name: value for name, value in url.query().items() if name not in ("authority", "area", "asset")}
        everywhere = area_sections.map_table(measured.table, measured.classes, asked, register, keep=keep)
        st.html(area_sections.beside_map(sheet.profile, measured.peers, asked, register, everywhere=everywhere))
    with right:
        st.html(area_sections.about_area(sheet.profile, register, searched=tables.searched))
    side = side_by_side(data, area, sheet, assets, asked)
    if area.kind == "authority":
        st.html(area_sections.every_authority(everywhere))
    report(data, filters, sheet, side)


def show_asset(data: Shared, identity: str) -> None:
    with st.container(key="detail"):
        st.button("Close", icon=":material/close:", key="places-close", on_click=close, type="tertiary")
        st.html(asset_card(data.register.asset(identity), data.register, heading="h2"))


def side_by_side(data: Shared, area: Area, sheet: AreaSheet, assets, asked) -> SideBySide:
    """Choose up to four areas and show them on the same scales."""
    names = area_names(data.register, area)
    ids = [identity for identity in dict.fromkeys(url.query().get("compare", [])) if identity in names][:MOST_COMPARED]
    areas = compared_areas(area, ids, sheet.profile.comparisons.similar, data.register)
    side = compare_areas(areas, assets, register=data.register, figures=area_picker.lookups().figures, measure=asked.measure)
    st.html(area_sections.compare_heading(area, named=bool(ids)))
    st.session_state["places-compare"] = ids
    st.multiselect(f"Compare {words.plain(area.name)} with", list(names), format_func=names.get, key="places-compare",
                   on_change=compare, max_selections=MOST_COMPARED, placeholder="Choose up to four places")
    st.html(area_sections.compare_section(side, asked, data.register))
    return side


def report(data: Shared, filters: Filters, sheet: AreaSheet, side: SideBySide) -> None:
    """The text to paste into a committee report, and the files."""
    profile, register = sheet.profile, data.register
    said = filter_words(register, filters)
    st.html(area_sections.report_heading(profile))
    st.code(area_report.report_paragraph(profile, register, filters=said), language=None, wrap_lines=True)
    address = downloads.view_link()
    with st.container(horizontal=True):
        st.download_button(
            "Download the report (Markdown)", icon=":material/article:", key="places-report", on_click="ignore",
            data=lambda: area_report.report_markdown(profile, register, side=side, filters=said, link=address).encode(),
            file_name=f"innovation-assets-{profile.area.id.lower()}-{date.today()}.md", mime="text/markdown",
        )
        downloads.button(data, filters, title=f"Innovation assets: {profile.area.name}", ids=tuple(profile.assets["id"]))


st.html("<h1 class='wm-title'>Places</h1>")
places()
