"""Fit the speeds of the road graph to published drive times: `python -m geo.build.road_speeds`.

Four factors, on the speeds of `data/roads/speeds.csv`: motorways and trunk roads in open country, other
roads in open country, all roads in built-up areas, and the way between a place and the road. Only the published times that are not kept for the
test are used; factors far from 1 are held back. Writes the speeds back, in whole km/h.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.optimize import minimize
from shapely.geometry import Point

from geo.analysis.drive_time import ACCESS, EDGES, NODES, RoadGraph, build_road_graph, drive_from, drives_to
from geo.crs import WGS84
from geo.register.datapackage import open_package

FAST = ("motorway", "trunk")
FACTORS = 4
# How much a factor of e costs beside an error of e: the start is taken from what is known of such roads.
HELD_BACK = 0.05


def scaled(speeds: pd.DataFrame, factors: np.ndarray) -> pd.DataFrame:
    """The speeds by four factors: fast roads in the open, others in the open, built-up, off the road."""
    group = np.where(speeds["built_up"], 2, np.where(speeds["road_class"].isin(FAST), 0, 1))
    group = np.where(speeds["road_class"] == ACCESS, 3, group)
    return speeds.assign(speed_kmh=speeds["speed_kmh"] * np.asarray(factors)[group])


def log_errors(graph: RoadGraph, pairs: pd.DataFrame) -> np.ndarray:
    """The logarithm of computed over published minutes of each pair."""
    errors = []
    for (lat, lon), group in pairs.groupby(["from_lat", "from_lon"]):
        points = gpd.GeoSeries(gpd.points_from_xy(group["to_lon"], group["to_lat"]), crs=WGS84)
        errors.append(np.log(drives_to(drive_from(graph, Point(lon, lat)), points)["minutes"].to_numpy() / group["minutes"].to_numpy()))
    return np.concatenate(errors)


def main() -> None:
    """Fit, and write the speeds."""
    package = open_package()
    root = package.root / "roads"
    nodes, edges = (pd.read_parquet(package.path(name)) for name in (NODES, EDGES))
    speeds, pairs = pd.read_csv(root / "speeds.csv"), pd.read_csv(root / "drive_times_published.csv")
    pairs = pairs[~pairs["kept_for_test"]]
    start = build_road_graph(nodes, edges, speeds)

    def cost(logs: np.ndarray) -> float:
        other = build_road_graph(nodes, edges, scaled(speeds, np.exp(logs)), like=start)
        # The middle of the errors counts, not the square of the worst: a few published times are rough.
        return np.abs(log_errors(other, pairs)).mean() + HELD_BACK * np.abs(logs).mean()

    best = minimize(
        cost, np.zeros(FACTORS), method="Nelder-Mead", options={"maxfev": 60, "initial_simplex": np.vstack([np.zeros(FACTORS), 0.15 * np.eye(FACTORS)])}
    )
    print("Factors", np.exp(best.x).round(3), "mean error", round(best.fun, 3))
    fitted = scaled(speeds, np.exp(best.x)).round({"speed_kmh": 0}).astype({"speed_kmh": int})
    fitted.replace({True: "true", False: "false"}).to_csv(root / "speeds.csv", index=False)


if __name__ == "__main__":
    main()
