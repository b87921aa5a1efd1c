"""A written address or name taken apart: what in it is a street or a landmark, and where it says that is.

"12 Fazeley Street, Birmingham" names a street and a city; "Coventry station" a landmark; "High Street,
Dudley" several streets of which one is meant. Nothing is guessed: what fits several is said to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.gazetteer.name_forms import COUNCIL
from geo.gazetteer.named_points import NamedPoints, distances_m
from geo.gazetteer.postcodes import parse_postcode, postcodes_within, prefixes
from geo.gazetteer.text_cleaning import clean_text, trimmed

SETTLEMENTS = {"city", "town", "village", "suburb", "hamlet"}
# How far from the middle of a place an address may lie that names it.
REACH_M = {"city": 12_000, "town": 6_000, "village": 3_500, "suburb": 3_500, "hamlet": 2_000, "railway station": 1_500}
BESIDE_POSTCODE_M = 1_500
# Rows of one name closer than this are one thing.
ONE_THING_M = 1_000
_SEPARATORS = re.compile(r"[,;\n|]|\s-\s|\s(?:near|in|at|nr\.?)\s", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:(?:unit|flat|suite|floor|room|level|block|no|plot|apartment|apt|office)\s+)?\d+[a-z]?(?:\s+\d+[a-z]?)?\s+")
_DIGIT = re.compile(r"\d")
_OUTWARD = re.compile(r"[a-z]{1,2}\d[a-z\d]?(?: \d)?")
LONGEST_PARTS = 8


@dataclass(frozen=True)
class Where:
    """What an address says of where it is: rows near a point, or in some authorities, or in a locality of the name."""

    words: str
    codes: frozenset[str] = frozenset()
    near: tuple[float, float] | None = None
    reach_m: float = 0.0


@dataclass(frozen=True)
class Reading:
    """What an address may mean: rows of the named points, the words they are named by, and the parts that were
    not understood. `whole` is whether nothing else was left over; `elsewhere` that the rows lie
    somewhere else than the address says."""

    rows: tuple[int, ...]
    words: str
    unknown: tuple[str, ...]
    elsewhere: bool = False

    @property
    def whole(self) -> bool:
        return not self.unknown and not self.elsewhere


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What the parts of an address that say where are looked up in; places in EPSG:4326."""

    points: NamedPoints
    places: gpd.GeoDataFrame
    authorities: pd.DataFrame
    postcode_areas: pd.DataFrame
    place_words: dict[str, int]
    authority_words: dict[str, tuple[str, ...]]
    # What names of places and authorities say of where it is, once asked: never a text that is none.
    _known: dict[str, Where] = field(default_factory=dict)


def surroundings(points: NamedPoints, places: gpd.GeoDataFrame, authorities: pd.DataFrame, postcode_areas: pd.DataFrame) -> Surroundings:
    """The tables with the names of places in their canonical words."""
    forms = points.forms
    codes: dict[str, list[str]] = {}
    for column in ("name", "ons_name", "council_name", "county"):
        for code, name in authorities[column].items():
            for words in {forms.words(name), forms.without(name, COUNCIL)}:
                codes.setdefault(words, []).append(code)
    place_words = {forms.words(name): row for row, name in enumerate(places["name"])}
    return Surroundings(points, places, authorities, postcode_areas, place_words, {words: tuple(of) for words, of in codes.items()})


def read_address(text: str, around: Surroundings) -> Reading | None:
    """What a text names, with its rows narrowed to where it says they are; None if no name in it is known.

    The first part with the name of a street or landmark is what is meant; parts before it (a company, a building)
    are left out, parts after it say where it is. A city or suburb is what is meant only where nothing comes before it.
    """
    parts = _parts(text, around)
    best: Reading | None = None
    for at, part in enumerate(parts):
        if at and _where(part, around):
            continue
        for name, rest in _splits(part):
            rows = around.points.named(name)
            if not rows or (rest and not _where(rest, around)):
                continue
            reading = _narrowed(name, rows, [other for other in (rest, *parts[at + 1 :]) if other], around)
            if reading.whole:
                return reading
            best = best or reading
    return best


def _parts(text: str, around: Surroundings) -> list[str]:
    """The parts of an address in canonical words, without house numbers and the country."""
    found = []
    for part in _SEPARATORS.split(clean_text(text))[:LONGEST_PARTS]:
        words = around.points.forms.words(trimmed(part))
        found.append(_NUMBER.sub("", words + " ").strip() if _NUMBER.match(words + " ") else words)
    return [part for part in found if part and part not in around.points.forms.silent]


