"""Lettering of maps and documents: the fonts, how wide a text is, and text that XML can carry.

The fonts are Source Sans Pro and Source Serif Pro (SIL Open Font Licence); they come out of the
Python packages `font-source-sans-pro` and `font-source-serif-pro`. Those packages announce
themselves through an entry point of old setuptools, which is not used: the files are looked up.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from pathlib import Path

from PIL import ImageFont

from geo.errors import DataError

SANS, SERIF = "Source Sans Pro", "Source Serif Pro"
PACKAGES = {SANS: "font-source-sans-pro", SERIF: "font-source-serif-pro"}
FALLBACKS = "Arial, Helvetica, sans-serif"
ELLIPSIS = "\u2026"

# What XML 1.0 cannot carry, however it is escaped, and the marks that turn the direction of text.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
# Measured large and scaled down: at print sizes Pillow would round to whole pixels.
_MEASURING_SIZE = 256


@cache
def font_files(family: str) -> tuple[Path, ...]:
    """The TrueType files of a family. Raises DataError if its package is not installed."""
    try:
        listed = metadata.files(PACKAGES[family]) or []
    except metadata.PackageNotFoundError:
        listed = []
    found = tuple(sorted(Path(str(f.locate())) for f in listed if f.suffix == ".ttf"))
    if not found:
        raise DataError(f"The font {family} is not installed.", mend="Run `make setup`.")
    return found


def text_width(text: str, *, size: float, weight: str = "Regular") -> float:
    """How wide one line of Source Sans Pro is, in the unit of `size`."""
    return _font(weight).getlength(text) / _MEASURING_SIZE * size


def wrap(text: str, *, size: float, width: float, weight: str = "Regular", most: int | None = None) -> list[str]:
    """Break a text into lines no wider than `width`, at most `most` of them.

    A text that does not fit ends in an ellipsis; a single word wider than a line is cut. A text without a
    word is one empty line.
    """
    lines: list[str] = []
    for word in text.split() or [""]:
        if most is not None and len(lines) > most:
            break  # What follows cannot be seen: it is cut off below.
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size=size, weight=weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} {lines[most]}"]
    return [shorten(line, size=size, width=width, weight=weight) for line in lines]


def shorten(text: str, *, size: float, width: float, weight: str = "Regular") -> str:
    """The text if it fits in `width`, else as much of it as fits with an ellipsis."""
    if text_width(text, size=size, weight=weight) <= width:
        return text
    # Halving: a text of ten thousand letters must not be measured ten thousand times.
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle] + ELLIPSIS, size=size, weight=weight) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip(" ,;:-") + ELLIPSIS


def printable(text: object) -> str:
    """The text without what XML cannot carry and without marks that turn its direction."""
    return _UNPRINTABLE.sub("", str(text))


def drawable(text: str) -> str:
    """The text with a question mark for each character that Source Sans Pro has no shape for.

    A tagged PDF may not hold a character that cannot be shown.
    """
    # Letter by letter only those that occur and are not ASCII: a whole brief has a million letters.
    missing = {ord(letter): "?" for letter in set(text) if not letter.isascii() and not _has_shape(letter)}
    return text.translate(missing) if missing else text


@cache
def _has_shape(letter: str) -> bool:
    # Pillow does not list a font's characters; what it has not, it draws as the same empty box.
    font = _font("Regular")
    return bytes(font.getmask(letter)) != bytes(font.getmask("\U0010ffff"))


@cache
def _font(weight: str) -> ImageFont.FreeTypeFont:
    file = next(f for f in font_files(SANS) if f.stem.endswith(f"-{weight}"))
    return ImageFont.truetype(str(file), _MEASURING_SIZE, layout_engine=ImageFont.Layout.BASIC)
