"""Tours of one's own: collect scenes from other pages, put them in order, edit, save and open."""

from __future__ import annotations

from geo.tours import Tour
from pages.shared.loaders import Shared

OWN = "own"


def own_tour(data: Shared, identity: str) -> Tour | None:
    return None


def editor(data: Shared) -> None:
    pass
