"""A tour as a document: the context of its scenes, for slides."""

from __future__ import annotations

from datetime import date

from geo.addresses import page_url
from geo.export import ExportContext
from geo.register.assets import Register
from geo.select.filters import FacetIndex, Filters
from geo.tours.tour import Tour, as_slides, compute_scenes, title_of


def tour_context(
    register: Register,
    index: FacetIndex,
    tour: Tour,
    *,
    authority: str = "",
    link_root: str = "",
    made_on: date | None = None,
) -> ExportContext:
    """The context of a tour: its scenes, and as assets those that any scene shows (EPSG:4326).

    `authority` is the GSS code a tour about one authority needs; `link_root` the address of the app.

    Raises NotFoundError if the tour needs an authority and `authority` is none.
    """
    scenes = compute_scenes(tour, register, index, authority=authority)
    about = authority if tour.parameter else ""
    # A tour about one authority ends with a look around; its figures stay those of the authority.
    filters = Filters(authority=(about,)) if about else Filters()
    shown = {identity for scene in scenes for identity in scene["ids"]}
    mask = index.mask(filters) if about else register.assets["id"].isin(shown)
    title = title_of(tour, register, authority=authority)
    page = page_url("present", present=tour.id, authority=about)
    return ExportContext(
        register=register,
        assets=register.assets[mask],
        filters=filters,
        title=title,
        link=f"{link_root.rstrip('/')}/{page}" if link_root else "",
        made_on=made_on or date.today(),
        extra={"scenes": as_slides(scenes, register), "choice": f"The tour \u201c{title}\u201d"},
    )
