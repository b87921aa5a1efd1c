"""What the Clusters page shows of one cluster: the map and its surface, with the rows that say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import style
from geo.analysis.clusters import ClusterMatrix, ClusterProfile, cluster_matrix, cluster_profile
from geo.analysis.density import BANDWIDTH_M, HEXAGON_M, density_surface, dispersion, hexagons
from geo.analysis.measures import SMALL_COUNT, Classes, classes
from geo.crs import lat_lon_bounds, to_bng
from geo.numbers import QUOTIENT_DECIMALS, SHARE_DECIMALS, format_number
from geo.register.assets import Register
from geo.select.filter_words import count_words
from geo.sentences import and_words
from geo.webmap.explore_views import fit_assets
from geo.webmap.folium_map import MapView
from geo.webmap.geojson_shapes import collection, feature

SURFACES = {"shares": "Share by authority", "hexagons": "Hexagons", "density": "Density"}
WITHOUT_PINS = ("hexagons", "density")
# Seen on the light and on the dark map alike.
SPREAD_COLOUR = "#C93D8F"
SURFACE_OPACITY = 0.75
_HEXAGON_KM2 = np.sqrt(3) / 2 * (HEXAGON_M / 1000) ** 2


@dataclass(frozen=True, eq=False)
class Picture:
    """A cluster's surface on the map and the rows of the table that says the same."""

    colours: dict[str, str]
    words: dict[str, str]
    features: tuple[dict[str, Any], ...]
    legend: tuple[dict[str, str], ...]
    records: tuple[dict[str, Any], ...]
    note: str


@dataclass(frozen=True, eq=False)
class ClusterPage:
    """All that the page shows of one cluster: computed once per cluster, filters and surface."""

    profile: ClusterProfile
    picture: Picture
    spread: tuple[dict[str, Any], ...]
    matrix: ClusterMatrix


def cluster_page(cluster: str, surface: str, assets: gpd.GeoDataFrame, *, register: Register, places: gpd.GeoDataFrame) -> ClusterPage:
    """Compute a cluster's page from the assets that answer the filters (EPSG:4326).

    Raises NotFoundError if there is no such cluster.
    """
    profile = cluster_profile(cluster, assets, register=register)
    draw = {"shares": _shares, "hexagons": _hexagons, "density": _density}[surface]
    return ClusterPage(
        profile=profile,
        picture=draw(profile, register, places),
        spread=tuple(_spread_features(profile)),
        matrix=matrix_of(assets, register),
    )


def matrix_of(assets: pd.DataFrame, register: Register) -> ClusterMatrix:
    """The matrix of all clusters, in the order of the data."""
    return cluster_matrix(assets, clusters=register.clusters["short_name"].to_dict())


def clusters_view(
    page: ClusterPage,
    register: Register,
    *,
    ids: tuple[str, ...],
    surface: str,
    chosen: str = "",
    theme: str | None = None,
) -> MapView:
    """The map of one cluster: its surface and its spread, and the pins `ids` where they leave it in sight.

    Hexagons and density lie where the assets are: pins would hide just what they show.
    """
    name = register.clusters.at[page.profile.id, "short_name"]
    features = (*page.picture.features, *page.spread)
    return MapView(
        ids=() if surface in WITHOUT_PINS else ids,
        chosen=chosen or None,
        answers=("asset",),
        fit=_fit(page, register, surface),
        legend=_legend(page, surface),
        choropleth={"colours": page.picture.colours, "words": page.picture.words} if page.picture.colours else None,
        shapes=collection(features),
        theme=theme,
        title=f"Map of {count_words(len(ids))}: {name}; the tables on the page say the same",
        stamp=f"{hash((page.profile.id, surface, ids, chosen)):x}",
    )


def _fit(page: ClusterPage, register: Register, surface: str) -> dict[str, Any]:
    """The whole region for its authorities; where the assets are for what is finer."""
    if surface in WITHOUT_PINS and len(page.profile.assets):
        return fit_assets(register, page.profile.assets["id"], key=f"{page.profile.id} close")
    return {"key": page.profile.id, "bounds": lat_lon_bounds(register.region_bounds)}


