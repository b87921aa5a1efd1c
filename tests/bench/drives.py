"""`make bench`, second part: what a drive costs. One origin to all assets with the reach drawn, against one bare run of
scipy's Dijkstra on the same graph, and the memory the roads take."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from scipy.sparse.csgraph import dijkstra

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geo.analysis.drive_time import drive_from, drives_to, find_site, isochrone, load_road_graph  # noqa: E402
from geo.register.assets import load_register  # noqa: E402

ROUNDS, MINUTES = 20, 30.0
MOST_MS, MOST_MB = 300, 250


def main() -> None:
    """Measure in turn, and print."""
    register, process = load_register(), psutil.Process()
    before = process.memory_info().rss
    graph = load_road_graph(register.package)
    grown_mb = (process.memory_info().rss - before) / 1e6
    points = list(register.assets.geometry.sample(ROUNDS, random_state=1))
    ours, bare = [], []
    for point in points:

        def whole(point=point) -> None:
            drive = drive_from(graph, point)
            drives_to(drive, register.assets.geometry)
            isochrone(drive, MINUTES)

        ours.append(timed(whole))
        bare.append(timed(lambda point=point: dijkstra(graph.minutes, indices=find_site(graph, point).node)))
    ms, floor_ms = statistics.median(ours), statistics.median(bare)
    print(
        f"A drive to all {len(register.assets)} assets and the reach of {MINUTES:g} minutes: {ms:.0f} ms (at most {MOST_MS}), "
        f"{ms / floor_ms:.1f} x one bare Dijkstra of {floor_ms:.0f} ms; the roads take {grown_mb:.0f} MB (at most {MOST_MB})."
    )


def timed(do: Callable[[], None]) -> float:
    """Milliseconds something takes."""
    start = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
