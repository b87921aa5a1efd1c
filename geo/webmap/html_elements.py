"""The few pieces of HTML that the library itself makes, for the card of an asset; pages build on them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import quote

from markupsafe import Markup, escape

from geo import style
from geo.addresses import is_web_address, page_url


def link(url: str, text: str) -> Markup:
    """A link that opens in a new tab; plain text where the address is not http or https."""
    if not is_web_address(url):
        return escape(text)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, text)


def page_link(page: str, text: str, /, **query: str | Iterable[str]) -> Markup:
    """A link to another page of the app with query parameters."""
    return Markup('<a href="{}" target="_self" class="wm-go">{}</a>').format(page_url(page, **query), text)


def file_link(address: str, text: str, /, **query: str | Iterable[str]) -> Markup:
    """A link to what the app serves but is no page of it, such as a feed, with query parameters; the browser opens it."""
    return Markup('<a href="{}" target="_self">{}</a>').format(page_url(address, **query), text)


def asset_link(identity: str, name: str) -> Markup:
    """A link to an asset's own page."""
    return page_link("asset", name, asset=identity)


def organisation_link(identity: str, name: str) -> Markup:
    """A link to an organisation's own page."""
    return page_link("organisation", name, organisation=identity)


@cache
def symbol_image(layer: str, status: str = "operating", *, size_px: int = 22) -> Markup:
    """The pin as an image element with its picture inside: markup that sanitisers let pass."""
    drawn = quote(style.symbol_svg(layer, status, size_px=size_px))
    return Markup('<img src="data:image/svg+xml,{}" width="{}" height="{}" alt="">').format(drawn, size_px, size_px)
