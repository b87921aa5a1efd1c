"""The head of a page: its name, what it is for, and the figures that place the region at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def masthead_html(heading: str, purpose: str = "", *, figures: Iterable[tuple[str, str]] = ()) -> str:
    """The head of a page as HTML: one `h1`, a sentence, and (value, label) figures beside them."""
    words = f"<h1 class='wm-title'>{escape(heading)}</h1>" + (f"<p>{escape(purpose)}</p>" if purpose else "")
    listed = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for value, label in figures)
    beside = f'<dl class="wm-headline">{listed}</dl>' if listed else ""
    return f'<div class="wm-masthead"><div>{words}</div>{beside}</div>'


