"""Words put together into a sentence, the same way in every text."""

from __future__ import annotations

from collections.abc import Iterable


def and_words(parts: Iterable[str], *, last: str = "and", most: int | None = None) -> str:
    """A list in words: "A, B and C"; `last` is the word before the last.

    With `most`, a longer list ends in how many are left out: "A, B, C and 4 more".
    """
    parts = list(parts)
    if most is not None and len(parts) > most:
        parts = [*parts[: most - 1], f"{len(parts) - most + 1} more"]
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""
