"""The templates of the pages' HTML, by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from geo import html_template

TEMPLATES = Path(__file__).parent / "templates"


def filled(name: str, /, **values: Any) -> Markup:
    """A template of `pages/html/templates/` with its values, escaped unless they are `Markup`."""
    return html_template.filled(TEMPLATES / f"{name}.html", **values)
