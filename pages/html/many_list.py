"""The page for phones where there are more assets than one page can hold: a search, and the assets found as links, page by page."""

from __future__ import annotations

from markupsafe import Markup

from geo.addresses import page_url
from geo.register.assets import Register
from geo.select.filter_words import chip_label, count_words
from geo.select.filters import Filters
from geo.webmap.explore_panels import ListPage
from pages.html.template import filled


def many_list_html(register: Register, filters: Filters, page: ListPage) -> Markup:
    """The HTML of the page for filters; `page` is what of the list stands on it, with the addresses of those before and after."""
    in_force = ", ".join(chip_label(register, facet, value) for facet, value in filters.active())
    return filled(
        "many_list",
        title=register.region.title,
        heading=register.region.heading,
        number=count_words(page.total),
        in_force=f": {in_force}" if in_force else "",
        whole=page_url("", **filters.to_query()).removeprefix("./"),
        active=[(name, value) for name, value in filters.active() if name != "q"],
        text=filters.q,
        page=page.words(),
        items=[{**item, "href": page_url("asset", asset=item["id"])} for item in page.items],
        ways=(("Previous", page.before), ("Next", page.after)),
    )
