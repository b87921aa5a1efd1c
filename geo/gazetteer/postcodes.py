"""From a postcode, or a part of one, to a point in the region.

The shipped table knows no unit postcode. It knows where the postcodes lie that begin alike: the
unit group 'CV1 5F', the sector 'CV1 5', the district 'CV1', each with the radius in which nine in
ten of them lie. Exact positions are used where a person has put their own download beside it
(`python -m geo.build.postcodes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

import pandas as pd
from shapely.geometry import Point

from geo.choice import Choice
from geo.crs import point_from_lat_lon
from geo.errors import DataError, PostcodeError
from geo.gazetteer.text_cleaning import clean_text
from geo.register.datapackage import DataPackage, read_table

Level = Literal["unit", "unit group", "sector", "district"]
LEVELS: tuple[Level, ...] = get_args(Level)

AREAS_RESOURCE = "postcode_areas"
EXACT_FILE = ("local", "postcodes.parquet")
# A centroid is the middle of about fifteen addresses.
UNIT_RADIUS_M = 50.0

# Letters and digits that follow the district: none, '5', '5F', '5FB'.
_INWARD_LENGTH: dict[Level, int] = {"district": 0, "sector": 1, "unit group": 2, "unit": 3}
_LEVEL_OF_LENGTH = {length: level for level, length in _INWARD_LENGTH.items()}
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9](?:[0-9]|[A-Z])?")
# C, I, K, M, O and V never stand in the last two places: they are too easily misread.
_INWARD = re.compile(r"[0-9](?:[ABD-HJLNP-UW-Z]{1,2})?")
_WITHIN = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9](?:[0-9]|[A-Z])?)[ .-]{0,3}([0-9][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])")
# Written letter by letter: 'C V 1 5 F B'.
_SPELLED = re.compile(r"[A-Z0-9](?:[ .-]+[A-Z0-9]){4,6}")
# What the eye takes for another: a letter where a digit belongs, and the other way round.
_AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_AS_LETTER = {"0": "ODQ", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B", "O": "DQ", "I": "L", "V": "UY", "M": "NH", "K": "H", "C": "GE"}
# Letters and digits of a postcode's parts: A letter, 9 digit, longest first.
_SHAPES = ("AA99", "AA9A", "AA9", "A99", "A9A", "A9")
MOST_HINTS = 4
_FORMS = "Write it like CV1 5FB, or only its beginning: CV1 5 or CV1."


@dataclass(frozen=True)
class ResolvedPostcode:
    """Where a postcode lies, and how exactly that is known.

    `postcode` is what was asked for, in normal form; `matched` the part of it that was found.
    `point` is in EPSG:4326; nine in ten of the postcodes it stands for lie within `radius_m`.
    """

    postcode: str
    matched: str
    point: Point
    radius_m: float
    level: Level
    source: str


def parse_postcode(text: str) -> str:
    """Return a postcode in normal form: 'cv15fb' is 'CV1 5FB'.

    A district ('CV1') or sector ('CV1 5') will do. Without a blank, the end is read as three
    characters if that makes a whole postcode, else as a district: 'CV15' is the district CV15, not
    the sector CV1 5.

    Raises PostcodeError, saying how to write one, if it cannot be a postcode.
    """
    words = re.sub(r"[^A-Za-z0-9\s]", "", clean_text(text)).upper().split()
    if not words:
        raise PostcodeError("No postcode was given.", mend=_FORMS)
    for outward, inward in _readings(words):
        if _OUTWARD.fullmatch(outward) and (not inward or _INWARD.fullmatch(inward)):
            return f"{outward} {inward}".strip()
    raise PostcodeError(f"{text.strip()!r} is not a postcode.", mend=_mend(words))


def postcodes_within(text: str) -> list[str]:
    """The whole postcodes in a text, in normal form and order, each once: "Coventry CV1 5FB." has CV1 5FB."""
    typed = clean_text(text).upper()
    found = _WITHIN.findall(re.sub(r"[ .-]", "", typed) if _SPELLED.fullmatch(typed) else typed)
    return list(dict.fromkeys(f"{outward} {inward}" for outward, inward in found))


def likely_postcodes(text: str, table: pd.DataFrame) -> list[Choice]:
    """What a text may be a misread postcode of: CVI of CV1, B1O of B10; only what lies in the table.

    One letter or digit is taken for what looks like it, or two; fewest changes first.
    """
    typed = re.sub(r"[^A-Z0-9]", "", clean_text(text).upper())
    if not 2 <= len(typed) <= 7:
        return []
    found: dict[str, int] = {}
    for reading in _misread(typed):
        postcode = " ".join(reading).strip()
        known = prefixes(postcode)[-1] in table.index
        changes = sum(a != b for a, b in zip(typed, "".join(reading), strict=True))
        if known and 0 < changes <= 2:
            found[postcode] = min(changes, found.get(postcode, changes))
    least = min(found.values(), default=0)
    return [Choice(code, code) for code, changes in sorted(found.items()) if changes == least][:MOST_HINTS]


def _misread(typed: str) -> Iterator[tuple[str, str]]:
    """Every outward and inward code the characters may stand for."""
    for outward in _SHAPES:
        for inward in ("9AA", "9A", "9", ""):
            if len(outward) + len(inward) != len(typed):
                continue
            options = [_readings_of(char, kind) for char, kind in zip(typed, outward + inward, strict=True)]
            for chars in product(*options):
                code = "".join(chars)
                pair = (code[: len(outward)], code[len(outward) :])
                if _OUTWARD.fullmatch(pair[0]) and (not pair[1] or _INWARD.fullmatch(pair[1])):
                    yield pair


def _readings_of(char: str, kind: str) -> str:
    if kind == "9":
        return char if char.isdigit() else _AS_DIGIT.get(char, "")
    return (char if char.isalpha() else "") + _AS_LETTER.get(char, "")


def resolve_postcode(text: str, *, table: pd.DataFrame, exact: pd.DataFrame | None = None) -> ResolvedPostcode:
    """Find the point of a postcode, district or sector: the longest beginning that is known.

    `table` is the table of postcode areas and `exact`, if given, the exact postcodes, both with
    `lat` and `lon` in EPSG:4326, as `load_postcode_areas` and `load_exact_postcodes` return them.

    A postcode whose sector is not in the table is not answered with its district, for districts
    run across the border: the sector may lie on the far side.

    Raises PostcodeError if the text is no postcode, or nothing of it lies in the region.
    """
    postcode = parse_postcode(text)
    if exact is not None and postcode in exact.index:
        return _from_exact(postcode, exact.loc[postcode])
    for prefix in prefixes(postcode):
        if prefix in table.index:
            return _from_area(postcode, prefix, table.loc[prefix])
    raise PostcodeError(
        f"{postcode} is not in the region of this map.",
        mend=_outside_mend(postcode, table),
        choices=_outside_choices(postcode, table),
    )


def prefixes(postcode: str) -> list[str]:
    """The beginnings of a normal postcode to look up, longest first, down to its sector.

    A district alone is its own only beginning.
    """
    outward, _, inward = postcode.partition(" ")
    if not inward:
        return [outward]
    longest = min(len(inward), _INWARD_LENGTH["unit group"])
    return [f"{outward} {inward[:length]}" for length in range(longest, 0, -1)]


def spaced(prefix: str, level: Level) -> str:
    """Write a postcode or prefix with its one blank, given its level: 'SY156T' is 'SY15 6T'."""
    letters = "".join(prefix.split()).upper()
    length = _INWARD_LENGTH[level]
    return letters if length == 0 else f"{letters[:-length]} {letters[-length:]}"


def load_postcode_areas(package: DataPackage) -> pd.DataFrame:
    """The package's table of postcode areas, by prefix; `lat` and `lon` in EPSG:4326, metres.

    Raises DataError if it is missing or unreadable.
    """
    return read_table(package, AREAS_RESOURCE).set_index("prefix")


def load_exact_postcodes(package: DataPackage) -> pd.DataFrame | None:
    """The exact postcodes made from a person's own download, by postcode; None if there are none.

    Raises DataError if the file is there but is not what `geo.build.postcodes` writes.
    """
    path = package.root.joinpath(*EXACT_FILE)
    if not path.is_file():
        return None
    try:
        return pd.read_parquet(path, columns=["postcode", "lat", "lon"]).set_index("postcode")
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"data/{'/'.join(EXACT_FILE)} cannot be read: {error}.",
            mend="Make it again with python -m geo.build.postcodes, or delete it.",
        ) from error


def _readings(words: list[str]) -> list[tuple[str, str]]:
    """The ways to split what was typed into outward and inward code, likeliest first."""
    joined = "".join(words)
    whole = (joined[:-3], joined[-3:])
    if len(words) == 2:
        return [(words[0], words[1]), whole]
    return [whole, (joined, ""), (joined[:-2], joined[-2:])]


def _mend(words: list[str]) -> str:
    """What to say of a text that is no postcode; a likely slip is named."""
    joined = "".join(words)
    swapped = joined[:-3] + joined[-3:].replace("O", "0", 1)
    if swapped != joined and _INWARD.fullmatch(swapped[-3:]) and _OUTWARD.fullmatch(swapped[:-3]):
        return f"Did you mean {swapped[:-3]} {swapped[-3:]}, with a zero?"
    return _FORMS


def _outside_mend(postcode: str, table: pd.DataFrame) -> str:
    outward, _, inward = postcode.partition(" ")
    if inward and outward in table.index:
        return f"Part of {outward} is: ask for {outward} alone, for a town, or for a nearby postcode."
    if (sector := spaced(outward, "sector")) in table.index:
        return f"Did you mean {sector}?"
    return "Ask for a postcode or a town in the region, or choose a point on the map."


def _outside_choices(postcode: str, table: pd.DataFrame) -> list[Choice]:
    outward, _, inward = postcode.partition(" ")
    if inward and outward in table.index:
        return [Choice(outward, outward)]
    sector = spaced(outward, "sector")
    return [Choice(sector, sector)] if sector in table.index else likely_postcodes(postcode, table)


def _from_exact(postcode: str, row: pd.Series) -> ResolvedPostcode:
    return ResolvedPostcode(
        postcode=postcode,
        matched=postcode,
        point=point_from_lat_lon(row["lat"], row["lon"]),
        radius_m=UNIT_RADIUS_M,
        level="unit",
        source="exact postcodes on this machine",
    )


def _from_area(postcode: str, prefix: str, row: pd.Series) -> ResolvedPostcode:
    return ResolvedPostcode(
        postcode=postcode,
        matched=prefix,
        point=point_from_lat_lon(row["lat"], row["lon"]),
        radius_m=float(row["radius_m"]),
        level=_LEVEL_OF_LENGTH[len(prefix.partition(" ")[2])],
        source="postcode areas of this map",
    )
