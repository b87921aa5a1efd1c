"""The page for an address that is none of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from markupsafe import Markup


def not_found_html(*, site: str, root: str, links: Mapping[str, str], words: str) -> Markup:
    """A whole page that says so and leads on: to every page (`links`, address: name), a search for the words of the address, the plain list.

    `root` leads from the address to the app's root ("./" or "../").
    """
    menu = Markup().join(Markup('<li><a href="{}">{}</a></li>').format(root + address, name) for address, name in links.items())
    found = f"{root}?{urlencode({'q': words})}"
    search = Markup('<p><a href="{}">Search the map for \u201c{}\u201d</a></p>').format(found, words) if words else ""
    return Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>No such page \u00b7 {}</title><meta name="robots" content="noindex"><link rel="icon" href="{}favicon.ico">'
        "<style>:root {{ color-scheme: light dark; }} body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif; }}"
        " li {{ margin: 0.4rem 0; }}</style></head>"
        "<body><main><h1>There is no such page</h1><p>This address is none of the {}.</p>{}"
        '<nav aria-label="Pages"><ul>{}<li><a href="{}lite">The map as one page</a></li>'
        '<li><a href="{}list">A plain list of everything</a></li></ul></nav></main></body></html>\n'
    ).format(site, root, site, search, menu, root, root)
