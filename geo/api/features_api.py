"""OGC API Features Part 1 (Core, GeoJSON, HTML, OpenAPI 3.0) over the register, by path and query; knows no web framework.

Our own thin core and not pygeoapi mounted: the filters, their refusals and their order are those of `geo.select`, which
pygeoapi would meet only through a provider plug-in for every collection; its HTML pages ask other hosts for their map; and
it would bring a second web framework and some forty packages for the five documents written here. The standard's own
judges (GDAL, OWSLib, a validator of OpenAPI) read it in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode

from geo.addresses import page_url
from geo.api.collections import Collection, collections, find_collection
from geo.api.feature_query import CRS84, FeatureQuery, feature_of, features_of, read_query
from geo.api.html_page import html_page
from geo.api.openapi import openapi
from geo.errors import FilterError, NotFoundError
from geo.register.assets import Register
from geo.register.credits import full_credits
from geo.select.filters import FacetIndex
from geo.select.query_string import unknown_names

ADDRESS = "ogc"
JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html; charset=utf-8"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMANCE = tuple(f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "oas30", "html", "geojson"))
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
Form = Literal["json", "html"]
Links = list[dict[str, str]]


@dataclass(frozen=True)
class Document:
    """What is sent: bytes with their media type, and links for the header."""

    content: bytes
    media_type: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class FeaturesApi:
    """The API over a register; `root` is the app's address with its last slash, as whoever asks has it."""

    register: Register
    index: FacetIndex
    root: str

    def document(self, path: str, query: Mapping[str, list[str]], *, prefers_html: bool = False) -> Document:
        """The document of a path below `ogc` ("collections/hub/items"), as JSON or as a page.

        `f` in the query says which ("json" or "html"), else `prefers_html`.

        Raises NotFoundError for a path or feature that is not there, FilterError for parameters that mean nothing.
        """
        form = self._form(query, prefers_html)
        parts = [part for part in path.strip("/").split("/") if part]
        match parts:
            case ["collections", identity, "items"]:
                return self._items(find_collection(identity, self.register), query, form)
            case ["collections", identity, "items", feature]:
                return self._item(find_collection(identity, self.register), feature, form)
        if unknown := list(unknown_names(query, ("f",))):
            raise FilterError(f"There is no parameter {unknown[0][:60]!r} here.", mend="There is f, json or html.")
        match parts:
            case []:
                return self._sent(self._landing(), "", form)
            case ["conformance"]:
                return self._sent({"links": self._views("conformance", form), "conformsTo": list(CONFORMANCE)}, "conformance", form)
            case ["api"]:
                described = openapi(self.register, self.index, root=f"{self.root}{ADDRESS}")
                return Document(_json(described), OPENAPI) if form == "json" else self._sent(described, "api", form)
            case ["collections"]:
                listed = [self._collection(one, form) for one in collections(self.register).values()]
                return self._sent({"links": self._views("collections", form), "collections": listed}, "collections", form)
            case ["collections", identity]:
                return self._sent(self._collection(find_collection(identity, self.register), form), f"collections/{identity}", form)
        raise NotFoundError(f"There is nothing at {path[:60]!r}.", mend="Begin at the landing page, which links to all.")

    # ---- documents ----

    def _landing(self) -> dict[str, Any]:
        package = self.register.package
        return {
            "title": package.descriptor["title"],
            "description": f"{package.descriptor['description']} Data version {package.version}.",
            "attribution": " ".join(f"{credit.rstrip('.')}." for credit in full_credits(package)),
            "links": [
                *self._views("", "json"),
                {"href": self._at("api"), "rel": "service-desc", "type": OPENAPI, "title": "This API, as OpenAPI 3.0"},
                {"href": self._at("api", f="html"), "rel": "service-doc", "type": "text/html", "title": "This API, as a page"},
                {"href": self._at("conformance"), "rel": "conformance", "type": JSON, "title": "Conformance classes"},
                {"href": self._at("collections"), "rel": "data", "type": JSON, "title": "Collections"},
                {"href": self.root, "rel": "related", "type": "text/html", "title": "The map"},
            ],
        }

    def _collection(self, one: Collection, form: Form) -> dict[str, Any]:
        base = f"collections/{one.id}"
        extent: dict[str, Any] = {"spatial": {"bbox": [list(self.register.region_bounds)], "crs": CRS84}}
        if one.filtered:
            extent["temporal"] = {"interval": [[None, None]], "trs": GREGORIAN}
        licence = self.register.package.descriptor["licenses"][0]
        return {
            "id": one.id,
            "title": one.title,
            "description": one.description,
            "itemType": "feature",
            "crs": [CRS84],
            "extent": extent,
            "links": [
                *self._views(base, form),
                {"href": self._at(f"{base}/items"), "rel": "items", "type": GEOJSON, "title": one.title},
                {"href": self._at(f"{base}/items", f="html"), "rel": "items", "type": "text/html", "title": f"{one.title}, as a page"},
                {"href": licence["path"], "rel": "license", "type": "text/html", "title": licence["title"]},
            ],
        }

    def _items(self, one: Collection, query: Mapping[str, list[str]], form: Form) -> Document:
        asked = read_query(query, one, options=self.index.options)
        page = features_of(one, asked, register=self.register, index=self.index)
        path = f"collections/{one.id}/items"
        around = self._around(path, query, asked, page.matched)
        links = [*self._views(path, form, query), *around, {"href": self._at(f"collections/{one.id}"), "rel": "collection", "type": JSON, "title": one.title}]
        made = {
            "type": "FeatureCollection",
            "title": one.title,
            "numberMatched": page.matched,
            "numberReturned": len(page.features),
            "links": links,
            "features": page.features,
        }
        return self._sent(made, path, form, media=GEOJSON)

    def _item(self, one: Collection, identity: str, form: Form) -> Document:
        feature = feature_of(one, identity, register=self.register, index=self.index)
        if feature is None:
            raise NotFoundError(f"{one.title} hold nothing with the id {identity[:60]!r}.", mend="Ask for the items of the collection.")
        path = f"collections/{one.id}/items/{quote(identity)}"
        links = [*self._views(path, form), {"href": self._at(f"collections/{one.id}"), "rel": "collection", "type": JSON, "title": one.title}]
        return self._sent(feature | {"links": [*links, *self._on_the_map(one, identity)]}, path, form, media=GEOJSON)

    # ---- links ----

    def _at(self, path: str, **query: Any) -> str:
        text = urlencode({name: value for name, value in query.items() if value}, doseq=True)
        return f"{self.root}{ADDRESS}{f'/{path}' if path else ''}{f'?{text}' if text else ''}"

    def _views(self, path: str, form: Form, query: Mapping[str, list[str]] | None = None) -> Links:
        """The document itself and its other form."""
        media = {"json": GEOJSON if "/items" in path else OPENAPI if path == "api" else JSON, "html": "text/html"}
        other: Form = "html" if form == "json" else "json"
        kept = {name: values for name, values in (query or {}).items() if name != "f"}
        return [
            {"href": self._at(path, **kept | {"f": form}), "rel": "self", "type": media[form], "title": "This document"},
            {"href": self._at(path, **kept | {"f": other}), "rel": "alternate", "type": media[other], "title": f"This document as {other.upper()}"},
        ]

    def _around(self, path: str, query: Mapping[str, list[str]], asked: FeatureQuery, matched: int) -> Links:
        """The pages before and after."""
        steps = []
        if asked.offset > 0:
            steps.append(("prev", max(asked.offset - asked.limit, 0)))
        if asked.offset + asked.limit < matched:
            steps.append(("next", asked.offset + asked.limit))
        media = "text/html" if query.get("f", [""])[-1] == "html" else GEOJSON
        at = {rel: self._at(path, **dict(query) | {"limit": asked.limit, "offset": offset}) for rel, offset in steps}
        return [{"href": address, "rel": rel, "type": media, "title": rel} for rel, address in at.items()]

    def _on_the_map(self, one: Collection, identity: str) -> Links:
        page = {"assets": ("asset", {"asset": identity}), "authorities": ("places", {"authority": identity}), "clusters": ("clusters", {"cluster": identity})}
        name, query = page[one.kind]
        return [{"href": self.root + page_url(name, **query), "rel": "related", "type": "text/html", "title": "On the map"}]

    # ---- forms ----

    def _form(self, query: Mapping[str, list[str]], prefers_html: bool) -> Form:
        asked = query.get("f", ["html" if prefers_html else "json"])[-1]
        if asked not in ("json", "html"):
            raise FilterError(f"There is no form {asked[:20]!r}.", mend="There is f=json and f=html.")
        return "html" if asked == "html" else "json"

    def _sent(self, made: dict[str, Any], path: str, form: Form, *, media: str = JSON) -> Document:
        links = tuple((link["href"], link["rel"]) for link in made.get("links", ()) if link["rel"] in ("next", "prev"))
        if form == "html":
            crumbs = [(self._at("", f="html"), self.register.package.descriptor["title"])]
            parts = path.split("/") if path else []
            crumbs += [(self._at("/".join(parts[: at + 1]), f="html"), part) for at, part in enumerate(parts)]
            return Document(html_page(made, crumbs=crumbs).encode(), HTML, links)
        return Document(_json(made), media, links)


def _json(made: dict[str, Any]) -> bytes:
    return json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
