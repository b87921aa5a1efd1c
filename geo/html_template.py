"""Fragments of HTML longer than a line: templates in files, filled with values that are escaped unless they are `Markup`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup


def filled(path: Path, /, **values: Any) -> Markup:
    """The template of a file with its values."""
    return Markup(_template(path).render(values))


@cache
def _template(path: Path) -> Template:
    environment = Environment(loader=FileSystemLoader(path.parent), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(path.name)
