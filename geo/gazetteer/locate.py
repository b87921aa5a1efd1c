"""From what a reader types or clicks to a point: coordinates, an asset, a postcode or a place.

Everything is found offline, in the data of this map. A point is given with the radius within which
the truth lies, where that is known: a postcode stands for an area, a pin may stand for a campus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPoint, Point

from geo import vocabulary
from geo.crs import geometry_to_bng, geometry_to_wgs84, point_from_lat_lon
from geo.errors import NotFoundError
from geo.gazetteer.places import find_place, load_places, normal
from geo.gazetteer.postcodes import ResolvedPostcode, load_exact_postcodes, load_postcode_areas, resolve_postcode
from geo.register.assets import Register
from geo.select.filters import FacetIndex, Filters

SpotKind = Literal["point", "asset", "assets", "postcode", "place"]
ASK = "Type a postcode (CV1 5FB), a town (Rugby), an asset's name, or latitude and longitude (52.48, -1.90)."
# Assets that a text names together are taken as one spot if they lie this close to their middle.
ONE_SPOT_M = 1_500
# A point farther than this from the region has nothing near it here.
FAR_M = 50_000
SUGGESTED = 4
LONGEST = 120

_COORDINATES = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_LIKE_A_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z0-9]?\s*\w{0,3}")


@dataclass(frozen=True)
class Spot:
    """A point somebody asked for; `point` is in EPSG:4326.

    `label` names it; `radius_m` is how far from the truth it may lie (0: as given, or not known);
    `note` says in words what the point is good for. `text` finds the same spot again.
    """

    text: str
    label: str
    kind: SpotKind
    point: Point
    radius_m: float
    note: str


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All that texts are looked up in: places, postcode areas, exact postcodes if there are any, and
    the assets by the words of their names and aliases, in order."""

    places: gpd.GeoDataFrame
    postcode_areas: pd.DataFrame
    exact_postcodes: pd.DataFrame | None
    asset_names: dict[tuple[str, ...], str]


def load_gazetteer(register: Register) -> Gazetteer:
    """Load the tables of places and postcodes. Raises DataError if one is missing or unreadable."""
    package, assets = register.package, register.assets
    named: dict[tuple[str, ...], str] = {}
    for identity, name, aliases in zip(assets["id"], assets["name"], assets["aliases"], strict=True):
        for text in (name, *aliases):
            named.setdefault(_words(text), identity)
    return Gazetteer(load_places(package), load_postcode_areas(package), load_exact_postcodes(package), named)


def locate(text: str, *, gazetteer: Gazetteer, register: Register, index: FacetIndex) -> Spot:
    """Find the point a text means.

    Tried in this order: latitude and longitude; an asset's id, name or alias; a postcode; a place;
    what the search finds among the assets, if it all lies at one spot.

    Raises PostcodeError for a postcode that is malformed or outside the region, NotFoundError for
    anything else that is not found or lies too far away; both say what to try.
    """
    text = " ".join(text.split())[:LONGEST]
    if not text:
        raise NotFoundError("No place was named.", mend=ASK)
    if match := _COORDINATES.fullmatch(text):
        return _at_coordinates(*(float(number) for number in match.groups()), register)
    if identity := _asset_named(text, gazetteer, register):
        return _at_asset(register.asset(identity))
    if _LIKE_A_POSTCODE.fullmatch(text):
        return _at_postcode(text, gazetteer)
    try:
        place = find_place(text, gazetteer.places)
    except NotFoundError as error:
        return _at_search(text, error, register, index)
    note = f"The middle of {place.name} as this map labels it; a {place.kind} is wider than a point."
    return Spot(place.name, place.name, "place", place.point, 0.0, note)


def coordinates_text(lat: float, lon: float) -> str:
    """A point as it stands in a link: four decimals, about ten metres."""
    return f"{lat:.4f},{lon:.4f}"


def in_region(point: Point, register: Register) -> bool:
    """Whether a point (EPSG:4326) lies in one of the authorities."""
    return bool(shapely.intersects(register.boundaries.geometry.to_numpy(), point).any())


