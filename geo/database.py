"""A database by its address: SQLite or PostgreSQL, its faults in words that give away neither address nor password."""

from __future__ import annotations

import sqlite3
import time
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from geo.errors import DataError
from geo.settings import SERVER_SCHEMES

_BUSY_S, _CONNECT_S = 30, 5
# A database server that could not be reached is left alone for so long, each time twice as long up to the most: a view that asks
# meanwhile is told at once, and does not wait for one connection more that fails.
_FIRST_WAIT_S, _MOST_WAIT_S = 1.0, 8.0
# By address: until when (time.monotonic) it is left alone, and for how long that was.
_lost: dict[str, tuple[float, float]] = {}


def database_engine(url: str) -> Engine:
    """The engine of a database; nothing is connected yet. Raises DataError where the address names none that can be used."""
    if url.startswith(SERVER_SCHEMES):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    try:
        if not url.startswith("sqlite"):
            waits = {} if "connect_timeout" in url else {"connect_args": {"connect_timeout": _CONNECT_S}}
            return create_engine(url, pool_pre_ping=True, pool_size=4, **waits)
        engine = create_engine(url, connect_args={"timeout": _BUSY_S})
    except (SQLAlchemyError, ImportError, ValueError, TypeError) as error:
        raise DataError("INNOVATION_MAP_DATABASE names no database that can be used.", mend="Write it like postgresql://user@host/name.") from error
    event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class Transaction:
    """A transaction, kept whole or not at all; a fault of the database is a DataError that begins with `what` ("Suggestions cannot be read").

    With `backs_off` a server that was not reached a moment ago is not tried again yet.
    """

    def __init__(self, engine: Engine, *, what: str, mend: str, backs_off: bool = True) -> None:
        self._context, self._what, self._mend = engine.begin(), what, mend
        self._server = str(engine.url) if backs_off and engine.dialect.name != "sqlite" else ""

    def __enter__(self) -> Connection:
        until, waited = _lost.get(self._server, (0.0, 0.0))
        if time.monotonic() < until:
            raise DataError(f"{self._what} (the database was not reached a moment ago).", mend=self._mend)
        try:
            connection = self._context.__enter__()
        except SQLAlchemyError as error:
            if self._server and isinstance(error, OperationalError):
                wait = min(max(2 * waited, _FIRST_WAIT_S), _MOST_WAIT_S)
                _lost[self._server] = (time.monotonic() + wait, wait)
            raise self._told(error) from error
        _lost.pop(self._server, None)
        return connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool | None:
        try:
            closed = self._context.__exit__(kind, error, trace)
        except SQLAlchemyError as fault:
            raise self._told(fault) from fault
        if isinstance(error, SQLAlchemyError):
            raise self._told(error) from error
        return closed

    def _told(self, error: SQLAlchemyError) -> DataError:
        # Its own words may hold the address and password of the database.
        return DataError(f"{self._what} ({type(error).__name__}).", mend=self._mend)


def _durable(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """SQLite on disk at every commit, and transactions that wait for one another instead of failing."""
    # The driver would begin by itself, too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()
