"""Your data: a reader's own list on the map, mended, measured against the register, and taken away again."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.errors import UploadError
from geo.own_list.limits import LIMITS
from geo.own_list.reading import SUFFIXES, read_file, read_pasted
from pages.html.own_list_sections import doubles_html, missing_html, problems_html, results_html, start_html, summary_html
from pages.shared import frame, list_controls, session_list, words
from pages.shared.components import sheet
from pages.shared.work_queue import BusyError


def take_file() -> None:
    """Read the file that was chosen, or say what is wrong with it."""
    if (sent := st.session_state["own-file"]) is not None:
        take(lambda: read_file(sent.getvalue(), sent.name), sent.name)


def take_pasted() -> None:
    """Read the table that was pasted."""
    if text := st.session_state["own-paste"].strip("\r\n"):
        take(lambda: read_pasted(text), "Pasted table")


def take(read, title: str) -> None:
    """Make what `read` gives the list of the session; what is wrong is said by the run that follows."""
    try:
        session_list.take(session_list.in_line(read), title)
    except (UploadError, BusyError) as error:
        session_list.forget()
        st.session_state[session_list.PROBLEM] = error


def put_in() -> None:
    """The two ways to put a list in."""
    own = session_list.current()
    with st.expander("Choose another list" if own else "Choose a list", expanded=own is None, icon=":material/upload_file:"):
        left, right = st.columns(2, gap="medium")
        with left:
            st.file_uploader(f"A file, {LIMITS}", type=[suffix[1:] for suffix in SUFFIXES], key="own-file", on_change=take_file)
        with right:
            st.text_area("Or a table, copied from a spreadsheet", key="own-paste", height=118, placeholder="Name\tPostcode\nTown Hall\tB3 3DQ")
            st.button("Show the pasted table", on_click=take_pasted, icon=":material/content_paste:")
    if own:
        st.button("Remove your list", on_click=session_list.forget, icon=":material/delete:")


def page() -> None:
    if problem := st.session_state.pop(session_list.PROBLEM, None):
        words.show_error(problem)
    own = session_list.current()
    put_in()
    if own is None:
        sheet(start_html(), key="own-start")
        return
    list_controls.sheets(own)
    list_controls.columns(own)
    drawing, listing = st.columns([0.56, 0.44], gap="medium")
    with drawing, st.container(key="wm-middle"):
        list_controls.own_map(own)
    with listing, st.container(key="wm-beside"):
        sheet(summary_html(own.results, own.raw, (*own.raw.notes, *own.table.notes)), key="own-summary")
        list_controls.downloads(own, on=date.today())
        sheet(problems_html(own.results, severity="error"), key="own-errors")
        sheet(problems_html(own.results, severity="warning"), key="own-warnings")
    if own.placed.bad_rows:
        list_controls.mend(own)
    list_controls.nearest(own)
    sheet(doubles_html(own.results) + missing_html(own.results), key="own-doubles")
    list_controls.suggest_row(own)
    sheet(results_html(own.results), key="own-results")
    sheet(start_html(), key="own-start")


frame.title("your_data")
page()
