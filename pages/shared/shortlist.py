"""The stars in the URL, so that it survives a reload and can be sent.

It follows the reader from page to page: the pages' own parameters change, these stay.
"""

from __future__ import annotations

from geo.query import STARRED
from geo.shortlist import known, toggled
from pages.shared import url
from pages.shared.loaders import Shared


def ids(shared: Shared) -> list[str]:
    """The starred assets that exist, in the order they were starred."""
    return known(url.query().get(STARRED, []), shared.register)


def toggle(identity: str) -> None:
    """Star an asset, or take its star away."""
    url.write(**{STARRED: toggled(url.query().get(STARRED, []), identity)})
