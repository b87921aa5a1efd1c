"""What slides and briefs say: counts, figures, rows and sentences, worked out from the context once.

Formats lay out what they get from here and compute nothing themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo import vocabulary
from geo.analysis.area_report import ReportTable
from geo.export.tables import HOW_FAR, correction_lines, filters_text, hides_closed
from geo.numbers import quantity_words, rate_number
from geo.print_map import draw_map
from geo.print_map.typography import ELLIPSIS, printable
from geo.register.assets import Register
from geo.register.credits import full_credits
from geo.register.figures import figure_of, load_figures
from geo.register.postal_address import full_address
from geo.register.told_corrections import told_corrections
from geo.select.filter_words import count_words
from geo.select.filters import filter_assets, index_facets
from geo.sentences import and_words
from geo.tours.placeholders import inside_sentence

if TYPE_CHECKING:
    from geo.export import ExportContext

# Longer texts are cut in documents; tables and data have them whole.
MOST_TITLE_LETTERS, MOST_NAME_LETTERS, MOST_SOURCE_LETTERS, MOST_NOTE_LETTERS = 180, 140, 180, 400
MOST_SUMMARY_LETTERS, MOST_FACT_LETTERS = 600, 160
MOST_CORRECTIONS, MOST_REFERENCES = 12, 3
# As many authorities are named as those that have the most.
MOST_NAMED_FIRST = 4
# The figures of an authority that a reader of a brief asks for first.
AUTHORITY_FIGURES = (
    "population",
    "active_businesses",
    "gdp_per_head_gbp",
    "gva_per_hour_gbp",
    "median_weekly_pay_gbp",
    "level3plus_pct",
)


@dataclass(frozen=True)
class ChartBar:
    """A line of a breakdown: `id` as in the data, `label` in words."""

    id: str
    label: str
    number: int


@dataclass(frozen=True)
class Figure:
    """A figure to show large, and what it is; `note` says what to mind."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class AssetRow:
    """An asset as a line of a table, in words safe for XML."""

    id: str
    name: str
    layer: str
    type: str
    place: str
    authority: str
    status: str
    standing: str
    source: str
    source_date: str
    said_by: str
    url: str
    note: str = ""
    away: str = ""


@dataclass(frozen=True)
class Card:
    """An asset in full, for a document about few: its row, and (label, text) of what else is known."""

    row: AssetRow
    summary: str
    facts: tuple[tuple[str, str], ...]
    website: str


def made_on_words(context: ExportContext) -> str:
    """The day the document is made, as in "22 November 2026"."""
    return f"{context.made_on.day} {context.made_on:%B %Y}"


def provenance(context: ExportContext) -> tuple[str, str]:
    """Two lines every page carries: date, version and number; filters."""
    version = context.register.package.version
    return (
        f"{made_on_words(context)} \u00b7 data version {version} \u00b7 {count_words(len(context.assets))}",
        f"{'Shown' if context.extra.get('choice') else 'Filters'}: {printable(filters_text(context))}",
    )


def title_of(context: ExportContext) -> str:
    """The document's title, safe for XML and of a length that a page can carry."""
    return cut(" ".join(printable(context.title).split()), MOST_TITLE_LETTERS) or "Untitled"


