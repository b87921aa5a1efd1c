"""A replica and its releases: noticed, kept whole on disk, the last good one served whatever happens."""

import os
import time
from pathlib import Path
from threading import Event

import pytest
from database_servers import postgres
from sqlalchemy import text

from geo.database import database_engine
from geo.errors import DataError
from geo.register.assets import load_register
from geo.register.datapackage import data_files, open_package
from geo.store import follower as following
from geo.store.follower import ReleaseFollower

NOWHERE = "postgresql://nobody:secret@127.0.0.1:9/none?connect_timeout=2"


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def follow(cache):
    """A function that makes a follower, its connections closed at the end."""
    made = []

    def start(url, **options):
        made.append(ReleaseFollower(url, cache, **options))
        return made[-1]

    yield start
    for one in made:
        one._engine.dispose()


def contents(root):
    return {os.path.relpath(path, root): Path(path).read_bytes() for path in data_files(root)}


def test_a_release_is_on_disk_byte_by_byte_and_the_next_is_noticed(url, root, rename, follow, keep_release):
    replica = follow(url)
    assert replica.folder is None and not replica.look()
    keep_release(url)
    assert replica.look() and contents(replica.folder) == contents(root)
    assert not replica.look()
    rename("works-1", "Works 1", "Works One")
    keep_release(url)
    assert replica.look() and load_register(open_package(replica.folder)).asset("works-1")["name"] == "Works One"


def test_a_thread_notices_within_seconds(url, root, follow, monkeypatch, keep_release):
    monkeypatch.setattr(following, "LOOK_S", 0.1)
    taken, stop = Event(), Event()
    replica = follow(url, accept=lambda folder: taken.set())
    replica.follow(stop)
    keep_release(url)
    assert taken.wait(20)
    stop.set()


def test_without_the_database_the_last_good_release_is_served_after_a_restart_too(root, follow, caplog, keep_release):
    with postgres() as url:
        keep_release(url)
        replica = follow(url)
        assert replica.look()
    before = replica.folder
    for _ in range(3):
        assert not replica.look() and replica.folder == before
    assert len(caplog.messages) == 1 and "stays in force" in caplog.messages[0]
    assert not follow(url).look() and follow(url).folder == before and contents(before) == contents(root)


def test_without_a_database_and_without_a_release_there_is_none(follow, caplog):
    replica = follow(NOWHERE)
    assert not replica.look() and replica.folder is None and "secret" not in caplog.text


@pytest.mark.parametrize(
    "harm", ["UPDATE contents SET content = 'x' WHERE sha256 = (SELECT min(sha256) FROM contents)", "UPDATE files SET path = '../' || path"]
)
def test_a_release_that_was_tampered_with_is_not_taken(url, root, rename, follow, cache, harm, keep_release):
    keep_release(url)
    replica = follow(url)
    replica.look()
    before = replica.folder
    rename("works-1", "Works 1", "Works One")
    keep_release(url)
    engine = database_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path TO innovation_map"))
        connection.execute(text(harm))
    engine.dispose()
    assert not replica.look() and replica.folder == before
    assert sorted(path.name for path in cache.iterdir()) == [before.name, "current"]


def test_a_release_the_app_cannot_load_is_not_taken_and_tried_again_later(url, root, follow, monkeypatch, keep_release):
    tried = []

    def refuse(folder):
        tried.append(folder)
        raise DataError("It needs a newer map.")

    keep_release(url)
    replica = follow(url, accept=refuse)
    assert not replica.look() and not replica.look() and replica.folder is None and len(tried) == 1
    monkeypatch.setattr(following, "AGAIN_S", 0.0)
    assert not replica.look() and len(tried) == 2


def test_two_replicas_share_a_folder_and_old_releases_go(url, root, rename, follow, cache, monkeypatch, keep_release):
    monkeypatch.setattr(following, "KEPT", 2)
    one, other = follow(url), follow(url)
    (left := cache / ".part-killed").mkdir(parents=True)
    os.utime(left, (time.time() - 7_200,) * 2)
    for name, after in (("Works 1", "A"), ("A", "B"), ("B", "C")):
        keep_release(url)
        assert one.look() and other.look() and one.folder == other.folder
        rename("works-1", name, after)
    assert sorted(path.name.partition("-")[0] for path in cache.iterdir()) == ["2", "3", "current"]
