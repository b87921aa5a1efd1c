"""Dear work in line: one after the other, each told its place, the line and each reader's part of it bounded."""

import threading
import time

import pytest

from pages.shared import document_line
from pages.shared.result_cache import ResultCache
from pages.shared.work_queue import BusyError, WorkQueue, in_turn


@pytest.fixture
def line():
    return WorkQueue("test", workers=1, most_waiting=2, most_per_reader=2)


@pytest.fixture
def held(line):
    """Work that goes on until it is let go: the one worker is taken."""
    begun, go = threading.Event(), threading.Event()

    def work():
        begun.set()
        go.wait(10)
        return "held"

    job = line.submit(work, reader="first")
    assert begun.wait(10)
    yield job, go
    go.set()


def test_they_are_made_one_after_the_other_and_know_their_place(line, held):
    job, go = held
    order = []
    waiting = [line.submit(lambda name=name: order.append(name), reader=name) for name in ("a", "b")]
    assert [line.place(one) for one in (job, *waiting)] == [0, 1, 2]
    go.set()
    assert job.future.result(10) == "held"
    for one in waiting:
        one.future.result(10)
    assert order == ["a", "b"] and [line.place(one) for one in waiting] == [0, 0]


def test_a_full_line_and_a_reader_with_enough_are_refused_in_words(line, held):
    _, go = held
    line.submit(lambda: None, reader="first")
    with pytest.raises(BusyError, match="still being made"):
        line.submit(lambda: None, reader="first")
    last = line.submit(lambda: None, reader="second")
    with pytest.raises(BusyError, match="Try again in a minute"):
        line.submit(lambda: None, reader="third")
    go.set()
    last.future.result(10)
    line.submit(lambda: None, reader="first").future.result(10)


def test_who_gives_up_leaves_the_line_and_what_fails_is_told(line, held):
    _, go = held
    given_up = line.submit(lambda: None, reader="second")
    after = line.submit(lambda: 1 / 0, reader="second")
    assert given_up.future.cancel() and line.place(after) == 1
    go.set()
    with pytest.raises(ZeroDivisionError):
        after.future.result(10)
    for _ in range(2):
        line.submit(lambda: None, reader="second").future.result(10)


class Bar:
    """What a progress bar was told."""

    def __init__(self):
        self.said = []

    def progress(self, share, words):
        self.said.append((share, words))


def test_a_document_tells_its_place_and_then_how_far_it_is(monkeypatch):
    """Behind another document the bar says the place; then the words of what is being done."""
    begun, go, seen, bar = threading.Event(), threading.Event(), threading.Event(), Bar()
    line = WorkQueue("test", workers=1, most_waiting=5, most_per_reader=5)
    monkeypatch.setattr(document_line, "DOCUMENTS", line)
    line.submit(lambda: (begun.set(), go.wait(10)), reader="other")
    assert begun.wait(10)

    def made(progress):
        progress(0.5, "Drawing the map")
        seen.wait(10)
        return b"file"

    result = []
    asking = threading.Thread(target=lambda: result.append(document_line.in_line(made, bar)))
    asking.start()
    wait_until(lambda: (0.0, "Number 1 in line") in bar.said)
    go.set()
    wait_until(lambda: (0.5, "Drawing the map") in bar.said)
    seen.set()
    asking.join(10)
    assert result == [b"file"]


def test_a_document_is_made_once_for_all_who_ask_and_kept(monkeypatch):
    monkeypatch.setattr(document_line, "DOCUMENTS", WorkQueue("test", workers=1, most_waiting=5, most_per_reader=5))
    monkeypatch.setattr(document_line, "_made", ResultCache(max_bytes=100))
    made, got = [], []

    def make(progress):
        made.append(1)
        time.sleep(0.2)
        return b"file"

    asking = [threading.Thread(target=lambda: got.append(document_line.in_line(make, Bar(), key="view"))) for _ in range(3)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(10)
    assert got == [b"file"] * 3 and len(made) == 1
    assert document_line.in_line(make, Bar(), key="view") == document_line.kept_or_made("view", lambda: b"other") == b"file"
    document_line.in_line(make, Bar(), key="another view")
    document_line.in_line(make, Bar())
    assert len(made) == 3


def test_what_takes_too_long_is_said_and_kept_for_later(monkeypatch):
    monkeypatch.setattr(document_line, "DOCUMENTS", WorkQueue("test", workers=1, most_waiting=5, most_per_reader=5))
    monkeypatch.setattr(document_line, "_made", ResultCache(max_bytes=100))
    monkeypatch.setattr(document_line, "MOST_S", 0.0)
    monkeypatch.setattr(document_line, "LOOK_S", 0.01)
    go = threading.Event()
    with pytest.raises(BusyError, match="too long"):
        document_line.in_line(lambda progress: (go.wait(10), b"file")[1], Bar(), key="view")
    go.set()
    wait_until(lambda: document_line._made.find("view") == b"file")


def test_in_turn_waits_for_a_result_and_no_longer_than_it_may(line, held):
    _, go = held
    with pytest.raises(BusyError, match="too long"):
        in_turn(line, lambda: "late", reader="second", most_s=0.05)
    line.submit(lambda: None, reader="third")
    line.submit(lambda: None, reader="fourth")
    with pytest.raises(BusyError, match="Try again in a minute"):
        in_turn(line, lambda: None, reader="fifth")
    go.set()
    wait_until(lambda: not line._waiting)
    assert in_turn(line, lambda: "done", reader="second") == "done"
    with pytest.raises(ZeroDivisionError):
        in_turn(line, lambda: 1 / 0, reader="second")


def wait_until(true):
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come to pass.")
