"""The words of the package about itself, as HTML: its Markdown without pictures and without markup of its own.

A picture of another host in a text of the data would be asked for by every visitor.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from geo.register.datapackage import DataPackage
from pages.html.about_tables import prose


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    # "js-default" takes no HTML and no address that would run a script.
    return MarkdownIt("js-default").disable("image")


def prose_html(package: DataPackage, name: str) -> Markup:
    """The words of one section as HTML. Raises what `prose` raises."""
    return Markup('<div class="wm-prose">{}</div>').format(Markup(_reader().render(prose(package, name))))
