"""The font of icons holds every icon the app can show, and is small."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import streamlit
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from pages.shared.icon_font import LETTERS, icon_subset, icons_of, words_in_use
from pages.shared.pages import PAGES, STEWARDS

MEDIA = Path(streamlit.__file__).parent / "static/static/media"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def whole() -> bytes:
    (file,) = MEDIA.glob("MaterialSymbols*.woff2")
    return file.read_bytes()


@pytest.fixture(scope="module")
def cut(whole) -> bytes:
    return icon_subset(whole)


def icons(woff2: bytes) -> dict[str, list]:
    """How each icon is drawn, by its name."""
    font = TTFont(io.BytesIO(woff2))
    glyphs, drawn = font.getGlyphSet(), {}
    for name, glyph in icons_of(font).items():
        pen = RecordingPen()
        glyphs[glyph].draw(pen)
        drawn[name] = [pen.value, glyphs[glyph].width]
    return drawn


def test_what_the_pages_and_streamlit_name_is_drawn_as_before_and_nothing_else_is_kept(whole, cut):
    before, after = icons(whole), icons(cut)
    named = {name for file in (ROOT / "pages").rglob("*.py") for name in re.findall(r":material/([a-z0-9_]+):", file.read_text(encoding="utf-8"))}
    assert named <= set(after)
    assert words_in_use() & set(before) <= set(after)
    assert {icon.removeprefix(":material/").rstrip(":") for _, _, icon, *_ in (*PAGES, *STEWARDS)} <= set(after)
    # The names that are put together: up and down.
    assert {"arrow_upward", "arrow_downward"} <= set(after)
    assert all(after[name] == before[name] for name in after)
    assert len(after) < 0.2 * len(before)


def test_it_is_a_fifth_of_the_bytes_and_has_every_letter_of_a_name(whole, cut):
    assert len(cut) < len(whole) / 5
    assert {ord(letter) for letter in LETTERS} <= set(TTFont(io.BytesIO(cut)).getBestCmap())
