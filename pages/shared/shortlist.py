"""The shortlist: starred assets, kept in the link so that it survives a reload and can be sent."""

from __future__ import annotations

from pages.shared import url
from pages.shared.loaders import Shared

STARRED = "star"
MOST = 50


def ids(shared: Shared) -> list[str]:
    """The starred assets that exist, in the order they were starred."""
    return [identity for identity in dict.fromkeys(url.query().get(STARRED, [])) if identity in shared.register.by_id]


def toggle(identity: str) -> None:
    """Star an asset, or take its star away."""
    now = list(dict.fromkeys(url.query().get(STARRED, [])))
    now = [item for item in now if item != identity] if identity in now else [*now, identity][:MOST]
    url.write(**{STARRED: now})
