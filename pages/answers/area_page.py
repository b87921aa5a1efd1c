"""All that is reckoned for one view of a place, with its HTML and text, to be kept for the next reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from geo.analysis.area_profile import Profile, SideBySide, compare_areas, profile_of, rate_rows
from geo.analysis.area_report import report_paragraph
from geo.analysis.area_search import Lookups
from geo.analysis.area_tables import Asked
from geo.analysis.areas import Area
from geo.analysis.measures import Classes, Measure, classes, measure_table
from geo.register.assets import Register
from geo.select.filter_words import filter_words
from geo.select.filters import Filters
from geo.webmap.folium_map import MapView
from geo.webmap.place_views import border_ring, places_view
from pages.html import area_sections

DEFAULT_MEASURE = "per-100k-people"


@dataclass(frozen=True, eq=False)
class AreaPage:
    """What depends on the area and the assets counted only.

    `ring` is the GeoJSON feature of the line 5 km outside; `head` and `about` are HTML, `paragraph`
    is plain text for a report.
    """

    profile: Profile
    ring: dict[str, Any] | None
    head: Markup
    about: Markup
    paragraph: str


@dataclass(frozen=True, eq=False)
class MeasurePage:
    """One measure: `table` and `classes` over all authorities, `peers` for the area and its like.

    `view` is the map of it, without a chosen asset and a theme. `everywhere` and `beside` are HTML: the map as a table, and what stands below the map.
    """

    table: pd.DataFrame
    classes: Classes
    peers: pd.DataFrame
    view: MapView
    everywhere: Markup
    beside: Markup


@dataclass(frozen=True, eq=False)
class ComparePage:
    """Up to four areas side by side, and the HTML of it."""

    side: SideBySide
    html: Markup


def area_sheet(area: Area, assets: gpd.GeoDataFrame, *, register: Register, lookups: Lookups, filters: Filters) -> AreaPage:
    """The profile of an area for the assets that answer the filters.

    What a filter leaves out is not called a gap: of a filtered facet only the values asked for are.
    """
    profile = profile_of(area, assets, register=register, figures=lookups.figures)
    profile = replace(profile, gaps=_asked_for(profile.gaps, filters, register))
    return AreaPage(
        profile=profile,
        ring=border_ring(area, register.boundaries),
        head=area_sections.head_section(profile),
        about=area_sections.about_area(profile, register, searched=lookups.searched),
        paragraph=report_paragraph(profile, register, filters=filter_words(register, filters)),
    )


def measure_sheet(
    profile: Profile,
    assets: pd.DataFrame,
    asked: Asked,
    *,
    register: Register,
    keep: Mapping[str, Any],
    ring: dict[str, Any] | None = None,
) -> MeasurePage:
    """One measure for every authority with its classes, and for the area and what it is held against.

    `ring` is drawn around the area (see `border_ring`); `keep` are the query parameters that links to other authorities carry along.
    """
    table = measure_table(assets, register.authorities, asked.measure, layer=asked.layer, cluster=asked.cluster)
    peers = rate_rows(
        profile.comparisons,
        assets,
        register=register,
        chosen=[asked.measure],
        layer=asked.layer,
        cluster=asked.cluster,
    )
    classed = classes(table["value"], number=asked.measure.number)
    everywhere = area_sections.map_table(table, classed, asked, register, keep=keep)
    beside = area_sections.beside_map(profile, peers, asked, register, everywhere=everywhere)
    view = places_view(register, profile, asked, table, classed, ring=ring)
    return MeasurePage(table, classed, peers, view, everywhere, beside)


def side_sheet(
    areas: Iterable[Area],
    assets: gpd.GeoDataFrame,
    asked: Asked,
    *,
    register: Register,
    figures: pd.DataFrame,
) -> ComparePage:
    """Up to four areas side by side; types and clusters by the measure asked for."""
    side = compare_areas(tuple(areas), assets, register=register, figures=figures, measure=asked.measure)
    return ComparePage(side, area_sections.compare_section(side))


def counted(filters: Filters) -> Filters:
    """The filters that choose what is counted: all but the authority in focus."""
    return replace(filters, authority=())


def asked_in_link(query: Mapping[str, str], *, register: Register, known_measures: Mapping[str, Measure]) -> tuple[Asked, list[tuple[str, str]]]:
    """What a link asks to measure, and the (parameter, value) pairs that name nothing."""
    known = {
        "measure": known_measures,
        "measure_layer": register.layer_names.index,
        "measure_cluster": register.clusters.index,
    }
    dropped = [(name, query[name]) for name in known if query.get(name) and query[name] not in known[name]]
    good = {name: query.get(name, "") for name in known if (name, query.get(name)) not in dropped}
    measure = known["measure"][good.get("measure") or DEFAULT_MEASURE]
    return Asked(measure, good.get("measure_layer", ""), good.get("measure_cluster", "")), dropped


def _asked_for(gaps: pd.DataFrame, filters: Filters, register: Register) -> pd.DataFrame:
    """The gaps that the filters do not make themselves."""
    asked = {"layer": filters.layer, "cluster": filters.cluster, "kind": filters.kind}
    kept = np.ones(len(gaps), dtype=bool)
    for facet, values in asked.items():
        kept &= ((gaps["facet"] != facet) | gaps["value"].isin(values or gaps["value"])).to_numpy(dtype=bool)
    if filters.layer:
        in_layer = register.kinds.index[register.kinds["layer"].isin(filters.layer)]
        kept &= ((gaps["facet"] != "kind") | gaps["value"].isin(in_layer)).to_numpy(dtype=bool)
    return gaps[kept]
