"""The picker of what is measured: a measure, of all assets, of one type, of one cluster, or of both."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.area_records import Asked
from geo.area_sheet import DEFAULT_MEASURE, asked_in_link
from geo.measures import Measure
from pages.shared import url
from pages.shared.loaders import Shared

PICKS = {"measure": DEFAULT_MEASURE, "measure_layer": "", "measure_cluster": ""}


def read(shared: Shared, known: Mapping[str, Measure]) -> tuple[Asked, list[tuple[str, str]]]:
    """What the URL asks to measure, and the pairs in it that name nothing."""
    return asked_in_link(
        {name: url.read_one(name) for name in PICKS}, register=shared.register, known_measures=known
    )


def draw(shared: Shared, known: Mapping[str, Measure], asked: Asked, places: list) -> None:
    """Draw the three boxes, each in a container of `places`; they write the URL."""
    layers, clusters = shared.register.layer_names["plural"], shared.register.clusters["short_name"]
    options = {
        "measure": ("Measure", {identity: one.label for identity, one in known.items()}, asked.measure.id),
        "measure_layer": ("Type of asset", {"": "All types", **layers.to_dict()}, asked.layer),
        "measure_cluster": ("Cluster", {"": "All clusters", **clusters.to_dict()}, asked.cluster),
    }
    for place, (name, (label, named, now)) in zip(places, options.items(), strict=True):
        st.session_state[f"pick-{name}"] = now
        with place:
            st.selectbox(
                label, list(named), format_func=named.get, key=f"pick-{name}", on_change=_write, args=(name,)
            )


def _write(name: str) -> None:
    value = st.session_state[f"pick-{name}"]
    url.write(**{name: "" if value == PICKS[name] else value})
