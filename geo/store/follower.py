"""What a replica does: it looks for a newer release in the database, keeps it on disk whole, and says which folder is in force.

A release is first fetched into a folder of its own, then tried, then taken; a fault of the database or of the release leaves the
last good one in force, after a restart too.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection, Row, select

from geo.database import Transaction, database_engine
from geo.errors import DataError, GeoError
from geo.store.release_tables import contents, files, newest_release

LOOK_S = 2.0
# A release that could not be taken is tried again so much later.
AGAIN_S = 20.0
# So many stay on disk: others who share the folder may still read the one before.
KEPT = 3
_POINTER, _PARTS = "current", ".part-"
_PARTS_FOR_S = 3_600
_FOLDER = re.compile(r"(\d+)-[0-9a-f]{12}")
_log = logging.getLogger(__name__)


class ReleaseFollower:
    """Follows the releases of a database. `folder` is the data package in force; None while none was ever had.

    `cache` is the folder releases are kept in, which replicas of one machine may share; `accept` is called with the folder of a new
    release before it is taken, and raises GeoError where it cannot be used.
    """

    def __init__(self, url: str, cache: Path, *, accept: Callable[[Path], object] = lambda folder: None) -> None:
        self._engine, self._cache, self._accept = database_engine(url), cache, accept
        self._refused, self._refused_at, self._fault = "", float("-inf"), ""
        self.folder = self._last_good()

    def look(self) -> bool:
        """Look once; whether another release is in force now. Never raises for a database or a release that cannot be read."""
        name = ""
        try:
            with Transaction(self._engine, what="Releases cannot be read", mend="", backs_off=False) as connection:
                newest = newest_release(connection)
                self._told("")
                name = f"{newest.id}-{newest.files_hash[:12]}" if newest else ""
                if not newest or (self.folder and self.folder.name == name) or self._is_refused(name):
                    return False
                folder = self._fetched(connection, newest, self._cache / name)
            self._accept(folder)
            self._point_to(folder)
        except (GeoError, OSError) as error:
            self._told(f"{f'Release {name} was not taken' if name else 'No release was looked for'}: {error}")
            self._refused, self._refused_at = name, time.monotonic()
            return False
        self.folder = folder
        self._forget_old()
        return True

    def follow(self, stop: Event) -> None:
        """Look again and again in a thread of its own until `stop` is set."""
        Thread(target=self._follow, args=(stop,), name="follow-releases", daemon=True).start()

    def _follow(self, stop: Event) -> None:
        while not stop.wait(LOOK_S):
            self.look()
        self._engine.dispose()

    def _is_refused(self, name: str) -> bool:
        return self._refused == name and time.monotonic() - self._refused_at < AGAIN_S

    def _told(self, fault: str) -> None:
        """Log a fault once, not every two seconds."""
        if fault and fault != self._fault:
            _log.warning("%s The last good release stays in force.", fault)
        self._fault = fault

    # ---- the folder ----

    def _last_good(self) -> Path | None:
        try:
            name = (self._cache / _POINTER).read_text(encoding="utf-8").strip()
        except OSError:
            return None
        return self._cache / name if _FOLDER.fullmatch(name) and (self._cache / name).is_dir() else None

    def _fetched(self, connection: Connection, release: Row[Any], target: Path) -> Path:
        """The folder of a release, fetched where it is not there: it stands under its name when it is whole."""
        if target.is_dir():
            return target
        self._cache.mkdir(parents=True, exist_ok=True)
        part = Path(mkdtemp(prefix=_PARTS, dir=self._cache))
        try:
            for path, sha256 in connection.execute(select(files.c.path, files.c.sha256).where(files.c.release == release.id)).all():
                content = connection.execute(select(contents.c.content).where(contents.c.sha256 == sha256)).scalar_one()
                _write(part, path, bytes(content), sha256)
            part.chmod(0o755)
            part.rename(target)
        except OSError:
            # Another replica of this machine was quicker.
            if not target.is_dir():
                raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return target

    def _point_to(self, folder: Path) -> None:
        part = self._cache / f"{_PARTS}{_POINTER}-{os.getpid()}"
        part.write_text(folder.name, encoding="utf-8")
        part.replace(self._cache / _POINTER)

    def _forget_old(self) -> None:
        kept = sorted((path for path in self._cache.iterdir() if _FOLDER.fullmatch(path.name)), key=lambda path: int(path.name.partition("-")[0]))
        old = [path for path in kept[:-KEPT] if path != self.folder]
        left = [path for path in self._cache.glob(f"{_PARTS}*") if time.time() - path.stat().st_mtime > _PARTS_FOR_S]
        for path in (*old, *left):
            shutil.rmtree(path, ignore_errors=True)


def _write(folder: Path, name: str, content: bytes, sha256: str) -> None:
    """Write a file of a release so that it is on disk. Raises DataError where it is not what was published, or leads out of the folder."""
    target = folder / name
    if hashlib.sha256(content).hexdigest() != sha256 or not target.resolve().is_relative_to(folder.resolve()):
        raise DataError(f"The file {name} of the release is not what was published.", mend="Publish it again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
