"""Clean a pasted text before anything is matched: one form for what looks the same.

Texts come from web pages, PDFs, e-mails and spreadsheets, with zero-width spaces, full-width digits,
typographic dashes and primes. Unicode's compatibility form (NFKC) does most; the signs it would turn
into letters or take apart are replaced first.
"""

from __future__ import annotations

import re
import unicodedata

# Degree signs, primes and hyphens by their look, before NFKC turns the ordinal sign into an "o" and a
# double prime into two.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00ba\u02da\u1d52\u2070\u25e6\u2218\u309c", "\u00b0"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\u055a\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u02ba\u3003\uff02\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2212\u02d7\u00ad\u2043\u207b\u30fc", "-"),
        "\u00a0": " ",
        "\u00d7": "x",
    }
)
_ENDS = " \t,;:.!?\u00b7\u2022*_|"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", '"': '"', "'": "'"}
_OPENING = {"(", "[", "{", "<"}
_CLOSING = {_BRACKETS[opening]: opening for opening in _OPENING}
_RAISED_POINT = re.compile(r"(?<=\d)[\u00b7\u0387\u2027\u22c5\u2219\u2e33\u066b](?=\d)")
_INNER_SPACE = re.compile(r"\s+")
MOST_CHARACTERS = 2_000


def clean_text(text: str) -> str:
    """A text with the signs people type: NFKC, no invisible characters, plain quotes, dashes and blanks.

    Letters keep their accents. Control characters count as blanks. Never longer than 2,000 characters.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("`", "'").split())
    # A soft hyphen is invisible, a dash is not: only the visible ones become hyphens.
    text = text[:MOST_CHARACTERS].replace("\u00ad", "").translate(_LOOKALIKES)
    kept = (_plain(char) for char in unicodedata.normalize("NFKC", text))
    return _INNER_SPACE.sub(" ", "".join(kept)).strip()


def with_decimal_points(text: str) -> str:
    """A text with a full stop for the raised point of British print and for the Arabic decimal mark, between digits."""
    return _RAISED_POINT.sub(".", text)


def trimmed(text: str) -> str:
    """A clean text without the punctuation around it: "(CV1 5FB)." is "CV1 5FB"."""
    before = None
    while text != before:
        before = text
        text = text.strip(_ENDS)
        if len(text) > 1 and _BRACKETS.get(text[0]) == text[-1]:
            text = text[1:-1]
        text = text.strip("\"'")
        text = _without_lone_bracket(text)
    return text


def _without_lone_bracket(text: str) -> str:
    """A text without a bracket at its edge whose fellow was cut off."""
    if text[:1] in _OPENING and text.count(text[0]) > text.count(_BRACKETS[text[0]]):
        return text[1:]
    if text[-1:] in _CLOSING and text.count(text[-1]) > text.count(_CLOSING[text[-1]]):
        return text[:-1]
    return text


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cf" or "\ufe00" <= char <= "\ufe0f" or char in "\u115f\u1160\u3164\uffa0\u034f":
        return ""
    if kind == "Pd":
        return "-"
    if kind in ("Cc", "Cs", "Co", "Cn") or kind[0] == "Z":
        return " "
    return char
