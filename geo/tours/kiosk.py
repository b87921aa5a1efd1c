"""What the stage and the kiosk hold in the browser beside the scenes."""

from __future__ import annotations

from typing import Any

from geo import vocabulary
from geo.crs import lat_lon_bounds
from geo.register.assets import Register
from geo.register.postal_address import full_address
from geo.select.filters import FacetIndex, Filters
from geo.tours.phone_page import phone_page
from geo.tours.qr_code import qr_squares


def kiosk_data(register: Register, index: FacetIndex, *, link_root: str = "") -> dict[str, Any]:
    """All that a visitor of the kiosk can reach, as plain values: the assets with their QR codes.

    `link_root` is the address of the app, whose page for phones the codes lead to; without it there are none.
    Closed assets are left out, as everywhere.
    """
    shown = register.assets[index.mask(Filters())]
    clusters = register.clusters
    names = register.authorities["name"].sort_values()
    return {
        "ids": list(shown["id"]),
        "bounds": lat_lon_bounds(register.region_bounds),
        "layers": [{"id": layer, "label": row["plural"]} for layer, row in register.layer_names.iterrows()],
        "clusters": [{"id": cluster, "label": row["short_name"]} for cluster, row in clusters.iterrows()],
        "authorities": [{"id": code, "label": name} for code, name in names.items()],
        "details": {row["id"]: _detail(row, register, link_root) for _, row in shown.iterrows()},
    }


def _detail(row: Any, register: Register, link_root: str) -> dict[str, Any]:
    clusters = register.clusters["short_name"]
    return {
        "name": row["name"],
        "layer": row["layer"],
        "status": row["status"],
        "standing": vocabulary.standing_words(row["status"], row["status_date"]),
        "kind": register.kinds["name"].get(row["kind"], row["kind"]),
        "summary": row["summary"],
        "operator": row["operator"],
        "address": f"{full_address(row)} ({row['authority']})",
        "gss_code": row["gss_code"],
        "clusters": list(row["clusters"]),
        "cluster_words": ", ".join(clusters.get(cluster, cluster) for cluster in row["clusters"]),
        "lat": row["lat"],
        "lon": row["lon"],
        "qr": qr_squares(f"{link_root.rstrip('/')}/{phone_page(asset=row['id'])}") if link_root else None,
    }
