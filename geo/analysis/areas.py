"""An area to look at: an authority, several, a county, a grouping of the region, or the region.

Which authorities belong to what, and their figures, come from the table of authorities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.choice import Choice, did_you_mean
from geo.crs import point_from_lat_lon, require_wgs84
from geo.errors import FilterError, NotFoundError, PostcodeError
from geo.gazetteer.coordinates import parse_coordinates
from geo.gazetteer.councils import CouncilNames, codes_of_itl, gss_code_within
from geo.gazetteer.places import LEAST_LIKENESS, find_place, nearest_names, normal
from geo.gazetteer.postcodes import parse_postcode, postcodes_within, resolve_postcode
from geo.gazetteer.text_cleaning import clean_text, trimmed
from geo.register.figures import figure_of
from geo.register.region import REGION_ID, Grouping, Region
from geo.sentences import and_words

AreaKind = Literal["authority", "county", "set", "grouping", "region"]

SIMILAR = 3
# An authority with fewer of the five figures in common is not called similar.
LEAST_FIGURES = 3
SIMILARITY_METHOD = (
    "The most similar authorities are those nearest by five figures: people per km\u00b2, "
    "businesses per head, median weekly pay, share qualified to level 3 or above, and output per "
    "job. Each figure is taken as its distance from the mean of all authorities in standard "
    "deviations (z-score); nearness is the root mean square of the differences."
)

_GSS_CODE = re.compile(r"[EWSN]\d{8}")
# Names have an "and" of their own, so it comes last.
_SEPARATORS = (re.compile(r"[,;]"), re.compile(r"[,;&]|\band\b", re.IGNORECASE))
_MEND = "Type the name or GSS code of an authority, a town, a postcode, or region."


@dataclass(frozen=True)
class Area:
    """One or more authorities taken together.

    `id` stands in links and is understood by `find_area`: a GSS code, several joined by commas, a
    county's name, the id of a grouping or "region". `codes` are GSS codes, in order. `population` (people),
    `businesses` and `area_km2` are sums over the authorities, NaN where one's figure is missing.
    """

    id: str
    name: str
    kind: AreaKind
    codes: tuple[str, ...]
    population: float
    businesses: float
    area_km2: float


@dataclass(frozen=True)
class Comparisons:
    """What to hold an area against; `similar` is empty unless the area is one authority.

    The region and the groupings include the area itself where it belongs to them. `method` says
    how the similar authorities were found.
    """

    area: Area
    region: Area
    groupings: tuple[Area, ...]
    similar: tuple[Area, ...]
    method: str = SIMILARITY_METHOD

    @property
    def areas(self) -> tuple[Area, ...]:
        """The area and all it is held against, each once, in the order they are shown."""
        rest = (*self.similar, *self.groupings, self.region)
        return (self.area, *(area for area in rest if area.id != self.area.id))


def authority_area(code: str, authorities: pd.DataFrame) -> Area:
    """The area of one authority, by GSS code. Raises NotFoundError if there is none."""
    if code not in authorities.index:
        raise NotFoundError(f"No authority here has the GSS code {code!r}.", mend=_MEND)
    return _area(code, authorities.at[code, "name"], "authority", (code,), authorities)


def area_of(codes: Iterable[str], authorities: pd.DataFrame, *, region: Region) -> Area:
    """The area of one or more authorities, by GSS code; those of a grouping or all are known as such.

    Raises NotFoundError if a code is not in the data, FilterError if none is given.
    """
    codes = sorted(set(codes))
    if not codes:
        raise FilterError("No authority was chosen.", mend="Choose at least one.")
    if unknown := [code for code in codes if code not in authorities.index]:
        raise NotFoundError(f"No authority here has the GSS code {unknown[0]!r}.", mend=_MEND)
    if len(codes) == len(authorities) > 1:
        return region_area(authorities, region=region)
    for grouping in region.groupings:
        if len(codes) > 1 and tuple(codes) == grouping.codes:
            return grouping_area(grouping, authorities)
    names = authorities.loc[codes, "name"].tolist()
    kind: AreaKind = "authority" if len(codes) == 1 else "set"
    return _area(",".join(codes), and_words(names, most=4), kind, codes, authorities)


def grouping_area(grouping: Grouping, authorities: pd.DataFrame) -> Area:
    """The full members of a grouping of the region."""
    known = [code for code in grouping.codes if code in authorities.index]
    return _area(grouping.id, grouping.name, "grouping", known, authorities)


def region_area(authorities: pd.DataFrame, *, region: Region) -> Area:
    """All authorities of the table."""
    return _area(REGION_ID, region.area_name, "region", sorted(authorities.index), authorities)


def find_area(
    where: str | Point,
    authorities: pd.DataFrame,
    *,
    region: Region,
    boundaries: gpd.GeoDataFrame | None = None,
    places: gpd.GeoDataFrame | None = None,
    postcodes: pd.DataFrame | None = None,
    exact_postcodes: pd.DataFrame | None = None,
    councils: CouncilNames | None = None,
) -> Area:
    """Find an area by what a person would type, or by a point on the map (EPSG:4326).

    The text is cleaned first. Understands an `Area.id`, names of authorities and councils (forgiving case, link words, a part
    left out, a slip), counties, several of these with commas, "region" and groupings, and, where the
    tables are given, "latitude, longitude" and postcodes (they need `boundaries`, EPSG:4326) and
    towns (`places`). With `councils`, councils under any of their names ("Solihull MBC", "City of Coventry") and the codes
    of the region, the combined authority, counties and ITL areas, too. A town or postcode finds the authority it lies in; near a boundary a postcode
    area or a simplified boundary may name the neighbour. If a name fits several, an authority comes
    before a county, and a county before a town.

    Raises NotFoundError, naming the nearest, if nothing is like it; PostcodeError for a postcode
    outside the region.
    """
    if isinstance(where, Point):
        return _area_at(where, authorities, boundaries)
    text = trimmed(clean_text(where))
    found = _by_name(text, authorities, region, councils) or _by_several(text, authorities, region, councils)
    if found is None and boundaries is not None:
        found = _by_coordinates(where, authorities, boundaries)
        if found is None and postcodes is not None:
            table = {"table": postcodes, "exact": exact_postcodes}
            found = _by_postcode(text, authorities, boundaries, **table)
    if found is None and _GSS_CODE.fullmatch(text.upper()):
        return area_of([text.upper()], authorities, region=region)
    found = found or _by_part(text, authorities) or _by_place(text, authorities, places)
    if found := found or _by_likeness(text, authorities):
        return found
    choices = [Choice(name, name) for name in nearest_names(text, authorities)] if normal(text) else []
    raise NotFoundError(f"No area like {text!r} is known.", mend=_suggest(text, authorities), choices=choices)


def area_shape(area: Area, boundaries: gpd.GeoDataFrame) -> BaseGeometry:
    """The outline of an area, EPSG:4326: its authorities' boundaries joined.

    `boundaries` must be a coverage (neighbours share their edges exactly), as the shipped ones are.

    Raises CrsError if `boundaries` is not in EPSG:4326.
    """
    require_wgs84(boundaries, what="boundaries")
    inside = boundaries["gss_code"].isin(area.codes).to_numpy()
    shapes = boundaries.geometry.to_numpy()[inside]
    return shapes[0] if len(shapes) == 1 else shapely.coverage_union_all(shapes)


def comparison_areas(area: Area, authorities: pd.DataFrame, *, region: Region, n: int = SIMILAR) -> Comparisons:
    """The region, its groupings and, for one authority, the `n` most similar ones."""
    similar: tuple[Area, ...] = ()
    if area.kind == "authority":
        codes = similar_authorities(area.codes[0], authorities, n=n).index
        similar = tuple(authority_area(code, authorities) for code in codes)
    groupings = tuple(grouping_area(grouping, authorities) for grouping in region.compared)
    return Comparisons(area, region_area(authorities, region=region), groupings, similar)


def similar_authorities(code: str, authorities: pd.DataFrame, *, n: int = SIMILAR) -> pd.DataFrame:
    """The `n` authorities most like one, nearest first, by the method in `SIMILARITY_METHOD`.

    Indexed by `gss_code`; columns `name`, `distance` (in standard deviations), `figures` (how many
    of the five both have). The root of the mean, not of the sum, keeps a missing figure from
    bringing an authority nearer; with fewer than three in common it is left out. A figure that is
    the same everywhere tells nothing and counts as no difference.

    Raises NotFoundError if `code` is not in the data.
    """
    if code not in authorities.index:
        raise NotFoundError(f"No authority here has the GSS code {code!r}.", mend=_MEND)
    scores = z_scores(authorities).to_numpy()
    gaps = scores - scores[authorities.index.get_loc(code)]
    figures = np.isfinite(gaps).sum(axis=1)
    total = np.nansum(gaps**2, axis=1)
    table = pd.DataFrame(
        {
            "name": authorities["name"].to_numpy(),
            "distance": np.sqrt(total / np.where(figures > 0, figures, np.nan)),
            "figures": figures,
        },
        index=authorities.index.rename("gss_code"),
    )
    table = table[(figures >= LEAST_FIGURES) & (table.index != code)]
    return table.sort_index().sort_values("distance", kind="stable").head(n)


def z_scores(authorities: pd.DataFrame) -> pd.DataFrame:
    """The five figures of similarity per authority, in standard deviations from their mean.

    Over all authorities of the table, unweighted, population standard deviation; NaN where missing.
    """

    def figure(measure: str) -> np.ndarray:
        values = figure_of(authorities, measure)
        return np.where(values > 0, values, np.nan)

    population = figure("population")
    figures = {
        "people_per_km2": population / figure("area_km2"),
        "businesses_per_head": figure("active_businesses") / population,
        "median_weekly_pay": figure("median_weekly_pay_gbp"),
        "level3plus": figure("level3plus_pct"),
        "gva_per_job": figure("gva_per_job_gbp"),
    }
    table = pd.DataFrame(figures, index=authorities.index)
    deviations = table.std(ddof=0)
    return (table - table.mean()) / deviations.where(deviations > 0, np.inf)


def _area(identity: str, name: str, kind: AreaKind, codes: Iterable[str], authorities: pd.DataFrame) -> Area:
    codes = tuple(codes)
    rows = authorities.index.get_indexer(list(codes))

    def total(measure: str) -> float:
        return float(figure_of(authorities, measure)[rows].sum())

    return Area(
        id=identity,
        name=name,
        kind=kind,
        codes=codes,
        population=total("population"),
        businesses=total("active_businesses"),
        area_km2=total("area_km2"),
    )


def _by_name(text: str, authorities: pd.DataFrame, region: Region, councils: CouncilNames | None = None) -> Area | None:
    """An area whose name or id the text is, but for case, link words and what makes it a council's."""
    if text.upper() in authorities.index:
        return authority_area(text.upper(), authorities)
    wanted = normal(text)
    for grouping in region.groupings:
        if wanted in map(normal, (grouping.id, grouping.name, *grouping.other_names)):
            return grouping_area(grouping, authorities)
    if wanted in map(normal, (REGION_ID, region.name, region.area_name, *region.other_names)):
        return region_area(authorities, region=region)
    for column in ("name", "ons_name", "council_name"):
        if (fits := authorities[column].map(normal) == wanted).any():
            return authority_area(authorities.index[fits][0], authorities)
    return _by_county(wanted, authorities) or (_by_council(text, authorities, region, councils) if councils else None)


