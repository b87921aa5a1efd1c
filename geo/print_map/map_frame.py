"""A map's place on the sheet and the ground it shows, and geometry drawn through it as SVG paths."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import box as rectangle
from shapely.geometry.base import BaseGeometry

from geo.print_map.label_placement import Box


@dataclass(frozen=True)
class Frame:
    """A map on the sheet: its box in mm and the ground it shows, EPSG:27700 metres."""

    box: Box
    west: float
    north: float
    metres_per_mm: float

    @property
    def ground(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in EPSG:27700."""
        east = self.west + self.box.width * self.metres_per_mm
        return (self.west, self.north - self.box.height * self.metres_per_mm, east, self.north)

    @property
    def scale(self) -> int:
        """The number under the line of a scale of 1 to this, to two digits."""
        exact = self.metres_per_mm * 1000
        digits = max(0, int(math.log10(exact)) - 1)
        return round(exact / 10**digits) * 10**digits

    def to_sheet(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) in EPSG:27700 as mm on the sheet."""
        x = self.box.left + (points[:, 0] - self.west) / self.metres_per_mm
        y = self.box.top + (self.north - points[:, 1]) / self.metres_per_mm
        return np.c_[x, y]


def fit_frame(box: Box, ground: tuple[float, float, float, float]) -> Frame:
    west, south, east, north = ground
    metres_per_mm = max((east - west) / box.width, (north - south) / box.height)
    return Frame(
        box=box,
        west=(west + east) / 2 - box.width * metres_per_mm / 2,
        north=(south + north) / 2 + box.height * metres_per_mm / 2,
        metres_per_mm=metres_per_mm,
    )


def path(frame: Frame, geometries: Iterable[BaseGeometry], attributes: str) -> str:
    """Geometries (EPSG:27700) as one path, cut to the frame and thinned to what print can show."""
    west, south, east, north = frame.ground
    spare = frame.metres_per_mm * 2
    shapes = np.asarray(geometries, dtype=object)
    shapes = shapes[shapely.intersects(shapes, rectangle(west, south, east, north))]
    cut = shapely.clip_by_rect(shapes, west - spare, south - spare, east + spare, north + spare)
    cut = shapely.simplify(cut, frame.metres_per_mm * 0.04)
    data = "".join(_line(frame, part) for shape in shapely.get_parts(cut) for part in _rings(shape))
    return f'<path d="{data}" fill-rule="evenodd" {attributes}/>' if data else ""


def _rings(shape: BaseGeometry) -> Iterator[tuple[BaseGeometry, bool]]:
    """The lines to draw of a geometry, each with whether it is closed."""
    if shape.geom_type == "Polygon":
        yield from ((ring, True) for ring in (shape.exterior, *shape.interiors) if not ring.is_empty)
    elif shape.geom_type in ("LineString", "LinearRing"):
        yield shape, False
    elif hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _rings(part)


def _line(frame: Frame, part: tuple[BaseGeometry, bool]) -> str:
    line, closed = part
    points = frame.to_sheet(shapely.get_coordinates(line))
    if closed:
        points = points[:-1]
    if len(points) < 2:
        return ""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + ("Z" if closed else "")