def _splits(part: str) -> Iterator[tuple[str, str]]:
    """A part as (name, rest): all of it, then its longest beginnings, then its longest ends."""
    words = part.split()
    yield part, ""
    for length in range(len(words) - 1, 0, -1):
        yield " ".join(words[:length]), " ".join(words[length:])
    for length in range(len(words) - 1, 1, -1):
        yield " ".join(words[-length:]), " ".join(words[:-length])


def _narrowed(name: str, rows: tuple[int, ...], others: list[str], around: Surroundings) -> Reading:
    wheres: list[Where] = []
    unknown: list[str] = []
    kept = list(rows)
    for other in others:
        found = _where(other, around)
        beside = [] if found else _beside(kept, around.points.named(other), around.points)
        if beside:
            kept = beside
        elif found:
            wheres.append(found)
        else:
            unknown.append(other)
    for where in wheres:
        inside = _within(kept, where, around.points)
        if not inside:
            return Reading(rows, name, tuple(unknown), elsewhere=True)
        kept = inside
    exact = [row for row in kept if any(around.points.localities[row] == where.words for where in wheres)]
    return Reading(tuple(exact or kept), name, tuple(unknown))


def _beside(rows: list[int], others: tuple[int, ...], points: NamedPoints) -> list[int]:
    """The rows near one of others: a landmark and the street it is on."""
    return [row for row in rows if others and (distances_m(points, others, *points.lat_lon[row]) - points.radii_m[list(others)]).min() <= ONE_THING_M]


def known_parts(text: str, around: Surroundings) -> list[str]:
    """The parts of an address, as they were written, that name a place, a suburb or an authority here."""
    forms = around.points.forms
    written = [trimmed(part) for part in _SEPARATORS.split(clean_text(text))[:LONGEST_PARTS]]
    return [part for part in written if (words := forms.words(part)) not in forms.silent and _where(words, around)]


def _where(words: str, around: Surroundings) -> Where | None:
    """What a part of an address says of where it is; None if it is not understood."""
    if words in around._known:
        return around._known[words]
    if words in around.points.forms.silent:
        return Where(words)
    if postcode := _postcode(words, around):
        return postcode
    found = _place_named(words, around)
    if found and (words in around.authority_words or words in around.place_words or words in around.points.by_name):
        around._known[words] = found
    return found


def _place_named(words: str, around: Surroundings) -> Where | None:
    forms = around.points.forms
    bare = forms.bare(words, COUNCIL)
    codes = _codes_named({words, bare}, around)
    near, reach_m = None, 0.0
    if (row := around.place_words.get(words)) is not None:
        place = around.places.iloc[row]
        near, reach_m = (place.geometry.y, place.geometry.x), REACH_M[place["kind"]]
    elif found := around.points.named(words):
        row = min(found, key=lambda row: around.points.tiers[row])
        if (kind := around.points.kinds[row]) in REACH_M:
            near, reach_m = tuple(around.points.lat_lon[row]), REACH_M[kind]
    return Where(words, codes, near, reach_m) if codes or near else None


def _codes_named(words: set[str], around: Surroundings) -> frozenset[str]:
    return frozenset(code for word in words for code in around.authority_words.get(word, ()))


def _postcode(words: str, around: Surroundings) -> Where | None:
    if not _DIGIT.search(words):
        return None
    found = postcodes_within(words)
    if not found and _OUTWARD.fullmatch(words):
        found = [parse_postcode(words)]
    for prefix in prefixes(found[0]) if found else ():
        if prefix in around.postcode_areas.index:
            row = around.postcode_areas.loc[prefix]
            return Where(words, near=(row["lat"], row["lon"]), reach_m=float(row["radius_m"]) * 1.5 + BESIDE_POSTCODE_M)
    return None


def _within(rows: list[int], where: Where, points: NamedPoints) -> list[int]:
    if not where.codes and where.near is None:
        return rows
    by_code = [row for row in rows if points.codes[row] in where.codes]
    named = [row for row in rows if points.localities[row] == where.words]
    near = []
    if where.near:
        # A long street may begin in a place and have its middle beyond it.
        away = distances_m(points, rows, *where.near) - points.radii_m[rows]
        near = [row for row, far in zip(rows, away, strict=True) if far <= where.reach_m]
    return sorted({*by_code, *named, *near})


def one_thing(rows: Iterable[int], points: NamedPoints) -> list[list[int]]:
    """Rows in groups that lie within a kilometre of the first of the group: each group is one thing, likeliest first."""
    left = np.array(sorted(rows, key=lambda row: (points.tiers[row], row)), dtype=int)
    groups: list[list[int]] = []
    while left.size:
        near = distances_m(points, left, *points.lat_lon[left[0]]) <= ONE_THING_M
        near[0] = True
        groups.append(left[near].tolist())
        left = left[~near]
    return groups
