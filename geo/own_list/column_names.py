"""What the columns of a reader's table hold: by their names, and where these say nothing by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.gazetteer.coordinates import parse_coordinates
from geo.gazetteer.postcodes import postcodes_within
from geo.own_list.numbers import read_number
from geo.register.datapackage import DataPackage, read_table

if TYPE_CHECKING:
    from geo.own_list.table import ListTable

# The roles a column can have, in the order they are offered, with their names.
ROLES = {
    "name": "Name",
    "address": "Address or street",
    "address_2": "Address, second line",
    "postcode": "Postcode",
    "place": "Town, city or authority",
    "coordinates": "Coordinates in one cell",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "easting": "Easting",
    "northing": "Northing",
    "cluster": "Cluster",
    "notes": "Notes",
}
POSITIONS = ("coordinates", "latitude", "longitude", "easting", "northing", "postcode", "address", "address_2", "place")
# The share of a column's cells that must be of a kind for the column to be.
MOSTLY = 0.6
LOOKED_AT = 200
LATITUDES, LONGITUDES, EASTINGS, NORTHINGS = (49, 61), (-9, 3), (1e5, 7e5), (1e4, 1.3e6)
_TRIED: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("postcode", lambda cell: len(cell) < 12 and bool(postcodes_within(cell))),
    # One number with a decimal comma is no pair.
    ("coordinates", lambda cell: read_number(cell) is None and parse_coordinates(cell) is not None),
    ("latitude", lambda cell: _between(cell, LATITUDES)),
    ("longitude", lambda cell: _between(cell, LONGITUDES)),
    ("address", lambda cell: bool(postcodes_within(cell)) or ("," in cell and any(map(str.isdigit, cell)))),
)


@dataclass(frozen=True)
class ColumnNames:
    """Known names of columns, in lower-case words, each with its role."""

    roles: dict[str, str]

    def role(self, name: str) -> str:
        """The role of a column of this name; "" if it says none."""
        words = " ".join(re.findall(r"[a-z0-9/,-]+", name.casefold().replace("_", " ").replace(".", " ")))
        return self.roles.get(words) or self.roles.get(re.sub(r"\s*(?:deg(?:rees)?|dd|wgs ?84|epsg ?4326|osgb ?36|epsg ?27700|m|metres)$", "", words), "")


def load_column_names(package: DataPackage) -> ColumnNames:
    """Load them. Raises DataError if the table is missing or unreadable."""
    table = read_table(package, "column_names")
    return ColumnNames({name.replace("_", " "): role for role, name in zip(table["role"], table["name"], strict=True)})


def recognise(table: ListTable, names: ColumnNames) -> dict[str, str]:
    """Role -> column, for each role that a column has: by its name first, then by what stands in it."""
    found: dict[str, str] = {}
    for column in table.columns:
        role = names.role(column)
        if role in ROLES and role not in found:
            found[role] = column
    _settle_pairs(found, table)
    free = [column for column in table.columns if column not in found.values()]
    for role, fits in _TRIED:
        if role in found or (role in ("latitude", "longitude", "coordinates") and _has_position(found)):
            continue
        if column := next((column for column in free if _mostly(_cells(table, column), fits)), ""):
            found[role] = column
            free.remove(column)
    _settle_pairs(found, table)
    if "name" not in found and free:
        found["name"] = max(free, key=lambda column: (_mostly(_cells(table, column), _is_words), -table.columns.index(column)))
    return {role: found[role] for role in ROLES if role in found}


def _settle_pairs(found: dict[str, str], table: ListTable) -> None:
    """Columns called X and Y hold degrees as often as metres; half a pair is none."""
    for one, other, degrees in (("easting", "northing", ("longitude", "latitude")),):
        if one in found and other in found and _mostly(_cells(table, found[other]), lambda cell: _between(cell, LATITUDES)):
            for role, new in zip((one, other), degrees, strict=True):
                column = found.pop(role)
                found.setdefault(new, column)
    for one, other in (("latitude", "longitude"), ("easting", "northing")):
        for role, partner in ((one, other), (other, one)):
            if role in found and partner not in found and role != "latitude":
                found.pop(role)


def _has_position(found: dict[str, str]) -> bool:
    return "coordinates" in found or {"latitude", "longitude"} <= found.keys() or {"easting", "northing"} <= found.keys()


def _cells(table: ListTable, column: str) -> list[str]:
    at = table.columns.index(column)
    return [row[at] for row in table.rows[:LOOKED_AT] if row[at]]


def _mostly(cells: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(fits, cells)) >= MOSTLY * len(cells)


def _between(cell: str, bounds: tuple[float, float]) -> bool:
    number = read_number(cell)
    return number is not None and "." in cell.replace(",", ".") and bounds[0] <= number <= bounds[1]


def _is_words(cell: str) -> bool:
    return read_number(cell) is None and any(map(str.isalpha, cell))
