"""Dear work in line: a few threads of its own make documents and files, so that pages and stylesheets go on beside it.

Who asks is told the place in line; a line that is full, or a reader with enough in it, is refused in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from geo.errors import GeoError

T = TypeVar("T")
MOST_S = 120.0


class BusyError(GeoError):
    """The line is full, or this reader has enough in it."""


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work in line; `future` has its result."""

    reader: Hashable
    future: Future[T] = field(init=False)


class WorkQueue:
    """A line for `workers` threads: at most `most_waiting` wait, of one reader at most `most_per_reader` wait or are made."""

    def __init__(self, name: str, *, workers: int, most_waiting: int, most_per_reader: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._most_waiting, self._most_per_reader = most_waiting, most_per_reader
        self._waiting: list[Job] = []
        self._of_reader: Counter[Hashable] = Counter()
        self._lock = Lock()

    def submit(self, make: Callable[[], T], *, reader: Hashable) -> Job[T]:
        """Put work in line. Raises BusyError where the line is full or the reader has enough in it."""
        job: Job[T] = Job(reader)
        with self._lock:
            if self._of_reader[reader] >= self._most_per_reader:
                raise BusyError("Something else you asked for is still being made.", mend="Wait until it is there, then ask again.")
            if len(self._waiting) >= self._most_waiting:
                raise BusyError("Many documents are being made just now.", mend="Try again in a minute.")
            self._waiting.append(job)
            self._of_reader[reader] += 1
        job.future = self._pool.submit(self._run, job, make)
        job.future.add_done_callback(lambda _: self._left(job))
        return job

    def place(self, job: Job) -> int:
        """How many are before it, itself counted; 0 once it is being made or done."""
        with self._lock:
            return self._waiting.index(job) + 1 if job in self._waiting else 0

    def _run(self, job: Job[T], make: Callable[[], T]) -> T:
        with self._lock:
            self._waiting.remove(job)
        return make()

    def _left(self, job: Job) -> None:
        """Done, failed, or given up while it waited."""
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
            self._of_reader[job.reader] -= 1
            if not self._of_reader[job.reader]:
                del self._of_reader[job.reader]


def in_turn(line: WorkQueue, make: Callable[[], T], *, reader: Hashable, most_s: float = MOST_S) -> T:
    """Have something made in a line and wait for it. Raises BusyError where the line is full or it takes longer, and what `make` raises."""
    job = line.submit(make, reader=reader)
    try:
        return job.future.result(timeout=most_s)
    except FutureTimeout:
        raise TOO_LONG from None
    finally:
        # Whoever waits no longer gives up the place; what is being made is made.
        job.future.cancel()


TOO_LONG = BusyError("It takes too long just now.", mend="Try again in a minute; what is finished meanwhile is there at once.")
# One document at a time: each takes seconds of processor. Files of data take half a second.
DOCUMENTS = WorkQueue("documents", workers=1, most_waiting=30, most_per_reader=1)
FILES = WorkQueue("files", workers=2, most_waiting=100, most_per_reader=8)
# Lists of readers' own take up to ten seconds of processor; a suggestion is a write to the database.
LISTS = WorkQueue("lists", workers=1, most_waiting=20, most_per_reader=1)
SUGGESTIONS = WorkQueue("suggestions", workers=2, most_waiting=50, most_per_reader=3)
