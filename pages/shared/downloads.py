"""Downloads and the link of exactly what is on the screen, in one dialog for every page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pandas as pd
import segno
import streamlit as st
from markupsafe import Markup

from geo.export import FORMATS, ExportContext, Progress, export_bytes, known_suffixes
from geo.export.document_title import title_of_view
from geo.export.file_names import file_name
from geo.export.tables import MEASURED, measured_columns
from geo.select.filter_words import count_words
from geo.select.filters import Filters
from geo.select.query_string import Query
from pages.shared import embed, open_data, own_address, release_note, scenes, url, words
from pages.shared.document_line import in_line, kept_or_made
from pages.shared.loaders import Shared

# The formats by what they are for; those of SLOW are made while a bar shows how far they are.
WRITTEN = "To show and to print"
GROUPS = {
    WRITTEN: (".pptx", ".pdf", ".png", ".svg", ".html"),
    "The data": (".xlsx", ".csv", ".geojson", ".gpkg", ".parquet"),
    "For a hall without a network": (".zip",),
}
SLOW = (".pptx", ".pdf", ".png", ".zip")
ICONS = {".pptx": "slideshow", ".pdf": "picture_as_pdf", ".png": "image", ".svg": "draw", ".html": "map", ".xlsx": "table_view", ".zip": "inventory_2"}


def button(
    data: Shared,
    filters: Filters,
    *,
    title: str = "",
    ids: tuple[str, ...] | None = None,
    asset: str = "",
    key: str = "download",
    extra: dict | None = None,
    measured: pd.DataFrame | None = None,
    make_report: Callable[[], None] | None = None,
) -> None:
    """A button that opens the dialog for the assets that answer the filters, or for those named.

    `ids` replaces the filters as the choice of assets (a shortlist, what lies within a radius);
    `asset` is the one ringed, for the scene of a tour; `measured` how far each asset is (`geo.export.tables`),
    `make_report` makes and offers the report of a page that has one.
    """
    if st.button("Download or share", icon=":material/ios_share:", key=key, width="stretch"):
        _dialog(data, filters, title, ids, asset, extra or {}, measured, make_report)


def view_link(query: Query | None = None) -> str:
    """The address of the view on the screen, with all its parameters, or with those of a query."""
    address = (st.context.url or "").split("?")[0]
    query = urlencode(url.query() if query is None else query, doseq=True)
    return f"{address}?{query}" if query else address


def qr_code(address: str, *, opens: str, width_px: int) -> None:
    """Show a QR code that leads others to an address of this app, with words for who cannot see it; or say why there is none."""
    public = own_address.public_link(address)
    if not public:
        st.caption(f"{own_address.WHY_NOT} On Present an address can be named that others reach it by.")
        return
    st.html(
        Markup('<figure class="wm-code"><img src="{}" width="{}" height="{}" alt="{}"><figcaption>{}</figcaption></figure>').format(
            qr_picture(public), width_px, width_px, f"QR code: opens {opens} on a phone, {public}", f"Opens {opens}"
        )
    )


def qr_picture(address: str) -> str:
    """A QR code of an address as the source of a picture, dark on white in both themes."""
    return segno.make(address, error="m").svg_data_uri(border=3, light="#ffffff", omitsize=True)


@st.dialog("Download or share", width="medium")
def _dialog(
    data: Shared,
    filters: Filters,
    title: str,
    ids: tuple[str, ...] | None,
    asset: str,
    extra: dict,
    measured: pd.DataFrame | None,
    make_report: Callable[[], None] | None,
) -> None:
    address = view_link(release_note.with_release(url.query(), data.register))
    context = make_context(data, filters, title=title, ids=ids, link=own_address.public_link(address), extra=extra, measured=measured)
    number = len(context.assets)
    st.markdown(f"**{count_words(number)}**, exactly as on the screen. Every file carries its date, the data's version, the filters, sources and credits.")
    offered, key = known_suffixes(), view_key(data, context, address)
    for heading, suffixes in GROUPS.items():
        _group(context, heading, [suffix for suffix in suffixes if suffix in offered], key)
        if make_report and heading == WRITTEN and st.button("Report to write on in Word (.docx)", icon=":material/description:", key="download.docx"):
            make_report()
    scenes.button(data, filters, asset=asset, ids=ids or ())
    st.markdown("**Link to this view**")
    st.code(own_address.public_link(address) or address, language=None, wrap_lines=True)
    if ids is None:
        others = " or ".join(f"`{suffix}`" for suffix in open_data.SUFFIXES[1:])
        st.markdown(f"**Link to this data** as it is whenever the link is read, for Excel, Power BI or QGIS; also with {others}")
        st.code(open_data.address(filters, root=own_address.link_root()), language=None, wrap_lines=True)
    qr_code(address, opens="this view", width_px=180)
    _embed(data.register.region.title)


def _embed(title: str) -> None:
    """What to paste into another site's page to show this view there."""
    with st.expander("Embed this view", icon=":material/code:", key="embed"):
        query = url.query()
        left, middle, right = st.columns(3)
        options: dict[str, str | list[str]] = {
            "filters": left.selectbox("Filters", embed.OPTIONS["filters"], key="embed-filters"),
            "list": middle.selectbox("List", embed.OPTIONS["list"], key="embed-list"),
            "theme": right.selectbox("Colours", embed.OPTIONS["theme"], key="embed-theme", format_func=lambda one: one or "as the reader\u2019s device"),
            "numbers": left.selectbox("Numbers as in", embed.OPTIONS["numbers"], key="embed-numbers"),
        }
        height = middle.number_input("Height in px", embed.LEAST_HEIGHT_PX, embed.MOST_HEIGHT_PX, embed.HEIGHT_PX, step=20, key="embed-height")
        lockable = [name for name in ("authority", "cluster") if query.get(name)]
        options[embed.LOCK] = right.multiselect("Cannot be changed", lockable, key="embed-lock") if lockable else []
        link = embed.embed_link(own_address.public_root() or own_address.link_root(), query, options)
        st.code(embed.snippet(link, title=title, height_px=int(height)), language="html", wrap_lines=True)
        st.caption("It needs no cookies, works in a sandboxed frame and always carries the credits.")


