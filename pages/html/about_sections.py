"""The computed part of each section of the page about the data, as HTML."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from geo.analysis.drive_time import accuracy, has_roads, method_words, published_drive_times
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.webmap.html_elements import link
from pages.html import about_tables
from pages.html.elements import folded, heading, key_figures, paragraph, table


def section_html(register: Register, section: str, *, by: str, on: date) -> Markup:
    """The computed part of a section: headings, figures and tables.

    `by` is the group of the quality tables, `on` the day that evidence is aged to.

    Raises NotFoundError if there is no such section.
    """
    if section == "overview":
        return _overview(register)
    if section == "quality":
        return _quality(register, by, on)
    if section == "gaps":
        return _gaps(register)
    if section == "sources":
        return _sources(register)
    if section == "changes":
        return _changes(register)
    if section == "drive-times":
        return _drive_times(register)
    raise NotFoundError(f"The page about the data has no section {section!r}.", mend="Choose one from the list.")


def figures_html(register: Register) -> Markup:
    """The figures that sum the data up."""
    return key_figures(about_tables.headline_figures(register))


def _overview(register: Register) -> Markup:
    tables = drawn(about_tables.confidence_table(register)) + drawn(about_tables.precision_table(register))
    return heading("Confidence and precision") + tables


def _quality(register: Register, by: str, on: date) -> Markup:
    tables = Markup().join(map(drawn, about_tables.quality_tables(register, by=by, on=on)))
    note = "An asset in two clusters counts in both. A date given as a year counts as its first day. The same figures: python -m geo stats --quality."
    return tables + drawn(about_tables.oldest_table(register, on=on)) + paragraph(note, small=True)


def _gaps(register: Register) -> Markup:
    lead = paragraph(
        "A zero is a gap that was looked into. \u201cnot searched\u201d says that nobody looked for that "
        "topic there on its own; assets of the kind may still be on the map."
    )
    tables = drawn(about_tables.searched_table(register)) + drawn(about_tables.nothing_found_table(register))
    recall = about_tables.recall_table(register)
    entries, have = (sum(int(row[name]) for row in recall.records) for name in ("entries", "have"))
    known = paragraph(
        f"Lists of a class of assets that somebody else keeps, read against the map: of {entries} entries of this region {have} are on it. "
        "The lists are those we could read, not a sample; what is left out has its reason."
    )
    return (
        heading("What we searched for and did not find")
        + lead
        + tables
        + (heading("Measured by lists that others keep") + known + drawn(recall) if recall.records else "")
    )


def _sources(register: Register) -> Markup:
    package = register.package
    licence = package.descriptor["licenses"][0]
    named = link(licence["path"], licence["title"])
    lead = Markup('<p class="wm-lead">The register itself is licensed under {}. What it builds on keeps its own licence.</p>').format(named)
    return heading("Sources, licences and credits") + lead + drawn(about_tables.resource_table(package))


def _changes(register: Register) -> Markup:
    lead = paragraph(
        "Every decision on a row since the first register, and why. \u201cNot backed in one point\u201d: one point "
        "of a row, most often its place, could not be backed; the row still has a page."
    )
    tables = Markup().join(folded(made.caption, drawn(made)) for made in about_tables.change_tables(register))
    return heading("Change log of the data") + lead + tables


def _drive_times(register: Register) -> Markup:
    """The method of the minutes, how far they can be trusted, and every published time beside ours."""
    if not has_roads(register.package):
        return heading("Drive times") + paragraph("The files of the roads are not there, so no drive time is known; straight lines work without them.")
    published = published_drive_times(register)
    found = accuracy(published)
    return (
        heading("Drive times")
        + paragraph(
            f"Minutes are {method_words(register.package)}. The way is the quickest over every road of OpenStreetMap in the region and 5 km "
            "around it, at a usual speed for each class of road, in built-up areas and outside them. A place further than 1 km from a road "
            "has no drive time; near the edge of the roads what lies beyond is not known. An isochrone is drawn around the streets reached, "
            "on squares of 250 m. Peaks, works, parking and the walk from the car are not in it."
        )
        + paragraph(
            f"The speeds were fitted to half of {len(published)} published drive times. On the other half ({found.pairs}), the median "
            f"difference is {found.median_error_pct:.0f} % and {found.within_25_pct:.0f} % are within 25 %. Many published times are round or meant to please."
        )
        + drawn(about_tables.drive_times_table(published))
        + paragraph("The same for any two places: python -m geo minutes FROM TO.", small=True)
    )


def drawn(made: about_tables.RecordTable) -> Markup:
    """A table of records as HTML."""
    return table(made.records, made.columns, caption=made.caption)
