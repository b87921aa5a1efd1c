"""From what a reader types or clicks to a point: coordinates, an asset, a postcode, a street, a landmark or a place.

Everything is found offline, in the data of this map. A point is given with the radius within which
the truth lies, where that is known: a postcode stands for an area, a pin may stand for a campus.
Nothing is picked that is merely near: what could be meant is offered to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process
from shapely.geometry import MultiPoint, Point

from geo import vocabulary
from geo.choice import Choice, did_you_mean
from geo.crs import geometry_to_bng, geometry_to_wgs84, point_from_lat_lon
from geo.errors import NotFoundError, PostcodeError
from geo.gazetteer.addresses import SETTLEMENTS, Reading, Surroundings, known_parts, one_thing, read_address, surroundings
from geo.gazetteer.coordinates import Coordinates, parse_coordinates
from geo.gazetteer.councils import CouncilNames, gss_code_within, load_council_names
from geo.gazetteer.named_points import RAILWAY_STATION, STREET, NamedPoints, distances_m, load_named_points
from geo.gazetteer.places import LEAST_LIKENESS, load_places
from geo.gazetteer.postcodes import (
    ResolvedPostcode,
    likely_postcodes,
    load_exact_postcodes,
    load_postcode_areas,
    postcodes_within,
    resolve_postcode,
)
from geo.gazetteer.text_cleaning import clean_text, trimmed
from geo.register.assets import Register
from geo.select.filters import FacetIndex, Filters

SpotKind = Literal["point", "asset", "assets", "postcode", "place", "street", "landmark", "authority"]
ASK = "Type a postcode (CV1 5FB), a street and its town, a station or landmark, a town (Rugby), an asset's name, or latitude and longitude (52.48, -1.90)."
# Assets that a text names together are taken as one spot if they lie this close to their middle.
ONE_SPOT_M = 1_500
# A point farther than this from the region has nothing near it here.
FAR_M = 50_000
SUGGESTED = 4
MOST_CHOICES, MOST_OTHERS = 8, 5
NOTHING_LIKE = "No place, postcode or asset like"
# Out of 100: worth offering where nothing is nearer.
LIKE_ENOUGH = 55
LONGEST = 200
# A name stands out against its namesakes of a later tier: these are offered beside it.
CLEARLY = 1

_LIKE_A_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z0-9]?\s*\w{0,3}")
_ROAD = re.compile(r"[AM]\d{1,4}(?:\s?\(M\))?|B\d{4}", re.IGNORECASE)
_JUNCTION = re.compile(r"M\d{1,3}\W*(?:junction|jct|j)\W*\d{1,2}[a-z]?|(?:junction|jct|j)\W*\d{1,2}[a-z]?\W+(?:of\W+)?(?:the\W+)?M\d{1,3}", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Spot:
    """A point somebody asked for; `point` is in EPSG:4326.

    `label` names it; `radius_m` is how far from the truth it may lie (0: as given, or not known);
    `note` says in words what the point is good for. `text` finds the same spot again. `others` are what else
    the text could mean.
    """

    text: str
    label: str
    kind: SpotKind
    point: Point
    radius_m: float
    note: str
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All that texts are looked up in: places, postcode areas, exact postcodes if there are any, streets and
    landmarks, councils, and the assets by the words of their names and aliases, in order."""

    places: gpd.GeoDataFrame
    postcode_areas: pd.DataFrame
    exact_postcodes: pd.DataFrame | None
    asset_names: dict[tuple[str, ...], str]
    points: NamedPoints
    councils: CouncilNames
    around: Surroundings


@lru_cache(maxsize=2)
def load_gazetteer(register: Register) -> Gazetteer:
    """Load the tables, once for a register. Raises DataError if one is missing or unreadable."""
    package, assets = register.package, register.assets
    councils = load_council_names(package)
    points, places, areas = load_named_points(package, councils.forms), load_places(package), load_postcode_areas(package)
    named: dict[tuple[str, ...], str] = {}
    for identity, name, aliases in zip(assets["id"], assets["name"], assets["aliases"], strict=True):
        for text in (name, *aliases):
            words = councils.forms.words(text)
            named.setdefault(_in_order(words), identity)
            named.setdefault((words.replace(" ", ""),), identity)
    around = surroundings(points, places, register.authorities, areas)
    return Gazetteer(places, areas, load_exact_postcodes(package), named, points, councils, around)


