"""The shortlist comes along with every link of the app: `static/stars.js`, run by Node, against the rule in Python."""

from __future__ import annotations

import json
import random
import subprocess
from urllib.parse import parse_qs, urlencode, urlsplit

from geo.select.query_string import follow
from geo.settings import STATIC_ROOT

# As much of a browser as the script touches.
SCRIPT = """
globalThis.window = globalThis;
globalThis.location = { href: "", pathname: "", search: "", hash: "" };
globalThis.sessionStorage = { getItem: () => null, setItem: () => {} };
globalThis.document = { querySelectorAll: () => [], addEventListener: () => {}, body: null };
globalThis.addEventListener = () => {};
globalThis.MutationObserver = class { observe() {} };
Object.defineProperty(globalThis, "performance", { value: { getEntriesByType: () => [] } });
globalThis.wmAddress = { onChange: () => {}, shortlist: ["star", "note"] };
require(process.argv[1]);
const stand = (url) => {
  const to = new URL(url, "http://map.example/");
  Object.assign(location, { href: to.href, pathname: to.pathname, search: to.search });
};
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(([at, link]) => { stand(at); return wmStars.along(link); })));
"""


def along(*pairs: tuple[str, str]) -> list[str]:
    """Where each link leads from where the reader stands."""
    done = subprocess.run(["node", "-e", SCRIPT, str(STATIC_ROOT / "stars.js"), json.dumps(pairs)], capture_output=True, text=True, check=True)
    return [link.removeprefix("http://map.example") for link in json.loads(done.stdout)]


def some_query(chance: random.Random) -> dict[str, list[str]]:
    choices = {"star": ["a", "b"], "note": ["a:near & dear"], "layer": ["hub"], "look": ["1"]}
    return {name: values for name, values in choices.items() if chance.random() < 0.5}


def test_links_bring_the_shortlist_as_the_rule_says_on_generated_views():
    chance = random.Random(7)
    views = [(some_query(chance), some_query(chance)) for _ in range(200)]
    links = along(*((f"/corrections?{urlencode(now, True)}", f"/corrections?{urlencode(link, True)}") for now, link in views))
    for (now, link), address in zip(views, links, strict=True):
        assert parse_qs(urlsplit(address).query) == follow(now, urlencode(link, True))


def test_the_last_asset_can_be_taken_off_the_shortlist():
    assert along(("/shortlist?star=a", "/shortlist"), ("/map/shortlist?star=a", "/map/shortlist")) == ["/shortlist", "/map/shortlist"]


def test_a_link_to_the_shortlist_from_elsewhere_brings_it():
    assert along(("/places?star=a", "/shortlist")) == ["/shortlist?star=a"]
