"""What a suggestion must be: plain text of a sane size, about something, with the page that shows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.addresses import is_web_address
from geo.errors import FilterError
from geo.register.corrections import Fact
from geo.register.datapackage import join_list
from geo.register.releases import same

# The columns a reader is asked about, in the order of the form; those of the evidence follow from the page given.
ASKED = ("name", "status", "operator", "summary", "address", "postcode", "place", "opened", "website", "aliases", "technologies")
MOST_CHARACTERS, MOST_WORDS, MOST_EMAIL, MOST_ADDRESS = 1_000, 2_000, 254, 500
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+")
_MARKUP = re.compile(r"<\s*[a-zA-Z/!]|\[/?url|https?://\S+\s+https?://", re.IGNORECASE)


def present(asset: pd.Series | None) -> dict[str, str]:
    """What stands in each column a reader is asked about, as text; nothing for an asset that is missing."""
    if asset is None:
        return dict.fromkeys(ASKED, "")
    # What the table says of the status; how it is shown follows from the age of the evidence, too.
    stated = {name: asset["stated_status" if name == "status" else name] for name in ASKED}
    return {name: join_list(value) if isinstance(value, tuple) else str(value) for name, value in stated.items()}


def checked(asset: pd.Series | None, sent: Mapping[str, str], *, page: str, words: str, email: str, trap: str = "") -> dict[str, Any]:
    """The facts, page, words and e-mail of a suggestion, as `CorrectionStore.add` wants them.

    `sent` is what the reader leaves in each column of `ASKED`; only what differs from `asset` counts. `trap` is the
    hidden field, which nobody sees who could fill it in. Raises FilterError, saying what to do, for anything else.
    """
    if trap.strip():
        raise FilterError("This was not sent.", mend="Leave the field that says so empty.")
    before = present(asset)
    facts = [Fact(name, before[name], text) for name in ASKED if not same(before[name], text := _plain(sent.get(name, before[name]), name, MOST_CHARACTERS))]
    words = _plain(words, "words", MOST_WORDS)
    if not facts and not words:
        raise FilterError("Nothing is changed yet.", mend="Correct what is wrong in its field, or say it in words.")
    if asset is None and not any(fact.field == "name" for fact in facts):
        raise FilterError("The asset has no name yet.", mend="Say what it is called.")
    return {"facts": tuple(facts), "words": words, "page": _page(page), "email": _email(email)}


def _page(text: str) -> str:
    text = _plain(text, "page", MOST_ADDRESS, markup=False)
    if not is_web_address(text) or " " in text:
        raise FilterError("There is no page that shows it.", mend="Give its address, beginning with https://.")
    return text


def _email(text: str) -> str:
    text = text.strip()
    if text and (len(text) > MOST_EMAIL or not _EMAIL.fullmatch(text)):
        raise FilterError("That is no e-mail address.", mend="Correct it, or leave it empty: the reference is enough.")
    return text


def _plain(text: str, what: str, most: int, *, markup: bool = True) -> str:
    """A text without signs that nobody sees; spaces and ends of lines as one space."""
    kept = "".join(char if char == "\n" or unicodedata.category(char)[0] != "C" else "" for char in text)
    kept = re.sub(r"\s+", " ", kept).strip()
    if len(kept) > most:
        raise FilterError(f"The {what.replace('_', ' ')} has {len(kept):,} characters.", mend=f"Use at most {most:,}.")
    if markup and _MARKUP.search(kept):
        raise FilterError(f"The {what.replace('_', ' ')} holds markup or a list of links.", mend="Write plain words.")
    return kept
