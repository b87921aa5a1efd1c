"""The Nearby page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from geo.analysis import nearby
from geo.analysis.drive_time import has_roads
from geo.analysis.nearby import LEAST_MINUTES, LEAST_RADIUS_KM, MINUTES, MOST_MINUTES, MOST_RADIUS_KM, RADIUS_KM, NearbyFound, Question
from geo.errors import GeoError
from geo.gazetteer.locate import coordinates_text
from geo.select.query_string import Query, one, put
from geo.webmap.nearby_views import nearby_view
from pages.answers.answer import Act, Answer, card, moved, read, text_of, texts_of
from pages.html.nearby_sections import around_html, list_html, start_html, summary_html
from pages.shared import in_force, place_finder
from pages.shared.fields import Field, of_filters, pairs
from pages.shared.loaders import Shared

NAME = "nearby"
FACETS = ("layer", "cluster", "status")
# How far is measured: what stands in the control, not in the link.
STRAIGHT, BY_CAR = "straight", "car"
REACHES = ((STRAIGHT, "In a straight line, km"), (BY_CAR, "By car, minutes"))
# What is pasted may be the long address of a map; what stands in a link is what finds the same spot again.
LONGEST_TEXT, LONGEST_IN_LINK = 500, 120


@dataclass(frozen=True, eq=False, kw_only=True)
class NearbyAnswer(Answer):
    """`question` is what is asked, None where nothing is or it cannot be; `problems` say why. `measured` is how far each
    of `ids` is, by the index of `register.assets`; None but around a point."""

    question: Question | None
    ids: tuple[str, ...]
    problems: tuple[GeoError, ...] = ()
    measured: pd.DataFrame | None = None


def answer(data: Shared, query: Query) -> NearbyAnswer:
    """What the page shows for a query; what cannot be asked is among the problems, and the rest shows."""
    filters, chosen, dropped = read(data, query)
    known, register = data.register.authorities.index, data.register
    dropped = [*dropped, *(("within", code) for code in query.get("within", []) if code not in known)]
    assets = register.assets[data.index.mask(filters)]
    radius_km, question, found, problems = _found(data, query, assets)
    ids = found.ids if found else tuple(assets["id"])
    words = summary_html(question, found, register) if found else start_html(place_finder.gazetteer().places)
    return NearbyAnswer(
        view=nearby_view(question, found, register=register, ids=ids, chosen=chosen),
        sheets={
            "nearby-filters": in_force.note_html(data, filters, page=NAME, query=query),
            "nearby-card": card(data, NAME, query, chosen),
            "nearby-words": words,
            "nearby-list": list_html(question, found, register, query=query) if found else Markup(),
            "nearby-around": around_html(question, found, register) if found else Markup(),
        },
        pickers={"nearby-controls": (*_controls(data, query, question, radius_km), *of_filters(data, filters, FACETS))},
        dropped=tuple(dropped),
        filters=filters,
        question=question,
        ids=ids,
        problems=problems,
        measured=_measured(question, found),
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it.

    Raises GeoError, with what to try, where a typed text means no place or a drawing no shape.
    """
    if (common := moved(data, query, act)) is not None:
        return common, ""
    name, value = act.get("name"), text_of(act, "value").strip()[:LONGEST_TEXT]
    if act["kind"] == "point":
        near = coordinates_text(float(act["lat"]), float(act["lon"]))
        place_finder.find(near)
        return _ask(query, near=near), ""
    if act["kind"] == "shape":
        shape = nearby.shape_text(act["lat_lon"])
        nearby.read_shape(shape)
        return _ask(query, shape=shape), ""
    if name == "near":
        spot = place_finder.find(value) if value else None
        return _ask(query, near=spot.text if spot and len(value) > LONGEST_IN_LINK else value), ""
    if name == "within":
        return _ask(query, within=texts_of(act, "value")), ""
    if name == "reach":
        return put(query, minutes=f"{MINUTES:g}" if value == BY_CAR else ""), ""
    if name == "minutes":
        return put(query, minutes=f"{nearby.read_minutes(value) or MINUTES:g}"), ""
    if name == "radius_km":
        return put(query, radius_km=f"{nearby.read_radius_km(value):g}"), ""
    return dict(query), ""


def _ask(query: Query, **parameters: str | list[str]) -> dict[str, list[str]]:
    """One question in place of the last."""
    return put(query, **({"near": "", "within": "", "shape": "", "asset": ""} | parameters))


def _asked(data: Shared, query: Query) -> tuple[float, Question | None, tuple[GeoError, ...]]:
    """The radius, the question, and what is wrong with either."""
    radius_km, minutes, question, problems = RADIUS_KM, None, None, []
    try:
        radius_km = nearby.read_radius_km(one(query, "radius_km"))
        minutes = nearby.read_minutes(one(query, "minutes"))
    except GeoError as error:
        problems.append(error)
    try:
        question = nearby.question_from_query(query, radius_km=radius_km, minutes=minutes, register=data.register, find=place_finder.find)
    except GeoError as error:
        problems.append(error)
    return radius_km, question, tuple(problems)


def _found(data: Shared, query: Query, assets: gpd.GeoDataFrame) -> tuple[float, Question | None, NearbyFound | None, tuple[GeoError, ...]]:
    """The radius, the question, its answer, and what is wrong; a question of minutes that cannot be answered is none."""
    radius_km, question, problems = _asked(data, query)
    if question is None:
        return radius_km, None, None, problems
    try:
        return radius_km, question, nearby.answer(question, assets, register=data.register), problems
    except GeoError as error:
        return radius_km, None, None, (*problems, error)


def _measured(question: Question | None, found: NearbyFound | None) -> pd.DataFrame | None:
    if not question or question.kind != "point" or found is None:
        return None
    return pd.DataFrame(found.found[[name for name in ("distance_m", "minutes", "drive_km") if name in found.found]])


def _controls(data: Shared, query: Query, question: Question | None, radius_km: float) -> tuple[Field, ...]:
    near, by_id = data.register.current_id(one(query, "near")), data.register.by_id
    names = data.register.authorities["name"].sort_values().to_dict()
    return (
        Field(
            "near",
            "Postcode, town, asset, or latitude, longitude",
            "text",
            data.register.asset(near)["name"] if near in by_id else near[:LONGEST_IN_LINK],
            wide=True,
            placeholder="CV1 5FB, Fazeley Street Birmingham, New Street, Rugby, 52.48, -1.90",
        ),
        *_reach(data, question, radius_km),
        Field("within", "Or these local authorities", "many", question.codes if question else (), pairs(names), placeholder="None chosen"),
    )


def _reach(data: Shared, question: Question | None, radius_km: float) -> tuple[Field, ...]:
    """How far around the place: kilometres, or minutes by car where the roads are there."""
    minutes = question.minutes if question else None
    how_far = (
        Field("minutes", "Minutes by car", "range", f"{minutes:g}", least=LEAST_MINUTES, most=MOST_MINUTES)
        if minutes
        else Field("radius_km", "Radius around it, km", "range", f"{radius_km:g}", least=LEAST_RADIUS_KM, most=MOST_RADIUS_KM)
    )
    if not has_roads(data.register.package):
        return (how_far,)
    return Field("reach", "Measured", "one", BY_CAR if minutes else STRAIGHT, REACHES), how_far
