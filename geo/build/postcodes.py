"""Postcodes from a download of your own: the exact ones for your copy, and the shipped table of where those that begin alike lie.

    python -m geo.build.postcodes FILE [--areas OUT.csv]

FILE is Code-Point Open (the zip, or one of its CSV files) or the ONS Postcode Directory (its CSV). Without `--areas` the exact postcodes of the region go to
`local/postcodes.parquet` in the data folder; with it, the table of areas is written instead. Run once by hand; the app never imports it.
"""

from __future__ import annotations

import argparse
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import BNG, WGS84, to_bng
from geo.errors import DataError, PostcodeError
from geo.gazetteer.postcodes import EXACT_FILE, LEVELS, parse_postcode
from geo.register.boundaries import load_fine_boundaries
from geo.register.datapackage import open_package

CODE_POINT_COLUMNS = {0: "postcode", 2: "easting", 3: "northing"}
DIRECTORY_COLUMNS = {"pcds": "postcode", "lat": "lat", "long": "lon", "doterm": "ended"}
# The directory writes this where it knows no place.
NO_PLACE_LAT = 99
NINE_IN_TEN = 0.9


def read_postcodes(path: Path) -> gpd.GeoDataFrame:
    """The live postcodes of a download, in normal form, at their points in EPSG:4326: `postcode`, one row each.

    Raises DataError if the file is neither of the two.
    """
    try:
        frames = [_points_of(pd.read_csv(file, header=None, dtype=str, keep_default_na=False)) for file in _files(path)]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} cannot be read: {error}.", mend="Give the zip of Code-Point Open or the CSV of the ONS Postcode Directory.") from error
    found = pd.concat(frames, ignore_index=True)
    normal = found["postcode"].map(_normal)
    return found.assign(postcode=normal)[(normal != "").to_numpy()].drop_duplicates("postcode").reset_index(drop=True)


def postcode_areas(postcodes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where the postcodes lie that begin alike: a row per district, sector and unit group (sector and first letter), sorted by prefix.

    Columns as in the package's table: `prefix`; `lat` and `lon`, medians in degrees; `radius_m`, within which nine in ten lie, rounded up to 10 m;
    `postcodes`, how many; `level`.
    """
    metres = to_bng(postcodes.geometry)
    flat = pd.DataFrame({"postcode": postcodes["postcode"].to_numpy(), "x": metres.x.to_numpy(), "y": metres.y.to_numpy()})
    rows = [row for level, cut in zip(reversed(LEVELS[1:]), (4, 2, 1), strict=True) for row in _areas(flat, level, cut)]
    made = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([row.pop("x") for row in rows], [row.pop("y") for row in rows]), crs=BNG).to_crs(WGS84)
    made = made.assign(lat=made.geometry.y.round(5), lon=made.geometry.x.round(5))
    return pd.DataFrame(made[["prefix", "lat", "lon", "radius_m", "postcodes", "level"]]).sort_values("prefix", ignore_index=True)


def _areas(flat: pd.DataFrame, level: str, cut: int) -> Iterator[dict[str, object]]:
    prefixes = flat["postcode"].str[:-cut] if level != "district" else flat["postcode"].str.partition(" ")[0]
    for prefix, own in flat.groupby(prefixes):
        x, y = own["x"].median(), own["y"].median()
        far = np.quantile(np.hypot(own["x"] - x, own["y"] - y), NINE_IN_TEN)
        yield {"prefix": prefix, "radius_m": max(10, int(np.ceil(round(far, 1) / 10) * 10)), "postcodes": len(own), "level": level, "x": x, "y": y}


def _files(path: Path) -> Iterator[IO[bytes] | Path]:
    """The tables of a download: the CSV files of an archive that hold postcodes, or the file itself."""
    if not zipfile.is_zipfile(path):
        yield path
        return
    with zipfile.ZipFile(path) as archive:
        named = [name for name in archive.namelist() if re.search(r"(?:^|/)CSV/[a-z]+\.csv$", name, flags=re.IGNORECASE)]
        if not named:
            raise ValueError("no folder CSV with tables in it")
        for name in named:
            with archive.open(name) as file:
                yield file


def _points_of(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """One table, with a header (the directory) or without (Code-Point Open), as points in EPSG:4326."""
    header = [str(name).casefold() for name in table.iloc[0]]
    if "pcds" in header:
        named = table.iloc[1:].set_axis(header, axis=1)
        own = named[list(DIRECTORY_COLUMNS)].rename(columns=DIRECTORY_COLUMNS)
        own = own[(own["ended"] == "") & (own["lat"].astype(float) < NO_PLACE_LAT)]
        return gpd.GeoDataFrame({"postcode": own["postcode"]}, geometry=gpd.points_from_xy(own["lon"].astype(float), own["lat"].astype(float)), crs=WGS84)
    if table.shape[1] <= max(CODE_POINT_COLUMNS):
        raise ValueError("no column pcds, and too few columns for Code-Point Open")
    own = table[list(CODE_POINT_COLUMNS)].rename(columns=CODE_POINT_COLUMNS)
    east, north = own["easting"].astype(float), own["northing"].astype(float)
    return gpd.GeoDataFrame({"postcode": own["postcode"]}, geometry=gpd.points_from_xy(east, north), crs=BNG)[(east > 0).to_numpy()].to_crs(WGS84)


def _normal(text: str) -> str:
    try:
        return parse_postcode(text)
    except PostcodeError:
        return ""


def main(arguments: list[str] | None = None) -> int:
    """Read a download, keep what lies in the region, and write it."""
    parser = argparse.ArgumentParser(prog="python -m geo.build.postcodes", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--areas", type=Path)
    asked = parser.parse_args(arguments)
    package = open_package()
    own = read_postcodes(asked.file).clip(load_fine_boundaries(package).union_all()).sort_values("postcode")
    if asked.areas:
        postcode_areas(own).to_csv(asked.areas, index=False, lineterminator="\n")
        return 0
    out = package.root.joinpath(*EXACT_FILE)
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"postcode": own["postcode"], "lat": own.geometry.y, "lon": own.geometry.x}).to_parquet(out, index=False)
    print(f"{len(own):,} postcodes of the region in {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
