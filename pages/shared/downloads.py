"""Downloads and the link of exactly what is on the screen, in one dialog for every page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import segno
import streamlit as st

from geo.export import FORMATS, ExportContext, export_bytes, known_suffixes
from geo.filtering import Filters
from pages.shared import scenes, url
from pages.shared.loaders import Shared

FILE_STEM = "west-midlands-innovation"
NOT_HERE = (".csvw.json",)
SLOW = (".pptx", ".pdf", ".zip", ".png")


def button(data: Shared, filters: Filters, *, title: str = "", ids: tuple[str, ...] | None = None,
           asset: str = "", key: str = "download", extra: dict | None = None) -> None:
    """A button that opens the dialog for the assets that answer the filters, or for those named.

    `ids` replaces the filters as the choice of assets (a shortlist, what lies within a radius);
    `asset` is the one ringed, for the scene of a tour.
    """
    if st.button("Download or share", icon=":material/ios_share:", key=key, width="stretch"):
        _dialog(data, filters, title, ids, asset, extra or {})


def view_link() -> str:
    """The address of the view on the screen, with all its parameters."""
    address = (st.context.url or "").split("?")[0]
    query = urlencode(url.query(), doseq=True)
    return f"{address}?{query}" if query else address


def qr_svg(address: str, *, scale: int = 4) -> str:
    """A QR code of an address as SVG, dark on white in both themes."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=scale, border=3, light="#ffffff", xmldecl=False)
    return drawn.getvalue().decode()


@st.dialog("Download or share", width="medium")
def _dialog(data: Shared, filters: Filters, title: str, ids: tuple[str, ...] | None, asset: str, extra: dict) -> None:
    address = view_link()
    context = make_context(data, filters, title=title, ids=ids, link=address, extra=extra)
    st.markdown(f"**{len(context.assets)} assets**, exactly as on the screen. Every file carries its date, "
                "the data's version, the filters, sources and credits.")
    columns = st.columns(3)
    for place, suffix in enumerate(s for s in known_suffixes() if s not in NOT_HERE):
        with columns[place % 3]:
            st.download_button(
                FORMATS[suffix].label,
                data=_writer(context, suffix),
                file_name=f"{FILE_STEM}-{date.today()}{suffix}",
                mime=FORMATS[suffix].mime,
                key=f"download{suffix}",
                on_click="ignore",
                width="stretch",
                help="This one takes some seconds to make." if suffix in SLOW else None,
            )
    scenes.button(data, filters, asset=asset, ids=ids or ())
    st.markdown("**Link to this view**")
    st.code(address, language=None, wrap_lines=True)
    st.image(qr_svg(address), width=180, caption="QR code of this view")


def make_context(data: Shared, filters: Filters, *, title: str = "", ids: tuple[str, ...] | None = None,
                 link: str = "", extra: dict | None = None) -> ExportContext:
    """The context of a document about what is on the screen."""
    assets = data.register.assets
    mask = data.index.mask(filters) if ids is None else assets["id"].isin(ids)
    return ExportContext(
        register=data.register, assets=assets[mask], filters=filters,
        title=title or data.register.package.descriptor["title"], link=link,
        made_on=date.today(), extra=extra or {},
    )


def _writer(context: ExportContext, suffix: str) -> Callable[[], bytes]:
    return lambda: export_bytes(context, suffix)
