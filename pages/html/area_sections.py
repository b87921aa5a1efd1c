"""The sections of the Places page as HTML: tables made of the records about an area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.analysis.area_profile import Profile, SideBySide
from geo.analysis.area_report import BORDER_KM
from geo.analysis.area_tables import (
    Asked,
    authority_records,
    border_records,
    compare_parts,
    compare_records,
    figure_records,
    gap_records,
    industry_records,
    measure_records,
    nowhere_labels,
    peer_records,
    searched_records,
    strength_records,
    tally_records,
    topics_searched,
    trend_records,
)
from geo.analysis.areas import Area
from geo.analysis.measures import OPERATING, SMALL_COUNT, Classes
from geo.numbers import QUOTIENT_DECIMALS, SHARE_DECIMALS, format_number
from geo.register.assets import Register
from geo.register.search_effort import WARNING, load_search_effort
from geo.webmap.html_elements import link
from pages.html.drive_sections import area_html
from pages.html.elements import Column, copyable, folded, heading, key_figures, linked, paragraph, section, table

SEARCHED = Column("searched", "Topics searched")
MOST_NAMED = 150
MOST_BORDER_ROWS = 10
MANY_SEARCHED = 12
NOT_KNOWN = "Where it says not known, there is no figure, or nothing to take a share of."


def beside_map(profile: Profile, peers: pd.DataFrame, asked: Asked, register: Register, *, everywhere: str) -> Markup:
    """What stands below the map: how the area compares, and its figures.

    `everywhere` is the table of all authorities; for more than one authority it comes first.
    """
    first = every_authority(everywhere) if profile.area.kind != "authority" else ""
    return first + rates_section(profile, peers, asked, register) + figures_section(profile)


def every_authority(everywhere: str) -> Markup:
    """The map as a table, under its heading."""
    return section("Every authority", everywhere)


def about_area(profile: Profile, register: Register, *, searched: pd.DataFrame) -> Markup:
    """What the area has, is strong in, lacks, and what lies just over its border."""
    return (
        has_section(profile)
        + strengths_section(profile)
        + industries_section(profile, register)
        + gaps_section(profile, register, searched)
        + border_section(profile, register)
        + area_html(profile.area, register)
    )


def head_section(profile: Profile) -> Markup:
    """The name of the area and its key figures."""
    area, own = profile.area, profile.assets
    rates = profile.rates[profile.rates["role"] == "area"].set_index("measure")
    records = {row["label"]: row for row in measure_records(profile)}
    labels = list(records)
    people, businesses = labels[1], labels[2]
    figures = [
        (format_number(len(own)), "Assets", f"{format_number(int((own['status'] == OPERATING).sum()))} operating"),
        (records[people][area.id], "Per 100,000 people", records[people]["rank"]),
        (records[businesses][area.id], "Per 1,000 businesses", records[businesses]["rank"]),
        (format_number(area.population), "People", rates.at["per-100k-people", "year"]),
    ]
    if area.kind != "region":
        figures.append((format_number(len(profile.over_border)), f"More within {BORDER_KM} km", "over the border"))
    return heading(area.name) + key_figures(figures)


def map_table(table_of: pd.DataFrame, classes: Classes, asked: Asked, register: Register, *, keep: Mapping[str, Any]) -> Markup:
    """Every authority by the measure: the map as a table."""
    words = asked.words(register)
    unit = "%" if asked.measure.kind == "share" else ""
    columns = [
        Column("name", "Authority", "go"),
        Column("value", _value_label(asked), "bar", unit=unit),
        Column("rank", "Rank"),
        Column("assets", "Assets", "number"),
        Column("class", "Class on the map"),
        SEARCHED,
    ]
    if asked.measure.kind == "count":
        columns = [columns[0], columns[1], columns[2], SEARCHED]
    source = asked.measure
    from_ = f" Divided by: {source.source_title}, {source.year}. {source.note}" if source.source_title else f" {source.note}"
    effort = load_search_effort(register)
    records = [record | {"searched": effort.words([record["gss_code"]])} for record in authority_records(table_of, classes, measure=source, keep=keep)]
    return (
        table(records, columns, caption=f"{words}: every authority", copied=True)
        + paragraph(f"Ties share the better rank. {classes.method if source.kind != 'count' else ''}{from_}", small=True)
        + paragraph(WARNING, small=True)
    )


def has_section(profile: Profile) -> Markup:
    """What the area has by layer and by cluster, named."""
    named = [Column("named", "Named", "assets")] if len(profile.assets) <= MOST_NAMED else []
    columns = [
        Column("label", "", "go"),
        Column("assets", "Assets", "bar"),
        Column("operating", "Operating", "number"),
        *named,
    ]
    html = Markup()
    for label, tally in (("Type", profile.layers), ("Cluster", profile.clusters)):
        first = Column("label", label, "go")
        html += table(
            tally_records(tally, profile.area),
            [first, *columns[1:]],
            caption=f"Assets by {label.lower()}",
            empty="No asset here that is counted.",
        )
    tail = "" if named else " The names are on the Explore page, one click on a type or cluster away."
    mind = "An asset can belong to several clusters, or to none; the clusters do not add up to the total."
    return section("What it has", html + paragraph(mind + tail, small=True))


def rates_section(profile: Profile, peers: pd.DataFrame, asked: Asked, register: Register) -> Markup:
    """How the area compares: one measure as bars, all measures as a table, with ranks."""
    unit = "%" if asked.measure.kind == "share" else ""
    bars = [
        Column("name", "Area"),
        Column("value", _value_label(asked), "bar", unit=unit),
        Column("rank", "Rank"),
        *([Column("assets", "Assets", "number")] if asked.measure.kind != "count" else []),
        Column("role", "Why it is here"),
    ]
    areas = profile.comparisons.areas
    matrix = [Column("label", "Measure"), *(Column(area.id, area.name) for area in areas)]
    if profile.area.kind == "authority":
        matrix.insert(2, Column("rank", "Rank"))
    html = table(peer_records(peers), bars, caption=asked.words(register), copied=True)
    html += table(measure_records(profile), matrix, caption="All measures, all types and clusters", copied=True)
    html += paragraph(f"Topics searched for here: {load_search_effort(register).words(profile.area.codes)}. {WARNING}", small=True)
    method = profile.comparisons.method if profile.comparisons.similar else "Similar authorities and ranks are for single authorities."
    of_several = "A grouping's and the region's figures are their assets over their people or businesses, not the mean of their authorities."
    return section("How it compares", html + folded("How this is reckoned", paragraph(f"{method} {of_several} {NOT_KNOWN}", small=True)))


def _quotient_columns(label: str, counted: Column) -> list[Column]:
    """The columns of a table of location quotients, whatever is counted."""
    return [
        Column("label", label),
        Column("quotient", "Location quotient", "bar", decimals=QUOTIENT_DECIMALS),
        counted,
        Column("share_pct", "Share here", "number", decimals=SHARE_DECIMALS, unit="%"),
        Column("region_share_pct", "Share in region", "number", decimals=SHARE_DECIMALS, unit="%"),
    ]


def strengths_section(profile: Profile) -> Markup:
    """What the area is strong in, with a warning where counts are small."""
    if profile.area.kind == "region":
        return Markup()
    columns = [*_quotient_columns("Cluster", Column("assets", "Assets", "number")), Column("warning", "Mind")]
    return section(
        "What it is strong in",
        table(
            strength_records(profile),
            columns,
            caption="Clusters with a location quotient above 1",
            empty="No cluster has a larger share of the assets here than in the region.",
        )
        + paragraph(
            "The location quotient is the cluster's share of the assets here over its share in the region: "
            "1 is as in the region, 2 twice that. "
            f"Below {SMALL_COUNT} assets, counted or expected, one more or less would change the picture.",
            small=True,
        ),
    )


def industries_section(profile: Profile, register: Register) -> Markup:
    """The industries that gather here, by the count of businesses in official statistics: the other base of a location quotient."""
    counts = register.business_counts
    if profile.area.kind == "region" or counts.table.empty:
        return Markup()
    columns = _quotient_columns("Industry", Column("businesses", "Businesses", "number"))
    return section(
        "By all its businesses, not only by our list",
        table(
            industry_records(profile),
            columns,
            caption=f"Industries with a location quotient above 1, {counts.period}",
            empty="No industry has a larger share of the businesses here than in the region.",
        )
        + linked(
            "The same ratio on another base: places of business of every kind and size, by broad industry group, over their share in the region. "
            "It tells what the economy here is made of; the quotient of clusters above tells what this map lists. The groups are coarse: "
            "production holds aircraft, batteries and food alike. Counted by ",
            link(counts.source_url, f"{counts.source_title}, {counts.period}"),
            ", rounded to 5.",
            small=True,
        ),
    )


def gaps_section(profile: Profile, register: Register, searched: pd.DataFrame) -> Markup:
    """What the area lacks, where the nearest one is, and what was looked for in vain."""
    columns = [
        Column("label", "None here of"),
        Column("name", "Nearest", "asset"),
        Column("distance_km", "Distance", "number", decimals=1, unit=" km"),
        Column("where", "In"),
        Column("standing", "Status"),
    ]
    main = gap_records(profile, register, facets=("layer", "cluster"))
    html = table(
        main,
        columns,
        caption="Types and clusters",
        empty="It has at least one of every type and cluster that occurs.",
    )
    if kinds := gap_records(profile, register, facets=("kind",)):
        html += folded(
            f"{len(kinds)} kinds of place it has none of, and the nearest",
            table(kinds, columns, caption="Kinds of place"),
        )
    if nowhere := nowhere_labels(profile, facets=("layer", "cluster")):
        html += paragraph(f"None is counted anywhere on this map: {', '.join(nowhere)}.", small=True)
    html += paragraph(
        "Distances are straight lines from the boundary as drawn; what lies outside the region is not on this map.",
        small=True,
    )
    return section("What it lacks, and where the nearest is", html + _searched(profile, register, searched))


def border_section(profile: Profile, register: Register) -> Markup:
    """The neighbours' assets within 5 km."""
    if profile.area.kind == "region":
        return Markup()
    columns = [
        Column("name", "Asset", "asset"),
        Column("kind_name", "Kind"),
        Column("authority", "In"),
        Column("distance_km", "From the boundary", "number", decimals=1, unit=" km"),
    ]
    rows = border_records(profile, register)
    html = table(
        rows[:MOST_BORDER_ROWS],
        columns,
        caption=f"{len(rows)} in neighbouring authorities, the nearest first",
        empty="No asset of a neighbouring authority is so near.",
    )
    rest = rows[MOST_BORDER_ROWS:]
    more = folded(f"{len(rest)} more", table(rest, columns, caption="The others, the nearest first")) if rest else ""
    return section(f"Just over the border, within {BORDER_KM} km", html + more)