def locate(text: str, *, gazetteer: Gazetteer, register: Register, index: FacetIndex) -> Spot:
    """Find the point a text means.

    The text is cleaned first. Tried in this order: coordinates in any notation; an asset's id, name or alias; a
    postcode; a city, town or large village; a council or its code; a street, station, landmark or locality, where
    the text says so with its town; a postcode within an address; a part of the name of a place; what the search
    finds among assets whose names have the words, if it all lies at one spot; a part of a landmark's name.

    Raises PostcodeError for a postcode that is malformed or outside the region, NotFoundError for
    anything else that is not found, fits several or lies too far away; both say what to try, with choices.
    """
    typed = clean_text(text)[:LONGEST]
    if not typed:
        raise NotFoundError("No place was named.", mend=ASK)
    if found := parse_coordinates(typed):
        return _at_coordinates(found, register)
    typed = trimmed(typed)
    words = gazetteer.points.forms.words(typed)
    if identity := _asset_named(typed, words, gazetteer, register):
        return _at_asset(register.asset(identity))
    if _ROAD.fullmatch(typed) and typed.upper() not in gazetteer.postcode_areas.index:
        raise NotFoundError(f"{typed.upper()} is a road, too long for a point.", mend="Name a street, a junction's place or a town on it.")
    if _JUNCTION.fullmatch(typed):
        raise NotFoundError("The numbers of motorway junctions are not known here.", mend="Name a town, street or postcode beside the junction.")
    if _LIKE_A_POSTCODE.fullmatch(typed):
        return _at_postcode(typed, gazetteer)
    if (row := gazetteer.around.place_words.get(words)) is not None:
        return _at_place(row, gazetteer)
    if spot := _at_council(typed, gazetteer, register):
        return spot
    reading = read_address(typed, gazetteer.around)
    if codes := postcodes_within(typed):
        return _at_address_postcode(codes, typed, reading, gazetteer)
    if reading and reading.whole:
        return _at_reading(reading, typed, words, gazetteer)
    return _at_part(typed, words, reading, gazetteer, register, index)


def coordinates_text(lat: float, lon: float) -> str:
    """A point as it stands in a link: four decimals, about ten metres."""
    return f"{lat:.4f},{lon:.4f}"


def in_region(point: Point, register: Register) -> bool:
    """Whether a point (EPSG:4326) lies in one of the authorities."""
    return bool(shapely.intersects(register.boundaries.geometry.to_numpy(), point).any())


def _at_coordinates(read: Coordinates, register: Register) -> Spot:
    lat, lon = read.lat, read.lon
    point = point_from_lat_lon(lat, lon)
    label = f"the point {lat:.4f}, {lon:.4f}"
    said = "" if read.notation == "decimal degrees" else f"Read as latitude {lat:.5f}, longitude {lon:.5f} ({read.notation}). "
    if in_region(point, register):
        note = said or "The point you chose."
        return Spot(coordinates_text(lat, lon), label, "point", point, read.radius_m, note.strip())
    away_m = _metres_outside(point, register) if abs(lat) <= 90 and abs(lon) <= 180 else FAR_M + 1
    if away_m > FAR_M:
        swapped = " Latitude comes first." if _is_within(lon, lat, register) else ""
        raise NotFoundError(
            f"{label[0].upper()}{label[1:]} is far outside the region of this map.",
            mend=f"{_bounds_words(register)}{swapped}",
            choices=_corrected(lat, lon, register),
        )
    note = f"{said}The point lies {away_m / 1000:.1f} km outside the region: only assets in the region are known here."
    return Spot(coordinates_text(lat, lon), label, "point", point, read.radius_m, note)


def _bounds_words(register: Register) -> str:
    west, south, east, north = register.region_bounds
    return f"The region lies between latitudes {south:.1f} and {north:.1f}, longitudes {west:.1f} and {east:.1f}."


