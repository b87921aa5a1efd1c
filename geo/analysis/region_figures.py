"""The figures that place the region at a glance: the head of a page shows them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geo.register.assets import Register
from geo.vocabulary import HIDDEN_STATUS, KNOWN_TO_OPERATE


def region_figures(register: Register) -> list[tuple[str, str]]:
    """What the register holds, as (value, label): assets not closed, those operating, the local
    authorities that have any, and the day the data was checked."""
    assets = register.assets[register.assets["status"] != HIDDEN_STATUS]
    checked = date.fromisoformat(register.package.descriptor["checked_on"])
    return [*asset_figures(assets), (f"{checked.day} {checked:%b %Y}", "data checked")]


def asset_figures(assets: pd.DataFrame) -> list[tuple[str, str]]:
    """The figures of some assets, as (value, label): how many, how many are known to operate, in how many local
    authorities; `wmAnswer.panel` in the browser gives the same."""
    return [
        (f"{len(assets):,}", "innovation assets"),
        (f"{(assets['status'] == 'operating').sum():,}", KNOWN_TO_OPERATE),
        (f"{assets['gss_code'].nunique():,}", "local authorities"),
    ]
