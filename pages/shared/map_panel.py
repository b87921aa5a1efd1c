"""The one call of st_folium: a constant map, and the view that changes on it.

The component's own return values pass through a 250 ms delay and cannot tell two clicks on one pin
apart; the map script sends its own small messages instead (`{"kind": ..., "at": ...}`), so nothing
is asked of `returned_objects`. To swap the component, change this file only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.register.street_tiles import street_tiles
from geo.select.filters import Filters
from geo.webmap.folium_map import MapView, ViewGroup, base_map
from geo.webmap.own_layer import own_layer
from pages.shared import made_files, pin_files, session_list, street_files
from pages.shared.loaders import Shared

# Where the app's static folder is, seen from the component's frame (/component/<name>/index.html).
STATIC_FROM_FRAME = "../../app/static"
DEFAULT_HEIGHT_PX = 640


def show_map(
    shared: Shared,
    view: MapView,
    *,
    key: str,
    on_message: Callable[[dict[str, Any]], None],
    height_px: int = DEFAULT_HEIGHT_PX,
    present: bool = False,
    filters: Filters | None = None,
) -> None:
    """Show a view on the page's map; messages from the map go to `on_message`, before the rerun. `filters` are those whose
    answer the view shows, where it is one."""

    def receive() -> None:
        message = st.session_state.get(key)
        if isinstance(message, dict) and message.get("kind"):
            on_message(message)

    base, group, drawn = _held(shared, key, present)
    group.change(_with_own(pin_files.with_pins(shared, view, filters)))
    st_folium(
        base,
        key=key,
        render=not drawn,
        height=height_px,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=group,
        on_change=receive,
    )


def _with_own(view: MapView) -> MapView:
    """The view with the reader's own list, if the session has or had one: every map shows it."""
    if not session_list.had_one():
        return view
    own = session_list.current()
    layer = own_layer(own.placed.rows if own else None, own.version if own else 0)
    return replace(view, extra={**view.extra, "own": layer})


def _held(shared: Shared, key: str, present: bool) -> tuple[Any, Any, bool]:
    """The session's base map and group, and whether they were drawn before.

    One per session and not per process: st_folium changes the map while it draws, and two sessions
    drawing one map at the same time would see each other's groups. Held at all, because making
    Folium's elements takes longer than drawing them.
    """
    slot = f"_map_{key}_{present}"
    held = st.session_state.get(slot)
    if held and held[0] == shared.frontend:
        return held[1], held[2], True
    store = street_tiles(shared.register.package)
    streets = street_files.address(store.version) if store else ""
    pins = pin_files.FROM_FRAME if shared.tiles else ""
    made = base_map(shared.frontend, static_url=STATIC_FROM_FRAME, made_url=made_files.FROM_FRAME, streets_url=streets, pins_url=pins, present=present)
    group = ViewGroup(MapView())
    st.session_state[slot] = (shared.frontend, made, group)
    return made, group, False


def theme() -> str | None:
    """The reader's theme, light or dark, where the browser has told it."""
    return getattr(st.context.theme, "type", None)
