"""Hosted as `deploy/` says: below a path, behind nginx, two replicas of the app."""

from __future__ import annotations

import re

import pytest
import requests
from bench.app_session import AppSession
from harness import ROOT, run_apart, serve, watch
from proxy import as_deployed, caddy_as_deployed

PAGES = ("places", "clusters", "nearby", "asset", "shortlist", "present", "claims", "about")


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    """Two processes of the app below /map, and the address nginx gives them."""
    folder = tmp_path_factory.mktemp("hosted")
    first, second = (serve(ROOT / "app.py", folder / f"log{number}.txt", base="map") for number in (1, 2))
    with first, second, as_deployed(folder / "nginx", first.port, second.port) as address:
        yield address, {first.port: first, second.port: second}


@pytest.fixture
def hosted(browser, replicas):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made = watch(context.new_page(), replicas[0])
    yield made
    assert made.outside == [] and made.errors == [], (made.outside, made.errors)
    context.close()


def test_a_filter_a_link_and_a_download_work_below_the_path(hosted, register):
    page = hosted.open("?layer=catapult")
    wanted = register.assets[(register.assets["layer"] == "catapult") & (register.assets["status"] != "closed")]
    assert hosted.shown_ids() == set(wanted["id"])
    page.locator("tr[data-id] button").first.click()
    page.get_by_role("link", name="Its own page").click()
    page.wait_for_url(re.compile(r"/map/asset\?.*asset="))
    hosted.settled()
    page.get_by_role("button", name="Download or share").click()
    links = page.get_by_role("dialog").locator("code")
    links.first.wait_for()
    said = links.all_text_contents()
    assert all(text.startswith((hosted.url, f'<iframe src="{hosted.url}embed')) for text in said), said


def test_every_page_opens_below_the_path(hosted):
    hosted.open(PAGES[0])
    for name in PAGES[1:]:
        hosted.walk(name)
        hosted.settled()
        assert hosted.page.locator(".stMain h1").count() == 1, name


def test_the_page_for_phones_leads_back_into_the_app(hosted):
    hosted.page.goto(f"{hosted.url}lite?layer=university", timeout=180_000)
    hosted.page.wait_for_function("() => window.wm?.state?.view", timeout=60_000)
    hosted.page.locator("#whole-app").click()
    hosted.settled()
    assert hosted.page.url == f"{hosted.url}?layer=university"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("data/assets.csv?layer=catapult", "text/csv"),
        ('answer/places?_act={"kind":"open","query":"?"}', "application/json"),
        ("ogc", "application/json"),
        ("robots.txt", "text/plain"),
        ("changes.atom", "application/atom+xml"),
        ("preview.png?cluster=aerospace", "image/png"),
        ("list", "text/html"),
        ("health", "text/plain"),
    ],
)
def test_routes_answer_below_the_path(replicas, path, kind):
    found = requests.get(f"{replicas[0]}{path}", timeout=120)
    assert found.status_code == 200 and found.headers["content-type"].startswith(kind)


def test_links_in_answers_lead_through_the_proxy(replicas):
    address, _ = replicas
    told = requests.get(f"{address}ogc/collections?f=json", timeout=60).text
    assert f"{address}ogc/collections/" in told and re.findall(r"http://[^\"]+?/", told).count("http://127.0.0.1/") == 0
    assert f"Sitemap: {address}sitemap.xml" in requests.get(f"{address}robots.txt", timeout=30).text
    assert f'rel="canonical" href="{address}places"' in requests.get(f"{address}places", timeout=30).text


def test_what_only_the_host_may_read_is_not_public(replicas):
    assert requests.get(f"{replicas[0]}_stcore/metrics", timeout=30).status_code == 404


def test_caddy_serves_the_same_below_the_path_with_websockets_and_a_cookie(replicas, tmp_path):
    with caddy_as_deployed(tmp_path / "caddy", *replicas[1]) as address:
        first = requests.get(address, timeout=60)
        assert first.status_code == 200 and "innovation_map_route" in first.cookies
        assert requests.get(address.rstrip("/"), timeout=30).url == address
        for hidden in ("_stcore/metrics", "metrics"):
            assert requests.get(f"{address}{hidden}", timeout=30).status_code == 404
        told = requests.get(f"{address}ogc/collections?f=json", timeout=60)
        assert f"{address}ogc/collections/" in told.text and told.headers.get("content-encoding") in ("gzip", "br")
        part = requests.get(f"{address}data/assets.gpkg", headers={"Range": "bytes=0-15"}, timeout=120)
        assert part.status_code == 206 and part.content == b"SQLite format 3\0"

        async def read(cookie):
            async with AppSession(address, cookie) as reader:
                await reader.view("layer=catapult")
                return reader.says("wm-footer") and not reader.elements("exception"), reader.reconnects

        cookie = "; ".join(f"{name}={value}" for name, value in first.cookies.items())
        assert run_apart(read(cookie)) == (True, 0)


def test_scripts_come_compressed_and_the_page_for_phones_is_kept(replicas):
    address, _ = replicas
    script = re.search(r'src="\./(static/js/index[^"]+)"', requests.get(address, timeout=30).text).group(1)
    assert requests.get(f"{address}{script}", timeout=30).headers["content-encoding"] in ("br", "gzip")


def test_a_reader_stays_with_one_replica_and_another_takes_over_when_it_is_gone(hosted, replicas, register):
    """Last in this file: one of the two is ended."""
    address, servers = replicas
    page = hosted.open("?layer=catapult")
    (cookie,) = [one["value"] for one in page.context.cookies() if one["name"] == "innovation_map_route"]
    del cookie
    for server in list(servers.values())[:1]:
        server.process.terminate()
        server.process.wait(timeout=20)
    hosted.errors.clear()
    page.goto(f"{address}?layer=university")
    hosted.settled()
    assert hosted.shown_ids() == set(register.assets[(register.assets["layer"] == "university") & (register.assets["status"] != "closed")]["id"])
    hosted.errors.clear()
