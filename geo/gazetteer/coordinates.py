"""Coordinates in the notations people paste: degrees, minutes and seconds, decimals, links, National Grid.

What is read is in EPSG:4326; National Grid references (EPSG:27700) are converted. Nothing here knows
the region: whether a point is near is the caller's question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from shapely.geometry import Point

from geo.crs import geometry_to_wgs84
from geo.gazetteer.text_cleaning import clean_text, with_decimal_points

Notation = Literal["decimal degrees", "degrees and minutes", "map link", "WKT", "National Grid"]


@dataclass(frozen=True)
class Coordinates:
    """A point as it was written: degrees, EPSG:4326; `radius_m` is half the diagonal of the square a grid
    reference names, 0 where a point was written."""

    lat: float
    lon: float
    notation: Notation
    radius_m: float = 0.0


_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_DECIMAL_COMMA = r"[+-]?\d{1,3},\d+"
_COMMA_PAIR = re.compile(rf"({_DECIMAL_COMMA})\s*\u00b0?\s*([NSEW]?)\s*(?:[;/,]\s*|\s)\s*({_DECIMAL_COMMA})\s*\u00b0?\s*([NSEW]?)")
_THOUSANDS = re.compile(r"(\d{3}),(\d{3})(?!\d)")
# What is left of coordinates when the words around them are gone.
_ONLY_SIGNS = re.compile(r"[\d.,;:/ \u00b0'\"NSEWZM+-]*\d[\d.,;:/ \u00b0'\"NSEWZM+-]*")
_WORDS = {
    "DEGREES": "\u00b0",
    "DEGREE": "\u00b0",
    "DEG": "\u00b0",
    "MINUTES": "'",
    "MINUTE": "'",
    "MINS": "'",
    "MIN": "'",
    "SECONDS": '"',
    "SECOND": '"',
    "SECS": '"',
    "SEC": '"',
    "NORTH": "N",
    "SOUTH": "S",
    "EAST": "E",
    "WEST": "W",
}
_LATITUDE, _LONGITUDE, _EASTING, _NORTHING = "LATITUDE", "LONGITUDE", "EASTING", "NORTHING"
_LABELS = {
    "LATITUDE": _LATITUDE,
    "LAT": _LATITUDE,
    "LONGITUDE": _LONGITUDE,
    "LONG": _LONGITUDE,
    "LON": _LONGITUDE,
    "LNG": _LONGITUDE,
    "EASTING": _EASTING,
    "EASTINGS": _EASTING,
    "X": _EASTING,
    "NORTHING": _NORTHING,
    "NORTHINGS": _NORTHING,
    "Y": _NORTHING,
    **dict.fromkeys(
        (
            "COORDINATES",
            "COORDINATE",
            "COORDS",
            "GPS",
            "POSITION",
            "LOCATION",
            "AND",
            "NATIONAL",
            "BRITISH",
            "GRID",
            "REF",
            "REFERENCE",
            "NGR",
            "OS",
            "OSGB",
            "BNG",
            "WGS84",
            "EPSG:4326",
            "EPSG:27700",
            "GEO",
        ),
        "",
    ),
}
_WORD = re.compile(r"[A-Z][A-Z0-9]*(?::\d+)?")
_LINKS = (
    re.compile(rf"!3D({_NUMBER})!4D({_NUMBER})", re.I),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(rf"MLAT=({_NUMBER})&MLON=({_NUMBER})", re.I),
    re.compile(rf"#MAP=[\d.]+/({_NUMBER})/({_NUMBER})", re.I),
    re.compile(rf"(?:[?&](?:Q|LL|SLL|QUERY|CENTER|DADDR|DESTINATION|CP)=|/PLACE/|/SEARCH/|/DIR/)(?:LOC:)?({_NUMBER})(?:,|~|%2C)\+?({_NUMBER})", re.I),
    re.compile(rf"^GEO:({_NUMBER}),({_NUMBER})", re.I),
)
_PAIR_WITHIN = re.compile(r"(?<![\d.])([+-]?\d{1,3}\.\d{3,})\s*[,;\s|]\s*([+-]?\d{1,3}\.\d{3,})(?![\d.])")
_WKT = re.compile(rf"(?:SRID=4326;\s*)?POINT\s*(?:Z\s*)?\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?\s*\)", re.I)
_GRID = re.compile(r"([HNOST][A-HJ-Z])\s*(\d{2,5})\s*[ ,/]\s*(\d{2,5})")
_GRID_JOINED = re.compile(r"([HNOST][A-HJ-Z])\s*(\d{4,10})")
_GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M, _DIGITS_OF_A_METRE = 100_000, 5
# The National Grid covers 700 by 1,300 km; a number below ten thousand is no easting of England.
_LEAST_GRID_M, _MOST_EASTING_M, _MOST_NORTHING_M = 10_000, 700_000, 1_300_000


def parse_coordinates(text: str) -> Coordinates | None:
    """Read coordinates in any of the usual notations; None for a text that is something else.

    Understood: 52\u00b024'29.2"N 1\u00b030'38.2"W; 52.4081\u00b0 N, 1.5106\u00b0 W; 52.4081, -1.5106 with brackets, labels, a zoom or a
    height; decimal commas; links to Google Maps, Bing Maps and OpenStreetMap; geo: addresses; POINT(-1.5106 52.4081);
    SP 334 789; 433400 278900. Two plain numbers are latitude and longitude in this order. Values may lie
    outside the globe: what was written is returned.
    """
    clean = with_decimal_points(clean_text(text))
    if link := _from_link(clean):
        return link
    # Wikipedia writes one point in two or three notations: "52\u00b024'29\"N 1\u00b030'38\"W / 52.408\u00b0N 1.511\u00b0W".
    for part in (clean, *clean.split(" / ")):
        upper = part.upper()
        if found := _from_wkt(upper) or _from_grid_letters(upper) or _from_numbers(upper):
            return found
    return _from_within(clean)


def _from_link(text: str) -> Coordinates | None:
    if not re.match(r"(?:https?://|www\.|geo:|maps\.|google\.|(?:\w+\.)?openstreetmap\.)", text, re.I) and not re.match(rf"@{_NUMBER},", text):
        return None
    for pattern in _LINKS:
        if match := pattern.search(text):
            return Coordinates(float(match[1]), float(match[2]), "map link")
    return None


def _from_within(text: str) -> Coordinates | None:
    """The one pair of precise decimals in a text of other words: "Coventry (52.4081, -1.5106)"."""
    pairs = set(_PAIR_WITHIN.findall(text))
    if len(pairs) != 1:
        return None
    lat, lon = pairs.pop()
    return Coordinates(float(lat), float(lon), "decimal degrees")


def _from_wkt(text: str) -> Coordinates | None:
    # Well-known text holds x before y: longitude first.
    match = _WKT.fullmatch(text)
    return Coordinates(float(match[2]), float(match[1]), "WKT") if match else None


def _from_grid_letters(text: str) -> Coordinates | None:
    text = _without_labels(text)[0].strip(" .,;()[]")
    if match := _GRID.fullmatch(text):
        letters, easting, northing = match.groups()
    elif match := _GRID_JOINED.fullmatch(text):
        letters, digits = match.groups()
        easting, northing = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    else:
        return None
    if len(easting) != len(northing):
        return None
    first, second = (_GRID_LETTERS.index(letter) for letter in letters)
    square_e = (first - 2) % 5 * 5 + second % 5
    square_n = 19 - first // 5 * 5 - second // 5
    unit_m = 10 ** (_DIGITS_OF_A_METRE - len(easting))
    # The reference names the south-west corner of a square; its middle is the likeliest place.
    middle_m = unit_m / 2 if unit_m > 1 else 0
    point = _from_grid(square_e * _SQUARE_M + int(easting) * unit_m + middle_m, square_n * _SQUARE_M + int(northing) * unit_m + middle_m)
    return replace(point, radius_m=round(middle_m * 2**0.5, 1)) if point else None


def _from_grid(easting_m: float, northing_m: float) -> Coordinates | None:
    if not (_LEAST_GRID_M <= easting_m <= _MOST_EASTING_M and _LEAST_GRID_M <= northing_m <= _MOST_NORTHING_M):
        return None
    point = geometry_to_wgs84(Point(easting_m, northing_m))
    return Coordinates(point.y, point.x, "National Grid")


def _from_numbers(text: str) -> Coordinates | None:
    """Numbers with signs, hemispheres and units between them, and nothing else."""
    bare, order = _without_labels(_bare(text))
    if (commas := _COMMA_PAIR.fullmatch(bare.strip(" ()[]"))) and "." not in bare:
        pair = tuple(float(commas[n].replace(",", ".")) for n in (1, 3))
        if abs(pair[0]) <= 90 and abs(pair[1]) <= 180:
            return _ordered(pair, commas[2] + commas[4], order)
    bare = _THOUSANDS.sub(r"\1\2", bare) if len(_THOUSANDS.findall(bare)) == 2 else bare
    if not _ONLY_SIGNS.fullmatch(bare):
        return None
    numbers = re.findall(r"[+-]?\s?\d+(?:\.\d+)?", bare)
    values = [float(number.replace(" ", "")) for number in numbers]
    hemispheres = "".join(re.findall(r"[NSEW]", bare))
    if _is_grid(values):
        return _from_eastings(values, hemispheres, order)
    values = _without_zoom(values, bare)
    if len(values) not in (2, 4, 6) or not _is_grammatical(hemispheres, bare):
        return None
    half = len(values) // 2
    first, second = _degrees(values[:half], numbers[0]), _degrees(values[half:], numbers[half])
    if first is None or second is None:
        return None
    read = _ordered((first, second), hemispheres, order)
    return replace(read, notation="degrees and minutes") if read and half > 1 else read


def _bare(text: str) -> str:
    """The text with words for units and hemispheres as signs, and no brackets."""
    text = re.sub(r"(?<=\d)\s*D(?=\s*\d)", "\u00b0 ", text)
    text = re.sub(r"(?<=\d)\s*M(?=\s*\d)", "' ", text)
    text = re.sub(r"(?<=\d)S(?=\s*[NSEW])", '"', text)
    text = _WORD.sub(lambda word: _WORDS.get(word[0], word[0]), text)
    return re.sub(r"[()\[\]{}]", " ", text).replace("''", '"').strip(" .,;")


def _without_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without words such as "lat:", and the order in which these stood."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0] not in _LABELS:
            return match[0]
        if label := _LABELS[match[0]]:
            found.append(label)
        return " "

    bare = _WORD.sub(take, text)
    if bare == text:
        return text, ()
    bare = re.sub(r"[:=]", " ", bare) if "\u00b0" not in bare else re.sub(r"=", " ", bare)
    return " ".join(bare.split()).strip(" .,;:"), tuple(found)


def _is_grid(values: list[float]) -> bool:
    return len(values) == 2 and all(value >= _LEAST_GRID_M for value in values)


def _from_eastings(values: list[float], hemispheres: str, order: tuple[str, ...]) -> Coordinates | None:
    northing_first = hemispheres.startswith("N") or order[:1] == (_NORTHING,)
    easting_m, northing_m = reversed(values) if northing_first else values
    return _from_grid(easting_m, northing_m)


def _without_zoom(values: list[float], text: str) -> list[float]:
    """Two numbers of three, where the last is the zoom or the height of a map: "52.4081,-1.5106,15z"."""
    if len(values) == 3 and (re.search(r"\d\s*[ZM]$", text) or (text.count(",") == 2 and "." in text)):
        return values[:2]
    return [] if re.search(r"[ZM]", text) else values


def _is_grammatical(hemispheres: str, text: str) -> bool:
    """No hemisphere, or one for each angle, all before or all after the numbers."""
    if not hemispheres:
        return True
    if len(hemispheres) != 2 or not (set(hemispheres) & set("NS") and set(hemispheres) & set("EW")):
        return False
    signs = re.sub(r"[^NSEW\d]+", "", text)
    return bool(re.fullmatch(r"[NSEW]\d+[NSEW]\d+|\d+[NSEW]\d+[NSEW]", signs))


def _degrees(parts: list[float], written: str) -> float | None:
    """Degrees of degrees, minutes and seconds; None if minutes or seconds are none."""
    if any(part < 0 or part >= 60 for part in parts[1:]) or (len(parts) > 1 and not float(parts[0]).is_integer()):
        return None
    size = sum(abs(part) / 60**n for n, part in enumerate(parts))
    return -size if written.startswith("-") else size


def _ordered(pair: tuple[float, ...], hemispheres: str, order: tuple[str, ...]) -> Coordinates:
    """Latitude and longitude by their hemispheres or labels; latitude first where nothing says so."""
    if len(hemispheres) == 2:
        pair = tuple(-abs(value) if letter in "SW" else value for value, letter in zip(pair, hemispheres, strict=True))
    longitude_first = hemispheres[:1] in ("E", "W") if hemispheres else order[:1] in ((_LONGITUDE,), (_EASTING,))
    lat, lon = reversed(pair) if longitude_first else pair
    return Coordinates(lat, lon, "decimal degrees")
