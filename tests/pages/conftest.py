"""The app itself on a real port, for clients that are programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness import ROOT, serve


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of the app, with its last slash, while the tests run."""
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log.txt") as made:
        yield made
