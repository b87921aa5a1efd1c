"""A shortlist: assets somebody starred, with a line on each, side by side; all of it in a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import geopandas as gpd
import pandas as pd

from geo import vocabulary
from geo.register.assets import Register
from geo.register.postal_address import full_address

MOST = 50
MOST_COMPARED = 4
NOTE_LENGTH = 160
SEPARATOR = "~"


def read_notes(values: Iterable[str]) -> dict[str, str]:
    """Notes from the link's `note` parameters, each written as id~text."""
    pairs = (value.split(SEPARATOR, 1) for value in values if SEPARATOR in value)
    return {identity: text[:NOTE_LENGTH].strip() for identity, text in pairs if text.strip()}


def write_notes(notes: dict[str, str]) -> list[str]:
    """The `note` parameters of notes; undoes `read_notes`."""
    return [f"{identity}{SEPARATOR}{text.strip()[:NOTE_LENGTH]}" for identity, text in notes.items() if text.strip()]


def toggled(ids: Iterable[str], identity: str) -> list[str]:
    """The ids with one more, or without it if it is there; never more than `MOST`."""
    ids = list(dict.fromkeys(ids))
    changed = [item for item in ids if item != identity] if identity in ids else [*ids, identity]
    return changed[:MOST]


def known(ids: Iterable[str], register: Register) -> list[str]:
    """The ids that name an asset, once each, in their order; a retired id is its successor's."""
    return [identity for identity in dict.fromkeys(map(register.current_id, ids)) if identity in register.by_id]


def chosen_assets(register: Register, ids: Iterable[str]) -> gpd.GeoDataFrame:
    """The assets of a shortlist in its order, EPSG:4326. Raises NotFoundError for an unknown id."""
    positions = [register.by_id[register.asset(identity)["id"]] for identity in ids]
    return register.assets.iloc[positions]


def side_by_side(register: Register, ids: Iterable[str]) -> list[dict[str, str]]:
    """One record per thing to compare, with a value for each asset under its id.

    At most `MOST_COMPARED` assets; what is not known is said to be so.
    """
    rows = [register.asset(identity) for identity in list(ids)[:MOST_COMPARED]]
    words: dict[str, Callable[[pd.Series], str]] = {
        "Type": lambda r: register.kinds["name"].get(r["kind"], r["kind"]),
        "Status": lambda r: vocabulary.standing_words(r["status"], r["status_date"]),
        "Run by": lambda r: r["operator"],
        "What it does": lambda r: r["summary"],
        "Address": full_address,
        "Local authority": lambda r: f"{r['authority']} ({r['gss_code']})",
        "Clusters": lambda r: ", ".join(register.clusters["short_name"].get(c, c) for c in r["clusters"]),
        "Technologies": lambda r: ", ".join(r["technologies"]),
        "Opened": lambda r: r["opened"],
        "Confidence": lambda r: vocabulary.CONFIDENCE_WORDS[r["confidence"]],
        "Source": lambda r: f"{r['source_title']} ({r['source_date']}; {vocabulary.PUBLISHER_WORDS[r['source_publisher']]})" if r["source_title"] else "",
    }
    return [{"what": what} | {row["id"]: value(row) or "not known" for row in rows} for what, value in words.items()]
