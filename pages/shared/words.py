"""The one place that turns an error into words for the person looking at the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from geo.errors import DataError, GeoError, NotFoundError
from geo.register.validation import Issue
from geo.select.query_string import NOT_UNDERSTOOD
from pages.shared import faults

TITLES: dict[type[GeoError], str] = {
    DataError: "Part of the data cannot be read",
    NotFoundError: "Not found",
}


@contextmanager
def in_words(*, stop: bool = False) -> Iterator[None]:
    """Show an error of the library as a sentence with its mend, instead of breaking the page; any other fault as a number to quote.

    With `stop` nothing more of the page is drawn after an error.
    """
    try:
        yield
    except GeoError as error:
        show_error(error)
        if stop:
            st.stop()
    except Exception:
        number = faults.report(st.context.url or "", {name: st.query_params.get_all(name) for name in st.query_params})
        st.error(plain(faults.words(number)), icon=":material/error:")
        if stop:
            st.stop()


def show_error(error: GeoError, *, choose: Callable[[str], None] | None = None) -> None:
    """Say what did not work, and its mend; what may have been meant as buttons, where `choose` takes it."""
    title = next((title for kind, title in TITLES.items() if isinstance(error, kind)), "That did not work")
    st.error(f"**{title}.** {plain(error.message)}\n\n{plain(error.mend)}", icon=":material/error:")
    if choose and error.choices:
        with st.container(horizontal=True, key="wm-choices"):
            for number, choice in enumerate(error.choices):
                st.button(plain(choice.label), key=f"wm-choice-{number}", on_click=choose, args=(choice.text,))


def plain(text: str) -> str:
    """Text with Markdown's signs escaped, so that data shows as it is."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|<>~$:" else char for char in text)


def show_issues(issues: tuple[Issue, ...]) -> None:
    """Say what of the data was left out: file, row, field, why, and how to mend it."""
    errors = [issue for issue in issues if issue.severity == "error"]
    if not errors:
        return
    files = sorted({f"data/{issue.file}" for issue in errors})
    st.warning(
        f"**Some of the data is left out.** {len(errors)} problem{'s' * (len(errors) > 1)} in "
        f"{', '.join(plain(file) for file in files)}. Everything else is shown.",
        icon=":material/report:",
    )
    with st.expander("What is wrong, and how to mend it"):
        st.table([issue.as_record() for issue in errors])


def show_dropped(dropped: list[tuple[str, str]]) -> None:
    """Say which parts of a link name nothing in the data."""
    if dropped:
        listed = ", ".join(f"{name} = {plain(value[:60])}" for name, value in dropped)
        st.info(NOT_UNDERSTOOD.format(listed), icon=":material/link_off:")


def show_unknown(name: str, meant: str) -> None:
    """Say that a page does not know a parameter of its link, and which one it may mean; nothing is guessed."""
    asked = f" Did it mean {plain(meant)}?" if meant else ""
    st.info(f"The link asks for {plain(name[:60])}, which is not known here and is left out.{asked}", icon=":material/link_off:")
