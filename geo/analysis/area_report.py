"""An area in words, ready for a committee report: one paragraph, and a Markdown document with tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.analysis.area_profile import BORDER_M, Profile, SideBySide
from geo.analysis.area_tables import (
    Records,
    asset_records,
    border_records,
    compare_parts,
    compare_records,
    figure_records,
    gap_records,
    industry_records,
    measure_records,
    nowhere_labels,
    rank_words,
    resident_records,
    strength_records,
)
from geo.analysis.drive_access import WITHIN_MINUTES
from geo.analysis.drive_time import has_roads, method_words
from geo.analysis.measures import OPERATING
from geo.numbers import QUOTIENT_DECIMALS, SHARE_DECIMALS, format_number
from geo.register.assets import Register
from geo.register.credits import full_credits
from geo.register.search_effort import load_search_effort
from geo.register.told_corrections import told_corrections
from geo.select.filter_words import count_words
from geo.sentences import and_words
from geo.vocabulary import KNOWN_TO_OPERATE

BORDER_KM = BORDER_M // 1_000
NO_ROWS = "None."
# As the page prints them.
DECIMALS = {"quotient": QUOTIENT_DECIMALS, "share_pct": SHARE_DECIMALS, "region_share_pct": SHARE_DECIMALS}
GAP_TEXT_FACETS = ("layer", "cluster")
RATES_IN_WORDS = (("per-100k-people", "100,000 people"), ("per-1k-businesses", "1,000 businesses"))


def area_sentences(profile: Profile, register: Register) -> list[str]:
    """What there is to say of an area, a sentence each."""
    said = [_has(profile, title=register.region.title), *_rates(profile), *_strengths(profile), *_gaps(profile, register)]
    if profile.area.kind != "region":
        near = len(profile.over_border)
        what = f"{format_number(near)} asset{'s' * (near != 1)} in neighbouring authorities" if near else "No asset of a neighbouring authority"
        said.append(f"{what} {'lie' if near > 1 else 'lies'} within {BORDER_KM} km of its boundary.")
    return said


def comparison_sentences(side: SideBySide) -> str:
    """The measures of areas side by side as text: "Number of assets: Coventry 49, Worcester 9."; "" for one area alone."""
    if len(side.areas) < 2:
        return ""
    said = []
    for record in compare_records(side, "measure"):
        values = [f"{area.name} {record['printed'][area.id]}" for area in side.areas]
        said.append(f"{record['label']}: {', '.join(values)}.")
    return f"Side by side. {' '.join(said)}"


def report_paragraph(profile: Profile, register: Register, *, filters: str = "") -> str:
    """The sentences as one paragraph, with what is counted, sources and the date of the data."""
    # Filters first: what follows is true of nothing else.
    only = f"Only these are counted: {filters}. " if filters else ""
    closed = "" if filters else "Closed assets are not counted. "
    return f"{only}{' '.join(area_sentences(profile, register))}\n\n{closed}{sources_line(profile, register)}"


def sources_line(profile: Profile, register: Register) -> str:
    """Where the numbers come from, and what to mind."""
    package, figures = register.package, profile.figures
    used = [
        f"{row['source_title']} ({row['year']})" for column, row in figures.to_dict("index").items() if column.startswith(("population", "active_businesses"))
    ]
    return (
        f"Sources: {package.descriptor['title']}, data version {package.version}, checked "
        f"{package.descriptor['checked_on']}, compiled from public pages and not a complete register; "
        f"{'; '.join(used)}. Distances are straight lines from the boundary of the area."
    )


@dataclass(frozen=True)
class ReportTable:
    """A table of a report: its title, its header and its rows, all in words as printed; one without rows says "None."."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AreaReport:
    """A whole report on an area, before it is Markdown or Word: `paragraphs` of text, tables, the `link` of its view ("" for none), credits."""

    title: str
    paragraphs: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    link: str
    credits: tuple[str, ...]


