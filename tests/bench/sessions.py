"""What a view costs while many sessions are open: ours and an empty Streamlit page's, by the same readers."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from app_session import AppSession
from harness import serve

AT_ONCE, FOR_S = 4, 15.0


async def views(address: str, process: psutil.Process, *, sessions: int, layers: tuple[str, ...]) -> dict[str, float]:
    """Open sessions, then let a few at a time choose filters in turn; processor time per view is that of the server alone."""
    readers = [AppSession(address) for _ in range(sessions)]
    for first in range(0, sessions, AT_ONCE):
        await asyncio.gather(*(reader.view() for reader in readers[first : first + AT_ONCE]))
    times: list[float] = []
    until = time.perf_counter() + FOR_S

    async def choose(mine: list[AppSession]) -> None:
        at = 0
        while time.perf_counter() < until:
            times.append(await mine[at % len(mine)].view(f"layer={layers[at % len(layers)]}"))
            at += 1

    began, used = time.perf_counter(), sum(process.cpu_times()[:2])
    await asyncio.gather(*(choose(readers[number::AT_ONCE]) for number in range(AT_ONCE)))
    took, used = time.perf_counter() - began, sum(process.cpu_times()[:2]) - used
    for reader in readers:
        await reader.__aexit__()
    return {
        "sessions": sessions,
        "views_per_s": round(len(times) / took, 1),
        "median_s": round(statistics.median(times), 3),
        "processor_ms_per_view": round(1000 * used / len(times), 1),
    }


def measure(script: Path, *, sessions: int, layers: tuple[str, ...]) -> list[dict[str, float]]:
    """The figures of a script with few sessions open, and with many."""
    with tempfile.TemporaryDirectory() as folder, (server := serve(script, Path(folder) / "log.txt")) as address:
        process = psutil.Process(server.process.pid)
        return [asyncio.run(views(address, process, sessions=number, layers=layers)) for number in (AT_ONCE, sessions)]
