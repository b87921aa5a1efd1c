"""Texts that a spreadsheet must not run as a formula."""

from __future__ import annotations

import re

FORMULA_START = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


_NEUTRALISED = re.compile(rf"'*(?:{FORMULA_START.pattern})")


def neutralised(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might run as a formula.

    That is a text whose first character is a tab, a carriage return or a line feed, or whose first
    character after any white space is `=`, `+`, `-`, `@` or one of their full-width forms (OWASP,
    CSV injection). A text that already looks so treated gets one more, so that `restored` always
    gives back what was there.
    """
    return f"'{text}" if _NEUTRALISED.match(text) else text


def restored(text: str) -> str:
    """Undo `neutralised`."""
    return text[1:] if text.startswith("'") and _NEUTRALISED.match(text) else text
