"""A choice offered where a text could mean several things, or nothing quite."""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """What may have been meant: words for a button, and the text that asks for exactly that."""

    label: str
    text: str
