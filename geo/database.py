"""A database by its address: SQLite or PostgreSQL, its faults in words that give away neither address nor password."""

from __future__ import annotations

import sqlite3
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from geo.errors import DataError
from geo.settings import SERVER_SCHEMES

_BUSY_S, _CONNECT_S = 30, 5


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
    """A transaction, kept whole or not at all; a fault of the database is a DataError that begins with `what` ("Suggestions cannot be read")."""

    def __init__(self, engine: Engine, *, what: str, mend: str) -> None:
        self._context, self._what, self._mend = engine.begin(), what, mend

    def __enter__(self) -> Connection:
        try:
            return self._context.__enter__()
        except SQLAlchemyError as error:
            raise self._told(error) from error

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
