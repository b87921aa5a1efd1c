"""Texts as they are pasted become texts as they are typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.text_cleaning import MOST_CHARACTERS, clean_text, trimmed

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a\ufe0f"


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("CV1\u200b5FB", "CV15FB"),
        ("CV1\u20115FB", "CV1-5FB"),
        ("\uff23\uff36\uff11\u3000\uff15\uff26\uff22", "CV1 5FB"),
        ("52.4\u00ba", "52.4\u00b0"),
        ("\u22121.5", "-1.5"),
        ("24\u203229\u2033", "24'29\""),
        ("St John\u2019s", "St John's"),
        ("a\u00a0 \t\nb", "a b"),
        ("\x00", ""),
        ("caf\u00e9", "caf\u00e9"),
    ],
)
def test_signs_become_the_ones_people_type(pasted, typed):
    assert clean_text(pasted) == typed


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in once)
    assert len(once) <= 20 * MOST_CHARACTERS


@given(st.text(alphabet="CV15FB ", min_size=1), st.lists(st.tuples(st.sampled_from(INVISIBLE), st.integers(0, 20))))
def test_what_cannot_be_seen_changes_nothing(text, put_in):
    pasted = text
    for char, at in put_in:
        pasted = pasted[:at] + char + pasted[at:]
    assert clean_text(pasted) == clean_text(text)


@pytest.mark.parametrize("dressed", ["CV1 5FB.", "(CV1 5FB)", '"CV1 5FB",', "[CV1 5FB].", "CV1 5FB)", "\u2022 CV1 5FB;", "'CV1 5FB'"])
def test_punctuation_around_a_text_goes(dressed):
    assert trimmed(clean_text(dressed)) == "CV1 5FB"


@given(st.text())
def test_trimming_ends(text):
    assert trimmed(trimmed(text)) == trimmed(text)


def test_brackets_within_stay():
    assert trimmed("Newport (Shropshire)") == "Newport (Shropshire)"
