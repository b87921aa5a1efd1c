"""Nearby: what is around a point, in some authorities, or in a shape drawn on the map."""

from __future__ import annotations

import streamlit as st

from geo.filtering import Filters
from geo.locate import coordinates_text
from geo.nearby import (
    LEAST_RADIUS_KM,
    MOST_RADIUS_KM,
    RADIUS_KM,
    Answer,
    Question,
    answer,
    question_from_query,
    read_radius_km,
    shape_text,
)
from geo.views_nearby import around_html, asked_words, list_html, nearby_view, start_html, summary_html
from pages.shared import components, detail, downloads, frame, gazetteer, in_force, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme


def ask(**parameters: str | list[str]) -> None:
    """Put one question into the URL in place of the last."""
    url.write(**({"near": "", "within": "", "shape": "", "asset": ""} | parameters))


def ask_near() -> None:
    ask(near=st.session_state["nearby-text"].strip())


def ask_radius() -> None:
    url.write(radius_km=f"{st.session_state['nearby-radius']:g}")


def ask_within() -> None:
    ask(within=st.session_state["nearby-within"])


def on_map(message: dict) -> None:
    """A pin is chosen; a click on the ground or a drawn shape asks about it."""
    if message["kind"] == "asset":
        url.write(asset=message["id"])
    elif message["kind"] == "point":
        ask(near=coordinates_text(message["lat"], message["lon"]))
    elif message["kind"] == "shape":
        ask(shape=shape_text(message["lat_lon"]))


def form(data: Shared, question: Question | None, radius_km: float) -> None:
    near, by_id = url.read_one("near"), data.register.by_id
    names = data.register.authorities["name"]
    st.session_state["nearby-text"] = data.register.asset(near)["name"] if near in by_id else near[:120]
    st.session_state["nearby-radius"] = radius_km
    st.session_state["nearby-within"] = list(question.codes) if question else []
    place, radius, within = st.columns([0.36, 0.24, 0.4], gap="medium")
    place.text_input("Postcode, town, asset, or latitude, longitude", key="nearby-text", on_change=ask_near,
                     placeholder="CV1 5FB, Rugby, Energy Systems Catapult, 52.48, -1.90", max_chars=120)
    radius.slider("Radius around it, km", LEAST_RADIUS_KM, MOST_RADIUS_KM, step=1.0, format="%g",
                  key="nearby-radius", on_change=ask_radius)
    within.multiselect("Or everything in these local authorities", list(names.sort_values().index),
                       key="nearby-within", on_change=ask_within, format_func=names.get)


@st.fragment
def nearby() -> None:
    data = shared()
    filters, dropped = url.read_filters(data)
    chosen, unknown = url.read_asset(data)
    known = data.register.authorities.index
    dropped += [("within", code) for code in url.query().get("within", []) if code not in known]
    question, radius_km, found = None, RADIUS_KM, None
    with words.in_words():
        radius_km = read_radius_km(url.read_one("radius_km"))
    with words.in_words():
        asked, find = url.query(), gazetteer.find
        question = question_from_query(asked, radius_km=radius_km, register=data.register, find=find)
    words.show_dropped(dropped + unknown)
    top = st.container()
    assets = data.register.assets[data.index.mask(filters)]
    if question:
        found = answer(question, assets, register=data.register)
    # The map is sent first: it need not wait for the form and the tables.
    show(data, filters, question, found, tuple(assets["id"]), chosen)
    with top:
        form(data, question, radius_km)
        with st.container(horizontal=True, vertical_alignment="center", key="nearby-filters"):
            in_force.choices(data, filters, ("layer", "cluster", "status"), key="nearby")
            in_force.note(data, filters, key="nearby-clear")


def show(data: Shared, filters: Filters, question: Question | None, found: Answer | None,
         ids: tuple[str, ...], chosen: str) -> None:
    register = data.register
    left, side = st.columns([0.56, 0.44], gap="medium")
    with left, st.container(key="wm-middle"):
        view = nearby_view(question, found, register=register, ids=ids, chosen=chosen, theme=theme())
        show_map(data, view, key="nearby-map", on_message=on_map)
    with side, st.container(key="wm-beside"):
        detail.card(data, chosen)
        if not question:
            components.sheet(start_html(gazetteer.gazetteer().places), key="nearby-words")
            downloads.button(data, filters, key="nearby-download")
            return
        components.sheet(summary_html(question, found, register), key="nearby-words")
        downloads.button(data, filters, title=f"Assets {asked_words(question, register)}", ids=found.ids,
                         key="nearby-download")
        components.sheet(list_html(question, found, register, query=url.query()), key="nearby-list")
    components.sheet(around_html(question, found, register), key="nearby-around")


frame.title("What is nearby", "Everything within a distance of a place, in a shape you draw, or in authorities you choose.")
nearby()
