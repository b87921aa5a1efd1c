"""A fault of ours: logged with time, page and query under a number, which the reader is told and can quote."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from geo.settings import log_level

LOG = logging.getLogger("innovation_map")
LONGEST_LOGGED = 2_000


def log_to_stderr() -> None:
    """Write what is logged to standard error, from the level the settings name on; once per process."""
    if not LOG.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(log_level())


def report(page: str, query: Mapping[str, Sequence[str]]) -> str:
    """Log the exception being handled and return its number, such as "9F3A61"."""
    number = secrets.token_hex(3).upper()
    LOG.exception("fault %s on page %r, query %r", number, page, urlencode(query, doseq=True)[:LONGEST_LOGGED])
    return number


def words(number: str) -> str:
    """What a reader is told of a fault."""
    return f"Something went wrong on our side. It is noted under the number {number}; please quote it if you write to us."
