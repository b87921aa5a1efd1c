"""GeoPackage: the layer `assets`, and tables for credits, description and data dictionary."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.crs import WGS84
from geo.export.tables import about_records, context_fields, flat_table

if TYPE_CHECKING:
    from geo.export import ExportContext

DRIVER = "GPKG"
LAYER = "assets"


def to_bytes(context: ExportContext) -> bytes:
    """Write the assets as a GeoPackage: points in EPSG:4326, lists joined by `;`.

    The table `credits` says what, when, which version, filters, link, licence and credits (and so
    does the layer's own metadata); `data_dictionary` what each column means.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{LAYER}.gpkg"
        pyogrio.write_dataframe(
            _layer(context),
            path,
            layer=LAYER,
            driver=DRIVER,
            geometry_type="Point",
            layer_options={"IDENTIFIER": context.title[:250], "GEOMETRY_NAME": "geom"},
            layer_metadata=_metadata(context),
            # GDAL of long-term distributions reads 1.3 without a warning, 1.4 with one.
            dataset_options={"VERSION": "1.3"},
        )
        for name, table in (("credits", _credits(context)), ("data_dictionary", _dictionary(context))):
            pyogrio.write_dataframe(table, path, layer=name, driver=DRIVER, append=True)
        return path.read_bytes()


def _layer(context: ExportContext) -> gpd.GeoDataFrame:
    table = flat_table(context)
    return gpd.GeoDataFrame(table, geometry=list(context.assets.geometry), crs=WGS84)


def _metadata(context: ExportContext) -> dict[str, str]:
    metadata: dict[str, str] = {}
    for what, text in about_records(context):
        metadata[what] = f"{metadata[what]}; {text}" if what in metadata else text
    return metadata


def _credits(context: ExportContext) -> pd.DataFrame:
    return pd.DataFrame(about_records(context), columns=["what", "text"])


def _dictionary(context: ExportContext) -> pd.DataFrame:
    fields = context_fields(context)
    return pd.DataFrame({key: [str(field.get(key, "")) for field in fields] for key in ("name", "title", "type", "unit", "description", "example")}).rename(
        columns={"name": "column"}
    )
