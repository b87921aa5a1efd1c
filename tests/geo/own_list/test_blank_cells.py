"""Cells that say that nothing is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.own_list.blank_cells import is_blank


@pytest.mark.parametrize(
    "cell", ["", "N/A", "n/a", "#N/A", "n.a.", "NA", "-", "--", "?", ".", "*", "none", "NULL", "TBC", "tba", "t.b.c.", "Unknown", "not known", "Nil"]
)
def test_what_says_nothing_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", "NAtional Space", "None Such Ltd", "Unknown Worlds", "-1.5", "B4 7RQ", "Nantwich", "TBC Bank"])
def test_what_says_something_is_not(cell):
    assert not is_blank(cell)


@given(st.text("0123456789", min_size=1))
def test_no_number_is_blank(text):
    assert not is_blank(text)