def figures_section(profile: Profile) -> Markup:
    """People, businesses, output, pay and qualifications, each with its year and source."""
    columns = [
        Column("label", "Figure"),
        Column("value", "Here"),
        Column("rank", "Rank"),
        Column("median", "Median authority"),
        Column("year", "Year"),
        Column("since", "Trend", "trend"),
        Column("source", "Source", "url"),
    ]
    if profile.area.kind != "authority":
        columns.pop(2)
    rows = [row | {"since_points": [(record["at"], record["height"]) for record in row["trend"]]} for row in figure_records(profile)]
    notes = Markup().join(paragraph(f"{row['label']}: {row['note']}", small=True) for row in rows)
    tail = (
        ""
        if profile.area.kind == "authority"
        else paragraph(
            "A rate of several authorities together cannot be told from theirs, so it is not given.",
            small=True,
        )
    )
    own = table(rows, columns, caption="Figures, the highest ranked first", copied=True)
    return section(
        "The place in figures",
        own + tail + _trends(profile) + folded("What to mind with each figure", notes),
    )


def _trends(profile: Profile) -> Markup:
    """The table of each figure's trend, folded."""
    columns = [Column("year", "Year"), Column("here", "Here"), Column("median", "Median authority")]
    told = trend_records(profile)
    tables = Markup().join(table(records, columns, caption=f"{label}, year by year") for label, records in told.items())
    line = paragraph("A line spans a figure's least to its greatest value: it shows the course, not the size.", small=True)
    return folded(f"Year by year: {len(told)} figures with a history", line + tables) if told else Markup()


