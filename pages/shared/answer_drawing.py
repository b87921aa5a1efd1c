"""Draw what a page answers (`pages/shared/answers`), and hear what its reader does."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.select import query_string as queries
from pages.answers.answer import Answer
from pages.shared import components, map_panel, url, words
from pages.shared.loaders import shared

_PROBLEM = "_problem"


def answered(page: ModuleType) -> Any:
    """What a page shows for the query in the URL; says what of it names nothing."""
    if problem := st.session_state.pop(_PROBLEM, None):
        error, name = problem
        show_problem(page, error, name)
    made = page.answer(shared(), url.query())
    words.show_dropped(list(made.dropped))
    return made


def show_problem(page: ModuleType, error: GeoError, name: str) -> None:
    """Say what did not work; a choice of what may have been meant is put in place of the text of control `name`."""
    words.show_error(error, choose=(lambda text: act(page, {"kind": "set", "name": name, "value": text})) if name else None)


def sheet(made: Answer, key: str) -> None:
    """Show one of the answer's sheets."""
    components.sheet(made.sheets[key], key=key, asked=made.view.asked or "")


def picker(page: ModuleType, made: Answer, key: str) -> None:
    """Show the controls of one of the answer's pickers."""

    def on_go(sent: dict[str, Any]) -> None:
        if "query" in sent:
            url.replace(queries.read(sent["query"]))
        else:
            act(page, sent["act"])

    components.picker(made.pickers[key], page=page.NAME, key=key, on_go=on_go)


def show_map(page: ModuleType, made: Answer, *, height_px: int = map_panel.DEFAULT_HEIGHT_PX) -> None:
    """Show the answer's view on the page's map."""
    view = replace(made.view, theme=map_panel.theme(), asked=made.view.asked or url.key())
    map_panel.show_map(shared(), view, key=f"{page.NAME}-map", on_message=lambda message: act(page, message), height_px=height_px, filters=made.pins_of)


def act(page: ModuleType, what: dict[str, Any]) -> None:
    """Put into the URL where an act leads; what cannot be done is said by the run that follows."""
    try:
        moved, _ = page.change(shared(), url.query(), what)
    except GeoError as error:
        st.session_state[_PROBLEM] = (error, str(what.get("name") or ""))
        return
    url.replace(moved)
