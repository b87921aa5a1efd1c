"""HTML from data: tables, links and pictures, every text escaped. Nothing else makes markup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from geo import style

MISSING_WORDS = "not known"


@dataclass(frozen=True)
class Column:
    """A column of a table: `kind` is text, number, bar (a number with a bar as long as its share of
    the greatest), asset (a record's `id` and this text, as a link to its profile), or url."""

    key: str
    label: str
    kind: str = "text"
    decimals: int = 0
    unit: str = ""


def table(records: Iterable[Mapping[str, Any]], columns: Iterable[Column], *, caption: str,
          row_header: str = "", empty: str = "Nothing to list.") -> str:
    """A table of records as HTML, with a caption and one row header per line.

    `row_header` is the key of the column that names the line (default: the first). A missing value
    is said to be missing, never shown as zero. With no records the words of `empty` stand instead.
    """
    records, columns = list(records), list(columns)
    if not records:
        return f'<p class="wm-empty">{escape(empty)}</p>'
    named = row_header or columns[0].key
    greatest = {c.key: _greatest(records, c.key) for c in columns if c.kind == "bar"}
    head = "".join(f'<th scope="col" class="{_side(c)}">{escape(c.label)}</th>' for c in columns)
    body = "".join(
        "<tr>" + "".join(_cell(record, column, column.key == named, greatest) for column in columns) + "</tr>"
        for record in records
    )
    return (
        f'<div class="wm-table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def number(value: Any, *, decimals: int = 0, unit: str = "") -> str:
    """A number for people; words where it is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING_WORDS
    return f"{value:,.{decimals}f}{unit}"


def link(url: str, text: str) -> str:
    """A link that opens in a new tab; plain text where the address is not http or https."""
    if urlsplit(url).scheme not in ("http", "https"):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def page_link(page: str, text: str, **query: str | Iterable[str]) -> str:
    """A link to another page of the app with query parameters."""
    return f'<a href="{escape(page_url(page, **query))}" target="_self" class="wm-go">{escape(text)}</a>'


def page_url(page: str, **query: str | Iterable[str]) -> str:
    """The address of a page of the app, relative to the app's root, with query parameters."""
    text = urlencode({name: value for name, value in query.items() if value}, doseq=True)
    return f"{page or './'}?{text}" if text else page or "./"


def asset_link(identity: str, name: str) -> str:
    """A link to an asset's own page."""
    return page_link("asset", name, asset=identity)


def symbol_image(layer: str, status: str = "operating", *, size_px: int = 22) -> str:
    """The pin as an image element with its picture inside: markup that sanitisers let pass."""
    drawn = quote(style.symbol_svg(layer, status, size_px=size_px))
    return f'<img src="data:image/svg+xml,{drawn}" width="{size_px}" height="{size_px}" alt="">'


def key_figures(figures: Iterable[tuple[str, str, str]]) -> str:
    """A row of (value, label, note) as large figures with what they count below."""
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd><b>{escape(value)}</b> <small>{escape(note)}</small></dd></div>"
        for value, label, note in figures
    )
    return f'<dl class="wm-figures">{items}</dl>'


def _cell(record: Mapping[str, Any], column: Column, heads: bool, greatest: Mapping[str, float]) -> str:
    value = record.get(column.key)
    tag = 'th scope="row"' if heads else "td"
    return f'<{tag} class="{_side(column)}" dir="auto">{_content(record, column, value, greatest)}</{tag[:2]}>'


def _content(record: Mapping[str, Any], column: Column, value: Any, greatest: Mapping[str, float]) -> str:
    if column.kind in ("number", "bar"):
        text = escape(number(value, decimals=column.decimals, unit=column.unit))
        if column.kind == "bar" and text != MISSING_WORDS and greatest[column.key] > 0:
            share = max(0.0, 100 * float(value) / greatest[column.key])
            return f'<span class="wm-bar" style="--share:{share:.1f}%">{text}</span>'
        return text
    if column.kind == "asset":
        picture = symbol_image(record["layer"], record["status"], size_px=18) if "layer" in record and "status" in record else ""
        return f'{picture} {asset_link(str(record["id"]), str(value))}'
    if column.kind == "url":
        return link(str(value), str(record.get("title") or value)) if value else escape(MISSING_WORDS)
    return escape("" if value is None else str(value))


def _greatest(records: list[Mapping[str, Any]], key: str) -> float:
    values = [float(r[key]) for r in records if r.get(key) is not None and not math.isnan(float(r[key]))]
    return max(values, default=0.0)


def _side(column: Column) -> str:
    return "wm-num" if column.kind in ("number", "bar") else "wm-text"
