"""The ringed pin on a large map stands where it covers no other; what `static/wm-ring.js` works out, run by Node."""

from __future__ import annotations

import json
import math
import random
import subprocess

from geo.settings import STATIC_ROOT

RADIUS_PX, GAP_PX = 42, 4


def spots(cases: list[dict]) -> list[list[int]]:
    script = (
        "globalThis.window = {}; require(process.argv[1]);"
        "const cases = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(cases.map((one) => window.wm.ring.spot(one.at, one.others, one.size))));"
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
