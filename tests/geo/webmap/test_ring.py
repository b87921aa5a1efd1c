"""The ringed pin on a large map stands where it covers no other; what `static/wm-ring.js` works out, run by Node."""

from __future__ import annotations

import json
import math
import random
import subprocess

from geo.settings import STATIC_ROOT

RADIUS_PX, GAP_PX = 42, 4


def spots(cases: list[dict]) -> list[list[int]]:
    return asked("window.wm.ring.spot(one.at, one.others, one.size)", cases)


def asked(call: str, cases: list) -> list:
    """What the script answers for each of the cases, by the name of `one`."""
    script = (
        "globalThis.window = {}; require(process.argv[1]);"
        "const cases = JSON.parse(require('fs').readFileSync(0));"
        f"console.log(JSON.stringify(cases.map((one) => {call})));"
    )
    done = subprocess.run(["node", "-e", script, str(STATIC_ROOT / "wm-ring.js")], input=json.dumps(cases), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_ring_covers_no_pin_it_stands_beside():
    draw = random.Random(7)
    cases = [
        {
            "at": {"x": draw.uniform(60, 740), "y": draw.uniform(60, 620)},
            "others": [{"x": draw.uniform(0, 800), "y": draw.uniform(0, 680), "radius": draw.choice([20, 26, 34])} for _ in range(draw.randint(1, 9))],
            "size": {"x": 806, "y": 680},
        }
        for _ in range(300)
    ]
    for case in cases:
        # One beside it, as Greenpower Park is beside UKBIC.
        case["others"].append({"x": case["at"]["x"] + draw.uniform(-30, 30), "y": case["at"]["y"] + draw.uniform(-30, 30), "radius": 26})
    for case, (dx, dy) in zip(cases, spots(cases), strict=True):
        x, y = case["at"]["x"] + dx, case["at"]["y"] + dy
        assert all(math.hypot(one["x"] - x, one["y"] - y) >= one["radius"] + RADIUS_PX + GAP_PX for one in case["others"]), case
        assert RADIUS_PX <= x <= 806 - RADIUS_PX and RADIUS_PX <= y <= 680 - RADIUS_PX


def test_a_ring_with_nothing_beside_it_stays_where_it_is():
    far = {"at": {"x": 300, "y": 300}, "others": [{"x": 380, "y": 300, "radius": 26}], "size": {"x": 806, "y": 680}}
    alone = {"at": {"x": 5, "y": 5}, "others": [], "size": {"x": 806, "y": 680}}
    assert spots([far, alone]) == [[0, 0], [0, 0]]


def test_groups_and_pins_are_pushed_apart_and_stay_near_their_places():
    draw = random.Random(11)
    # A stage of three heights with as many groups as a tour of the region has, some of them on the very same place.
    cases = []
    for growth in (2 / 3, 1, 2):
        for _ in range(40):
            circles = [
                {
                    "x": draw.uniform(0, 806 * growth),
                    "y": draw.uniform(0, 1000 * growth),
                    "radius": draw.choice([22, 25, 35, 49]) * growth,
                    "stays": draw.random() < 0.4,
                }
                for _ in range(40)
            ]
            cases.append([*circles, {**circles[0], "radius": 25 * growth}])
    for circles, shifts in zip(cases, asked("window.wm.ring.apart(one)", cases), strict=True):
        at = [(one["x"] + dx, one["y"] + dy, one["radius"]) for one, (dx, dy) in zip(circles, shifts, strict=True)]
        for place, (x, y, radius) in enumerate(at):
            for other_x, other_y, other_radius in at[place + 1 :]:
                assert math.hypot(other_x - x, other_y - y) >= radius + other_radius - 1
        assert max(math.hypot(*shift) for shift in shifts) < 5 * max(one["radius"] for one in circles)


def test_what_lies_over_nothing_is_not_moved_and_a_pin_gives_way_less_than_a_group():
    far = [{"x": 0, "y": 0, "radius": 20, "stays": True}, {"x": 60, "y": 0, "radius": 30, "stays": False}]
    near = [far[0], {**far[1], "x": 30}]
    assert asked("window.wm.ring.apart(one)", [far]) == [[[0, 0], [0, 0]]]
    ((pin, group),) = asked("window.wm.ring.apart(one)", [near])
    assert pin[0] < 0 < group[0] and abs(pin[0]) * 3 < group[0]
