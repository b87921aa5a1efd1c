"""A document in line: what the reader sees while it waits for others, and while it is made. What was made is kept for the next reader."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import wait

from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.export import Progress
from pages.shared.result_cache import ResultCache
from pages.shared.work_queue import DOCUMENTS, TOO_LONG

LOOK_S = 0.25
MOST_S = 300.0
# Some hundred documents, or half a dozen event packs.
_made = ResultCache(max_bytes=150_000_000)


def in_line(make_with: Callable[[Progress], bytes], bar: DeltaGenerator, *, key: Hashable = None) -> bytes:
    """Have something dear made in the line of documents, while a bar shows the place in it and how far it is.

    `make_with` takes what hears of its progress. `key` names all that the document depends on: a second reader gets the first one's;
    without a key it is made anew. Raises BusyError where the line is full or it takes too long, and what `make_with` raises.
    """
    told = [0.0, "Starting"]

    def hear(share: float, doing: str) -> None:
        told[:] = share, doing

    if key is not None and (kept := _made.find(key)) is not None:
        return kept
    job = DOCUMENTS.submit(lambda: kept_or_made(key, lambda: make_with(hear)), reader=reader())
    until = time.monotonic() + MOST_S
    try:
        while not wait([job.future], timeout=LOOK_S).done:
            if time.monotonic() > until:
                raise TOO_LONG
            place = DOCUMENTS.place(job)
            bar.progress(*(0.0, f"Number {place} in line") if place else (told[0], told[1]))
        return job.future.result()
    finally:
        # Whoever leaves the page gives up a place in line; what is being made is made.
        job.future.cancel()


def kept_or_made(key: Hashable, make: Callable[[], bytes]) -> bytes:
    """The document of a key, made where it is not kept, once however many ask; without a key (None) made anew."""
    return make() if key is None else _made.get(key, make)


def reader() -> str:
    """Who asks: the session, or "" outside of one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""
