"""One organisation at a time: what it runs, owns, hosts, leads and takes part in, where, and in which clusters.

Counts are of what it runs or leads and is not closed, as the filter "Run by" counts; the lists hold the closed ones, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.analysis.measures import positions_of, tally
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.register.confirmation import OPERATING
from geo.select.filter_words import label_words
from geo.vocabulary import HIDDEN_STATUS

SEVERAL = 2


@dataclass(frozen=True, eq=False)
class OrganisationProfile:
    """Everything about one organisation.

    `ids` are its assets in any role, each once; `by_role` the ids by role; `running` the assets (EPSG:4326) that it runs or
    leads and that are not closed; `operating` how many of these operate; `clusters` and `authorities` tally them as
    `geo.analysis.measures.tally` does, without those that have none, most assets first.
    """

    id: str
    ids: tuple[str, ...]
    by_role: Mapping[str, tuple[str, ...]]
    running: gpd.GeoDataFrame
    operating: int
    clusters: pd.DataFrame
    authorities: pd.DataFrame


def organisation_profile(organisation: str, register: Register) -> OrganisationProfile:
    """All there is to say of an organisation. Raises NotFoundError if the data has none of this id."""
    known = register.organisations
    if organisation not in known.names:
        raise NotFoundError(f"No organisation has the id {organisation!r}.", mend="Choose one from the list.")
    by_role = known.by_organisation.get(organisation, {})
    assets = register.assets
    running = assets[assets["run_by"].map(lambda cell: organisation in cell) & (assets["status"] != HIDDEN_STATUS)]
    return OrganisationProfile(
        id=organisation,
        ids=tuple(dict.fromkeys(identity for ids in by_role.values() for identity in ids)),
        by_role=by_role,
        running=running,
        operating=int((running["status"] == OPERATING).sum()),
        clusters=_tally(running, "cluster", register),
        authorities=_tally(running, "authority", register),
    )


def running_several(register: Register) -> pd.DataFrame:
    """The organisations that run or lead several assets that are not closed, most assets first, then by name.

    Indexed by `organisation`; columns `name`, `assets`, `operating`, `clusters` (how many they work in).
    """
    assets = register.assets[register.assets["status"] != HIDDEN_STATUS]
    rows = [
        (
            organisation,
            register.organisations.names[organisation],
            len(at),
            int((assets["status"].iloc[at] == OPERATING).sum()),
            len({cluster for cell in assets["clusters"].iloc[at] for cluster in cell}),
        )
        for organisation, at in positions_of(assets, by="run_by").items()
        if len(at) >= SEVERAL
    ]
    table = pd.DataFrame(rows, columns=["organisation", "name", "assets", "operating", "clusters"]).set_index("organisation")
    return table.sort_values(["assets", "name"], ascending=[False, True])


def _tally(assets: pd.DataFrame, facet: str, register: Register) -> pd.DataFrame:
    table = tally(assets, by=facet, words=label_words(register)[facet])
    return table[table["assets"] > 0].sort_values(["assets", "label"], ascending=[False, True])
