"""What stands around an asset on its own page: what is next door, and what it is related to, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from geo.analysis.distance import nearest_neighbours, related_assets
from geo.analysis.drive_access import NearestByCar
from geo.errors import NotFoundError
from geo.register.assets import Register
from geo.vocabulary import HIDDEN_STATUS
from geo.webmap.asset_card import common_ground
from geo.webmap.html_elements import page_link
from pages.html.drive_sections import asset_html
from pages.html.elements import Column, heading, in_line, paragraph, table
from pages.html.page_head import masthead_html

MOST_LISTED = 8
HOW = "Choose an asset by its name, or click a pin on the map."
_NAMED = (Column("name", "Asset", "asset"), Column("kind_name", "Kind"), Column("place", "Place"))
NEIGHBOURS = (*_NAMED, Column("distance_km", "Distance", "number", decimals=1, unit=" km"))
RELATED = (*_NAMED, Column("why", "In common"))
_SHOWN = ["id", "name", "layer", "status", "kind", "place", "distance_m"]


def start_html(register: Register) -> Markup:
    """What stands where no asset is chosen: how to choose one, and the types with their numbers as ways in."""
    shown = register.assets[register.assets["status"] != HIDDEN_STATUS]
    counts, names = shown["layer"].value_counts(), register.layer_names["plural"]
    ways = [page_link("", f"{names[layer]} ({counts[layer]})", layer=layer) for layer in names.index if layer in counts.index]
    return masthead_html("Asset profile", HOW) + paragraph("Or begin on Explore with a type:") + in_line(ways)


def around_html(asset: pd.Series, register: Register, *, by_car: Sequence[NearestByCar] | NotFoundError) -> Markup:
    """The nearest assets to one of the register's, what is nearest `by_car`, and the most related, each as a table."""
    near = nearest_neighbours(asset, register.assets, n=MOST_LISTED)
    related = related_assets(asset, register.assets, n=MOST_LISTED)
    why = common_ground(related, register)
    nearby = page_link("nearby", "Everything within a radius of it", near=asset["id"])
    return (
        heading("Next door")
        + table(_records(near, register), NEIGHBOURS, caption="The nearest assets, in a straight line")
        + Markup("<p>{}</p>").format(nearby)
        + asset_html(by_car, register)
        + heading("Related")
        + table(
            [record | {"why": words} for record, words in zip(_records(related, register), why, strict=True)],
            RELATED,
            caption="Assets with an operator, clusters or technologies in common",
        )
    )


def _records(found: gpd.GeoDataFrame, register: Register) -> list[dict]:
    kinds = register.kinds["name"]
    return [
        row | {"distance_km": row["distance_m"] / 1000, "kind_name": kinds.get(row["kind"], row["kind"])}
        for row in pd.DataFrame(found)[_SHOWN].to_dict("records")
    ]
