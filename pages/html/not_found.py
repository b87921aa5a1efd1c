"""The page for an address that is none of ours."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode


def not_found_html(*, site: str, root: str, links: Mapping[str, str], words: str) -> str:
    """A whole page that says so and leads on: to every page (`links`, address: name), a search for the words of the address, the plain list.

    `root` leads from the address to the app's root ("./" or "../").
    """
    menu = "".join(f'<li><a href="{escape(root + address)}">{escape(name)}</a></li>' for address, name in links.items())
    found = escape(f"{root}?{urlencode({'q': words})}")
    search = f'<p><a href="{found}">Search the map for \u201c{escape(words)}\u201d</a></p>' if words else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>No such page \u00b7 {escape(site)}</title><meta name="robots" content="noindex"><link rel="icon" href="{escape(root)}favicon.ico">'
        "<style>:root { color-scheme: light dark; } body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif; }"
        " li { margin: 0.4rem 0; }</style></head>"
        f"<body><main><h1>There is no such page</h1><p>This address is none of the {escape(site)}.</p>{search}"
        f'<nav aria-label="Pages"><ul>{menu}<li><a href="{escape(root)}lite">The map as one page</a></li>'
        f'<li><a href="{escape(root)}list">A plain list of everything</a></li></ul></nav></main></body></html>\n'
    )