def _by_council(text: str, authorities: pd.DataFrame, region: Region, councils: CouncilNames) -> Area | None:
    """An area by its code, a county council's name, or a council's name without what makes it one."""
    if (known := councils.area_of(text)) and known.casefold() != text.casefold():
        return _by_name(known, authorities, region, councils)
    if codes := codes_of_itl(text, authorities):
        return _known_area(codes, authorities, region)
    if code := gss_code_within(text):
        return authority_area(code, authorities) if code in authorities.index else None
    forms, names = councils.forms, {councils.forms.words(text), councils.bare(text)} - {""}
    for column in ("name", "ons_name", "council_name"):
        if (fits := authorities[column].map(forms.words).isin(names)).any():
            return authority_area(authorities.index[fits][0], authorities)
    return _by_county(normal(councils.bare(text)), authorities)


def _known_area(codes: list[str], authorities: pd.DataFrame, region: Region) -> Area:
    """The area of some authorities: the county, where they are all of it."""
    county = authorities.loc[codes[0], "county"]
    whole = sorted(authorities.index[authorities["county"] == county])
    found = _by_county(normal(county), authorities) if whole == codes and len(codes) > 1 else None
    return found or area_of(codes, authorities, region=region)


def _by_county(wanted: str, authorities: pd.DataFrame) -> Area | None:
    fits = authorities["county"].map(normal) == wanted
    if not fits.any():
        return None
    name = authorities.loc[fits, "county"].iloc[0]
    return _area(name.casefold(), name, "county", sorted(authorities.index[fits]), authorities)


