"""What can be asked for by name: all assets, the assets of each layer, the authorities, the clusters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from geo.errors import NotFoundError
from geo.export import export_context
from geo.export.geojson import geometry_of
from geo.export.tables import export_fields, flat_table
from geo.register.assets import Register
from geo.select.filters import FacetIndex
from geo.vocabulary import HIDDEN_STATUS

ASSETS: Final = "assets"
AUTHORITIES: Final = "authorities"
CLUSTERS: Final = "clusters"
Kind = Literal["assets", "authorities", "clusters"]


@dataclass(frozen=True)
class Collection:
    """A collection: `layer` is set where it holds the assets of one layer, `time` where its features have a date of opening."""

    id: str
    title: str
    description: str
    kind: Kind
    layer: str = ""

    @property
    def filtered(self) -> bool:
        """Whether the filters of Explore and the date of opening apply."""
        return self.kind == ASSETS


def collections(register: Register) -> dict[str, Collection]:
    """All collections by id; a layer's id is its name in the address of Explore."""
    layers = [Collection(row["id"], row["plural"], row["description"], ASSETS, row["id"]) for row in register.layer_names.to_dict("records")]
    listed = [
        Collection(ASSETS, "All assets", "The assets of all layers, as in the GeoPackage.", ASSETS),
        *layers,
        Collection(AUTHORITIES, "Local authorities", "The authorities with their figures, and how many open assets each has.", AUTHORITIES),
        Collection(CLUSTERS, "Clusters", "The Plan for Growth clusters, each with the points of its open assets.", CLUSTERS),
    ]
    return {one.id: one for one in listed}


def find_collection(identity: str, register: Register) -> Collection:
    """The collection of an id. Raises NotFoundError, naming all, if there is none."""
    known = collections(register)
    if identity not in known:
        raise NotFoundError(f"There is no collection {identity[:60]!r}.", mend=f"There are: {', '.join(known)}.")
    return known[identity]


def rows_of(collection: Collection, register: Register) -> gpd.GeoDataFrame:
    """The features of a collection that is no set of assets, indexed by id: columns and geometry (EPSG:4326).

    `assets` counts the open assets of each.
    """
    assets = register.assets[(register.assets["status"] != HIDDEN_STATUS).to_numpy()]
    if collection.kind == AUTHORITIES:
        counts = assets["gss_code"].value_counts()
        table = register.authorities.drop(columns="geometry", errors="ignore")
        shapes = register.boundaries.set_index("gss_code").geometry.reindex(table.index)
        number = counts.reindex(table.index).fillna(0).astype(int)
    else:
        exploded = assets[["clusters", "lon", "lat"]].explode("clusters")
        table = register.clusters
        points = {cluster: MultiPoint(rows[["lon", "lat"]].to_numpy()) for cluster, rows in exploded.groupby("clusters")}
        shapes = [points.get(cluster) for cluster in table.index]
        number = exploded["clusters"].value_counts().reindex(table.index).fillna(0).astype(int)
    return gpd.GeoDataFrame(table.assign(assets=number), geometry=list(shapes), crs=register.assets.crs)


def columns_of(collection: Collection, register: Register) -> dict[str, str]:
    """The properties of a collection's features: name -> JSON type (string, number, integer)."""
    if collection.kind == ASSETS:
        return {field["name"]: "number" if field.get("type") in ("number", "integer") else "string" for field in export_fields(register)}
    table = rows_of(collection, register).drop(columns="geometry")
    types = {name: table[name].dtype for name in table}
    return {
        name: "integer" if pd.api.types.is_integer_dtype(kind) else "number" if pd.api.types.is_numeric_dtype(kind) else "string"
        for name, kind in types.items()
    }


def asset_features(assets: gpd.GeoDataFrame, register: Register, index: FacetIndex) -> list[dict[str, Any]]:
    """Assets as GeoJSON features with the columns and values of the GeoPackage (lists joined by `;`), in the order given."""
    context = replace(export_context(register, index=index), assets=assets)
    records = flat_table(context).to_dict("records")
    return [_feature(row["id"], row, shape) for row, shape in zip(records, assets.geometry, strict=True)]


def other_features(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The rows of `rows_of` as GeoJSON features."""
    records = rows.drop(columns="geometry").to_dict("records")
    return [_feature(str(identity), row, shape) for identity, row, shape in zip(rows.index, records, rows.geometry, strict=True)]


def _feature(identity: str, row: dict[str, Any], shape: BaseGeometry | None) -> dict[str, Any]:
    properties = {name: _property(value) for name, value in row.items()}
    return {"type": "Feature", "id": identity, "geometry": geometry_of(shape) if shape is not None else None, "properties": properties}


def _property(value: Any) -> Any:
    """A value as the description types it: nothing for NaN, one text for a list, as in the files."""
    if isinstance(value, tuple | list):
        return "; ".join(value)
    return None if isinstance(value, float) and pd.isna(value) else value
