"""Claims: each headline the region makes, what the evidence says, and what this map counts."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from geo.addresses import page_url
from geo.analysis.claims import VERDICTS, Claim, claims_csv, count_claim, load_claims, verdict_counts
from geo.export.file_names import file_name
from pages.html.claim_cards import VERDICT_WORDS, claim_card, claims_by_topic, verdict_table
from pages.html.elements import key_figures
from pages.shared import frame, url, words
from pages.shared.loaders import Shared, shared

CLAIM, VERDICT = "claim", "verdict"
ALL = ""


@st.cache_data(show_spinner=False, max_entries=4)
def cached_claims(stamp: str) -> tuple[Claim, ...]:
    return load_claims(shared().register.package)


@st.cache_data(show_spinner=False, max_entries=8)
def cached_list(stamp: str, verdict: str) -> Markup:
    """Every claim by topic, as HTML; with a verdict those that have it."""
    return claims_by_topic([claim for claim in cached_claims(stamp) if verdict in (ALL, claim.verdict)], shared().index)


def choose() -> None:
    url.write(**{CLAIM: st.session_state["claim-choice"]})


def choose_verdict() -> None:
    url.write(**{VERDICT: st.session_state["claim-verdict"]})


def show_all() -> None:
    url.write(**{CLAIM: ALL})


@st.fragment
@words.in_words()
def page() -> None:
    data = shared()
    claims = cached_claims(data.stamp)
    by_id = {claim.id: claim for claim in claims}
    wanted = url.read_one(CLAIM)
    if wanted and wanted not in by_id:
        words.show_dropped([(CLAIM, wanted)])
    verdict = url.read_one(VERDICT)
    if verdict and verdict not in VERDICTS:
        words.show_dropped([(VERDICT, verdict)])
        verdict = ALL
    chooser(by_id, wanted if wanted in by_id else ALL)
    if wanted in by_id:
        st.html(claim_card(by_id[wanted], count_claim(by_id[wanted], data.index), opened=True))
        st.button("Show all claims", icon=":material/arrow_back:", on_click=show_all)
    else:
        figures = [(str(number), VERDICT_WORDS[verdict], VERDICTS[verdict]) for verdict, number in verdict_counts(claims).items()]
        st.html(key_figures(figures, links=[page_url("claims", verdict=one) for one in verdict_counts(claims)]))
        verdicts(claims, verdict)
        st.html(cached_list(data.stamp, verdict) + Markup("<h2>About the verdicts</h2>") + verdict_table())
    save(data, claims)


def chooser(by_id: dict[str, Claim], chosen: str) -> None:
    st.session_state["claim-choice"] = chosen
    st.selectbox(
        "Claim",
        [ALL, *by_id],
        key="claim-choice",
        on_change=choose,
        width=640,
        format_func=lambda key: by_id[key].headline if key else "All claims",
    )


def verdicts(claims: tuple[Claim, ...], chosen: str) -> None:
    """The choice of claims by their verdict, each with how many have it."""
    counts = {ALL: len(claims), **verdict_counts(claims)}
    st.session_state["claim-verdict"] = chosen
    st.radio(
        "Verdict",
        counts,
        key="claim-verdict",
        horizontal=True,
        on_change=choose_verdict,
        format_func=lambda key: f"{VERDICT_WORDS[key] if key else 'All'} ({counts[key]})",
    )


def save(data: Shared, claims: tuple[Claim, ...]) -> None:
    version = data.register.package.version
    st.download_button(
        "Download all findings (CSV)",
        icon=":material/download:",
        mime="text/csv",
        on_click="ignore",
        data=lambda: claims_csv(claims, data.index, version=version),
        file_name=file_name(data.register.region, "claims", ".csv", made_on=date.today()),
    )
    st.html(
        Markup(
            '<p class="wm-small">Counts are computed from data version {} each time this page is shown. '
            "Closed assets are left out unless a definition says otherwise.</p>"
        ).format(version)
    )


frame.title("claims")
page()
