"""A document in line: what the reader sees while it waits for others, and while it is made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait

from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.export import Progress
from pages.shared.work_queue import DOCUMENTS

LOOK_S = 0.25


def in_line(make_with: Callable[[Progress], bytes], bar: DeltaGenerator) -> bytes:
    """Have something dear made in the line of documents, while a bar shows the place in it and how far it is.

    `make_with` takes what hears of its progress. Raises BusyError where the line is full, and what `make_with` raises.
    """
    told = [0.0, "Starting"]

    def hear(share: float, doing: str) -> None:
        told[:] = share, doing

    context = get_script_run_ctx()
    job = DOCUMENTS.submit(lambda: make_with(hear), reader=context.session_id if context else "")
    try:
        while not wait([job.future], timeout=LOOK_S).done:
            place = DOCUMENTS.place(job)
            bar.progress(*(0.0, f"Number {place} in line") if place else (told[0], told[1]))
        return job.future.result()
    finally:
        # Whoever leaves the page gives up a place in line; what is being made is made.
        job.future.cancel()
