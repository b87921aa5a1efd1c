"""The head of a page: its name, what it is for, and the figures that place the region at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from geo.assets import Register
from geo.filtering import HIDDEN_STATUS


def masthead_html(heading: str, purpose: str = "", *, figures: Iterable[tuple[str, str]] = ()) -> str:
    """The head of a page as HTML: one `h1`, a sentence, and (value, label) figures beside them."""
    words = f"<h1 class='wm-title'>{escape(heading)}</h1>" + (f"<p>{escape(purpose)}</p>" if purpose else "")
    listed = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for value, label in figures)
    beside = f'<dl class="wm-headline">{listed}</dl>' if listed else ""
    return f'<div class="wm-masthead"><div>{words}</div>{beside}</div>'


def region_figures(register: Register) -> list[tuple[str, str]]:
    """What the register holds, as (value, label): assets not closed, those operating, the local
    authorities that have any, and the day the data was checked."""
    assets = register.assets[register.assets["status"] != HIDDEN_STATUS]
    checked = date.fromisoformat(register.package.descriptor["checked_on"])
    return [
        (f"{len(assets):,}", "innovation assets"),
        (f"{(assets['status'] == 'operating').sum():,}", "operating"),
        (f"{assets['gss_code'].nunique():,}", "local authorities"),
        (f"{checked.day} {checked:%b %Y}", "data checked"),
    ]
