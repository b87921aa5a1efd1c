"""The changes as an Atom feed (RFC 4287): `/changes.atom` with the filters of Explore, and `asset` for a single one."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.addresses import page_url
from geo.errors import FilterError, GeoError
from geo.register.change_log import ChangeLog
from geo.select.filters import filter_names, filters_from_query
from geo.select.query_string import unknown_names
from pages.answers.whats_new import news
from pages.html.change_sections import TITLES
from pages.shared.app_address import app_root, base_path
from pages.shared.loaders import Shared, shared

ADDRESS = "changes.atom"
ATOM = "http://www.w3.org/2005/Atom"
MIME = "application/atom+xml"
MOST_ENTRIES = 500
ASSET = "asset"
# What XML 1.0 cannot hold.
_UNWRITABLE = {code: None for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


def routes() -> list[Route]:
    """The route `/changes.atom?<filters>`."""
    return [Route(f"{base_path()}/{ADDRESS}", reply)]


def reply(request: Request) -> Response:
    """The feed; 400 for a filter that names nothing, 503 while the data cannot be read, each in words."""
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    try:
        content = feed(shared(), query, root=app_root(request))
    except FilterError as error:
        return PlainTextResponse(str(error), status_code=400)
    except GeoError as error:
        return PlainTextResponse(str(error), status_code=503)
    return Response(content, media_type=MIME, headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"})


def feed(data: Shared, query: dict[str, list[str]], *, root: str) -> bytes:
    """The feed of the changes that answer a query, an entry per asset and release, newest first.

    `root` is the app's address with its last slash. Raises FilterError for a parameter that is no filter or
    names nothing.
    """
    changes = _asked(data, query)
    log, package = data.register.change_log, data.register.package
    text = urlencode(query, doseq=True)
    top = ElementTree.Element("feed", xmlns=ATOM)
    _text(top, "id", _identity(data, f"changes?{text}"))
    _text(top, "title", f"What is new: {package.descriptor['title']}")
    _text(top, "updated", _moment(log.newest.date if log.newest else package.descriptor["checked_on"]))
    _text(ElementTree.SubElement(top, "author"), "name", package.descriptor["title"])
    _text(top, "rights", "; ".join(licence["title"] for licence in package.descriptor.get("licenses", ())))
    ElementTree.SubElement(top, "link", rel="self", type=MIME, href=f"{root}{ADDRESS}{f'?{text}' if text else ''}")
    ElementTree.SubElement(top, "link", rel="alternate", type="text/html", href=f"{root}{page_url('whats-new', **query)}")
    groups = list(changes.groupby(["rank", "id_or_name"], sort=False))
    if len(groups) > MOST_ENTRIES:
        _text(top, "subtitle", f"The newest {MOST_ENTRIES} of {len(groups)} entries; since= and the other filters ask for fewer.")
    for _, group in groups[:MOST_ENTRIES]:
        _entry(top, group, data, root)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)


def _asked(data: Shared, query: dict[str, list[str]]) -> pd.DataFrame:
    filters, dropped = filters_from_query(query, options=data.index.options)
    assets = [data.register.current_id(identity) for identity in query.get(ASSET, [])]
    strange = [
        *unknown_names(query, (*filter_names(), ASSET)),
        *(f"{name}={value}" for name, value in dropped),
        *(f"{ASSET}={identity}" for identity in assets if identity not in data.register.by_id),
    ]
    if strange:
        named = "; ".join(text[:60] for text in strange[:5])
        raise FilterError(f"Not understood: {named}.", mend=f"The filters are {', '.join((*filter_names(), ASSET))}.")
    changes, _ = news(data, replace(filters, since=filters.since or _beginning(data.register.change_log)))
    return changes[changes["id_or_name"].map(data.register.current_id).isin(assets)] if assets else changes


def _beginning(log: ChangeLog) -> str:
    return log.releases[0].number if log.releases else ""


def _entry(top: ElementTree.Element, group: pd.DataFrame, data: Shared, root: str) -> None:
    first = group.iloc[0]
    identity = data.register.current_id(first["id_or_name"])
    name = first["name"] or first["id_or_name"]
    kinds = list(dict.fromkeys(group["what"]))
    entry = ElementTree.SubElement(top, "entry")
    _text(entry, "id", _identity(data, f"{first['release']}/{first['id_or_name']}"))
    _text(entry, "title", f"{', '.join(TITLES[kind] for kind in kinds)}: {name}")
    _text(entry, "updated", _moment(first["date"]))
    ElementTree.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{root}{page_url('asset', asset=identity)}")
    for kind in kinds:
        ElementTree.SubElement(entry, "category", term=kind)
    _text(entry, "content", "\n".join(_line(row) for row in group.to_dict("records")), type="text")


def _identity(data: Shared, what: str) -> str:
    """An id of the feed that stays the same wherever the map runs."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, data.register.package.descriptor['name'] + '/' + what)}"


def _line(row: dict[str, str]) -> str:
    moved = f" by {float(row['distance_m']):,.0f} m" if row["distance_m"] else ""
    told = f" ({row['field'].replace('_', ' ')}{moved})" if row["field"] else ""
    facts = f": {row['before'] or 'nothing'} \u2192 {row['after'] or 'nothing'}" if row["field"] else ""
    source = f" Source: {row['source']}" if row["source"] else ""
    return f"{TITLES[row['what']]}{told}{facts}. {row['why']}{source} (release {row['release']})"


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text.translate(_UNWRITABLE)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
