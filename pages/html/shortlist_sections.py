"""The parts of the Shortlist page as HTML: an entry with its note for each asset, and the assets side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from geo.register.assets import Register
from geo.select.shortlist import NOTE_LENGTH, chosen_assets, side_by_side
from geo.vocabulary import standing_words
from geo.webmap.html_elements import page_link
from pages.html.elements import Column, heading, table

EMPTY = (
    "Nothing is on the shortlist yet. Star assets on ",
    ", on an asset's page, on the map here, or by name above. No account is needed: the list lives in the link.",
)


def entries_html(register: Register, ids: Iterable[str], notes: Mapping[str, str], *, removed: Mapping[str, str]) -> str:
    """The assets of a shortlist in its order, each with what it is, a line for a note, and a way off the list.

    `removed` is the address of the list without each asset. Where there is none it says how to begin.
    """
    ids = list(ids)
    if not ids:
        return f'<p class="wm-empty">{escape(EMPTY[0])}{page_link("", "Explore")}{escape(EMPTY[1])}</p>'
    rows = chosen_assets(register, ids).to_dict("records")
    return "".join(_entry(row, register, ids, notes.get(row["id"], ""), removed[row["id"]]) for row in rows)


def compared_html(register: Register, ids: Iterable[str]) -> str:
    """Two to four assets side by side as a table; nothing for fewer."""
    ids = list(ids)
    if len(ids) < 2:
        return ""
    columns = [Column("what", "What"), *(Column(identity, register.asset(identity)["name"]) for identity in ids)]
    return table(side_by_side(register, ids), columns, caption="The chosen assets, side by side")


def compare_heading() -> str:
    """The heading of the comparison."""
    return heading("Side by side")


def star_html(identity: str, *, starred: bool) -> str:
    """The button that stars an asset or takes its star away, for `static/sheet.js`."""
    words, sign = ("Take off the shortlist", "\u2605") if starred else ("Add to the shortlist", "\u2606")
    return (
        f'<button type="button" class="wm-button" id="star" data-set="star" data-id="{escape(identity)}" aria-pressed="{str(starred).lower()}">'
        f'<span aria-hidden="true">{sign}</span> {words}</button>'
    )


def _entry(row: Mapping[str, Any], register: Register, ids: list[str], note: str, removed: str) -> str:
    """One asset. An input with `data-set` is read by `static/sheet.js`."""
    name, kind = escape(row["name"]), register.kinds["name"].get(row["kind"], row["kind"])
    words = f"{kind}, {row['place']}. {standing_words(row['status'], row['status_date'])}."
    return (
        f'<section class="wm-entry-box"><h2 class="wm-entry" dir="auto">{page_link("asset", row["name"], asset=row["id"], star=ids)}</h2>'
        f'<a href="{escape(removed)}" target="_self" class="wm-go wm-close" aria-label="Remove {name}">Remove</a>'
        f'<p class="wm-small" dir="auto">{escape(words)}</p>'
        f'<label for="note-{row["id"]}">Note on {name}</label>'
        f'<input id="note-{row["id"]}" data-set="note" data-id="{row["id"]}" maxlength="{NOTE_LENGTH}" '
        f'autocomplete="off" placeholder="A line of your own" value="{escape(note)}"></section>'
    )
