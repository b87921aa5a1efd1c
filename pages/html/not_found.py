"""The page for an address that is none of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from markupsafe import Markup

from pages.html.template import filled


def not_found_html(*, site: str, root: str, links: Mapping[str, str], words: str) -> Markup:
    """A whole page that says so and leads on: to every page (`links`, address: name), a search for the words of the address, the plain list.

    `root` leads from the address to the app's root ("./" or "../").
    """
    return filled("not_found", site=site, root=root, links=links, words=words, found=f"{root}?{urlencode({'q': words})}")
