"""The controls of a reader's own list: what its columns hold, the rows to mend, the radius, the map and the files."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from geo.errors import UploadError
from geo.export import FORMATS
from geo.export.own_list import result_table, tables, to_csv, to_geopackage, to_xlsx
from geo.export.own_list_brief import to_pdf, to_slides
from geo.own_list.column_names import ROLES
from geo.webmap.folium_map import MapView
from geo.webmap.own_layer import bounds_of
from pages.html.own_list_sections import MOST_SHOWN, suggested_row_html
from pages.shared import map_panel, session_list, words
from pages.shared.components import sheet
from pages.shared.loaders import shared
from pages.shared.session_list import OwnList

NONE = "Not in the table"
# So many rows are mended at a time.
MENDED_AT_ONCE = 100
WRONG, TODO = "What is wrong", "What to do"
LEAST_KM, MOST_KM = 1, 50


def sheets(own: OwnList) -> None:
    """Which sheet was read, where the file has several, and the others to choose from."""
    if len(own.raw.sheets) > 1:
        key = f"own-sheet-{own.version}"
        options = list(own.raw.sheets)
        label = f"The file has {len(options)} sheets with rows; this one is shown"
        st.selectbox(label, options, index=options.index(own.raw.sheet), key=key, on_change=_change_sheet, args=(key,))


def _change_sheet(key: str) -> None:
    try:
        session_list.change_sheet(st.session_state[key])
    except UploadError as error:
        st.session_state[session_list.PROBLEM] = error


def columns(own: OwnList) -> None:
    """What each column was taken for, shown for correction."""
    taken = "; ".join(f"{ROLES[role]}: {column}" for role, column in own.roles.items())
    label = f"Columns \u2013 {words.plain(taken)}" if taken else "Columns: none was recognised"
    with st.expander(label, expanded=own.placed.rows.empty, icon=":material/view_column:"):
        options = ["", *own.table.columns]
        cells = st.columns(4)
        for place, (role, label) in enumerate(ROLES.items()):
            now = own.roles.get(role, "")
            key = f"own-role-{role}-{own.version}"
            cells[place % 4].selectbox(
                label, options, index=options.index(now), key=key, format_func=lambda column: column or NONE, on_change=_change_role, args=(role, key)
            )


def _change_role(role: str, key: str) -> None:
    session_list.change_roles({**session_list.current().roles, role: st.session_state[key]})


def own_map(own: OwnList) -> None:
    """The map with the list's own layer, over our assets or alone."""
    ours = st.toggle("Show the assets of the map, too", value=True, key="own-ours")
    rows = own.placed.rows
    fit = {"key": f"own-{own.version}", "bounds": bounds_of(rows), "max_zoom": 14} if len(rows) else None
    view = MapView(
        ids=None if ours else (),
        fit=fit,
        theme=map_panel.theme(),
        answers=("asset",),
        legend={"title": "Key", "rows": []},
        title="Map of your list; the tables below hold the same",
        stamp=f"own-{own.version}-{ours}",
    )
    map_panel.show_map(shared(), view, key="own-map", on_message=lambda message: None, height_px=520)


def mend(own: OwnList) -> None:
    """The rows that are not drawn, to be put right in place."""
    problems = {problem.row: problem for problem in reversed(own.placed.problems) if problem.severity == "error"}
    rows = [number for number in own.placed.bad_rows][:MENDED_AT_ONCE]
    at = {number: row for number, row in zip(own.table.numbers, own.table.rows, strict=True)}
    table = pd.DataFrame(
        [[problems[number].why, problems[number].mend, *at[number]] for number in rows],
        columns=[WRONG, TODO, *own.table.columns],
        index=pd.Index(rows, name="Row"),
    )
    shown = [column for column in own.table.columns if column in own.roles.values()] or list(own.table.columns[:6])
    if proposed := own.placed.proposed:
        label = f"Mend {len(proposed):,} row{'s' * (len(proposed) > 1)} as proposed"
        st.button(label, key=f"own-proposed-{own.version}", on_click=session_list.change_cells, args=(proposed,), icon=":material/auto_fix_high:")
    with st.form(f"own-mend-{own.version}", border=True):
        st.markdown(f"**Mend them here**: click a cell, type, and apply. {_first_of(own)}")
        edited = st.data_editor(table[[WRONG, TODO, *shown]], disabled=[WRONG, TODO], key=f"own-editor-{own.version}", width="stretch")
        if st.form_submit_button("Apply the corrections", icon=":material/check:"):
            session_list.change_cells({int(number): {column: _text(row[column]) for column in shown} for number, row in edited.iterrows()})
            st.rerun()


def _first_of(own: OwnList) -> str:
    bad = len(own.placed.bad_rows)
    return f"The first {MENDED_AT_ONCE} of {bad:,} are shown." if bad > MENDED_AT_ONCE else ""


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def nearest(own: OwnList) -> None:
    """The radius, and for each row the nearest of each layer."""
    st.header("Each of your rows", anchor=False)
    st.slider(
        "Count assets within, km",
        LEAST_KM,
        MOST_KM,
        int(own.results.radius_km),
        key=f"own-radius-{own.version}",
        on_change=_change_radius,
        args=(f"own-radius-{own.version}",),
    )
    st.dataframe(result_table(own.results, shared().register), hide_index=True, width="stretch", height=min(420, 60 + 35 * max(1, len(own.results.rows))))


def suggest_row(own: OwnList) -> None:
    """Lead from any row to the form that begins with what it says, where the list is longer than the tables."""
    if len(own.results.rows) > MOST_SHOWN:
        rows = own.table.numbers
        number = st.number_input("Suggest another row, by its number", min(rows), max(rows), value=None, step=1, key=f"own-suggest-{own.version}")
        sheet(suggested_row_html(own.results, number), key="own-suggested")


def _change_radius(key: str) -> None:
    session_list.change_radius(float(st.session_state[key]))


def downloads(own: OwnList, *, on: date) -> None:
    """The result as files, and the list as it was mended."""
    register = shared().register

    def named():
        return tables(own.results, own.table, register, title=own.title, made_on=on)

    stem = f"your-list-{on}"
    offered = (
        ("Excel workbook", ".xlsx", FORMATS[".xlsx"].mime, "table_view", lambda: to_xlsx(named())),
        ("PDF brief", ".pdf", FORMATS[".pdf"].mime, "picture_as_pdf", lambda: to_pdf(own.results, register, title=own.title, made_on=on)),
        ("PowerPoint slides", ".pptx", FORMATS[".pptx"].mime, "slideshow", lambda: to_slides(own.results, register, title=own.title, made_on=on)),
        ("GeoPackage", ".gpkg", FORMATS[".gpkg"].mime, "layers", lambda: to_geopackage(own.results, named())),
        ("Your list as mended (CSV)", ".csv", FORMATS[".csv"].mime, "download", lambda: to_csv(own.table.columns, own.table.rows)),
    )
    cells = st.columns(2)
    for place, (label, suffix, mime, icon, make) in enumerate(offered):
        cells[place % 2].download_button(
            label, data=make, file_name=f"{stem}{suffix}", mime=mime, key=f"own-save{suffix}", on_click="ignore", icon=f":material/{icon}:", width="stretch"
        )
