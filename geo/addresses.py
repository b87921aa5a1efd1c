"""Web addresses: those of the app's own pages, and whether a text of the data is one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit


def page_url(page: str, /, **query: str | Iterable[str]) -> str:
    """The address of a page of the app, relative to the app's root, with query parameters."""
    text = urlencode({name: value for name, value in query.items() if value}, doseq=True)
    return f"{page or './'}?{text}" if text else page or "./"


def is_web_address(url: str) -> bool:
    """Whether an address begins with http or https and can be read as one."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
