"""A placed list held against the register: nearest of each layer, what is near, counts by authority and cluster, doubles."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from geo.analysis.drive_access import minutes_to_layers
from geo.analysis.drive_time import has_roads
from geo.own_list.placing import PlacedList, in_metres
from geo.register.assets import Register
from geo.select.search_words import tokens_of

OUTSIDE = "Outside the region"
RADIUS_KM = 5.0
# A name so alike (of 100) so near is likely the same thing.
SAME_NAME, ALIKE_NAME = 90, 78
NEAR_M, AROUND_M = 400.0, 3_000.0
MOST_DOUBLES = 500


@dataclass(frozen=True, eq=False)
class ListResults:
    """`rows` is a line for each placed row: its own columns, and for each layer `nearest_<layer>`, `nearest_<layer>_id`,
    `nearest_<layer>_km`, `drive_<layer>_minutes` (the shortest drive to any of the layer, NaN where it is not known) and
    `within_<layer>` (how many within `radius_km`), and `within`. `by_authority` and `by_cluster`
    hold their count beside ours; `doubles` the rows that may be an asset of the register."""

    placed: PlacedList
    rows: pd.DataFrame
    by_authority: pd.DataFrame
    by_cluster: pd.DataFrame
    doubles: pd.DataFrame
    radius_km: float


def compute_results(placed: PlacedList, assets: gpd.GeoDataFrame, *, register: Register, radius_km: float = RADIUS_KM) -> ListResults:
    """Hold a placed list against assets (EPSG:4326). Straight lines in EPSG:27700, kilometres; drives in minutes."""
    points, theirs = in_metres(assets), in_metres(placed.rows)
    rows = pd.DataFrame(placed.rows.drop(columns="geometry")).reset_index(drop=True)
    within = np.zeros(len(rows), dtype=int)
    columns: dict[str, object] = {}
    for layer in register.layer_names.index:
        mask = (assets["layer"] == layer).to_numpy()
        nearest, counts = _nearest(theirs, points[mask], assets[mask], layer, radius_km * 1000)
        columns |= nearest
        within += counts
    rows = rows.assign(**columns, within=within, **_drives(placed.rows.geometry, assets, register))
    return ListResults(
        placed,
        rows,
        _by_authority(rows, assets, register),
        _by_cluster(placed.rows, theirs, points, assets, register, radius_km),
        _doubles(rows, theirs, points, assets),
        radius_km,
    )


def _drives(theirs: gpd.GeoSeries, assets: gpd.GeoDataFrame, register: Register) -> dict[str, np.ndarray]:
    """Whole minutes of the shortest drive to each layer; nothing where there is no road graph."""
    if not len(theirs) or not has_roads(register.package):
        return {f"drive_{layer}_minutes": np.full(len(theirs), np.nan) for layer in register.layer_names.index}
    minutes = minutes_to_layers(register, theirs, assets=assets).round()
    return {f"drive_{layer}_minutes": column.to_numpy() for layer, column in minutes.items()}


def _nearest(theirs: np.ndarray, points: np.ndarray, assets: gpd.GeoDataFrame, layer: str, radius_m: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
    counts = np.zeros(len(theirs), dtype=int)
    if not len(theirs) or not len(points):
        empty = np.full(len(theirs), "", dtype=object)
        return {f"nearest_{layer}": empty, f"nearest_{layer}_id": empty, f"nearest_{layer}_km": np.full(len(theirs), np.nan), f"within_{layer}": counts}, counts
    tree = shapely.STRtree(points)
    pairs = tree.query(theirs, predicate="dwithin", distance=radius_m)
    np.add.at(counts, pairs[0], 1)
    (_, found), away = tree.query_nearest(theirs, all_matches=False, return_distance=True)
    return {
        f"nearest_{layer}": assets["name"].to_numpy(dtype=object)[found],
        f"nearest_{layer}_id": assets["id"].to_numpy(dtype=object)[found],
        f"nearest_{layer}_km": np.round(away / 1000, 2),
        f"within_{layer}": counts,
    }, counts


def _by_authority(rows: pd.DataFrame, assets: gpd.GeoDataFrame, register: Register) -> pd.DataFrame:
    """gss_code, authority, yours, ours: every authority with any of either, most of yours first."""
    table = pd.DataFrame({"authority": register.authorities["name"]})
    table["yours"] = rows["gss_code"].value_counts().reindex(table.index, fill_value=0)
    table["ours"] = assets["gss_code"].value_counts().reindex(table.index, fill_value=0)
    table = table[(table["yours"] > 0) | (table["ours"] > 0)].sort_values(["yours", "authority"], ascending=[False, True])
    table = table.rename_axis("gss_code").reset_index()
    if outside := int((rows["gss_code"] == "").sum()):
        table.loc[len(table)] = ["", OUTSIDE, outside, 0]
    return table


def _by_cluster(
    frame: gpd.GeoDataFrame, theirs: np.ndarray, points: np.ndarray, assets: gpd.GeoDataFrame, register: Register, radius_km: float
) -> pd.DataFrame:
    """cluster, name, yours (where the list says so), yours_near (rows within the radius of one of ours), ours."""
    said = _clusters_said(frame["cluster"], register)
    records = []
    for cluster, row in register.clusters.iterrows():
        mask = np.array([cluster in clusters for clusters in assets["clusters"]], dtype=bool)
        near = 0
        if mask.any() and len(theirs):
            near = len(np.unique(shapely.STRtree(points[mask]).query(theirs, predicate="dwithin", distance=radius_km * 1000)[0]))
        records.append({"cluster": cluster, "name": row["short_name"], "yours": int(said.get(cluster, 0)), "yours_near": near, "ours": int(mask.sum())})
    return pd.DataFrame(records)


def _clusters_said(cells: pd.Series, register: Register) -> pd.Series:
    """How many rows name each cluster, by its id or one of its names."""
    names: dict[str, str] = {}
    for cluster, row in register.clusters.iterrows():
        names |= {" ".join(tokens_of(text)): cluster for text in (cluster, row["name"], row["short_name"])}
    return cells.map(lambda text: names.get(" ".join(tokens_of(text)), "")).value_counts()


def _doubles(rows: pd.DataFrame, theirs: np.ndarray, points: np.ndarray, assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """row, name, asset, asset_id, likeness (of 100), metres: rows that may be an asset we have, likest first.

    Of one place and a name alike, or of one name not far off; a position that is only a town's middle may lie farther.
    """
    known = [(text, at) for at, texts in enumerate(zip(assets["name"], assets["aliases"], strict=True)) for text in (texts[0], *texts[1]) if _words(text)]
    # In order of the alphabet, and as one word: "Steam House" is STEAMhouse, "University of X" X University.
    likeness = np.maximum(
        *(
            process.cdist([form(name) for name in rows["name"]], [form(text) for text, _ in known], scorer=fuzz.ratio, score_cutoff=ALIKE_NAME, dtype=np.uint8)
            for form in (_words, _one_word)
        )
    )
    records = []
    for mine, other in np.argwhere(likeness):
        ours = known[other][1]
        alike, metres = int(likeness[mine, other]), float(shapely.distance(theirs[mine], points[ours]))
        row, asset = rows.iloc[mine], assets.iloc[ours]
        if metres <= NEAR_M or (alike >= SAME_NAME and metres <= AROUND_M + row["radius_m"]):
            records.append((row["row"], row["name"], asset["name"], asset["id"], alike, round(metres)))
    table = pd.DataFrame(records, columns=["row", "name", "asset", "asset_id", "likeness", "metres"])
    return table.sort_values(["likeness", "metres"], ascending=[False, True]).drop_duplicates("row").head(MOST_DOUBLES).reset_index(drop=True)


def _words(name: str) -> str:
    """The words of a name in order of the alphabet, as they are compared; "" for what is too short to tell."""
    words = " ".join(sorted(tokens_of(name)))
    return words if len(words.replace(" ", "")) > 2 else ""


def _one_word(name: str) -> str:
    """The words of a name written together; "" for what is too short to tell."""
    word = "".join(tokens_of(name))
    return word if len(word) > 2 else ""
