"""The words and tables of an organisation's page, as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.addresses import page_url
from geo.analysis.organisations import OrganisationProfile, running_several
from geo.register.assets import Register
from geo.register.organisations import ROLE_WORDS
from geo.select.filter_words import count_words
from geo.webmap.html_elements import link, page_link
from pages.html.cluster_sections import ASSET_COLUMNS, asset_records
from pages.html.elements import Column, heading, linked, paragraph, table
from pages.html.page_head import masthead_html

HOW = "Choose an organisation by its name, or from the list."
RULE = (
    "Who has which role in an asset is read from the words of the pages on who operates it, line by line in the data's table of roles; "
    "likeness of names alone makes no relation. Counts are of what it runs or leads; closed assets are listed and not counted."
)
MOST_NAMED = 4
SEVERAL_COLUMNS = (
    Column("name", "Organisation", "go"),
    Column("assets", "Assets", "bar"),
    Column("operating", "Operating", "number"),
    Column("clusters", "Clusters", "number"),
)
CLUSTER_COLUMNS = (Column("label", "Cluster", "go"), Column("assets", "Assets", "bar"), Column("operating", "Operating", "number"))
AUTHORITY_COLUMNS = (Column("label", "Local authority", "go"), *CLUSTER_COLUMNS[1:])


def start_html(register: Register) -> Markup:
    """What stands where no organisation is chosen: how to choose one, and those that run several assets."""
    records = [row | {"name_href": page_url("organisation", organisation=identity)} for identity, row in running_several(register).to_dict("index").items()]
    several = table(records, SEVERAL_COLUMNS, caption="Who runs several assets", empty="No organisation runs several assets.")
    return masthead_html("Organisations", HOW) + several + paragraph(RULE, small=True)


def about_html(profile: OrganisationProfile, register: Register) -> Markup:
    """What an organisation is: its name, other names, kind and identifiers, how much it runs, and the way to Explore."""
    row, number = register.organisations.table.loc[profile.id], len(profile.running)
    explore = page_link("", f"{count_words(number)} on Explore", run_by=profile.id) if number else ""
    every = page_link("organisation", "All organisations")
    return Markup(
        '<article class="wm-card"><p class="wm-kind">{}</p><h1 dir="auto" class="wm-name">{}</h1><p>{}</p>{}<ul class="wm-onward">{}</ul></article>'
    ).format(
        _sentence(row["kind"]) or "Organisation",
        row["name"],
        running_words(profile),
        _facts(row),
        Markup().join(Markup("<li>{}</li>").format(entry) for entry in (explore, every) if entry),
    )


def running_words(profile: OrganisationProfile) -> str:
    """How much an organisation runs, as a sentence or two."""
    number, where = len(profile.running), [f"{row['label']} {row['assets']}" for row in profile.authorities.head(MOST_NAMED).to_dict("records")]
    if not number:
        return f"Runs and leads nothing on this map that is open; it has a part in {count_words(len(profile.ids))}."
    return f"Runs or leads {count_words(number)} on this map, {profile.operating} of them operating. By authority: {', '.join(where)}."


def counts_html(profile: OrganisationProfile, register: Register) -> Markup:
    """Where the assets are that an organisation runs or leads, and in which clusters, as HTML; "" where it runs none."""
    if profile.running.empty:
        return Markup()
    name = register.organisations.names[profile.id]
    clusters = table(
        _counted(profile.clusters, profile.id, "cluster"), CLUSTER_COLUMNS, caption=f"{name}: assets by cluster", empty="None of them belongs to a cluster."
    )
    return (
        table(_counted(profile.authorities, profile.id, "authority"), AUTHORITY_COLUMNS, caption=f"{name}: assets by local authority")
        + clusters
        + linked("An asset may belong to several clusters; all that each has is on ", page_link("clusters", "Clusters"), ".", small=True)
    )


def tables_html(profile: OrganisationProfile, register: Register) -> Markup:
    """The assets of an organisation by role, closed ones too, as HTML."""
    name = register.organisations.names[profile.id]
    return Markup().join(
        heading(ROLE_WORDS[role]) + table(asset_records(ids, register), ASSET_COLUMNS, caption=f"{name}: {ROLE_WORDS[role].lower()} {count_words(len(ids))}")
        for role, ids in profile.by_role.items()
    ) + paragraph(RULE, small=True)


def _counted(found: pd.DataFrame, organisation: str, facet: str) -> Iterator[dict[str, Any]]:
    for value, row in found.to_dict("index").items():
        yield row | {"label_href": page_url("", **{facet: value}, run_by=organisation)}


def _facts(row: pd.Series) -> Markup:
    page = link(row["source_url"], "source") if row["source_url"] else ""
    facts = [
        ("Also called", ", ".join(row["other_names"])),
        ("ROR id", link(row["ror_id"], row["ror_id"]) if row["ror_id"] else ""),
        ("Company number", row["company_number"]),
        ("Identifiers after", page if row["ror_id"] or row["company_number"] else ""),
    ]
    listed = Markup().join(Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(name, value) for name, value in facts if value)
    return Markup("<dl>{}</dl>").format(listed) if listed else Markup()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
