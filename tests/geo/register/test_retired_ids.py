"""Links made years ago lead on."""

from types import SimpleNamespace

import pandas as pd
import pytest

from geo.register import retired_ids


@pytest.fixture
def successors(monkeypatch):
    """What a table of (id, successor) leads to."""

    def made(*rows):
        monkeypatch.setattr(retired_ids, "read_table", lambda package, name: pd.DataFrame(rows, columns=["id", "successor"]))
        return retired_ids.load_successors(SimpleNamespace(resources={"retired_ids": {}}))

    return made


def test_several_steps_are_followed_to_their_end(successors):
    assert successors(("a", "b"), ("b", "c"), ("x", "y")) == {"a": "c", "b": "c", "x": "y"}


def test_a_chain_that_comes_back_to_itself_ends(successors):
    assert successors(("a", "b"), ("b", "a")) == {"a": "b", "b": "a"}


def test_an_id_without_a_successor_stays(successors):
    assert successors(("a", "")) == {"a": "a"}


def test_a_package_without_the_table_has_none():
    assert retired_ids.load_successors(SimpleNamespace(resources={})) == {}
