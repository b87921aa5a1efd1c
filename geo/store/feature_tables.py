"""The release in force as PostGIS tables, for QGIS, GDAL, tipg and SQL: `assets`, `authorities` and `clusters`."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
from shapely.geometry import MultiPolygon, Polygon
from sqlalchemy import Connection, inspect, text

from geo.api.collections import ASSETS, AUTHORITIES, CLUSTERS, find_collection, rows_of
from geo.export import export_context
from geo.export.tables import flat_table
from geo.register.assets import Register
from geo.store.release_tables import SCHEMA

GEOMETRY = "geom"
KEYS = {ASSETS: "id", AUTHORITIES: "gss_code", CLUSTERS: "id"}


def feature_frames(register: Register) -> dict[str, gpd.GeoDataFrame]:
    """Table name -> its rows (EPSG:4326): all assets, closed ones too, with the columns of the GeoPackage but `corrections`; authorities and clusters
    with the columns of `/ogc`."""
    context = replace(export_context(register), assets=register.assets)
    # What readers suggest changes between releases: `/ogc` and the files tell of it, a table of a release cannot.
    table = flat_table(context).drop(columns="corrections")
    frames = {ASSETS: gpd.GeoDataFrame(table, geometry=list(register.assets.geometry), crs=register.assets.crs)}
    frames |= {name: rows_of(find_collection(name, register), register).reset_index(drop=True) for name in (AUTHORITIES, CLUSTERS)}
    # One type in the whole table: a GIS styles it so.
    areas = frames[AUTHORITIES]
    frames[AUTHORITIES] = areas.set_geometry([MultiPolygon([shape]) if isinstance(shape, Polygon) else shape for shape in areas.geometry], crs=areas.crs)
    return {name: frame.rename_geometry(GEOMETRY) for name, frame in frames.items()}


def write_feature_tables(connection: Connection, register: Register) -> None:
    """Replace the rows of the tables within the transaction of the connection.

    A table whose columns are those of before is kept, and with it who may read it and what views were made of it.
    """
    for name, frame in feature_frames(register).items():
        kept = _columns(connection, name) == set(frame.columns)
        if kept:
            connection.execute(text(f'DELETE FROM {SCHEMA}."{name}"'))
        frame.to_postgis(name, connection, schema=SCHEMA, if_exists="append" if kept else "replace")
        if not kept:
            connection.execute(text(f'ALTER TABLE {SCHEMA}."{name}" ADD PRIMARY KEY ("{KEYS[name]}")'))


def _columns(connection: Connection, name: str) -> set[str]:
    seen = inspect(connection)
    return {column["name"] for column in seen.get_columns(name, schema=SCHEMA)} if seen.has_table(name, schema=SCHEMA) else set()
