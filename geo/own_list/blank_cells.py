"""Cells that are filled in to say that nothing is known."""

from __future__ import annotations

import re

_BLANK = re.compile(r"#?n\s*[./]?\s*a\.?!?|nil|none|null|nan|unknown|not (?:known|available|applicable|provided)|t\.?b\.?[acd]\.?|[-.?*/\s]+", re.IGNORECASE)


def is_blank(cell: str) -> bool:
    """Whether a clean cell says nothing: empty, a dash, "N/A", "#N/A", "TBC", "unknown"."""
    return not cell or _BLANK.fullmatch(cell) is not None
