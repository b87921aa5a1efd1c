"""A layer of the base map: cut to the region and a little around it, simplified, with few decimals.

    python -m geo.build.basemap SOURCE OUT.geojson --keep ref [--around 3000] [--tolerance 50] [--decimals 4]

SOURCE is any file of points, lines or areas that GDAL reads. `--keep` names the columns that stay; features alike in all of them become one.
Run once by hand; the app never imports it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo.build.geojson_lines import write_geojson
from geo.crs import BNG, WGS84
from geo.errors import DataError
from geo.register.boundaries import load_fine_boundaries
from geo.register.datapackage import open_package


def cut_layer(source: gpd.GeoDataFrame, region: BaseGeometry, *, keep: Sequence[str], tolerance_m: float) -> gpd.GeoDataFrame:
    """What of `source` (any CRS) lies in `region` (EPSG:27700), simplified to `tolerance_m` metres: columns `keep`, EPSG:4326.

    Features alike in all columns are joined into one, in the order of the columns.

    Raises DataError if the source has no CRS or lacks a column.
    """
    if source.crs is None or not set(keep) <= set(source.columns):
        raise DataError(f"The layer has no CRS or lacks one of the columns {', '.join(keep)}.", mend="Name the columns that are there with --keep.")
    metres = source[[*keep, source.geometry.name]].to_crs(BNG).clip(region)
    metres = metres.dissolve(by=list(keep), as_index=False)[[*keep, metres.geometry.name]]
    shapes = metres.geometry.simplify(tolerance_m)
    return metres.set_geometry(shapes)[~shapes.is_empty.to_numpy()].sort_values(list(keep), ignore_index=True).to_crs(WGS84)


def main(arguments: list[str] | None = None) -> int:
    """Read, cut and write."""
    parser = argparse.ArgumentParser(prog="python -m geo.build.basemap", description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--keep", nargs="+", required=True)
    parser.add_argument("--around", type=float, default=3_000)
    parser.add_argument("--tolerance", type=float, default=50)
    parser.add_argument("--decimals", type=int, default=4)
    asked = parser.parse_args(arguments)
    region = load_fine_boundaries(open_package()).to_crs(BNG).union_all().buffer(asked.around)
    made = cut_layer(gpd.read_file(asked.source), region, keep=asked.keep, tolerance_m=asked.tolerance)
    write_geojson(made, asked.out, decimals=asked.decimals)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
