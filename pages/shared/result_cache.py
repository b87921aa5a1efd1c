"""Results that take a while, kept by what they answer: made once however many ask at the same time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import LRUCache


class ResultCache:
    """Bytes by key, up to a number of bytes in all; those not asked for the longest go first."""

    def __init__(self, *, max_bytes: int) -> None:
        self._kept: LRUCache[Hashable, bytes] = LRUCache(maxsize=max_bytes, getsizeof=len)
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def find(self, key: Hashable) -> bytes | None:
        """The result of a key where it is kept."""
        with self._lock:
            return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The result of a key, made if it is not kept. Whoever asks while it is made waits for it; other keys do not.

        What `make` raises goes to whoever asked, and is not kept. A result larger than the whole cache is not kept either.
        """
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                if len(made) <= self._kept.maxsize:
                    self._kept[key] = made
            return made