def cut(text: str, most: int) -> str:
    """The text, or as much of it as `most` letters hold with an ellipsis at its end."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;:-") + ELLIPSIS


def safe_link(link: str) -> str:
    """The address if it is one of the web, else ""."""
    clean = printable(link).strip()
    return clean if clean.startswith(("https://", "http://")) else ""


def by_layer(context: ExportContext, assets: gpd.GeoDataFrame | None = None) -> list[ChartBar]:
    """Assets per layer, in the order of the layers, zeros left out."""
    assets = context.assets if assets is None else assets
    return _counted(assets["layer"], context.register.layer_names["plural"].to_dict())


def by_status(context: ExportContext) -> list[ChartBar]:
    """Assets per status, in the order of the style table, zeros left out."""
    return _counted(context.assets["status"], vocabulary.STATUS_WORDS)


def by_cluster(context: ExportContext) -> list[ChartBar]:
    """Assets per cluster, most first, zeros left out; an asset may serve several."""
    terms = [cluster for clusters in context.assets["clusters"] for cluster in clusters]
    counts = _counted(terms, context.register.clusters["short_name"].to_dict())
    return sorted(counts, key=lambda count: -count.number)


def by_authority(context: ExportContext, *, most: int | None = None) -> list[ChartBar]:
    """Assets per authority, most first then by name, zeros left out."""
    names = context.register.authorities["name"].sort_values().to_dict()
    counts = sorted(_counted(context.assets["gss_code"], names), key=lambda count: -count.number)
    return counts[:most]


def by_technology(context: ExportContext, *, most: int) -> list[ChartBar]:
    """The commonest technologies, most first then by name; an asset may have several."""
    terms = Counter(term for row in context.assets["technologies"] for term in row)
    first = sorted(terms.items(), key=lambda pair: (-pair[1], pair[0].casefold()))[:most]
    return [ChartBar(term, printable(term[:1].upper() + term[1:]), number) for term, number in first]


def key_figures(context: ExportContext) -> list[Figure]:
    """Four figures that stand for the view."""
    assets, register = context.assets, context.register
    number = len(assets)
    status = Counter(assets["status"])
    figures = [Figure(f"{number:,}", "asset" if number == 1 else "assets")]
    if number:
        figures.append(Figure(f"{status['operating']:,}", vocabulary.KNOWN_TO_OPERATE))
        coming = sum(status[one] for one in vocabulary.PIPELINE)
        figures.append(Figure(f"{coming:,}", "planned or being built"))
    code = one_authority(context)
    if code:
        rates = headline_rates(context, code)
        rate, region = map(rate_number, rates)
        figures.append(Figure(rate, "per 100,000 people", "" if math.isnan(rates[1]) else f"region: {region}"))
    elif number:
        places = assets["gss_code"].nunique()
        figures.append(Figure(f"{places}", f"of {len(register.authorities)} authorities"))
    return figures


def headline_rates(context: ExportContext, code: str) -> tuple[float, float]:
    """Assets per 100,000 people in an authority and in the region, under the other filters and the clusters in focus.

    The region's is NaN where the assets were chosen by what cannot be asked of the region (a shortlist, a
    distance): the two would answer different questions. Both are NaN where the people are not known.
    """
    register = context.register
    people = pd.Series(figure_of(register.authorities, "population"), index=register.authorities.index)
    own = set(context.assets.loc[context.assets["gss_code"] == code, "id"])
    other = replace(context.filters, authority=(), cluster=context.filters.cluster or tuple(context.extra.get("cluster", ())))
    everywhere = filter_assets(register.assets, other, index=index_facets(register))
    same = set(everywhere.loc[everywhere["gss_code"] == code, "id"]) == own
    rates = [len(own) / people[code], len(everywhere) / people.sum() if same else math.nan]
    own_rate, all_rate = (1e5 * rate if math.isfinite(rate) else math.nan for rate in rates)
    return own_rate, all_rate


def one_authority(context: ExportContext) -> str:
    """The GSS code of the authority the document is about, or ""."""
    codes = map_authorities(context)
    return codes[0] if len(codes) == 1 else ""


def map_authorities(context: ExportContext) -> tuple[str, ...]:
    """The authorities the map zooms to: those filtered by, or `extra["authority"]`."""
    extra = context.extra.get("authority")
    codes = (extra,) if isinstance(extra, str) and extra else tuple(extra or context.filters.authority)
    return tuple(code for code in codes if code in context.register.authorities.index)


def lead(context: ExportContext) -> str:
    """The view in one or two sentences."""
    assets = context.assets
    if assets.empty:
        return "No asset of the data answers these filters. That may be a gap on the ground or one in the data."
    kinds = [f"{inside_sentence(count.label)} {count.number}" for count in by_layer(context)]
    types = f" By type: {', '.join(kinds)}." if len(kinds) > 1 else ""
    return f"{count_words(len(assets))} {_where(by_authority(context))}.{types}"


def _where(places: list[ChartBar]) -> str:
    if len(places) == 1:
        return f"in {places[0].label}"
    where = f"in {len(places)} local authorities"
    first, second = places[:2]
    if len(places) == 2:
        return f"in {first.label} ({first.number}) and {second.label} ({second.number})"
    if first.number == 1:
        return where
    # Who ties is named or nobody is: two of three that have as many would not be the most.
    named = [place for place in places if place.number >= second.number]
    if len(named) > MOST_NAMED_FIRST:
        named = [first] if first.number > second.number else []
    most = and_words([f"{place.label} ({place.number})" for place in named])
    if len(named) == len(places):
        return f"in {most}"
    return f"{where}, most in {most}" if most else where


def authority_facts(context: ExportContext) -> list[dict[str, str]]:
    """The figures of the one authority the document is about: label, value, region median, year, source."""
    code = one_authority(context)
    if not code:
        return []
    authorities = context.register.authorities
    figures = load_figures(context.register.package)
    facts = []
    for measure in AUTHORITY_FIGURES:
        if measure not in figures.index:
            continue
        row, column = figures.loc[measure], authorities[measure]
        facts.append(
            {
                "label": row["label"],
                "value": quantity_words(column[code], row["unit"]),
                "median": quantity_words(column.median(), row["unit"]),
                "year": str(row["year"]),
                "source": row["source_title"],
                "note": row["note"],
            }
        )
    return facts


def cluster_facts(context: ExportContext) -> list[dict[str, str]]:
    """Name, definition and source of each cluster the view is about: those of `extra["cluster"]`, else filtered by."""
    clusters = context.register.clusters
    return [
        {key: printable(clusters.loc[cluster, key]) for key in ("name", "definition", "headline_figures", "source_title", "source_url")}
        for cluster in context.extra.get("cluster") or context.filters.cluster
        if cluster in clusters.index
    ]


def asset_rows(context: ExportContext, assets: gpd.GeoDataFrame | None = None) -> list[AssetRow]:
    """The assets as table lines, in their order."""
    register = context.register
    names = register.layer_names["name"]
    notes = context.extra.get("notes") or {}
    return [
        AssetRow(
            id=row["id"],
            name=cut(printable(row["name"]), MOST_NAME_LETTERS),
            layer=row["layer"],
            type=names.get(row["layer"], row["layer"]),
            place=printable(_place(row)),
            authority=printable(row["authority"]),
            status=row["status"],
            standing=printable(vocabulary.standing_words(row["status"], row["status_date"])),
            source=cut(printable(row["source_title"]), MOST_SOURCE_LETTERS),
            source_date=printable(row["source_date"]),
            said_by=vocabulary.PUBLISHER_WORDS.get(row["source_publisher"], ""),
            url=safe_link(row["source_url"]),
            note=cut(printable(notes.get(row["id"], "")), MOST_NOTE_LETTERS),
            away=_how_far(row),
        )
        for row in (context.assets if assets is None else assets).to_dict("records")
    ]


def asset_cards(context: ExportContext) -> list[Card]:
    """The assets in full, in their order."""
    register = context.register
    clusters = register.clusters["short_name"]
    kinds = register.kinds["name"]
    cards = []
    for row, line in zip(context.assets.to_dict("records"), asset_rows(context), strict=True):
        facts = {
            "Type": kinds.get(row["kind"], line.type),
            "How far": line.away,
            "Operator": row["operator"],
            "Address": full_address(row),
            "Authority": row["authority"],
            "Clusters": ", ".join(clusters.get(one, one) for one in row["clusters"]),
            "Technologies": ", ".join(row["technologies"]),
            "Pin": vocabulary.PRECISION_WORDS.get(row["position_precision"], row["position_precision"]),
        }
        cards.append(
            Card(
                row=line,
                summary=cut(printable(row["summary"]), MOST_SUMMARY_LETTERS),
                facts=tuple((label, cut(printable(text), MOST_FACT_LETTERS)) for label, text in facts.items() if text) + _by_car(row),
                website=safe_link(row["website"]),
            )
        )
    return cards


def method(context: ExportContext) -> tuple[str, ...]:
    """How the figures came about and how far they reach, a sentence or two each."""
    package = context.register.package
    checked = package.descriptor.get("checked_on", "")
    sentences = [
        "Each asset is one row of an open data package, with the page that shows it exists, what that "
        f"page says, and the date of its status. Rows were checked up to {checked}.",
        "Status is as of the date given beside it. Planned and closed assets, and those not confirmed lately, are counted "
        "and drawn as such, never as operating." + (" Closed assets are left out here." if hides_closed(context) else ""),
        "An asset may serve several clusters, so that counts by cluster can add up to more than the number of assets; some serve none.",
        "The map is drawn in British National Grid (EPSG:27700), good to about 2 m; a pin is no better "
        "than its stated precision, from a building to the middle of a postcode or of a campus. Pins "
        "that would cover one another are moved apart, with a line to their true place.",
    ]
    if one_authority(context):
        authorities, year = context.register.authorities, load_figures(package).loc["population", "year"]
        sentences.append(f"Rates use the population of {year}. Medians are those of the {len(authorities)} authorities. Small counts make rates jump.")
    return tuple(sentences)


def corrections(context: ExportContext) -> list[str]:
    """The suggested corrections, a line each, as many as a page has room for; then how many more there are, and where."""
    lines = [cut(printable(line), MOST_FACT_LETTERS) for line in correction_lines(context)]
    more = len(lines) - MOST_CORRECTIONS
    rest = [f"{more:,} more: the spreadsheet of this view has them all."] if more > 0 else []
    return [*lines[:MOST_CORRECTIONS], *rest]


def corrections_in_short(context: ExportContext) -> str:
    """How many corrections are open and were made, by their references, for a picture: a sentence and a blank; "" where there is none."""
    told = told_corrections(context.assets, context.register)
    parts = []
    for state in dict.fromkeys(made.state for made in told):
        references = [made.reference for made in told if made.state == state]
        more = f" and {len(references) - MOST_REFERENCES} more" if len(references) > MOST_REFERENCES else ""
        parts.append(f"{', '.join(references[:MOST_REFERENCES])}{more} {state}")
    return f"Suggested corrections: {'; '.join(parts)}. " if parts else ""


def comparison_tables(context: ExportContext) -> tuple[ReportTable, ...]:
    """The tables of areas side by side that the view shows, none where it shows none."""
    tables: tuple[ReportTable, ...] = context.extra.get("side_by_side", ())
    return tables


def credit_lines(register: Register) -> tuple[str, ...]:
    """The credits every document carries."""
    return full_credits(register.package)


def licence_words(register: Register) -> str:
    """Under which licence the data may be used."""
    licences = register.package.descriptor.get("licenses", ())
    return "; ".join(f"{one.get('title', one['name'])} ({one.get('path', '')})" for one in licences)


def source_titles(register: Register) -> list[tuple[str, str]]:
    """(title, address) of the reference data's sources, each once."""
    found: dict[str, str] = {}
    for resource in register.package.resources.values():
        for source in resource.get("sources", ()):
            if source.get("path"):
                found.setdefault(source["title"], source["path"])
    return list(found.items())


