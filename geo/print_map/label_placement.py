"""Where symbols and labels go on a drawn map so that none covers another.

Everything here is plain geometry in millimetres on the sheet, y downwards.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

SPREAD_ROUNDS = 400
# How long the list of pairs that could touch is good for.
NEAR_FOR_ROUNDS = 8
# How strongly a symbol is pulled back to its true place in each round.
PULL = 0.03
# A sunflower's angle: symbols that share a point start in a spiral, each in its own direction.
GOLDEN_ANGLE = 2.399963


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, mm; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inside(self, other: Box) -> bool:
        """Does this box lie wholly in the other?"""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom

    def overlaps(self, other: Box) -> bool:
        """Do the two boxes share any area?"""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> Box:
        """The box with a margin of `by` on all sides (negative: smaller)."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass
class Occupied:
    """The boxes already taken on one map."""

    bounds: Box
    boxes: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Does the box lie on the map and touch nothing taken?"""
        return box.inside(self.bounds) and not any(box.overlaps(taken) for taken in self.boxes)

    def take(self, box: Box) -> None:
        """Mark a box as taken."""
        self.boxes.append(box)


def place_label(
    occupied: Occupied,
    *,
    at: tuple[float, float],
    size: tuple[float, float],
    clearance: float,
    centred: bool = False,
) -> tuple[Box, str] | None:
    """Find room for a label of (width, height) around a point and take it.

    Tries right, left, above, below, then the four corners, `clearance` away; with `centred` the
    point itself first. Returns the box and how its text is aligned ("start", "middle", "end"), or
    None if there is no room.
    """
    for box, align in _candidates(at, size, clearance, centred=centred):
        if occupied.free(box):
            occupied.take(box)
            return box, align
    return None


def group_near(points: np.ndarray, keys: Sequence[Hashable], *, radius: float) -> list[list[int]]:
    """Put together the points of one key that lie within `radius` of a common one.

    `points` is (n, 2). The fullest group is taken first. Returns positions, every one once.
    """
    groups: list[list[int]] = []
    by_key: dict[Hashable, list[int]] = {}
    for position, key in enumerate(keys):
        by_key.setdefault(key, []).append(position)
    for members in by_key.values():
        left = np.array(members)
        while len(left):
            apart = np.linalg.norm(points[left][:, None] - points[left][None], axis=2)
            near = apart <= radius
            fullest = near[near.sum(axis=1).argmax()]
            groups.append(left[fullest].tolist())
            left = left[~fullest]
    return groups


def spread_apart(points: np.ndarray, radii: np.ndarray, *, gap: float, bounds: Box) -> np.ndarray:
    """Move round symbols apart until none overlaps, staying near their true places.

    `points` (n, 2) and `radii` (n) in mm; `gap` is left between two symbols. Symbols are kept inside
    `bounds`. Returns the new centres; in a map too full for all to fit, some may still touch.
    """
    count = len(points)
    if count < 2:
        return points.copy()
    turn = np.arange(count) * GOLDEN_ANGLE
    placed = points + 0.01 * np.sqrt(np.arange(count))[:, None] * np.c_[np.cos(turn), np.sin(turn)]
    low = np.c_[bounds.left + radii, bounds.top + radii]
    high = np.maximum(low, np.c_[bounds.right - radii, bounds.bottom - radii])
    settling = int(SPREAD_ROUNDS * 0.7)
    for number in range(SPREAD_ROUNDS):
        if number % NEAR_FOR_ROUNDS == 0:
            first, second, needed = _near_pairs(placed, radii, gap)
        if number < settling:
            placed += (points - placed) * PULL
        between = placed[first] - placed[second]
        apart = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        push = np.maximum(needed - apart, 0)
        if number > settling and push.max(initial=0) < 0.01:
            break
        move = between * (push / apart * 0.45)[:, None]
        np.add.at(placed, first, move)
        np.add.at(placed, second, -move)
        placed = np.clip(placed, low, high)
    return placed


def _near_pairs(placed: np.ndarray, radii: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs that could touch within the next few rounds, and how far apart they must be."""
    first, second = np.triu_indices(len(placed), k=1)
    needed = radii[first] + radii[second] + gap
    between = placed[first] - placed[second]
    near = np.hypot(between[:, 0], between[:, 1]) < needed + 4.0
    return first[near], second[near], needed[near]


def _candidates(at: tuple[float, float], size: tuple[float, float], clearance: float, *, centred: bool) -> Iterator[tuple[Box, str]]:
    x, y = at
    width, height = size
    slant = clearance * 0.75
    if centred:
        yield Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2), "middle"
    for shift in (0, -0.35, 0.35):
        top = y - height / 2 + shift * height
        yield Box(x + clearance, top, x + clearance + width, top + height), "start"
        yield Box(x - clearance - width, top, x - clearance, top + height), "end"
    yield Box(x - width / 2, y - clearance - height, x + width / 2, y - clearance), "middle"
    yield Box(x - width / 2, y + clearance, x + width / 2, y + clearance + height), "middle"
    for up in (True, False):
        top = y - slant - height if up else y + slant
        yield Box(x + slant, top, x + slant + width, top + height), "start"
        yield Box(x - slant - width, top, x - slant, top + height), "end"
