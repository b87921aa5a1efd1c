"""Make the tables of streets, localities and landmarks from OpenStreetMap.

    python -m geo.build.gazetteer TILES.sqlite NAMED_POINTS.parquet

TILES.sqlite holds OpenMapTiles vector tiles at zoom 14 in a table `tiles(source, z, x, y, data)`, each
gzipped; NAMED_POINTS.parquet the named points of their layer `poi` (name, class, subclass, lat, lon).
Both as of 6 August 2021, ODbL. What is made goes to `data/gazetteer/` and stays under the ODbL.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.crs import BNG, WGS84, to_bng
from geo.register.boundaries import authority_of, load_fine_boundaries
from geo.register.datapackage import DataPackage, open_package

WEB_MERCATOR = "EPSG:3857"
# Pieces of one name closer than this are one street; two streets of a name in one town lie farther apart.
SAME_STREET_M = 250
SAME_LANDMARK_M = 1_000
# A place beyond the region is worth finding only where it can be near something: this far.
MARGIN_M, STREET_MARGIN_M = 5_000, 1_000
LOCALITY_KINDS = {
    "city": "city",
    "town": "town",
    "suburb": "suburb",
    "village": "village",
    "quarter": "suburb",
    "neighbourhood": "suburb",
    "hamlet": "hamlet",
}
# A hamlet gives its name to fewer streets than a town does: nearness is divided by these.
REACH = {"city": 3.0, "town": 2.0, "suburb": 1.5, "village": 1.2, "hamlet": 0.6}
AIRFIELD_TIERS = {"international": 1, "public": 2}


def main() -> None:
    """Read the two files, write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tiles", type=Path)
    parser.add_argument("named_points", type=Path)
    given = parser.parse_args()
    package = open_package()
    out = package.root / "gazetteer"
    localities = build_localities(given.tiles, package)
    write(localities, out / "localities.csv")
    write(build_landmarks(given.tiles, given.named_points, localities, package), out / "landmarks.csv")
    write(build_streets(given.tiles, localities, package), out / "streets.csv")


def build_localities(tiles: Path, package: DataPackage) -> pd.DataFrame:
    """The named towns, suburbs, villages and hamlets: name, kind, gss_code, lat, lon."""
    found = read_features(tiles, "place")
    found = found[found["class"].isin(LOCALITY_KINDS) & found["name"].ne("")]
    found = found.assign(kind=found["class"].map(LOCALITY_KINDS))
    found = unique_by_distance(found, distance_m=SAME_LANDMARK_M, first=["kind"])
    return placed(found, package)[["name", "kind", "gss_code", "lat", "lon"]]


def build_landmarks(tiles: Path, named_points: Path, localities: pd.DataFrame, package: DataPackage) -> pd.DataFrame:
    """The landmarks of `landmark_classes.csv` and the airfields with a code."""
    classes = pd.read_csv(package.root / "gazetteer" / "landmark_classes.csv", keep_default_na=False)
    points = pd.read_parquet(named_points).fillna("")
    points = gpd.GeoDataFrame(points, geometry=gpd.points_from_xy(points["lon"], points["lat"], crs=WGS84)).pipe(to_bng)
    found = pd.concat([*(of_class(points, row) for row in classes.to_dict("records")), airfields(tiles)], ignore_index=True)
    found = found.assign(name=found["name"].map(tidy), also=found["also"].fillna(""))
    found = found[found["name"].str.len().between(4, 70)]
    found = unique_by_distance(found, distance_m=SAME_LANDMARK_M, first=["tier"])
    found = placed(found, package)
    found["locality"] = nearest_locality(found, localities)
    return found[["name", "also", "kind", "tier", "locality", "gss_code", "lat", "lon"]]


def build_streets(tiles: Path, localities: pd.DataFrame, package: DataPackage) -> pd.DataFrame:
    """The named streets: pieces of one name that lie together are one street."""
    lines = read_features(tiles, "transportation_name")
    lines = lines[lines["name"].ne("") & ~lines["class"].isin(["rail", "transit", "ferry", "path"])]
    lines = lines[["name", "geometry"]].explode(index_parts=False).reset_index(drop=True)
    parts = [
        street(name, group)
        for name, geometry in lines.groupby("name", sort=True)["geometry"]
        for group in together(geometry.to_numpy(), distance_m=SAME_STREET_M)
    ]
    found = placed(gpd.GeoDataFrame(parts, geometry="geometry", crs=BNG), package, margin_m=STREET_MARGIN_M)
    found["locality"] = nearest_locality(found, localities)
    return found[["name", "locality", "gss_code", "lat", "lon", "radius_m"]]


def street(name: str, lines: np.ndarray) -> dict[str, object]:
    """One street: the point on it nearest its middle, and how far it runs from there, to 10 m."""
    whole = shapely.multilinestrings(lines)
    middle = shapely.get_point(shapely.shortest_line(whole, whole.centroid), 0)
    corners = shapely.points(shapely.get_coordinates(whole))
    radius_m = max(10, round(float(shapely.distance(corners, middle).max()), -1))
    return {"name": name, "geometry": middle, "radius_m": int(radius_m)}


