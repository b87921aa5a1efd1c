"""The address is the view: `static/address.js`, run by Node. A late echo of the server moves nobody; a link always does."""

from __future__ import annotations

import json
import subprocess

import pytest

from geo.settings import STATIC_ROOT

# A browser's address and history, as far as the script uses them; `runs` counts the runs of the app it asks for.
SCRIPT = """
globalThis.window = globalThis;
globalThis.runs = 0;
globalThis.PopStateEvent = class { constructor(type) { this.type = type; } };
globalThis.dispatchEvent = () => { runs += 1; };
globalThis.location = { href: "http://map.example/", pathname: "/", search: "" };
const stand = (url) => { const to = new URL(url, location.href); Object.assign(location, { href: to.href, pathname: to.pathname, search: to.search }); };
const steps = ["/"];
globalThis.history = { pushState: (state, title, url) => { stand(url); steps.push(url); }, replaceState: (state, title, url) => { stand(url); } };
require(process.argv[1]);
for (const [what, url] of JSON.parse(process.argv[2])) {
  if (what === "act") wmAddress.push(url);
  if (what === "link") wmAddress.step(url);
  if (what === "mend") wmAddress.mend(url);
  if (what === "server") history.pushState({}, "", url);
}
setTimeout(() => console.log(JSON.stringify({ at: location.search, steps: steps.length, runs })), 80);
"""


def after(*acts: tuple[str, str]) -> dict[str, object]:
    """Where a browser stands after acts of the reader, links, and what the server writes."""
    done = subprocess.run(["node", "-e", SCRIPT, str(STATIC_ROOT / "address.js"), json.dumps(acts)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_an_echo_of_an_earlier_act_moves_nobody_and_the_app_runs_for_what_stands():
    assert after(("act", "layer=hub"), ("act", "layer=hub&city=x"), ("server", "/?layer=hub")) == {"at": "?layer=hub&city=x", "steps": 3, "runs": 1}


def test_a_star_is_no_step_and_a_filter_is_one():
    assert after(("act", "layer=hub"), ("act", "layer=hub&star=a"), ("act", "layer=hub&star=a&star=b&note=a"), ("act", "layer=hub")) == {
        "at": "?layer=hub",
        "steps": 2,
        "runs": 0,
    }
    assert after(("act", "star=a"), ("act", "layer=hub&star=a")) == {"at": "?layer=hub&star=a", "steps": 2, "runs": 0}


def test_what_the_server_says_of_its_own_accord_is_written():
    assert after(("act", "layer=hub"), ("server", "/?layer=hub&release=1")) == {"at": "?layer=hub&release=1", "steps": 3, "runs": 0}


@pytest.mark.parametrize("link", ["/?layer=hub", "/?city=x&layer=hub", "/places?layer=hub", "/"])
def test_a_link_leads_there_though_the_reader_was_there_a_moment_ago(link):
    acts = [("act", "layer=hub"), ("act", "city=x&layer=hub"), ("act", "city=y")]
    assert after(*acts, ("link", link)) == {"at": link.lstrip("/").removeprefix("places"), "steps": 5, "runs": 1}


def test_after_a_link_the_echo_of_an_act_before_it_is_held_back_still():
    assert after(("act", "city=y"), ("link", "/?layer=hub"), ("server", "/?city=y")) == {"at": "?layer=hub", "steps": 3, "runs": 2}


def test_the_query_of_an_act_is_no_echo_on_another_page():
    """A star set on one page is in the link of the next, where the server brings it along."""
    acts = (("act", "asset=a&star=b"), ("link", "/corrections?asset=a"), ("server", "/corrections?asset=a&star=b"))
    assert after(*acts) == {"at": "?asset=a&star=b", "steps": 4, "runs": 1}


def test_back_to_before_a_star_gets_it_again_though_it_was_set_a_moment_ago():
    """The address as Back left it is put right in place: no step more, and no echo."""
    assert after(("act", "near=x"), ("act", "near=x&star=b"), ("link", "/?near=x"), ("mend", "/?near=x&star=b"))["at"] == "?near=x&star=b"
