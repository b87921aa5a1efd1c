"""A reader's own list as a PDF brief and as slides: figures, map, and the first rows of each table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from geo.errors import ExportError
from geo.export import ExportContext
from geo.export.document import MOST_NAMED_FIRST
from geo.export.own_list import METHOD, PRIVATE
from geo.export.pdf import compiled, typeset_fonts
from geo.export.pptx.deck import BODY_HEIGHT_MM, BODY_TOP_MM, BODY_WIDTH_MM, MARGIN_MM, TITLE_ONLY_LAYOUT, empty_deck
from geo.export.pptx.shapes import add_figure, add_map, add_slide, add_text
from geo.export.pptx.tables import add_table
from geo.numbers import format_number
from geo.own_list.results import ListResults
from geo.print_map import draw_map
from geo.print_map.typography import drawable, printable
from geo.register.assets import Register
from geo.register.credits import full_credits
from geo.select.filters import Filters
from geo.sentences import and_words

TEMPLATE = Path(__file__).parent / "templates" / "own_list.typ"
MAP_MM = (174.0, 120.0)
MOST_ROWS, MOST_SLIDE_ROWS = 150, 30
# Rows of many columns take several lines each.
FEW_COLUMNS, ROWS_A_SLIDE, WIDE_ROWS_A_SLIDE = 5, 11, 5
MOST_LETTERS = 70
CHOICE = "Beside a list of the reader's own"
Table = dict[str, Any]


def to_pdf(results: ListResults, register: Register, *, title: str, made_on: date) -> bytes:
    """Set the brief as a tagged PDF. Raises ExportError if the page design cannot be set."""
    facts = f"{title} \u00b7 {made_on.day} {made_on:%B %Y} \u00b7 data version {register.package.version}"
    data = {
        "title": printable(title),
        "author": register.package.descriptor["title"],
        "facts": printable(facts),
        "lead": lead(results),
        "made_on": {part: getattr(made_on, part) for part in ("year", "month", "day")},
        "figures": figures(results),
        "map": _map(results, register, MAP_MM),
        "map_words": map_words(results),
        "tables": list(_tables(results, register, most=MOST_ROWS)),
        "method": [METHOD, PRIVATE],
        "credits": [f"{credit.rstrip('.')}." for credit in full_credits(register.package)],
    }
    inputs = {"data": drawable(json.dumps(data, ensure_ascii=False, allow_nan=False))}
    try:
        compiler = typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=typeset_fonts(), sys_inputs=inputs)
        stamp = datetime.combine(made_on, datetime.min.time(), tzinfo=UTC)
        return compiled(compiler, timestamp=stamp)
    except typst.TypstError as error:
        raise ExportError(f"The brief cannot be set: {error}.", mend="Tell the maintainers.") from error


def to_slides(results: ListResults, register: Register, *, title: str, made_on: date) -> bytes:
    """Write the slides: figures, map, and the first rows of each table as native tables."""
    assets = register.assets
    context = ExportContext(register=register, assets=assets, filters=Filters(), title=title, link="", made_on=made_on, extra={"choice": CHOICE})
    deck = empty_deck(context)
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, title, context)
    share = BODY_WIDTH_MM / 4
    for place, (value, label) in enumerate(figures(results)):
        add_figure(slide, value, label, (MARGIN_MM + place * share, BODY_TOP_MM + 10, share - 6, 50))
    add_text(slide, (lead(results), METHOD, PRIVATE), (MARGIN_MM, BODY_TOP_MM + 75, BODY_WIDTH_MM, 50), size=16)
    slide = add_slide(deck, TITLE_ONLY_LAYOUT, "Where they are", context)
    size = (BODY_WIDTH_MM, BODY_HEIGHT_MM)
    add_map(slide, _map(results, register, size), (MARGIN_MM, BODY_TOP_MM), size, map_words(results))
    for made in _tables(results, register, most=MOST_SLIDE_ROWS):
        step = ROWS_A_SLIDE if len(made["columns"]) <= FEW_COLUMNS else WIDE_ROWS_A_SLIDE
        for start in range(0, len(made["rows"]), step):
            slide = add_slide(deck, TITLE_ONLY_LAYOUT, made["title"], context)
            rows = made["rows"][start : start + step]
            add_table(slide, made["columns"], rows, (MARGIN_MM, BODY_TOP_MM, BODY_WIDTH_MM), widths=made["widths"], name=made["title"], size=11)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def lead(results: ListResults) -> str:
    """One sentence: how many rows lie where."""
    inside = results.rows[results.rows["gss_code"] != ""]
    if inside.empty:
        return f"None of {format_number(results.placed.total)} rows lies in the region."
    said = f"{format_number(len(inside))} of {format_number(results.placed.total)} rows lie in"
    yours = results.by_authority.set_index("authority")["yours"]
    yours = yours[yours > 0]
    if len(yours) == 1:
        return f"{said} {yours.index[0]}."
    said = f"{said} {len(yours)} local authorities of the region"
    # Whoever ties is named, too; where each has one row nobody has the most.
    first = yours[yours == yours.max()].index
    if yours.max() == 1:
        return f"{said}."
    return f"{said}; most in {and_words(first, most=MOST_NAMED_FIRST)} ({format_number(yours.max())}{' each' if len(first) > 1 else ''})."


def figures(results: ListResults) -> list[tuple[str, str]]:
    """(value, label) of the four figures that count."""
    within = results.rows["within"]
    return [
        (format_number(len(results.rows)), f"rows placed, of {format_number(results.placed.total)}"),
        (format_number(int((within > 0).sum())), f"with an asset within {results.radius_km:g} km"),
        (format_number(float(within.median()) if len(within) else 0), f"assets within {results.radius_km:g} km of the median row"),
        (format_number(len(results.doubles)), "may be in the register already"),
    ]


def map_words(results: ListResults) -> str:
    """What the map shows, for those who cannot see it."""
    return f"Map of {format_number(len(results.rows))} rows of a reader's list, as circles, over the towns and roads of the region."


def _map(results: ListResults, register: Register, size_mm: tuple[float, float]) -> str:
    return draw_map(register, register.assets.iloc[:0], size_mm=size_mm, panel="none", marks=results.placed.rows.geometry)


def _tables(results: ListResults, register: Register, *, most: int) -> Iterator[Table]:
    """The tables: title, columns, widths, rows as texts, a note of what is left out, words for none."""
    layers = register.layer_names["name"]
    near = results.rows.head(most)
    columns = ["Row", "Name", "Local authority", *layers]
    rows = [
        [str(row["row"]), _text(row["name"]), _text(row["authority"]), *(_nearest(row, layer) for layer in layers.index)] for row in near.to_dict("records")
    ]
    yield _table("The nearest of each type", columns, [0.5, 1.5, 1.5, *[1.5] * len(layers)], rows, len(results.rows))
    authorities = results.by_authority[results.by_authority["yours"] > 0]
    yield _of_frame("By local authority", authorities, {"authority": "Local authority", "yours": "Your rows", "ours": "Assets here"}, [3, 1, 1], most)
    near_words = f"Yours within {results.radius_km:g} km of one"
    yield _of_frame("By cluster", results.by_cluster, {"name": "Cluster", "yours_near": near_words, "ours": "Assets here"}, [3, 1, 1], most)
    doubles = {"row": "Row", "name": "Name", "asset": "May be", "metres": "Metres apart"}
    yield _of_frame("May be in the register already", results.doubles, doubles, [0.6, 2, 2, 1], most)


def _nearest(row: dict[str, Any], layer: str) -> str:
    name, away_km = row[f"nearest_{layer}"], row[f"nearest_{layer}_km"]
    minutes = row[f"drive_{layer}_minutes"]
    drive = "" if pd.isna(minutes) else f"; shortest drive {minutes:.0f} min"
    return f"{_text(name)}, {away_km:.1f} km{drive}" if name else "none"


def _of_frame(title: str, frame: pd.DataFrame, columns: dict[str, str], widths: list[float], most: int) -> Table:
    rows = [[_text(value) for value in row] for row in frame[list(columns)].head(most).itertuples(index=False, name=None)]
    return _table(title, list(columns.values()), widths, rows, len(frame))


def _table(title: str, columns: list[str], widths: list[float], rows: list[list[str]], number: int) -> Table:
    more = number - len(rows)
    note = f"And {format_number(more)} more, in the workbook." if more > 0 else ""
    return {"title": title, "columns": columns, "widths": widths, "rows": rows, "note": note, "empty": "None."}


def _text(value: Any) -> str:
    text = printable(" ".join(str(value).split()))
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}\u2026"
