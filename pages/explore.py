"""Explore: what is there. Filters, map and list of the same assets, and all that is known of one."""

from __future__ import annotations

import streamlit as st

from geo.filtering import Filters
from geo.labels import count_words, label_of
from geo.popups import asset_card
from geo.views import explore_view
from pages.shared import components, downloads, shortlist, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme


def toggle_facet() -> None:
    change = st.session_state["facets"].toggle
    filters, _ = url.read_filters(shared())
    url.write_filters(filters.toggled(change["facet"], change["value"]))


def search() -> None:
    filters, _ = url.read_filters(shared())
    url.write_filters(Filters(**(vars(filters) | {"q": st.session_state["facets"].q["value"]})))


def take_off() -> None:
    chip = st.session_state["results"].chip
    filters, _ = url.read_filters(shared())
    without = "" if chip["facet"] == "q" else tuple(
        value for value in getattr(filters, chip["facet"]) if value != chip["value"]
    )
    url.write_filters(Filters(**(vars(filters) | {chip["facet"]: without})))


def clear() -> None:
    url.write_filters(Filters())


def pick() -> None:
    url.write(asset=st.session_state["results"].pick["id"])


def close() -> None:
    url.write(asset="")


def star() -> None:
    shortlist.toggle(st.session_state["results"].star["id"])


def on_map(message: dict) -> None:
    """A pin chooses its asset; the legend switches a layer."""
    if message["kind"] == "asset":
        url.write(asset=message["id"])
    if message["kind"] == "tiles":
        url.write(tiles="" if url.read_one("tiles") == message["id"] else message["id"])
    if message["kind"] == "layer":
        filters, _ = url.read_filters(shared())
        every = shared().index.options["layer"]
        on = Filters(layer=filters.layer or every).toggled("layer", message["id"]).layer
        url.write_filters(Filters(**(vars(filters) | {"layer": () if set(on) == set(every) else on})))


def results_data(data: Shared, filters: Filters, ids: tuple[str, ...], chosen: str) -> dict:
    register = data.register
    nothing = "No asset matches all of these. Take a filter off, or try fewer or other words." if not ids else ""
    return {
        "assets_url": f"{components.STATIC_URL}/{data.frontend.assets}",
        "ids": ids,
        "chosen": chosen,
        "words": f"{count_words(len(ids))} {'match' if len(ids) != 1 else 'matches'}" if filters.active()
        else f"{count_words(len(ids))} in the region",
        "hint": nothing,
        "chips": [
            {"facet": facet, "value": value, "label": label_of(register, facet, value)}
            for facet, value in filters.active()
        ],
        "starred": shortlist.ids(data),
    }


@st.fragment
def explore() -> None:
    data = shared()
    filters, dropped = url.read_filters(data)
    chosen, unknown = url.read_asset(data)
    mask = data.index.mask(filters)
    ids = tuple(data.register.assets["id"][mask])
    counts = data.index.counts(filters)
    rail, middle, side = st.columns([0.19, 0.47, 0.34], gap="medium")
    with middle:
        words.show_dropped(dropped + unknown)
        view = explore_view(data.register, filters, ids=ids, counts=counts["layer"], chosen=chosen,
                            tiles=url.read_one("tiles"), theme=theme())
        show_map(data, view, key="map", on_message=on_map)
    with side, st.container(key="side"):
        if chosen:
            show_asset(data, chosen)
        components.results(results_data(data, filters, ids, chosen), key="results",
                           on_pick=pick, on_chip=take_off, on_clear=clear, on_star=star)
        downloads.button(data, filters)
    with rail, st.container(key="rail"):
        components.facets(
            {
                "assets_url": f"{components.STATIC_URL}/{data.frontend.assets}",
                "q": filters.q,
                "chosen": {facet: list(getattr(filters, facet)) for facet in data.index.options},
                "counts": {facet: list(numbers.values()) for facet, numbers in counts.items()},
            },
            key="facets", on_toggle=toggle_facet, on_q=search,
        )


def show_asset(data: Shared, identity: str) -> None:
    with st.container(key="detail"):
        st.button("Close", icon=":material/close:", key="close", on_click=close, type="tertiary")
        st.html(asset_card(data.register.asset(identity), data.register))


st.html("<h1 class='wm-title'>Innovation assets of the West Midlands</h1>")
explore()
