"""What the server sends before the app has run: the head of every page, its first words, and a plain list of everything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from geo.addresses import page_url
from geo.export.pack_page import asset_lines
from geo.register.assets import Register

# What of Streamlit's own page is replaced: its name and icon, a flag for one crawler service, and its words for readers without JavaScript.
_TAKEN_OUT = (
    r"<!--.*?-->",
    r'<link rel="shortcut icon"[^>]*>',
    r"<title>.*?</title>",
    r"<script>\s*window\.prerenderReady.*?</script>",
    r"<noscript>.*?</noscript>",
)
_ROOT = Markup('<div id="root"></div>')
NONE = Markup()
STYLE = Markup("""
#wm-first { position: fixed; inset: 0; z-index: 100; overflow: auto; background: #fff; color: #0b1f33; font: 1rem/1.5 "Source Sans", system-ui, sans-serif; }
#wm-first > * { max-width: 90rem; margin: 0 auto; padding: 0.8rem 1.5rem; }
#wm-first h1 { font: 650 1.65rem/1.2 Georgia, serif; margin: 0.6rem 0 0.2rem; }
#wm-first a { color: #12436d; }
#wm-first nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0; padding: 0; list-style: none; }
#wm-first nav a { display: inline-block; padding: 0.2rem 0; }
#wm-first .wm-blocks { display: grid; grid-template-columns: 19fr 47fr 34fr; gap: 1.5rem; height: 60vh; }
#wm-first .wm-blocks i { background: #eef2f6; border-radius: 0.5rem; }
#wm-first [hidden] { display: none; }
#wm-first.refused .wm-blocks { display: none; }
#wm-first.refused .wm-words { border-left: 4px solid #f46a25; padding-left: 1rem; font-size: 1.1rem; }
@media (max-width: 640px) { #wm-first .wm-blocks { grid-template-columns: 1fr; } #wm-first .wm-blocks i + i + i { display: none; } }
@media print { #wm-first { position: static; } #wm-first .wm-blocks { display: none; } }
@media screen and (prefers-color-scheme: dark) {
  #wm-first { background: #0f1822; color: #f0f4f8; } #wm-first a { color: #8ec5f2; } #wm-first .wm-blocks i { background: #1a2632; } }
""")


def head_html(
    *, tab: str, title: str, description: str, site: str, canonical: str, picture: str, picture_px: tuple[int, int], extra: Iterable[Markup] = ()
) -> Markup:
    """The part of a page's head that is ours: its title and what link previews and search engines read (Open Graph, ogp.me).

    `canonical` and `picture` are whole addresses; `extra` are further elements as HTML.
    """
    told = {
        "og:type": "website",
        "og:site_name": site,
        "og:title": title,
        "og:description": description,
        "og:url": canonical,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": str(picture_px[0]),
        "og:image:height": str(picture_px[1]),
        "og:image:alt": f"Map: {title}",
    }
    metas = Markup().join(Markup('<meta property="{}" content="{}">').format(name, value) for name, value in told.items())
    return Markup(
        '<title>{}</title><meta name="description" content="{}"><link rel="canonical" href="{}">'
        '{}<meta name="twitter:card" content="summary_large_image">'
        '<link rel="icon" href="./favicon.ico" sizes="32x32"><link rel="icon" href="./app/static/favicon.svg" type="image/svg+xml">'
        '<link rel="apple-touch-icon" href="./icon-192.png"><link rel="manifest" href="./manifest.json">'
        '<link rel="alternate" type="application/atom+xml" href="./changes.atom">{}<style>{}</style>'
    ).format(tab, description, canonical, metas, Markup().join(extra), STYLE)


def with_first_words(index: str, *, head: Markup, body: Markup, script_url: str) -> Markup:
    """Streamlit's page with our head, our first words and the script that takes them away.

    Raises ValueError where the page is not made as that of the Streamlit we know.
    """
    for pattern in _TAKEN_OUT:
        index = re.sub(pattern, "", index, flags=re.DOTALL)
    _check(index)
    shown = Markup('{}{}<script src="{}"></script>').format(_ROOT, body, script_url)
    return Markup(index.lstrip()).replace("</head>", Markup("{}</head>").format(head), 1).replace(_ROOT, shown, 1)


def with_own_files(index: str, *, style_url: str, script_urls: Iterable[str]) -> Markup:
    """Streamlit's page with our style sheet and the scripts that must hear an address change before Streamlit does.

    The style sheet stands behind the app's own part of the page: nothing that the app shows or takes away can
    replace it, and its rules come after Streamlit's. Raises ValueError where the page is not as we know it.
    """
    _check(index)
    scripts = Markup().join(Markup('<script src="{}"></script>').format(url) for url in script_urls)
    return Markup(index).replace(_ROOT, Markup('{}{}<link id="wm-style" rel="stylesheet" href="{}">').format(_ROOT, scripts, style_url), 1)


def _check(index: str) -> None:
    if _ROOT not in index or "</head>" not in index:
        raise ValueError("Streamlit's index.html is made in another way.")


def first_words_html(
    *, heading: str, description: str, site: str, links: Mapping[str, str], lite_query: Mapping[str, Iterable[str]], plain: Markup = NONE
) -> Markup:
    """What stands on the screen until the app has drawn the page, and stays where it cannot.

    `links` are the pages (address: name), `lite_query` the query that the page for phones is opened with, `plain` HTML for
    readers without JavaScript.
    """
    query = urlencode({name: list(values) for name, values in lite_query.items()}, doseq=True)
    lite = f"./lite{f'?{query}' if query else ''}"
    menu = Markup().join(Markup('<li><a href="./{}">{}</a></li>').format(address, name) for address, name in links.items())
    ways = Markup('<a href="{}">the map as one page, which needs no connection that stays open</a> or <a href="./list">a plain list of everything</a>').format(
        lite
    )
    return Markup(
        '<div id="wm-first"><header><strong>{}</strong><nav aria-label="Pages"><ul>{}</ul></nav></header>'
        '<main><h1 dir="auto">{}</h1><p dir="auto">{}</p><p class="wm-words" role="status">'
        "<span>Loading the map. If it takes long: {}.</span>"
        "<span hidden>This page needs a WebSocket, a connection that stays open, and the network between you and it does not allow one. "
        "What works without: {}.</span></p>"
        '<div class="wm-blocks" aria-hidden="true"><i></i><i></i><i></i></div>'
        "<noscript><p>Without JavaScript there is {}.</p>{}</noscript></main></div>"
    ).format(site, menu, heading, description, ways, ways, ways.partition(" or ")[2], plain)


def list_html(register: Register, *, canonical: str, page: int = 1, pages: int = 1, length: int | None = None) -> Markup:
    """A page of links to every authority, cluster, organisation and asset that is not closed; of so many that they take several
    `pages`, the assets of one, `length` of them, with links to the others."""
    title = register.region.title

    def rows(page: str, name: str, table: pd.DataFrame) -> Markup:
        line = Markup('<li><a href="./{}">{}</a></li>')
        return Markup().join(line.format(page_url(page, **{name: key}), label) for key, label in table["name"].sort_values().items())

    numbers = Markup(" ").join(
        Markup('<a href="./list{}"{}>{}</a>').format(
            f"?page={number}" if number > 1 else "", Markup(' aria-current="page"') if number == page else NONE, number
        )
        for number in range(1, pages + 1)
    )
    ways = Markup('<nav aria-label="Pages of the list">{}</nav>').format(numbers) if pages > 1 else NONE
    return Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Everything on the {}</title><meta name="description" content="{}">'
        '<link rel="canonical" href="{}"><link rel="icon" href="./favicon.ico">'
        "<style>body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }} li {{ margin: 0.3rem 0; }}</style></head>"
        '<body><main><h1>{}</h1><p>{} <a href="./">The map</a>, '
        '<a href="./lite">the map as one page</a>.</p>'
        "<h2>Local authorities</h2><ul>{}</ul>"
        "<h2>Clusters</h2><ul>{}</ul>"
        "<h2>Organisations</h2><ul>{}</ul>"
        "<h2>Assets</h2><ul>{}</ul>{}</main></body></html>\n"
    ).format(
        title,
        register.region.purpose,
        canonical,
        register.region.heading,
        register.region.purpose,
        rows("places", "authority", register.authorities),
        rows("clusters", "cluster", register.clusters),
        rows("organisation", "organisation", register.organisations.table),
        asset_lines(register, first=(page - 1) * (length or 0), most=length),
        ways,
    )
