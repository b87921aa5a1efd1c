"""Write map layers as GeoJSON with one feature to a line, so that a change of one is a change of one line in git."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import shapely

from geo.crs import require_wgs84


def write_geojson(frame: gpd.GeoDataFrame, path: Path, *, decimals: int) -> None:
    """Write a frame in EPSG:4326 with coordinates of so many decimals (4 are about 10 m).

    Raises CrsError if it is in another CRS.
    """
    require_wgs84(frame, what="layer")
    rounded = [json.loads(shapely.to_geojson(shape), parse_float=lambda text: round(float(text), decimals)) for shape in frame.geometry]
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    lines = [
        json.dumps({"type": "Feature", "properties": row, "geometry": shape}, ensure_ascii=False, separators=(",", ":"))
        for row, shape in zip(rows, rounded, strict=True)
    ]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
