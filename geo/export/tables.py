"""The flat table every tabular format writes, and what every document says about itself.

Columns: the derived ones (layer, authority, confidence) stand where a reader looks for them, then
every column of the schema in its order, so that a new column reaches every document by itself.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.numbers import format_number
from geo.register.assets import CONFIDENCE, Register
from geo.register.confirmation import LAST_CONFIRMED
from geo.register.credits import full_credits
from geo.register.datapackage import join_list
from geo.register.told_corrections import told_corrections
from geo.select.filter_words import filter_words
from geo.vocabulary import HIDDEN_STATUS, STATUS_WORDS

if TYPE_CHECKING:
    from geo.export import ExportContext

DERIVED: dict[str, dict[str, Any]] = {
    "layer": {
        "name": "layer",
        "type": "string",
        "title": "Asset type",
        "example": "hub",
        "description": "Layer of the map, from the file the asset stands in.",
    },
    "authority": {
        "name": "authority",
        "type": "string",
        "title": "Local authority",
        "description": "Name of the local authority, from its GSS code.",
    },
    "confidence": {
        "name": "confidence",
        "type": "string",
        "title": "Confidence",
        "example": "high",
        "description": "How far the row can be trusted, from its evidence. high: a first-hand or "
        "official page shows that it exists and a page names its place; medium: one of the two; "
        "low: neither, but others say that it exists; unverified: no page.",
        "constraints": {"enum": list(CONFIDENCE)},
    },
    "evidence_year": {
        "name": "evidence_year",
        "type": "string",
        "title": "Newest evidence",
        "example": "2024",
        "description": "Year of the newest page cited, for the asset or for its place.",
    },
    "run_by": {
        "name": "run_by",
        "type": "list",
        "title": "Organisations that run it",
        "description": "Ids of the organisations that run or lead it, separated by semicolons; the filter run_by takes them.",
    },
    "corrections": {
        "name": "corrections",
        "type": "string",
        "title": "Corrections",
        "example": "ABCD-2345 (Postcode): waiting for a decision",
        "description": "Corrections that readers suggested, each by its reference: which are open and which were made, as of the day the file "
        "was made. Empty where there is none. Look a reference up on the page Corrections.",
    },
}
# What a view measured from a place, in the files of that view only; the place stands in their title and choice.
MEASURED = {
    "distance_km": {
        "name": "distance_km",
        "type": "number",
        "title": "Distance, km",
        "example": "4.2",
        "description": "Straight line from the place the view asks about, kilometres, measured in EPSG:27700.",
    },
    "drive_minutes": {
        "name": "drive_minutes",
        "type": "number",
        "title": "Drive, minutes",
        "example": "12.5",
        "description": "Minutes by car from the place the view asks about: indicative, without traffic. Empty where no road is within 1 km.",
    },
    "drive_km": {
        "name": "drive_km",
        "type": "number",
        "title": "Drive, km",
        "example": "7.9",
        "description": "Kilometres by road of that drive.",
    },
    "by_car": {
        "name": "by_car",
        "type": "string",
        "title": "Nearest by car",
        "description": "The shortest drive from the asset to the nearest of each kind: indicative, without traffic.",
    },
}
# The same in words, for documents: "4.2 km, 13 min by car". A column of the frame, never of a table that is written.
HOW_FAR = "how_far"
BETWEEN_CORRECTIONS = " | "
# A derived column follows the schema's column it belongs with.
FOLLOWS = {
    "name": "layer",
    "operator": "run_by",
    "gss_code": "authority",
    "status_date": "confidence",
    "location_date": "evidence_year",
    "checked_on": "corrections",
}


def export_fields(register: Register) -> tuple[dict[str, Any], ...]:
    """The schema field of each exported column, in order, derived columns included."""
    package = register.package
    fields: list[dict[str, Any]] = []
    examples = {"authority": next(iter(register.authorities["name"]), ""), "run_by": next(iter(register.organisations.names), "")}
    for field in package.schema(next(iter(package.asset_tables.values())))["fields"]:
        fields.append(_as_shown(field) if field["name"] == "status" else field)
        if field["name"] in FOLLOWS:
            derived = DERIVED[FOLLOWS[field["name"]]]
            fields.append({"example": examples.get(derived["name"], ""), **derived})
    return tuple(fields)


def context_fields(context: ExportContext) -> tuple[dict[str, Any], ...]:
    """The field of each column of one document: those of every export, and what its view measured."""
    return (*export_fields(context.register), *(field for name, field in MEASURED.items() if name in context.assets))


def measured_columns(measured: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of `MEASURED` from a frame with some of `distance_m`, `minutes`, `drive_km` and `by_car`, numbers rounded to what they are good for.

    And `HOW_FAR`.
    """
    found = {"distance_km": measured["distance_m"].div(1000).round(2)} if "distance_m" in measured else {}
    words = {"by_car": measured["by_car"]} if "by_car" in measured else {HOW_FAR: _how_far(measured)}
    return found | words | {name: measured[source].round(1) for name, source in (("drive_minutes", "minutes"), ("drive_km", "drive_km")) if source in measured}


