"""A data package with as many assets as asked for: the shipped ones, and invented ones after their pattern.

`python -m tests.bench.many_assets FOLDER 100000`, run in the repository, writes it. Each invented asset has the cells of a shipped one,
an id and a name of its own, and a place drawn at random inside the authority of the shipped one, the same at each run.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import geopandas as gpd
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.prepared import prep

from geo.register.boundaries import load_boundaries
from geo.register.datapackage import open_package

ROOT = Path(__file__).parents[2]
SEED = 16
ROLES = "organisation_roles.csv"


def write_many_assets(root: Path, number: int, *, shipped: Path = ROOT / "data") -> Path:
    """Write a package of `number` assets (no fewer than are shipped) below `root`, and return `root`."""
    shutil.copytree(shipped, root, ignore=shutil.ignore_patterns("local", "*.part"))
    areas = load_boundaries(open_package(shipped)).set_index("gss_code").geometry
    tables = {path: _rows(path) for path in sorted((root / "assets").glob("*.csv"))}
    kept = sum(map(len, tables.values()))
    chance = random.Random(SEED)
    share = (number - kept) / kept
    made = 0
    roles: dict[str, list[dict[str, str]]] = {}
    for role in _rows(root / ROLES):
        roles.setdefault(role["asset_id"], []).append(role)
    for at, (path, rows) in enumerate(tables.items(), start=1):
        own = number - kept - made if at == len(tables) else round(len(rows) * share)
        made += own
        invented = list(islice(_invented(rows, areas, chance), own))
        _append(path, [row for _, row in invented])
        _append(root / ROLES, [role | {"asset_id": row["id"]} for pattern, row in invented for role in roles.get(pattern, ())])
    return root


def _append(path: Path, rows: list[dict[str, str]]) -> None:
    if rows:
        with path.open("a", encoding="utf-8", newline="") as out:
            csv.DictWriter(out, rows[0].keys(), lineterminator="\n").writerows(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _invented(rows: list[dict[str, str]], areas: gpd.GeoSeries, chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """One row after the other, for ever, each after the pattern of a shipped one, whose id comes first."""
    points = {code: _points_in(area, chance) for code, area in areas.items()}
    for turn in count(1):
        for row in rows:
            point = next(points[row["gss_code"]])
            yield (
                row["id"],
                row
                | {
                    "id": f"{row['id'][:50]}-n{turn}",
                    "name": f"{row['name']} no. {turn}",
                    "aliases": "",
                    "successor": "",
                    "lat": f"{point.y:.5f}",
                    "lon": f"{point.x:.5f}",
                },
            )


def _points_in(area: BaseGeometry, chance: random.Random) -> Iterator[Point]:
    west, south, east, north = area.bounds
    inside = prep(area)
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if inside.contains(point):
            yield point


if __name__ == "__main__":
    print(write_many_assets(Path(sys.argv[1]), int(sys.argv[2])))
