"""A choice offered where a text could mean several things, or nothing quite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Choice(NamedTuple):
    """What may have been meant: words for a button, and the text that asks for exactly that."""

    label: str
    text: str


def either(words: Sequence[str]) -> str:
    """Words to choose from, as a sentence has them: "a", "a or b", "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def did_you_mean(words: Sequence[str]) -> str:
    """The question that names what may have been meant; "" where there is nothing to name."""
    return f"Did you mean {either(words)}?" if words else ""
