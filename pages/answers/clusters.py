"""The Clusters page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from geo.select.filters import Filters
from geo.select.query_string import Query, one, put
from geo.webmap.cluster_views import SURFACES, ClusterPage, cluster_page, clusters_view, matrix_of, overview_view
from pages.answers.answer import Act, Answer, card, moved, read, text_of
from pages.answers.whats_new import brief
from pages.html.cluster_sections import definition_html, matrix_html, overview_html, shared_html, tables_html
from pages.shared import in_force, place_finder
from pages.shared.fields import Field, of_filters, pairs
from pages.shared.loaders import Shared, shared

NAME = "clusters"
FIRST_SURFACE = next(iter(SURFACES))
FACETS = ("layer", "status", "authority")


@dataclass(frozen=True, eq=False, kw_only=True)
class ClustersAnswer(Answer):
    """`cluster` is the one in view or "", the first of those `asked` for; `ids` are the assets on the map."""

    asked: tuple[str, ...]
    cluster: str
    ids: tuple[str, ...]


def answer(data: Shared, query: Query) -> ClustersAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    surface, odd = _choice(query, "surface", SURFACES)
    other, strange = _choice(query, "with", data.register.clusters.index)
    surface = surface or FIRST_SURFACE
    cluster, others = filters.cluster[0] if filters.cluster else "", replace(filters, cluster=())
    if cluster:
        page = computed(data.stamp, cluster, surface, others)
        made = _one_cluster(data, page, others, surface, "" if other == cluster else other, chosen)
    else:
        made = _all_clusters(data, others, chosen)
    ids, view, words, tables = made
    return ClustersAnswer(
        view=view,
        sheets={
            "clusters-filters": in_force.note_html(data, filters, page=NAME, query=query, keep="cluster"),
            "clusters-card": card(data, NAME, query, chosen),
            "clusters-words": words,
            "clusters-tables": tables,
            "clusters-news": brief(data, replace(others, cluster=(cluster,) if cluster else ())),
        },
        pickers={"clusters-controls": _controls(data, filters, cluster, surface)},
        dropped=(*dropped, *odd, *strange),
        filters=others,
        asked=filters.cluster,
        cluster=cluster,
        ids=ids,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it."""
    name, value = act.get("name"), text_of(act, "value")
    if act["kind"] == "set" and name == "cluster":
        return put(query, cluster=value, **{"with": "", "asset": ""}), ""
    if (common := moved(data, query, act)) is not None:
        return common, ""
    if name == "surface":
        return put(query, surface=value), ""
    return dict(query), ""


@st.cache_resource(show_spinner=False, max_entries=64)
def computed(stamp: str, cluster: str, surface: str, filters: Filters) -> ClusterPage:
    """A cluster's page for filters without the cluster itself."""
    data = shared()
    assets = data.register.assets[data.index.mask(filters)]
    return cluster_page(cluster, surface, assets, register=data.register, places=place_finder.gazetteer().places)


def _choice(query: Query, name: str, options: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """One of the options, or "" and what was dropped."""
    asked = one(query, name)
    return (asked, []) if asked in options or not asked else ("", [(name, asked)])


def _controls(data: Shared, filters: Filters, cluster: str, surface: str) -> tuple[Field, ...]:
    names = data.register.clusters["name"].to_dict()
    return (
        Field("cluster", "Cluster", "one", cluster, (("", "All clusters"), *pairs(names)), wide=True),
        Field("surface", "Show on the map", "radio", surface, pairs(SURFACES), disabled=not cluster, wide=True),
        *of_filters(data, filters, FACETS),
    )


def _one_cluster(data: Shared, page: ClusterPage, filters: Filters, surface: str, other: str, chosen: str) -> tuple:
    register, cluster = data.register, page.profile.id
    plain = filters.to_query()
    query = plain | {"surface": [surface]}
    ids = page.matrix.ids(cluster, other) if other else tuple(page.profile.assets["id"])
    view = clusters_view(page, register, ids=ids, surface=surface, chosen=chosen)
    shared_assets = shared_html(ids, cluster, other, register, query=query) if other else ""
    tables = tables_html(page, register, surface=surface, query=plain) + matrix_html(page.matrix, register, query=query)
    return ids, view, shared_assets + definition_html(page, register), tables


def _all_clusters(data: Shared, filters: Filters, chosen: str) -> tuple:
    assets = data.register.assets[data.index.mask(filters)]
    matrix, query, ids = matrix_of(assets, data.register), filters.to_query(), tuple(assets["id"])
    view = overview_view(data.register, ids=ids, chosen=chosen)
    words = overview_html(matrix, data.register, assets, query=query)
    return ids, view, words, matrix_html(matrix, data.register, query=query)
