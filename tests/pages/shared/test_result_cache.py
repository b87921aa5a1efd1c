"""Results are made once, however many ask at the same time, and the oldest go when there is no more room."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from pages.shared.result_cache import ResultCache


def test_a_result_is_made_once_for_all_who_ask_at_the_same_time():
    cache, together, made = ResultCache(max_bytes=100), Barrier(8), []

    def ask():
        together.wait()
        return cache.get("view", lambda: made.append(1) or b"content")

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
    assert {answer.result() for answer in answers} == {b"content"} and made == [1]


def test_one_result_does_not_wait_for_another():
    cache, go = ResultCache(max_bytes=100), Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(cache.get, "slow", lambda: go.wait(10) and b"slow")
        assert cache.get("quick", lambda: b"quick") == b"quick"
        go.set()
        assert slow.result() == b"slow"


def test_what_fails_is_tried_again():
    cache = ResultCache(max_bytes=100)
    with pytest.raises(ZeroDivisionError):
        cache.get("view", lambda: bytes(1 // 0))
    assert cache.get("view", lambda: b"now") == b"now"


def test_it_holds_no_more_than_it_may_and_the_longest_unasked_goes_first():
    cache = ResultCache(max_bytes=10)
    for key in ("a", "b"):
        cache.get(key, lambda: b"12345")
    cache.get("a", lambda: b"again")
    cache.get("c", lambda: b"12345")
    assert cache.get("a", lambda: b"again") == b"12345" and cache.get("b", lambda: b"again") == b"again"
    assert cache.get("huge", lambda: bytes(11)) == bytes(11) and cache.get("huge", lambda: b"anew") == b"anew"
