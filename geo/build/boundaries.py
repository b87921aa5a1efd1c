"""Boundaries of the authorities, simplified as one coverage: neighbours go on sharing their border.

    python -m geo.build.boundaries DISTRICTS OUT.geojson --code COLUMN --tolerance 100 [--decimals 4] [--region OUT.geojson]

DISTRICTS is any file of polygons that GDAL reads, with a column of GSS codes; those of the package's table of authorities are kept, under the names
of that table. Run once by hand; the app never imports it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from geo.build.geojson_lines import write_geojson
from geo.crs import BNG, WGS84
from geo.errors import DataError
from geo.register.datapackage import open_package, read_table


def simplified_authorities(districts: gpd.GeoDataFrame, *, code: str, names: Mapping[str, str], tolerance_m: float) -> gpd.GeoDataFrame:
    """The authorities `names` (GSS code -> name) of `districts` (any CRS) in EPSG:4326: `gss_code`, `name`, one row each, by code.

    `tolerance_m` is that of Visvalingam and Whyatt's method, the square root of the smallest triangle kept, in metres.

    Raises DataError if the file has no CRS, no such column, or lacks an authority.
    """
    if code not in districts.columns or districts.crs is None:
        raise DataError(f"The boundaries have no column {code!r} or no CRS.", mend="Name the column of GSS codes with --code.")
    own = districts[districts[code].isin(names)].sort_values(code, ignore_index=True)
    if missing := sorted(set(names) - set(own[code])):
        raise DataError(f"The boundaries lack {', '.join(missing)}.", mend="Take a file of the vintage of the table of authorities.")
    shapes = own.geometry.to_crs(BNG).simplify_coverage(tolerance_m)
    return gpd.GeoDataFrame({"gss_code": own[code], "name": own[code].map(names)}, geometry=shapes, crs=BNG).to_crs(WGS84)


def main(arguments: list[str] | None = None) -> int:
    """Read, simplify and write."""
    parser = argparse.ArgumentParser(prog="python -m geo.build.boundaries", description=__doc__.splitlines()[0])
    parser.add_argument("districts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--code", required=True)
    parser.add_argument("--tolerance", type=float, required=True)
    parser.add_argument("--decimals", type=int, default=4)
    parser.add_argument("--region", type=Path)
    asked = parser.parse_args(arguments)
    names = read_table(open_package(), "authorities").set_index("gss_code")["name"].to_dict()
    made = simplified_authorities(gpd.read_file(asked.districts), code=asked.code, names=names, tolerance_m=asked.tolerance)
    write_geojson(made, asked.out, decimals=asked.decimals)
    if asked.region:
        whole = gpd.GeoDataFrame({"authorities": [len(made)]}, geometry=[made.union_all()], crs=WGS84)
        write_geojson(whole, asked.region, decimals=asked.decimals)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
