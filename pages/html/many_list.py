"""The page for phones where there are more assets than one page can hold: a search, and the assets found as links, page by page."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from geo.addresses import page_url
from geo.register.assets import Register
from geo.select.filter_words import chip_label, count_words
from geo.select.filters import Filters
from geo.webmap.explore_panels import ListPage

STYLE = (
    "body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; } li { margin: 0.4rem 0; } input, button { font: inherit; }"
)


def many_list_html(register: Register, filters: Filters, page: ListPage) -> Markup:
    """The HTML of the page for filters; `page` is what of the list stands on it, with the addresses of those before and after."""
    title, query = register.region.title, filters.to_query()
    hidden = Markup().join(Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in filters.active() if name != "q")
    in_force = ", ".join(chip_label(register, facet, value) for facet, value in filters.active())
    ways = _links((("Previous", page.before), ("Next", page.after)))
    rows = Markup().join(
        Markup('<li><a href="./{}" dir="auto">{}</a> <small>{} \u00b7 {}</small></li>').format(
            page_url("asset", asset=item["id"]), item["name"], item["kind"], item["place"]
        )
        for item in page.items
    )
    return Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>{}</title><link rel="icon" href="./favicon.ico"><style>{}</style></head><body><main>'
        "<h1>{}</h1><p>{}{}. These are too many for "
        'a map without a server behind it: <a href="./{}">the map itself</a> has them all.</p>'
        '<form role="search">{}<label>Search <input type="search" name="q" value="{}"></label> <button>Search</button></form>'
        '<p>{}</p><ul>{}</ul><nav aria-label="Pages of the list">{}</nav></main></body></html>\n'
    ).format(
        title,
        STYLE,
        register.region.heading,
        count_words(page.total),
        f": {in_force}" if in_force else "",
        page_url("", **query).removeprefix("./"),
        hidden,
        filters.q,
        page.words(),
        rows,
        ways,
    )


def _links(named: Iterable[tuple[str, str]]) -> Markup:
    return Markup(" ").join(Markup('<a href="./{}">{}</a>').format(address, words) for words, address in named if address)
