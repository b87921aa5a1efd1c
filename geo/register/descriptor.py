"""What of a damaged descriptor can still be used: every part that is not as it must be is left out and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geo.errors import DataError

# (field, value, reason, mend)
Fault = tuple[str, str, str, str]
NO_VERSION = "0.0.0"
_RESTORE = "Restore it from git, or write it as data/README.md describes."
_NUMBERS = ("minimum", "maximum", "maxLength")


def sound_descriptor(said: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """A descriptor without what cannot be used, and what that was.

    Raises DataError where it lists no resources at all.
    """
    faults: list[Fault] = []
    listed = said.get("resources")
    if not isinstance(listed, list) or not listed:
        raise DataError("datapackage.json lists no resources.", mend=_RESTORE)
    resources: dict[str, dict[str, Any]] = {}
    for number, resource in enumerate(listed, start=1):
        place = f"resources, number {number}"
        if not isinstance(resource, dict) or not all(isinstance(resource.get(key), str) and resource[key] for key in ("name", "path")):
            named = str(resource.get("name", "")) if isinstance(resource, dict) else ""
            faults.append((place, named, "It has no name or no path and is left out.", 'Give it a "name" and the "path" of its file.'))
        elif resource["name"] in resources:
            faults.append((place, resource["name"], "Another resource has this name; this one is left out.", "Give it a name of its own."))
        else:
            resource, found = _sound_parts(resource, RESOURCE_PARTS, place=resource["name"])
            faults += found
            resources[resource["name"]] = resource
            if isinstance(resource.get("schema"), dict):
                schema, found = sound_schema(resource["schema"], place=resource["name"])
                resources[resource["name"]] = resource | {"schema": schema}
                faults += found
    whole, found = _sound_parts(said, PACKAGE_PARTS, place="")
    faults += found
    faults += [(name, "", "It is missing.", f'Add "{name}", as data/README.md describes.') for name in NEEDED if name not in whole]
    kept = {**NEEDED, **whole, "resources": list(resources.values())}
    if not isinstance(said.get("version"), str) or not said["version"]:
        faults.append(("version", str(said.get("version", "")), "The data has no version.", 'Add "version", such as "1.2.0".'))
        kept["version"] = NO_VERSION
    return kept, faults


def _sound_parts(said: Mapping[str, Any], known: Mapping[str, Callable[[Any], bool]], *, place: str) -> tuple[dict[str, Any], list[Fault]]:
    """A descriptor's or resource's parts without those that are not of the shape they must have, and what these were."""
    wrong = [name for name, is_sound in known.items() if name in said and not is_sound(said[name])]
    kept = {name: value for name, value in said.items() if name not in wrong}
    return kept, [(f"{place}.{name}".lstrip("."), str(said[name])[:80], "This is not of the shape it must have and is left out.", _RESTORE) for name in wrong]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_records(*needed: str) -> Callable[[Any], bool]:
    """Whether a value is a list of records of texts with some names."""
    return lambda value: isinstance(value, list) and all(isinstance(one, dict) and all(_is_text(one.get(name)) for name in needed) for one in value)


# What of a package and of a resource is read, and of what shape it must be.
PACKAGE_PARTS: dict[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "checked_on": _is_day,
    "credit_line": _is_text,
    "keywords": _is_texts,
    "credits": _is_texts,
    "licenses": lambda value: bool(value) and _are_records("name", "title", "path")(value),
    "online_tiles": _are_records("id", "name", "url"),
}
RESOURCE_PARTS: dict[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "attribution": lambda value: isinstance(value, str),
    "sources": _are_records("title"),
    "licenses": _are_records("name"),
}
NO_LICENCE = {"name": "not-stated", "title": "No licence is stated", "path": ""}
# What stands in for what is needed everywhere; the day is one that nobody takes for true.
NEEDED: dict[str, Any] = {"title": "Innovation assets", "checked_on": "1970-01-01", "credit_line": "", "licenses": [NO_LICENCE]}


def sound_schema(schema: Mapping[str, Any], *, place: str = "") -> tuple[dict[str, Any], list[Fault]]:
    """A schema without fields and rules that cannot be used, and what these were; `place` says whose it is."""
    faults: list[Fault] = []
    fields = []
    listed = schema.get("fields", [])
    for field in listed if isinstance(listed, list) else [None]:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str):
            faults.append((f"{place}, schema", str(field)[:80], "A field of the schema has no name and is left out.", _RESTORE))
            continue
        rules = field.get("constraints", {})
        sound = {rule: value for rule, value in rules.items() if _can_be_used(rule, value)} if isinstance(rules, dict) else {}
        if sound != rules:
            wrong = sorted(set(rules) - set(sound)) if isinstance(rules, dict) else ["constraints"]
            faults.append((f"{place}.{field['name']}", ", ".join(wrong), "This rule of the schema cannot be used and is left out.", _RESTORE))
        references = {rule: field[rule] for rule in ("valuesFrom", "itemsFrom") if rule in field}
        broken = [rule for rule, value in references.items() if not (isinstance(value, dict) and {"resource", "field"} <= set(value))]
        faults += [(f"{place}.{field['name']}", rule, "This rule of the schema cannot be used and is left out.", _RESTORE) for rule in broken]
        fields.append({key: value for key, value in field.items() if key not in (*broken, "constraints")} | ({"constraints": sound} if sound else {}))
    return {**schema, "fields": fields}, faults


def _can_be_used(rule: str, value: Any) -> bool:
    if rule == "pattern":
        try:
            re.compile(value)
        except (re.error, TypeError, RecursionError):
            return False
    if rule in _NUMBERS:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, list) if rule == "enum" else True
