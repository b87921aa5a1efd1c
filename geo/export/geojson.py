"""GeoJSON after RFC 7946: WGS 84, longitude first, no `crs`, rings by the right-hand rule.

Credits, version, date, filters and link are foreign members of the collection, which the RFC
allows and readers leave alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.export.tables import about, typed_records

if TYPE_CHECKING:
    from geo.export import ExportContext

DECIMALS = 6  # about 0.1 m, finer than any pin is known
IN_GEOMETRY = ("lon", "lat")


def to_bytes(context: ExportContext) -> bytes:
    """Write the assets as a FeatureCollection, one feature a line; EPSG:4326, six decimals."""
    facts = {name: value for name, value in about(context).items() if value not in ("", {})}
    head = json.dumps({"type": "FeatureCollection", **facts, **_bbox(context)}, ensure_ascii=False)
    lines = ",\n".join(
        json.dumps(_feature(record, shape), ensure_ascii=False, allow_nan=False)
        for record, shape in zip(typed_records(context), context.assets.geometry, strict=True)
    )
    return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'.encode()


def _feature(record: dict[str, Any], shape: BaseGeometry) -> dict[str, Any]:
    # The position stands once, in the geometry: twice would invite a contradiction.
    properties = {name: value for name, value in record.items() if name not in IN_GEOMETRY}
    return {
        "type": "Feature",
        "id": record["id"],
        "geometry": geometry_of(shape),
        "properties": properties,
    }


def geometry_of(shape: BaseGeometry) -> dict[str, Any]:
    """A geometry (EPSG:4326, x = longitude) as a GeoJSON object: rings by the right-hand rule, six decimals."""
    turned = shapely.orient_polygons(shape, exterior_cw=False)
    plain = shapely.geometry.mapping(turned)
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), DECIMALS)
    return [_rounded(part) for part in coordinates]


def _bbox(context: ExportContext) -> dict[str, list[float]]:
    if context.assets.empty:
        return {}
    return {"bbox": [round(float(value), DECIMALS) for value in context.assets.total_bounds]}
