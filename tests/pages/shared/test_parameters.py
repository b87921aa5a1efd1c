"""Each page knows the names that our own links give it, and tells of all others."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from reading import page_html, run_page
from streamlit.testing.v1 import AppTest

from pages.shared.pages import PAGES, STEWARDS
from pages.shared.parameters import ALSO, OF_PAGES, known_names

APP = Path(__file__).resolve().parents[3] / "app.py"
NAMES = {address: name for name, _, _, address in (*PAGES, *STEWARDS)}


def opened(region) -> dict[str, dict[str, str | list[str]]]:
    """A page of each kind with something chosen, by name."""
    register = region.register
    asset, authority = str(register.assets["id"].iloc[0]), str(register.authorities.index[0])
    return {
        "explore": {"asset": asset, "star": asset},
        "places": {"authority": authority, "star": asset},
        "clusters": {"cluster": str(register.clusters.index[0])},
        "nearby": {"near": asset},
        "asset": {"asset": asset},
        "organisation": {"organisation": next(iter(register.organisations.names))},
        "whats_new": {},
        "shortlist": {"star": [asset], "near": asset},
        "present": {"authority": authority},
        "claims": {},
        "corrections": {"asset": asset},
        "about": {},
    }


def links_of(page: AppTest) -> set[tuple[str, str]]:
    """(page, name of a parameter) of all links of a page to pages."""
    found = set()
    for href in re.findall(r'href=\\?"([^"\\]*)', page_html(page)):
        link = urlsplit(unescape(href))
        if not link.scheme and link.path.removeprefix("./") in NAMES:
            found |= {(NAMES[link.path.removeprefix("./")], name) for name in parse_qs(link.query)}
    return found


def test_every_page_has_its_names():
    assert set(OF_PAGES) == set(NAMES.values())
    assert all(ours in OF_PAGES[page] for page, others in ALSO.items() for ours in others.values())


def test_every_link_of_ours_says_what_its_page_knows(in_small_region):
    links = set().union(*(links_of(run_page(name, **query)) for name, query in opened(in_small_region).items()))
    assert {page for page, _ in links} >= {"explore", "places", "clusters", "nearby", "asset", "corrections", "whats_new"}
    assert {(page, name) for page, name in links if name not in known_names(page)} == set()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"layr": "hub"}, ["The link asks for layr, which is not known here and is left out. Did it mean layer?"]),
        ({"tour": "x"}, ["The link asks for tour, which is not known here and is left out."]),
        ({"utm_source": "x", "layer": "hub", "star": "x", "release": "1.0.0"}, []),
    ],
)
def test_a_page_tells_what_it_does_not_know(in_small_region, query, told):
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    assert [said.value for said in app.info if "The link asks" in said.value] == told
