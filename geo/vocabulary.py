"""The words for the codes of the register: status, confidence, and how precise a pin is."""

from __future__ import annotations

from collections.abc import Sequence

STATUS_WORDS = {
    "operating": "Operating",
    "last confirmed": "Last seen operating",
    "under construction": "Under construction",
    "planned": "Planned",
    "closed": "Closed",
    "unknown": "Status not confirmed",
}
CONFIDENCE_WORDS = {
    "high": "High: first-hand or official page, and a page that names the place",
    "medium": "Medium: a first-hand or official page, or a page that names the place",
    "low": "Low: only others say so, and no page seen names the place",
    "unverified": "Unverified: no page seen",
}
PRECISION_WORDS = {
    "building": "the building",
    "street": "the street",
    "postcode": "the middle of its postcode",
    "campus": "a point shared by the whole campus or site",
    "area": "a representative point of a wider area or route",
}
# What a pin of each precision is good for, in metres: the radius drawn around it.
PRECISION_RADIUS_M = {"building": 30, "street": 100, "postcode": 100, "campus": 500, "area": 2000}
HIDDEN_STATUS = "closed"
# What no recent page backs: the status is not known, or was seen too long ago.
UNCONFIRMED = ("last confirmed", "unknown")
PIPELINE = ("under construction", "planned")
# Three words that are not one: "known to operate" and "not confirmed" speak of the status, the newest page of the last years says so
# or none does; "low" and "unverified" speak of the evidence that an asset is there, pages of others only, or no page at all.
KNOWN_TO_OPERATE = "known to operate"
# How the assets of a count stand, in the order told: every status is in one group.
STANDINGS = {KNOWN_TO_OPERATE: ("operating",), "planned or being built": PIPELINE, "not confirmed lately": UNCONFIRMED, "closed": (HIDDEN_STATUS,)}
PUBLISHER_WORDS = {
    "own": "The asset itself",
    "operator": "Who runs it",
    "official": "An official body",
    "press": "The press",
    "reference": "A work of reference",
}


def standing_counts(statuses: Sequence[str]) -> str:
    """How many of a count stand how, which adds up to it: "21 known to operate, 5 planned or being built, 22 not confirmed lately"."""
    counts = {words: sum(status in group for status in statuses) for words, group in STANDINGS.items()}
    first, *_ = STANDINGS
    there = [words for words, count in counts.items() if count]
    if len(statuses) < 2:
        return "".join(words.capitalize() for words in there)
    if len(there) == 1 and there[0] in (first, "closed"):
        return f"All {there[0]}"
    told = [f"{counts[words]:,} {words}" if counts[words] else f"None {words}" for words in STANDINGS if counts[words] or words == first]
    return ", ".join(told)


def standing_words(status: str, as_of: str) -> str:
    """How an asset stands and since when that is known: "Planned, as of 2024-05"; "Operating, last confirmed 2018"."""
    if status == "last confirmed":
        return f"{STATUS_WORDS['operating']}, last confirmed {as_of}"
    return STATUS_WORDS.get(status, status) + (f", as of {as_of}" if as_of else "")