def overview_view(register: Register, *, ids: tuple[str, ...], chosen: str = "", theme: str | None = None) -> MapView:
    """The map before a cluster is chosen: every asset that answers the filters."""
    fit = {"key": "region", "bounds": lat_lon_bounds(register.region_bounds)}
    title = f"Map of {count_words(len(ids))} of all clusters"
    return MapView(ids=ids, chosen=chosen or None, answers=("asset",), fit=fit, theme=theme, title=title)


def _shares(profile: ClusterProfile, register: Register, _places: gpd.GeoDataFrame) -> Picture:
    shares = profile.authority_shares
    found = classes(shares["share_pct"])
    ramp = style.sequential(len(found.labels))
    colours = {code: ramp[position] for code, position in found.class_of.dropna().items()}
    business = profile.business_quotients.to_dict()
    records = [
        row | {"code": code, "note": quotient_words(row), "business_quotient": business.get(code, np.nan)} for code, row in shares.to_dict("index").items()
    ]
    words = {r["code"]: _share_words(r) for r in records}
    note = (
        "Share: of the cluster's assets, how many are in the authority. Location quotient: the cluster's "
        "share of the authority's assets over its share of the region's; 1 is the region's mix. "
        f"Counts of this map's own list, data version {register.package.version}, "
        f"checked {register.package.descriptor['checked_on']}. "
        f"{found.method} Borders: ONS, December 2013."
    )
    listed = tuple(r for r in records if r["assets"])
    missing = len(records) - len(listed)
    none = f" {missing} authorities have no asset of the cluster and are not listed." if missing else ""
    return Picture(colours, words, (), _rows(found.labels, ramp, " % of the cluster"), listed, note + none + _business_words(profile, register))


def _business_words(profile: ClusterProfile, register: Register) -> str:
    """What the quotient of businesses rests on, or why there is none."""
    counts, industries = register.business_counts, register.clusters.at[profile.id, "industries"]
    if profile.business_quotients.empty:
        return " No quotient of businesses: no broad industry group of the official counts comes near this cluster."
    return (
        f" Quotient of businesses: the share of {and_words(list(industries))} among all places of business of the authority over its share in the region, "
        f"by {counts.source_title}, {counts.period}: every business of that industry, where the other counts what this map lists."
    )


def _hexagons(profile: ClusterProfile, register: Register, places: gpd.GeoDataFrame) -> Picture:
    cells = hexagons(profile.assets)
    found = classes(cells["assets"])
    ramp = style.sequential(len(found.labels))
    names = register.assets.set_index("id")["name"]
    features, records = [], []
    near = _nearest_places(cells, places)
    for place, cell, position in zip(near, cells.itertuples(index=False), found.class_of, strict=True):
        title = f"Around {place}: {count_words(cell.assets)}"
        features.append(_cell(cell.geometry, ramp[position], title))
        members = tuple((identity, names[identity]) for identity in cell.asset_ids)
        records.append({"near": place, "assets": cell.assets, "members": members})
    note = (
        f"Hexagons {HEXAGON_M / 1000:g} km from side to side, laid in EPSG:27700 from the origin of the "
        "National Grid, named after the nearest town or village. Only hexagons with an asset are drawn and "
        "listed."
    )
    return Picture({}, {}, tuple(features), _rows(found.labels, ramp, " assets"), tuple(records), note)


def _density(profile: ClusterProfile, register: Register, places: gpd.GeoDataFrame) -> Picture:
    surface = density_surface(profile.assets)
    note = (
        f"Density of assets, smoothed with a quartic kernel of bandwidth {BANDWIDTH_M / 1000:g} km in "
        f"EPSG:27700, at the middle of hexagons of {HEXAGON_M / 1000:g} km. Only assets in the region are "
        "known, so it falls towards the border whatever lies beyond."
    )
    if surface.empty:
        return Picture({}, {}, (), (), (), note)
    steps = _equal_steps(surface["per_100km2"])
    ramp = style.sequential(len(steps.labels))
    features, records = [], []
    for position, label in reversed(list(enumerate(steps.labels))):
        band = surface[(steps.class_of == position).to_numpy()]
        shape = shapely.union_all(band.geometry.to_numpy(), grid_size=1e-6)
        features.append(_cell(shape, ramp[position], f"{label} assets per 100 km\u00b2"))
        standing = int(shapely.intersects(shape, profile.assets.geometry.to_numpy()).sum())
        inside = places[shapely.intersects(shape, places.geometry.to_numpy())].sort_values(["label_tier", "name"])
        area_km2 = len(band) * _HEXAGON_KM2
        records.append({"label": label, "area_km2": area_km2, "assets": standing, "near": _names(inside["name"])})
    return Picture({}, {}, tuple(features), _rows(steps.labels, ramp, " per 100 km\u00b2"), tuple(records), note)


