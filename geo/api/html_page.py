"""The documents of the API as plain pages: links to follow, features as a table; every text escaped, nothing asked of other hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from geo.addresses import is_web_address
from geo.html_template import filled

PAGE = Path(__file__).parent / "templates" / "page.html"
# What a table shows of each feature; its own page has the rest.
SHOWN = ("name", "kind", "place", "authority", "status", "assets")


def html_page(made: dict[str, Any], *, crumbs: list[tuple[str, str]]) -> Markup:
    """A document as a page; `crumbs` are (address, words) from the landing page to this one."""
    features = made.get("features", [])
    columns = [name for name in SHOWN if features and name in features[0]["properties"]]
    # In a list of features each leads to its own page, beside the address of the list.
    beside = crumbs[-1][0].partition("?")[0]
    return filled(PAGE, made=made, crumbs=crumbs, features=features, columns=columns, beside=beside, is_web_address=is_web_address)
