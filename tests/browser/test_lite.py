"""`/lite`: the map for phones, without a WebSocket, by the links of Explore."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request

import pytest
from harness import watch

from geo.select.query_string import NOT_UNDERSTOOD

MOST_BYTES = 400_000
# 4G as the issue of this product has it; the page, then its parts side by side, then what they ask for.
BYTES_PER_S, ROUND_TRIP_MS, ROUND_TRIPS = 1_600_000 / 8, 150, 4
USABLE_MS = 4_000
# The tests' server does not work ahead: the first to ask waits until the page is made.
MAKING_MS = 180_000


def ask(url, **headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=300)


@pytest.fixture
def phone(browser, app_url):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield watch(context.new_page(), app_url)
    context.close()


def test_a_link_opens_its_view_without_a_websocket(phone, app_url, register):
    sockets = []
    phone.page.on("websocket", lambda socket: sockets.append(socket.url))
    phone.page.goto(f"{app_url}lite?Layer=CATAPULT&layer=nonsense&authorty=x&utm_source=y", timeout=MAKING_MS)
    phone.page.wait_for_function("() => window.wm?.state?.view", timeout=60_000)
    shown = set(phone.page.evaluate("() => [...window.wm.state.shown]"))
    assets = register.assets[(register.assets["status"] != "closed") & (register.assets["layer"] == "catapult")]
    assert shown == set(assets["id"])
    assert phone.page.url.endswith("/lite?layer=catapult")
    assert phone.page.locator("#whole-app").get_attribute("href") == "./?layer=catapult"
    assert phone.page.locator("#strange").inner_text() == NOT_UNDERSTOOD.format("layer = nonsense, authorty = x")
    assert sockets == [] and phone.errors == [] and phone.outside == []


def test_the_chosen_asset_of_a_link_is_open(phone, app_url, register):
    row = register.assets.iloc[0]
    phone.page.goto(f"{app_url}lite?asset={row['id']}", timeout=MAKING_MS)
    phone.page.locator("#card").get_by_text(row["name"], exact=True).first.wait_for(timeout=60_000)


def test_it_is_small_and_is_not_sent_twice(app_url):
    first = ask(f"{app_url}lite", **{"Accept-Encoding": "gzip"})
    packed = first.read()
    parts = re.findall(r'<script defer src="\./(lite/[^"]+)"', gzip.decompress(packed).decode())
    sent = len(packed) + sum(len(ask(f"{app_url}{name}", **{"Accept-Encoding": "gzip"}).read()) for name in parts)
    assert first.headers["Content-Encoding"] == "gzip" and sent < MOST_BYTES
    assert ask(f"{app_url}lite").read() == gzip.decompress(packed)
    with pytest.raises(urllib.error.HTTPError) as again:
        ask(f"{app_url}lite", **{"If-None-Match": first.headers["ETag"]})
    assert again.value.code == 304
    again.value.close()


def test_without_javascript_it_leads_to_a_list_of_links(browser, app_url, register):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{app_url}lite", timeout=MAKING_MS)
    page.locator("a", has_text="a plain list of everything").click()
    assert page.locator("ul li a").count() >= (register.assets["status"] != "closed").sum()
    context.close()


def test_its_parts_may_be_kept_for_good_and_are_read_from_anywhere(app_url):
    page = ask(f"{app_url}lite").read().decode()
    parts = re.findall(r'<script defer src="\./(lite/[^"]+)"', page)
    assert len(parts) == 5
    for name in parts:
        found = ask(f"{app_url}{name}", **{"Accept-Encoding": "gzip"})
        assert "immutable" in found.headers["Cache-Control"] and found.headers["Access-Control-Allow-Origin"] == "*"
        assert gzip.decompress(found.read()) == ask(f"{app_url}{name}").read()
    with pytest.raises(urllib.error.HTTPError) as gone:
        ask(f"{app_url}lite/data-0123456789abcdef.js")
    assert gone.value.code == 404 and gone.value.headers["Cache-Control"] == "no-store"
    gone.value.close()


def test_a_slow_line_brings_it_within_four_seconds(browser, app_url, register):
    """What comes before it can be used fits four seconds of a phone's line, round trips included; `make bench` has the clock."""
    ask(f"{app_url}lite").read()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line, sizes = context.new_cdp_session(page), []
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    slow = {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S / 2}
    line.send("Network.emulateNetworkConditions", slow)
    page.goto(f"{app_url}lite?layer=hub", wait_until="commit")
    page.wait_for_function("() => window.wm?.state?.view && document.querySelector('#results').shadowRoot?.querySelector('tr[data-id]')", timeout=60_000)
    assert sizes and 1000 * sum(sizes) / BYTES_PER_S + ROUND_TRIPS * ROUND_TRIP_MS < USABLE_MS, sum(sizes)
    row = register.assets[register.assets["layer"] == "hub"].iloc[0]
    page.goto(f"{app_url}lite?asset={row['id']}", wait_until="commit")
    page.locator("#card").get_by_text(row["summary"]).wait_for(timeout=20_000)
    context.close()


def test_health_and_readiness_are_told(app_url, register):
    assert ask(f"{app_url}health").read() == b"ok"
    assert register.package.version in ask(f"{app_url}ready").read().decode()
