"""GeoJSON and GeoPackage files as tables: each feature a row, its position in two columns beside its properties."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import CRSError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.errors import UploadError
from geo.own_list.limits import MOST_LETTERS, MOST_ROWS, require_cells, require_rows, require_sheets
from geo.own_list.workbooks import as_text

MOST_LAYERS = 20
LATITUDE, LONGITUDE = "Latitude", "Longitude"
_RECORD_MARK = "\x1e"
_WHOLE = "A file of features with points, EPSG:4326, is what this page reads."


def geojson_rows(text: str) -> list[list[str]]:
    """The rows of a GeoJSON text, column names first. A shape stands at a point of it.

    Raises UploadError for JSON that is no GeoJSON, or beyond the limits.
    """
    found = _parsed(text)
    features = _features(found)
    require_rows(len(features))
    records, points = [], []
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        records.append(properties if isinstance(properties, dict) else {})
        points.append(_point(feature.get("geometry") if isinstance(feature, dict) else None))
    return _rows(records, _in_wgs84(points, _crs_of(found)))


def _parsed(text: str) -> Any:
    """The JSON of a text; of one with a feature in each line (GeoJSON text sequences, RFC 8142, with or without their marks) all of them."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = text.replace(_RECORD_MARK, "\n").split("\n")
        try:
            features = [json.loads(line) for line in lines if line.strip()] if len(lines) <= MOST_ROWS + 1 else []
        except (ValueError, RecursionError):
            features = []
        if len(features) > 1 and all(isinstance(feature, dict) and feature.get("type") == "Feature" for feature in features):
            return {"type": "FeatureCollection", "features": features}
        raise UploadError("The file is no valid JSON.", mend="Export it again as GeoJSON, or as CSV with latitude and longitude.") from error


def geopackage_layers(content: bytes) -> dict[str, list[list[str]]]:
    """The rows of each layer of a GeoPackage by its name, column names first; layers of features before plain tables.

    Raises UploadError for a database that is no GeoPackage, has no layer of features, or is beyond the limits.
    """
    layers: dict[str, list[list[str]]] = {}
    cells = 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.gpkg"
        path.write_bytes(content)
        for layer in _layers(path):
            layers[layer] = _rows_of_layer(path, layer)
            cells += sum(map(len, layers[layer]))
            require_sheets(cells)
    return layers


def _rows_of_layer(path: Path, layer: str) -> list[list[str]]:
    try:
        frame = pyogrio.read_dataframe(path, layer=layer, max_features=MOST_ROWS + 1, fid_as_index=False)
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, UnicodeDecodeError) as error:
        raise UploadError("The GeoPackage cannot be read.", mend=_WHOLE) from error
    require_rows(len(frame))
    if not isinstance(frame, gpd.GeoDataFrame):
        return _rows(frame.to_dict("records"), [None] * len(frame))
    points = [geometry.representative_point() if geometry is not None and not geometry.is_empty else None for geometry in frame.geometry]
    return _rows(frame.drop(columns=frame.geometry.name).to_dict("records"), _in_wgs84(points, frame.crs))


def _layers(path: Path) -> list[str]:
    """The layers that are plain tables: a view, or a column that is worked out, could compute for ever."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            query = (
                "select c.table_name from gpkg_contents c join sqlite_master m on m.name = c.table_name and m.type = 'table' "
                "and m.sql not like 'create virtual%' "
                "and not exists (select 1 from pragma_table_xinfo(m.name) x where x.hidden > 0) "
                f"where c.data_type in ('features', 'attributes') order by c.data_type desc, c.rowid limit {MOST_LAYERS}"
            )
            found = [str(row[0]) for row in database.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UploadError("The file is a database, but no GeoPackage.", mend=_WHOLE) from error
    if not found:
        raise UploadError("The GeoPackage has no layer of features.", mend=_WHOLE)
    return found


def _features(found: Any) -> list[Any]:
    if isinstance(found, dict) and found.get("type") == "FeatureCollection" and isinstance(found.get("features"), list):
        return found["features"]
    if isinstance(found, dict) and found.get("type") == "Feature":
        return [found]
    if isinstance(found, list) and found and all(isinstance(row, dict) for row in found):
        # A list of plain records, as web services give them.
        return [{"properties": row, "geometry": None} for row in found]
    raise UploadError("The JSON holds no features.", mend=_WHOLE)


def _point(geometry: Any) -> shapely.Point | None:
    if not isinstance(geometry, dict):
        return None
    try:
        made = shape(geometry)
        point = None if made.is_empty else made.representative_point()
        return point if point is not None and math.isfinite(point.x + point.y) and not _has_gaps(made) else None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError, shapely.errors.ShapelyError):
        return None


def _has_gaps(made: BaseGeometry) -> bool:
    """Whether some coordinate is no number: the middle of such a shape is said to be 0, 0."""
    return not np.isfinite(shapely.get_coordinates(made)).all()


def _crs_of(found: Any) -> str:
    """The CRS a GeoJSON of before 2016 names; EPSG:4326 by today's standard."""
    named = found.get("crs") if isinstance(found, dict) else None
    name = str(named.get("properties", {}).get("name", "")) if isinstance(named, dict) and isinstance(named.get("properties"), dict) else ""
    code = re.search(r"EPSG:+(\d{4,6})$", name, re.IGNORECASE)
    return f"EPSG:{code[1]}" if code else WGS84


def _in_wgs84(points: list[shapely.Point | None], crs: Any) -> list[shapely.Point | None]:
    if crs is None:
        return points
    try:
        return list(gpd.GeoSeries(points, crs=crs).to_crs(WGS84))
    except (CRSError, ValueError) as error:
        raise UploadError("The coordinate system of the file is not known here.", mend="Save it in EPSG:4326 (WGS 84).") from error


def _rows(records: list[dict[str, Any]], points: list[shapely.Point | None]) -> list[list[str]]:
    names = list(dict.fromkeys(str(name) for record in records for name in record))
    with_points = any(point is not None for point in points)
    # The first column of a name is taken: the shape says where a feature is, whatever its properties are called.
    rows = [[*((LATITUDE, LONGITUDE) if with_points else ()), *names]]
    require_cells(rows[0], 1)
    for record, point in zip(records, points, strict=True):
        values = {str(name): _text(value) for name, value in record.items()}
        cells = [values.get(name, "") for name in names]
        if with_points:
            cells = [*([f"{point.y:.6f}", f"{point.x:.6f}"] if point is not None else ["", ""]), *cells]
        require_cells(cells, len(rows) + 1)
        rows.append(cells)
    return rows


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        try:
            return json.dumps(value, ensure_ascii=False)[:MOST_LETTERS]
        except (RecursionError, ValueError, TypeError):
            return ""
    return "" if value is None or value != value else as_text(value)
