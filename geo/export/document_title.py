"""The title of a document: what it is about, as a person would say it."""

from __future__ import annotations

from geo.register.assets import Register
from geo.select.filter_words import filter_words, label_of
from geo.select.filters import Filters

WHAT = "Innovation assets"
# More values of one filter than this make no title.
MOST_NAMED = 2
IN_TITLE = ("layer", "cluster", "authority", "city")


def title_of_view(register: Register, filters: Filters) -> str:
    """The title of a view: "Universities in Coventry", with what else was chosen in brackets.

    Without any filter it is the title of the data package.
    """
    if not filters.active():
        return register.package.descriptor["title"]
    said = {facet: getattr(filters, facet) for facet in IN_TITLE if len(getattr(filters, facet)) <= MOST_NAMED}
    named = {facet: " and ".join(label_of(register, facet, value) for value in values) for facet, values in said.items() if values}
    what = ": ".join(named[facet] for facet in ("cluster", "layer") if facet in named) or WHAT
    where = ", ".join(named[facet] for facet in ("city", "authority") if facet in named) or register.region.within
    rest = filter_words(register, filters.with_facets(dict.fromkeys(named, ())))
    return f"{what} in {where}{f' ({rest})' if rest else ''}"
