"""Cities, towns and large villages of the region: labels of the map, and places to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
from rapidfuzz import fuzz, process
from shapely.geometry import Point

from geo.choice import did_you_mean
from geo.crs import WGS84, require_wgs84
from geo.errors import NotFoundError
from geo.register.datapackage import DataPackage, read_table

PLACES_RESOURCE = "places"

# Out of 100. A letter wrong, missing or swapped in a name of seven passes; another town's name that
# merely ends alike does not.
LEAST_LIKENESS = 85
SUGGESTIONS = 3
# Out of 100, by rapidfuzz's weighted ratio: less like than this is not offered.
WORTH_NAMING = 60
ASK = "Type the name of a city, a town or a large village of the region."
# People leave these out of a name or mix them up: Burton on, upon or by Trent.
_WORD = re.compile(r"[a-z0-9]+")
_LINK_WORDS = {"a", "and", "by", "in", "of", "on", "the", "under", "upon"}


@dataclass(frozen=True)
class Place:
    """A city, town or village; `point` is in EPSG:4326."""

    id: str
    name: str
    kind: str
    point: Point
    gss_code: str


def load_places(package: DataPackage) -> gpd.GeoDataFrame:
    """Read the places of a package: a point per row, EPSG:4326.

    Raises DataError if the table is missing or unreadable.
    """
    table = read_table(package, PLACES_RESOURCE)
    points = gpd.points_from_xy(table["lon"], table["lat"], crs=WGS84)
    return gpd.GeoDataFrame(table, geometry=points)


def find_place(text: str, places: gpd.GeoDataFrame) -> Place:
    """Find a place by its name, forgiving case, hyphens, link words, a slip, and a part left out.

    'leamington' finds Royal Leamington Spa and 'burton on trent' Burton upon Trent. If a part of a
    name fits several places, the one labelled first on the map is meant. `places` is in EPSG:4326.

    Raises NotFoundError, naming the nearest, if no name is like it.
    """
    require_wgs84(places, what="table of places")
    wanted = normal(text)
    if not wanted:
        raise NotFoundError("No place was named.", mend=ASK)
    names = places["name"].map(normal)
    for fits in (names == wanted, names.map(lambda name: _has_words(name, wanted))):
        if fits.any():
            return _place(places[fits].sort_values("label_tier", kind="stable").iloc[0])
    best = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    if best is not None:
        return _place(places.loc[best[2]])
    raise NotFoundError(f"No place like {text.strip()!r} is known.", mend=_suggest(text, places))


def normal(name: str) -> str:
    """A name as it is compared: lower-case words without punctuation and link words."""
    return " ".join(normal_words(name))


def normal_words(name: str) -> list[str]:
    """The words of a name as they are compared, in order."""
    words = _WORD.findall(name.lower().replace("'", "").replace("\u2019", ""))
    return [word for word in words if word not in _LINK_WORDS]


def nearest_names(text: str, places: gpd.GeoDataFrame, *, count: int = SUGGESTIONS) -> list[str]:
    """The names most like a text, likest first; none where none is at all like it."""
    found = process.extract(text, places["name"], scorer=fuzz.WRatio, processor=normal, limit=count, score_cutoff=WORTH_NAMING)
    return [name for name, _, _ in found]


def _has_words(name: str, wanted: str) -> bool:
    return set(wanted.split()) <= set(name.split())


def _suggest(text: str, places: gpd.GeoDataFrame) -> str:
    if places.empty:
        return ASK
    return did_you_mean(nearest_names(text, places)) or ASK


def _place(row: gpd.GeoSeries) -> Place:
    return Place(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        point=row.geometry,
        gss_code=row["gss_code"],
    )
