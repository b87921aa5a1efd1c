"""CSVW: the W3C's description of a CSV file, made from the data package's schema.

Says what each column means, its type and allowed values, and carries what the CSV itself has no
place for: date, version, filters, link, licence and credits.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.export.tables import about, context_fields, is_number, is_url
from geo.register.cell_checks import LIST_DELIMITER

if TYPE_CHECKING:
    from geo.export import ExportContext

SIDECAR_ENDING = "-metadata.json"
DEFAULT_CSV = "assets.csv"
DESCRIPTION_SUFFIX = ".csvw.json"
APOSTROPHE_NOTE = (
    "A text that a spreadsheet might run as a formula (it begins with = + - @, a tab or a line "
    "break) has an apostrophe put before it; take the apostrophe away to have the text as it was."
)


def to_bytes(context: ExportContext) -> bytes:
    """Write the description of the CSV file of the same name (`assets.csv` if nothing names it)."""
    name = context.extra.get("file_name", "")
    ours = name.casefold().endswith(DESCRIPTION_SUFFIX)
    csv_name = f"{name[: -len(DESCRIPTION_SUFFIX)]}.csv" if ours else DEFAULT_CSV
    return description(context, csv_name=csv_name)


def description(context: ExportContext, *, csv_name: str) -> bytes:
    """The CSVW description of a CSV file that lies in the same folder, as JSON in UTF-8."""
    facts = about(context)
    licences = context.register.package.descriptor.get("licenses", ())
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": csv_name,
        "dc:title": facts["title"],
        "dc:description": APOSTROPHE_NOTE,
        "dc:created": facts["made_on"],
        "dc:hasVersion": facts["data_version"],
        "dc:modified": facts["data_checked_on"],
        "dc:coverage": facts["filters"],
        "dc:license": {"@id": licences[0]["path"]} if licences else None,
        "dc:source": {"@id": facts["link"]} if facts["link"] else None,
        "dc:rights": facts["credits"],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "lineTerminators": ["\r\n"], "doubleQuote": True},
        "tableSchema": {
            "primaryKey": "id",
            "aboutUrl": "#{id}",
            "columns": [_column(field) for field in context_fields(context)],
        },
    }
    kept = {name: value for name, value in document.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, indent=2).encode("utf-8")


def _column(field: dict[str, Any]) -> dict[str, Any]:
    column = {
        "name": field["name"],
        # The first title is the one in the file; the second is for people.
        "titles": [field["name"], field["title"]],
        "dc:description": field.get("description", ""),
        "required": bool(field.get("constraints", {}).get("required", False)),
        "datatype": _datatype(field),
    }
    if field.get("type") == "list":
        column["separator"] = LIST_DELIMITER
    return column


def _datatype(field: dict[str, Any]) -> Any:
    rules = field.get("constraints", {})
    if is_number(field):
        limits = {name: rules[name] for name in ("minimum", "maximum") if name in rules}
        return {"base": field["type"], **limits}
    if field.get("type") in ("date", "boolean"):
        return field["type"]
    if is_url(field):
        return "anyURI"
    if "enum" in rules:
        return {"base": "string", "format": "|".join(map(str, rules["enum"]))}
    if "pattern" in rules:
        return {"base": "string", "format": rules["pattern"]}
    return "string"
