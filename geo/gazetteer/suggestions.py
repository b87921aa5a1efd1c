"""What else a search text could mean: a postcode to look around, an authority to read about, a place."""

from __future__ import annotations

from dataclasses import dataclass

from geo.addresses import page_url
from geo.errors import PostcodeError
from geo.gazetteer.postcodes import parse_postcode
from geo.register.assets import Register
from geo.select.search_words import looks_like_postcode, squash, tokens_of

LEAST_LETTERS = 4


@dataclass(frozen=True)
class Suggestion:
    """Words for a link and the address it leads to, relative to the app's root."""

    words: str
    url: str


def suggestions(text: str, register: Register) -> list[Suggestion]:
    """The pages that answer a search text better than a list of assets does; often none."""
    return [*_postcode(text), *(_authorities(text, register) or _around(text))]


def _postcode(text: str) -> list[Suggestion]:
    if not looks_like_postcode(squash(text)):
        return []
    try:
        postcode = parse_postcode(text)
    except PostcodeError:
        return []
    return [Suggestion(f"What is near {postcode}, and the nearest of each type", page_url("nearby", near=postcode))]


def _authorities(text: str, register: Register) -> list[Suggestion]:
    words = set(tokens_of(text))
    named = [
        (code, name) for code, name in register.authorities["name"].items()
        if len(text) >= LEAST_LETTERS and set(tokens_of(name)) <= words
    ]
    if len(named) > 1:
        codes = [code for code, _ in named]
        return [Suggestion(f"Compare {' and '.join(name for _, name in named)}",
                           page_url("places", authority=codes[0], compare=codes[1:]))]
    return [Suggestion(f"{name}: what it has and how it compares", page_url("places", authority=code)) for code, name in named]


def _around(text: str) -> list[Suggestion]:
    """A text of several words may name a building we know only as an address: offer to look around it."""
    words = tokens_of(text)
    if len(words) < 2 or looks_like_postcode(squash(text)):
        return []
    return [Suggestion(f"What is around \u201c{text}\u201d", page_url("nearby", near=text))]
