"""The cards of claims: complete, escaped, and told apart by words."""

import re
from dataclasses import fields

import pytest
from markupsafe import escape

from geo.analysis.claims import VERDICTS, Claim, ClaimCount, Source, count_claim, find_claim, load_claims
from geo.select.filters import Filters
from pages.html.claim_cards import VERDICT_SIGNS, VERDICT_WORDS, claim_card, verdict_badge, verdict_table


@pytest.fixture(scope="module")
def claims(package):
    return load_claims(package)


def test_every_verdict_has_a_word_and_a_sign_of_its_own():
    assert set(VERDICT_WORDS) == set(VERDICT_SIGNS) == set(VERDICTS)
    assert len(set(VERDICT_SIGNS.values())) == len(VERDICTS)


def test_a_badge_says_the_verdict_in_words():
    assert "Partly supported" in verdict_badge("partly")


def test_the_verdicts_are_explained():
    assert all(means.split(",")[0] in verdict_table() for means in VERDICTS.values())


def test_a_card_has_finding_caution_counts_and_sources(claims, index):
    claim = find_claim(claims, "tech-hubs-100")
    card = claim_card(claim, count_claim(claim, index), opened=True)
    assert escape(claim.finding) in card
    assert claim.sources[0].url in card
    assert "<details" not in card
    assert len(re.findall(r'href="\./\?', card)) == len(claim.definitions)


def test_a_folded_card_links_to_itself(claims, index):
    claim = find_claim(claims, "tech-hubs-100")
    card = claim_card(claim, count_claim(claim, index))
    assert 'href="claims?claim=tech-hubs-100"' in card
    assert "<details" in card


def test_what_was_not_counted_is_said(claims):
    count = ClaimCount("A", "", Filters(), None, (("kind", "gone"),))
    card = claim_card(claims[0], [count], opened=True)
    assert "Not counted" in card
    assert "not known" in card


def test_every_text_is_escaped(hostile):
    texts = {field.name: hostile for field in fields(Claim) if field.name not in ("sources", "definitions")}
    claim = Claim(**texts, sources=(Source(hostile, hostile, hostile, hostile),))
    count = ClaimCount(hostile, hostile, Filters(q=hostile), 1, ((hostile, hostile),))
    for opened in (True, False):
        card = claim_card(claim, [count], opened=opened)
        assert not re.search(r"<(script|img|/script|!--)", card, flags=re.IGNORECASE)
        assert not re.search(r'<[^>]*\sonmouseover="', card)


def test_no_address_runs_a_script(claims):
    claim = Claim(
        **{f.name: "javascript:alert(1)" for f in fields(Claim) if f.name not in ("sources", "definitions")},
        sources=(Source("t", "javascript:alert(1)", "", ""),),
    )
    assert 'href="javascript' not in claim_card(claim, [], opened=True)
