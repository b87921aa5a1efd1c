"""Corrections: say what is wrong or missing, and read what became of it."""

from __future__ import annotations

import streamlit as st

from geo.errors import GeoError
from geo.register.correction_rules import MOST_WORDS
from geo.register.corrections import ASKED as QUESTION_ASKED
from geo.register.corrections import open_store
from pages.html.suggestion_sections import suggestion_html
from pages.shared import components, frame, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.suggestion_form import suggest

REFERENCE, ASSET, NEW, LOOK_UP, ROW = "reference", "asset", "new", "look", "row"


def look_up() -> None:
    url.write(**{REFERENCE: st.session_state["reference-field"].strip(), ASSET: "", NEW: "", LOOK_UP: "", ROW: ""})


def choose() -> None:
    url.write(**{ASSET: st.session_state["correct-asset"] or "", NEW: "", REFERENCE: "", LOOK_UP: "", ROW: ""})


def show_reference(data: Shared, reference: str) -> None:
    made = open_store().get(reference)
    st.html(suggestion_html(made, data.register))
    if made.state == QUESTION_ASKED:
        with st.form("reply", border=False):
            text = st.text_area("Your answer", max_chars=MOST_WORDS)
            if st.form_submit_button("Send the answer"):
                with words.in_words():
                    open_store().reply(reference, text)
                    st.rerun()


def sent(reference: str) -> None:
    url.write(**{REFERENCE: reference, ASSET: "", NEW: "", ROW: ""})
    st.session_state["just-sent"] = reference
    st.rerun()


def page() -> None:
    data, reference = shared(), url.read_one(REFERENCE)
    identity, new = data.register.current_id(url.read_one(ASSET)), url.read_one(NEW)
    if reference:
        if st.session_state.pop("just-sent", "") == reference:
            # The page is shorter now, and its top may be out of sight.
            st.toast(f"Your reference is **{reference}**.", duration="long")
            st.success(f"Thank you. Your suggestion has the reference **{reference}**. Keep it, or this page's address: here you will read the decision.")
        with words.in_words():
            show_reference(data, reference)
    left, right = st.columns(2)
    with left:
        names = data.register.assets.set_index("id")["name"].to_dict()
        chosen = identity if identity in names else None
        st.session_state["correct-asset"] = chosen
        st.selectbox("Which asset is wrong?", [*names], key="correct-asset", index=None, placeholder="Type a name", format_func=names.get, on_change=choose)
    with right:
        st.session_state["reference-field"] = reference
        st.text_input("Look up a reference", key="reference-field", placeholder="ABCD-2345", on_change=look_up)
    if identity in names or (new and not reference):
        known = identity if identity in names else ""
        suggest(data, known, url.read_one(ROW), on_sent=sent)
        components.focus("field-page", known)
    elif not reference:
        st.button("Suggest an asset that is missing", icon=":material/add_location_alt:", on_click=lambda: url.write(**{NEW: "1", LOOK_UP: ""}))
        # Who comes to say or to read something begins to type at once.
        components.focus("reference-field" if url.read_one(LOOK_UP) else "correct-asset")


frame.title("corrections")
try:
    page()
except GeoError as error:
    words.show_error(error)