def _how_far(measured: pd.DataFrame) -> pd.Series:
    """How far each asset is as the pages print it, from the figures before they are rounded."""

    def words(row: Mapping[Hashable, Any]) -> str:
        straight = [] if pd.isna(row.get("distance_m", math.nan)) else [format_number(row["distance_m"] / 1000, decimals=1, unit=" km")]
        drive = [] if pd.isna(row.get("minutes", math.nan)) else [format_number(row["minutes"], unit=" min by car")]
        return ", ".join(straight + drive)

    return pd.Series([words(row) for row in measured.to_dict("records")], index=measured.index, dtype=object)


def _as_shown(field: dict[str, Any]) -> dict[str, Any]:
    """The status's field as files hold it: with the value the rule for age gives."""
    shown = (
        f"{field['description']} \u201c{LAST_CONFIRMED}\u201d: {STATUS_WORDS[LAST_CONFIRMED].lower()}; "
        "its newest evidence is older than the rule for age allows."
    )
    return field | {"description": shown, "constraints": field.get("constraints", {}) | {"enum": list(STATUS_WORDS)}}


def flat_table(context: ExportContext) -> pd.DataFrame:
    """The assets as a plain table: texts, numbers (NaN where empty), lists joined by `;`.

    One row per asset in the order of the context; no geometry (longitude and latitude are columns,
    in degrees, EPSG:4326).
    """
    fields, assets = context_fields(context), exported_assets(context)
    columns = {field["name"]: _flat(assets[field["name"]]) for field in fields}
    return pd.DataFrame(columns, index=range(len(assets)))


def exported_assets(context: ExportContext) -> gpd.GeoDataFrame:
    """The assets (EPSG:4326) with every column a document has: `corrections` is as of now, never a part of the register."""
    told: dict[str, list[str]] = {}
    for made in told_corrections(context.assets, context.register):
        told.setdefault(made.asset, []).append(made.words)
    return context.assets.assign(corrections=[BETWEEN_CORRECTIONS.join(told.get(identity, ())) for identity in context.assets["id"]])


def typed_records(context: ExportContext) -> list[dict[str, Any]]:
    """The assets as records with lists as lists and None where a cell is empty."""
    names = [field["name"] for field in context_fields(context)]
    return [{name: _value(row[name]) for name in names} for row in exported_assets(context).to_dict("records")]


def about(context: ExportContext) -> dict[str, Any]:
    """What a document says about itself, by machine-readable name; texts but for three.

    `query` is the filters as query parameters, `credits` a list of texts, `assets` a number.
    """
    package = context.register.package
    return {
        "title": context.title,
        "made_on": context.made_on.isoformat(),
        "data_version": package.version,
        "data_checked_on": package.descriptor.get("checked_on", ""),
        "assets": len(context.assets),
        "filters": filters_text(context),
        "query": context.filters.to_query(),
        "link": context.link,
        "licence": "; ".join(_licence(item) for item in package.descriptor.get("licenses", ())),
        "credits": list(full_credits(package)),
        **({"corrections": told} if (told := correction_lines(context)) else {}),
    }


def about_records(context: ExportContext) -> list[tuple[str, str]]:
    """(what, text) for each thing a document says about itself, one record per credit."""
    facts = about(context)
    words = [
        ("Title", facts["title"]),
        ("Made on", facts["made_on"]),
        ("Version of the data", facts["data_version"]),
        ("Data checked on", facts["data_checked_on"]),
        ("Assets", str(facts["assets"])),
        ("Filters", facts["filters"]),
        ("Link to this view", facts["link"]),
        ("Licence", facts["licence"]),
    ]
    return [
        *((what, text) for what, text in words if text),
        *(("Correction", line) for line in facts.get("corrections", ())),
        *(("Credit", credit) for credit in facts["credits"]),
    ]


def correction_lines(context: ExportContext) -> list[str]:
    """The suggested corrections of the assets written, open or made: reference, asset, what of it, state and reason."""
    return [made.line for made in told_corrections(context.assets, context.register)]


def filters_text(context: ExportContext) -> str:
    """What the assets were chosen by, in words; says so when closed ones are left out unasked."""
    choice = context.extra.get("choice", "")
    words = "; ".join(part for part in (choice, filter_words(context.register, context.filters)) if part)
    return f"{words or 'None'} (closed assets left out)" if hides_closed(context) else words or "None"


def hides_closed(context: ExportContext) -> bool:
    """Whether closed assets are left out because nobody asked for them."""
    asked = context.filters.status or context.extra.get("choice")
    return not asked and not (context.assets["status"] == HIDDEN_STATUS).any()


def is_number(field: dict[str, Any]) -> bool:
    """Whether a schema field holds numbers."""
    return field.get("type") in ("number", "integer")


def is_url(field: dict[str, Any]) -> bool:
    """Whether a schema field holds web addresses."""
    return field.get("constraints", {}).get("pattern", "").startswith("https?://")


def _flat(column: pd.Series) -> list[Any]:
    return [join_list(cell) if isinstance(cell, tuple) else cell for cell in column]


def _value(cell: Any) -> Any:
    if isinstance(cell, tuple):
        return list(cell)
    if cell == "" or pd.isna(cell):
        return None
    return cell


def _licence(item: dict[str, str]) -> str:
    return f"{item.get('title', item.get('name', ''))} {item.get('path', '')}".strip()
