"""The words for the codes of the register: status, confidence, and how precise a pin is."""

from __future__ import annotations

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
PUBLISHER_WORDS = {
    "own": "The asset itself",
    "operator": "Who runs it",
    "official": "An official body",
    "press": "The press",
    "reference": "A work of reference",
}


def standing_words(status: str, as_of: str) -> str:
    """How an asset stands and since when that is known: "Planned, as of 2024-05"; "Operating, last confirmed 2018"."""
    if status == "last confirmed":
        return f"{STATUS_WORDS['operating']}, last confirmed {as_of}"
    return STATUS_WORDS.get(status, status) + (f", as of {as_of}" if as_of else "")
