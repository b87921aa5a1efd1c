"""What an authority's businesses do, held against the region: location quotients on official counts.

The same ratio as on the map's own list (`geo.analysis.measures.location_quotients`), on another base: businesses
of an industry instead of assets of a cluster. Broad groups of industries are coarse; a cluster is held against some
only where its row in the data names them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.analysis.measures import location_quotients
from geo.register.industries import BusinessCounts


def industry_quotients(codes: Sequence[str], counts: BusinessCounts) -> pd.DataFrame:
    """A row per industry for the authorities `codes` together, highest quotient first, indexed by `industry`.

    Columns: `businesses` there; `share_pct` of all businesses there; `region_share_pct`; `quotient`, the one over the other, 1 as in
    the region, missing where the region has none or a count is missing. No rows where nothing is counted.
    """
    table = counts.table
    own, base = table.reindex(list(codes)).sum(skipna=False), table.sum()
    ratios = location_quotients(own, assets_total=own.sum(), base=base, base_total=base.sum())
    found = pd.DataFrame(
        {
            "businesses": own,
            "share_pct": 100 * own / own.sum(),
            "region_share_pct": 100 * base / base.sum(),
            "quotient": ratios["quotient"],
        }
    ).rename_axis("industry")
    return found.sort_values(["quotient", "businesses"], ascending=False, kind="stable")


def cluster_business_quotients(industries: Sequence[str], counts: BusinessCounts) -> pd.Series:
    """Each authority's location quotient of the businesses of `industries` together, indexed by `gss_code`.

    Missing where a count is; empty where none of the industries is counted.
    """
    table = counts.table
    named = [industry for industry in industries if industry in table.columns]
    if not named:
        return pd.Series(dtype=float)
    own, whole = table[named].sum(axis=1, skipna=False), table.sum(axis=1, skipna=False)
    ratios = location_quotients(own, assets_total=whole, base=own.sum(), base_total=whole.sum())
    return ratios["quotient"].where(own.notna())