def compare_heading(area: Area, *, named: bool) -> Markup:
    """The heading of the comparison, and what stands in where nothing is named."""
    if named:
        return heading("Side by side")
    stand_in = "the most similar authorities" if area.kind == "authority" else "itself alone"
    return heading("Side by side") + paragraph(f"Nothing is chosen yet, so {area.name} stands beside {stand_in}.", small=True)


def report_section(profile: Profile, text: str) -> Markup:
    """The text for a committee report, to be copied."""
    return section(
        "For a committee report",
        paragraph(
            f"The text on {profile.area.name} below, with the comparison shown, can be copied as it is; the files hold it with its tables. "
            "Tables on this page keep their columns when pasted into a document.",
            small=True,
        )
        + copyable(text, what="the text"),
    )


def compare_section(side: SideBySide) -> Markup:
    """Up to four areas beside each other, each line on one scale."""
    html = Markup()
    for part, (title, caption) in compare_parts(side).items():
        columns = [Column("label", title), *(Column(area.id, area.name, "scaled") for area in side.areas)]
        html += table(compare_records(side, part), columns, caption=caption, copied=True)
    return section("Line by line", html + paragraph(f"Bars of one line are on one scale; types and clusters share theirs. {NOT_KNOWN}", small=True))


def _searched(profile: Profile, register: Register, searched: pd.DataFrame) -> Markup:
    topics = topics_searched(profile.area, searched)
    rows = searched_records(profile.area, searched, register)
    columns = [Column("topic", "Searched for"), Column("words", "Result"), Column("searched_on", "On")]
    if profile.area.kind != "authority":
        columns.insert(1, Column("name", "Authority"))
    html = heading("Searched, nothing found", level=3)
    vain = f"{len(rows)} {'search' if len(rows) == 1 else 'searches'} without a find"
    if not topics:
        return html + paragraph("No search of single topics is recorded for this area, so a gap here may be only unseen.")
    found = table(
        rows,
        columns,
        caption=vain,
        empty="Every topic that was searched for here gave at least one asset.",
    )
    html += folded(vain, found) if len(rows) > MANY_SEARCHED else found
    return html + paragraph(
        f"Topics searched for here: {', '.join(topics)}. A gap in another topic may be only unseen.",
        small=True,
    )


def _value_label(asked: Asked) -> str:
    return {"count": "Assets", "share": "Operating"}.get(asked.measure.kind, asked.measure.label.removeprefix("Assets ").capitalize())
