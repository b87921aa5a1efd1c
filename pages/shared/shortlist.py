"""The shortlist in the URL: starred assets and notes, so that it survives a reload and can be sent.

It follows the reader from page to page: the pages' own parameters change, these stay.
"""

from __future__ import annotations

from geo.query import NOTE, STARRED
from geo.shortlist import known, read_notes, toggled, write_notes
from pages.shared import url
from pages.shared.loaders import Shared


def ids(shared: Shared) -> list[str]:
    """The starred assets that exist, in the order they were starred."""
    return known(url.query().get(STARRED, []), shared.register)


def toggle(identity: str) -> None:
    """Star an asset, or take its star away."""
    url.write(**{STARRED: toggled(url.query().get(STARRED, []), identity)})


def notes() -> dict[str, str]:
    """The reader's line on each asset."""
    return read_notes(url.query().get(NOTE, []))


def note(identity: str, text: str) -> None:
    """Write the reader's line on an asset."""
    url.write(**{NOTE: write_notes(notes() | {identity: text})})
