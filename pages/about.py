"""About the data: what it is, how good it is, where it comes from, and how to correct it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.register.evidence_quality import GROUPS
from pages.html.about_sections import figures_html, section_html
from pages.html.about_tables import GROUP_WORDS
from pages.html.elements import heading
from pages.html.prose import prose_html
from pages.shared import frame, url, words
from pages.shared.loaders import shared

SECTION, BY = "section", "by"
SECTIONS = {
    "overview": "What it is",
    "quality": "How good it is",
    "gaps": "Gaps",
    "sources": "Sources and licences",
    "drive-times": "Drive times",
    "changes": "Change log",
    "correct": "Correct it",
    "accessibility": "Accessibility",
}
WRITTEN = ("overview", "correct", "accessibility")
COMPUTED = ("overview", "quality", "gaps", "sources", "drive-times", "changes")


@st.cache_data(show_spinner=False, max_entries=24)
def cached_html(stamp: str, section: str, by: str, day: date) -> str:
    return section_html(shared().register, section, by=by, on=day)


def choose_section() -> None:
    url.write(**{SECTION: st.session_state["about-section"]})


def choose_group() -> None:
    url.write(**{BY: st.session_state["about-by"]})


def group() -> str:
    """Draw the choice of what the quality tables count by, and return it."""
    wanted = url.read_one(BY)
    st.session_state["about-by"] = wanted if wanted in GROUPS else GROUPS[0]
    return st.radio(
        "Count by",
        GROUPS,
        format_func=GROUP_WORDS.get,
        key="about-by",
        horizontal=True,
        on_change=choose_group,
    )


@st.fragment
@words.in_words()
def page() -> None:
    wanted = url.read_one(SECTION)
    if wanted and wanted not in SECTIONS:
        words.show_dropped([(SECTION, wanted)])
    st.session_state["about-section"] = wanted if wanted in SECTIONS else next(iter(SECTIONS))
    section = st.radio(
        "Section",
        SECTIONS,
        format_func=SECTIONS.get,
        key="about-section",
        horizontal=True,
        on_change=choose_section,
    )
    with words.in_words(), st.container(key="about"):
        show(section)


def show(section: str) -> None:
    register = shared().register
    by = ""
    if section == "quality":
        st.html(heading("How good the data is"))
    if section in ("overview", "quality"):
        st.html(figures_html(register))
    if section == "quality":
        by = group()
    if section in WRITTEN:
        st.html(prose_html(register.package, section))
    if section in COMPUTED:
        st.html(cached_html(shared().stamp, section, by, date.today()))


frame.title("about")
page()
