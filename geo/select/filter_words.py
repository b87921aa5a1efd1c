"""The words for coded values: once for filters, chips, lists, documents and the command line."""

from __future__ import annotations

from functools import lru_cache

from geo import vocabulary
from geo.register.assets import Register
from geo.select.filters import Filters

FACET_LABELS = {
    "layer": "Asset type",
    "status": "Status",
    "cluster": "Cluster",
    "authority": "Local authority",
    "city": "City or town",
    "technology": "Technology",
    "run_by": "Run by",
    "opened": "Year of opening",
    "kind": "Kind of place",
    "confidence": "Confidence",
    "speaks": "Who says so",
    "evidence": "Newest evidence",
}
TEXT_LABELS = {"q": "Search", "since": "New or changed"}
OPEN_FACETS = ("layer", "status", "cluster", "authority")
# A value of these does not say of what it is: a city and an authority share a name, an organisation may run or be the place.
NAMED_FACETS = ("authority", "city", "run_by")


@lru_cache(maxsize=4)
def label_words(register: Register) -> dict[str, dict[str, str]]:
    """For each facet, value -> the words shown; a value that is its own word is left out."""
    return {
        "layer": register.layer_names["plural"].to_dict(),
        "cluster": register.clusters["short_name"].to_dict(),
        "authority": register.authorities["name"].to_dict(),
        "city": {},
        "status": dict(vocabulary.STATUS_WORDS),
        "technology": {},
        "run_by": dict(register.organisations.names),
        "opened": {year: f"Opened {year}" for year in sorted(set(register.assets["opened_year"]) - {""})},
        "kind": register.kinds["name"].to_dict(),
        "confidence": {level: words.split(":")[0] for level, words in vocabulary.CONFIDENCE_WORDS.items()},
        "speaks": dict(vocabulary.PUBLISHER_WORDS),
        "evidence": {year: f"Evidence of {year}" for year in sorted(set(register.assets["evidence_year"]) - {""})},
    }


def label_of(register: Register, facet: str, value: str) -> str:
    """The words for one value of a facet; a search text in quotation marks, a release called one."""
    if facet == "q":
        return f"\u201c{value}\u201d"
    if facet == "since":
        return since_words(value)
    return label_words(register)[facet].get(value, value)


def chip_label(register: Register, facet: str, value: str) -> str:
    """The words of a filter in force: "Catapult centres", but "Local authority: Coventry" where the value alone could be another's."""
    label = label_of(register, facet, value)
    return f"{FACET_LABELS[facet]}: {label}" if facet in NAMED_FACETS else label


def since_words(since: str) -> str:
    """A release or a date that something is new since, as a chip and a list of filters say it."""
    return f"since release {since}" if "." in since else f"since {since}"


def count_words(number: int) -> str:
    """How many assets, in words a person would say."""
    return "1 asset" if number == 1 else f"{number:,} assets"


def filter_words(register: Register, filters: Filters) -> str:
    """The filters as one phrase: "Asset type: Catapult centres; Local authority: Rugby"."""
    grouped: dict[str, list[str]] = {}
    for facet, value in filters.active():
        grouped.setdefault(facet, []).append(label_of(register, facet, value))
    named = FACET_LABELS | TEXT_LABELS
    return "; ".join(f"{named[facet]}: {', '.join(values)}" for facet, values in grouped.items())
