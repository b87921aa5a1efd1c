"""The font of Streamlit's icons with the icons in use: of four thousand some five hundred, an eighth of its bytes.

An icon is drawn where its name stands in the font of icons, by a ligature of its letters. In use is what the app's pages
name and whatever Streamlit's own scripts might: every quoted word in them that is also an icon's name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otTables import Ligature

SCRIPTS = Path(streamlit.__file__).parent / "static/static/js"
PAGES = Path(__file__).resolve().parents[1]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
QUOTED = re.compile(r"[\"'`]([a-z0-9_]+)[\"'`]")
NAMED = re.compile(r":material/([a-z0-9_]+)")
LIGATURES, EXTENSION = 4, 7


@cache
def words_in_use() -> frozenset[str]:
    """The words that may be icons' names; one that ends in `_` is the beginning of names that are put together."""
    texts = (*(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js")), *(path.read_text(encoding="utf-8") for path in PAGES.rglob("*.py")))
    return frozenset(word for text in texts for pattern in (QUOTED, NAMED) for word in pattern.findall(text))


def icon_subset(woff2: bytes) -> bytes:
    """The font with the icons in use alone, as woff2."""
    font = TTFont(io.BytesIO(woff2))
    words, letters = words_in_use(), _letters(font)
    beginnings = tuple(word for word in words if word.endswith("_"))
    for first, ligatures in _ligatures(font):
        # By the glyphs of their letters: cutting by letters alone would keep every name made of them.
        ligatures[:] = [one for one in ligatures if (name := _name(letters, first, one)) in words or name.startswith(beginnings)]
    subsetter = Subsetter(Options(layout_features=["*"]))
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    made = io.BytesIO()
    font.flavor = "woff2"
    font.save(made)
    return made.getvalue()


def icons_of(font: TTFont) -> dict[str, str]:
    """The glyph of each icon by the name that draws it."""
    letters = _letters(font)
    return {_name(letters, first, one): one.LigGlyph for first, ligatures in _ligatures(font) for one in ligatures}


def _ligatures(font: TTFont) -> Iterator[tuple[str, list[Ligature]]]:
    """The glyph of the first letter and the ligatures that begin with it, to be changed in place."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            held = table.ExtSubTable if table.LookupType == EXTENSION else table
            if held.LookupType == LIGATURES:
                yield from held.ligatures.items()


def _name(letters: dict[str, str], first: str, ligature: Ligature) -> str:
    return "".join(letters.get(glyph, "?") for glyph in (first, *ligature.Component))


def _letters(font: TTFont) -> dict[str, str]:
    """The letter that a glyph draws."""
    return {glyph: chr(code) for code, glyph in font.getBestCmap().items() if chr(code) in LETTERS}
