"""The event pack's button, with its progress."""

from __future__ import annotations

from pages.shared.loaders import Shared


def section(data: Shared) -> None:
    pass