def view_key(data: Shared, context: ExportContext, address: str) -> tuple[Hashable, ...]:
    """All that a document about a view depends on: the release, the suggestions it tells of, the day, the view and what it measured."""
    measured = context.assets[[name for name in MEASURED if name in context.assets]]
    figures = int(pd.util.hash_pandas_object(measured, index=False).sum()) if len(measured.columns) else 0
    ids = tuple(context.assets["id"])
    return (data.stamp, open_data.suggestions_stamp(), context.made_on, address, context.link, context.title, ids, figures, repr(context.extra))


def _group(context: ExportContext, heading: str, suffixes: list[str], key: tuple[Hashable, ...]) -> None:
    """The buttons of a group, and under them the one of its slow files that was asked for."""
    st.markdown(f"**{heading}**")
    columns = st.columns(3)
    asked = ""
    for place, suffix in enumerate(suffixes):
        with columns[place % 3]:
            asked = suffix if _offer(context, suffix, key) else asked
    if asked:
        make(context, asked, file_name=_file_name(context, asked), key=key)


def _offer(context: ExportContext, suffix: str, key: tuple[Hashable, ...]) -> bool:
    """A quick file's download, or the button that has a slow one made; whether that was pressed."""
    known = FORMATS[suffix]
    look = {"key": f"download{suffix}", "width": "stretch", "icon": f":material/{ICONS.get(suffix, 'download')}:"}
    if suffix in SLOW:
        return st.button(known.label, **look)
    st.download_button(known.label, data=_writer(context, suffix, key), file_name=_file_name(context, suffix), mime=known.mime, on_click="ignore", **look)
    return False


def make(context: ExportContext, suffix: str, *, file_name: str, key: tuple[Hashable, ...] = ()) -> None:
    """Make a file while a bar shows the place in line and how far it is, then offer it; `key` as in `make_with`."""

    def write(progress: Progress) -> bytes:
        return export_bytes(replace(context, progress=progress), suffix)

    make_with(write, suffix, file_name=file_name, mime=FORMATS[suffix].mime, key=key)


def make_with(write: Callable[[Progress], bytes], suffix: str, *, file_name: str, mime: str, key: tuple[Hashable, ...] = ()) -> None:
    """Make a file by what takes the hearer of its progress, while a bar shows the place in line; then offer it.

    `key` names all that it depends on (`view_key`), so that the next reader gets the same file; without one it is made anew.
    """
    bar = st.progress(0.0, "Starting")
    with words.in_words():
        content = in_line(write, bar, key=(suffix, *key) if key else None)
        bar.progress(1.0, "Ready")
        st.download_button(
            f"Save {file_name} ({_size(len(content))})",
            content,
            file_name=file_name,
            mime=mime,
            key=f"save{suffix}",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
            width="stretch",
        )


def _size(number: int) -> str:
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:,.0f} kB"


def _file_name(context: ExportContext, suffix: str) -> str:
    """A file of everything is named for the region alone, any other for what it holds."""
    region, whole = context.register.region, context.register.package.descriptor["title"]
    return file_name(region, "" if context.title == whole else context.title, suffix, made_on=context.made_on)


def make_context(
    data: Shared,
    filters: Filters,
    *,
    title: str = "",
    ids: tuple[str, ...] | None = None,
    link: str = "",
    extra: dict | None = None,
    measured: pd.DataFrame | None = None,
) -> ExportContext:
    """The context of a document about what is on the screen; `measured` as in `geo.export.tables`, by the index of the register's assets."""
    assets = data.register.assets
    if measured is not None:
        assets = assets.assign(**measured_columns(measured))
    # What was listed one by one keeps its order: the nearest first, a shortlist as its reader put it.
    places = data.index.mask(filters) if ids is None else [data.register.by_id[one] for one in dict.fromkeys(ids) if one in data.register.by_id]
    # What is chosen by name instead of by filters is said in words, in every file.
    choice = {"choice": title} if ids is not None and title else {}
    return ExportContext(
        register=data.register,
        assets=assets[places] if ids is None else assets.iloc[places],
        filters=filters,
        title=title or title_of_view(data.register, filters),
        link=link,
        made_on=date.today(),
        extra=choice | (extra or {}),
    )


def _writer(context: ExportContext, suffix: str, key: tuple[Hashable, ...]) -> Callable[[], bytes]:
    return lambda: kept_or_made((suffix, *key), lambda: export_bytes(context, suffix))
