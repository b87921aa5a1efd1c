"""What else a search text could mean: a postcode to look around, an authority to read about, a place."""

from __future__ import annotations

from dataclasses import dataclass

from geo.addresses import page_url
from geo.errors import PostcodeError
from geo.gazetteer.addresses import one_thing, read_address
from geo.gazetteer.coordinates import parse_coordinates
from geo.gazetteer.councils import gss_code_within
from geo.gazetteer.locate import Gazetteer, coordinates_text, load_gazetteer
from geo.gazetteer.named_points import STREET
from geo.gazetteer.postcodes import likely_postcodes, parse_postcode, postcodes_within
from geo.gazetteer.text_cleaning import clean_text, trimmed
from geo.register.assets import Register
from geo.select.search_words import looks_like_postcode, squash, tokens_of

LEAST_LETTERS = 4


@dataclass(frozen=True)
class Suggestion:
    """Words for a link and the address it leads to, relative to the app's root."""

    words: str
    url: str


def suggestions(text: str, register: Register) -> list[Suggestion]:
    """The pages that answer a search text better than a list of assets does; often none.

    The text is cleaned first. Postcodes in any pasted form, coordinates, councils by any name, codes, streets and
    landmarks are understood.
    """
    typed, text = text, trimmed(clean_text(text))
    if not text:
        return []
    gazetteer = load_gazetteer(register)
    if where := _coordinates(text) or _postcodes(text, gazetteer):
        return where
    return _authorities(text, register) or _area(text, gazetteer, register) or _around(text, typed, gazetteer)


def _coordinates(text: str) -> list[Suggestion]:
    if not (read := parse_coordinates(text)) or not (abs(read.lat) <= 90 and abs(read.lon) <= 180):
        return []
    at = coordinates_text(read.lat, read.lon)
    return [Suggestion(f"What is near the point {at.replace(',', ', ')}", page_url("nearby", near=at))]


def _postcodes(text: str, gazetteer: Gazetteer) -> list[Suggestion]:
    found, hint = postcodes_within(text), ""
    if looks_like_postcode(squash(text)):
        try:
            found = [parse_postcode(text)]
        except PostcodeError:
            pass
        else:
            found = found if " " in found[0] or found[0] in gazetteer.postcode_areas.index else []
    if not found and any(char.isdigit() for char in text):
        found, hint = [choice.text for choice in likely_postcodes(text, gazetteer.postcode_areas)], "Did you mean it? "
    return [Suggestion(f"{hint}What is near {code}, and the nearest of each type", page_url("nearby", near=code)) for code in found]


def _authorities(text: str, register: Register) -> list[Suggestion]:
    words = set(tokens_of(text))
    named = [(code, name) for code, name in register.authorities["name"].items() if len(text) >= LEAST_LETTERS and set(tokens_of(name)) <= words]
    if len(named) > 1:
        codes = [code for code, _ in named]
        return [Suggestion(f"Compare {' and '.join(name for _, name in named)}", page_url("places", authority=codes[0], compare=codes[1:]))]
    return [Suggestion(f"{name}: what it has and how it compares", page_url("places", authority=code)) for code, name in named]


def _area(text: str, gazetteer: Gazetteer, register: Register) -> list[Suggestion]:
    """An authority by its code or another name of its council; the combined authority or the region by theirs."""
    names = register.authorities["name"]
    code = gss_code_within(text)
    codes = [code] if code in names.index else gazetteer.around.authority_words.get(gazetteer.councils.bare(text), ())
    if len(set(codes)) == 1:
        return [Suggestion(f"{names[codes[0]]}: what it has and how it compares", page_url("places", authority=codes[0]))]
    known = gazetteer.councils.area_of(text)
    return [Suggestion(f"{text}: what it has and how it compares", page_url("places", area=known))] if known else []


def _around(text: str, typed: str, gazetteer: Gazetteer) -> list[Suggestion]:
    """A street, station or landmark to look around; a text of several words may name a building we know only as an address."""
    words = tokens_of(text)
    reading = read_address(text, gazetteer.around) if len(text) >= LEAST_LETTERS or text.isupper() else None
    if reading and reading.whole:
        groups = one_thing(reading.rows, gazetteer.points)
        kind, tiers = gazetteer.points.kinds[groups[0][0]], [gazetteer.points.tiers[group[0]] for group in groups]
        if tiers.count(tiers[0]) == 1 and (len(words) > 1 or kind != STREET):
            name = gazetteer.points.table["name"].iat[groups[0][0]]
            return [Suggestion(f"What is around {name} ({kind})", page_url("nearby", near=typed))]
    if len(words) < 2 or looks_like_postcode(squash(text)):
        return []
    return [Suggestion(f"What is around \u201c{typed}\u201d", page_url("nearby", near=typed))]
