"""The Asset page: what it shows for a query, and where a reader's act leads."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st
from markupsafe import Markup

from geo.analysis.drive_access import nearest_by_car, nearest_words
from geo.errors import DataError, NotFoundError
from geo.register.corrections import STATES, open_store
from geo.select.query_string import STARRED, Query, put
from geo.select.search_words import tokens_of
from geo.select.shortlist import known
from geo.webmap.asset_card import asset_card
from geo.webmap.explore_views import asset_view
from pages.answers.answer import ASSET, Act, Answer, moved, read, text_of
from pages.html.asset_sections import around_html, start_html
from pages.html.change_sections import history_html
from pages.html.shortlist_sections import star_html
from pages.html.suggestion_sections import of_asset_html
from pages.shared.fields import of_assets
from pages.shared.loaders import Shared, shared

NAME = "asset"
MOST_NAMED = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class AssetAnswer(Answer):
    """`identity` is the asset in view, "" where none is chosen; `measured` what is nearest to it by car, for its files."""

    identity: str
    measured: pd.DataFrame | None = None


def answer(data: Shared, query: Query) -> AssetAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    _, identity, dropped = read(data, query)
    register = data.register
    stars = known(query.get(STARRED, []), register)
    name = register.asset(identity)["name"] if identity else ""
    card = asset_card(register.asset(identity), register, heading="h1") if identity else start_html(register)
    around, measured = _around(data.stamp, identity) if identity else (Markup(), None)
    return AssetAnswer(
        view=asset_view(register, identity),
        sheets={
            "asset-card": card,
            "asset-star": star_html(identity, starred=identity in stars) if identity else Markup(),
            "asset-around": around,
            "asset-history": history_html(identity, register) + _corrections(data, identity) if identity else Markup(),
        },
        pickers={"asset-controls": (of_assets(data, "name", "Find an asset", name),)},
        dropped=tuple(pair for pair in dropped if pair[0] == ASSET),
        identity=identity,
        measured=measured,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it.

    Raises NotFoundError, naming what was found, where a typed text means not one asset, and FilterError where
    the shortlist is full.
    """
    if (common := moved(data, query, act)) is not None:
        return common, ""
    if act.get("name") != "name":
        return dict(query), ""
    text = text_of(act, "value").strip()
    return put(query, **{ASSET: named(data, text) if text else ""}), ""


def named(data: Shared, text: str) -> str:
    """The id of the asset called by a text: by its whole name, else by a part of it that only one has,
    else as the only one a search finds.

    Raises NotFoundError, naming what was found, where that is not one.
    """
    assets, folded = data.register.assets, text.casefold()
    names = assets["name"].str.casefold()
    # A text without a word would find everything.
    searched = data.index.text.matches(text) if tokens_of(text) else names == folded
    tries = (names == folded, names.str.contains(folded, regex=False), searched)
    found = assets[next((mask for mask in tries if mask.any()), tries[-1])]
    if len(found) == 1:
        return found["id"].iloc[0]
    if found.empty:
        raise NotFoundError(f"No asset is called \u201c{text[:60]}\u201d.", mend="Try another part of its name.")
    first = "; ".join(found["name"].iloc[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise NotFoundError(f"{len(found)} assets answer to \u201c{text[:60]}\u201d: {first}{more}.", mend="Choose one by its whole name.")


def _corrections(data: Shared, identity: str) -> Markup:
    """Which corrections of an asset are open and which were made; nothing while the queue cannot be read."""
    try:
        return of_asset_html(open_store().list(states=STATES, asset=identity), identity, data.register)
    except DataError:
        return Markup()


@st.cache_resource(show_spinner=False, max_entries=400)
def _around(stamp: str, identity: str) -> tuple[Markup, pd.DataFrame | None]:
    """What stands below an asset, and what of it its files hold, kept for every reader."""
    register = shared().register
    asset = register.asset(identity)
    try:
        by_car = nearest_by_car(register, asset)
    except NotFoundError as error:
        return around_html(asset, register, by_car=error), None
    return around_html(asset, register, by_car=by_car), pd.DataFrame({"by_car": [nearest_words(by_car)]}, index=[asset.name])
