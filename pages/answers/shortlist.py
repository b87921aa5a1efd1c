"""The Shortlist page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from geo.addresses import page_url
from geo.analysis.drives import drives_or_none
from geo.errors import GeoError
from geo.gazetteer.locate import Spot
from geo.select.query_string import NOTE, STARRED, Query, one, put
from geo.select.shortlist import MOST_COMPARED, known, read_notes, write_notes
from geo.webmap.explore_views import shortlist_view
from pages.answers.answer import Act, Answer, moved, text_of, texts_of
from pages.answers.asset import named
from pages.answers.stars import COMPARE, starred, without_or_with
from pages.html.drive_sections import matrix_html
from pages.html.shortlist_sections import compare_heading, compared_html, entries_html
from pages.shared import place_finder
from pages.shared.fields import Field, of_assets
from pages.shared.loaders import Shared

NAME = "shortlist"
# The place the reader wants the minutes from.
NEAR = "near"


@dataclass(frozen=True, eq=False, kw_only=True)
class ShortlistAnswer(Answer):
    """`ids` are the starred assets in the order they were starred, `notes` the reader's lines by id; `measured` the
    drive to every asset from the place the reader named, None where none is."""

    ids: tuple[str, ...]
    notes: dict[str, str]
    measured: pd.DataFrame | None = None


def answer(data: Shared, query: Query) -> ShortlistAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    register, starred = data.register, query.get(STARRED, [])
    ids = known(starred, register)
    notes = {register.current_id(identity): text for identity, text in read_notes(query.get(NOTE, [])).items()}
    compared = [identity for identity in known(query.get(COMPARE, []), register) if identity in ids][:MOST_COMPARED]
    spot, unknown = _start(query)
    names = {identity: register.asset(identity)["name"] for identity in ids}
    without = {identity: page_url(NAME, **without_or_with(query, identity, ids)) for identity in ids}
    return ShortlistAnswer(
        view=shortlist_view(register, ids),
        sheets={
            "shortlist-entries": entries_html(register, ids, notes, removed=without),
            "shortlist-compare": compare_heading() if ids else Markup(),
            "shortlist-side": compared_html(register, compared),
            "shortlist-drive": matrix_html(compared if len(compared) > 1 else ids, spot, register),
        },
        pickers={
            "shortlist-add": (of_assets(data, "add", "Add an asset", "", without=names),),
            "shortlist-with": (
                Field(
                    COMPARE,
                    "Compare up to four",
                    "many",
                    tuple(compared),
                    tuple(names.items()),
                    wide=True,
                    placeholder="Choose two or more",
                    most=MOST_COMPARED,
                ),
                Field(NEAR, "Minutes by car from a place", "text", spot.label if spot else "", wide=True, placeholder="CV1 5FB, New Street, Rugby"),
            )
            if ids
            else (),
        },
        dropped=tuple((STARRED, value) for value in starred if register.current_id(value) not in register.by_id) + unknown,
        ids=tuple(ids),
        notes=notes,
        measured=drives_or_none(register, spot.point) if spot else None,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it.

    Raises NotFoundError where a typed text means not one asset or no place, FilterError where the list is full.
    """
    name = act.get("name")
    if act["kind"] == "asset":
        return starred(data, query, text_of(act, "id")), ""
    if (common := moved(data, query, act)) is not None:
        return common, ""
    if name == "add" and (text := text_of(act, "value").strip()):
        found = named(data, text)
        return (dict(query) if found in query.get(STARRED, []) else starred(data, query, found)), ""
    if name == NOTE:
        identity, text = (texts_of(act, "value") + ["", ""])[:2]
        notes = read_notes(query.get(NOTE, [])) | ({identity: text} if identity in data.register.by_id else {})
        return put(query, **{NOTE: write_notes(notes)}), ""
    if name == NEAR:
        text = text_of(act, "value").strip()
        return put(query, **{NEAR: place_finder.find(text).text if text else ""}), ""
    if name == COMPARE:
        return put(query, **{COMPARE: texts_of(act, "value")[:MOST_COMPARED]}), ""
    return dict(query), ""


def _start(query: Query) -> tuple[Spot | None, tuple[tuple[str, str], ...]]:
    """The place the drives begin at, and what of the query means none."""
    text = one(query, NEAR)
    try:
        return (place_finder.find(text) if text else None), ()
    except GeoError:
        return None, ((NEAR, text),)
