"""A reader's own list, kept in the session and nowhere else: no cache, no link, no log, gone when the session ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from geo.own_list.column_names import ColumnNames, load_column_names, recognise
from geo.own_list.placing import PlacedList, place_rows
from geo.own_list.reading import RawTable, of_sheet
from geo.own_list.results import RADIUS_KM, ListResults, compute_results
from geo.own_list.suggestions import RowSuggestion, suggestion_of_row
from geo.own_list.table import ListTable, find_table, likeliest_sheet
from geo.vocabulary import HIDDEN_STATUS
from pages.shared.document_line import reader
from pages.shared.loaders import shared
from pages.shared.place_finder import gazetteer
from pages.shared.work_queue import LISTS, BusyError, in_turn

_SLOT, _COUNT = "_own_list", "_own_list_count"
# What the run that follows says.
PROBLEM = "_own_problem"
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class OwnList:
    """A list as it stands now; `version` is another after every change of it."""

    title: str
    raw: RawTable
    table: ListTable
    roles: Mapping[str, str]
    placed: PlacedList
    results: ListResults
    version: int


def current() -> OwnList | None:
    """The list of this session."""
    return st.session_state.get(_SLOT)


def version() -> int:
    """Which list of this session it is, and after how many changes; 0 where there is none."""
    own = current()
    return own.version if own else 0


def had_one() -> bool:
    """Whether this session has or had a list."""
    return _COUNT in st.session_state


def take(raw: RawTable, title: str) -> None:
    """Make rows that were read the list of this session. Raises UploadError where they hold no table."""
    _read(title, likeliest_sheet(raw, _names()), RADIUS_KM)


def change_sheet(sheet: str) -> None:
    """Read another sheet of the same file. Raises UploadError where it holds no table: the list stays as it was."""
    own = current()
    _read(own.title, of_sheet(own.raw, sheet), own.results.radius_km)


def change_roles(roles: Mapping[str, str]) -> None:
    """Let columns hold what the reader says."""
    own = current()
    _keep(own.title, own.raw, own.table, {role: column for role, column in roles.items() if column}, own.results.radius_km)


def change_cells(cells: Mapping[int, Mapping[str, str]]) -> None:
    """Put other texts into cells: row number -> column -> text."""
    own = current()
    rows = tuple(
        tuple(cells.get(number, {}).get(column, cell) for column, cell in zip(own.table.columns, row, strict=True))
        for number, row in zip(own.table.numbers, own.table.rows, strict=True)
    )
    _keep(own.title, own.raw, replace(own.table, rows=rows), own.roles, own.results.radius_km)


def change_radius(radius_km: float) -> None:
    """Count what lies within another radius."""
    own = current()
    data = shared()
    results = compute_results(own.placed, _assets(), register=data.register, radius_km=radius_km)
    st.session_state[_SLOT] = replace(own, results=results, version=_next())


def suggestion(row: str, asset: str) -> RowSuggestion | None:
    """What a row of the list says otherwise than an asset, or of one that is missing (""); nothing in a session without a list.

    A link to the form has the row's number alone (`row=7`): what the row says is looked up here, in the session, so that it is in
    no address, log or history. Raises NotFoundError for a row that the list does not have.
    """
    own = current()
    if own is None or not row:
        return None
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 9 else 0
    return suggestion_of_row(own.table, own.roles, own.placed, number, register=shared().register, asset=asset)


def in_line(work: Callable[[], T]) -> T:
    """Have dear work about a list done in the line of lists. Raises BusyError where it is full, and what the work raises."""
    return in_turn(LISTS, work, reader=reader())


def forget() -> None:
    """Let go of the list; the session has none from now on."""
    st.session_state.pop(_SLOT, None)


def _names() -> ColumnNames:
    return load_column_names(shared().register.package)


def _read(title: str, raw: RawTable, radius_km: float) -> None:
    names = _names()
    table = find_table(raw, names)
    _keep(title, raw, table, recognise(table, names), radius_km)


def _keep(title: str, raw: RawTable, table: ListTable, roles: Mapping[str, str], radius_km: float) -> None:
    register, assets = shared().register, _assets()

    def work() -> tuple[PlacedList, ListResults]:
        placed = place_rows(table, roles, gazetteer(), register)
        return placed, compute_results(placed, assets, register=register, radius_km=radius_km)

    try:
        placed, results = in_line(work)
    except BusyError as error:
        st.session_state[PROBLEM] = error
        return
    st.session_state[_SLOT] = OwnList(title, raw, table, dict(roles), placed, results, _next())


def _assets():
    """The assets a list is held against: all that are not closed, as every page shows them."""
    assets = shared().register.assets
    return assets[(assets["status"] != HIDDEN_STATUS).to_numpy()]


def _next() -> int:
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    return st.session_state[_COUNT]
