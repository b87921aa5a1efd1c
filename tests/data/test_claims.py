"""The shipped claims: complete, sourced, and their words still true of what the map counts."""

from urllib.parse import parse_qs

import pytest

from geo.analysis.claims import TOPICS, VERDICTS, count_claim, find_claim, load_claims
from geo.register.datapackage import read_table
from geo.select.filters import FACET_COLUMNS

NAMED_BY_THE_ISSUE = {
    "fdi-86-projects", "fdi-130-projects", "fdi-5800-jobs", "fdi-more-than-nations", "fdi-second-to-london",
    "tech-hubs-100", "catapults-four", "universities-nine", "gigafactories", "fastest-growing",
    "birmingham-tech-week", "createch-grants", "creative-ecosystem-2030", "plan-for-growth-clusters",
}  # fmt: skip
PLACES = ("tech-hubs-100", "catapults-four", "universities-nine", "gigafactories")


@pytest.fixture(scope="module")
def claims(package):
    return load_claims(package)


@pytest.fixture(scope="module")
def counts(claims, index):
    """(claim, definition) -> assets counted."""
    return {(claim.id, count.label): count.assets for claim in claims for count in count_claim(claim, index)}


def test_every_claim_is_there(claims):
    assert {claim.id for claim in claims} >= NAMED_BY_THE_ISSUE


def test_verdicts_and_topics_have_words(claims):
    assert {claim.verdict for claim in claims} <= set(VERDICTS)
    assert {claim.topic for claim in claims} <= set(TOPICS)


def test_a_supported_claim_has_a_primary_source(claims):
    assert not [c.id for c in claims if c.verdict == "supported" and not (c.primary_source_url and c.primary_source_date)]


def test_sources_and_definitions_belong_to_a_claim(claims, package):
    known = {claim.id for claim in claims}
    for name in ("claim_sources", "claim_definitions"):
        table = read_table(package, name)
        assert table[~table["claim_id"].isin(known)].empty
    labels = read_table(package, "claim_definitions")
    assert not labels.duplicated(["claim_id", "label"]).any()


@pytest.mark.parametrize("identity", PLACES)
def test_a_claim_about_places_has_several_definitions(claims, identity):
    assert len(find_claim(claims, identity).definitions) >= 4


def test_every_definition_is_understood_in_full(claims, index):
    bad = {(claim.id, count.label): count.unknown for claim in claims for count in count_claim(claim, index) if count.unknown}
    assert not bad, bad


def test_definitions_are_filters_and_nothing_else(claims):
    used = {name for claim in claims for d in claim.definitions for name in parse_qs(d.query, strict_parsing=True)}
    assert used <= {*FACET_COLUMNS, "q"}


def test_the_words_on_hubs_still_hold(counts):
    """The finding says: over 100 operate, fewer than 100 are shared. If this fails, write it anew."""
    assert counts["tech-hubs-100", "Operating hubs, whole region"] > 100
    assert counts["tech-hubs-100", "Operating places shared by many organisations"] < 100


def test_the_words_on_catapults_still_hold(counts):
    assert counts["catapults-four", "All operating Catapult sites"] == 4
    assert counts["catapults-four", "Catapult headquarters only"] == 2
    assert counts["catapults-four", "Catapult sites in the seven boroughs"] == 3


def test_the_words_on_universities_still_hold(counts):
    assert counts["universities-nine", "Main campuses, whole region"] > 9
    assert counts["universities-nine", "Main campuses in the seven boroughs"] < 9


def test_the_words_on_gigafactories_still_hold(counts):
    assert counts["gigafactories", "Operating gigafactories"] == 0
    assert counts["gigafactories", "Gigafactories planned or under construction"] == 1


def test_the_words_on_opening_years_still_hold(register):
    opened = register.assets["opened"]
    known = opened[opened != ""].astype(int)
    assert (known <= 2022).sum() > len(known) / 2


def test_the_plan_has_eight_primary_and_four_nascent_clusters(register):
    assert register.clusters["kind"].value_counts().to_dict() == {"primary": 8, "nascent": 4}
