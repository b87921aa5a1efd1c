"""The words and tables of the Clusters page, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo import vocabulary
from geo.addresses import page_url
from geo.analysis.clusters import ANCHOR_RULE, ClusterMatrix, ClusterProfile
from geo.analysis.measures import SMALL_COUNT
from geo.numbers import QUOTIENT_DECIMALS, SHARE_DECIMALS
from geo.register.assets import Register
from geo.select.filter_words import count_words
from geo.webmap.cluster_views import SURFACES, ClusterPage, matrix_of, quotient_words
from geo.webmap.html_elements import link, page_link
from pages.html.elements import Column, folded, heading, linked, paragraph, section, table

JUDGED = ". Which assets belong to a cluster is this map's judgement, asset by asset."
KINDS = {"primary": "Primary", "nascent": "Nascent"}
SHARE_COLUMNS = (
    Column("name", "Local authority", "go"),
    Column("assets", "Assets in the cluster", "bar"),
    Column("share_pct", "Share of the cluster", "number", decimals=SHARE_DECIMALS, unit=" %"),
    Column("expected", "Expected at the region's mix", "number", decimals=1),
    Column("quotient", "Location quotient", "number", decimals=QUOTIENT_DECIMALS),
    Column("note", "Note"),
)
BUSINESS_COLUMN = Column("business_quotient", "Quotient of businesses", "number", decimals=QUOTIENT_DECIMALS)
HEXAGON_COLUMNS = (
    Column("near", "Hexagon around"),
    Column("assets", "Assets", "bar"),
    Column("members", "Which", "assets"),
)
DENSITY_COLUMNS = (
    Column("label", "Assets per 100 km\u00b2"),
    Column("area_km2", "Area", "bar", unit=" km\u00b2"),
    Column("assets", "Assets standing there", "number"),
    Column("near", "Places there"),
)
LAYER_COLUMNS = (
    Column("label", "Type", "go"),
    Column("assets", "Assets", "bar"),
    Column("operating", "Operating", "number"),
    Column("members", "Which", "assets"),
)
ANCHOR_COLUMNS = (
    Column("institution", "Institution", "go"),
    Column("why_words", "Why"),
    Column("assets", "Assets", "bar"),
    Column("members", "Which", "assets"),
)
TECHNOLOGY_COLUMNS = (
    Column("technology", "Technology", "go"),
    Column("assets", "Assets in the cluster", "bar"),
    Column("share_pct", "Share of the cluster", "number", unit=" %"),
    Column("lift", "Times as frequent as among all", "number", decimals=1),
    Column("note", "Note"),
)
ASSET_COLUMNS = (
    Column("name", "Asset", "asset"),
    Column("what", "What and where"),
    Column("status_name", "Status"),
)
OVERVIEW_COLUMNS = (
    Column("name", "Cluster", "go"),
    Column("kind_name", "Kind"),
    Column("assets", "Assets", "bar"),
    Column("operating", "Operating", "number"),
    Column("note", "Note"),
)
WHY_WORDS = {"university": "University site", "catapult": "Catapult site", "operator": "Two or more assets"}
FEW = (
    f"Few: fewer than {SMALL_COUNT} assets, so that one more or less would change the picture. "
    f"Little expected: fewer than {SMALL_COUNT} would be expected at the region's mix, so that the ratio "
    "to it is shaky."
)


def definition_html(page: ClusterPage, register: Register) -> Markup:
    """What the cluster is, by whom it is named, and how many assets it has here, as HTML."""
    row, profile = register.clusters.loc[page.profile.id], page.profile
    number = len(profile.assets)
    operating = int((profile.assets["status"] == "operating").sum())
    count = f"{count_words(number)}, {operating} of them operating." if number else "No asset of this map belongs to it."
    few = " That is few: shares, quotients and centres below mean little." if 0 < number < SMALL_COUNT else ""
    source = link(row["source_url"], row["source_title"])
    return (
        heading(row["name"])
        + paragraph(f"{KINDS.get(row['kind'], row['kind'])} cluster. {row['definition']}")
        + paragraph(count + few)
        + paragraph(_spread_words(profile))
        + paragraph(f"The plan's figures, not this map's: {row['headline_figures']}", small=True)
        + linked("Definition in our own words, after ", source, JUDGED, small=True)
        + (paragraph(row["name_note"], small=True) if row["name_note"] else "")
    )


def tables_html(page: ClusterPage, register: Register, *, surface: str, query: Mapping[str, Iterable[str]]) -> Markup:
    """The tables of a cluster: where it gathers, what it has, its anchors and technologies, as HTML.

    `query` holds the filters in force, for links to the same assets elsewhere.
    """
    profile, name = page.profile, register.clusters.at[page.profile.id, "short_name"]
    query = {**query, "cluster": [profile.id]}
    with_business = SHARE_COLUMNS if profile.business_quotients.empty else (*SHARE_COLUMNS[:-1], BUSINESS_COLUMN, SHARE_COLUMNS[-1])
    columns = {"shares": with_business, "hexagons": HEXAGON_COLUMNS, "density": DENSITY_COLUMNS}[surface]
    records = [_with_links(record, query) for record in page.picture.records]
    gathers = table(records, columns, caption=f"{name}: {SURFACES[surface].lower()}", empty="No asset to place.", copied=True)
    anchors = table(
        _anchor_records(profile),
        ANCHOR_COLUMNS,
        caption=f"{name}: anchor institutions",
        empty="No institution anchors this cluster by the rule below.",
        copied=True,
    )
    organisations = linked("", page_link("organisation", "All organisations that run several assets"), small=True)
    return (
        section("Where it gathers", gathers + paragraph(page.picture.note, small=True))
        + section("What it has", table(_layer_records(profile, query), LAYER_COLUMNS, caption=f"{name}: assets by type", copied=True))
        + section("Anchor institutions", anchors + paragraph(ANCHOR_RULE, small=True) + organisations)
        + section("Technologies that occur with it", _technologies_html(profile, name, query) + paragraph(FEW, small=True))
    )


def matrix_html(matrix: ClusterMatrix, register: Register, *, query: Mapping[str, Iterable[str]], chosen: str = "") -> Markup:
    """Which clusters share assets, each number a link to those very assets, as HTML."""
    words = register.clusters["short_name"].to_dict()
    columns = [
        Column("name", "Cluster", "go"),
        *(Column(key, words[key], "go") for key in matrix.counts.columns),
    ]
    records = [_matrix_record(row, matrix, words, query) for row in matrix.counts.index]
    note = "An asset may belong to several clusters. The cell where a cluster meets itself counts all its assets. Most of these numbers are small."
    counts = table(records, columns, caption="Assets that belong to both clusters; choose a number to see which", copied=True)
    return section("Which clusters share assets", counts + paragraph(note, small=True))


def shared_html(ids: Iterable[str], cluster: str, other: str, register: Register, *, query: Mapping[str, Any]) -> Markup:
    """The very assets two clusters share, as HTML, with the way back to all."""
    words, records = register.clusters["short_name"], list(asset_records(ids, register))
    caption = f"{count_words(len(records))} in both {words[cluster]} and {words[other]}"
    back = page_link("clusters", f"Show all assets of {words[cluster]}", **{**query, "cluster": [cluster]})
    return heading(f"Shared with {words[other]}") + table(records, ASSET_COLUMNS, caption=caption) + linked("", back)


def overview_html(matrix: ClusterMatrix, register: Register, assets: pd.DataFrame, *, query: Mapping[str, Any]) -> Markup:
    """Every cluster with how many assets it has, as HTML."""
    operating = assets[(assets["status"] == "operating").to_numpy()]
    running = matrix_of(operating, register).counts
    records = [
        {
            "name": row["name"],
            "name_href": page_url("clusters", **{**query, "cluster": [key]}),
            "kind_name": KINDS.get(row["kind"], row["kind"]),
            "assets": int(matrix.counts.at[key, key]),
            "operating": int(running.at[key, key]),
            "note": _few_words(int(matrix.counts.at[key, key])),
        }
        for key, row in register.clusters.iterrows()
    ]
    return table(records, OVERVIEW_COLUMNS, caption=f"The clusters of {register.region.clusters_of}", copied=True)


def asset_records(ids: Iterable[str], register: Register) -> Iterator[dict[str, Any]]:
    """Rows of a table of assets, in the order of `ids`."""
    for identity in ids:
        row = register.asset(identity)
        yield {
            "what": f"{register.kinds['name'].get(row['kind'], row['kind'])}, {row['place']}",
            "status_name": vocabulary.STATUS_WORDS[row["status"]],
        } | {name: row[name] for name in ("id", "name", "layer", "status")}


def _spread_words(profile: ClusterProfile) -> str:
    if profile.mean_centre is None:
        return ""
    centre = profile.mean_centre
    return (
        "The map marks the middle of its assets, where their positions balance (the mean centre, at "
        f"{centre.y:.3f}, {centre.x:.3f}), and with a dashed circle how far they spread around it: the smaller, the closer together "
        f"(the standard distance, {profile.standard_distance_m / 1000:.1f} km)."
    )


def _few_words(number: int) -> str:
    return "none" if not number else "few" if number < SMALL_COUNT else ""


def _with_links(record: Mapping[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    if "code" not in record:
        return dict(record)
    return {**record, "name_href": page_url("", **{**query, "authority": [record["code"]]})}


def _layer_records(profile: ClusterProfile, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        row
        | {
            "label_href": page_url("", **{**query, "layer": [layer]}) if row["assets"] else "",
            "members": _pairs(row),
        }
        for layer, row in profile.layers.to_dict("index").items()
    ]


def _anchor_records(profile: ClusterProfile) -> list[dict[str, Any]]:
    return [
        row
        | {
            "why_words": WHY_WORDS[row["why"]],
            "members": _pairs(row),
            "institution_href": page_url("organisation", organisation=row["organisation"]) if row["organisation"] else "",
        }
        for row in profile.anchors.to_dict("records")
    ]


def _technology_records(profile: ClusterProfile, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        row
        | {
            "technology": name,
            "technology_href": page_url("", **{**query, "technology": [name]}),
            "note": quotient_words(row),
        }
        for name, row in profile.technologies.to_dict("index").items()
    ]


def _technologies_html(profile: ClusterProfile, name: str, query: Mapping[str, Any]) -> Markup:
    """The technologies of several assets as a table, those of one folded away."""
    records = _technology_records(profile, query)
    several, single = ([r for r in records if (r["assets"] > 1) == many] for many in (True, False))
    caption = f"{name}: technologies"
    html = table(several, TECHNOLOGY_COLUMNS, caption=caption, empty="No technology is recorded for two of its assets.")
    if single:
        more = table(single, TECHNOLOGY_COLUMNS, caption=f"{caption} of one asset")
        html += folded(f"{len(single)} more with one asset each", more)
    return html


def _matrix_record(row: str, matrix: ClusterMatrix, words: Mapping[str, str], query: Mapping[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "name": words[row],
        "name_href": page_url("clusters", **{**query, "cluster": [row]}),
    }
    for column, number in matrix.counts.loc[row].items():
        other = {} if column == row else {"with": [column]}
        record |= {
            column: int(number) or "\u2013",
            f"{column}_href": page_url("clusters", **{**query, "cluster": [row], **other}) if number else "",
            f"{column}_label": f"{count_words(int(number))}: {words[row]}" + (f" and {words[column]}" if other else ""),
        }
    return record


def _pairs(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(row["asset_ids"], row["asset_names"], strict=True))
