"""One cluster at a time: what it has, where it gathers, what anchors it, and what occurs with it.

All functions count the assets they are given (EPSG:4326), so filter them first. An asset may
belong to several clusters and counts in each. Numbers below 5 are called small: with so few, one
asset more or less would change the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point

from geo.analysis.density import mean_centre, standard_distance_m
from geo.analysis.industries import cluster_business_quotients
from geo.analysis.measures import SMALL_COUNT, choose, location_quotients, positions_of, rank, tally
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.select.filter_words import label_words

ANCHOR_LAYERS = ("university", "catapult")
# A plan is no anchor, nor is what has closed.
ANCHOR_STATUSES = ("operating", "last confirmed", "unknown")
ANCHOR_ASSETS = 2
ANCHOR_RULE = (
    "Anchors are organisations with a university or Catapult site in the cluster, or with two or "
    "more assets in it; planned, unbuilt and closed assets do not count."
)


@dataclass(frozen=True, eq=False)
class ClusterMatrix:
    """Which clusters share assets.

    `counts` is square and symmetric, indexed by cluster id both ways; its diagonal holds each
    cluster's assets. `asset_ids` gives the ids behind each cell that is not empty, by (row,
    column).
    """

    counts: pd.DataFrame
    asset_ids: dict[tuple[str, str], tuple[str, ...]]

    def ids(self, row: str, column: str) -> tuple[str, ...]:
        """The assets that belong to both clusters."""
        return self.asset_ids.get((row, column), ())


@dataclass(frozen=True, eq=False)
class ClusterProfile:
    """Everything about one cluster; the tables are those of the functions of the same name.

    `assets` are the cluster's (EPSG:4326); `mean_centre` is in EPSG:4326, None without assets, and
    `standard_distance_m` in metres, NaN without; `business_quotients` are those of
    `geo.analysis.industries.cluster_business_quotients`; `small` says that there are fewer than 5 assets.
    """

    id: str
    assets: gpd.GeoDataFrame
    layers: pd.DataFrame
    authority_shares: pd.DataFrame
    business_quotients: pd.Series
    anchors: pd.DataFrame
    technologies: pd.DataFrame
    mean_centre: Point | None
    standard_distance_m: float
    small: bool


def cluster_profile(cluster: str, assets: gpd.GeoDataFrame, *, register: Register) -> ClusterProfile:
    """All there is to say of a cluster. Raises NotFoundError if the data has no such cluster."""
    if cluster not in register.clusters.index:
        raise NotFoundError(f"No cluster has the id {cluster!r}.", mend="Choose one from the list.")
    members = choose(assets, cluster=cluster)
    return ClusterProfile(
        id=cluster,
        assets=members,
        layers=tally(members, by="layer", words=label_words(register)["layer"]),
        authority_shares=authority_shares(cluster, assets, register.authorities),
        business_quotients=cluster_business_quotients(register.clusters.at[cluster, "industries"], register.business_counts),
        anchors=anchors(cluster, assets, names=register.organisations.names),
        technologies=technologies_with(cluster, assets),
        mean_centre=mean_centre(members),
        standard_distance_m=standard_distance_m(members),
        small=len(members) < SMALL_COUNT,
    )


def authority_shares(cluster: str, assets: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    """Where a cluster concentrates: a row per authority, indexed by `gss_code`, most assets first.

    Columns: `name`; `assets` of the cluster; `all_assets` of the authority; `share_pct` of the
    cluster's assets; `expected`, `quotient` and `small` as in `location_quotients`; `rank` by
    `assets`. Shares are missing where the cluster has no asset.
    """
    counts = assets["gss_code"].value_counts()
    everything = counts.reindex(authorities.index, fill_value=0)
    counts = choose(assets, cluster=cluster)["gss_code"].value_counts()
    counts = counts.reindex(authorities.index, fill_value=0)
    total = int(counts.sum())
    table = location_quotients(counts, assets_total=everything, base=total, base_total=int(everything.sum()))
    table.insert(0, "name", authorities["name"])
    table.insert(2, "all_assets", everything)
    table.insert(3, "share_pct", 100 * counts / total if total else np.nan)
    table["rank"] = rank(counts)
    return table.sort_values(["assets", "name"], ascending=[False, True])


def anchors(cluster: str, assets: pd.DataFrame, *, names: Mapping[str, str]) -> pd.DataFrame:
    """The institutions that anchor a cluster, by `ANCHOR_RULE`: most assets first.

    Columns: `institution` (the organisation that runs them by `names`, id -> name, or the asset's name where
    none is known), `organisation` (its id, or ""), `why` (the layer "university" or "catapult", or "operator"),
    `assets` in the cluster and their `asset_ids` and `asset_names` (tuples). An asset that several run counts for each.
    """
    members = choose(assets, cluster=cluster)
    columns = ("id", "name", "layer", "run_by", "status")
    institutions: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for identity, name, layer, run_by, status in zip(*(members[column] for column in columns), strict=True):
        if status not in ANCHOR_STATUSES:
            continue
        for institution in [(names[one], one) for one in run_by] or [(name, "")]:
            institutions.setdefault(institution, []).append((identity, name, layer))
    rows = [(*institution, *_anchor(own)) for institution, own in institutions.items()]
    table = pd.DataFrame(
        [row for row in rows if row[2] != "operator" or row[3] >= ANCHOR_ASSETS],
        columns=["institution", "organisation", "why", "assets", "asset_ids", "asset_names"],
    )
    return table.sort_values(["assets", "institution"], ascending=[False, True], ignore_index=True)


def technologies_with(cluster: str, assets: pd.DataFrame) -> pd.DataFrame:
    """The technologies that occur with a cluster, most assets first, then highest lift.

    Indexed by `technology`. Columns: `assets` of the cluster that have it; `all_assets` that have
    it; `share_pct` of the cluster's assets; `lift`, how many times as frequent it is in the cluster
    as among all assets; `small`, as in `location_quotients`.
    """
    members = choose(assets, cluster=cluster)
    inside, everywhere = (positions_of(frame, by="technology") for frame in (members, assets))
    counts = pd.Series({term: len(rows) for term, rows in inside.items()}, dtype="int64")
    everything = pd.Series({term: len(everywhere[term]) for term in inside}, dtype="int64")
    quotients = location_quotients(counts, assets_total=len(members), base=everything, base_total=len(assets))
    table = pd.DataFrame(
        {
            "assets": counts,
            "all_assets": everything,
            "share_pct": 100 * counts / len(members) if len(members) else np.nan,
            "lift": quotients["quotient"],
            "small": quotients["small"],
        }
    ).rename_axis("technology")
    return table.sort_values(["assets", "lift"], ascending=False, kind="stable")


def cluster_matrix(assets: pd.DataFrame, *, clusters: Mapping[str, str]) -> ClusterMatrix:
    """Count the assets every two clusters share; `clusters` (id -> words) gives the order."""
    order = list(clusters)
    found: dict[tuple[str, str], list[str]] = {}
    for identity, own in zip(assets["id"], assets["clusters"], strict=True):
        for pair in product(own, repeat=2):
            found.setdefault(pair, []).append(identity)
    asset_ids = {(row, column): tuple(found[row, column]) for row, column in product(order, repeat=2) if (row, column) in found}
    cells = [[len(asset_ids.get((row, column), ())) for column in order] for row in order]
    counts = pd.DataFrame(cells, index=order, columns=order, dtype="int64")
    return ClusterMatrix(counts=counts, asset_ids=asset_ids)


def _anchor(own: list[tuple[str, str, str]]) -> tuple[str, int, tuple[str, ...], tuple[str, ...]]:
    ids, names, layers = zip(*own, strict=True)
    why = next((layer for layer in ANCHOR_LAYERS if layer in layers), "operator")
    return why, len(own), ids, names
