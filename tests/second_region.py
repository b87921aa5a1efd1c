"""A second, invented region: 4 authorities, 12 assets, clusters and layers of its own.

It has the shape of the shipped package (its schemas are read from there, so that a new column is a new column here)
and none of its words: what runs on it unchanged knows nothing of the first region. Everything in it is invented.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from itertools import cycle
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Point, box, mapping
from shapely.ops import unary_union

REGION = {
    "code": "E19000001", "name": "Fenmark", "within": "Fenmark", "area_name": "Fenmark region", "title": "Fenmark Works Map",
    "heading": "What Fenmark makes", "purpose": "Workshops and laboratories of the fens.", "clusters_of": "the Fenmark Charter",
    "file_stem": "fenmark-works", "logo": "brand/logo.svg", "other_names": ["region", "Fenmark"],
}  # fmt: skip
AUTHORITIES = {"E06000901": "Alderholt Fen", "E06000902": "Birchwold", "E06000903": "Cressmere", "E06000904": "Dunwash"}
COUNTY = {"E06000901": "Upper Fenmark", "E06000902": "Upper Fenmark", "E06000903": "Nether Fenmark", "E06000904": "Nether Fenmark"}
# South-west corners (lon, lat) and sides of four fields in a row, in degrees.
WEST, SOUTH, WIDE, HIGH = 0.4, 52.5, 0.2, 0.18
CLUSTERS = {"peat": ("Peat chemistry", "primary"), "windpumps": ("Windpumps", "primary"), "eel-tech": ("Eel technology", "nascent")}
TECHNOLOGIES = ("hydrology", "sail design", "smoking")
LAYERS = {"hub": ("Workshop", "Workshops"), "catapult": ("Pilot line", "Pilot lines"), "university": ("College", "Colleges"),
          "gigafactory": ("Great mill", "Great mills"), "testbed": ("Proving dyke", "Proving dykes")}  # fmt: skip
UNITS = {"area_km2": "km2", "population": "people", "active_businesses": "businesses", "median_weekly_pay_gbp": "GBP per week",
         "level3plus_pct": "%", "gva_per_job_gbp": "GBP per job"}  # fmt: skip
STATUSES = ("operating", "operating", "planned", "operating", "under construction", "closed")
SITE = "https://fenmark.example/"


def field_of(place: int) -> Any:
    """The square of the authority in this place."""
    west = WEST + place * WIDE
    return box(west, SOUTH, west + WIDE, SOUTH + HIGH)


def asset_rows() -> dict[str, list[dict[str, str]]]:
    """Twelve assets by layer, all with evidence, three in each authority."""
    rows: dict[str, list[dict[str, str]]] = {layer: [] for layer in LAYERS}
    layers, clusters, statuses = cycle(LAYERS), cycle(CLUSTERS), cycle(STATUSES)
    for number in range(12):
        code = list(AUTHORITIES)[number % 4]
        layer, cluster, status, name = next(layers), next(clusters), next(statuses), f"Works {number + 1}"
        lon, lat = WEST + (number % 4) * WIDE + 0.03 + 0.012 * number, SOUTH + 0.02 + 0.011 * number
        rows[layer].append({
            "id": f"works-{number + 1}", "name": name, "kind": f"{layer}-kind", "operator": f"Guild {number % 3 + 1}",
            "summary": f"The works of number {number + 1} on the fen.", "technologies": TECHNOLOGIES[number % 3], "clusters": cluster,
            "address": f"{number + 1} Sluice Lane", "postcode": f"ZE{number + 1} 1AA", "place": AUTHORITIES[code], "gss_code": code, "lat": f"{lat:.5f}",
            "lon": f"{lon:.5f}", "position_precision": "street", "position_source": "drawn for a test", "status": status,
            "status_date": "2026-05", "opened": "2019" if status == "operating" else "", "website": SITE, "source_title": f"{name} page", "source_url": SITE,
            "source_publisher": "own", "source_evidence": "Says what it does.", "source_date": "2026-05", "location_title": f"{name} address",
            "location_url": SITE, "location_publisher": "own", "location_evidence": "Gives the lane.", "location_date": "2026-05", "checked_on": "2026-06-01",
        })  # fmt: skip
    return rows


def release_tables() -> dict[str, list[dict[str, Any]]]:
    """The record of the one release, by resource."""
    return {
        "releases": [{"number": "0.1.0", "date": "2026-06-01", "words": "The first.", "assets": "12"}],
        "retired_ids": [{"id": "works-0", "successor": "works-1", "release": "0.1.0", "why": "It was one with the first.", "date": "2026-06-01"}],
        "changes": [{"what": "added", "id_or_name": "works-1", "why": "It is there.", "release": "0.1.0", "date": "2026-06-01"}],
    }  # fmt: skip


def tables() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table that is not empty, by resource."""
    figures = {"area_km2": ("2020", 250), "population": ("2025-06", 50_000), "active_businesses": ("2025", 2_000),
               "median_weekly_pay_gbp": ("2025-04", 500), "level3plus_pct": ("2025", 50), "gva_per_job_gbp": ("2025", 40_000)}  # fmt: skip
    return {
        "organisations": [{"id": f"guild-{n}", "name": f"Guild {n}", "kind": "association"} for n in (1, 2, 3)],
        "organisation_roles": [{"asset_id": f"works-{n + 1}", "organisation_id": f"guild-{n % 3 + 1}", "role": "runs"} for n in range(12)],
        "recall": [{"id": "almanac", "list": "Works of the Almanac", "url": SITE, "read_on": "2026-06-01", "of": "works", "entries": 2,
                    "asset_ids": "works-1", "left_out": "Works 99: it is not there", "words": "Two works."}],
        "layers": [{"id": layer, "name": one, "plural": many, "description": "Invented."} for layer, (one, many) in LAYERS.items()],
        "kinds": [{"id": f"{layer}-kind", "layer": layer, "name": f"{one} of the old kind"} for layer, (one, _) in LAYERS.items()],
        "technologies": [{"name": name} for name in TECHNOLOGIES],
        "clusters": [
            {"id": key, "name": name, "short_name": name, "kind": kind, "definition": "Invented.", "industries": "Wind" if key == "windpumps" else "",
             "source_title": "Charter", "source_url": SITE}
            for key, (name, kind) in CLUSTERS.items()
        ],
        "authorities": [
            {"gss_code": code, "name": name, "ons_name": name, "council_name": f"{name} Council", "kind": "unitary authority", "county": COUNTY[code],
             "itl3_code": "TLZ11", "itl3_name": "Fens"}
            for code, name in AUTHORITIES.items()
        ],
        "groupings": [{"id": "league", "name": "League of the Dykes", "other_names": "the league", "compared": "true", "source_title": "Charter",
                       "source_url": SITE}],
        "grouping_members": [{"grouping": "league", "gss_code": code, "standing": "constituent"} for code in list(AUTHORITIES)[:2]],
        "measures": [{"id": m, "label": m.replace("_", " ").capitalize(), "unit": UNITS[m], "period_words": "{year}", "source": "charter", "note": "Invented."}
                     for m in figures],
        "figure_sources": [{"id": "charter", "title": "Fenmark Almanac", "url": SITE, "licence": "OGL v3.0"}],
        "figures": [
            {"gss_code": code, "measure": m, "period": period, "value": value * (1 + 0.25 * place), "source": "charter"}
            for m, (newest, value) in figures.items() for place, code in enumerate(AUTHORITIES) for period in ("2019", newest)
        ],
        "places": [
            {"id": name.lower().replace(" ", "-"), "name": name, "kind": "town", "lat": SOUTH + 0.09, "lon": round(WEST + place * WIDE + 0.1, 5),
             "gss_code": code, "label_tier": place % 3 + 1, "source": "invented", "licence": "CC BY 4.0"}
            for place, (code, name) in enumerate(AUTHORITIES.items())
        ],
        "postcode_areas": [
            {"prefix": f"ZE{n + 1}", "lat": SOUTH + 0.05, "lon": round(WEST + 0.06 * n + 0.03, 5), "radius_m": 900, "postcodes": 40, "level": "district"}
            for n in range(12)
        ],
        "claims": [{"id": "first", "topic": "places", "headline": "More works than anywhere", "who": "The Almanac", "when": "2025", "verdict": "partly",
                    "finding": "Twelve are counted.", "caution": "Nobody else counts.", "checked_on": "2026-06-01"}],
        "claim_sources": [{"claim_id": "first", "title": "Almanac", "url": SITE, "says": "Counts twelve."}],
        "claim_definitions": [{"claim_id": "first", "label": "All works", "query": "layer=hub", "note": ""}],
        **release_tables(),
        "businesses_by_industry": [{"gss_code": code, "industry": industry, "period": "2025-03", "businesses": 100 * (n + 1), "source": "charter"}
                                   for code in (*AUTHORITIES, REGION["code"])
                                   for n, industry in enumerate(("Peat", "Wind"))],
    }  # fmt: skip


