from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.file_names import MOST_LETTERS, file_name

DAY = date(2030, 1, 2)


@pytest.mark.parametrize(("what", "name"), [
    ("", "-2030-01-02.pdf"),
    ("Universities in Coventry", "-universities-in-coventry-2030-01-02.pdf"),
    ("Café & “AI”", "-cafe-ai-2030-01-02.pdf"),
])  # fmt: skip
def test_a_file_is_named_for_what_it_holds(register, what, name):
    assert file_name(register.region, what, ".pdf", made_on=DAY) == register.region.file_stem + name


@given(st.text())
def test_any_disk_takes_the_name(register, what):
    name = file_name(register.region, what, ".csv", made_on=DAY)
    assert name.isascii()
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(name) <= len(register.region.file_stem) + MOST_LETTERS + 20
