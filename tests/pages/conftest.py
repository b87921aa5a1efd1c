"""The app itself on a real port, for clients that are programs, and a small region for what is asked a thousand times."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from harness import ROOT, serve
from second_region import write_second_region

from geo.register.datapackage import files_stamp
from geo.settings import DATA_ROOT
from pages.shared import loaders


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of the app, with its last slash, while the tests run."""
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log.txt") as made:
        yield made


@pytest.fixture(scope="session")
def small_region(tmp_path_factory) -> loaders.Shared:
    """The invented region of `second_region.py`, loaded once."""
    root = write_second_region(DATA_ROOT, tmp_path_factory.mktemp("small") / "data")
    return loaders._load(files_stamp(root), root)


@pytest.fixture
def in_small_region(small_region, monkeypatch) -> loaders.Shared:
    """The pages show the small region while a test runs: an answer costs a fifth."""
    seen = vars(loaders._seen) | {"root": small_region.register.package.root, "loaded": small_region, "stamp": small_region.stamp, "at": float("inf")}
    monkeypatch.setattr(loaders, "_seen", SimpleNamespace(**seen))
    return small_region
