"""Four replicas as `deploy/` has them: nginx, one database, one release; then fewer and fewer of them, under load, and no database."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from bench.app_session import AppSession
from database_servers import postgres
from harness import ROOT, run_apart, serve
from proxy import as_deployed, caddy_as_deployed
from second_region import write_second_region

from geo.register.corrections import CORRECTION, Fact, open_store
from geo.settings import DATA_ROOT
from geo.store.publish import publish

REPLICAS, READERS, LAYERS = 4, 8, ("hub", "catapult", "university", "testbed")
NOTICED_S = 60
UPLOADS = 5


@dataclass
class Hosted:
    """The replicas, the address of all of them, and what ends the database."""

    address: str
    database: str
    data: Path
    servers: list[serve]
    stop_database: ExitStack

    def alone(self, server: serve) -> str:
        """The address of one replica, past nginx."""
        return f"http://localhost:{server.port}/map/"

    @property
    def living(self) -> list[serve]:
        return [server for server in self.servers if server.process.poll() is None]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replicas")
    data = write_second_region(DATA_ROOT, folder / "data")
    with ExitStack() as stack, ExitStack() as database_stack, ThreadPoolExecutor(REPLICAS) as starting:
        database = database_stack.enter_context(postgres())
        publish(data, url=database)
        settings = {"INNOVATION_MAP_DATABASE": database, "INNOVATION_MAP_CACHE": str(folder / "cache"), "STREAMLIT_SERVER_COOKIE_SECRET": "of all"}
        servers = [serve(ROOT / "app.py", folder / f"log{number}.txt", base="map", environment=settings) for number in range(REPLICAS)]
        for server in servers:
            stack.push(server.__exit__)
        list(starting.map(lambda server: server.__enter__(), servers))
        address = stack.enter_context(as_deployed(folder / "nginx", *(server.port for server in servers)))
        yield Hosted(address, database, data, servers, database_stack)


def asset_names(address):
    told = requests.get(f"{address}data/assets.csv", timeout=60)
    return told.text if told.status_code == 200 else ""


def cookies_of(address):
    """What a browser is given when it opens the app: the replica it stays with, and the token that its uploads are known by."""
    with requests.Session() as browser:
        for path in ("", "_stcore/health"):
            browser.get(f"{address}{path}", timeout=60)
        return dict(browser.cookies)


def header_of(cookies):
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def cookie_of(address):
    return header_of(cookies_of(address))


def test_all_replicas_serve_the_published_release_and_notice_the_next(hosted):
    assert all("Works 1," in asset_names(hosted.alone(server)) for server in hosted.servers)
    (path,) = [path for path in (hosted.data / "assets").glob("*.csv") if "works-1," in path.read_text(encoding="utf-8")]
    path.write_text(path.read_text(encoding="utf-8").replace("works-1,Works 1", "works-1,Works One"), encoding="utf-8")
    publish(hosted.data, url=hosted.database)
    until = time.monotonic() + NOTICED_S
    waiting = list(hosted.servers)
    while waiting and time.monotonic() < until:
        waiting = [server for server in waiting if "Works One," not in asset_names(hosted.alone(server))]
        time.sleep(1)
    assert not waiting


def test_a_correction_sent_to_one_is_read_from_any_other(hosted):
    store = open_store(hosted.database)
    fact = Fact("postcode", "ZE1 1AA", "ZE9 9AA")
    made = store.add(kind=CORRECTION, asset="works-1", facts=[fact], page="", words="", email="", address="here", release="")
    store.engine.dispose()

    async def read(address):
        async with AppSession(address) as reader:
            await reader.view(f"reference={made.reference}", page="corrections")
            return reader.says("ZE9 9AA") and not reader.elements("exception")

    assert all(run_apart(read(hosted.alone(server))) for server in hosted.servers[:2])


def test_an_event_pack_built_through_the_proxy_comes_from_the_replica_that_made_it(hosted):
    async def build():
        async with AppSession(hosted.address, cookie_of(hosted.address)) as reader:
            await reader.view(page="present")
            (button,) = [one for one in reader.elements("button") if one.label == "Build the event pack"]
            await reader.view(page="present", pressed=button.id)
            (link,) = [one.url for one in reader.elements("download_button") if "event pack" in one.label]
            return link, reader.cookie

    link, cookie = run_apart(build())
    pack = requests.get(f"{hosted.address.rstrip('/')}{link.removeprefix('/map')}", headers={"Cookie": cookie}, timeout=60)
    assert pack.status_code == 200 and pack.content[:2] == b"PK"


@pytest.mark.parametrize("proxy", [as_deployed, caddy_as_deployed])
@pytest.mark.parametrize("kept", [True, False], ids=["kept by a cookie", "no cookie of the proxy's"])
def test_own_lists_and_files_reach_the_replica_of_their_session(hosted, proxy, kept, tmp_path):
    """Without stickiness three of four uploads would be refused: "Invalid session_id"."""
    sent = "Name,Latitude,Longitude\nHall,52.55,0.45\nBarn,52.56,0.55\n"

    async def read(address):
        cookies = cookies_of(address)
        assert "innovation_map_route" in cookies
        if not kept:
            del cookies["innovation_map_route"]
        async with AppSession(address, header_of(cookies), cookies["_streamlit_xsrf"]) as reader:
            await reader.view(page="your-data")
            await reader.upload("list.csv", sent.encode(), page="your-data")
            saved = await reader.download("CSV")
            return reader.says("Barn"), saved.status_code, saved.content.decode("utf-8-sig").splitlines() == sent.splitlines()

    async def all_of_them(address):
        return [await read(address) for _ in range(UPLOADS)]

    with proxy(tmp_path / "proxy", *(server.port for server in hosted.servers)) as address:
        assert run_apart(all_of_them(address)) == [(True, 200, True)] * UPLOADS


def test_readers_only_reconnect_when_replicas_are_killed_under_load(hosted):
    """Of four, two are killed, one after the other, while readers choose filters and download."""
    cookies = [cookie_of(hosted.address) for _ in range(READERS)]

    async def read(number, done, failed):
        async with AppSession(hosted.address, cookies[number]) as reader:
            at = number
            while not done.is_set():
                layer = LAYERS[at % len(LAYERS)]
                await reader.view(f"layer={layer}")
                if reader.elements("exception") or not reader.says("wm-footer"):
                    failed.append(layer)
                told = await asyncio.to_thread(requests.get, f"{hosted.address}data/assets.csv?layer={layer}", headers={"Cookie": cookies[number]}, timeout=60)
                failed += [] if told.status_code == 200 and f",{layer}," in told.text else [told.text]
                at += 1
                await asyncio.sleep(0.5)
            return reader.reconnects, at - number

    async def load():
        done, failed = asyncio.Event(), []
        readers = [asyncio.create_task(read(number, done, failed)) for number in range(READERS)]
        for server in hosted.servers[:2]:
            await asyncio.sleep(2)
            server.process.kill()
        await asyncio.sleep(2)
        done.set()
        return await asyncio.gather(*readers), failed

    told, failed = run_apart(load())
    assert not failed
    assert len(hosted.living) == REPLICAS - 2 and sum(lost for lost, _ in told) > 0
    assert all(lost <= 6 and views for lost, views in told), told


def test_without_the_database_the_last_release_is_still_served(hosted):
    hosted.stop_database.close()
    # Longer than a replica waits between two looks.
    time.sleep(2.5)
    for server in hosted.living:
        assert "Works One," in asset_names(hosted.alone(server))
        assert requests.get(f"{hosted.alone(server)}ready", timeout=30).status_code == 200
    assert "Works One" in requests.get(f"{hosted.address}asset?asset=works-1", timeout=60).text
