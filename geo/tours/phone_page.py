"""What a QR code on stage leads to: the view of a scene on `/lite`, the page that hundreds of phones can open at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.addresses import page_url

PAGE = "lite"
# A QR code of more is read by no phone from the back of a hall.
LONGEST = 120


def phone_page(query: Mapping[str, Iterable[str]] | None = None, *, assets: Iterable[str] = (), asset: str = "", stage: Mapping[str, str] | None = None) -> str:
    """The page for phones, relative to the app's root, that shows the assets of a query, or those named, with one of them open.

    `stage` names the scene of a tour the app knows ({present, scene, authority}); it stands for the assets where their own
    names would make too dense a code. `static/pack.js` reads it.
    """
    chosen = {"asset": asset}
    page = page_url(PAGE, star=assets, **chosen) if assets else page_url(PAGE, **(query or {}), **chosen)
    return page_url(PAGE, **stage, **chosen) if stage and len(page) > LONGEST else page
