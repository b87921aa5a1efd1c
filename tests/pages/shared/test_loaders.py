"""Data that cannot be read is not read again by every request."""

from __future__ import annotations

import gc
import time
from threading import Thread

import pytest

from geo.errors import DataError
from geo.settings import DATA_ROOT
from pages.shared import loaders


def test_many_at_once_try_broken_data_once(monkeypatch):
    tried, said = [], []

    def broken(stamp, root):
        tried.append(stamp)
        time.sleep(0.2)
        raise DataError("It is broken.")

    monkeypatch.setattr(loaders, "_load", broken)
    monkeypatch.setattr(loaders, "RECHECK_S", 0.0)
    monkeypatch.setattr(loaders, "files_stamp", lambda root: "broken for all")

    def ask():
        with pytest.raises(DataError):
            loaders.shared()
        said.append(1)

    asking = [Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(10)
    assert len(said) == 8 and len(tried) == 1


def test_broken_data_is_tried_once_until_a_file_changes(monkeypatch):
    tried = []

    def broken(stamp, root):
        tried.append(stamp)
        raise DataError("It is broken.", mend="Mend it.")

    monkeypatch.setattr(loaders, "_load", broken)
    monkeypatch.setattr(loaders, "RECHECK_S", 0.0)
    monkeypatch.setattr(loaders, "files_stamp", lambda root: "first")
    for _ in range(5):
        with pytest.raises(DataError, match="broken"):
            loaders.shared()
    assert tried == ["first"]
    monkeypatch.setattr(loaders, "files_stamp", lambda root: "second")
    with pytest.raises(DataError):
        loaders.shared()
    assert tried == ["first", "second"]
    monkeypatch.setattr(loaders, "AGAIN_S", 0.0)
    with pytest.raises(DataError):
        loaders.shared()
    assert len(tried) == 3


def test_what_is_loaded_is_no_work_for_the_collector():
    gc.unfreeze()
    loaders._load("a stamp of its own", DATA_ROOT)
    assert gc.get_freeze_count() > 0
