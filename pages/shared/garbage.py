"""What the sessions of readers hold is not walked again after every run.

Streamlit collects garbage in full after each run of a page, and so walks the objects of every session that is open: with hundreds of
them that costs more than the run. What has lived for some seconds is taken out of its sight (`gc.freeze`), and all is looked
through now and then, so that nothing that refers to itself stays for good. What nothing refers to goes at once, as ever.
"""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

FREEZE_S, SWEEP_S = 5.0, 300.0


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """While the app is served, tend to its garbage in a thread of its own."""
    stop = Event()
    Thread(target=tend, args=(stop,), name="garbage", daemon=True).start()
    yield
    stop.set()


def tend(stop: Event) -> None:
    """Freeze every `FREEZE_S`, and look through everything every `SWEEP_S`, until stopped."""
    swept = time.monotonic()
    while not stop.wait(FREEZE_S):
        if time.monotonic() - swept > SWEEP_S:
            gc.unfreeze()
            gc.collect()
            swept = time.monotonic()
        gc.freeze()


def release_memory() -> None:
    """Give back to the system what was freed: after a load that is as much as the data itself. Only glibc (Linux) can be asked to."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return
