"""HTML from data: tables, links and pictures, every text escaped. Nothing else makes markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from markupsafe import Markup, escape

from geo.numbers import MISSING_WORDS, format_number, is_missing
from geo.webmap.html_elements import asset_link, link, page_link, symbol_image
from pages.html.trend_line import trend_image

FOLD_FROM = 8
COPY_TABLE = Markup(
    '<div class="wm-copy-table"><button type="button" class="wm-button" data-copy-table aria-label="Copy the table: {caption}">Copy the table</button>'
    ' <span role="status"></span></div>'
)


@dataclass(frozen=True)
class Column:
    """A column of a table: `kind` is text, number, bar (a number with a bar as long as its share of
    the greatest), scaled (the same, on the record's own `scale_max`), asset (a
    record's `id` and this text, as a link to its profile), assets (a tuple of ids and names), links (a
    tuple of addresses and texts), go (a
    link to the record's `<key>_href` or `href` in the app), trend (a small line of (year, value) pairs of the record's `<key>_points`, before
    this text), or url. A number is printed as the record's `printed` have it by key, else with the column's decimals."""

    key: str
    label: str
    kind: str = "text"
    decimals: int = 0
    unit: str = ""


def table(
    records: Iterable[Mapping[str, Any]],
    columns: Iterable[Column],
    *,
    caption: str,
    row_header: str = "",
    empty: str = "Nothing to list.",
    copied: bool = False,
) -> Markup:
    """A table of records as HTML, with a caption and one row header per line.

    `row_header` is the key of the column that names the line (default: the first). A missing value
    is said to be missing, never shown as zero. With no records the words of `empty` stand instead. One that people take
    into reports is `copied`: a button below puts its cells on the clipboard (`static/table_copy.js`).
    """
    records, columns = list(records), list(columns)
    if not records:
        return Markup('<p class="wm-empty">{}</p>').format(empty)
    named = row_header or columns[0].key
    greatest = {c.key: _greatest(records, c.key) for c in columns if c.kind == "bar"}
    head = Markup().join(Markup('<th scope="col" class="{}">{}</th>').format(_side(c), c.label) for c in columns)
    body = Markup().join(
        Markup("<tr>") + Markup().join(_cell(record, column, column.key == named, greatest) for column in columns) + Markup("</tr>") for record in records
    )
    return Markup(
        '<div class="wm-table" tabindex="0" role="region" aria-label="{}"><table>'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        "{}"
    ).format(caption, caption, head, body, COPY_TABLE.format(caption=caption) if copied else "")


def key_figures(figures: Iterable[tuple[str, str, str]], *, links: Iterable[str] = ()) -> Markup:
    """A row of (value, label, note) as large figures with what they count below; each label leads to its address of `links`, if any."""
    items = Markup().join(
        Markup("<div><dt>{}</dt><dd><b>{}</b> <small>{}</small></dd></div>").format(_leading(label, address), value, note)
        for (value, label, note), address in zip_longest(figures, links, fillvalue="")
    )
    return Markup('<dl class="wm-figures">{}</dl>').format(items)


def _leading(label: str, address: str) -> Markup:
    return Markup('<a href="{}" target="_self" class="wm-go">{}</a>').format(address, label) if address else escape(label)


def heading(text: str, *, level: int = 2) -> Markup:
    """A heading."""
    return Markup('<h{} class="wm-heading" dir="auto">{}</h{}>').format(level, text, level)


def paragraph(text: str, *, small: bool = False) -> Markup:
    """A paragraph of plain text; `small` for sources and methods."""
    return Markup('<p class="{}" dir="auto">{}</p>').format("wm-small" if small else "wm-lead", text)


def copyable(text: str, *, what: str) -> Markup:
    """A text as it is, with a button that copies it (`static/sheet.js`); `what` names it."""
    return Markup(
        '<div class="wm-copy"><pre dir="auto">{}</pre><button type="button" class="wm-button" data-copy>Copy {}</button> <span role="status"></span></div>'
    ).format(text, what)


def linked(before: str, made: Markup, after: str = "", *, small: bool = False) -> Markup:
    """A paragraph of plain text around one finished link, as `link` and `page_link` make it."""
    css = "wm-small" if small else "wm-lead"
    return Markup('<p class="{}" dir="auto">{}{}{}</p>').format(css, before, made, after)


def in_line(links: Iterable[Markup]) -> Markup:
    """Finished links as a list that runs on in lines."""
    return Markup('<ul class="wm-inline">{}</ul>').format(Markup().join(Markup("<li>{}</li>").format(made) for made in links))


def folded(summary: str, html: Markup) -> Markup:
    """Finished HTML that a reader opens by its summary."""
    return Markup('<details class="wm-fold"><summary>{}</summary>{}</details>').format(summary, html)


def section(title: str, html: str) -> Markup:
    """A part of a long page under its heading; on a phone it is folded till it is opened (`static/sheet.js`), on paper it is whole."""
    return Markup('<details class="wm-section" open><summary>{}</summary>{}</details>').format(heading(title), html)


def issue_table(issues: Iterable[Any]) -> Markup:
    """Problems (`geo.register.validation.Issue`) of a tour as a table: where, what, why, and how to mend it."""
    records = [{**issue.as_record(), "scene": f"Scene {issue.row}" if issue.row else "The whole file"} for issue in issues]
    columns = [
        Column("scene", "Where"),
        Column("field", "Field"),
        Column("value", "Value"),
        Column("reason", "What is wrong"),
        Column("mend", "How to mend it"),
    ]
    return table(records, columns, caption="What to mend")


def tour_cards(tours: Iterable[Any], *, authority: str = "", authority_name: str = "", figures: Mapping[str, Any] | None = None) -> Markup:
    """Tours (`geo.tours.tour.Tour`) as cards, each with its links to stage and kiosk.

    A tour about one authority is for `authority` (its GSS code); without it, the card says to choose.
    `figures` are those of the opening scenes by the tour's id: {value, label}.
    """
    cards = Markup().join(_tour_card(tour, authority, authority_name, (figures or {}).get(tour.id)) for tour in tours)
    return Markup('<ul class="wm-tours">{}</ul>').format(cards)


def stage_keys() -> Markup:
    """The keys that work on stage, as a list."""
    rows = Markup().join(
        Markup("<li>{} {}</li>").format(Markup(" ").join(Markup("<kbd>{}</kbd>").format(key) for key in keys), words)
        for *keys, words in (
            ("\u2192", "Page Down", "Space", "next"),
            ("\u2190", "Page Up", "back"),
            ("Home", "End", "first, last"),
            ("B", "blank"),
            ("P", "play by itself"),
            ("N", "speaker notes"),
            ("F", "full screen"),
            ("Esc", "leave"),
        )
    )
    return Markup('<ul class="wm-keys" aria-label="Keys on stage">{}</ul>').format(rows)


def _tour_card(tour: Any, authority: str, authority_name: str, figure: Mapping[str, str] | None) -> Markup:
    title = tour.title.replace("{authority}", authority_name or "your authority")
    query = {"present": tour.id, **({"authority": authority} if tour.parameter else {})}
    go = (
        page_link("present", "Present", **query) + page_link("present", "Run as a kiosk", **query, kiosk="1")
        if authority or not tour.parameter
        else Markup("<span>Choose the local authority above.</span>")
    )
    scenes = f"{len(tour.scenes)} scenes" if not tour.parameter else f"up to {len(tour.scenes)} scenes"
    return Markup(
        '<li><div class="wm-cover"><h2 dir="auto">{}</h2>{}</div><p dir="auto">{}</p><p class="wm-small">{}</p><p class="wm-tour-go">{}</p></li>'
    ).format(title, _cover_figure(figure), tour.description, scenes, go)


def _cover_figure(figure: Mapping[str, str] | None) -> Markup:
    return Markup("<p><b>{}</b> {}</p>").format(figure["value"], figure["label"]) if figure else Markup()


def _cell(record: Mapping[str, Any], column: Column, heads: bool, greatest: Mapping[str, float]) -> Markup:
    value = record.get(column.key)
    around = Markup('<th scope="row" class="{}" dir="auto">{}</th>') if heads else Markup('<td class="{}" dir="auto">{}</td>')
    return around.format(_side(column), _content(record, column, value, greatest))


def _number(record: Mapping[str, Any], column: Column, value: Any) -> Markup:
    words = record.get("printed", {}).get(column.key, MISSING_WORDS)
    return escape(format_number(value, decimals=column.decimals, unit=column.unit) if words == MISSING_WORDS else f"{words}{column.unit}")


def _content(record: Mapping[str, Any], column: Column, value: Any, greatest: Mapping[str, float]) -> Markup:
    if column.kind in ("number", "bar"):
        text = _number(record, column, value)
        if column.kind == "bar" and text != MISSING_WORDS:
            return _bar(text, float(value), greatest[column.key])
        return text
    if column.kind == "scaled":
        text = _number(record, column, value)
        return text if text == MISSING_WORDS else _bar(text, float(value), record["scale_max"])
    if column.kind == "go":
        return _go(record, column.key, value)
    if column.kind == "assets":
        return _asset_list(value)
    if column.kind == "links":
        return Markup("; ").join(link(address, text) for address, text in value)
    if column.kind == "trend":
        text = "" if is_missing(value) else str(value)
        return Markup("{} {}").format(trend_image(record.get(f"{column.key}_points", ()), words=""), text).strip()
    if column.kind == "asset":
        picture = symbol_image(record["layer"], record["status"], size_px=18) if "layer" in record and "status" in record else ""
        named = Markup("<span>{} {}</span>").format(picture, asset_link(str(record["id"]), _words(value)))
        return Markup('<span class="wm-starred">{}{}</span>').format(star_button(str(record["id"]), _words(value)), named)
    if column.kind == "url":
        return link(str(value), str(record.get("title") or value)) if not is_missing(value) and value else escape(MISSING_WORDS)
    return escape(_words(value))


def star_button(identity: str, name: str) -> Markup:
    """The star beside an asset in a list; `static/stars.js` says whether it is on."""
    return Markup('<button type="button" class="wm-star" data-id="{}" data-name="{}"></button>').format(identity, name)


def _words(value: Any) -> str:
    """A value as text; words where it is missing."""
    return MISSING_WORDS if is_missing(value) else str(value)


def _bar(text: Markup, value: float, greatest: float) -> Markup:
    """A number on a bar as long as its share of the greatest; without a bar where that is not above 0."""
    if not greatest > 0:
        return text
    return Markup('<span class="wm-bar" style="--share:{:.1f}%">{}</span>').format(max(0.0, 100 * value / greatest), text)


def _asset_list(assets: Iterable[tuple[str, str]]) -> Markup:
    """Assets by name, each a link; folded away where they are many."""
    listed = [Markup("<li>{}</li>").format(asset_link(identity, name)) for identity, name in assets]
    whole = Markup('<ul class="wm-links">{}</ul>').format(Markup().join(listed)) if listed else Markup()
    return folded(f"{len(listed)} by name", whole) if len(listed) > FOLD_FROM else whole


def _go(record: Mapping[str, Any], key: str, value: Any) -> Markup:
    """A link to the record's `<key>_href`, else its `href`, in the app; plain text where it is "".

    `<key>_label`, if given, is what a screen reader says in place of a mere number.
    """
    text, href = escape(_words(value)), record.get(f"{key}_href", record.get("href", ""))
    if not href:
        return text
    label = record.get(f"{key}_label")
    told = Markup(' aria-label="{}"').format(label) if label else ""
    return Markup('<a href="{}" target="_self" class="wm-go"{}>{}</a>').format(href, told, text)


def _greatest(records: list[Mapping[str, Any]], key: str) -> float:
    return max((float(r[key]) for r in records if not is_missing(r.get(key))), default=0.0)


def _side(column: Column) -> str:
    return "wm-num" if column.kind in ("number", "bar", "scaled") else "wm-text"
