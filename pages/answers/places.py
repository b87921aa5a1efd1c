"""The Places page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from geo.analysis.area_profile import MOST_COMPARED
from geo.analysis.area_report import comparison_sentences
from geo.analysis.area_search import area_asked, area_in_link, area_names, areas_asked, compared_areas
from geo.analysis.area_tables import Asked
from geo.analysis.areas import Area
from geo.crs import point_from_lat_lon
from geo.errors import GeoError
from geo.select.filters import Filters
from geo.select.query_string import Query, one, put, without
from pages.answers import area_cache
from pages.answers.answer import Act, Answer, card, moved, read, text_of, texts_of
from pages.answers.area_page import DEFAULT_MEASURE, AreaPage, ComparePage, asked_in_link, counted
from pages.answers.whats_new import brief
from pages.html import area_sections
from pages.shared import in_force, place_finder
from pages.shared.fields import Field, pairs
from pages.shared.loaders import Shared, lookups

NAME = "places"
# Parameters that links to another place do not carry along.
OF_ONE_PLACE = ("authority", "area", "asset")
MEASURES = {"measure": DEFAULT_MEASURE, "measure_layer": "", "measure_cluster": ""}
MIDDLE = "A postcode or town counts where its middle lies; near a boundary a part may lie next door."


@dataclass(frozen=True, eq=False, kw_only=True)
class PlacesAnswer(Answer):
    """With what the report and the files are made of."""

    about: AreaPage
    side: ComparePage


def answer(data: Shared, query: Query) -> PlacesAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    wanted = one(query, "area")
    area, known = area_in_link(filters.authority, wanted, data.register)
    asked, no_measure = asked_in_link({name: one(query, name) for name in MEASURES}, register=data.register, known_measures=lookups().measures)
    compared, no_compare = _compared(data, area, query)
    counts = counted(filters)
    about = area_cache.about(data, area, counts)
    measured = area_cache.measured(data, area, counts, asked, without(query, OF_ONE_PLACE))
    areas = compared_areas(area, compared, about.profile.comparisons.similar, data.register)
    side = area_cache.beside(data, areas, counts, asked)
    single = area.kind == "authority"
    return PlacesAnswer(
        view=replace(measured.view, chosen=chosen or None, stamp=f"{measured.view.stamp}{chosen}"),
        sheets={
            "places-filters": in_force.note_html(data, filters, page=NAME, query=query, keep="authority"),
            "places-head": about.head,
            "places-card": card(data, NAME, query, chosen),
            "places-beside": measured.beside,
            "places-about": about.about,
            "places-compare": area_sections.compare_heading(area, named=bool(compared)),
            "places-side": side.html,
            "places-every": area_sections.every_authority(measured.everywhere) if single else Markup(),
            "places-news": _news(data, area, about, filters),
            "places-report": area_sections.report_section(about.profile, "\n\n".join(filter(None, [about.paragraph, comparison_sentences(side.side)]))),
        },
        pickers={
            "places-controls": _controls(data, area, asked),
            "places-with": (_compare_field(data, area, compared),),
        },
        dropped=(*dropped, *([] if known else [("area", wanted)]), *no_measure, *no_compare),
        filters=counts,
        about=about,
        side=side,
    )


def _news(data: Shared, area: Area, about: AreaPage, filters: Filters) -> Markup:
    """What is new in an area; the link leads to an authority's or a town's own, else to the region's."""
    at = {"authority": tuple(area.codes)} if area.kind == "authority" else {"city": (area.name,)} if area.name in data.index.options["city"] else {}
    return brief(data, Filters(since=filters.since, **at), ids=set(about.profile.assets["id"]))


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act, and what there is to say about it.

    Raises GeoError, with what to try, where a typed text means no place.
    """
    if (common := moved(data, query, act)) is not None:
        return common, ""
    if act["kind"] in ("authority", "point"):
        return _clicked(data, query, act), ""
    name, value = text_of(act, "name"), text_of(act, "value")
    if name == "find":
        return _found(data, query, value)
    if name == "place":
        return _at(query, area_in_link((), value, data.register)[0]), ""
    if name in MEASURES:
        return put(query, **{name: "" if value == MEASURES[name] else value}), ""
    if name == "compare":
        return put(query, compare=texts_of(act, "value")[:MOST_COMPARED]), ""
    return dict(query), ""


def _compared(data: Shared, area: Area, query: Query) -> tuple[list[str], list[tuple[str, str]]]:
    """The areas to hold beside one, and the (parameter, value) pairs that name none."""
    asked, known = dict.fromkeys(query.get("compare", [])), area_names(data.register, area)
    ids = [identity for identity in asked if identity in known][:MOST_COMPARED]
    return ids, [("compare", identity) for identity in asked if identity not in known]


def _at(query: Query, area: Area, **more: list[str]) -> dict[str, list[str]]:
    """The query of an area: one authority by its GSS code, the region by nothing."""
    single = area.kind == "authority"
    named = "" if single or area.kind == "region" else area.id
    return put(query, authority=area.codes if single else "", area=named, **more)


def _clicked(data: Shared, query: Query, act: Act) -> dict[str, list[str]]:
    """The authority of a click on the map; a click beyond the region changes nothing."""
    at = act.get("gss_code") or point_from_lat_lon(act["lat"], act["lon"])
    try:
        return _at(query, area_asked(at, data.register, lookups()))
    except GeoError:
        return dict(query)


def _found(data: Shared, query: Query, text: str) -> tuple[dict[str, list[str]], str]:
    if not text.strip():
        return dict(query), ""
    first, *others = found = areas_asked(text, data.register, lookups(), find=place_finder.find)
    said = f"\u201c{text.strip()[:80]}\u201d: {' and '.join(one.name for one in found)}. {MIDDLE}"
    return _at(query, first, **({"compare": [area.id for area in others]} if others else {})), said


def _controls(data: Shared, area: Area, asked: Asked) -> tuple[Field, ...]:
    layers, clusters = data.register.layer_names["plural"], data.register.clusters["short_name"]
    measures: Mapping[str, str] = {name: one.label for name, one in lookups().measures.items()}
    return (
        Field("find", "Find a place", "text", "", placeholder="Name, postcode, street, landmark or code"),
        Field("place", "Place", "one", area.id, pairs(area_names(data.register, area))),
        Field("measure", "Measure", "one", asked.measure.id, pairs(measures)),
        Field("measure_layer", "Type of asset", "one", asked.layer, (("", "All types"), *pairs(layers.to_dict()))),
        Field("measure_cluster", "Cluster", "one", asked.cluster, (("", "All clusters"), *pairs(clusters.to_dict()))),
    )


def _compare_field(data: Shared, area: Area, compared: list[str]) -> Field:
    return Field(
        "compare",
        f"Compare {area.name} with",
        "many",
        tuple(compared),
        pairs(area_names(data.register, area)),
        placeholder="Choose up to four places",
        most=MOST_COMPARED,
    )
