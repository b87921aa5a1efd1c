"""Clusters: one cluster of the Plan for Growth, where it gathers and what it shares with others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from geo.cluster_sections import definition_html, matrix_html, overview_html, shared_html, tables_html
from geo.filtering import Filters
from geo.views_clusters import SURFACES, ClusterPage, cluster_page, clusters_view, matrix_of, overview_view
from pages.shared import components, detail, downloads, frame, gazetteer, in_force, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme

FIRST_SURFACE = next(iter(SURFACES))


@st.cache_resource(show_spinner=False, max_entries=64)
def computed(version: str, cluster: str, surface: str, filters: Filters) -> ClusterPage:
    """A cluster's page for filters without the cluster itself."""
    data = shared()
    assets = data.register.assets[data.index.mask(filters)]
    return cluster_page(cluster, surface, assets, register=data.register, places=gazetteer.gazetteer().places)


def choose_cluster() -> None:
    url.write(cluster=st.session_state["clusters-cluster"] or "", **{"with": "", "asset": ""})


def choose_surface() -> None:
    url.write(surface=st.session_state["clusters-surface"] or FIRST_SURFACE)


def on_map(message: dict) -> None:
    if message["kind"] == "asset":
        url.write(asset=message["id"])


def read_choice(name: str, options: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """One of the options, or "" and what was dropped."""
    asked = url.read_one(name)
    return (asked, []) if asked in options or not asked else ("", [(name, asked)])


def controls(data: Shared, cluster: str, surface: str) -> None:
    names = data.register.clusters["name"]
    st.session_state["clusters-cluster"] = cluster or None
    st.session_state["clusters-surface"] = surface
    which, how = st.columns([0.5, 0.5], gap="medium")
    which.selectbox("Cluster", list(names.index), format_func=lambda key: names.get(key, ""), index=None,
                    key="clusters-cluster", on_change=choose_cluster, placeholder="Choose a cluster")
    how.radio("Show on the map", list(SURFACES), format_func=SURFACES.get, horizontal=True,
              key="clusters-surface", on_change=choose_surface, disabled=not cluster)


@st.fragment
def clusters() -> None:
    data = shared()
    filters, dropped = url.read_filters(data)
    chosen, unknown = url.read_asset(data)
    surface, odd = read_choice("surface", SURFACES)
    other, strange = read_choice("with", data.register.clusters.index)
    surface = surface or FIRST_SURFACE
    cluster = filters.cluster[0] if filters.cluster else ""
    other = "" if other == cluster else other
    words.show_dropped(dropped + unknown + odd + strange)
    top, others = st.container(), replace(filters, cluster=())
    # The map is sent first: it need not wait for the controls and the tables.
    if cluster:
        page = computed(data.frontend.assets, cluster, surface, others)
        show_cluster(data, page, others, surface, other, chosen)
    else:
        show_all(data, others, chosen)
    with top:
        controls(data, cluster, surface)
        if len(filters.cluster) > 1:
            st.caption("The link names several clusters; this page shows one at a time, the first.")
        with st.container(horizontal=True, vertical_alignment="center"):
            in_force.choices(data, filters, ("layer", "status", "authority"), key="clusters")
            in_force.note(data, filters, key="clusters-clear", keep="cluster")


def show_cluster(data: Shared, page: ClusterPage, filters: Filters, surface: str, other: str,
                 chosen: str) -> None:
    register, cluster = data.register, page.profile.id
    plain = filters.to_query()
    query = plain | {"surface": [surface]}
    ids = page.matrix.ids(cluster, other) if other else tuple(page.profile.assets["id"])
    left, side = st.columns([0.56, 0.44], gap="medium")
    with left, st.container(key="wm-middle"):
        view = clusters_view(page, register, ids=ids, surface=surface, chosen=chosen, theme=theme())
        show_map(data, view, key="clusters-map", on_message=on_map)
    with side, st.container(key="wm-beside"):
        detail.card(data, chosen)
        shared_assets = shared_html(ids, cluster, other, register, query=query) if other else ""
        components.sheet(shared_assets + definition_html(page, register), key="clusters-words")
        name = register.clusters.at[cluster, "name"]
        downloads.button(data, filters, title=name, ids=ids, key="clusters-download", extra={"cluster": (cluster,)})
    tables = tables_html(page, register, surface=surface, query=plain)
    components.sheet(tables + matrix_html(page.matrix, register, query=query), key="clusters-tables")


def show_all(data: Shared, filters: Filters, chosen: str) -> None:
    assets = data.register.assets[data.index.mask(filters)]
    matrix, query = matrix_of(assets, data.register), filters.to_query()
    left, side = st.columns([0.5, 0.5], gap="medium")
    with left, st.container(key="wm-middle"):
        view = overview_view(data.register, ids=tuple(assets["id"]), chosen=chosen, theme=theme())
        show_map(data, view, key="clusters-map", on_message=on_map)
    with side, st.container(key="wm-beside"):
        detail.card(data, chosen)
        components.sheet(overview_html(matrix, data.register, assets, query=query), key="clusters-words")
        downloads.button(data, filters, key="clusters-download")
    components.sheet(matrix_html(matrix, data.register, query=query), key="clusters-tables")


frame.title("Clusters of the Plan for Growth", "What each cluster has, where it gathers, and who works in more than one.")
clusters()
