"""About the data: what it is, how good it is, where it comes from, and how to correct it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from geo import about
from geo.markup import folded, heading, key_figures, link, paragraph, table
from geo.quality import GROUPS
from pages.shared import url, words
from pages.shared.loaders import shared

SECTION, BY = "section", "by"


def drawn(made: about.RecordTable) -> str:
    return table(made.records, made.columns, caption=made.caption)


@st.cache_data(show_spinner=False, max_entries=24)
def cached_html(version: str, part: str, by: str, day: date) -> str:
    """The computed part of a section as HTML."""
    register = shared().register
    if part == "overview":
        return drawn(about.confidence_table(register)) + drawn(about.precision_table(register))
    if part == "quality":
        return "".join(map(drawn, about.quality_tables(register, by=by, on=day))) + drawn(
            about.oldest_table(register, on=day)
        )
    if part == "gaps":
        return drawn(about.searched_table(register)) + drawn(about.nothing_found_table(register))
    if part == "changes":
        return "".join(folded(made.caption, drawn(made)) for made in about.change_tables(register))
    return drawn(about.resource_table(register.package))


def text(name: str) -> None:
    st.markdown(about.prose(shared().register.package, name))


def computed(part: str, by: str = "") -> None:
    st.html(cached_html(shared().register.package.version, part, by, date.today()))


def overview() -> None:
    st.html(key_figures(about.headline_figures(shared().register)))
    text("overview")
    st.html(heading("Confidence and precision"))
    computed("overview")


def quality() -> None:
    st.html(heading("How good the data is") + key_figures(about.headline_figures(shared().register)))
    wanted = url.read_one(BY)
    st.session_state["about-by"] = wanted if wanted in GROUPS else GROUPS[0]
    st.radio(
        "Count by",
        GROUPS,
        format_func=about.GROUP_WORDS.get,
        key="about-by",
        horizontal=True,
        on_change=lambda: url.write(**{BY: st.session_state["about-by"]}),
    )
    computed("quality", st.session_state["about-by"])
    st.html(
        paragraph(
            "An asset in two clusters counts in both. A date given as a year counts as its first day. "
            "The same figures: python -m geo stats --quality.",
            small=True,
        )
    )


def gaps() -> None:
    st.html(
        heading("What we searched for and did not find")
        + paragraph(
            "A zero is a gap that was looked into. \u201cnot searched\u201d says that nobody looked for that "
            "topic there on its own; assets of the kind may still be on the map."
        )
    )
    computed("gaps")


def changes() -> None:
    st.html(
        heading("Change log of the data")
        + paragraph("Every decision on a row since the first register, and why.")
    )
    computed("changes")


def sources() -> None:
    package = shared().register.package
    licence = package.descriptor["licenses"][0]
    st.html(
        heading("Sources, licences and credits")
        + f'<p class="wm-lead">The register itself is licensed under {link(licence["path"], licence["title"])}. '
        "What it builds on keeps its own licence.</p>"
    )
    computed("sources")


SECTIONS: dict[str, tuple[str, Callable[[], None]]] = {
    "overview": ("What it is", overview),
    "quality": ("How good it is", quality),
    "gaps": ("Gaps", gaps),
    "sources": ("Sources and licences", sources),
    "changes": ("Change log", changes),
    "correct": ("Correct it", lambda: text("correct")),
    "accessibility": ("Accessibility", lambda: text("accessibility")),
}


@st.fragment
def page() -> None:
    wanted = url.read_one(SECTION)
    if wanted and wanted not in SECTIONS:
        words.show_dropped([(SECTION, wanted)])
    st.session_state["about-section"] = wanted if wanted in SECTIONS else next(iter(SECTIONS))
    st.radio(
        "Section",
        list(SECTIONS),
        format_func=lambda key: SECTIONS[key][0],
        key="about-section",
        horizontal=True,
        on_change=lambda: url.write(**{SECTION: st.session_state["about-section"]}),
    )
    with words.in_words(), st.container(key="about"):
        SECTIONS[st.session_state["about-section"]][1]()


st.html("<h1 class='wm-title'>About the data</h1>")
page()
