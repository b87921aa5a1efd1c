"""The tours on stage are those of the data that is shown."""

from pages.shared import stage
from pages.shared.loaders import shared


def test_another_release_has_its_own_tours_and_figures(in_small_region, monkeypatch):
    """Where a release of a database is shown in place of the files, no tour of the files stands beside it."""
    small = set(stage.tours(in_small_region)[0])
    figures = stage.opening_figures(in_small_region, "")
    monkeypatch.undo()
    assert set(stage.tours(shared())[0]) != small
    assert stage.opening_figures(shared(), "") != figures
