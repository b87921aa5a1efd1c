"""What the Nearby page shows of an answer: the map, the words, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapely.geometry import LineString

from geo import vocabulary
from geo.analysis.distance import ring
from geo.analysis.nearby import NearbyFound, Question, ring_edges_km, ring_edges_minutes
from geo.crs import lat_lon_bounds
from geo.gazetteer.locate import metres
from geo.register.assets import Register
from geo.select.filter_words import count_words
from geo.sentences import and_words
from geo.webmap.folium_map import MapView
from geo.webmap.geojson_shapes import collection, feature

# The app's own highlight; the map takes it from the theme where no colour is named.
UNSURE = "#F46A25"


def nearby_view(
    question: Question | None,
    answer: NearbyFound | None,
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
    """The question in words: "within 5 km of Rugby", "within 30 minutes by car of Rugby"."""
    if question.minutes:
        return f"within {question.minutes:g} minutes by car of {question.asked_spot.label}"
    if question.kind == "point":
        return f"within {question.radius_km:g} km of {question.asked_spot.label}"
    if question.kind == "shape":
        return "inside the shape drawn"
    return f"in {and_words(register.authorities['name'].get(code, code) for code in question.codes)}"


def _shapes(question: Question, answer: NearbyFound) -> Iterator[dict[str, Any]]:
    if question.kind == "shape":
        yield feature(answer.area, title="The shape drawn", weight=2.5, fill_opacity=0.06)
    if question.kind != "point":
        return
    spot = question.asked_spot
    if question.minutes:
        for minutes, reached in reversed(list(answer.reached.items())):
            widest = minutes == question.minutes
            yield feature(reached, title=f"{minutes:g} minutes by car", weight=2.5 if widest else 1, fill_opacity=0.08, **({} if widest else {"dashes": "4 4"}))
    else:
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


def _legend(question: Question, answer: NearbyFound, register: Register) -> dict[str, Any]:
    counts = answer.found["layer"].value_counts()
    rows = [{"layer": layer, "label": f"{row['plural']}: {counts.get(layer, 0)}"} for layer, row in register.layer_names.iterrows()]
    statuses = [s for s in vocabulary.STATUS_WORDS if s != "operating" and (answer.found["status"] == s).any()]
    rows += [{"layer": "hub", "status": s, "label": vocabulary.STATUS_WORDS[s]} for s in statuses]
    spot = question.spot
    if spot and spot.radius_m:
        rows.append({"colour": UNSURE, "label": f"Good to {metres(spot.radius_m)}"})
    notes = [_ring_words(question)] if spot else []
    return {"title": f"{count_words(len(answer.ids))} found", "rows": rows, "notes": notes}


def _ring_words(question: Question) -> str:
    edges = ring_edges_minutes(question.minutes) if question.minutes else ring_edges_km(question.radius_km)
    listed = ", ".join(f"{edge:g}" for edge in edges)
    return f"Isochrones of {listed} minutes by car, from the streets reached." if question.minutes else f"Rings at {listed} km."
