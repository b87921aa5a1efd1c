"""Shortlist: the starred assets with a note on each, up to four side by side, all in the link."""

from __future__ import annotations

import streamlit as st

from geo.filtering import Filters
from geo.markup import Column, page_link, table
from geo.shortlist import MOST_COMPARED, NOTE_LENGTH, chosen_assets, side_by_side
from geo.views import shortlist_view
from pages.shared import downloads, frame, shortlist, url, words
from pages.shared.loaders import Shared, shared
from pages.shared.map_panel import show_map, theme

COMPARE = "compare"


def add() -> None:
    if st.session_state["shortlist-add"]:
        shortlist.toggle(st.session_state["shortlist-add"])


def remove(identity: str) -> None:
    shortlist.toggle(identity)
    url.write(**{COMPARE: [item for item in url.query().get(COMPARE, []) if item != identity]})


def write_note(identity: str) -> None:
    shortlist.note(identity, st.session_state[f"note-{identity}"])


def compare() -> None:
    url.write(**{COMPARE: st.session_state["shortlist-compare"]})


def on_map(message: dict) -> None:
    if message["kind"] == "asset":
        shortlist.toggle(message["id"])


@st.fragment
def page() -> None:
    data = shared()
    ids = shortlist.ids(data)
    unknown = [("star", value) for value in url.query().get("star", []) if value not in data.register.by_id]
    words.show_dropped(unknown)
    listing, drawing = st.columns([0.52, 0.48], gap="large")
    with drawing:
        show_map(data, shortlist_view(data.register, ids, theme=theme()), key="shortlist-map", on_message=on_map)
    with listing:
        adder(data, ids)
        if not ids:
            explore = page_link("", "Explore")
            st.html(f'<p class="wm-empty">Nothing is on the shortlist yet. Star assets on {explore}, on an asset\'s page, '
                    "on the map here, or by name above. No account is needed: the list lives in the link.</p>")
            return
        entries(data, ids)
        downloads.button(data, Filters(), title="Shortlist", ids=tuple(ids), key="shortlist-download",
                         extra={"notes": shortlist.notes()})
    comparison(data, ids)


def adder(data: Shared, ids: list[str]) -> None:
    names = data.register.assets.set_index("id")["name"].to_dict()
    st.session_state["shortlist-add"] = None
    st.selectbox("Add an asset", [i for i in names if i not in ids], format_func=lambda key: names.get(key, ""), index=None,
                 key="shortlist-add", on_change=add, placeholder="Type a name")


def entries(data: Shared, ids: list[str]) -> None:
    notes = shortlist.notes()
    kinds = data.register.kinds["name"]
    for row in chosen_assets(data.register, ids).to_dict("records"):
        with st.container(border=True):
            head, button = st.columns([0.8, 0.2])
            linked = page_link("asset", row["name"], asset=row["id"], star=ids)
            head.html(f'<h2 class="wm-entry">{linked}</h2>')
            head.caption(words.plain(f"{kinds.get(row['kind'], row['kind'])}, {row['place']}. {row['status'].capitalize()}, as of {row['status_date']}."))
            button.button("Remove", key=f"remove-{row['id']}", on_click=remove, args=(row["id"],), type="tertiary", icon=":material/close:")
            st.session_state[f"note-{row['id']}"] = notes.get(row["id"], "")
            st.text_input(f"Note on {row['name']}", key=f"note-{row['id']}", on_change=write_note, args=(row["id"],),
                          max_chars=NOTE_LENGTH, placeholder="A line of your own")


def comparison(data: Shared, ids: list[str]) -> None:
    names = data.register.assets.set_index("id")["name"].to_dict()
    wanted = [item for item in url.query().get(COMPARE, []) if item in ids][:MOST_COMPARED]
    st.session_state["shortlist-compare"] = wanted
    st.html("<h2>Side by side</h2>")
    st.multiselect("Compare up to four", ids, format_func=lambda key: names[key], key="shortlist-compare",
                   on_change=compare, max_selections=MOST_COMPARED)
    if len(wanted) > 1:
        columns = [Column("what", ""), *(Column(identity, names[identity]) for identity in wanted)]
        st.html(table(side_by_side(data.register, wanted), columns, caption="The chosen assets, side by side"))


frame.title("Shortlist", "The assets you starred, side by side. The list lives in the link: send it, and it opens as you see it.")
page()
