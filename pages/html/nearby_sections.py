"""What the Nearby page says of an answer, as HTML: the words, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
from markupsafe import Markup

from geo import vocabulary
from geo.addresses import page_url
from geo.analysis.measures import SMALL_COUNT
from geo.analysis.nearby import NearbyFound, Question
from geo.register.assets import Register
from geo.select.filter_words import count_words, label_words
from geo.webmap.html_elements import page_link
from geo.webmap.nearby_views import asked_words
from pages.html.drive_sections import DRIVE, drive_words
from pages.html.elements import Column, heading, in_line, paragraph, table

LISTED = "Assets"
NONE = "none with these filters"
HOW_TO_ASK = (
    "Type a place, click the map, choose local authorities, or draw a shape with the button on the map. Everything is found offline, in the data of this map."
)
STRAIGHT = "Distances are straight lines (EPSG:27700), not travelled ones; they are no better than the pins, each of which says on its page what it shows."
NO_DRIVE = "How long the drive is is not known there: this map's roads are missing, or none is within 1 km."
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


def summary_html(question: Question, answer: NearbyFound, register: Register) -> Markup:
    """How many were found, what the question is good for, and what is not known, as HTML."""
    words = asked_words(question, register)
    html = heading(f"{count_words(len(answer.ids))} {words}")
    notes = [_mix_words(answer.found, register)] if answer.ids else []
    notes += [question.spot.note] if question.spot else []
    if question.spot and question.spot.radius_m:
        notes.append("The orange circle shows it.")
    if answer.outside_pct:
        notes.append(f"{answer.outside_pct:.0f} % of the area lies outside the region, where this map knows nothing.")
    if answer.near_edge:
        notes.append("The roads of this map end near there: what could be reached beyond them is not known.")
    if 0 < len(answer.ids) < SMALL_COUNT:
        notes.append("So few that shares and comparisons mean little.")
    return html + paragraph(" ".join(filter(None, notes))) + _others_html(question) + _how_far_html(question, answer, register)


def _how_far_html(question: Question, answer: NearbyFound, register: Register) -> Markup:
    """What distances and minutes are good for, with a link to how the minutes are reckoned; "" where none is shown."""
    if question.kind != "point":
        return Markup()
    if "minutes" not in answer.found:
        return paragraph(f"{STRAIGHT} {NO_DRIVE}", small=True)
    return paragraph(STRAIGHT, small=True) + drive_words(register)


def _others_html(question: Question) -> Markup:
    """What else the typed text could mean, as links to it; "" if nothing."""
    if not question.spot or not question.spot.others:
        return Markup()
    reach = {"minutes": f"{question.minutes:g}"} if question.minutes else {"radius_km": f"{question.radius_km:g}"}
    links = [page_link("nearby", choice.label, near=choice.text, **reach) for choice in question.spot.others]
    return paragraph("Or did you mean one of these?", small=True) + in_line(links)


def list_html(question: Question, answer: NearbyFound, register: Register, *, query: dict) -> Markup:
    """Everything found as one table, each with a link to its page and one that rings it on the map.

    `query` holds the parameters of the page as it is.
    """
    far = _far_columns(question, answer)
    records = list(_asset_records(answer.found, register, query))
    order = ("shortest drive first" if question.minutes else "nearest first") if far else "by name"
    caption = f"{LISTED} {asked_words(question, register)}, {order}"
    empty = "Nothing of what is asked for lies there. Ask for a wider area, or take a filter off."
    return table(records, (*ASSET_COLUMNS[:1], *far, *ASSET_COLUMNS[1:]), caption=caption, empty=empty, copied=True)


def _far_columns(question: Question, answer: NearbyFound) -> tuple[Column, ...]:
    """How far each asset is: by what was asked first, by car where that is known; none but around a point."""
    if question.kind != "point":
        return ()
    drive = (DRIVE,) if "minutes" in answer.found else ()
    return (*drive, DISTANCE) if question.minutes else (DISTANCE, *drive)


def around_html(question: Question, answer: NearbyFound, register: Register) -> Markup:
    """Counts by ring, the nearest of each layer and cluster, and the authorities touched, as HTML."""
    from_words = _from_words(question)
    far = _far_columns(question, answer) or (DISTANCE,)
    words = label_words(register)
    rings = [_ring_record(row) for row in answer.rings.to_dict("records")]
    parts = (
        [
            heading("By ring"),
            table(rings, RING_COLUMNS, caption=f"Assets by {'minutes by car' if question.minutes else 'distance'} from the point", copied=True),
        ]
        if rings
        else []
    )
    parts.append(heading("Nearest of each"))
    for name, frame, singular in (
        ("type", answer.nearest_layers, register.layer_names["name"]),
        ("cluster", answer.nearest_clusters, words["cluster"]),
    ):
        records = _nearest_records(frame, singular)
        parts.append(table(records, (*NEAREST_COLUMNS, *far), caption=f"The nearest asset of each {name}, {from_words}"))
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
    return Markup().join(parts)


def _from_words(question: Question) -> str:
    if question.minutes:
        return "by car"
    return "in a straight line" if question.spot else "from the edge; 0 km is inside"


def start_html(places: pd.DataFrame) -> Markup:
    """How to ask, and the greatest places as questions ready to be asked."""
    first = places[places["label_tier"] == places["label_tier"].min()].sort_values("name")["name"]
    links = in_line(page_link("nearby", name, near=name) for name in first)
    return paragraph(HOW_TO_ASK) + heading("Start from a city or town") + links


def _mix_words(found: pd.DataFrame, register: Register) -> str:
    """How many of each layer: "Tech hubs: 38; Catapult centres: 2."."""
    counts, names = found["layer"].value_counts(), register.layer_names["plural"]
    return "; ".join(f"{names[layer]}: {counts[layer]}" for layer in names.index if layer in counts.index) + "."


def _asset_records(found: pd.DataFrame, register: Register, query: dict) -> Iterator[dict[str, Any]]:
    kinds = register.kinds["name"]
    columns = ["id", "name", "layer", "status", "kind", "place", "distance_m", *(["minutes"] if "minutes" in found else [])]
    # The address is written once: the rows differ in the asset alone.
    here = page_url("nearby", **{name: values for name, values in query.items() if name != "asset"})
    for row in pd.DataFrame(found)[columns].to_dict("records"):
        yield row | {
            "what": f"{kinds.get(row['kind'], row['kind'])}, {row['place']}",
            "status_name": vocabulary.STATUS_WORDS[row["status"]],
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
            "minutes": row.get("minutes"),
            "status_name": vocabulary.STATUS_WORDS.get(row["status"], ""),
        }
        for value, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def _ring_record(row: dict[str, Any]) -> dict[str, Any]:
    if "inner_minutes" in row:
        return row | {"ring": f"{row['inner_minutes']:g} to {row['outer_minutes']:g} minutes"}
    return row | {"ring": f"{row['inner_m'] / 1000:g} to {row['outer_m'] / 1000:g} km"}


def _touched_record(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"name_href": page_url("places", authority=row["gss_code"])}
