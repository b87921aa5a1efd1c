"""The documents of the API as plain pages: links to follow, features as a table; every text escaped, nothing asked of other hosts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template

from geo.addresses import is_web_address

TEMPLATES = Path(__file__).parent / "templates"
# What a table shows of each feature; its own page has the rest.
SHOWN = ("name", "kind", "place", "authority", "status", "assets")


def html_page(made: dict[str, Any], *, crumbs: list[tuple[str, str]]) -> str:
    """A document as a page; `crumbs` are (address, words) from the landing page to this one."""
    features = made.get("features", [])
    columns = [name for name in SHOWN if features and name in features[0]["properties"]]
    # In a list of features each leads to its own page, beside the address of the list.
    beside = crumbs[-1][0].partition("?")[0]
    return _template().render(made=made, crumbs=crumbs, features=features, columns=columns, beside=beside, is_web_address=is_web_address)


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("page.html")