def _corrected(lat: float, lon: float, register: Register) -> list[Choice]:
    """The point with latitude and longitude swapped, or its longitude west: what lies in the region of these."""
    swaps = {"latitude first": (lon, lat), "longitude west": (lat, -lon), "latitude first, longitude west": (lon, -lat)}
    return [
        Choice(f"{new_lat:.4f}, {new_lon:.4f} ({words})", coordinates_text(new_lat, new_lon))
        for words, (new_lat, new_lon) in swaps.items()
        if _is_within(new_lat, new_lon, register)
    ]


def _is_within(lat: float, lon: float, register: Register) -> bool:
    west, south, east, north = register.region_bounds
    return south <= lat <= north and west <= lon <= east


def _metres_outside(point: Point, register: Register) -> float:
    metric = geometry_to_bng(point)
    if not metric.is_valid:
        return FAR_M + 1
    nearest = (geometry_to_bng(area).distance(metric) for area in register.boundaries.geometry)
    return min(nearest, default=FAR_M + 1)


def _asset_named(text: str, words: str, gazetteer: Gazetteer, register: Register) -> str:
    """The id of the asset a text names in full, whatever the order of the words, or ""."""
    if register.current_id(text) in register.by_id:
        return register.current_id(text)
    if not words:
        return ""
    return gazetteer.asset_names.get(_in_order(words)) or gazetteer.asset_names.get((words.replace(" ", ""),), "")


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(sorted(words.split()))


def _at_asset(row: pd.Series) -> Spot:
    precision = row["position_precision"]
    radius_m = float(vocabulary.PRECISION_RADIUS_M.get(precision, 0))
    note = f"The pin shows {vocabulary.PRECISION_WORDS.get(precision, precision)}: good to about {metres(radius_m)}."
    return Spot(row["id"], row["name"], "asset", row["geometry"], radius_m, note)


def _at_postcode(text: str, gazetteer: Gazetteer) -> Spot:
    try:
        found = resolve_postcode(text, table=gazetteer.postcode_areas, exact=gazetteer.exact_postcodes)
    except PostcodeError as error:
        choices = error.choices or likely_postcodes(text, gazetteer.postcode_areas)
        raise PostcodeError(error.message, mend=_mend(error.mend, choices), choices=choices) from error
    return Spot(found.postcode, found.postcode, "postcode", found.point, found.radius_m, _good_for(found))


def _mend(mend: str, choices: Sequence[Choice]) -> str:
    """The mend, with what may have been meant named in it where it does not say so already."""
    if not choices or "Did you mean" in mend:
        return mend
    return f"{did_you_mean([choice.label for choice in choices])} {mend}"


def _good_for(found: ResolvedPostcode) -> str:
    if found.level == "unit":
        within = f"its addresses lie within about {metres(found.radius_m)}"
        return f"The middle of {found.postcode}, from {found.source}; {within}."
    named = "it" if found.matched == found.postcode else f"{found.matched}, of which it is a part"
    return (
        f"{found.postcode} is known here by {named}: nine in ten of the postcodes of {found.matched} lie "
        f"within {metres(found.radius_m)} of this point, so distances are good to that."
    )


def _at_place(row: int, gazetteer: Gazetteer, *, note: str = "", others: tuple[Choice, ...] = ()) -> Spot:
    place = gazetteer.places.iloc[row]
    said = f"{note}The middle of {place['name']} as this map labels it; a {place['kind']} is wider than a point."
    return Spot(place["name"], place["name"], "place", place.geometry, 0.0, said, others)


def _at_council(text: str, gazetteer: Gazetteer, register: Register) -> Spot | None:
    """The place of a council's name, or the middle of the authority where no place is called so."""
    forms, table = gazetteer.councils.forms, register.authorities
    code = gss_code_within(text)
    words, bare = forms.words(text), gazetteer.councils.bare(text)
    if not code and bare != words and (row := gazetteer.around.place_words.get(bare)) is not None:
        return _at_place(row, gazetteer)
    names = {bare, words}
    fits = table["name"].map(forms.words).isin(names) | table["council_name"].map(forms.words).isin(names) | (table.index == code)
    if fits.sum() != 1:
        return None
    code, name = table.index[fits][0], table.loc[fits, "name"].iloc[0]
    shape = register.boundaries.geometry[register.boundaries["gss_code"] == code].iloc[0]
    point = shapely.point_on_surface(shape)
    radius_m = float(geometry_to_bng(shape).hausdorff_distance(geometry_to_bng(point)))
    note = f"A point in the middle of {name}, which reaches {metres(radius_m)} from it."
    return Spot(code, name, "authority", point, 0.0, note)


