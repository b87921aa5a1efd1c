"""The API described for programs, as OpenAPI 3.0: every path, every parameter with its values, every kind of answer."""

from __future__ import annotations

from typing import Any

from geo.api.collections import Collection, collections, columns_of
from geo.api.feature_query import CRS84, DEFAULT_LIMIT, MOST, parameter_names
from geo.register.assets import Register
from geo.select.filter_words import FACET_LABELS, label_words
from geo.select.filters import FacetIndex
from geo.select.search_words import MAX_QUERY_LENGTH

GEOJSON = "application/geo+json"


def openapi(register: Register, index: FacetIndex, *, root: str) -> dict[str, Any]:
    """The description; `root` is the address of the API without a last slash."""
    package = register.package
    known = collections(register)
    paths = {
        "/": _get("What there is, and where", _ok("application/json", {"$ref": "#/components/schemas/landing"}), ["f"], "landing"),
        "/conformance": _get("The parts of the standard it keeps", _ok("application/json", _object("conformsTo")), ["f"], "conformance"),
        "/api": _get("This description", _ok("application/vnd.oai.openapi+json;version=3.0", {"type": "object"}), ["f"], "api"),
        "/collections": _get("The collections", _ok("application/json", _object("links", "collections")), ["f"], "collections"),
    }
    for one in known.values():
        paths |= _paths_of(one)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": package.descriptor["title"],
            "version": package.version,
            "description": f"{package.descriptor['description']} The filters are those of the map, by the names they have in its address.",
            "license": {"name": package.descriptor["licenses"][0]["title"], "url": package.descriptor["licenses"][0]["path"]},
        },
        "servers": [{"url": root, "description": "Where this was read"}],
        "tags": [{"name": one.id, "description": one.description} for one in known.values()],
        "paths": paths,
        "components": {"parameters": _parameters(register, index), "schemas": _schemas(register, known), "responses": _refusals()},
    }


def _paths_of(one: Collection) -> dict[str, Any]:
    base, tag = f"/collections/{one.id}", [one.id]
    features = {"$ref": f"#/components/schemas/{one.id}Page"}
    feature = {"$ref": f"#/components/schemas/{one.id}Feature"}
    item = _get(f"One of: {one.title}", _ok(GEOJSON, feature), ["f"], f"{one.id}Item", tag)
    item["get"]["parameters"].insert(0, {"$ref": "#/components/parameters/featureId"})
    return {
        base: _get(f"About: {one.title}", _ok("application/json", _object("id", "links")), ["f"], f"{one.id}Collection", tag),
        f"{base}/items": _get(one.title, _ok(GEOJSON, features), list(parameter_names(one)), f"{one.id}Items", tag),
        f"{base}/items/{{featureId}}": item,
    }


def _get(summary: str, ok: dict[str, Any], parameters: list[str], identity: str, tags: list[str] | None = None) -> dict[str, Any]:
    answers = {"200": ok, "400": {"$ref": "#/components/responses/refused"}, "404": {"$ref": "#/components/responses/missing"}}
    named = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    return {"get": {"summary": summary, "operationId": identity, "tags": tags or ["capabilities"], "parameters": named, "responses": answers}}


def _ok(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "As asked.", "content": {media: {"schema": schema}, "text/html": {"schema": {"type": "string"}}}}


def _object(*required: str) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {name: {} for name in required}}


def _parameters(register: Register, index: FacetIndex) -> dict[str, Any]:
    number = {"type": "number"}
    described: dict[str, tuple[str, dict[str, Any]]] = {
        "f": ("json or html; else by the Accept header.", {"type": "string", "enum": ["json", "html"]}),
        "limit": ("The most features of an answer.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}),
        "offset": ("How many features to pass over; the links next and prev have it.", {"type": "integer", "minimum": 0, "default": 0}),
        "bbox": ("west,south,east,north in degrees; features that meet the box.", {"type": "array", "minItems": 4, "maxItems": 6, "items": number}),
        "bbox-crs": ("The system of the box.", {"type": "string", "enum": [CRS84], "default": CRS84}),
        "datetime": (
            "Date of opening: a date or an interval (2020-01-01/..). A year stands for all its days; assets without a date are left out. "
            "Authorities and clusters have none.",
            {"type": "string"},
        ),
        "since": ("Only what a release changed, or what opened, since a release or a date.", {"type": "string"}),
        "q": ("Words to search for; the best match comes first.", {"type": "string", "maxLength": MAX_QUERY_LENGTH}),
    }
    words = label_words(register)
    for facet, label in FACET_LABELS.items():
        named = [f"{value} ({words[facet][value]})" for value in index.options[facet] if value in words[facet]]
        more = f" {', '.join(named)}." if named else ""
        described[facet] = (f"{label}, one or several.{more}", {"type": "array", "items": {"type": "string", "enum": list(index.options[facet])}})
    made = {name: _parameter(name, text, schema) for name, (text, schema) in described.items()}
    made["featureId"] = {"name": "featureId", "in": "path", "required": True, "description": "The id of a feature.", "schema": {"type": "string"}}
    return made


def _parameter(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    exploded = {"style": "form", "explode": name not in ("bbox",)}
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema} | exploded


def _schemas(register: Register, known: dict[str, Collection]) -> dict[str, Any]:
    link = {"type": "object", "required": ["href", "rel"], "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")}}
    links = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    made: dict[str, Any] = {
        "link": link,
        "landing": {"type": "object", "required": ["links"], "properties": {"title": {"type": "string"}, "description": {"type": "string"}, "links": links}},
        "refusal": {"type": "object", "required": ["code", "description"], "properties": {"code": {"type": "string"}, "description": {"type": "string"}}},
    }
    for one in known.values():
        columns = {name: {"type": kind, "nullable": True} for name, kind in columns_of(one, register).items()}
        feature = {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "properties": columns},
            "links": links,
        }
        made[f"{one.id}Feature"] = {"type": "object", "required": ["type", "id", "geometry", "properties"], "properties": feature}
        page = {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "title": {"type": "string"},
            "links": links,
            "numberMatched": {"type": "integer"},
            "numberReturned": {"type": "integer"},
            "features": {"type": "array", "items": {"$ref": f"#/components/schemas/{one.id}Feature"}},
        }
        made[f"{one.id}Page"] = {"type": "object", "required": ["type", "features"], "properties": page}
    return made


def _refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/refusal"}}}
    return {
        "refused": {"description": "A parameter or value means nothing here; the text says which.", "content": content},
        "missing": {"description": "There is no such collection or feature.", "content": content},
    }