def _equal_steps(values: pd.Series) -> Classes:
    """Density in five steps of equal width: quantiles would paint a fifth of any surface as dense."""
    top = float(values.max())
    lower = np.linspace(0, top, 6)[:-1]
    decimals = max(1, int(np.ceil(-np.log10(top / 5))) + 1)
    position = np.searchsorted(lower, values.to_numpy(), side="right") - 1
    ends = [*lower[1:], top]
    labels = tuple(f"{a:.{decimals}f} to {b:.{decimals}f}" for a, b in zip(lower, ends, strict=True))
    return Classes(
        class_of=pd.Series(position, index=values.index),
        labels=labels,
        lower=tuple(lower),
        counts=tuple(np.bincount(position, minlength=5).tolist()),
        zero_class=False,
        missing=0,
        method="Five steps of equal width.",
    )


def _cell(shape: BaseGeometry, colour: str, title: str) -> dict[str, Any]:
    """A cell with a dark rim: the palest colour alone would be lost on the light map."""
    rim = style.SEQUENTIAL[-1]
    return feature(shape, title=title, stroke=rim, weight=0.6, fill=colour, fill_opacity=SURFACE_OPACITY)


SPREAD_WORDS = {"mean centre": "The middle", "standard distance": "The spread"}


def _spread_features(profile: ClusterProfile) -> Iterator[dict[str, Any]]:
    looks = {
        "mean centre": {
            "radius_px": 7,
            "fill": SPREAD_COLOUR,
            "fill_opacity": 1,
            "stroke": "#FFFFFF",
            "weight": 2,
        },
        "standard distance": {"stroke": SPREAD_COLOUR, "weight": 2.2, "dashes": "8 5", "fill_opacity": 0},
    }
    for row in dispersion(profile.assets).itertuples(index=False):
        yield feature(row.geometry, title=f"{SPREAD_WORDS[row.what]} of {count_words(row.assets)} ({row.what})", **looks[row.what])


def _legend(page: ClusterPage, surface: str) -> dict[str, Any]:
    rows = [*page.picture.legend]
    notes = []
    if page.spread:
        rows.append({"colour": SPREAD_COLOUR, "label": "Middle of its assets (mean centre), and how far they spread (standard distance)"})
    if surface == "density":
        notes.append(f"Bandwidth {BANDWIDTH_M / 1000:g} km")
    if surface == "hexagons":
        notes.append(f"Hexagons of {HEXAGON_M / 1000:g} km")
    if surface in WITHOUT_PINS:
        notes.append("Pins are left out, so that the surface shows; the tables name the assets.")
    return {"title": SURFACES[surface], "rows": rows, "notes": notes}


def _rows(labels: Iterable[str], ramp: tuple[str, ...], unit: str) -> tuple[dict[str, str], ...]:
    singular = {f"1{unit}": f"1{unit.removesuffix('s')}"}
    texts = [f"{label}{unit}" for label in labels]
    return tuple({"colour": ramp[i], "label": singular.get(text, text)} for i, text in enumerate(texts))


def quotient_words(row: Mapping[str, Any]) -> str:
    if not row["small"] or not row["assets"]:
        return ""
    return "few" if row["assets"] < SMALL_COUNT else "little expected"


def _share_words(row: Mapping[str, Any]) -> str:
    if not row["assets"]:
        return "no asset of this cluster"
    few = " (few)" if row["small"] else ""
    share = f"{count_words(row['assets'])}, {format_number(row['share_pct'], decimals=SHARE_DECIMALS)} % of the cluster"
    return f"{share}; location quotient {format_number(row['quotient'], decimals=QUOTIENT_DECIMALS)}{few}"


def _nearest_places(cells: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> list[str]:
    middles = shapely.centroid(to_bng(cells.geometry).to_numpy())
    nearest = shapely.STRtree(to_bng(places.geometry).to_numpy()).nearest(middles)
    return places["name"].iloc[nearest].tolist()


def _names(names: pd.Series) -> str:
    listed = ", ".join(names.head(6))
    return f"{listed} and {len(names) - 6} more" if len(names) > 6 else listed or "no town or village of this map"