def _at_reading(reading: Reading, text: str, words: str, gazetteer: Gazetteer) -> Spot:
    """The one thing an address names; what else has its name is offered beside it.

    Raises NotFoundError with choices where several things are as likely.
    """
    groups, tiers = one_thing(reading.rows, gazetteer.points), gazetteer.points.tiers
    firsts = _best_known_first([group[0] for group in groups], gazetteer)
    greater = [Choice(name, name) for name in _places_having(words, gazetteer)]
    same = [row for row in firsts if tiers[row] < tiers[groups[0][0]] + CLEARLY]
    if len(same) > 1 or (greater and tiers[groups[0][0]] > 1):
        choices = (*greater, *_choices(firsts, gazetteer))[:MOST_CHOICES]
        raise NotFoundError(f"{text!r} fits {len(groups) + len(greater)} places.", mend="Choose the one that is meant, or add its town.", choices=choices)
    return _at_row(same[0], gazetteer, _choices([row for row in firsts if row != same[0]][:MOST_OTHERS], gazetteer))


def _best_known_first(rows: Iterable[int], gazetteer: Gazetteer) -> list[int]:
    """Rows by tier, those in the region first, and of these those in the places that the map labels first."""
    points, labelled, label_tiers = gazetteer.points, gazetteer.around.place_words, gazetteer.places["label_tier"].to_numpy()

    def order(row: int) -> tuple[int, bool, float, str]:
        locality = points.localities[row]
        return points.tiers[row], not points.codes[row], label_tiers[labelled[locality]] if locality in labelled else np.inf, locality

    return sorted(rows, key=order)


def _places_having(words: str, gazetteer: Gazetteer) -> list[str]:
    """The names of the places, sorted, of whose names these words are a part."""
    wanted = set(words.split())
    rows = [row for name, row in gazetteer.around.place_words.items() if wanted and wanted < set(name.split())]
    return sorted(gazetteer.places["name"].iloc[row] for row in rows)


def _at_row(row: int, gazetteer: Gazetteer, others: Iterable[Choice] = ()) -> Spot:
    line, choice = gazetteer.points.table.iloc[row], _choices([row], gazetteer)[0]
    kind, radius_m = line["kind"], float(line["radius_m"])
    if kind == STREET:
        note = f"The middle of the street, which runs up to {metres(radius_m)} from it; house numbers are not known here."
    else:
        note = f"{line['name']} ({kind}): one point of it, as OpenStreetMap or the railways have it."
    point = point_from_lat_lon(line["lat"], line["lon"])
    return Spot(choice.text, choice.label, "street" if kind == STREET else "landmark", point, radius_m, note, tuple(others))


def _choices(rows: Sequence[int], gazetteer: Gazetteer) -> tuple[Choice, ...]:
    """Rows as choices: the name with its locality and authority; where that is not one row's, its coordinates are asked for."""
    table, names = gazetteer.points.table, gazetteer.around.authorities["name"]
    found = []
    for row in rows[:MOST_CHOICES]:
        line = table.iloc[row]
        where = dict.fromkeys(filter(None, (line["locality"], names.get(line["gss_code"], ""))))
        name = f"{line['name']} station" if line["kind"] == RAILWAY_STATION else line["name"]
        text = ", ".join((name, *(place for place in where if place not in name)))
        label = f"{text} ({line['kind']})" if line["kind"] in SETTLEMENTS else text
        found.append(Choice(label, text if _is_one(row, text, gazetteer) else coordinates_text(line["lat"], line["lon"])))
    return tuple(found)