def _by_several(text: str, authorities: pd.DataFrame, region: Region, councils: CouncilNames | None) -> Area | None:
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(text) if part.strip()]
        if len(parts) > 1 and (area := _together(parts, authorities, region, councils)):
            return area
    return None


def _together(parts: list[str], authorities: pd.DataFrame, region: Region, councils: CouncilNames | None) -> Area | None:
    """The areas of all parts as one; None where one of them is not known."""
    found = [area for part in parts if (area := _by_name(part, authorities, region, councils))]
    if not found or len(found) < len(parts):
        return None
    return area_of([code for area in found for code in area.codes], authorities, region=region)


def _by_coordinates(text: str, authorities: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> Area | None:
    read = parse_coordinates(text)
    return _area_at(point_from_lat_lon(read.lat, read.lon), authorities, boundaries) if read else None


def _by_postcode(
    text: str,
    authorities: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    **tables: pd.DataFrame | None,
) -> Area | None:
    try:
        postcode = parse_postcode(text)
    except PostcodeError:
        if len(found := postcodes_within(text)) != 1:
            return None
        postcode = found[0]
    return _area_at(resolve_postcode(postcode, **tables).point, authorities, boundaries)


def _by_part(text: str, authorities: pd.DataFrame) -> Area | None:
    """The one authority whose name has all the words of the text; none if several have."""
    wanted = set(normal(text).split())
    names = authorities["name"].map(normal)
    fits = [code for code, name in names.items() if wanted and wanted <= set(name.split())]
    return authority_area(fits[0], authorities) if len(fits) == 1 else None


def _by_place(text: str, authorities: pd.DataFrame, places: gpd.GeoDataFrame | None) -> Area | None:
    if places is None:
        return None
    try:
        code = find_place(text, places).gss_code
    except NotFoundError:
        return None
    return authority_area(code, authorities) if code in authorities.index else None


def _by_likeness(text: str, authorities: pd.DataFrame) -> Area | None:
    names, wanted = authorities["name"].map(normal), normal(text)
    best = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return authority_area(best[2], authorities) if wanted and best else None


def _area_at(point: Point, authorities: pd.DataFrame, boundaries: gpd.GeoDataFrame | None) -> Area:
    if boundaries is None:
        raise FilterError("A point needs boundaries to be placed.", mend="Pass `boundaries`.")
    require_wgs84(boundaries, what="boundaries")
    # As geo.register.boundaries.authority_of does, without its join: a point on an edge has the lower code.
    inside = shapely.intersects(boundaries.geometry.to_numpy(), point)
    if not inside.any():
        raise NotFoundError("That point is outside the region.", mend=_MEND)
    return authority_area(boundaries["gss_code"].to_numpy()[inside].min(), authorities)


def _suggest(text: str, authorities: pd.DataFrame) -> str:
    return (did_you_mean(nearest_names(text, authorities)) if normal(text) else "") or _MEND
