"""GeoJSON for a map's shapes: geometry in EPSG:4326 with the properties that style it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

# About a metre: finer than any shape drawn here is known.
DECIMALS = 5


def feature(geometry: BaseGeometry, **look: Any) -> dict[str, Any]:
    """One shape, coordinates rounded to about a metre.

    `look` may hold `title`, `stroke`, `weight`, `dashes`, `fill`, `fill_opacity`, `radius_px`.
    """
    rounded = shapely.transform(geometry, lambda xy: xy.round(DECIMALS))
    return {"type": "Feature", "properties": look, "geometry": mapping(rounded)}


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The shapes of a view; None without any."""
    features = list(features)
    return {"type": "FeatureCollection", "features": features} if features else None