def layers() -> dict[str, list[tuple[dict[str, Any], Any]]]:
    """(properties, geometry) of every map layer, by resource, EPSG:4326."""
    fields = [({"gss_code": code, "name": name}, field_of(place)) for place, (code, name) in enumerate(AUTHORITIES.items())]
    middle = SOUTH + HIGH / 2
    across = LineString([(WEST, middle), (WEST + 4 * WIDE, middle)])
    return {
        "authority_boundaries": fields,
        "authority_boundaries_fine": fields,
        "region_boundary": [({"authorities": 4}, unary_union([shape for _, shape in fields]))],
        "motorways": [({"ref": "Z1"}, across)],
        "railways": [({"elr": "ZZZ"}, across)],
        "stations": [({"name": f"{name} Halt", "crs_code": f"ZZ{chr(65 + n)}"}, Point(WEST + n * WIDE + 0.1, middle))
                     for n, name in enumerate(AUTHORITIES.values())],
        "waterways": [({"length_km": 5.0}, across)],
        "urban": [({"area_km2": 3.0}, Point(WEST + 0.1, middle).buffer(0.02))],
    }  # fmt: skip


TOURS = {
    "region": """title = "All the works"
description = "The region in two scenes."
order = 1

[[scene]]
title = "Everything"
lines = ["{count} works in {authorities} districts."]
view = "region"
figure = { measure = "count", label = "works" }
notes = "Checked on {checked_on}."

[[scene]]
title = "Workshops"
lines = ["Where hands are busy."]
query = { layer = ["hub"] }
view = "cluster"
figure = { measure = "count", label = "workshop|workshops" }
notes = "The {count} of them."
""",
    "authority": """title = "{authority}"
description = "One district."
order = 2
parameter = "authority"

[[scene]]
title = "{authority}"
lines = ["{count:place|places} here."]
query = { authority = ["{authority}"] }
view = "authority"
figure = { measure = "count", label = "works" }
notes = "Population is the {population_period} estimate."
""",
}


