"""What a request asks of a collection: the parameters of OGC API Features, and the filters of Explore by the names they have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import box

from geo.api.collections import Collection, asset_features, other_features, rows_of
from geo.errors import FilterError
from geo.register.assets import Register
from geo.select.filters import TEXTS, FacetIndex, Filters, filter_names, filters_from_query
from geo.select.opening import Span, opened_within, read_interval
from geo.select.query_string import unknown_names

DEFAULT_LIMIT, MOST = 100, 1000
# Longitude and latitude of WGS 84, the only system features are given in.
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
COMMON = ("f", "limit", "offset", "bbox", "bbox-crs", "datetime")
Query = Mapping[str, list[str]]


@dataclass(frozen=True)
class FeatureQuery:
    """Which features of a collection: `bbox` is (west, south, east, north) in degrees, `opened` the days of opening asked for."""

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    bbox: tuple[float, float, float, float] | None = None
    opened: Span | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, eq=False)
class Page:
    """Some features of those that match: `matched` is the number of all."""

    features: list[dict[str, Any]]
    matched: int


def parameter_names(collection: Collection) -> tuple[str, ...]:
    """The query parameters a collection takes."""
    filters = tuple(name for name in filter_names() if name != "layer" or not collection.layer)
    return (*COMMON, *filters) if collection.filtered else COMMON


def read_query(query: Query, collection: Collection, *, options: Mapping[str, tuple[str, ...]]) -> FeatureQuery:
    """Read the parameters of a request. A value with commas counts as several, as the standard writes lists.

    Raises FilterError for a parameter the collection does not have, and for a value that means nothing.
    """
    if strange := list(unknown_names(query, parameter_names(collection))):
        raise FilterError(f"There is no parameter {strange[0][:60]!r}.", mend=f"There are: {', '.join(parameter_names(collection))}.")
    one = {name: values[-1] for name, values in query.items() if values}
    if one.get("bbox-crs", CRS84) != CRS84:
        raise FilterError("A box is read in longitude and latitude alone.", mend=f"Leave bbox-crs away, or write {CRS84}.")
    return FeatureQuery(
        limit=min(_whole(one.get("limit", str(DEFAULT_LIMIT)), "limit", least=1), MOST),
        offset=_whole(one.get("offset", "0"), "offset", least=0),
        bbox=_box(one["bbox"]) if "bbox" in one else None,
        opened=read_interval(one["datetime"]) if "datetime" in one else None,
        filters=_filters(query, collection, options) if collection.filtered else Filters(),
    )


def features_of(collection: Collection, query: FeatureQuery, *, register: Register, index: FacetIndex) -> Page:
    """The features a query asks for, in the register's order, or the best match first where it searches.

    The order of one release of the data never changes, so that pages neither repeat nor leave out a feature.
    """
    if not collection.filtered:
        rows = rows_of(collection, register)
        rows = rows[_inside(rows, query.bbox)]
        return Page(other_features(rows.iloc[query.offset : query.offset + query.limit]), len(rows))
    assets = register.assets.iloc[index.places(query.filters)]
    assets = assets[_inside(assets, query.bbox)]
    if query.opened is not None:
        # As an array: an empty list would choose no column instead of no row.
        assets = assets[np.array([opened_within(text, query.opened) for text in assets["opened"]], dtype=bool)]
    return Page(asset_features(assets.iloc[query.offset : query.offset + query.limit], register, index), len(assets))


def feature_of(collection: Collection, identity: str, *, register: Register, index: FacetIndex) -> dict[str, Any] | None:
    """The feature of an id, closed assets included; None if the collection has none."""
    if not collection.filtered:
        rows = rows_of(collection, register)
        return other_features(rows.loc[[identity]])[0] if identity in rows.index else None
    place = register.by_id.get(identity)
    if place is None or (collection.layer and register.assets["layer"].iloc[place] != collection.layer):
        return None
    return asset_features(register.assets.iloc[[place]], register, index)[0]


def _filters(query: Query, collection: Collection, options: Mapping[str, tuple[str, ...]]) -> Filters:
    asked = {name: values if name in TEXTS else _listed(values, options[name]) for name, values in query.items() if name in filter_names()}
    if collection.layer:
        asked["layer"] = [collection.layer]
    filters, dropped = filters_from_query(asked, options=options)
    if dropped:
        name, value = dropped[0]
        raise FilterError(f"{name}={value[:60]} names nothing in the data.", mend=f"The values of {name} stand in the API's description.")
    return filters


def _listed(values: list[str], options: tuple[str, ...]) -> list[str]:
    known = {option.casefold() for option in options}
    return [part for value in values for part in ([value] if value.casefold() in known else value.split(","))]


def _whole(text: str, name: str, *, least: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) < least:
        raise FilterError(f"{name}={text[:20]} is no whole number from {least} on.", mend=f"Write {name}={max(least, 10)}.")
    return int(text)


def _box(text: str) -> tuple[float, float, float, float]:
    mend = "Write west,south,east,north in degrees: bbox=-2.0,52.3,-1.4,52.6"
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise FilterError(f"The box {text[:60]!r} holds something that is no number.", mend=mend) from error
    if len(numbers) == 6:  # with heights, which nothing here has
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not np.isfinite(numbers).all():
        raise FilterError(f"The box {text[:60]!r} has not four numbers.", mend=mend)
    west, south, east, north = numbers
    if south > north or max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise FilterError(f"The box {text[:60]!r} lies nowhere on Earth.", mend=mend)
    return west, south, east, north


def _inside(rows: gpd.GeoDataFrame, bbox: tuple[float, float, float, float] | None) -> np.ndarray:
    """Which rows meet a box; one whose west lies east of its east goes over the 180th meridian."""
    if bbox is None:
        return np.ones(len(rows), dtype=bool)
    west, south, east, north = bbox
    boxes = [box(west, south, east, north)] if west <= east else [box(west, south, 180, north), box(-180, south, east, north)]
    return np.logical_or.reduce([rows.geometry.intersects(one).to_numpy(dtype=bool) for one in boxes])
