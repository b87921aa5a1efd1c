"""What the map of the Places page shows: a measure over all authorities, and one area in focus."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import style
from geo.analysis.area_profile import BORDER_M, Profile
from geo.analysis.area_tables import Asked, rank_words
from geo.analysis.areas import Area, area_shape
from geo.analysis.measures import Classes
from geo.crs import geometry_to_bng, geometry_to_wgs84, lat_lon_bounds
from geo.register.assets import Register
from geo.select.filter_words import count_words
from geo.sentences import and_words
from geo.webmap.folium_map import MapView

# About 6 km, so that the ring of 5 km around the area is seen whole.
PAD_LAT, PAD_LON = 0.055, 0.09
# With more pins than this those over the border are left out, so that the colours stay in sight; the legend says so.
MOST_PINS = 150
LARGEST_PX, SMALLEST_PX = 30, 5
SEE_THROUGH = "transparent"
GRID_DEGREES = 1e-4


def places_view(
    register: Register,
    profile: Profile,
    asked: Asked,
    table: Any,
    classes: Classes,
    *,
    ring: dict[str, Any] | None = None,
    chosen: str = "",
    theme: str | None = None,
) -> MapView:
    """A measure as colours (rates) or circles (counts), the area outlined, its pins, its 5 km ring.

    `table` is the `measure_table` and `classes` those of its values; `ring` as `border_ring` gives it.
    """
    area, counted = profile.area, asked.measure.kind == "count"
    pins, left_out = pins_of(profile)
    words = asked.words(register)
    shapes = [*([ring] if ring else []), *(circles(register.boundaries, table, asked) if counted else [])]
    return MapView(
        ids=pins,
        chosen=chosen or None,
        fit=fit_area(register, area),
        legend=legend(register, asked, table, classes, left_out=left_out),
        choropleth=choropleth(table, classes, asked),
        highlight=() if area.kind == "region" else area.codes,
        shapes={"type": "FeatureCollection", "features": shapes} if shapes else None,
        pick="point" if counted else "",
        answers=("asset", "authority"),
        theme=theme,
        title=f"Map of {words} in every authority; the table of all authorities holds the same",
        stamp=f"{hash((area.id, asked.measure.id, asked.layer, asked.cluster, chosen, pins, tuple(table['value'].fillna(-1)))):x}",
    )


def pins_of(profile: Profile) -> tuple[tuple[str, ...], str]:
    """The ids of the pins of an area, and what is left out in words ("" if nothing is).

    Every asset of the area has its pin. The whole region has none: its colours are the picture.
    """
    if profile.area.kind == "region":
        return (), "Pins show once an area is chosen."
    own, near = tuple(profile.assets["id"]), tuple(profile.over_border["id"])
    if near and len(own) + len(near) > MOST_PINS:
        return own, f"Without the pins of {count_words(len(near))} over the border."
    return (*own, *near), ""


def choropleth(table: Any, classes: Classes, asked: Asked) -> dict[str, Any]:
    """Colour and words by GSS code; an authority without a value has no colour, and says so.

    A count has circles for its size, so its areas are see-through.
    """
    colours, ranked = style.sequential(len(classes.labels)), int(table["rank"].notna().sum())
    class_of, tied = classes.class_of.to_dict(), table["rank"].duplicated(keep=False)
    painted, words = {}, {}
    for code, row in table.to_dict("index").items():
        place = class_of[code]
        if np.isnan(row["value"]):
            words[code] = "No figure"
            continue
        painted[code] = SEE_THROUGH if asked.measure.kind == "count" else colours[place]
        value = asked.value_words(row["value"])
        words[code] = f"{value}; {rank_words(row['rank'], ranked, joint=tied[code])}"
    return {"colours": painted, "words": words}


def circles(boundaries: gpd.GeoDataFrame, table: Any, asked: Asked) -> list[dict[str, Any]]:
    """A circle per authority with an area in proportion to its count; none for zero."""
    points = boundaries.geometry.representative_point()
    greatest = max(table["value"].max(), 1)
    features = []
    for code, point in zip(boundaries["gss_code"], points, strict=True):
        value = table["value"].get(code, 0)
        if not value > 0:
            continue
        radius = max(LARGEST_PX * float(np.sqrt(value / greatest)), SMALLEST_PX)
        title = f"{table.at[code, 'name']}: {asked.value_words(value)}"
        look = {"stroke": style.HIGHLIGHT, "fill": style.HIGHLIGHT, "fill_opacity": 0.35, "weight": 1.5}
        features.append(_feature(point, {**look, "radius_px": round(radius, 1), "title": title}))
    return sorted(features, key=lambda feature: -feature["properties"]["radius_px"])


def border_ring(area: Area, boundaries: gpd.GeoDataFrame) -> dict[str, Any] | None:
    """The line 5 km outside an area, measured in EPSG:27700; none around the whole region."""
    if area.kind == "region":
        return None
    outline = geometry_to_bng(area_shape(area, boundaries)).buffer(BORDER_M).simplify(50)
    look = {"fill_opacity": 0, "weight": 1.5, "dashes": "6 5", "title": f"5 km around {area.name}"}
    return _feature(geometry_to_wgs84(outline), look)


def fit_area(register: Register, area: Area) -> dict[str, Any]:
    """The map shows the area with what lies around it; the region as it is."""
    if area.kind == "region":
        return {"key": area.id, "bounds": lat_lon_bounds(register.region_bounds)}
    inside = register.boundaries["gss_code"].isin(area.codes)
    west, south, east, north = register.boundaries[inside].total_bounds
    around = (west - PAD_LON, south - PAD_LAT, east + PAD_LON, north + PAD_LAT)
    return {"key": area.id, "bounds": lat_lon_bounds(around), "max_zoom": 12}


def legend(register: Register, asked: Asked, table: Any, classes: Classes, *, left_out: str = "") -> dict[str, Any]:
    """The classes with their printed breaks and how many authorities each holds, or the circles."""
    words, measure = asked.words(register), asked.measure
    if measure.kind == "count":
        notes = [
            "A circle's area is in proportion to the number.",
            most_words(table),
            "No circle: none.",
            *([left_out] if left_out else []),
        ]
        return {"title": words, "rows": [], "notes": notes}
    pairs = zip(style.sequential(len(classes.labels)), classes.labels, classes.counts, strict=True)
    unit = "%" if measure.kind == "share" else ""
    rows = [{"colour": colour, "label": f"{label}{unit} ({count})"} for colour, label, count in reversed(list(pairs))]
    if classes.missing:
        rows.append({"colour": "missing", "label": f"No figure ({classes.missing})"})
    notes = [f"In brackets: authorities. {classes.method}"]
    if measure.source_title:
        notes.append(f"Divided by: {measure.source_title}, {measure.year}.")
    if left_out:
        notes.append(left_out)
    return {"title": words, "rows": rows, "notes": notes}


def most_words(table: Any) -> str:
    """Where the most are: 'Most: Rugby, 2.', or all who share the place: 'Most: Rugby and Stafford, 2 each.'"""
    greatest = table["value"].max()
    if not greatest > 0:
        return "None anywhere."
    names = sorted(table.loc[table["value"] == greatest, "name"])
    return f"Most: {and_words(names, most=4)}, {int(greatest)}{' each' if len(names) > 1 else ''}."


def _feature(shape: Any, properties: dict[str, Any]) -> dict[str, Any]:
    coarse = shapely.set_precision(shape, GRID_DEGREES)
    return {"type": "Feature", "geometry": json.loads(shapely.to_geojson(coarse)), "properties": properties}