def _write_table(path: Path, schema: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    names = [field["name"] for field in schema.get("fields", ())]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _filler(schema: dict[str, Any]) -> dict[str, Any]:
    """One row that obeys a schema, for a table this region has nothing to say in."""
    by_type = {"integer": 1, "number": 1.5, "date": "2026-06-01", "boolean": "true", "year": "2026"}
    row = {}
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        least = rules.get("minimum", by_type.get(field.get("type"), "invented"))
        if "http" in rules.get("pattern", ""):
            least = SITE
        elif rules.pop("pattern", ""):
            least = "invented"  # What such a code looks like is the first region's own.
        row[field["name"]] = rules["enum"][0] if "enum" in rules else least
    return row | {"gss_code": next(iter(AUTHORITIES))}


def _loosened(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without what only the first region obeys: its bounds, its counties, its codes."""
    fields = []
    for field in schema["fields"]:
        rules = {rule: value for rule, value in field.get("constraints", {}).items() if field["name"] not in ("lat", "lon", "county") or rule == "required"}
        if field["name"] == "itl3_code":
            rules.pop("pattern", None)
        plain = {key: value for key, value in field.items() if key not in ("constraints", "example", "description")}
        fields.append({**plain, "description": "Invented.", **({"constraints": rules} if rules else {})})
    return {**schema, "fields": fields}


def _resource(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource of the shipped descriptor without its words, sources and credits."""
    kept = {key: resource[key] for key in ("name", "path", "format", "mediatype", "encoding", "layer", "period") if key in resource}
    licence = [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
    return {**kept, "title": resource["name"].replace("_", " "), "description": "Invented.", "licenses": licence, "attribution": "Fenmark Almanac"}


def write_second_region(shipped: Path, root: Path) -> Path:
    """Write the whole package below `root`, in the shape of the package in `shipped`, and return `root`."""
    descriptor = json.loads((shipped / "datapackage.json").read_text(encoding="utf-8"))
    rows, shapes, resources = tables(), layers(), []
    assets = asset_rows()
    schema_file = _loosened(json.loads((shipped / "schemas" / "asset.json").read_text(encoding="utf-8")))
    (root / "schemas").mkdir(parents=True)
    (root / "schemas" / "asset.json").write_text(json.dumps(schema_file), encoding="utf-8")
    (root / "brand").mkdir()
    shutil.copyfile(shipped.parent / "static" / "favicon.svg", root / "brand" / "logo.svg")
    for resource in descriptor["resources"]:
        made, path = _resource(resource), root / resource["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "layer" in resource:
            _write_table(path, schema_file, assets[resource["layer"]])
            made["schema"] = resource["schema"]
        elif resource["name"].startswith("tour_"):
            name = resource["name"].removeprefix("tour_")
            if name not in TOURS:
                continue
            path.write_text(TOURS[name], encoding="utf-8")
        elif resource.get("format") == "geojson":
            if resource["name"] not in shapes:
                continue
            made["schema"] = _loosened(resource["schema"]) if "schema" in resource else {"fields": []}
            features = [{"type": "Feature", "properties": said, "geometry": mapping(shape)} for said, shape in shapes[resource["name"]]]
            path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        elif resource.get("format") == "csv":
            made["schema"] = _loosened(resource["schema"])
            _write_table(path, made["schema"], rows.get(resource["name"]) or [_filler(made["schema"])])
        elif path.suffix == ".md":
            path.write_text("Invented words.\n", encoding="utf-8")
        else:
            continue
        resources.append(made)
    kept = {key: value for key, value in descriptor.items() if key in ("$schema", "created", "licenses")}
    whole = {**kept, "name": "fenmark-works", "title": "Fenmark works", "description": "Invented.", "version": "0.1.0",
             "checked_on": "2026-06-01", "region": REGION, "keywords": ["works"], "credits": ["Invented by the tests."], "credit_line": "Fenmark Almanac",
             "resources": resources}  # fmt: skip
    (root / "datapackage.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return root


def words_of_the_first(shipped: Path) -> re.Pattern[str]:
    """A pattern of every name that belongs to the shipped region alone: its own, its authorities', groupings', clusters' and places'."""
    descriptor = json.loads((shipped / "datapackage.json").read_text(encoding="utf-8"))
    names = {descriptor["region"][key] for key in ("name", "title", "area_name", "code", "clusters_of")}
    for file, column in (("authorities", "name"), ("groupings", "name"), ("clusters", "name"), ("places", "name")):
        with (shipped / "lookups" / f"{file}.csv").open(encoding="utf-8") as table:
            names |= {row[column] for row in csv.DictReader(table)}
    # Names that are English words as well, or so short that they stand in others.
    own = {name for name in names if len(name) > 5 and name not in ("Aerospace", "Future mobility", "Health and medical technology", "Logistics")}
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(own, key=len, reverse=True)))
