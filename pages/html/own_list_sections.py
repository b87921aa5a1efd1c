"""What the page of a reader's own list says of it, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from geo.addresses import page_url
from geo.numbers import format_number
from geo.own_list.limits import LIMITS
from geo.own_list.reading import RawTable
from geo.own_list.results import ListResults
from geo.webmap.html_elements import page_link
from pages.html.elements import Column, folded, heading, key_figures, linked, paragraph, table

PRIVATE = (
    "Your list stays in this session: it is in no link (a link to this page opens it empty), in no log and in no other session, and is gone when you "
    "close or reload the page."
)
HOW = (
    f"A CSV, Excel (.xlsx), OpenDocument (.ods), GeoJSON or GeoPackage file, {LIMITS}; or cells copied from a spreadsheet. Positions come from coordinates, "
    "postcodes, streets, landmarks or place names, found offline."
)
STRAIGHT = "Distances are straight lines (EPSG:27700); closed assets are left out."
CORRECT, SUGGEST = "Suggest a correction", "Suggest it as an asset"
MISSING = "The form begins with what the row says, in your session alone; nothing is sent before you send it."
DOUBLES = f"By name and place alike. {MISSING}"
MOST_SHOWN = 100


def start_html() -> Markup:
    """What can be put in, how much of it, and where it stays."""
    return paragraph(HOW) + paragraph(PRIVATE)


def summary_html(results: ListResults, raw: RawTable, notes: tuple[str, ...]) -> Markup:
    """How much of the list was placed, and how; `raw` is what was read."""
    kind = f"{raw.kind}, \u201c{raw.sheet}\u201d" if raw.sheet else raw.kind
    placed, total = len(results.rows), results.placed.total
    outside = int((results.rows["gss_code"] == "").sum())
    how = results.rows["how"].value_counts()
    found = "; ".join(f"{words}: {format_number(number)}" for words, number in how.items())
    figures = [
        (format_number(placed), "rows on the map", f"of {format_number(total)}"),
        (format_number(total - placed), "rows to mend", "not drawn"),
        (format_number(outside), "outside the region", "drawn; distances hold"),
        (format_number(len(results.doubles)), "may be in the register", "see below"),
    ]
    return (
        key_figures(figures)
        + paragraph(f"{kind}. Position by {found}." if found else f"{kind}.")
        + Markup().join(paragraph(note, small=True) for note in notes)
    )


def problems_html(results: ListResults, *, severity: str) -> Markup:
    """The problems of one severity as a table; the words around it say what they are."""
    found = [problem for problem in results.placed.problems if problem.severity == severity]
    if not found:
        return Markup()
    columns = (
        Column("row", "Row", "number"),
        Column("column", "Column"),
        Column("value", "Value"),
        Column("why", "What is wrong"),
        Column("mend", "What to do"),
    )
    records = [vars(problem) | {"value": problem.value or "empty", "column": problem.column or "all"} for problem in found[:MOST_SHOWN]]
    what = "Rows that are not drawn" if severity == "error" else "Rows that are drawn, and worth a look"
    more = paragraph(f"And {format_number(len(found) - MOST_SHOWN)} more; the downloads have all.", small=True) if len(found) > MOST_SHOWN else ""
    return table(records, columns, caption=what, row_header="row") + more


def results_html(results: ListResults) -> Markup:
    """Their count beside ours by authority and cluster."""
    authorities = [
        row | {"authority_href": page_url("places", authority=row["gss_code"]) if row["gss_code"] else ""}
        for row in results.by_authority.to_dict("records")
        if row["yours"]
    ]
    clusters = [row | {"name_href": page_url("clusters", cluster=row["cluster"])} for row in results.by_cluster.to_dict("records")]
    near = f"Yours within {results.radius_km:g} km of one"
    return (
        heading("By local authority")
        + table(
            authorities,
            (Column("authority", "Local authority", "go"), Column("yours", "Your rows", "bar"), Column("ours", "Assets here", "number")),
            caption="Your rows beside the assets of the map, by local authority",
            empty="No row lies in a local authority of the region.",
        )
        + heading("By cluster")
        + table(
            clusters,
            (
                Column("name", "Cluster", "go"),
                Column("yours", "Yours that say so", "number"),
                Column("yours_near", near, "bar"),
                Column("ours", "Assets here", "number"),
            ),
            caption="Your rows beside the assets of the map, by cluster",
        )
        + paragraph(STRAIGHT, small=True)
    )


def suggested_row_html(results: ListResults, number: int | None) -> Markup:
    """Where one row, by its number, leads: to a correction of what it may be, and to the form of what is missing."""
    rows = results.rows[results.rows["row"] == number]
    if number is None or rows.empty:
        return paragraph("This row is not drawn: mend it first.") if number is not None else Markup()
    row, name = str(number), rows["name"].iloc[0]
    missing = page_link("corrections", SUGGEST, new="1", row=row)
    doubles = results.doubles[results.doubles["row"] == number]
    if doubles.empty:
        return linked(f"Row {row}, {name}: ", missing)
    correct = page_link("corrections", f"{CORRECT} of {doubles['asset'].iloc[0]}", asset=doubles["asset_id"].iloc[0], row=row)
    return linked(f"Row {row}, {name}: ", correct + Markup(" \u00b7 ") + missing)


def doubles_html(results: ListResults) -> Markup:
    """Rows that may be an asset of the register, each with links to it, and to the forms that begin with what the row says."""
    records = [
        row
        | {
            "asset_href": page_url("asset", asset=row["asset_id"]),
            "correct": CORRECT,
            "correct_href": page_url("corrections", asset=row["asset_id"], row=str(row["row"])),
            "correct_label": f"{CORRECT} {row['asset']}, from row {row['row']}",
            "another": SUGGEST,
            "another_href": page_url("corrections", new="1", row=str(row["row"])),
            "another_label": f"{SUGGEST}: row {row['row']}, {row['name']}",
        }
        for row in results.doubles.head(MOST_SHOWN).to_dict("records")
    ]
    columns = (
        Column("name", "Your row"),
        Column("row", "Row", "number"),
        Column("asset", "May be", "go"),
        Column("likeness", "Names alike", "number", unit=" %"),
        Column("metres", "Apart", "number", unit=" m"),
        Column("correct", "If it is, and yours knows better", "go"),
        Column("another", "If it is another", "go"),
    )
    return (
        heading("May be in the register already")
        + table(records, columns, caption="Your rows that may be an asset of the map", empty="No row looks like an asset of the map.")
        + (paragraph(DOUBLES, small=True) if records else "")
    )


def missing_html(results: ListResults) -> Markup:
    """The placed rows that look like no asset of the register, each with a link to the form that begins with what the row says."""
    rows = results.rows[~results.rows["row"].isin(results.doubles["row"])]
    records = [
        {
            "name": row["name"],
            "row": row["row"],
            "authority": row["authority"],
            "suggest": SUGGEST,
            "suggest_href": page_url("corrections", new="1", row=str(row["row"])),
            "suggest_label": f"{SUGGEST}: row {row['row']}, {row['name']}",
        }
        for row in rows.head(MOST_SHOWN).to_dict("records")
    ]
    columns = (
        Column("name", "Your row"),
        Column("row", "Row", "number"),
        Column("authority", "Local authority"),
        Column("suggest", "If it belongs here", "go"),
    )
    if not records:
        return Markup()
    more = f"The first {MOST_SHOWN} of {format_number(len(rows))}; the field below leads to any row. " if len(rows) > MOST_SHOWN else ""
    listed = table(records, columns, caption="Your rows that look like no asset of the map") + paragraph(more + MISSING, small=True)
    return folded(f"Not in the register, as far as names and places tell: {format_number(len(rows))}", listed)
