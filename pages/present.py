"""Present: tours on stage, the kiosk, tours of one's own, and the event pack."""

from __future__ import annotations

from zlib import crc32

import streamlit as st

from geo.tours.tour import Tour, compute_scenes, title_of, write_tour
from geo.webmap.folium_map import MapView
from pages.html.elements import stage_keys, tour_cards
from pages.shared import event_pack, own_address, scenes, stage, tour_editor, tour_slides, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map

PRESENT, KIOSK, IDLE, SCENE, AUTHORITY = "present", "kiosk", "idle", "scene", "authority"
IDLE_S, LEAST_IDLE_S, MOST_IDLE_S = 75, 3, 3600


def choose_authority() -> None:
    url.write(authority=st.session_state["tour-authority"] or "")


def on_map(message: dict) -> None:
    """The stage answers for the map; nothing is asked of the server."""


def one_authority(data: Shared) -> str:
    """The authority in the URL, or "" if there is none or no such one."""
    code = url.read_one(AUTHORITY).upper()
    return code if code in data.register.authorities.index else ""


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """A number in the URL within bounds; the default where it is none."""
    text = url.read_one(name)
    return min(max(int(text), least), most) if text.isascii() and text.isdigit() and len(text) < 9 else default


def on_stage(data: Shared, tour: Tour) -> None:
    code = one_authority(data)
    made = compute_scenes(tour, data.register, data.index, authority=code, link_root=own_address.public_root(), staged=tour.id in tours)
    at = whole_number(SCENE, default=1, least=1, most=len(made)) - 1
    kiosk = url.read_one(KIOSK) == "1"
    idle = whole_number(IDLE, default=IDLE_S, least=LEAST_IDLE_S, most=MOST_IDLE_S)
    screen = {
        # What makes it another show; the stage goes on with the one it has while this stays the same.
        "key": f"{tour.id}:{code}:{kiosk}:{data.register.package.version}:{crc32(write_tour(tour).encode())}",
        "tour": {"id": tour.id, "title": title_of(tour, data.register, authority=code)},
        "scenes": [{name: value for name, value in scene.items() if name != "ids"} for scene in made],
        "at": at,
        "play": url.read_one("play") == "1",
        "kiosk": stage.kiosk(data) | {"idle": idle} if kiosk else None,
    }
    with st.container(key="stage"):
        first = MapView(ids=tuple(made[at]["ids"]), fit=made[at]["view"]["fit"] | {"flight": 0}, title=made[at]["title"])
        show_map(data, first, key="present-map", on_message=on_map, present=True)
        stage.mount(screen)


def chooser(data: Shared, tours: dict[str, Tour]) -> None:
    st.html(
        "<h1 class='wm-title'>Present</h1>"
        "<p class='wm-lead'>A tour takes over the screen: one message per scene, "
        "the map large. It runs in the browser, so it goes on when the connection does not.</p>"
    )
    names = data.register.authorities["name"].sort_values().to_dict()
    code = one_authority(data)
    st.session_state["tour-authority"] = code or None
    st.selectbox(
        "Local authority, for the tour about one authority",
        list(names),
        format_func=lambda one: names.get(one, ""),
        index=None,
        key="tour-authority",
        on_change=choose_authority,
        placeholder="Choose one of the thirty",
        width=460,
    )
    st.html(tour_cards(tours.values(), authority=code, authority_name=names.get(code, ""), figures=stage.opening_figures(data, code)))
    st.html(stage_keys())
    own_address.ask()
    with words.in_words():
        tour_editor.editor(data)
    with words.in_words():
        tour_slides.section(data, tours, code)
        event_pack.section(data)


data = shared()
tours, issues = stage.tours(data)
scenes.keep_in_browser(data)
asked, area = url.read_one(PRESENT), url.read_one(AUTHORITY)
no_area = [(AUTHORITY, area)] if area and not one_authority(data) else []
tour = tours.get(asked) or scenes.own_tour(data, asked)
if tour and tour.parameter and not one_authority(data):
    words.show_dropped(no_area)
    st.info("Choose the local authority first.", icon=":material/location_city:")
    chooser(data, tours)
elif tour:
    with words.in_words():
        on_stage(data, tour)
else:
    if asked == scenes.OWN:
        st.info(
            "Your own tour was in the visit that has ended. Open its file below to go on.",
            icon=":material/upload_file:",
        )
    words.show_dropped(no_area + ([(PRESENT, asked)] if asked not in ("", scenes.OWN) else []))
    words.show_issues(tuple(issues))
    chooser(data, tours)
