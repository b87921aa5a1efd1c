"""What a row of a reader's own list would change in the register: the values of a suggestion, before anybody sends it.

Only the columns that a suggestion may hold are taken, each where the row says something else than the register; notes are
the reader's own and are never taken. Nothing here keeps or sends anything: the values stay with whoever asked for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from geo.crs import BNG, WGS84
from geo.errors import NotFoundError
from geo.gazetteer.postcodes import postcodes_within
from geo.own_list.blank_cells import is_blank
from geo.own_list.placing import UNNAMED, PlacedList
from geo.own_list.table import ListTable
from geo.register.assets import Register
from geo.register.cell_checks import split_list
from geo.register.confirmation import allowed_values
from geo.register.correction_rules import ASKED, present
from geo.register.datapackage import read_table
from geo.select.search_words import tokens_of

# How a position was found where the row gives it itself; nearer to the pin than this it is the same.
GIVEN = ("coordinates", "National Grid")
SAME_PLACE_M = 100.0


@dataclass(frozen=True)
class RowSuggestion:
    """What row `row` of the list, called `name`, says: `values` by column of an asset, and `words` on its position."""

    row: int
    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


def suggestion_of_row(table: ListTable, roles: Mapping[str, str], placed: PlacedList, number: int, *, register: Register, asset: str = "") -> RowSuggestion:
    """What a row (by its number in the file) says otherwise than an asset (by its id); all it says where none is named.

    Raises NotFoundError for a row that the list does not have, or an asset that the register does not have.
    """
    if number not in table.numbers:
        raise NotFoundError(f"The list has no row {number}.", mend="Choose one of its rows on the page Your data.")
    cells = dict(zip(table.columns, table.rows[table.numbers.index(number)], strict=True))
    said = _said(cells, roles, register)
    ours = register.asset(asset) if asset else None
    before = present(ours)
    values = {name: text for name, text in said.items() if not _says_same(name, text, before, ours)}
    return RowSuggestion(number, said.get("name") or UNNAMED.format(number), values, _position(placed.rows, number, ours))


def _said(cells: Mapping[str, str], roles: Mapping[str, str], register: Register) -> dict[str, str]:
    """What the cells of a row say, by column of an asset, written as the register writes it."""
    of_role = {role: cells[column] for role, column in roles.items() if not is_blank(cells.get(column, ""))}
    found = _other_columns(cells, roles, register)
    found |= {name: of_role[name] for name in ("name",) if name in of_role}
    towns = {" ".join(tokens_of(name)): name for name in read_table(register.package, "places")["name"]}
    address, postcode, place = _address(", ".join(filter(None, (of_role.get("address", ""), of_role.get("address_2", "")))), towns)
    town = towns.get(" ".join(tokens_of(of_role.get("place", ""))), place)
    found |= {"address": address, "postcode": _postcode(of_role.get("postcode", "")) or postcode, "place": town}
    return {name: found[name] for name in ASKED if found.get(name)}


def _other_columns(cells: Mapping[str, str], roles: Mapping[str, str], register: Register) -> dict[str, str]:
    """The cells of columns without a role that are called as a column of an asset is, by its name or title."""
    fields = register.package.schema(next(iter(register.package.asset_tables.values())))["fields"]
    names = {form.casefold(): described["name"] for described in fields for form in (described["name"], described["title"])}
    free = {names.get(column.casefold(), ""): cell for column, cell in cells.items() if column not in roles.values() and not is_blank(cell)}
    found = {name: cell for name, cell in free.items() if name in ASKED}
    if found.get("status", "").casefold() not in allowed_values(register.package, "status"):
        found.pop("status", None)
    return found | ({"status": found["status"].casefold()} if "status" in found else {})


def _address(text: str, towns: Mapping[str, str]) -> tuple[str, str, str]:
    """The street part of an address, its postcode and its town, "" for each that it has not."""
    codes = postcodes_within(text)
    code = codes[0] if len(codes) == 1 else ""
    street: list[str] = []
    town = ""
    for part in text.replace("\n", ",").split(","):
        bare = _without_code(part.strip(), code) if code else part.strip()
        named = towns.get(" ".join(tokens_of(bare)), "")
        if named and street:
            town = named
        elif bare:
            street.append(bare)
    return ", ".join(street), code, town


def _without_code(part: str, code: str) -> str:
    """A part of an address without its postcode, which is a word or two of it."""
    words = part.split()
    for at in range(len(words)):
        for end in (at + 1, at + 2):
            if "".join(filter(str.isalnum, "".join(words[at:end]))).upper() == code.replace(" ", ""):
                return " ".join(words[:at] + words[end:])
    return part


def _postcode(text: str) -> str:
    """A whole postcode as the register writes it; "" for anything else."""
    codes = postcodes_within(text)
    return codes[0] if len(codes) == 1 else ""


def _says_same(name: str, text: str, before: Mapping[str, str], ours: pd.Series | None) -> bool:
    """Whether the register has this already, in whatever letters and signs; another name it knows is no news."""
    known = [before[name], *(split_list(before["aliases"]) if name == "name" and ours is not None else ())]
    return any("".join(tokens_of(text)) == "".join(tokens_of(one)) for one in known if one)


def _position(rows: gpd.GeoDataFrame, number: int, ours: pd.Series | None) -> str:
    """Where the row says that it stands, in words, where it gives a position itself and that is not where the pin is."""
    own = rows[rows["row"] == number]
    if own.empty or own["how"].iloc[0] not in GIVEN:
        return ""
    at = own.iloc[0]
    words = f"It stands at {at['lat']:.5f}, {at['lon']:.5f} (latitude, longitude)"
    if ours is None:
        return f"{words}."
    # Not by `geometry_to_bng`, which remembers what it was asked.
    away_m = float(gpd.GeoSeries([at.geometry, ours.geometry], crs=WGS84).to_crs(BNG).pipe(lambda both: both.iloc[0].distance(both.iloc[1])))
    return f"{words}, {away_m:,.0f} m from the pin." if away_m > SAME_PLACE_M else ""
