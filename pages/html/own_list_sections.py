"""What the page of a reader's own list says of it, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from geo.addresses import page_url
from geo.numbers import format_number
from geo.own_list.limits import LIMITS
from geo.own_list.reading import RawTable
from geo.own_list.results import ListResults
from pages.html.elements import Column, heading, key_figures, paragraph, table

PRIVATE = (
    "Your list stays in this session: it is in no link (a link to this page opens it empty), in no log and in no other session, and is gone when you "
    "close or reload the page."
)
HOW = (
    f"A CSV, Excel (.xlsx), OpenDocument (.ods), GeoJSON or GeoPackage file, {LIMITS}; or cells copied from a spreadsheet. Positions come from coordinates, "
    "postcodes, streets, landmarks or place names, found offline."
)
STRAIGHT = "Distances are straight lines (EPSG:27700); closed assets are left out."
DOUBLES = "By name and place alike. If yours knows better, the asset's page says how to correct it."
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


def doubles_html(results: ListResults) -> Markup:
    """Rows that may be an asset of the register, each with a link to it."""
    records = [row | {"asset_href": page_url("asset", asset=row["asset_id"])} for row in results.doubles.head(MOST_SHOWN).to_dict("records")]
    columns = (
        Column("name", "Your row"),
        Column("row", "Row", "number"),
        Column("asset", "May be", "go"),
        Column("likeness", "Names alike", "number", unit=" %"),
        Column("metres", "Apart", "number", unit=" m"),
    )
    return (
        heading("May be in the register already")
        + table(records, columns, caption="Your rows that may be an asset of the map", empty="No row looks like an asset of the map.")
        + (paragraph(DOUBLES, small=True) if records else "")
    )