def _is_one(row: int, text: str, gazetteer: Gazetteer) -> bool:
    """Whether a text names one row and nothing else."""
    reading = read_address(text, gazetteer.around)
    groups = one_thing(reading.rows, gazetteer.points) if reading and reading.whole else []
    return len(groups) == 1 and row in groups[0] and gazetteer.points.forms.words(text) not in gazetteer.around.place_words


def _at_address_postcode(codes: list[str], text: str, reading: Reading | None, gazetteer: Gazetteer) -> Spot:
    """The postcode of an address, or its street where one of that name lies in the postcode's area."""
    if len(codes) > 1:
        raise NotFoundError(f"{text!r} holds {len(codes)} postcodes.", mend="Choose one.", choices=[Choice(code, code) for code in codes[:MOST_CHOICES]])
    spot = _at_postcode(codes[0], gazetteer)
    groups = one_thing(reading.rows, gazetteer.points) if reading and not reading.elsewhere else []
    if len(groups) == 1 and spot.radius_m:
        row = groups[0][0]
        street = _at_row(row, gazetteer)
        away_m = distances_m(gazetteer.points, [row], spot.point.y, spot.point.x)[0]
        if 0 < street.radius_m < spot.radius_m and away_m <= 2 * spot.radius_m:
            return street
    return spot


def _at_part(text: str, words: str, reading: Reading | None, gazetteer: Gazetteer, register: Register, index: FacetIndex) -> Spot:
    """What a part of a name means, where it is one thing's; else the choices there are."""
    if hints := likely_postcodes(text, gazetteer.postcode_areas) if _HAS_DIGIT.search(text) or text.isupper() else []:
        raise PostcodeError(f"{text!r} is not a postcode.", mend=_mend("", hints), choices=hints)
    names = _places_having(words, gazetteer)
    if len(names) == 1:
        return _at_place(gazetteer.around.place_words[gazetteer.points.forms.words(names[0])], gazetteer)
    if len(names) > 1:
        raise NotFoundError(f"{text!r} fits {len(names)} places.", mend="Choose one.", choices=[Choice(name, name) for name in names[:MOST_CHOICES]])
    if reading:
        raise _not_there(reading, gazetteer)
    if gazetteer.councils.area_of(text) or words in gazetteer.points.forms.silent:
        raise NotFoundError(f"{text!r} is a whole area, not a point.", mend="Ask for a town in it, or choose its local authorities.")
    if spot := _at_town_slip(text, words, gazetteer):
        return spot
    named = _names_assets(words, gazetteer)
    if not named and gazetteer.points.like(gazetteer.points.forms.words(text.partition(",")[0]), count=1):
        raise _nothing_like(text, words, gazetteer)
    if named and (spot := _at_search(text, words, register, index)):
        return spot
    groups = one_thing(gazetteer.points.having(words), gazetteer.points)
    if len(groups) == 1:
        return _at_row(groups[0][0], gazetteer)
    if groups:
        choices = _choices([group[0] for group in groups], gazetteer)
        raise NotFoundError(f"{text!r} fits {len(groups)} places.", mend="Choose one, or type the whole name.", choices=choices)
    raise _only_described(text, words, register, index) or _nothing_like(text, words, gazetteer)


def _names_assets(words: str, gazetteer: Gazetteer) -> bool:
    """Whether the names of some assets have all the words."""
    wanted = set(words.split())
    return any(wanted <= set(name) for name in gazetteer.asset_names)


def _not_there(reading: Reading, gazetteer: Gazetteer) -> NotFoundError:
    """The street of an address is known, but not there, or the rest of the address is not."""
    groups = one_thing(reading.rows, gazetteer.points)
    choices = _choices(_best_known_first([group[0] for group in groups], gazetteer), gazetteer)
    first = gazetteer.points.table["name"].iat[reading.rows[0]]
    why = "is not known where the text says" if reading.elsewhere else f"is known, but not {', '.join(map(repr, reading.unknown))}"
    return NotFoundError(f"{first} {why}.", mend="Choose the one that is meant, if it is among these.", choices=choices)


