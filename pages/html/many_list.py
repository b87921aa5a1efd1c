"""The page for phones where there are more assets than one page can hold: a search, and the assets found as links, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from geo.addresses import page_url
from geo.register.assets import Register
from geo.select.filter_words import chip_label, count_words
from geo.select.filters import Filters
from geo.webmap.explore_panels import ListPage

STYLE = (
    "body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; } li { margin: 0.4rem 0; } input, button { font: inherit; }"
)


def many_list_html(register: Register, filters: Filters, page: ListPage) -> str:
    """The HTML of the page for filters; `page` is what of the list stands on it, with the addresses of those before and after."""
    title, query = register.region.title, filters.to_query()
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in filters.active() if name != "q")
    in_force = ", ".join(chip_label(register, facet, value) for facet, value in filters.active())
    ways = _links((("Previous", page.before), ("Next", page.after)))
    rows = "".join(
        f'<li><a href="./{escape(page_url("asset", asset=item["id"]))}" dir="auto">{escape(item["name"])}</a> '
        f"<small>{escape(item['kind'])} \u00b7 {escape(item['place'])}</small></li>"
        for item in page.items
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="./favicon.ico"><style>{STYLE}</style></head><body><main>'
        f"<h1>{escape(register.region.heading)}</h1><p>{count_words(page.total)}{f': {escape(in_force)}' if in_force else ''}. These are too many for "
        f'a map without a server behind it: <a href="./{escape(page_url("", **query)).removeprefix("./")}">the map itself</a> has them all.</p>'
        f'<form role="search">{hidden}<label>Search <input type="search" name="q" value="{escape(filters.q)}"></label> <button>Search</button></form>'
        f'<p>{page.words()}</p><ul>{rows}</ul><nav aria-label="Pages of the list">{ways}</nav></main></body></html>\n'
    )


def _links(named: Iterable[tuple[str, str]]) -> str:
    return " ".join(f'<a href="./{escape(address)}">{escape(words)}</a>' for words, address in named if address)
