"""What the Clusters page shows of one cluster: the map's surface, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import style
from geo.assets import Register
from geo.clusters import ANCHOR_RULE, ClusterMatrix, ClusterProfile, cluster_matrix, cluster_profile
from geo.crs import lat_lon_bounds, to_bng
from geo.density import BANDWIDTH_M, HEXAGON_M, density_surface, hexagons, spread
from geo.features import collection, feature
from geo.folium_map import MapView
from geo.labels import count_words
from geo.markup import Column, folded, heading, is_web_address, link, page_link, page_url, paragraph, table
from geo.measures import SMALL_COUNT, Classes, classes

SURFACES = {"shares": "Share by authority", "hexagons": "Hexagons", "density": "Density"}
SPREAD_COLOUR = "#801650"
SURFACE_OPACITY = 0.55
KINDS = {"primary": "Primary", "nascent": "Nascent"}

SHARE_COLUMNS = (
    Column("name", "Local authority", "go"),
    Column("assets", "Assets in the cluster", "bar"),
    Column("share_pct", "Share of the cluster", "number", decimals=1, unit=" %"),
    Column("expected", "Expected at the region's mix", "number", decimals=1),
    Column("quotient", "Location quotient", "number", decimals=2), Column("note", "Note"),
)
HEXAGON_COLUMNS = (
    Column("near", "Hexagon around"), Column("assets", "Assets", "bar"), Column("members", "Which", "assets"),
)
DENSITY_COLUMNS = (
    Column("label", "Assets per 100 km\u00b2"), Column("area_km2", "Area", "bar", unit=" km\u00b2"),
    Column("assets", "Assets standing there", "number"), Column("near", "Places there"),
)
LAYER_COLUMNS = (
    Column("label", "Type", "go"), Column("assets", "Assets", "bar"), Column("operating", "Operating", "number"),
    Column("members", "Which", "assets"),
)
ANCHOR_COLUMNS = (
    Column("institution", "Institution"), Column("why_words", "Why"), Column("assets", "Assets", "bar"),
    Column("members", "Which", "assets"),
)
TECHNOLOGY_COLUMNS = (
    Column("technology", "Technology", "go"), Column("assets", "Assets in the cluster", "bar"),
    Column("share_pct", "Share of the cluster", "number", unit=" %"),
    Column("lift", "Times as frequent as among all", "number", decimals=1), Column("note", "Note"),
)
ASSET_COLUMNS = (
    Column("name", "Asset", "asset"), Column("what", "What and where"), Column("status_name", "Status"),
)
OVERVIEW_COLUMNS = (
    Column("name", "Cluster", "go"), Column("kind_name", "Kind"), Column("assets", "Assets", "bar"),
    Column("operating", "Operating", "number"), Column("note", "Note"),
)
WHY_WORDS = {"university": "University site", "catapult": "Catapult site", "operator": "Two or more assets"}
FEW = (
    f"Few: fewer than {SMALL_COUNT} assets, so that one more or less would change the picture. Little expected: "
    f"fewer than {SMALL_COUNT} would be expected at the region's mix, so that the ratio to it is shaky."
)


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


def cluster_page(cluster: str, surface: str, assets: gpd.GeoDataFrame, *, register: Register,
                 places: gpd.GeoDataFrame) -> ClusterPage:
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


def clusters_view(page: ClusterPage, register: Register, *, ids: tuple[str, ...], surface: str, chosen: str = "",
                  theme: str | None = None) -> MapView:
    """The map of one cluster: its surface, its spread and the pins `ids`."""
    name = register.clusters.at[page.profile.id, "short_name"]
    features = (*page.picture.features, *page.spread)
    return MapView(
        ids=ids,
        chosen=chosen or None,
        fit={"key": page.profile.id, "bounds": lat_lon_bounds(register.region_bounds)},
        legend=_legend(page, surface),
        choropleth={"colours": page.picture.colours, "words": page.picture.words} if page.picture.colours else None,
        shapes=collection(features),
        theme=theme,
        title=f"Map of {count_words(len(ids))}: {name}; the tables on the page say the same",
        stamp=f"{hash((page.profile.id, surface, ids, chosen)):x}",
    )


def overview_view(register: Register, *, ids: tuple[str, ...], theme: str | None = None) -> MapView:
    """The map before a cluster is chosen: every asset that answers the filters."""
    fit = {"key": "region", "bounds": lat_lon_bounds(register.region_bounds)}
    return MapView(ids=ids, fit=fit, theme=theme, title=f"Map of {count_words(len(ids))} of all clusters")


def definition_html(page: ClusterPage, register: Register) -> str:
    """What the cluster is, by whom it is named, and how many assets it has here, as HTML."""
    row, profile = register.clusters.loc[page.profile.id], page.profile
    number = len(profile.assets)
    operating = int((profile.assets["status"] == "operating").sum())
    count = f"{count_words(number)}, {operating} of them operating." if number else "No asset of this map belongs to it."
    few = " That is few: shares, quotients and centres below mean little." if 0 < number < SMALL_COUNT else ""
    url = row["source_url"]
    source = link(url, row["source_title"]) if is_web_address(url) else ""
    return (
        heading(row["name"]) + paragraph(f"{KINDS.get(row['kind'], row['kind'])} cluster. {row['definition']}")
        + paragraph(count + few) + paragraph(_spread_words(profile))
        + paragraph(f"The plan's figures, not this map's: {row['headline_figures']}", small=True)
        + f'<p class="wm-small">Definition in our own words, after {source}. Which assets belong to a cluster is '
        "this map's judgement, asset by asset.</p>"
    )


def tables_html(page: ClusterPage, register: Register, *, surface: str, query: Mapping[str, Iterable[str]]) -> str:
    """The tables of a cluster: where it gathers, what it has, its anchors and technologies, as HTML.

    `query` holds the filters in force, for links to the same assets elsewhere.
    """
    profile, name = page.profile, register.clusters.at[page.profile.id, "short_name"]
    query = {**query, "cluster": [profile.id]}
    columns = {"shares": SHARE_COLUMNS, "hexagons": HEXAGON_COLUMNS, "density": DENSITY_COLUMNS}[surface]
    records = [_with_links(record, query) for record in page.picture.records]
    return "".join([
        heading("Where it gathers"),
        table(records, columns, caption=f"{name}: {SURFACES[surface].lower()}", empty="No asset to place."),
        paragraph(page.picture.note, small=True),
        heading("What it has"),
        table(_layer_records(profile, query), LAYER_COLUMNS, caption=f"{name}: assets by type"),
        heading("Anchor institutions"),
        table(_anchor_records(profile), ANCHOR_COLUMNS, caption=f"{name}: anchor institutions",
              empty="No institution anchors this cluster by the rule below."),
        paragraph(ANCHOR_RULE, small=True),
        heading("Technologies that occur with it"),
        _technologies_html(profile, name, query),
        paragraph(FEW, small=True),
    ])


def matrix_html(matrix: ClusterMatrix, register: Register, *, query: Mapping[str, Iterable[str]], chosen: str = "") -> str:
    """Which clusters share assets, each number a link to those very assets, as HTML."""
    words = register.clusters["short_name"].to_dict()
    columns = [Column("name", "Cluster", "go"), *(Column(key, words[key], "go") for key in matrix.counts.columns)]
    records = [_matrix_record(row, matrix, words, query) for row in matrix.counts.index]
    note = (
        "An asset may belong to several clusters. The cell where a cluster meets itself counts all its assets. "
        "Most of these numbers are small."
    )
    return (
        heading("Which clusters share assets")
        + table(records, columns, caption="Assets that belong to both clusters; choose a number to see which")
        + paragraph(note, small=True)
    )


def shared_html(ids: Iterable[str], cluster: str, other: str, register: Register, *, query: Mapping[str, Any]) -> str:
    """The very assets two clusters share, as HTML, with the way back to all."""
    words, records = register.clusters["short_name"], list(asset_records(ids, register))
    caption = f"{count_words(len(records))} in both {words[cluster]} and {words[other]}"
    back = page_link("clusters", f"Show all assets of {words[cluster]}", **{**query, "cluster": [cluster]})
    return heading(f"Shared with {words[other]}") + table(records, ASSET_COLUMNS, caption=caption) + f"<p>{back}</p>"


def overview_html(matrix: ClusterMatrix, register: Register, assets: pd.DataFrame, *, query: Mapping[str, Any]) -> str:
    """Every cluster with how many assets it has, as HTML."""
    operating = assets[(assets["status"] == "operating").to_numpy()]
    running = matrix_of(operating, register).counts
    records = [
        {
            "name": row["name"], "name_href": page_url("clusters", **{**query, "cluster": [key]}),
            "kind_name": KINDS.get(row["kind"], row["kind"]), "assets": int(matrix.counts.at[key, key]),
            "operating": int(running.at[key, key]),
            "note": _few_words(int(matrix.counts.at[key, key])),
        }
        for key, row in register.clusters.iterrows()
    ]
    return table(records, OVERVIEW_COLUMNS, caption="The clusters of the West Midlands Plan for Growth")


def asset_records(ids: Iterable[str], register: Register) -> Iterator[dict[str, Any]]:
    """Rows of a table of assets, in the order of `ids`."""
    for identity in ids:
        row = register.asset(identity)
        yield {
            "what": f"{register.kinds['name'].get(row['kind'], row['kind'])}, {row['place']}",
            "status_name": style.STATUS_WORDS[row["status"]],
        } | {name: row[name] for name in ("id", "name", "layer", "status")}


def _shares(profile: ClusterProfile, register: Register, _places: gpd.GeoDataFrame) -> Picture:
    shares = profile.authority_shares
    found = classes(shares["share_pct"])
    ramp = _ramp(len(found.labels))
    colours = {code: ramp[position] for code, position in found.class_of.dropna().items()}
    records = [row | {"code": code, "note": _quotient_words(row)} for code, row in shares.to_dict("index").items()]
    words = {r["code"]: _share_words(r) for r in records}
    note = (
        "Share: of the cluster's assets, how many are in the authority. Location quotient: the cluster's share of "
        "the authority's assets over its share of the region's; 1 is the region's mix. Counts of this map's own "
        f"list, data version {register.package.version}, checked {register.package.descriptor['checked_on']}. "
        f"{found.method} Borders: ONS, December 2013."
    )
    listed = tuple(r for r in records if r["assets"])
    missing = len(records) - len(listed)
    none = f" {missing} authorities have no asset of the cluster and are not listed." if missing else ""
    return Picture(colours, words, (), _rows(found.labels, ramp, " % of the cluster"), listed, note + none)


def _hexagons(profile: ClusterProfile, register: Register, places: gpd.GeoDataFrame) -> Picture:
    cells = hexagons(profile.assets)
    found = classes(cells["assets"])
    ramp = _ramp(len(found.labels))
    names = register.assets.set_index("id")["name"]
    features, records = [], []
    near = _nearest_places(cells, places)
    for place, cell, position in zip(near, cells.itertuples(index=False), found.class_of, strict=True):
        title = f"Around {place}: {count_words(cell.assets)}"
        features.append(_cell(cell.geometry, ramp[position], title))
        members = tuple((identity, names[identity]) for identity in cell.asset_ids)
        records.append({"near": place, "assets": cell.assets, "members": members})
    note = (
        f"Hexagons {HEXAGON_M / 1000:g} km from side to side, laid in EPSG:27700 from the origin of the National "
        "Grid, named after the nearest town or village. Only hexagons with an asset are drawn and listed."
    )
    return Picture({}, {}, tuple(features), _rows(found.labels, ramp, " assets"), tuple(records), note)


def _density(profile: ClusterProfile, register: Register, places: gpd.GeoDataFrame) -> Picture:
    surface = density_surface(profile.assets)
    note = (
        f"Density of assets, smoothed with a quartic kernel of bandwidth {BANDWIDTH_M / 1000:g} km in EPSG:27700, "
        f"at the middle of hexagons of {HEXAGON_M / 1000:g} km. Only assets in the region are known, so it falls "
        "towards the border whatever lies beyond."
    )
    if surface.empty:
        return Picture({}, {}, (), (), (), note)
    steps = _equal_steps(surface["per_100km2"])
    ramp = _ramp(len(steps.labels))
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


_HEXAGON_KM2 = np.sqrt(3) / 2 * (HEXAGON_M / 1000) ** 2


def _equal_steps(values: pd.Series) -> Classes:
    """Density in five steps of equal width: quantiles would paint a fifth of any surface as dense."""
    top = float(values.max())
    lower = np.linspace(0, top, 6)[:-1]
    decimals = max(1, int(np.ceil(-np.log10(top / 5))) + 1)
    position = np.searchsorted(lower, values.to_numpy(), side="right") - 1
    ends = [*lower[1:], top]
    labels = tuple(f"{a:.{decimals}f} to {b:.{decimals}f}" for a, b in zip(lower, ends, strict=True))
    return Classes(
        class_of=pd.Series(position, index=values.index), labels=labels, lower=tuple(lower), decimals=decimals,
        counts=tuple(np.bincount(position, minlength=5).tolist()), zero_class=False, missing=0,
        method="Five steps of equal width.",
    )


def _cell(shape, colour: str, title: str) -> dict[str, Any]:
    return feature(shape, title=title, stroke="#FFFFFF", weight=0.8, fill=colour, fill_opacity=SURFACE_OPACITY)


def _spread_features(profile: ClusterProfile) -> Iterator[dict[str, Any]]:
    looks = {
        "mean centre": {"radius_px": 7, "fill": SPREAD_COLOUR, "fill_opacity": 1, "stroke": "#FFFFFF", "weight": 2},
        "standard distance": {"stroke": SPREAD_COLOUR, "weight": 2.2, "dashes": "8 5", "fill_opacity": 0},
    }
    for row in spread(profile.assets).itertuples(index=False):
        yield feature(row.geometry, title=f"{row.what.capitalize()} of {count_words(row.assets)}", **looks[row.what])


def _spread_words(profile: ClusterProfile) -> str:
    if profile.mean_centre is None:
        return ""
    centre = profile.mean_centre
    return (
        f"Its mean centre is at {centre.y:.3f}, {centre.x:.3f}; its standard distance is "
        f"{profile.standard_distance_m / 1000:.1f} km (the smaller, the closer together). Both are drawn on the map."
    )


def _legend(page: ClusterPage, surface: str) -> dict[str, Any]:
    rows = [*page.picture.legend]
    notes = []
    if page.spread:
        rows.append({"colour": SPREAD_COLOUR, "label": "Mean centre, standard distance"})
    if surface == "density":
        notes.append(f"Bandwidth {BANDWIDTH_M / 1000:g} km")
    if surface == "hexagons":
        notes.append(f"Hexagons of {HEXAGON_M / 1000:g} km")
    return {"title": SURFACES[surface], "rows": rows, "notes": notes}


def _ramp(number: int) -> tuple[str, ...]:
    """Colours for classes, spread over the whole ramp."""
    positions = np.linspace(0, len(style.SEQUENTIAL) - 1, max(number, 2)).round().astype(int)
    return tuple(style.SEQUENTIAL[position] for position in positions)


def _rows(labels: Iterable[str], ramp: tuple[str, ...], unit: str) -> tuple[dict[str, str], ...]:
    singular = {f"1{unit}": f"1{unit.removesuffix('s')}"}
    texts = [f"{label}{unit}" for label in labels]
    return tuple({"colour": ramp[i], "label": singular.get(text, text)} for i, text in enumerate(texts))


def _quotient_words(row: Mapping[str, Any]) -> str:
    if not row["small"] or not row["assets"]:
        return ""
    return "few" if row["assets"] < SMALL_COUNT else "little expected"


def _few_words(number: int) -> str:
    return "none" if not number else "few" if number < SMALL_COUNT else ""


def _share_words(row: Mapping[str, Any]) -> str:
    if not row["assets"]:
        return "no asset of this cluster"
    few = " (few)" if row["small"] else ""
    return f"{count_words(row['assets'])}, {row['share_pct']:.0f} % of the cluster; location quotient {row['quotient']:.2f}{few}"


def _with_links(record: Mapping[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    if "code" not in record:
        return dict(record)
    return {**record, "name_href": page_url("", **{**query, "authority": [record["code"]]})}


def _layer_records(profile: ClusterProfile, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        row | {"label_href": page_url("", **{**query, "layer": [layer]}) if row["assets"] else "", "members": _pairs(row)}
        for layer, row in profile.layers.to_dict("index").items()
    ]


def _anchor_records(profile: ClusterProfile) -> list[dict[str, Any]]:
    return [
        row | {"why_words": WHY_WORDS[row["why"]], "members": _pairs(row)}
        for row in profile.anchors.to_dict("records")
    ]


def _technology_records(profile: ClusterProfile, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        row | {
            "technology": name, "technology_href": page_url("", **{**query, "technology": [name]}),
            "note": _quotient_words(row),
        }
        for name, row in profile.technologies.to_dict("index").items()
    ]


def _technologies_html(profile: ClusterProfile, name: str, query: Mapping[str, Any]) -> str:
    """The technologies of several assets as a table, those of one folded away."""
    records = _technology_records(profile, query)
    several, single = ([r for r in records if (r["assets"] > 1) == many] for many in (True, False))
    caption = f"{name}: technologies"
    html = table(several, TECHNOLOGY_COLUMNS, caption=caption, empty="No technology is recorded for two of its assets.")
    if single:
        more = table(single, TECHNOLOGY_COLUMNS, caption=f"{caption} of one asset")
        html += folded(f"{len(single)} more with one asset each", more)
    return html


def _matrix_record(row: str, matrix: ClusterMatrix, words: Mapping[str, str], query: Mapping[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": words[row], "name_href": page_url("clusters", **{**query, "cluster": [row]}),
    }
    for column, number in matrix.counts.loc[row].items():
        other = {} if column == row else {"with": [column]}
        record |= {
            column: int(number) or "\u2013",
            f"{column}_href": page_url("clusters", **{**query, "cluster": [row], **other}) if number else "",
            f"{column}_label": f"{count_words(int(number))}: {words[row]}" + (f" and {words[column]}" if other else ""),
        }
    return record


def _pairs(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(row["asset_ids"], row["asset_names"], strict=True))


def _nearest_places(cells: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> list[str]:
    middles = shapely.centroid(to_bng(cells.geometry).to_numpy())
    nearest = shapely.STRtree(to_bng(places.geometry).to_numpy()).nearest(middles)
    return places["name"].iloc[nearest].tolist()


def _names(names: pd.Series) -> str:
    listed = ", ".join(names.head(6))
    return f"{listed} and {len(names) - 6} more" if len(names) > 6 else listed or "no town or village of this map"