def area_report(profile: Profile, register: Register, *, side: SideBySide, paragraph: str, link: str = "") -> AreaReport:
    """A whole report on an area: its paragraph, tables, the areas side by side, sources and credits."""
    tables = tuple(
        ReportTable(title, tuple(columns.values()), tuple(tuple(_words(record.get(key, "")) for key in columns) for record in _rounded(records)))
        for title, records, columns in _tables(profile, register)
    )
    return AreaReport(
        f"Innovation assets: {profile.area.name}", tuple(paragraph.split("\n\n")), (*tables, *comparison_tables(side)), link, full_credits(register.package)
    )


def comparison_tables(side: SideBySide) -> tuple[ReportTable, ...]:
    """Areas side by side as they stand on the page: a table for each section, none for one area alone."""
    if len(side.areas) < 2:
        return ()
    names = {area.id: area.name for area in side.areas}
    return tuple(
        ReportTable(f"Side by side. {caption}", (title, *names.values()), tuple(_compared(row, names) for row in compare_records(side, part)))
        for part, (title, caption) in compare_parts(side).items()
    )


def _compared(record: dict[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    return record["label"], *(record["printed"][identity] for identity in names)


def report_markdown(report: AreaReport) -> str:
    """The report as Markdown."""
    parts = [f"# {report.title}", *(text.replace("<", "&lt;") for text in report.paragraphs)]
    for table in report.tables:
        parts += [f"## {table.title}", _table(table)]
    ending = [f"Link: {report.link}"] if report.link else []
    return "\n\n".join([*parts, *ending, *report.credits]) + "\n"


def _tables(profile: Profile, register: Register) -> list[tuple[str, Records, dict[str, str]]]:
    """Title, records and columns of every table of a report."""
    areas = {area.id: area.name for area in profile.comparisons.areas}
    gaps = gap_records(profile, register, facets=GAP_TEXT_FACETS)
    nearest = {"name": "Nearest", "authority": "In", "distance_km": "km"}
    quotient = {"share_pct": "% here", "region_share_pct": "% region", "quotient": "Location quotient"}
    industries, counted = industry_records(profile) if profile.area.kind != "region" else [], register.business_counts
    standing = {"name": "Asset", "type": "Type", "standing": "Status", "place": "Place"}
    near = {"name": "Asset", "kind_name": "Kind", "authority": "In", "distance_km": "km"}
    figure = {"label": "Figure", "value": "Value", "rank": "Rank", "year": "Year", "since": "Came", "title": "Source"}
    by_industry = {"label": "Industry", "businesses": "Businesses", **quotient}
    correction = {"reference": "Reference", "name": "Asset", "about": "What of it", "state": "State"}
    by_car = []
    if has_roads(register.package):
        title = f"Residents within {WITHIN_MINUTES} minutes by car of any asset of the region ({method_words(register.package)})"
        ranked = {"rank": "Rank"} if profile.area.kind == "authority" else {}
        by_car = [(title, resident_records(profile.area, register), {"label": "Type", "share": "% of residents"} | ranked)]
    return [
        ("Assets", asset_records(profile, register), standing),
        ("Rates", measure_records(profile), {"label": "Measure", **areas, "rank": "Rank"}),
        (
            "Strengths",
            strength_records(profile),
            {"label": "Cluster", "assets": "Assets", **quotient, "warning": "Mind"},
        ),
        *(
            [(f"Businesses by industry, {counted.period}", [row | {"businesses": int(row["businesses"])} for row in industries], by_industry)]
            if industries
            else []
        ),
        ("Gaps, and the nearest", gaps, {"label": "None known of", **nearest}),
        (f"Within {BORDER_KM} km over the border", border_records(profile, register), near),
        *by_car,
        ("Figures", figure_records(profile), figure),
        *([("Corrections suggested by readers, open and made", told, correction)] if (told := _corrections(profile, register)) else []),
    ]


def _corrections(profile: Profile, register: Register) -> Records:
    return [
        {"reference": made.reference, "name": made.name, "about": made.about, "state": made.standing} for made in told_corrections(profile.assets, register)
    ]


def _has(profile: Profile, *, title: str) -> str:
    total = len(profile.assets)
    if not total:
        return f"The {title} knows of no innovation asset in {profile.area.name}."
    operating = int((profile.assets["status"] == OPERATING).sum())
    mix = [f"{row['label']} {row['assets']}" for row in profile.layers.to_dict("records") if row["assets"]]
    running = "all" if operating == total else format_number(operating) if operating else "none"
    running = f"{running} of them {KNOWN_TO_OPERATE}" if total > 1 else KNOWN_TO_OPERATE if operating else f"not {KNOWN_TO_OPERATE}"
    return f"{profile.area.name} has {count_words(total).replace('asset', 'innovation asset')} on the {title}, {running}. By type: {', '.join(mix)}."


def _rates(profile: Profile) -> list[str]:
    said = []
    for identity, per in RATES_IN_WORDS:
        rows = profile.rates[profile.rates["measure"] == identity].to_dict("records")
        own = rows[0]
        value = {row["area"]: row["words"] for row in rows}
        rank = rank_words(own["rank"], own["ranked"], joint=own["joint"])
        rest = [f"{row['name']} {value[row['area']]}" for row in rows[1:]]
        place = f", {rank} authorities" if rank else ""
        against = f" ({and_words(rest)})" if rest else ""
        said.append(f"That is {value[own['area']]} per {per}{place}{against}.")
    return said


def _strengths(profile: Profile) -> list[str]:
    if profile.area.kind == "region":
        return []
    above = strength_records(profile)
    sure = [f"{row['label']} ({format_number(row['quotient'], decimals=QUOTIENT_DECIMALS)} times its share in the region)" for row in above if not row["small"]]
    thin = [f"{row['label']} ({count_words(row['assets'])})" for row in above if row["small"]]
    said = [f"It is strong in {and_words(sure)}."] if sure else []
    return (
        [
            *said,
            f"On small numbers it also stands out in {and_words(thin)}." if sure else f"On small numbers it stands out in {and_words(thin)}.",
        ]
        if thin
        else said
    )


def _gaps(profile: Profile, register: Register) -> list[str]:
    lacks = [
        f"{row['label']} (nearest: {row['name']}, {format_number(row['distance_km'], decimals=1)} km from the boundary, in {row['authority']})"
        for row in gap_records(profile, register, facets=("layer",))
    ]
    said = [f"None is known of these types: {'; '.join(lacks)}."] if lacks else []
    clusters = [row["label"] for row in gap_records(profile, register, facets=("cluster",))]
    if clusters:
        said.append(f"No asset is known in these clusters: {and_words(clusters)}.")
    if nowhere := nowhere_labels(profile, facets=GAP_TEXT_FACETS):
        said.append(f"No asset of any authority is known in {and_words(nowhere)}.")
    effort = load_search_effort(register)
    if not effort.complete(profile.area.codes):
        said.append(f"Searched: {effort.words(profile.area.codes)} topics and authorities; what was not searched for may be there.")
    return said


def _rounded(records: Records) -> Records:
    """Numbers as they are printed."""
    return [{key: _printed(key, value, record) for key, value in record.items()} for record in records]


def _printed(key: str, value: Any, record: Mapping[str, Any]) -> Any:
    if not isinstance(value, float):
        return value
    return format_number(value, decimals=DECIMALS[key] if key in DECIMALS else record.get("decimals", 1))


def _table(table: ReportTable) -> str:
    """A Markdown table; no cell can break out of its row."""
    if not table.rows:
        return NO_ROWS

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(_cell(cell) for cell in cells)} |"

    return "\n".join([line(table.header), line("---" for _ in table.header), *(line(row) for row in table.rows)])


def _words(value: object) -> str:
    return " ".join(str("" if value is None else value).split())


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
