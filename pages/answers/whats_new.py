"""The page What's new: what changed since a release or a date, as a list and on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from markupsafe import Markup

from geo.crs import lat_lon_bounds
from geo.register.change_log import ChangeLog, first_day
from geo.register.expected import due_within_a_year
from geo.select.filters import Filters
from geo.select.query_string import Query, put
from geo.webmap.explore_views import fit_assets
from geo.webmap.folium_map import MapView
from geo.webmap.html_elements import file_link
from pages.answers.answer import Act, Answer, card, moved, read, text_of
from pages.html.change_sections import brief_html, changes_html, due_html, head_words, nothing_html, openings_html
from pages.html.elements import linked, paragraph
from pages.shared import in_force
from pages.shared.fields import Field, of_filters
from pages.shared.loaders import Shared

NAME = "whats-new"
FACETS = ("authority", "cluster", "layer")


@dataclass(frozen=True, eq=False, kw_only=True)
class NewsAnswer(Answer):
    """`ids` are the assets that changed or opened, in the register's order."""

    ids: tuple[str, ...]


def answer(data: Shared, query: Query) -> NewsAnswer:
    """What the page shows for a query. Raises nothing: what names nothing is dropped."""
    filters, chosen, dropped = read(data, query)
    filters = replace(filters, since=filters.since or default_since(data.register.change_log))
    changes, opened = news(data, filters)
    news_ids = {*changes["id_or_name"], *opened}
    ids = tuple(identity for identity in data.register.assets["id"] if identity in news_ids)
    return NewsAnswer(
        view=_view(data, filters, ids, chosen),
        sheets={
            "whats-new-filters": in_force.note_html(data, filters, page=NAME, query=query, keep="since", hides_closed=False),
            "whats-new-card": card(data, NAME, query, chosen),
            "whats-new-list": _list(data, filters, changes, opened),
            "whats-new-due": _due(data, filters),
        },
        pickers={"whats-new-controls": _controls(data, filters)},
        dropped=tuple(dropped),
        filters=filters,
        ids=ids,
    )


def change(data: Shared, query: Query, act: Act) -> tuple[dict[str, list[str]], str]:
    """The query after an act; there is never anything to say about it."""
    if act["kind"] == "set" and act.get("name") == "since":
        return put(query, since=text_of(act, "value"), asset=""), ""
    common = moved(data, query, act)
    return dict(query) if common is None else common, ""


def news(data: Shared, filters: Filters) -> tuple[pd.DataFrame, list[str]]:
    """The changes since `filters.since` of the assets that answer the other filters, closed ones too, and the ids
    of those that opened since then by their evidence."""
    others = replace(filters, since="", status=filters.status or data.index.options["status"])
    mask, log = data.index.mask(others), data.register.change_log
    ids = data.register.assets["id"][mask]
    changes = log.since(filters.since)
    day = log.start(filters.since)[1]
    opened = [identity for identity, since in zip(ids, data.register.assets["opened"][mask], strict=True) if day and first_day(since) >= day]
    return changes[changes["id_or_name"].map(data.register.current_id).isin(set(ids))], opened


def default_since(log: ChangeLog) -> str:
    """The year of the newest release: what is new this year."""
    return log.newest.date[:4] if log.newest else str(date.today().year)


def since_options(log: ChangeLog, since: str) -> tuple[tuple[str, str], ...]:
    """Since when: the year of the newest release, each release but that, and what a link asks for beside these."""
    year = default_since(log)
    listed = {year: f"the start of {year}"} | {r.number: f"release {r.number} of {r.date}" for r in reversed(log.releases[:-1])}
    return tuple((listed | {since: listed.get(since, since)}).items())


def _controls(data: Shared, filters: Filters) -> tuple[Field, ...]:
    since = Field("since", "Since", "one", filters.since, since_options(data.register.change_log, filters.since))
    return (since, *of_filters(data, filters, FACETS))


def _list(data: Shared, filters: Filters, changes: pd.DataFrame, opened: list[str]) -> Markup:
    register, query = data.register, filters.to_query()
    listed = openings_html(opened, register, since=filters.since) + changes_html(changes, register)
    total = len({*changes["id_or_name"], *opened})
    feed = file_link("changes.atom", "Atom feed of these changes", **query)
    words = f"{total} asset{'' if total == 1 else 's'} with news, {len(changes)} change{'' if len(changes) == 1 else 's'}. "
    return paragraph(head_words(register.change_log), small=True) + linked(words, feed) + (listed or nothing_html())


def _due(data: Shared, filters: Filters) -> Markup:
    shown = set(data.register.assets["id"][data.index.mask(replace(filters, since="", status=filters.status or data.index.options["status"]))])
    due, late = due_within_a_year(data.register, on=date.today())
    return due_html([row for row in due if row.id in shown], [row for row in late if row.id in shown], data.register)


def _view(data: Shared, filters: Filters, ids: tuple[str, ...], chosen: str) -> MapView:
    key = filters.key()
    fit = fit_assets(data.register, ids, key=key) if ids else {"key": key, "bounds": lat_lon_bounds(data.register.region_bounds)}
    return MapView(
        ids=ids,
        chosen=chosen or None,
        answers=("asset",),
        fit=fit,
        highlight=filters.authority,
        stamp=key,
        title=f"Map of {len(ids)} assets with news; the list below it holds the same",
    )


def brief(data: Shared, filters: Filters, *, ids: set[str] | None = None) -> Markup:
    """A few lines about the changes of an area or cluster, as HTML: those of the assets that answer the filters, or
    of some of them by id; with a link to all of it."""
    since = filters.since or default_since(data.register.change_log)
    changes, _ = news(data, replace(filters, since=since))
    if ids is not None:
        changes = changes[changes["id_or_name"].isin(ids)]
    where = {name: values for name, values in filters.to_query().items() if name != "since"}
    return brief_html(changes, since=since, **where)
