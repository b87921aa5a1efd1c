"""Streets, landmarks, stations and localities: everything with a name and a point, found by its name.

The tables come from OpenStreetMap (`geo/build/gazetteer.py`) and from the stations of the base map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.gazetteer.name_forms import STATION, NameForms
from geo.register.boundaries import authority_of, load_boundaries
from geo.register.datapackage import DataPackage, read_layer, read_table

STREET, RAILWAY_STATION = "street", "railway station"
# The lower, the likelier it is meant where a name fits several.
TIERS = {"city": 1, "town": 1, "suburb": 2, "village": 2, "hamlet": 4, STREET: 5}
COLUMNS = ("name", "kind", "tier", "locality", "gss_code", "lat", "lon", "radius_m")
# Out of 100: a slip of the pen, no other name.
LEAST_LIKENESS = 88
EARTH_RADIUS_M = 6_371_000


@dataclass(frozen=True, eq=False)
class NamedPoints:
    """`table` holds a row for each: name, kind, tier, locality (of which it is a part), gss_code ("" outside
    the region), lat and lon (EPSG:4326), radius_m (how far a street runs from its point, else 0).

    `by_name` is canonical name -> rows.
    """

    table: pd.DataFrame
    by_name: dict[str, tuple[int, ...]]
    forms: NameForms
    _by_word: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def lat_lon(self) -> np.ndarray:
        """Latitude and longitude of every row, degrees."""
        return self.table[["lat", "lon"]].to_numpy(dtype=float)

    @cached_property
    def tiers(self) -> np.ndarray:
        """The tier of every row."""
        return self.table["tier"].to_numpy(dtype=int)

    @cached_property
    def radii_m(self) -> np.ndarray:
        """How far every row reaches from its point."""
        return self.table["radius_m"].to_numpy(dtype=float)

    @cached_property
    def codes(self) -> np.ndarray:
        """The GSS code of every row, "" outside the region."""
        return self.table["gss_code"].to_numpy(dtype=object)

    @cached_property
    def kinds(self) -> np.ndarray:
        """The kind of every row."""
        return self.table["kind"].to_numpy(dtype=object)

    @cached_property
    def localities(self) -> np.ndarray:
        """The locality of every row in canonical words."""
        words = {name: self.forms.words(name) for name in self.table["locality"].unique()}
        return self.table["locality"].map(words).to_numpy(dtype=object)

    @cached_property
    def locality_names(self) -> np.ndarray:
        """The locality of every row as it is written."""
        return self.table["locality"].to_numpy(dtype=object)

    def named(self, words: str) -> tuple[int, ...]:
        """The rows whose name is these canonical words; "coventry railway station" is a station's."""
        if rows := self.by_name.get(words):
            return rows
        bare = self.forms.bare(words, STATION)
        return self.by_name.get(f"{bare} station", ()) if bare != words else ()

    def having(self, words: str) -> list[int]:
        """The rows, but streets and hamlets, whose name has all of these canonical words among others."""
        names = [self._by_word.get(word, set()) for word in words.split()]
        fits = set.intersection(*names) if names else set()
        return sorted(row for name in fits for row in self.by_name[name] if self.tiers[row] <= TIERS["village"])

    def like(self, words: str, *, count: int) -> list[int]:
        """The rows whose name is nearly these words, likest first."""
        found = process.extract(words, self.by_name.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=count)
        return [row for name, _, _ in found for row in self.by_name[name]]


def load_named_points(package: DataPackage, forms: NameForms) -> NamedPoints:
    """Load all of them. Raises DataError if a table is missing or unreadable."""
    localities = read_table(package, "localities")
    localities = localities.assign(locality="", radius_m=0.0, tier=localities["kind"].map(TIERS))
    streets = read_table(package, "streets").assign(kind=STREET, tier=TIERS[STREET])
    landmarks = _landmarks(package).assign(radius_m=0.0)
    table = pd.concat([localities, landmarks, _stations(package), streets], ignore_index=True)
    table = table.assign(also=[value if isinstance(value, tuple) else () for value in table["also"]])
    by_name = _by_name(table, forms)
    by_word: dict[str, set[str]] = {}
    few = table["tier"].to_numpy() <= TIERS["village"]
    for name, rows in by_name.items():
        if any(few[row] for row in rows):
            for word in name.split():
                by_word.setdefault(word, set()).add(name)
    return NamedPoints(table[list(COLUMNS)], by_name, forms, by_word)


def _landmarks(package: DataPackage) -> pd.DataFrame:
    table = read_table(package, "landmarks")
    more = read_table(package, "landmark_names").groupby("name")["also"].agg(tuple)
    return table.assign(also=[(*also, *more.get(name, ())) for also, name in zip(table["also"], table["name"], strict=True)])


def _stations(package: DataPackage) -> pd.DataFrame:
    """The stations; one that begins with the name of a city or town is known without it, too."""
    layer = read_layer(package, "stations")
    codes = authority_of(layer.geometry, load_boundaries(package)).fillna("").astype(str)
    towns = sorted(read_table(package, "places")["name"], key=len, reverse=True)
    also = [(code, *_without_town(name, towns)) for code, name in zip(layer["crs_code"], layer["name"], strict=True)]
    points = gpd.GeoSeries(layer.geometry)
    return pd.DataFrame(
        {
            "name": layer["name"],
            "also": also,
            "kind": RAILWAY_STATION,
            "tier": 1,
            "locality": "",
            "gss_code": codes,
            "lat": points.y,
            "lon": points.x,
            "radius_m": 0.0,
        }
    )


def _without_town(name: str, towns: list[str]) -> Iterable[str]:
    return [name.removeprefix(f"{town} ") for town in towns if name.startswith(f"{town} ")][:1]


def _by_name(table: pd.DataFrame, forms: NameForms) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    names, also, kinds = table["name"].to_numpy(), table["also"].to_numpy(), table["kind"].to_numpy()
    for row, name in enumerate(names):
        for text in (name, *also[row]):
            words = forms.words(text)
            found.setdefault(words, []).append(row)
            if kinds[row] == RAILWAY_STATION:
                found.setdefault(f"{forms.without(words, STATION)} station", []).append(row)
    found.pop("", None)
    return {words: tuple(dict.fromkeys(rows)) for words, rows in found.items()}


def distances_m(points: NamedPoints, rows: Iterable[int], lat: float, lon: float) -> np.ndarray:
    """How far rows lie from a point, in metres: on a sphere, good enough to tell the near from the far."""
    away = np.radians(points.lat_lon[list(rows)] - (lat, lon)) * EARTH_RADIUS_M
    return np.hypot(away[:, 0], away[:, 1] * np.cos(np.radians(lat)))
