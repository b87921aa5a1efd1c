"""What a reader asks for in words: one area, or several held against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from geo.analysis.area_profile import MOST_COMPARED
from geo.analysis.areas import Area, area_of, find_area
from geo.analysis.areas import region_area as whole_region
from geo.analysis.measures import Measure, measures
from geo.choice import did_you_mean
from geo.errors import GeoError, NotFoundError, PostcodeError
from geo.gazetteer.councils import CouncilNames, load_council_names
from geo.gazetteer.locate import LONGEST, MOST_CHOICES, NOTHING_LIKE, Spot
from geo.gazetteer.places import load_places
from geo.gazetteer.postcodes import load_exact_postcodes, load_postcode_areas
from geo.register.assets import Register
from geo.register.datapackage import DataPackage, read_table
from geo.register.figures import load_figures
from geo.register.region import REGION_ID

_AGAINST = re.compile(r"\s+(?:vs\.?|versus|against|compared (?:with|to))\s+", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Lookups:
    """The tables an area is found and described by, beside those of the register."""

    figures: pd.DataFrame
    places: gpd.GeoDataFrame
    postcodes: pd.DataFrame
    exact_postcodes: pd.DataFrame | None
    searched: pd.DataFrame
    councils: CouncilNames

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """The measures to pick from, by id."""
        return measures(self.figures)


def load_lookups(package: DataPackage) -> Lookups:
    """Load them. Raises DataError if one is missing or unreadable."""
    return Lookups(
        figures=load_figures(package),
        places=load_places(package),
        postcodes=load_postcode_areas(package),
        exact_postcodes=load_exact_postcodes(package),
        searched=read_table(package, "searched"),
        councils=load_council_names(package),
    )


def area_asked(where: str | Point, register: Register, lookups: Lookups, *, find: Callable[[str], Spot] | None = None) -> Area:
    """The area of a name, GSS code, postcode, town or point (EPSG:4326), as `find_area` finds it.

    With `find`, which finds the spot of a text, also that of a street, a landmark or an asset.

    Raises NotFoundError or PostcodeError, with what to try and choices, if there is none.
    """
    try:
        return _find_area(where, register, lookups)
    except PostcodeError:
        raise
    except NotFoundError as error:
        if find is None or isinstance(where, Point):
            raise
        return _find_area(_spot(where, find, error).point, register, lookups)


def _spot(text: str, find: Callable[[str], Spot], unknown: NotFoundError) -> Spot:
    """The spot of a text that is no area; what is said of one that is neither is said of areas."""
    try:
        return find(text)
    except NotFoundError as error:
        if not error.message.startswith(NOTHING_LIKE):
            raise
        choices = tuple(dict.fromkeys((*unknown.choices, *error.choices)))[:MOST_CHOICES]
        mend = did_you_mean([choice.label for choice in choices]) or unknown.mend
        raise NotFoundError(unknown.message, mend=mend, choices=choices) from error


def _find_area(where: str | Point, register: Register, lookups: Lookups) -> Area:
    return find_area(
        where,
        register.authorities,
        region=register.region,
        boundaries=register.boundaries,
        places=lookups.places,
        postcodes=lookups.postcodes,
        exact_postcodes=lookups.exact_postcodes,
        councils=lookups.councils,
    )


def areas_asked(text: str, register: Register, lookups: Lookups, *, find: Callable[[str], Spot] | None = None) -> tuple[Area, ...]:
    """The areas of a text such as "Walsall vs Sandwell": the first in focus, the rest beside it.

    Raises NotFoundError or PostcodeError if any of them is not known.
    """
    found = [area_asked(part, register, lookups, find=find) for part in _AGAINST.split(text.strip()[:LONGEST])]
    return tuple({area.id: area for area in found}.values())[:MOST_COMPARED]


def area_in_link(codes: Iterable[str], area_id: str, register: Register) -> tuple[Area, bool]:
    """The area a link names, by GSS codes or by `Area.id`; the region where it names none.

    The second value is false where the id was not understood.
    """
    return _area_in_link(tuple(codes), area_id, register)


@lru_cache(maxsize=256)
def _area_in_link(codes: tuple[str, ...], area_id: str, register: Register) -> tuple[Area, bool]:
    if codes:
        return area_of(codes, register.authorities, region=register.region), True
    try:
        area = find_area(area_id, register.authorities, region=register.region) if area_id else None
    except GeoError:
        return whole_region(register.authorities, region=register.region), False
    if area is not None and area.id != area_id.casefold() and area.id != area_id:
        return whole_region(register.authorities, region=register.region), False
    return area or whole_region(register.authorities, region=register.region), True


@lru_cache(maxsize=256)
def area_names(register: Register, *more: Area) -> dict[str, str]:
    """The areas to pick from, id -> name: the region, its groupings, every authority by name."""
    names = register.authorities["name"].sort_values(key=lambda column: column.str.casefold())
    return {
        REGION_ID: register.region.area_name,
        **{grouping.id: grouping.name for grouping in register.region.groupings},
        **names.to_dict(),
        **{area.id: area.name for area in more},
    }


def compared_areas(area: Area, ids: Iterable[str], similar: Iterable[Area], register: Register) -> tuple[Area, ...]:
    """The areas to hold side by side: the one in focus first, then those named, up to four.

    Where four are named, they alone are shown. Where none is, the most similar ones stand in.
    Unknown ids are left out.
    """
    known = area_names(register)
    named = [area_in_link((), identity, register)[0] for identity in ids if identity in known]
    named = named[:MOST_COMPARED]
    shown = named if len(named) == MOST_COMPARED else [area, *(named or similar)]
    return tuple({one.id: one for one in shown}.values())[:MOST_COMPARED]
