"""For those who keep the map: what readers suggested, and the decision on it. There only with a login set up."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.register.accept_correction import accept
from geo.register.corrections import Suggestion, open_store
from geo.settings import provider_vouches, stewards
from pages.html.suggestion_sections import suggestion_html
from pages.shared import frame, words
from pages.shared.loaders import is_published, shared


def is_steward() -> bool:
    """Whether the reader is logged in with an address that may decide and that the login has verified.

    A provider that says nothing of it has verified nothing, unless the settings say that it vouches for its addresses; one that says
    no is believed.
    """
    verified = st.user.get("email_verified", provider_vouches())
    return bool(st.user.is_logged_in and verified in (True, "true") and str(st.user.get("email", "")).casefold() in stewards())


def decide(made: Suggestion) -> None:
    data, store = shared(), open_store()
    st.html(suggestion_html(made, data.register))
    with st.form(f"decide-{made.reference}"):
        reason = st.text_area("Reason or question, in words that anybody may read", max_chars=2000)
        also = st.text_area("Other columns to set, one COLUMN=TEXT a line")
        layer = st.selectbox("Layer of a new asset", ["", *data.register.layer_names.index]) if not made.asset else ""
        what = st.radio("Decision", ("Reject", "Ask") if is_published() else ("Accept", "Reject", "Ask"), horizontal=True)
        if st.form_submit_button("Decide"):
            with words.in_words():
                settle(store, made, what, reason, also, layer)
                st.rerun()


def settle(store, made: Suggestion, what: str, reason: str, also: str, layer: str) -> None:
    if what == "Ask":
        store.ask(made.reference, reason)
        return
    if what == "Accept":
        pairs = dict(line.split("=", 1) for line in also.splitlines() if "=" in line)
        accept(shared().register.package, made, reason=reason, also=pairs, on=date.today(), layer=layer)
    store.decide(made.reference, accepted=what == "Accept", reason=reason)


frame.title("stewards")
if not st.user.is_logged_in:
    st.button("Log in", on_click=st.login)
elif not is_steward():
    st.error("This address may not decide on suggestions.")
    st.button("Log out", on_click=st.logout)
else:
    with words.in_words():
        waiting = open_store().list()
        st.caption(f"{len(waiting)} waiting")
        if is_published():
            st.caption("The data here is a published release: accept with `python -m geo corrections accept` where its files are kept, then `publish`.")
        for suggestion in waiting:
            with st.expander(f"{suggestion.reference}: {suggestion.asset or 'a new asset'}"):
                decide(suggestion)
