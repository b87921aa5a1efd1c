"""The map in a page of another origin, as the snippet of "Embed this view" puts it there."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest
import requests
from harness import watch

from pages.shared import embed

MAP = "() => window.wm?.state?.view"
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.textContent.trim() || "";
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder and the address of another origin that serves it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def framed(browser, app_url, elsewhere):
    """Open a page of another origin that holds the map by a query and options; the page and the map's frame."""
    folder, address = elsewhere
    context = browser.new_context(viewport={"width": 1200, "height": 760})
    page = watch(context.new_page(), app_url)

    def open_with(query, options):
        link = embed.embed_link(app_url, query, options)
        around = "<!doctype html><link rel='icon' href='data:,'><title>A council</title><a href='#'>before</a>", "<a href='#'>after</a>"
        (folder / "page.html").write_text(embed.snippet(link, title="Map").join(around))
        page.page.goto(f"{address}page.html")
        frame = page.page.wait_for_selector("iframe").content_frame()
        frame.wait_for_function(MAP, timeout=180_000)
        return page.page, frame

    yield open_with
    assert page.errors == [], page.errors
    context.close()


def shown(frame):
    return set(frame.evaluate("() => [...window.wm.state.shown]"))


def open_assets(register, **columns):
    found = register.assets[register.assets["status"] != "closed"]
    for name, value in columns.items():
        found = found[found[name] == value]
    return set(found["id"])


def test_it_works_in_a_sandboxed_frame_with_its_credits_and_a_way_to_the_whole_map(framed, register):
    page, frame = framed({"layer": ["catapult"]}, {})
    assert shown(frame) == open_assets(register, layer="catapult")
    assert frame.evaluate("window.origin") == "null" and page.context.cookies() == []
    assert "Open Government Licence" in frame.locator(".pack-foot").inner_text() and frame.locator(".pack-foot").is_visible()
    with page.context.expect_page() as opened:
        frame.locator("#whole-app").click()
    assert opened.value.url.endswith("/?layer=catapult")


def test_a_locked_authority_stays_whatever_is_chosen(framed, register):
    code = register.authorities.index[register.authorities["name"] == "Coventry"][0]
    _, frame = framed({"authority": [code]}, {"lock": ["authority"]})
    everything = shown(frame)
    assert everything == open_assets(register, gss_code=code)
    frame.locator("#results").get_by_role("button", name=re.compile("Coventry")).first.click()
    assert shown(frame) == everything
    frame.locator("#facets").get_by_text("Testbeds").first.click()
    frame.wait_for_function("before => window.wm.state.shown.size !== before", arg=len(everything))
    assert shown(frame) == open_assets(register, gss_code=code, layer="testbed")


def test_fixed_filters_no_list_and_a_theme_are_as_asked_for(framed, register):
    _, frame = framed({"layer": ["university"]}, {"filters": "fixed", "list": "off", "theme": "dark"})
    assert not frame.locator("#facets").is_visible() and not frame.locator("#results").is_visible()
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    assert frame.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    frame.evaluate("window.dispatchEvent(new CustomEvent('wm', { detail: { kind: 'layer', id: 'hub' } }))")
    assert shown(frame) == open_assets(register, layer="university")
    width = frame.locator("#map").bounding_box()["width"]
    assert width > 1000


def test_by_keyboard_one_gets_in_to_an_asset_and_out_again(framed, register):
    page, frame = framed({"layer": ["catapult"]}, {"filters": "hidden"})
    page.locator("a", has_text="before").focus()
    seen, names = [], set(register.assets.loc[register.assets["layer"] == "catapult", "name"])
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(frame.evaluate(FOCUSED))
        if any(name in seen[-1] for name in names):
            break
    else:
        pytest.fail(f"no asset was reached: {seen}")
    page.keyboard.press("Enter")
    frame.locator("#card h2, #card h3").first.wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "after":
            return
    pytest.fail("the frame keeps the keyboard")


def test_the_whole_app_cannot_be_framed_elsewhere(browser, app_url, elsewhere):
    folder, address = elsewhere
    (folder / "whole.html").write_text(f"<!doctype html><iframe src='{app_url}places'></iframe>")
    page = browser.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(f"{address}whole.html")
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text or "X-Frame-Options" in text for text in refused), refused
    page.close()


def test_oembed_gives_the_same_snippet(app_url):
    said = requests.get(f"{app_url}oembed?{urlencode({'url': f'{app_url}?layer=hub&utm_source=x', 'maxheight': '400'})}", timeout=60).json()
    assert (said["type"], said["version"], said["height"]) == ("rich", "1.0", 400)
    assert f'src="{app_url}embed?layer=hub"' in said["html"] and 'sandbox="allow-scripts' in said["html"]
    assert requests.get(f"{app_url}oembed?url=https://elsewhere.example/", timeout=30).status_code == 404
    assert requests.get(f"{app_url}oembed?format=xml&url={app_url}", timeout=30).status_code == 501


def test_the_dialog_of_a_view_gives_its_snippet(page, app_url):
    opened = page.open("?layer=catapult")
    opened.get_by_role("button", name="Download or share").click()
    opened.get_by_text("Embed this view").click()
    code = opened.get_by_role("dialog").locator("code", has_text="<iframe")
    code.wait_for(timeout=20_000)
    assert f'src="{app_url}embed?layer=catapult"' in code.inner_text()
