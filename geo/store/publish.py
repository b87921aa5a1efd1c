"""Publish a data package: checked first, then kept in the database in one transaction, so that replicas see all of it or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from geo.database import Transaction, database_engine
from geo.errors import DataError
from geo.register.assets import Register, issues_of_map_layers, load_register
from geo.register.datapackage import data_files, open_package
from geo.store.feature_tables import write_feature_tables
from geo.store.release_tables import SCHEMA, contents, files, metadata, newest_release, releases

# So many releases stay in the database.
KEPT = 5
_LOCK = 7018


@dataclass(frozen=True)
class Published:
    """A release in the database; `is_new` is False where the one in force has the same files."""

    id: int
    version: str
    assets: int
    is_new: bool


def publish(root: Path, *, url: str) -> Published:
    """Publish the data package in a folder to the PostgreSQL of an address.

    What is checked is a copy, so that it is also what is kept. Raises DataError where the data has an error, the database cannot be
    reached or has no PostGIS; then nothing of it is kept.
    """
    with TemporaryDirectory(prefix="publish-") as folder:
        copy = Path(folder) / "data"
        _copy(root, copy)
        package = open_package(copy)
        register = load_register(package)
        errors = [issue for issue in (*issues_of_map_layers(package), *register.issues) if issue.severity == "error"]
        if errors:
            raise DataError(f"The data has {len(errors):,} error(s); the first: {errors[0]}", mend="`python -m geo validate` names them; mend them first.")
        engine = database_engine(url)
        try:
            with Transaction(engine, what="The release was not published", mend="Is the database there, and may you write to it?") as connection:
                return keep(connection, copy, register)
        except psycopg.Error as error:
            # Rows go in by COPY, past SQLAlchemy.
            raise DataError(f"The release was not published ({type(error).__name__}).", mend="The database's own log says why.") from error
        finally:
            engine.dispose()


def keep(connection: Connection, root: Path, register: Register) -> Published:
    """Keep the files of a folder, which were checked, as the newest release, within the transaction of the connection."""
    # One publisher after the other.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    _make_schema(connection)
    hashes = dict(_hashes(root))
    whole = hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()
    version, number = register.package.version, len(register.assets)
    before = newest_release(connection)
    if before is not None and before.files_hash == whole:
        return Published(before.id, version, number, is_new=False)
    row = insert(releases).values(version=version, files_hash=whole, assets=number).returning(releases.c.id)
    made = Published(connection.execute(row).scalar_one(), version, number, is_new=True)
    known = set(connection.execute(select(contents.c.sha256)).scalars())
    for name, sha256 in hashes.items():
        if sha256 not in known:
            known.add(sha256)
            connection.execute(insert(contents).values(sha256=sha256, content=(root / name).read_bytes()))
    connection.execute(insert(files), [{"release": made.id, "path": name, "sha256": sha256} for name, sha256 in hashes.items()])
    write_feature_tables(connection, register)
    _forget_old(connection)
    return made


def _copy(root: Path, copy: Path) -> None:
    for path in data_files(root):
        name = os.path.relpath(path, root)
        if not (os.path.basename(name).startswith(".") or name.endswith(".part")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy / name)


def _make_schema(connection: Connection) -> None:
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    if connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").first() is None:
        try:
            connection.exec_driver_sql("CREATE EXTENSION postgis")
        except SQLAlchemyError as error:
            raise DataError("The database has no PostGIS.", mend="Install it, and as its owner run: CREATE EXTENSION postgis;") from error
    metadata.create_all(connection)


def _hashes(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(data_files(root)):
        with open(path, "rb") as content:
            yield Path(path).relative_to(root).as_posix(), hashlib.file_digest(content, "sha256").hexdigest()


def _forget_old(connection: Connection) -> None:
    kept = connection.execute(select(releases.c.id).order_by(releases.c.id.desc()).limit(KEPT)).scalars().all()
    connection.execute(delete(releases).where(releases.c.id.not_in(kept)))
    connection.execute(delete(contents).where(contents.c.sha256.not_in(select(files.c.sha256))))
