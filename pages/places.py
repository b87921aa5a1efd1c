"""Places: what an area has, how that compares, what it lacks and what lies just over its border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import streamlit as st

from geo import area_sections
from geo.area_records import Asked
from geo.area_report import report_markdown
from geo.area_sheet import AreaSheet, MeasureSheet, SideSheet, counted
from geo.areas import Area
from geo.filtering import Filters
from geo.measures import Measure
from pages.shared import (
    area_picker,
    area_sheets,
    components,
    detail,
    downloads,
    frame,
    in_force,
    measure_picker,
    side_by_side,
    url,
    words,
)
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme

MAP_HEIGHT_PX = 540
# Parameters that links to another place do not carry along.
OF_ONE_PLACE = ("authority", "area", "asset")


def on_map(message: dict) -> None:
    """A click on an authority puts it in focus; a pin shows its asset."""
    if message["kind"] == "asset":
        url.write(asset=message["id"])
    if message["kind"] in ("authority", "point"):
        area_picker.write_clicked(message)


@st.fragment
def places() -> None:
    data, known = shared(), area_picker.lookups().measures
    filters, dropped = url.read_filters(data)
    area, no_area = area_picker.read(data, filters.authority)
    asked, no_measure = measure_picker.read(data, known)
    chosen, no_asset = url.read_asset(data)
    compared, no_compare = side_by_side.read(data, area)
    words.show_dropped(dropped + no_area + no_measure + no_asset + no_compare)
    counted_by = counted(filters)
    keep = {name: values for name, values in url.query().items() if name not in OF_ONE_PLACE}
    sheet = area_sheets.about(data, area, counted_by)
    measured = area_sheets.measured(data, area, counted_by, asked, keep)
    top, head = st.container(), st.container()
    left, right = st.columns([0.48, 0.52], gap="large")
    # The map is sent first: it need not wait for the tables.
    with left:
        show_left(data, measured, chosen)
    with head:
        components.sheet(sheet.head, key="places-head")
    with right:
        components.sheet(sheet.about, key="places-about")
    with top:
        controls(data, area, asked, filters, known)
    side = side_by_side.draw(data, sheet, counted_by, asked, compared)
    if area.kind == "authority":
        components.sheet(area_sections.every_authority(measured.everywhere), key="places-every")
    show_report(data, counted_by, sheet, side)


def controls(data: Shared, area: Area, asked: Asked, filters: Filters, known: Mapping[str, Measure]) -> None:
    """Where to look, what to measure, and which filters are in force."""
    box, choice, *boxes = st.columns([1.2, 1.2, 1.2, 1, 1.2])
    area_picker.draw(data, area, box, choice)
    measure_picker.draw(data, known, asked, boxes)
    in_force.note(data, filters, key="places-clear", keep="authority")


def show_left(data: Shared, measured: MeasureSheet, chosen: str) -> None:
    """The map, the asset chosen on it, and how the area compares."""
    view = replace(measured.view, chosen=chosen or None, theme=theme(), stamp=f"{measured.view.stamp}{chosen}")
    with st.container(key="places-map-box"):
        show_map(data, view, key="places-map", on_message=on_map, height_px=MAP_HEIGHT_PX)
    detail.card(data, chosen)
    components.sheet(measured.beside, key="places-beside")


def show_report(data: Shared, filters: Filters, sheet: AreaSheet, side: SideSheet) -> None:
    """The text to paste into a committee report, and the files."""
    profile, register, address = sheet.profile, data.register, downloads.view_link()
    st.html(area_sections.report_heading(profile))
    st.code(sheet.paragraph, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.download_button(
            "Download the report (Markdown)",
            icon=":material/article:",
            key="places-report",
            on_click="ignore",
            data=lambda: report_markdown(
                profile, register, side=side.side, paragraph=sheet.paragraph, link=address
            ).encode(),
            file_name=f"innovation-assets-{profile.area.id.lower()}-{date.today()}.md",
            mime="text/markdown",
        )
        about = {"authority": profile.area.codes} if profile.area.kind == "authority" else {}
        name = f"Innovation assets: {profile.area.name}"
        downloads.button(data, filters, title=name, ids=tuple(profile.assets["id"]), extra=about)


frame.title("Places", "What a city, town or local authority has, and how it compares.")
places()
