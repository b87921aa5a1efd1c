"""Work ahead of the readers: what every place, cluster and asset shows is reckoned once while the server has
nothing better to do, so that the first to choose one waits no longer than the second."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from threading import Event, Thread
from types import ModuleType
from typing import Any

from geo.analysis.drive_time import has_roads, road_graph
from geo.errors import GeoError
from geo.gazetteer.locate import load_gazetteer
from geo.select.query_string import Query
from geo.settings import works_ahead
from pages.answers import asset, clusters, places
from pages.shared import lite
from pages.shared.loaders import Shared, shared

# Set to 0 where the processor is wanted for something else: tests, measurements.
# The first visitor comes first; and between two views others get their turn.
FIRST_PAUSE_S, PAUSE_S = 5.0, 0.1


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """While the app is served, work ahead in a thread of its own."""
    stop = Event()
    if works_ahead():
        Thread(target=work, args=(stop,), name="work-ahead", daemon=True).start()
    yield
    stop.set()


def work(stop: Event) -> None:
    """Reckon all views in turn until done or stopped; broken data is left for the pages to tell."""
    try:
        data = shared()
        if stop.wait(FIRST_PAUSE_S):
            return
        if data.tiles is None:
            lite.page(data)
        # The first search asks it what else a text could mean.
        load_gazetteer(data.register)
        if has_roads(data.register.package):
            road_graph(data.register)
        for page, query in views(data):
            page.answer(data, query)
            if stop.wait(PAUSE_S):
                return
    except GeoError:
        return


def views(data: Shared) -> Iterator[tuple[ModuleType, Query]]:
    """The views a reader is likely to ask for first: (page, query)."""
    register = data.register
    yield from ((places, query) for query in ({}, *({"area": [grouping.id]} for grouping in register.region.groupings)))
    yield from ((places, {"authority": [code]}) for code in register.authorities.index)
    yield from ((clusters, query) for query in ({}, *({"cluster": [cluster]} for cluster in register.clusters.index)))
    # Of many assets, and what stands around each, nobody asks for most.
    yield from ((asset, {"asset": [identity]}) for identity in (register.by_id if data.tiles is None else ()))
