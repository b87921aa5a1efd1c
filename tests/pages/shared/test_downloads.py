"""A document is kept by all that it depends on: the same view of the same release is the same file, any other is not."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.select.filters import Filters
from pages.shared import downloads, open_data
from pages.shared.loaders import Shared

ADDRESS = "http://map.example/?layer=catapult"


@pytest.fixture
def data(register, index):
    return Shared(register, index, None, "stamp")


def key(data, filters=None, address=ADDRESS, **options):
    return downloads.view_key(data, downloads.make_context(data, filters or Filters(layer=("catapult",)), **options), address)


def test_the_same_view_of_the_same_release_has_the_same_key(data):
    hash(key(data))
    assert key(data) == key(data)
    measured = pd.DataFrame({"distance_m": 100.0}, index=data.register.assets.index)
    assert key(data, measured=measured) == key(data, measured=measured)


def test_what_was_chosen_one_by_one_is_written_in_its_order_each_once(data, register):
    last, first = register.assets["id"].iloc[7], register.assets["id"].iloc[2]
    context = downloads.make_context(data, Filters(), ids=(last, first, last, "none"))
    assert context.assets["id"].tolist() == [last, first]
    assert context.assets.crs == register.assets.crs


def test_whatever_a_document_says_makes_another_key(data, register, monkeypatch):
    near, far = (pd.DataFrame({"distance_m": metres}, index=register.assets.index) for metres in (100.0, 200.0))
    keys = [
        key(data),
        key(data, Filters(layer=("hub",))),
        key(data, address=f"{ADDRESS}&release=1.0"),
        key(data, title="Another title"),
        key(data, link="https://map.example/"),
        key(data, ids=tuple(register.assets["id"][:3])),
        key(data, extra={"notes": {"steamhouse": "Ask for Ann"}}),
        key(data, measured=near),
        key(data, measured=far),
        key(Shared(data.register, data.index, None, "after a change")),
    ]
    monkeypatch.setattr(open_data, "suggestions_stamp", lambda: "one more")
    keys.append(key(data))
    assert len(set(keys)) == len(keys)
