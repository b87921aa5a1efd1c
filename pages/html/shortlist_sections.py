"""The parts of the Shortlist page as HTML: an entry with its note for each asset, and the assets side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from geo.register.assets import Register
from geo.select.shortlist import NOTE_LENGTH, chosen_assets, side_by_side
from geo.vocabulary import standing_words
from geo.webmap.html_elements import page_link
from pages.html.elements import Column, heading, table
from pages.html.template import filled

EMPTY = (
    "Nothing is on the shortlist yet. Star assets on ",
    ", on an asset's page, on the map here, or by name above. No account is needed: the list lives in the link.",
)


def entries_html(register: Register, ids: Iterable[str], notes: Mapping[str, str], *, removed: Mapping[str, str]) -> Markup:
    """The assets of a shortlist in its order, each with what it is, a line for a note, and a way off the list.

    `removed` is the address of the list without each asset. Where there is none it says how to begin.
    """
    ids = list(ids)
    if not ids:
        return Markup('<p class="wm-empty">{}{}{}</p>').format(EMPTY[0], page_link("", "Explore"), EMPTY[1])
    rows = chosen_assets(register, ids).to_dict("records")
    return Markup().join(_entry(row, register, ids, notes.get(row["id"], ""), removed[row["id"]]) for row in rows)


def compared_html(register: Register, ids: Iterable[str]) -> Markup:
    """Two to four assets side by side as a table; nothing for fewer."""
    ids = list(ids)
    if len(ids) < 2:
        return Markup()
    columns = [Column("what", "What"), *(Column(identity, register.asset(identity)["name"]) for identity in ids)]
    return table(side_by_side(register, ids), columns, caption="The chosen assets, side by side")


def compare_heading() -> Markup:
    """The heading of the comparison."""
    return heading("Side by side")


def star_html(identity: str, *, starred: bool) -> Markup:
    """The button that stars an asset or takes its star away, for `static/sheet.js`."""
    words, sign = ("Take off the shortlist", "\u2605") if starred else ("Add to the shortlist", "\u2606")
    return Markup(
        '<button type="button" class="wm-button" id="star" data-set="star" data-id="{}" aria-pressed="{}"><span aria-hidden="true">{}</span> {}</button>'
    ).format(identity, str(starred).lower(), sign, words)


def _entry(row: Mapping[str, Any], register: Register, ids: list[str], note: str, removed: str) -> Markup:
    """One asset. An input with `data-set` is read by `static/sheet.js`."""
    name, kind = row["name"], register.kinds["name"].get(row["kind"], row["kind"])
    words = f"{kind}, {row['place']}. {standing_words(row['status'], row['status_date'])}."
    name_link = page_link("asset", name, asset=row["id"], star=ids)
    return filled("shortlist_entry", id=row["id"], name=name, name_link=name_link, removed=removed, words=words, most=NOTE_LENGTH, note=note)
