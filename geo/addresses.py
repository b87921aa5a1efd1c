"""Web addresses: those of the app's own pages, whether a text of the data is one, and whether another machine can open it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
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


def is_reachable(url: str) -> bool:
    """Whether another machine could open a web address: not where its host is this machine's name or number for itself."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if not is_web_address(url) or not host or host.rstrip(".").rpartition(".")[2] in ("localhost", "localdomain"):
        return False
    try:
        number = ip_address(host)
    except ValueError:
        return True
    return not (number.is_loopback or number.is_unspecified)
