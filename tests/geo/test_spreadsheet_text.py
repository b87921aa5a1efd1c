"""Texts that a spreadsheet might run are written so that it does not, and read back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.spreadsheet_text import neutralised, restored


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("before", ["", " ", "\u3000 "])
def test_what_begins_like_a_formula_gets_an_apostrophe(sign, before):
    assert neutralised(f"{before}{sign}cmd()") == f"'{before}{sign}cmd()"


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
def test_what_begins_with_a_control_gets_one_too(text):
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "1+1", "'quoted'", "e@mail", "\uff21 b"])
def test_other_texts_stay(text):
    assert neutralised(text) == text


@given(st.text())
def test_every_text_comes_back(text):
    assert restored(neutralised(text)) == text
