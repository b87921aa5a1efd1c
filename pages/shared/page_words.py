"""What a page is called and about for the query of its link: in the browser's tab, in a link's preview, in a search engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.addresses import page_url
from geo.analysis.organisations import organisation_profile
from geo.export.document_title import title_of_view
from geo.print_map.draw_map import map_words
from geo.select.filters import Filters, filters_from_query
from geo.select.query_string import Query, one
from geo.tours.tour import title_of
from pages.html.organisation_sections import running_words
from pages.html.page_head import page_heads
from pages.shared import stage
from pages.shared.loaders import Shared

LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class PageWords:
    """`title` names the page, `tab` with the map's title, `description` says what is on it (plain text); `canonical` is its
    one address, relative to the app's root; `preview` chooses its picture ({asset|authority|cluster: id}, or {} for the region)."""

    title: str
    tab: str
    description: str
    canonical: str
    preview: Mapping[str, str] = field(default_factory=dict)


def page_words(data: Shared, name: str, query: Query) -> PageWords:
    """The words of a page, by its name in `pages/`, for a query; what of the query names nothing is passed over."""
    found = _named(data, name, query)
    heading, purpose = page_heads(data.register.region)[name]
    title, description, canonical, preview = found or (heading, purpose, page_url(_address(name)), {})
    whole = data.register.region.title
    tab = whole if name == "explore" and title == heading else f"{title} \u00b7 {whole}"
    return PageWords(title=title, tab=tab, description=_cut(description), canonical=canonical, preview=preview)


def _named(data: Shared, name: str, query: Query) -> tuple[str, str, str, dict[str, str]] | None:
    """(title, description, canonical, preview) of what a query names on a page; None where it is the page alone."""
    register = data.register
    asset = register.current_id(one(query, "asset"))
    if name in ("asset", "explore") and asset in register.by_id:
        row = register.asset(asset)
        return row["name"], f"{row['summary']} {row['place']}.", page_url("asset", asset=asset), {"asset": asset}
    organisation = one(query, "organisation")
    if name == "organisation" and organisation in register.organisations.names:
        profile = organisation_profile(organisation, register)
        # A university is an asset, too, which has a page of that title.
        title = f"{register.organisations.names[organisation]}: its assets"
        return title, running_words(profile), page_url("organisation", organisation=organisation), {}
    if name == "present":
        return _tour(data, query)
    filters, _ = filters_from_query(query, options=data.index.options)
    if name == "places" and len(filters.authority) == 1:
        (code,) = filters.authority
        title = register.authorities.at[code, "name"]
        return title, _assets_words(data, Filters(authority=(code,))), page_url("places", authority=code), {"authority": code}
    if name == "clusters" and filters.cluster:
        cluster = filters.cluster[0]
        title = register.clusters.at[cluster, "name"]
        return title, _assets_words(data, Filters(cluster=(cluster,))), page_url("clusters", cluster=cluster), {"cluster": cluster}
    if name == "explore" and filters.active():
        return title_of_view(register, filters), _assets_words(data, filters), page_url("", **filters.to_query()), {}
    return None


def _tour(data: Shared, query: Query) -> tuple[str, str, str, dict[str, str]] | None:
    tour = stage.tours(data)[0].get(one(query, "present"))
    if tour is None:
        return None
    code = one(query, "authority") if tour.parameter else ""
    if tour.parameter and code not in data.register.authorities.index:
        return None
    return title_of(tour, data.register, authority=code), tour.description, page_url("present", present=tour.id, authority=code), {}


def _assets_words(data: Shared, filters: Filters) -> str:
    return map_words(data.register, data.register.assets[data.index.mask(filters)])


def _address(name: str) -> str:
    return "" if name == "explore" else name.replace("_", "-")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rpartition(' ')[0]}\u2026"