def _at_town_slip(text: str, words: str, gazetteer: Gazetteer) -> Spot | None:
    """The one city, town or large village whose name is nearly the text, with a note that says so."""
    near = process.extract(words, list(gazetteer.around.place_words), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=2) if words else []
    if len(near) != 1:
        return None
    row = gazetteer.around.place_words[near[0][0]]
    name = gazetteer.places["name"].iloc[row]
    return _at_place(row, gazetteer, note=f"No place here is called {text!r}: read as {name}. ")


def _nothing_like(text: str, words: str, gazetteer: Gazetteer) -> NotFoundError:
    """What has nearly the name, to choose from; the towns likest to it where nothing has."""
    head, _, rest = (gazetteer.points.forms.words(part) for part in text.partition(","))
    rows = gazetteer.points.like(head, count=MOST_CHOICES) if head else []
    if rest and rows and (there := read_address(f"{gazetteer.points.table['name'].iat[rows[0]]}, {rest}", gazetteer.around)):
        rows = list(there.rows)
    choices = _choices(_best_known_first([group[0] for group in one_thing(rows, gazetteer.points)], gazetteer), gazetteer)
    choices = choices or tuple(Choice(part, part) for part in known_parts(text, gazetteer.around))
    if not choices and words:
        like = process.extract(words, list(gazetteer.around.place_words), scorer=fuzz.ratio, limit=3, score_cutoff=LIKE_ENOUGH)
        names = [gazetteer.places["name"].iloc[gazetteer.around.place_words[town]] for town, _, _ in like]
        choices = tuple(Choice(name, name) for name in names)
    return NotFoundError(f"{NOTHING_LIKE} {text!r} is known.", mend=_mend(ASK, choices), choices=choices)


def _only_described(text: str, words: str, register: Register, index: FacetIndex) -> NotFoundError | None:
    """What the search finds in addresses, operators and descriptions, to choose from: no asset is called so, so none is picked."""
    found = _searched(text, words, register, index)
    if found.empty:
        return None
    count = "1 asset" if len(found) == 1 else f"{len(found)} assets"
    return NotFoundError(
        f"No place or asset is called {text!r} here; the search finds {count} for it.",
        mend=f"Choose one if it is meant: {_first_names(found)}. Or type a postcode or a town.",
        choices=_asset_choices(found),
    )


def _searched(text: str, words: str, register: Register, index: FacetIndex) -> gpd.GeoDataFrame:
    """The assets that the search finds, none for a text of two letters."""
    return register.assets[index.mask(Filters(q=text))] if len(words) > 2 else register.assets.iloc[:0]


def _asset_choices(found: gpd.GeoDataFrame) -> tuple[Choice, ...]:
    return tuple(Choice(row["name"], row["id"]) for row in found.head(MOST_CHOICES).to_dict("records"))


def _first_names(found: gpd.GeoDataFrame) -> str:
    more = f" and {len(found) - SUGGESTED} more" if len(found) > SUGGESTED else ""
    return "; ".join(found["name"].head(SUGGESTED)) + more


def _at_search(text: str, words: str, register: Register, index: FacetIndex) -> Spot | None:
    """What the search finds among the assets, of whose names a text is a part, if it lies at one spot; None if it finds nothing.

    Raises NotFoundError with the assets to choose from if they lie apart.
    """
    found = _searched(text, words, register, index)
    if found.empty:
        return None
    if len(found) == 1:
        return _at_asset(found.iloc[0])
    metric = geometry_to_bng(MultiPoint(list(found.geometry)))
    middle = metric.centroid
    radius_m = float(max(middle.distance(point) for point in metric.geoms))
    if radius_m > ONE_SPOT_M:
        raise NotFoundError(
            f"{text!r} fits {len(found)} assets in different places.",
            mend=f"Type the whole name of one: {_first_names(found)}. Or type a postcode or a town.",
            choices=_asset_choices(found),
        )
    note = f"The middle of the {len(found)} assets that match, all within {metres(max(radius_m, 10))} of it."
    return Spot(text, f"\u201c{text}\u201d", "assets", geometry_to_wgs84(middle), radius_m, note)


def metres(length: float) -> str:
    """A length in words: metres up to a kilometre, then kilometres."""
    return f"{length:,.0f} m" if length < 1_000 else f"{length / 1000:.1f} km"
