"""What each page reads in its address beside the filters, so that a link which says anything else can be told so."""

from __future__ import annotations

from geo.select.filters import filter_names
from geo.select.query_string import ALWAYS

# By the name of the page (pages/shared/pages.py).
OF_PAGES = {
    "explore": ("asset", "page", "sort", "ask", "tiles"),
    "places": ("area", "asset", "compare", "measure", "measure_layer", "measure_cluster"),
    "clusters": ("asset", "surface", "with"),
    "nearby": ("near", "within", "shape", "radius_km", "minutes", "asset"),
    "asset": ("asset",),
    "organisation": ("organisation", "asset"),
    "your_data": (),
    "whats_new": ("asset",),
    "shortlist": ("near", "compare", "asset"),
    "present": ("present", "scene", "play", "kiosk", "idle"),
    "claims": ("claim", "verdict"),
    "corrections": ("reference", "asset", "new", "look", "row"),
    "about": ("section", "by"),
    "stewards": (),
}
# The release a link was made with; Streamlit's own.
EVERYWHERE = (*ALWAYS, "release", "embed", "embed_options")
# Names people try, which can mean one thing only; the page says where their value names nothing.
ALSO = {"present": {"tour": "present"}, "asset": {"id": "asset"}, "nearby": {"postcode": "near"}}


def known_names(page: str) -> tuple[str, ...]:
    """The names of the parameters a page understands, by the page's name."""
    return (*OF_PAGES[page], *filter_names(), *EVERYWHERE)


def meant_names(page: str) -> dict[str, str]:
    """Other names for parameters of a page: the name in a link -> ours."""
    return ALSO.get(page, {})
