"""What a page's map shows, from what its reader asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from geo import vocabulary
from geo.crs import lat_lon_bounds
from geo.register.assets import Register
from geo.select.filters import Filters
from geo.settings import own_tiles
from geo.vocabulary import HIDDEN_STATUS
from geo.webmap.folium_map import MapView

PAD_DEGREES = 0.01
NEAR_DEGREES = 0.02


def explore_view(
    register: Register,
    filters: Filters,
    *,
    ids: tuple[str, ...],
    places: np.ndarray | None = None,
    counts: dict[str, int],
    chosen: str = "",
    tiles: str = "",
    asked: str = "",
    theme: str | None = None,
) -> MapView:
    """The view of the Explore map: the filtered assets, the legend as layer switch, and the fit.

    `ids` are the assets that answer the filters, or a page of them: then `places` are those of all in the register; `counts` how
    many each layer would give; `tiles` the id of an online background, off unless somebody turned it on; `asked` the key of the question.
    """
    return MapView(
        ids=ids,
        chosen=chosen or None,
        answers=("asset",),
        fit=fit_to(register, filters, ids=ids, places=places),
        legend=layer_legend(register, filters, counts=counts, tiles=tiles),
        tiles=online_tiles(register).get(tiles),
        highlight=filters.authority,
        theme=theme,
        title=f"Map of {len(ids if places is None else places)} innovation assets; the list beside it holds the same",
        stamp=f"{hash((filters, ids, chosen)):x}",
        asked=asked or None,
    )


def asset_view(register: Register, identity: str, *, theme: str | None = None) -> MapView:
    """The view of an asset's own page: the asset ringed among all others, close enough to see its
    neighbours; the whole region where none is chosen."""
    if not identity:
        fit = {"key": "region", "bounds": lat_lon_bounds(register.region_bounds)}
        return MapView(fit=fit, answers=("asset",), theme=theme, title="Map of all assets; the list above it holds the same")
    row = register.asset(identity)
    lon, lat = row["lon"], row["lat"]
    around = (lon - NEAR_DEGREES * 1.6, lat - NEAR_DEGREES, lon + NEAR_DEGREES * 1.6, lat + NEAR_DEGREES)
    return MapView(
        chosen=identity,
        answers=("asset",),
        fit={"key": identity, "bounds": lat_lon_bounds(around), "max_zoom": 15},
        theme=theme,
        title=f"Map around {row['name']}; the tables below hold the same",
        stamp=identity,
    )


def organisation_view(register: Register, name: str, *, ids: tuple[str, ...], chosen: str = "", theme: str | None = None) -> MapView:
    """The view of an organisation's page: the assets it has a role in and no others; all assets where none is chosen (`name` "")."""
    fit = {"key": "region", "bounds": lat_lon_bounds(register.region_bounds)}
    return MapView(
        ids=ids if name else None,
        chosen=chosen or None,
        answers=("asset",),
        fit=fit_assets(register, ids, key=name) if ids else fit,
        theme=theme,
        title=f"Map of the assets of {name}; the tables on the page hold the same" if name else "Map of all assets",
        stamp=f"{name} {chosen}",
    )


def shortlist_view(register: Register, ids: list[str], *, theme: str | None = None) -> MapView:
    """The view of a shortlist: its assets and no others; all assets where it is empty, to star from."""
    fit = {"key": " ".join(ids), "bounds": lat_lon_bounds(register.region_bounds)}
    if ids:
        fit = fit_assets(register, ids, key=" ".join(ids))
    title = f"Map of the {len(ids)} assets on the shortlist; the list beside it holds the same"
    empty = "Map of all assets; choose one to star it"
    return MapView(ids=tuple(ids) or None, fit=fit, theme=theme, title=title if ids else empty, stamp=" ".join(ids))


def fit_to(register: Register, filters: Filters, *, ids: tuple[str, ...], places: np.ndarray | None = None) -> dict[str, Any]:
    """Where the map goes: to the chosen authorities, else to the assets found, else to the region."""
    key = str(hash(filters))
    if filters.authority:
        bounds = _bounds_of_authorities(register, filters.authority)
        return {"key": key, "bounds": lat_lon_bounds(bounds), "max_zoom": 13}
    if filters.active() and ids:
        return fit_assets(register, ids, key=key) if places is None else _fit_places(register, places, key=key)
    return {"key": key, "bounds": lat_lon_bounds(register.region_bounds)}


def fit_assets(register: Register, ids: Iterable[str], *, key: str) -> dict[str, Any]:
    """The map goes to the assets named, of which there is at least one."""
    return _fit_places(register, np.array([register.by_id[identity] for identity in ids], dtype=int), key=key)


def _fit_places(register: Register, places: np.ndarray, *, key: str) -> dict[str, Any]:
    found = register.lon_lat[places]
    west, south = found.min(axis=0) - PAD_DEGREES
    east, north = found.max(axis=0) + PAD_DEGREES
    return {"key": key, "bounds": lat_lon_bounds((west, south, east, north)), "max_zoom": 14}


def _bounds_of_authorities(register: Register, codes: tuple[str, ...]) -> tuple[float, float, float, float]:
    chosen = register.boundaries[register.boundaries["gss_code"].isin(codes)]
    west, south, east, north = chosen.total_bounds
    return west, south, east, north


def online_tiles(register: Register) -> dict[str, dict[str, str]]:
    """Online backgrounds by id, as the package's descriptor and the settings name them: name, url, attribution, host."""
    own = own_tiles()
    return {entry["id"]: entry for entry in (*register.package.descriptor.get("online_tiles", ()), *([own] if own else []))}


def layer_legend(register: Register, filters: Filters, *, counts: dict[str, int], tiles: str = "") -> dict[str, Any]:
    """The legend that doubles as layer switch, with counts, how each status is drawn, and the
    switch of the online background, which names the host it asks."""
    on = filters.layer or tuple(counts)
    rows = [
        {"switch": True, "id": layer, "label": register.layer_names.at[layer, "plural"], "count": count, "on": layer in on} for layer, count in counts.items()
    ]
    shown = [s for s in vocabulary.STATUS_WORDS if s != "operating" and (s != HIDDEN_STATUS or s in filters.status)]
    keys = [{"layer": "hub", "status": status, "label": vocabulary.STATUS_WORDS[status]} for status in shown]
    online = [
        {"switch": True, "send": "tiles", "id": identity, "on": identity == tiles, "label": f"{entry['name']}, online (asks {entry['host']})"}
        for identity, entry in online_tiles(register).items()
    ]
    return {"title": "Legend", "rows": [*rows, *keys, *online]}
