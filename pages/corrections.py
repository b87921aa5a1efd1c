"""Corrections: say what is wrong or missing, and read what became of it."""

from __future__ import annotations

import streamlit as st

from geo.errors import GeoError
from geo.register.confirmation import allowed_values
from geo.register.correction_rules import ASKED, MOST_ADDRESS, MOST_CHARACTERS, MOST_EMAIL, MOST_WORDS, checked, present
from geo.register.corrections import ASKED as QUESTION_ASKED
from geo.register.corrections import CORRECTION, NEW_ASSET, open_store
from pages.html.elements import paragraph
from pages.html.suggestion_sections import PRIVACY, column_titles, suggestion_html
from pages.shared import components, frame, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.work_queue import SUGGESTIONS, in_turn

REFERENCE, ASSET, NEW, LOOK_UP = "reference", "asset", "new", "look"
LONG = ("summary",)


def look_up() -> None:
    url.write(**{REFERENCE: st.session_state["reference-field"].strip(), ASSET: "", NEW: "", LOOK_UP: ""})


def choose() -> None:
    url.write(**{ASSET: st.session_state["correct-asset"] or "", NEW: "", REFERENCE: "", LOOK_UP: ""})


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


def suggest(data: Shared, identity: str) -> None:
    """The form: a field for each column with what stands there now; what the reader changes is the suggestion."""
    asset = data.register.asset(identity) if identity else None
    named, before = column_titles(data.register), present(asset)
    about = f"Change what is wrong about {asset['name']}; leave the rest as it stands." if identity else "Say what you know of the asset that is missing."
    st.html(paragraph(about))
    with st.form(f"suggest-{identity}", border=True):
        page = st.text_input("The page that shows it (needed)", max_chars=MOST_ADDRESS, placeholder="https://", key=f"page-{identity}")
        sent = {name: field(data, name, named[name], before[name]) for name in ASKED}
        said = st.text_area("Anything else, in words", max_chars=MOST_WORDS, key=f"words-{identity}")
        email = st.text_input("Your e-mail address, if you want an answer", max_chars=MOST_EMAIL, key=f"email-{identity}")
        with st.container(key="trap"):
            trap = st.text_input("Leave this field empty", key=f"trap-{identity}")
        pressed = st.form_submit_button("Send the suggestion", type="primary", icon=":material/send:")
        st.html(paragraph(PRIVACY, small=True))
    if pressed:
        with words.in_words():
            send(data, identity, sent, page=page, words_said=said, email=email, trap=trap)


def field(data: Shared, name: str, label: str, now: str) -> str:
    """A column's own control, with what stands there now."""
    key = f"field-{name}"
    if name == "status":
        stated = allowed_values(data.register.package, "status")
        options = ("", *stated) if not now else stated
        return st.selectbox(label, options, index=options.index(now), key=f"{key}-{now}")
    draw = st.text_area if name in LONG else st.text_input
    text = draw(label, now, max_chars=MOST_CHARACTERS, key=f"{key}-{now[:40]}")
    if name not in LONG and now:
        st.html(paragraph(f"On the map now: {now}", small=True))
    return text


def send(data: Shared, identity: str, sent: dict[str, str], *, page: str, words_said: str, email: str, trap: str) -> None:
    asset = data.register.asset(identity) if identity else None
    fit = checked(asset, sent, page=page, words=words_said, email=email, trap=trap)
    newest = data.register.change_log.newest
    address = st.context.ip_address or "here"
    told = {"kind": CORRECTION if identity else NEW_ASSET, "asset": identity, "address": address, "release": newest.number if newest else ""}
    made = in_turn(SUGGESTIONS, lambda: open_store().add(**told, **fit), reader=address)
    url.write(**{REFERENCE: made.reference, ASSET: "", NEW: ""})
    st.session_state["just-sent"] = made.reference
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
        suggest(data, identity if identity in names else "")
        components.focus(f"page-{identity if identity in names else ''}")
    elif not reference:
        st.button("Suggest an asset that is missing", icon=":material/add_location_alt:", on_click=lambda: url.write(**{NEW: "1", LOOK_UP: ""}))
        # Who comes to say or to read something begins to type at once.
        components.focus("reference-field" if url.read_one(LOOK_UP) else "correct-asset")


frame.title("corrections")
try:
    page()
except GeoError as error:
    words.show_error(error)
