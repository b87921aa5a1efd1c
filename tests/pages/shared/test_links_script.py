"""Links of the app: `static/links.js`, run by Node. Pages change without loading the app again, files are the browser's to open, and
a page opened beside this one gets what this one knows."""

from __future__ import annotations

import json
import subprocess

import pytest

from geo.settings import STATIC_ROOT
from pages.shared.pages import addresses
from pages.shared.url import carried_names

# As much of a browser as the script touches; a link is an address and whether it is of the menu or of ours.
SCRIPT = """
const [file, at, kind, href, event, told] = process.argv.slice(1), heard = {}, steps = [];
globalThis.window = globalThis;
const here = new URL(at, "http://map.example/");
globalThis.location = { href: here.href, origin: here.origin, pathname: here.pathname, search: here.search };
globalThis.document = { baseURI: here.href, getElementById: () => ({}), querySelector: () => null, removeEventListener: () => {} };
document.addEventListener = (type, listener) => { (heard[type] ||= []).push(listener); };
globalThis.wmAddress = { step: (url) => steps.push(url) };
globalThis.wmStars = { along: (url) => `${url}#along` };
globalThis.wmAhead = { asked: null, takeAny: () => {} };
const anchor = { tagName: "A", href: new URL(href, here).href, classList: { contains: (name) => kind === "ours" && name === "wm-go" } };
anchor.matches = () => kind === "menu";
anchor.closest = (selector) => (selector.includes("stSidebar'") ? null : selector === "a[href]" || kind === "menu" ? anchor : null);
import(`file://${file}`).then((links) => {
  links.default({ data: JSON.parse(told) });
  const happening = { button: 0, target: anchor, composedPath: () => [anchor], prevented: false, stopPropagation() {}, ...JSON.parse(event) };
  happening.preventDefault = () => { happening.prevented = true; };
  for (const listener of heard[happening.type]) listener(happening);
  if (happening.then) {
    location.search = happening.then;
    for (const listener of heard.click) listener({ ...happening, button: 0, ctrlKey: false });
  }
  console.log(JSON.stringify({ prevented: happening.prevented, steps, href: anchor.href }));
});
"""
BASE = "http://map.example"
TOLD = {"style": "s.css", "scripts": [], "carried": carried_names(), "pages": addresses()}


def after(event: dict[str, object], *, at: str = "/map/places?star=a&layer=hub", kind: str = "ours", href: str) -> dict[str, object]:
    """What becomes of an event on a link: whether the browser's own way is taken from it, where the app goes, and what the link says."""
    arguments = [str(STATIC_ROOT / "links.js"), at, kind, href, json.dumps(event), json.dumps(TOLD)]
    done = subprocess.run(["node", "--input-type=commonjs", "-e", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("href", ["/map/asset?asset=b", "/map/", "/map/?layer=hub"])
def test_a_page_is_gone_to_with_the_shortlist(href):
    assert after({"type": "click"}, href=href) == {"prevented": True, "steps": [f"{BASE}{href}#along"], "href": BASE + href}


@pytest.mark.parametrize("href", ["/map/changes.atom?asset=a", "/map/data/assets.csv", "/elsewhere", "https://other.example/map/asset"])
def test_what_is_no_page_is_the_browsers_to_open(href):
    assert after({"type": "click"}, href=href)["prevented"] is False


@pytest.mark.parametrize(
    "event",
    [
        {"type": "pointerdown", "button": 1},
        {"type": "pointerdown", "ctrlKey": True},
        {"type": "keydown", "key": "Enter", "metaKey": True},
        {"type": "contextmenu", "button": 2},
        {"type": "dragstart"},
    ],
)
def test_a_page_opened_beside_this_one_gets_what_this_one_knows(event):
    assert after(event, href="/map/asset?asset=b")["href"] == f"{BASE}/map/asset?asset=b#along"
    assert after(event, kind="menu", href="/map/clusters")["href"] == f"{BASE}/map/clusters?star=a&layer=hub"
    assert after(event, href="/map/data/assets.csv")["href"] == f"{BASE}/map/data/assets.csv"


def test_the_menu_goes_in_one_step_where_something_is_carried():
    assert after({"type": "click"}, kind="menu", href="/map/clusters")["steps"] == [f"{BASE}/map/clusters?star=a&layer=hub#along"]
    assert after({"type": "click"}, at="/map/places", kind="menu", href="/map/clusters") == {"prevented": False, "steps": [], "href": f"{BASE}/map/clusters"}


@pytest.mark.parametrize("kind", ["menu", "ours"])
def test_a_link_that_was_lent_the_shortlist_does_not_keep_it(kind):
    """Opened beside the page, and followed in it after another star."""
    steps = after({"type": "pointerdown", "ctrlKey": True, "then": "?star=a&star=b"}, kind=kind, href="/map/clusters")["steps"]
    assert steps == [f"{BASE}/map/clusters{'?star=a&star=b' if kind == 'menu' else ''}#along"]


def test_a_mere_press_leaves_a_link_as_it_is():
    assert after({"type": "pointerdown"}, href="/map/asset?asset=b")["href"] == f"{BASE}/map/asset?asset=b"
