"""What the Nearby page shows of an answer: the map, the words, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
from shapely.geometry import LineString

from geo import style
from geo.assets import Register
from geo.crs import lat_lon_bounds
from geo.distance import ring
from geo.features import collection, feature
from geo.folium_map import MapView
from geo.labels import count_words, label_words
from geo.locate import metres
from geo.markup import Column, heading, in_line, page_link, page_url, paragraph, table
from geo.measures import SMALL_COUNT
from geo.nearby import Answer, Question, ring_edges_km

# The app's own highlight; the map takes it from the theme where no colour is named.
UNSURE = "#F46A25"
LISTED = "Assets"
NONE = "none with these filters"
HOW_TO_ASK = (
    "Type a place, click the map, choose local authorities, or draw a shape with the button on the map. "
    "Everything is found offline, in the data of this map."
)
STRAIGHT = (
    "Distances are straight lines (EPSG:27700), not travelled ones; they are no better than the pins, "
    "each of which says on its page what it shows."
)

ASSET_COLUMNS = (
    Column("name", "Asset", "asset"),
    Column("what", "What and where"),
    Column("status_name", "Status"),
    Column("show", "Map", "go"),
)
DISTANCE = Column("distance_km", "Distance", "number", decimals=1, unit=" km")
NEAREST_COLUMNS = (
    Column("label", "Of"),
    Column("name", "Nearest", "go"),
    Column("authority", "Local authority"),
    Column("status_name", "Status"),
    DISTANCE,
)
RING_COLUMNS = (
    Column("ring", "Ring"),
    Column("assets", "Assets in it", "bar"),
    Column("cumulative", "Within its edge", "number"),
    Column("area_km2", "Its area", "number", decimals=1, unit=" km\u00b2"),
    Column("per_100km2", "Assets per 100 km\u00b2", "number", decimals=1),
)
TOUCHED_COLUMNS = (
    Column("name", "Local authority", "go"),
    Column("assets", "Assets found", "bar"),
    Column("overlap_km2", "Area in it", "number", decimals=1, unit=" km\u00b2"),
    Column("overlap_pct", "Share of the area", "number", decimals=1, unit=" %"),
)


def nearby_view(
    question: Question | None,
    answer: Answer | None,
    *,
    register: Register,
    ids: tuple[str, ...],
    chosen: str = "",
    theme: str | None = None,
) -> MapView:
    """The map: what was asked as rings or outline, what was found as pins.

    Without a question all assets of the filters (`ids`) show, and a click or a drawing asks one.
    """
    if question is None or answer is None:
        fit = {"key": "region", "bounds": lat_lon_bounds(register.region_bounds)}
        title = "Map of the region; click a point or draw a shape to ask what is there"
        return MapView(
            ids=ids,
            chosen=chosen or None,
            fit=fit,
            pick="point",
            answers=("asset",),
            theme=theme,
            title=title,
            extra={"draw": True},
        )
    bounds = answer.area.bounds
    found = f"{count_words(len(answer.ids))} {asked_words(question, register)}"
    return MapView(
        ids=answer.ids,
        chosen=chosen or None,
        fit={"key": f"{bounds}", "bounds": lat_lon_bounds(bounds), "max_zoom": 15},
        legend=_legend(question, answer, register),
        highlight=question.codes,
        shapes=collection(_shapes(question, answer)),
        pick="point",
        answers=("asset",),
        theme=theme,
        title=f"Map of {found}; the list beside it holds the same",
        stamp=f"{hash((answer.ids, bounds, chosen)):x}",
        extra={"draw": True},
    )


def asked_words(question: Question, register: Register) -> str:
    """The question in words: "within 5 km of Rugby"."""
    if question.kind == "point":
        return f"within {question.radius_km:g} km of {question.spot.label}"
    if question.kind == "shape":
        return "inside the shape drawn"
    return f"in {listed(register.authorities['name'].get(code, code) for code in question.codes)}"


def listed(words: Iterable[str]) -> str:
    """Words in a row: "A, B and C"."""
    words = list(words)
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def summary_html(question: Question, answer: Answer, register: Register) -> str:
    """How many were found, what the question is good for, and what is not known, as HTML."""
    words = asked_words(question, register)
    html = heading(f"{count_words(len(answer.ids))} {words}")
    notes = [_mix_words(answer.found, register)] if answer.ids else []
    notes += [question.spot.note] if question.spot else []
    if question.spot and question.spot.radius_m:
        notes.append("The orange circle shows it.")
    if answer.outside_pct:
        notes.append(
            f"{answer.outside_pct:.0f} % of the area lies outside the region, where this map knows nothing."
        )
    if 0 < len(answer.ids) < SMALL_COUNT:
        notes.append("So few that shares and comparisons mean little.")
    straight = paragraph(STRAIGHT, small=True) if question.kind == "point" else ""
    return html + paragraph(" ".join(filter(None, notes))) + straight


def list_html(question: Question, answer: Answer, register: Register, *, query: dict) -> str:
    """Everything found as one table, each with a link to its page and one that rings it on the map.

    `query` holds the parameters of the page as it is.
    """
    by_distance = question.kind == "point"
    columns = (*ASSET_COLUMNS[:1], DISTANCE, *ASSET_COLUMNS[1:]) if by_distance else ASSET_COLUMNS
    records = list(_asset_records(answer.found, register, query))
    order = "nearest first" if by_distance else "by name"
    caption = f"{LISTED} {asked_words(question, register)}, {order}"
    empty = "Nothing of what is asked for lies there. Ask for a wider area, or take a filter off."
    return table(records, columns, caption=caption, empty=empty)


def around_html(question: Question, answer: Answer, register: Register) -> str:
    """Counts by ring, the nearest of each layer and cluster, and the authorities touched, as HTML."""
    from_words = "in a straight line" if question.spot else "from the edge; 0 km is inside"
    words = label_words(register)
    rings = [_ring_record(row) for row in answer.rings.to_dict("records")]
    parts = (
        [heading("By ring"), table(rings, RING_COLUMNS, caption="Assets by distance from the point")]
        if rings
        else []
    )
    parts.append(heading("Nearest of each"))
    for name, frame, singular in (
        ("type", answer.nearest_layers, register.layer_names["name"]),
        ("cluster", answer.nearest_clusters, words["cluster"]),
    ):
        records = _nearest_records(frame, singular)
        parts.append(
            table(records, NEAREST_COLUMNS, caption=f"The nearest asset of each {name}, {from_words}")
        )
    touched = [_touched_record(row) for row in answer.touched.to_dict("records")]
    parts.append(heading("Local authorities"))
    parts.append(
        table(
            touched,
            TOUCHED_COLUMNS,
            caption="Local authorities the area touches",
            empty="The area touches no local authority of the region.",
        )
    )
    parts.append(
        paragraph(
            "Areas are measured on the simplified boundaries of this map (ONS, December 2013) in EPSG:27700.",
            small=True,
        )
    )
    return "".join(parts)


def start_html(places: pd.DataFrame) -> str:
    """How to ask, and the greatest places as questions ready to be asked."""
    first = places[places["label_tier"] == places["label_tier"].min()].sort_values("name")["name"]
    links = in_line(page_link("nearby", name, near=name) for name in first)
    return paragraph(HOW_TO_ASK) + heading("Start from a city or town") + links


def _mix_words(found: pd.DataFrame, register: Register) -> str:
    """How many of each layer: "Tech hubs: 38; Catapult centres: 2."."""
    counts, names = found["layer"].value_counts(), register.layer_names["plural"]
    return (
        "; ".join(f"{names[layer]}: {counts[layer]}" for layer in names.index if layer in counts.index) + "."
    )


def _shapes(question: Question, answer: Answer) -> Iterator[dict[str, Any]]:
    if question.kind == "shape":
        yield feature(answer.area, title="The shape drawn", weight=2.5, fill_opacity=0.06)
    if question.kind != "point":
        return
    spot = question.spot
    yield feature(answer.area, title=f"{question.radius_km:g} km", weight=2.5, fill_opacity=0.05)
    for edge in ring_edges_km(question.radius_km)[:-1]:
        circle = LineString(ring(spot.point, radius_m=edge * 1000).exterior)
        yield feature(circle, title=f"{edge:g} km", weight=1, dashes="4 4", fill_opacity=0)
    if spot.radius_m:
        title = f"{spot.label}: good to {metres(spot.radius_m)}"
        yield feature(
            ring(spot.point, radius_m=spot.radius_m),
            title=title,
            stroke=UNSURE,
            weight=2,
            dashes="2 3",
            fill=UNSURE,
            fill_opacity=0.15,
        )
    yield feature(spot.point, title=spot.label, radius_px=6, fill_opacity=1, weight=2, stroke="#FFFFFF")


def _legend(question: Question, answer: Answer, register: Register) -> dict[str, Any]:
    counts = answer.found["layer"].value_counts()
    rows = [
        {"layer": layer, "label": f"{row['plural']}: {counts.get(layer, 0)}"}
        for layer, row in register.layer_names.iterrows()
    ]
    statuses = [s for s in style.STATUS_WORDS if s != "operating" and (answer.found["status"] == s).any()]
    rows += [{"layer": "hub", "status": s, "label": style.STATUS_WORDS[s]} for s in statuses]
    spot = question.spot
    if spot and spot.radius_m:
        rows.append({"colour": UNSURE, "label": f"Good to {metres(spot.radius_m)}"})
    edges = ", ".join(f"{edge:g}" for edge in ring_edges_km(question.radius_km))
    notes = [f"Rings at {edges} km."] if spot else []
    return {"title": f"{count_words(len(answer.ids))} found", "rows": rows, "notes": notes}


def _asset_records(found: pd.DataFrame, register: Register, query: dict) -> Iterator[dict[str, Any]]:
    kinds = register.kinds["name"]
    columns = ["id", "name", "layer", "status", "kind", "place", "distance_m"]
    # The address is written once: the rows differ in the asset alone.
    here = page_url("nearby", **{name: values for name, values in query.items() if name != "asset"})
    for row in pd.DataFrame(found)[columns].to_dict("records"):
        yield row | {
            "what": f"{kinds.get(row['kind'], row['kind'])}, {row['place']}",
            "status_name": style.STATUS_WORDS[row["status"]],
            "distance_km": row["distance_m"] / 1000,
            "show": "Show",
            "show_href": f"{here}{'&' if '?' in here else '?'}asset={quote(row['id'])}",
            "show_label": f"Show {row['name']} on the map",
        }


def _nearest_records(frame: pd.DataFrame, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": labels[value],
            "name": row["name"] or NONE,
            "name_href": page_url("asset", asset=row["id"]) if row["id"] else "",
            "authority": row["authority"],
            "distance_km": row["distance_m"] / 1000,
            "status_name": style.STATUS_WORDS.get(row["status"], ""),
        }
        for value, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def _ring_record(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"ring": f"{row['inner_m'] / 1000:g} to {row['outer_m'] / 1000:g} km"}


def _touched_record(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"name_href": page_url("places", authority=row["gss_code"])}
