"""What stands around every page: data problems in words, and the footer with the credits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import streamlit as st
from markupsafe import Markup

from geo.errors import GeoError
from geo.register.credits import full_credits
from geo.webmap.html_elements import page_link
from pages.html.page_head import masthead_html, page_heads
from pages.shared import components, pages, release_note, url, words
from pages.shared.loaders import region_title, shared
from pages.shared.page_words import page_words


@contextmanager
def around(page: st.Page) -> Iterator[None]:
    """Draw the shared parts around a page; an error of the library is shown in words."""
    components.links()
    for name, meant in url.tidy(pages.name_of(page)):
        words.show_unknown(name, meant)
    url.carry_over(page.url_path)
    with words.in_words(stop=True):
        words.show_issues(shared().register.issues)
    with words.in_words():
        release_note.show(shared(), url.query())
    with words.in_words():
        yield
    footer()


def title(name: str, *, figures: Iterable[tuple[str, str]] = ()) -> None:
    """Head a page, by its name: say what it is called and for, and show the figures that go with it."""
    heading, purpose = page_heads(shared().register.region)[name]
    st.html(masthead_html(heading, purpose, figures=figures))


def tab_name(name: str) -> str:
    """What the browser's tab is called, and what it is kept under, by a page and what its link chooses; the map's name where that fails."""
    try:
        return page_words(shared(), name, url.query()).tab
    except GeoError:
        return region_title()


def name_tab(name: str) -> None:
    """Name the browser's tab anew, after a choice that ran a part of the page alone."""
    st.set_page_config(page_title=tab_name(name))


def footer() -> None:
    """Credits, version and date of the data, on every page."""
    package = shared().register.package
    listed = " ".join(f"{credit}." for credit in (c.rstrip(".") for c in full_credits(package)))
    asset = url.read_one("asset")
    links = (
        page_link("corrections", "Suggest a correction", asset=asset),
        page_link("corrections", "Suggest an asset", new="1"),
        page_link("corrections", "Read a decision", look="1"),
        page_link("whats-new", "What is new"),
    )
    st.html(
        Markup(
            '<footer class="wm-footer">'
            "<p>Data version {}, checked {}. "
            "Nothing here asks another website for anything unless you turn the online street map on.<br>"
        ).format(package.version, package.descriptor["checked_on"])
        + Markup(" \u00b7 ").join(links)
        + Markup("</p><p>{}</p></footer>").format(listed)
    )
