"""What lies around a point, in a list of authorities, or in a shape somebody drew.

Distances are straight lines in EPSG:27700, from the point, or from the edge of an area (0 inside). Around a point
the drive to each asset is known too, where there is a road graph (`geo.analysis.drives`), and can be asked by.
Only assets in the region are known: what a ring or shape covers beyond it is said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geo.analysis import drives
from geo.analysis.distance import authorities_touched, counts_by_ring, distances_m, nearest_by, ring
from geo.crs import geometry_to_bng
from geo.errors import FilterError, NotFoundError
from geo.gazetteer.locate import Spot
from geo.register.assets import Register

RADIUS_KM = 10.0
LEAST_RADIUS_KM, MOST_RADIUS_KM = 1.0, 50.0
RING_EDGES_KM = (1, 2, 5, 10, 20)
MINUTES, LEAST_MINUTES, MOST_MINUTES = 30.0, 10.0, 60.0
RING_EDGES_MINUTES = (15, 30, 45)
FEWEST_CORNERS, MOST_CORNERS = 3, 60
# The drawn boundaries are simplified; less than this beyond them is no more than that.
SIMPLIFIED_PCT = 0.5

QuestionKind = Literal["point", "authorities", "shape"]


@dataclass(frozen=True)
class Question:
    """What is asked: around `spot` within `radius_km`, or within `minutes` by car where they are given; or in `codes`;
    or in `shape` (EPSG:4326)."""

    kind: QuestionKind
    spot: Spot | None = None
    radius_km: float = RADIUS_KM
    minutes: float | None = None
    codes: tuple[str, ...] = ()
    shape: Polygon | None = None

    @property
    def asked_spot(self) -> Spot:
        """The spot of a question about a point. Raises FilterError if none is asked for."""
        if self.spot is None:
            raise FilterError("No point is asked for.", mend="Name a place, a postcode or coordinates.")
        return self.spot


@dataclass(frozen=True, eq=False)
class NearbyFound:
    """What was found. All geometry in EPSG:4326.

    `found` are the assets inside with `distance_m` (nearest first around a point, else by name) and, around a point
    and where they are known, `minutes` and `drive_km` by car; `area` what was asked about, of minutes the isochrone;
    `reached` the isochrone of each ring of minutes; `rings` the counts by ring (empty but around a point);
    `nearest_layers` and `nearest_clusters` as `geo.analysis.distance.nearest_by` gives them; `touched` the
    authorities with `overlap_km2` and how many of the found `assets` lie in each; `outside_pct` the
    share of the area that lies outside the region.
    """

    found: gpd.GeoDataFrame
    area: BaseGeometry
    rings: pd.DataFrame
    nearest_layers: pd.DataFrame
    nearest_clusters: pd.DataFrame
    touched: pd.DataFrame
    outside_pct: float
    ids: tuple[str, ...] = field(default=())
    reached: Mapping[float, BaseGeometry] = field(default_factory=dict)
    near_edge: bool = False


def answer(question: Question, assets: gpd.GeoDataFrame, *, register: Register) -> NearbyFound:
    """Find what a question asks for among the assets (EPSG:4326), already filtered.

    Raises FilterError if the question has no area: no codes, or an empty shape; NotFoundError if minutes are asked
    and there is no road graph, or no road within 1 km of the point, or none is reached.
    """
    reached = _reached(question, register)
    area = reached[question.minutes] if question.minutes else _area(question, register)
    measured = _measured(question, assets, area, register)
    found = _found(question, measured, area)
    touched = _touched(area, found, question, register)
    return NearbyFound(
        found=found,
        area=area,
        rings=_rings(question, measured, reached),
        nearest_layers=nearest_by(measured, by="layer", options=register.layer_names.index),
        nearest_clusters=nearest_by(measured, by="cluster", options=register.clusters.index),
        touched=touched,
        outside_pct=_outside(touched, question),
        ids=tuple(found["id"]),
        reached=reached,
        near_edge=bool(question.minutes) and drives.near_edge(register, question.asked_spot.point),
    )


def read_radius_km(text: str) -> float:
    """A radius from a link, kept within 1 to 50 km; 10 km if nothing is given.

    Raises FilterError if it is no number.
    """
    return _read_within(text, "radius", LEAST_RADIUS_KM, MOST_RADIUS_KM, unit="km") if text else RADIUS_KM


def read_minutes(text: str) -> float | None:
    """Minutes by car from a link, kept within 10 to 60; None if nothing is given.

    Raises FilterError if it is no number.
    """
    return _read_within(text, "time", LEAST_MINUTES, MOST_MINUTES, unit="minutes") if text else None


def _read_within(text: str, what: str, least: float, most: float, *, unit: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise FilterError(f"The {what} {text[:20]!r} is no number.", mend=f"It can be {least:g} to {most:g} {unit}.")
    return float(np.clip(number, least, most))


def question_from_query(
    query: Mapping[str, list[str]], *, radius_km: float, register: Register, find: Callable[[str], Spot], minutes: float | None = None
) -> Question | None:
    """What the parameters of a link ask: a `shape` before authorities (`within`) before a point (`near`).

    `find` finds the spot of a text. GSS codes that are not in the data are passed over. None if nothing
    is asked.

    Raises FilterError for a shape that cannot be read, and whatever `find` raises.
    """
    shape, near = ("".join(query.get(name, [])[-1:]).strip() for name in ("shape", "near"))
    if shape:
        return Question("shape", shape=read_shape(shape))
    known = register.authorities.index
    if codes := tuple(code for code in dict.fromkeys(query.get("within", [])) if code in known):
        return Question("authorities", codes=codes)
    return Question("point", spot=find(near), radius_km=radius_km, minutes=minutes) if near else None


def shape_text(lat_lon: Iterable[Iterable[float]]) -> str:
    """A drawn shape as it stands in a link: latitude,longitude pairs to about ten metres, by ~."""
    return "~".join(f"{float(lat):.4f},{float(lon):.4f}" for lat, lon in lat_lon)


def read_shape(text: str) -> Polygon:
    """A shape from a link, as an EPSG:4326 polygon (x = longitude); it may cross itself.

    Raises FilterError if it is not 3 to 60 pairs of latitude and longitude, or has no area.
    """
    mend = "Draw it again on the map."
    pairs = [pair for pair in re.split(r"[~;|]", text) if pair.strip()]
    if not FEWEST_CORNERS <= len(pairs) <= MOST_CORNERS:
        raise FilterError(f"A shape has {FEWEST_CORNERS} to {MOST_CORNERS} corners, this one {len(pairs)}.", mend=mend)
    try:
        lat, lon = np.array([[float(number) for number in pair.split(",")] for pair in pairs]).T
    except ValueError as error:
        raise FilterError("The shape in the link cannot be read.", mend=mend) from error
    if not ((np.abs(lat) <= 90) & (np.abs(lon) <= 180)).all():
        raise FilterError("The shape in the link lies nowhere on Earth.", mend=mend)
    shape = Polygon(zip(lon, lat, strict=True))
    if shape.convex_hull.area == 0:
        raise FilterError("The shape has no area: its corners lie on one line.", mend=mend)
    return shape if shape.is_valid else shapely.make_valid(shape)


def ring_edges_km(radius_km: float) -> tuple[float, ...]:
    """The outer edges of the rings counted: round numbers below the radius, and the radius."""
    return (*(float(edge) for edge in RING_EDGES_KM if edge < radius_km), float(radius_km))


def ring_edges_minutes(minutes: float) -> tuple[float, ...]:
    """The outer edges of the rings of minutes counted and drawn: 15, 30 and 45 below what is asked, and that."""
    return (*(float(edge) for edge in RING_EDGES_MINUTES if edge < minutes), float(minutes))


def _reached(question: Question, register: Register) -> dict[float, BaseGeometry]:
    """The isochrone of each ring of a question of minutes; none for any other."""
    if question.kind != "point" or not question.minutes:
        return {}
    reached = drives.reaches(register, question.asked_spot.point, ring_edges_minutes(question.minutes))
    if reached[question.minutes].is_empty:
        raise NotFoundError("No road is reached from there in that time.", mend="Ask for more minutes or a place nearer to a road.")
    return reached


def _measured(question: Question, assets: gpd.GeoDataFrame, area: BaseGeometry, register: Register) -> gpd.GeoDataFrame:
    """The assets with what they are far, nearest first by what is asked."""
    point = question.spot.point if question.spot else None
    distance = distances_m(assets, area if point is None else point)
    # An authority's assets are in it by their code; its drawn border is simplified.
    distance[assets["gss_code"].isin(question.codes)] = 0.0
    measured = assets.assign(distance_m=distance)
    known = None if point is None else drives.drives_or_none(register, point)
    if known is not None:
        measured = measured.assign(**{name: known[name].loc[assets.index] for name in known})
    return measured.sort_values("minutes" if question.minutes else "distance_m", kind="stable")


def _area(question: Question, register: Register) -> BaseGeometry:
    if question.kind == "point":
        return ring(question.asked_spot.point, radius_m=question.radius_km * 1000)
    if question.kind == "shape":
        return question.shape
    chosen = register.boundaries[register.boundaries["gss_code"].isin(question.codes)]
    if chosen.empty:
        raise FilterError("No local authority is chosen.", mend="Choose one or more from the list.")
    return shapely.coverage_union_all(chosen.geometry.to_numpy())


def _found(question: Question, measured: gpd.GeoDataFrame, area: BaseGeometry) -> gpd.GeoDataFrame:
    if question.kind == "point":
        near = measured["minutes"] <= question.minutes if question.minutes else measured["distance_m"] <= question.radius_km * 1000
        return measured[near.to_numpy()]
    by_codes = question.kind == "authorities"
    inside = measured["gss_code"].isin(question.codes) if by_codes else measured["distance_m"] == 0
    return measured[inside.to_numpy()].sort_values("name", key=lambda names: names.str.casefold())


def _rings(question: Question, measured: pd.DataFrame, reached: Mapping[float, BaseGeometry]) -> pd.DataFrame:
    """Counts by ring: of kilometres with `inner_m` and `outer_m`, of minutes with `inner_minutes` and `outer_minutes`."""
    if question.kind != "point":
        return pd.DataFrame()
    if question.minutes:
        areas_km2 = [geometry_to_bng(shape).area / 1e6 for shape in reached.values()]
        return counts_by_ring(measured["minutes"], edges=tuple(reached), areas_km2=areas_km2, unit="minutes")
    edges_m = [1000 * edge for edge in ring_edges_km(question.radius_km)]
    return counts_by_ring(measured["distance_m"], edges=edges_m)


def _touched(area: BaseGeometry, found: gpd.GeoDataFrame, question: Question, register: Register) -> pd.DataFrame:
    touched = authorities_touched(area, register.boundaries)
    if question.kind == "authorities":
        touched = touched[touched["gss_code"].isin(question.codes)]
    counts = found["gss_code"].value_counts()
    return touched.assign(assets=touched["gss_code"].map(counts).fillna(0).astype(int))


def _outside(touched: pd.DataFrame, question: Question) -> float:
    if question.kind == "authorities":
        return 0.0
    outside = 100 - float(touched["overlap_pct"].sum())
    return outside if outside > SIMPLIFIED_PCT else 0.0
