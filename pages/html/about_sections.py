"""The computed part of each section of the page about the data, as HTML."""

from __future__ import annotations

from datetime import date

from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.webmap.html_elements import link
from pages.html import about_tables
from pages.html.elements import folded, heading, key_figures, paragraph, table


def section_html(register: Register, section: str, *, by: str, on: date) -> str:
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
    raise NotFoundError(
        f"The page about the data has no section {section!r}.", mend="Choose one from the list."
    )


def figures_html(register: Register) -> str:
    """The figures that sum the data up."""
    return key_figures(about_tables.headline_figures(register))


def _overview(register: Register) -> str:
    tables = drawn(about_tables.confidence_table(register)) + drawn(about_tables.precision_table(register))
    return heading("Confidence and precision") + tables


def _quality(register: Register, by: str, on: date) -> str:
    tables = "".join(map(drawn, about_tables.quality_tables(register, by=by, on=on)))
    note = (
        "An asset in two clusters counts in both. A date given as a year counts as its first day. "
        "The same figures: python -m geo stats --quality."
    )
    return tables + drawn(about_tables.oldest_table(register, on=on)) + paragraph(note, small=True)


def _gaps(register: Register) -> str:
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
        heading("What we searched for and did not find") + lead + tables
        + (heading("Measured by lists that others keep") + known + drawn(recall) if recall.records else "")
    )


def _sources(register: Register) -> str:
    package = register.package
    licence = package.descriptor["licenses"][0]
    named = link(licence["path"], licence["title"])
    lead = (
        f'<p class="wm-lead">The register itself is licensed under {named}. '
        "What it builds on keeps its own licence.</p>"
    )
    return heading("Sources, licences and credits") + lead + drawn(about_tables.resource_table(package))


def _changes(register: Register) -> str:
    lead = paragraph(
        "Every decision on a row since the first register, and why. \u201cUnverified\u201d here: one point "
        "of a row could not be backed, most often its place; the row still has a page."
    )
    tables = "".join(folded(made.caption, drawn(made)) for made in about_tables.change_tables(register))
    return heading("Change log of the data") + lead + tables


def drawn(made: about_tables.RecordTable) -> str:
    """A table of records as HTML."""
    return table(made.records, made.columns, caption=made.caption)
