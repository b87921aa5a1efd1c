"""The rule for age once more, by pandas alone: rows of the asset files with the status they are shown and counted with."""

import json
from pathlib import Path

import pandas as pd

DESCRIPTOR = json.loads((Path(__file__).resolve().parents[1] / "data" / "datapackage.json").read_text(encoding="utf-8"))
FIRST_YEAR = int(DESCRIPTOR["checked_on"][:4]) - DESCRIPTOR["confirmed_for_years"]


def as_shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with an old "operating" replaced by "last confirmed"."""
    pages = rows[["source_date", "location_date"]].astype(str).replace("nan", "").max(axis=1)
    old = pages.str[:4].where(pages != "", rows["status_date"].astype(str).str[:4]).astype(int) < FIRST_YEAR
    return rows.assign(status=rows["status"].mask((rows["status"] == "operating") & old, "last confirmed"))