def view_map(
    context: ExportContext,
    *,
    size_mm: tuple[float, float],
    panel: str,
    scale: float = 1.0,
    assets: gpd.GeoDataFrame | None = None,
    authorities: tuple[str, ...] | None = None,
) -> str:
    """The map of the view without title and credits, for a page that carries them itself."""
    return draw_map(
        context.register,
        context.assets if assets is None else assets,
        size_mm=size_mm,
        authorities=map_authorities(context) if authorities is None else authorities,
        panel=panel,
        scale=scale,
    )


def map_sheet(context: ExportContext) -> str:
    """The map as a sheet of its own: A4 landscape with title, legend, scale, north and credits."""
    facts, filters = provenance(context)
    link = safe_link(context.link)
    footer = f"{facts}. {f'View on the web: {link}. ' if link else ''}{corrections_in_short(context)}Grid north; straight distances."
    return draw_map(
        context.register,
        context.assets,
        authorities=map_authorities(context),
        title=title_of(context),
        lines=(f"{count_words(len(context.assets))}. {filters}",),
        footer=(footer, " \u00b7 ".join(credit_lines(context.register))),
    )


def _counted(values: Iterable[str], labels: dict[str, str]) -> list[ChartBar]:
    numbers = Counter(values)
    return [ChartBar(key, printable(label), numbers[key]) for key, label in labels.items() if numbers[key]]


def _how_far(row: dict[str, Any]) -> str:
    """How far an asset is from the place the view asks about, "" where it asks about none."""
    words = row.get(HOW_FAR, "")
    return words if isinstance(words, str) else ""


def _by_car(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    words = row.get("by_car", "")
    return (("Nearest by car", cut(printable(words), MOST_SUMMARY_LETTERS)),) if isinstance(words, str) and words else ()


def _place(row: dict[str, Any]) -> str:
    place, authority = row["place"], row["authority"]
    return place if not authority or place == authority else f"{place}, {authority}" if place else authority
