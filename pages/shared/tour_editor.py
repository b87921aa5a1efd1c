"""The editor of one's own tour, on Present: its scenes in order, their words, its file.

The tour is in the session; it is kept by downloading its file.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from geo.tours.rules import MOST_LINE, MOST_NOTES, MOST_TITLE
from geo.tours.tour import Scene, read_tour, write_tour
from geo.webmap.html_elements import page_link
from pages.html.elements import issue_table
from pages.shared import url, words
from pages.shared.loaders import Shared
from pages.shared.scenes import NEW, OWN, change, keep, own, problems, turn

OPENED = "tour-opened"


def editor(data: Shared) -> None:
    """The scenes collected, to edit, put in order, show, save; and a file to open."""
    st.html(
        Markup(
            "<h2>Make your own tour</h2><p class='wm-lead'>"
            "Choose “Save this view as a scene” on Explore and the other pages. "
            "Here the scenes are put in order and get their words. "
            "Numbers stay right by themselves: write {count} where one belongs.</p>"
        )
    )
    tour = own()
    if tour.scenes:
        for at in range(len(tour.scenes)):
            _scene(at)
        _whole_tour(data)
    else:
        explore = page_link("", "Explore")
        st.html(Markup('<p class="wm-empty">No scene collected yet. Begin on {}: filter, then save the view.</p>').format(explore))
    st.file_uploader("Open a tour file", type="toml", key="tour-file", max_upload_size=1, on_change=_open, args=(data,))
    if st.session_state.get("tour-issues"):
        st.error("**The file cannot be shown yet.** Mend what is listed and open it again.", icon=":material/error:")
        st.html(issue_table(st.session_state["tour-issues"]))


def _field(at: int, name: str) -> str:
    # The turn makes new fields after every change of order, so that none shows another scene's words.
    return f"tour-{turn()}-{at}-{name}"


def _edit(at: int) -> None:
    value = lambda name: st.session_state[_field(at, name)].strip()  # noqa: E731
    lines = tuple(line for line in (value("line1"), value("line2")) if line)
    st.session_state[OPENED] = at
    scene = replace(own().scenes[at], title=value("title"), lines=lines, notes=value("notes"))
    change(replace(own(), scenes=(*own().scenes[:at], scene, *own().scenes[at + 1 :])))


def _edit_whole() -> None:
    title, description = (st.session_state[_field(0, name)].strip() for name in ("tour-title", "tour-description"))
    change(replace(own(), title=title, description=description))


def _move(at: int, by: int) -> None:
    scenes = list(own().scenes)
    scenes.insert(at + by, scenes.pop(at))
    st.session_state[OPENED] = at + by
    keep(replace(own(), scenes=tuple(scenes)))


def _remove(at: int) -> None:
    st.session_state.pop(OPENED, None)
    keep(replace(own(), scenes=own().scenes[:at] + own().scenes[at + 1 :]))


def _open(data: Shared) -> None:
    file = st.session_state["tour-file"]
    st.session_state["tour-issues"] = []
    if file is None:
        return
    text = file.getvalue().decode("utf-8-sig", errors="replace")
    tour, issues = read_tour(text, data.register, identity=OWN, file=file.name)
    st.session_state["tour-issues"] = issues
    if tour:
        keep(tour)


def _scene(at: int) -> None:
    scene: Scene = own().scenes[at]
    lines = (*scene.lines, "", "")
    # A new title makes a new expander, which would close under the hands of whoever writes it.
    opened = st.session_state.get(OPENED) == at
    with st.expander(f"{at + 1}. {words.plain(scene.title) or 'Without a title'}", expanded=opened):
        change = {"on_change": _edit, "args": (at,)}
        st.text_input("Title", scene.title, key=_field(at, "title"), max_chars=MOST_TITLE, **change)
        st.text_input("First line", lines[0], key=_field(at, "line1"), max_chars=MOST_LINE, **change)
        st.text_input("Second line", lines[1], key=_field(at, "line2"), max_chars=MOST_LINE, **change)
        st.text_area("Speaker notes", scene.notes, key=_field(at, "notes"), max_chars=MOST_NOTES, **change)
        with st.container(horizontal=True):
            for label, way, by, end in (("Earlier", "up", -1, 0), ("Later", "down", 1, len(own().scenes) - 1)):
                icon, key = f":material/arrow_{way}ward:", _field(at, way)
                st.button(label, icon=icon, key=key, on_click=_move, args=(at, by), disabled=at == end)
            st.button("Remove", icon=":material/delete:", key=_field(at, "remove"), on_click=_remove, args=(at,))


def _whole_tour(data: Shared) -> None:
    tour = own()
    texts = (("Title of the tour", tour.title, "tour-title", MOST_TITLE), ("What it is about", tour.description, "tour-description", MOST_LINE))
    for label, text, name, most in texts:
        st.text_input(label, text, key=_field(0, name), max_chars=most, on_change=_edit_whole)
    found = problems(data)
    if found:
        st.warning("The tour can be shown when this is mended.", icon=":material/edit_note:")
        st.html(issue_table(found))
    else:
        code = {"authority": url.read_one("authority")} if tour.parameter else {}
        link = page_link("present", "Present my tour", present=OWN, **code)
        st.html(Markup('<p class="wm-tour-go">{}</p>').format(link))
    with st.container(horizontal=True):
        st.download_button(
            "Download the tour file",
            write_tour(tour),
            file_name="my-tour.toml",
            mime="application/toml",
            icon=":material/download:",
            key="tour-download",
            on_click="ignore",
        )
        st.button("Start again", icon=":material/delete_sweep:", key="tour-clear", on_click=keep, args=(NEW,))
