"""Work ahead: it reaches every place, cluster and asset, stops when told, and what it leaves is not reckoned again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from geo.errors import DataError
from pages.answers import asset, clusters, places, warming
from pages.shared.loaders import shared


def test_every_place_cluster_and_asset_is_among_the_views():
    views, register = list(warming.views(shared())), shared().register
    of = lambda page, name: {one for at, query in views if at is page for one in query.get(name, [])}  # noqa: E731
    assert of(places, "authority") == set(register.authorities.index)
    assert of(clusters, "cluster") == set(register.clusters.index)
    assert of(asset, "asset") == set(register.assets["id"])


def test_it_works_until_it_is_stopped(monkeypatch):
    stop, asked = Event(), []

    def answer(data, query):
        asked.append(query)
        if len(asked) == 3:
            stop.set()

    monkeypatch.setattr(warming, "FIRST_PAUSE_S", 0)
    monkeypatch.setattr(warming, "PAUSE_S", 0)
    monkeypatch.setattr(places, "answer", answer)
    warming.work(stop)
    assert len(asked) == 3


def test_broken_data_is_left_for_the_pages_to_tell(monkeypatch):
    def broken():
        raise DataError("No data.")

    monkeypatch.setattr(warming, "shared", broken)
    warming.work(Event())


@pytest.mark.parametrize(("switch", "works"), [("0", False), ("1", True)])
def test_it_begins_with_the_server_unless_switched_off(monkeypatch, switch, works):
    begun = Event()
    monkeypatch.setenv("INNOVATION_MAP_WORK_AHEAD", switch)
    monkeypatch.setattr(warming, "work", lambda stop: begun.set())

    async def serve() -> bool:
        async with warming.lifespan(None):
            return begun.wait(0.5)

    # In a thread of its own: a browser test of the same run may have left its loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as own:
        assert own.submit(asyncio.run, serve()).result() is works