def read_features(tiles: Path, layer: str) -> gpd.GeoDataFrame:
    """One layer of all tiles: name, class, iata, icao, geometry in EPSG:27700."""
    with sqlite3.connect(f"file:{tiles}?mode=ro", uri=True) as connection:
        rows = connection.execute("select z, x, y, data from tiles order by x, y, source")
        frames = [frame for row in rows for frame in _of_tile(row, layer)]
    found = pd.concat(frames, ignore_index=True)
    found = found.assign(geometry=shapely.from_wkb(found["geometry"]))
    return to_bng(gpd.GeoDataFrame(found, geometry="geometry", crs=WEB_MERCATOR).to_crs(WGS84))


def _of_tile(row: tuple[int, int, int, bytes], layer: str) -> Iterator[pd.DataFrame]:
    z, x, y, data = row
    try:
        meta, _, geometry, values = pyogrio.raw.read(gzip.decompress(data), layer=layer, X=str(x), Y=str(y), Z=str(z))
    except (DataLayerError, DataSourceError):
        return  # this tile has nothing of the layer, or is empty
    fields = dict(zip(meta["fields"], values, strict=True))
    name = fields.get("name:latin", fields.get("name"))
    if name is None:
        return
    frame = pd.DataFrame({"name": pd.Series(name, dtype=object).fillna("").map(tidy), "class": fields["class"], "geometry": geometry})
    for code in ("iata", "icao"):
        frame[code] = fields.get(code, "")
    yield frame.fillna({"name": "", "iata": "", "icao": ""})


def tidy(name: str) -> str:
    """A name without quotes around it and blanks to spare."""
    return " ".join(str(name).strip(" \"'").split())


def of_class(points: gpd.GeoDataFrame, row: dict[str, object]) -> gpd.GeoDataFrame:
    """The points of one line of `landmark_classes.csv`; an empty subclass takes all."""
    fits = points["class"].eq(row["class"])
    if row["subclass"]:
        fits &= points["subclass"].eq(row["subclass"])
    if row["name_contains"]:
        fits &= points["name"].str.contains(row["name_contains"], regex=False)
    return points[fits].assign(kind=row["kind"], tier=row["tier"], also="")


def airfields(tiles: Path) -> gpd.GeoDataFrame:
    """Airports and airfields with an IATA or ICAO code; the codes are other names of theirs."""
    found = read_features(tiles, "aerodrome_label")
    found = found[found["name"].ne("") & (found["icao"].ne("") | found["iata"].ne(""))]
    also = [";".join(filter(None, codes)) for codes in zip(found["iata"], found["icao"], strict=True)]
    return found.assign(kind="airport", tier=found["class"].map(AIRFIELD_TIERS).fillna(2).astype(int), also=also)


def together(geometries: np.ndarray, *, distance_m: float) -> Iterable[np.ndarray]:
    """Groups of geometries, each within a distance of another one of its group."""
    if len(geometries) == 1:
        return [geometries]
    leader = np.arange(len(geometries))
    first, second = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=distance_m)
    for one, other in zip(first, second, strict=True):
        a, b = _leader(leader, one), _leader(leader, other)
        leader[max(a, b)] = min(a, b)
    groups = np.array([_leader(leader, n) for n in range(len(geometries))])
    return [geometries[groups == group] for group in np.unique(groups)]


def _leader(leader: np.ndarray, n: int) -> int:
    while leader[n] != n:
        n = leader[n]
    return n


def unique_by_distance(frame: gpd.GeoDataFrame, *, distance_m: float, first: list[str]) -> gpd.GeoDataFrame:
    """One row for each name and neighbourhood: the first by the columns named."""
    kept = []
    frame = frame.sort_values(["name", *first], kind="stable")
    for _, rows in frame.groupby(frame["name"].str.casefold(), sort=True):
        chosen: list[int] = []
        shapes = rows.geometry.to_numpy()
        for n, shape in enumerate(shapes):
            if all(shape.distance(shapes[other]) > distance_m for other in chosen):
                chosen.append(n)
        kept.append(rows.iloc[chosen])
    return pd.concat(kept, ignore_index=True)


def placed(found: gpd.GeoDataFrame, package: DataPackage, *, margin_m: float = MARGIN_M) -> gpd.GeoDataFrame:
    """With lat, lon and the authority; what lies farther outside the region than a margin is left out."""
    fine = load_fine_boundaries(package)
    points = found.geometry.to_crs(WGS84)
    near = found.distance(to_bng(fine).geometry.union_all()) <= margin_m
    codes = authority_of(points, fine).fillna("")
    found = found.assign(lat=points.y.round(5), lon=points.x.round(5), gss_code=codes.astype(str))
    return found[near.to_numpy()].reset_index(drop=True)


def nearest_locality(found: gpd.GeoDataFrame, localities: pd.DataFrame) -> list[str]:
    """The name of the locality each point most likely belongs to: the nearest by its reach."""
    points = to_bng(gpd.GeoSeries(gpd.points_from_xy(localities["lon"], localities["lat"]), crs=WGS84)).to_numpy()
    tree, reach = shapely.STRtree(points), localities["kind"].map(REACH).to_numpy()
    names, shapes = localities["name"].to_numpy(), found.geometry.to_numpy()
    result = [""] * len(shapes)
    best = np.full(len(shapes), np.inf)
    for one, other in zip(*tree.query(shapes, predicate="dwithin", distance=6_000), strict=True):
        away = shapes[one].distance(points[other]) / reach[other]
        if away < best[one]:
            best[one], result[one] = away, names[other]
    return result


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table in a fixed order, so that a rebuild of the same input is the same file."""
    order = ["name", "gss_code", "lat", "lon"]
    pd.DataFrame(table).sort_values(order, kind="stable").to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
