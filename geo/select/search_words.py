"""How a text becomes the words that search compares: folding, plurals, postcodes. `static/search.js` does the same in the browser."""

from __future__ import annotations

import re
import unicodedata

MAX_QUERY_LENGTH = 200
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "either",
        "for",
        "from",
        "in",
        "near",
        "of",
        "on",
        "the",
        "to",
        "what",
        "where",
        "which",
        "with",
    ]
)
# What stands between two words of which either will do.
EITHER = "or"
# Between the parts of a field: other names, technologies. No word holds it, so no phrase runs across it.
EDGE = "|"
# R&D is one word, and so are C++ and C#.
_WORD = re.compile(r"[^\W_](?:\+\+|#)(?![^\W_])|[^\W_]+(?:&[^\W_]+)*")
# Two letters alone around a sign or a word are one word: R & D, R and D.
_LONE = re.compile(r"(?<![^\W_])(?<!&)([^\W_]) +(?:&|and) +([^\W_])(?![^\W_]|&)", re.IGNORECASE)
_UNIT, _OUTWARD, _INWARD = (re.compile(text) for text in (r"[a-z]{1,2}[0-9][a-z0-9]?([0-9]([a-z]{1,2})?)?", r"[a-z]{1,2}[0-9][a-z0-9]?", r"[0-9][a-z]{0,2}"))


def tokens_of(text: str) -> list[str]:
    """The words of a text, lower case, without accents or apostrophes."""
    plain = _LONE.sub(r"\1&\2", text).replace("'", "").replace("\u2019", "")
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.category(char).startswith("M"))
    return _WORD.findall(plain.lower().replace("\u00df", "ss"))


def stem(word: str) -> str:
    """A word without the ending of its plural, so that batteries and battery are one."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def field_text(parts: list[str]) -> str:
    """The words of the parts of a field as one text, each part between edges: "| two words | three more words |"."""
    texts = [" ".join(tokens_of(part)) for part in parts]
    return f"{EDGE} {f' {EDGE} '.join(text for text in texts if text)} {EDGE}" if any(texts) else EDGE


def stemmed(text: str) -> str:
    """A text of words, each without the ending of its plural."""
    return " ".join(map(stem, text.split(" ")))


def has_number(word: str) -> bool:
    """Whether a word holds a digit or another number sign."""
    return any(unicodedata.category(char).startswith("N") for char in word)


def squash(text: str) -> str:
    """A postcode's letters and digits only, lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def looks_like_postcode(squashed: str) -> bool:
    """Whether a squashed text could be a postcode or the beginning of one."""
    return bool(_UNIT.fullmatch(squashed))


def is_outward(token: str) -> bool:
    """Whether a word could be the first half of a postcode."""
    return bool(_OUTWARD.fullmatch(token))


def is_inward(token: str) -> bool:
    """Whether a word could be the second half of a postcode, or the beginning of one."""
    return bool(_INWARD.fullmatch(token))


def postcode_halves(postcode: str) -> tuple[str, str]:
    """The two halves of a postcode of the data, squashed: ("b4", "7rj"); the second empty where only a district is known."""
    outward, _, inward = postcode.strip().partition(" ")
    return squash(outward), squash(inward)