def _at_coordinates(lat: float, lon: float, register: Register) -> Spot:
    point = point_from_lat_lon(lat, lon)
    label = f"the point {lat:.4f}, {lon:.4f}"
    if in_region(point, register):
        return Spot(coordinates_text(lat, lon), label, "point", point, 0.0, "The point you chose.")
    away_m = _metres_outside(point, register) if abs(lat) <= 90 and abs(lon) <= 180 else FAR_M + 1
    if away_m > FAR_M:
        swapped = " Latitude comes first." if _is_swapped(lat, lon) else ""
        raise NotFoundError(
            f"{label[0].upper()}{label[1:]} is far outside the West Midlands region.",
            mend=f"The region lies between latitudes 51.8 and 53.3, longitudes -3.2 and -1.1.{swapped}",
        )
    note = (
        f"The point lies {away_m / 1000:.1f} km outside the region: only assets in the region are known here."
    )
    return Spot(coordinates_text(lat, lon), label, "point", point, 0.0, note)


def _is_swapped(lat: float, lon: float) -> bool:
    return -4 < lat < 0 and 51 < lon < 54


def _metres_outside(point: Point, register: Register) -> float:
    metric = geometry_to_bng(point)
    if not metric.is_valid:
        return FAR_M + 1
    nearest = (geometry_to_bng(area).distance(metric) for area in register.boundaries.geometry)
    return min(nearest, default=FAR_M + 1)


def _asset_named(text: str, gazetteer: Gazetteer, register: Register) -> str:
    """The id of the asset a text names in full, whatever the order of the words, or ""."""
    if text in register.by_id:
        return text
    return gazetteer.asset_names.get(_words(text), "") if normal(text) else ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(normal(text).split()))


def _at_asset(row: pd.Series) -> Spot:
    precision = row["position_precision"]
    radius_m = float(vocabulary.PRECISION_RADIUS_M.get(precision, 0))
    note = (
        f"The pin shows {vocabulary.PRECISION_WORDS.get(precision, precision)}: good to about {metres(radius_m)}."
    )
    return Spot(row["id"], row["name"], "asset", row["geometry"], radius_m, note)


def _at_postcode(text: str, gazetteer: Gazetteer) -> Spot:
    found = resolve_postcode(text, table=gazetteer.postcode_areas, exact=gazetteer.exact_postcodes)
    return Spot(found.postcode, found.postcode, "postcode", found.point, found.radius_m, _good_for(found))


def _good_for(found: ResolvedPostcode) -> str:
    if found.level == "unit":
        within = f"its addresses lie within about {metres(found.radius_m)}"
        return f"The middle of {found.postcode}, from {found.source}; {within}."
    named = "it" if found.matched == found.postcode else f"{found.matched}, of which it is a part"
    return (
        f"{found.postcode} is known here by {named}: nine in ten of the postcodes of {found.matched} lie "
        f"within {metres(found.radius_m)} of this point, so distances are good to that."
    )


def _at_search(text: str, error: NotFoundError, register: Register, index: FacetIndex) -> Spot:
    mask = index.mask(Filters(q=text)) if len(normal(text)) > 2 else None
    found = register.assets[mask] if mask is not None else register.assets.iloc[:0]
    if found.empty:
        raise NotFoundError(
            f"No place, postcode or asset like {text!r} is known.", mend=f"{error.mend} {ASK}".strip()
        ) from error
    if len(found) == 1:
        return _at_asset(found.iloc[0])
    metric = geometry_to_bng(MultiPoint(list(found.geometry)))
    middle = metric.centroid
    radius_m = float(max(middle.distance(point) for point in metric.geoms))
    if radius_m > ONE_SPOT_M:
        named = "; ".join(found["name"].head(SUGGESTED))
        more = f" and {len(found) - SUGGESTED} more" if len(found) > SUGGESTED else ""
        raise NotFoundError(
            f"{text!r} fits {len(found)} assets in different places.",
            mend=f"Type the whole name of one: {named}{more}. Or type a postcode or a town.",
        )
    note = f"The middle of the {len(found)} assets that match, all within {metres(max(radius_m, 10))} of it."
    return Spot(text, f"\u201c{text}\u201d", "assets", geometry_to_wgs84(middle), radius_m, note)


def metres(length: float) -> str:
    """A length in words: metres up to a kilometre, then kilometres."""
    return f"{length:,.0f} m" if length < 1_000 else f"{length / 1000:.1f} km"
