"""The form for a suggestion: what is wrong or missing, field by field, the page that shows it, and who wants an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from geo.own_list.suggestions import RowSuggestion
from geo.register.confirmation import allowed_values
from geo.register.correction_rules import ASKED, MOST_ADDRESS, MOST_CHARACTERS, MOST_EMAIL, MOST_WORDS, checked, present
from geo.register.corrections import CORRECTION, NEW_ASSET, open_store
from pages.html.elements import paragraph
from pages.html.suggestion_sections import PRIVACY, column_titles, from_row_words, on_the_map_html
from pages.shared import components, session_list, words
from pages.shared.loaders import Shared
from pages.shared.work_queue import SUGGESTIONS, in_turn

LONG = ("summary",)
# What the form asks beside the columns of an asset.
OWN_FIELDS = ("page", "email", "trap")
_ABOUT = "_suggestion_about"


def suggest(data: Shared, identity: str, row: str, *, on_sent: Callable[[str], None]) -> None:
    """The form: a field for each column with what stands there now; what the reader changes is the suggestion.

    `row` is that of the reader's own list whose values the fields begin with; `on_sent` gets the reference of what was sent.
    """
    asset = data.register.asset(identity) if identity else None
    named, before = column_titles(data.register), present(asset)
    about = f"Change what is wrong about {asset['name']}; leave the rest as it stands." if identity else "Say what you know of the asset that is missing."
    told = paragraph(about)
    filled = RowSuggestion(0, "")
    if row:
        with words.in_words():
            filled = session_list.suggestion(row, identity) or filled
        told += paragraph(from_row_words(filled, identity, named))
    if identity:
        told += on_the_map_html({named[name]: before[name] for name in ASKED}, is_open=bool(filled.values))
    components.sheet(told, key="correct-about")
    begin(f"{identity}-{filled.row}-{session_list.version()}", before | dict(filled.values), filled.words)
    with st.form("suggest", border=True):
        page = st.text_input("The page that shows it (needed)", max_chars=MOST_ADDRESS, placeholder="https://", key="field-page")
        sent = {name: field(data, name, named[name], before[name]) for name in ASKED}
        said = st.text_area("Anything else, in words", max_chars=MOST_WORDS, key="field-words")
        email = st.text_input("Your e-mail address, if you want an answer", max_chars=MOST_EMAIL, key="field-email")
        with st.container(key="trap"):
            trap = st.text_input("Leave this field empty", key="field-trap")
        pressed = st.form_submit_button("Send the suggestion", type="primary", icon=":material/send:")
        st.html(paragraph(PRIVACY, small=True))
    if pressed:
        with words.in_words():
            on_sent(send(data, identity, sent, page=page, words_said=said, email=email, trap=trap))


def begin(about: str, texts: Mapping[str, str], said: str) -> None:
    """Let the fields begin with these texts, where the form is about something else than before.

    They are the same fields, not others of the same look: a browser takes half as long to fill as to make them.
    """
    changed = st.session_state.get(_ABOUT) != about
    st.session_state[_ABOUT] = about
    for name, text in {**texts, **dict.fromkeys(OWN_FIELDS, ""), "words": said}.items():
        if changed or f"field-{name}" not in st.session_state:
            st.session_state[f"field-{name}"] = text[:MOST_CHARACTERS]


def field(data: Shared, name: str, title: str, now: str) -> str:
    """A column's own control. Its label is the same for every asset: a browser takes longer to set other labels than to fill all the fields."""
    if name == "status":
        stated = allowed_values(data.register.package, "status")
        return st.selectbox(title, stated if now else ("", *stated), key=f"field-{name}")
    draw = st.text_area if name in LONG else st.text_input
    return draw(title, max_chars=MOST_CHARACTERS, key=f"field-{name}")


def send(data: Shared, identity: str, sent: dict[str, str], *, page: str, words_said: str, email: str, trap: str) -> str:
    """Keep what was sent and return its reference. Raises FilterError for what cannot be kept."""
    asset = data.register.asset(identity) if identity else None
    fit = checked(asset, sent, page=page, words=words_said, email=email, trap=trap)
    newest = data.register.change_log.newest
    address = st.context.ip_address or "here"
    told = {"kind": CORRECTION if identity else NEW_ASSET, "asset": identity, "address": address, "release": newest.number if newest else ""}
    made = in_turn(SUGGESTIONS, lambda: open_store().add(**told, **fit), reader=address)
    return made.reference
