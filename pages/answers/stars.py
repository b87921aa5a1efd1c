"""Stars in a query: one more, or one less, on any page that gives them."""

from __future__ import annotations

from geo.errors import FilterError
from geo.select.query_string import STARRED, Query, put
from geo.select.shortlist import MOST, known, toggled
from pages.shared.loaders import Shared

COMPARE = "compare"


def starred(data: Shared, query: Query, identity: str) -> dict[str, list[str]]:
    """The query with one asset starred, or its star taken away; an unknown id changes nothing.

    Raises FilterError where the list is full.
    """
    stars = known(query.get(STARRED, []), data.register)
    if identity not in data.register.by_id:
        return dict(query)
    if identity not in stars:
        refuse_too_many([*stars, identity])
    return without_or_with(query, identity, stars)


def refuse_too_many(stars: list[str]) -> None:
    """Raise FilterError where these are more than a shortlist holds."""
    if len(stars) > MOST:
        raise FilterError(f"The shortlist holds {MOST} assets.", mend="Take one off first.")


def without_or_with(query: Query, identity: str, stars: list[str]) -> dict[str, list[str]]:
    """The query with a known asset's star turned; what is off the list is not compared either."""
    compared = [item for item in query.get(COMPARE, []) if item != identity]
    kept = {COMPARE: compared} if COMPARE in query else {}
    return put(query, **{STARRED: toggled(stars, identity)}, **kept)
