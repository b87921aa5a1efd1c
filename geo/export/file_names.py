"""What a file that leaves is called: the region's stem, what it holds, and the day it was made."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from geo.register.region import Region

MOST_LETTERS = 60


def file_name(region: Region, what: str, suffix: str, *, made_on: date) -> str:
    """'the-stem-universities-in-coventry-2026-11-28.pdf': plain ASCII, so that every disk and mail program takes it.

    `what` are words for the content, "" for everything; `suffix` begins with a dot. The words are cut at 60 letters.
    """
    parts = (region.file_stem, _plain(what), made_on.isoformat())
    return "-".join(part for part in parts if part) + suffix


def _plain(words: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:MOST_LETTERS].strip("-")
