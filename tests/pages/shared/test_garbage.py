"""Objects that live are out of the collector's sight; those that die in a ring still go."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from threading import Event, Thread

import psutil
import pytest

from pages.shared import garbage


class Ring:
    """It refers to itself, so that only the collector finds it."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def tended(monkeypatch):
    """The thread at work, quickly; sweeping as often as a test says."""
    stop, threads = Event(), []

    def start(sweep_s):
        monkeypatch.setattr(garbage, "FREEZE_S", 0.05)
        monkeypatch.setattr(garbage, "SWEEP_S", sweep_s)
        threads.append(Thread(target=garbage.tend, args=(stop,)))
        threads[0].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join(10)


def wait_until(true):
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come to pass.")


def test_what_lives_is_not_walked_again(tended):
    kept = [Ring() for _ in range(20_000)]
    tended(1_000)
    wait_until(lambda: not any(one is kept for one in gc.get_objects()))
    assert gc.get_freeze_count() > len(kept)


def test_a_ring_that_died_after_it_was_frozen_goes_with_the_next_sweep(tended):
    ring = Ring()
    seen = weakref.ref(ring)
    gc.freeze()
    del ring
    gc.collect()
    assert seen() is not None
    tended(0.1)
    wait_until(lambda: seen() is None)


def test_memory_is_given_back_where_the_system_takes_it():
    process, freed = psutil.Process(), [bytes(900) for _ in range(100_000)]
    # Every hundredth stays, so that nothing goes back by itself.
    kept, full = freed[::100], process.memory_info().rss
    del freed
    before = process.memory_info().rss
    garbage.release_memory()
    assert len(kept) == 1000 and process.memory_info().rss <= before <= full
    assert sys.platform != "linux" or process.memory_info().rss < full - 20_000_000
