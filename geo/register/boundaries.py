"""The local authorities: their figures, their boundaries, and which one a point lies in."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.crs import require_wgs84
from geo.errors import DataError
from geo.register.datapackage import DataPackage, read_layer, read_table
from geo.register.figures import load_figure_history, load_figures, newest_figures

AREAS = ("Polygon", "MultiPolygon")


def load_boundaries(package: DataPackage) -> gpd.GeoDataFrame:
    """Load the authority boundaries as drawn: EPSG:4326, `gss_code` and `name`, one row each."""
    return _areas(package, "authority_boundaries")


def load_fine_boundaries(package: DataPackage) -> gpd.GeoDataFrame:
    """Load the finest boundaries the package has, for placing points: EPSG:4326, as drawn ones."""
    return _areas(package, "authority_boundaries_fine")


def _areas(package: DataPackage, name: str) -> gpd.GeoDataFrame:
    """A layer of areas; an outline that crosses itself is put right. Raises DataError where a shape is no area."""
    layer = read_layer(package, name)
    crossed = ~layer.geometry.is_valid
    if crossed.any():
        layer = layer.assign(geometry=layer.geometry.where(~crossed, layer.geometry.make_valid()))
    if not layer.geom_type.isin(AREAS).all():
        raise DataError(f"data/{package.resources[name]['path']} has a shape that is no area.", mend="Restore it from git.")
    return layer


def load_authorities(package: DataPackage) -> pd.DataFrame:
    """Load the authorities with their newest figures, a column per measure: one row per GSS code, indexed by `gss_code`.

    Without figures, where their tables cannot be read: the map is shown, and the pages that need them say which file it is.
    """
    table = read_table(package, "authorities").drop_duplicates("gss_code").set_index("gss_code", drop=False)
    try:
        figures, known = newest_figures(load_figure_history(package), codes=list(table.index)), load_figures(package).index
    except DataError:
        return table
    return table.join(figures.reindex(columns=[measure for measure in known if measure in figures.columns]))


def authority_of(points: gpd.GeoSeries, boundaries: gpd.GeoDataFrame) -> pd.Series:
    """Give the GSS code of the authority each point lies in; missing where it lies in none.

    Both are in EPSG:4326. A point on a shared boundary goes to the lower GSS code. The result has
    the index of `points`.

    Raises CrsError if either has no CRS or another one.
    """
    require_wgs84(points, what="points")
    require_wgs84(boundaries, what="boundaries")
    frame = gpd.GeoDataFrame({"row": range(len(points))}, geometry=points.values, crs=points.crs)
    joined = frame.sjoin(boundaries[["gss_code", "geometry"]], how="left", predicate="intersects")
    codes = joined.sort_values("gss_code").groupby("row")["gss_code"].first()
    return pd.Series(codes.reindex(range(len(points))).values, index=points.index, name="gss_code")
