"""Streets on the map: nothing before somebody zooms past 11, each tile once, no other host, no name on a pin or another."""

from __future__ import annotations

from itertools import combinations

import pytest
from harness import MAP_FRAME

FRAME = f'document.querySelector("{MAP_FRAME}").contentWindow'
GO = f"([lat, lon, zoom]) => {{ {FRAME}.wm.state.map.setView([lat, lon], zoom, {{ animate: false }}); }}"
DRAWN = f"() => {FRAME}.wm.state.groundKind === 'streets' && ({FRAME}.wm.state.streetNames || []).length > 5"
# A pin's picture is 28 px wide, a cluster's as wide as it is drawn.
PINS = f"""() => [...{FRAME}.document.querySelectorAll('.leaflet-marker-pane .wm-pin, .leaflet-marker-pane .wm-cluster svg')].map((pin) => {{
  const box = pin.getBoundingClientRect(), radius = pin.matches('.wm-pin') ? 13 : box.width / 2;
  return [(box.left + box.right) / 2, (box.top + box.bottom) / 2, radius]; }})"""
TOWNS = f"""() => [...{FRAME}.document.querySelectorAll('.wm-label span')].map((name) => {{
  const box = name.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }})"""


# After each pan: the share of pixels that differ from a drawing anew by more than the smoothing of an edge, and how many pans were drawn by strips alone.
PANNED = f"""async () => {{
  const layer = {FRAME}.wm.state.streets, {{ map }} = {FRAME}.wm.state, canvas = layer._container, shift = layer.shift, found = {{ differ: [], moved: 0 }};
  const pixels = () => layer._ctx.getImageData(0, 0, canvas.width, canvas.height).data;
  layer.shift = function () {{ const done = shift.call(this); found.moved += done; return done; }};
  for (const by of [[60, 0], [0, -75], [-130, 90], [-41, -33]]) {{
    map.panBy(by, {{ animate: false }});
    await new Promise((done) => setTimeout(done, 400));
    const panned = pixels();
    layer.draw();
    const anew = pixels();
    found.differ.push(panned.reduce((sum, one, at) => sum + (Math.abs(one - anew[at]) > 40), 0) / anew.length);
  }}
  delete layer.shift;
  return found; }}"""


def meet(a, b) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def in_circle(box, circle) -> bool:
    x, y = (max(box[at], min(circle[at], box[at + 2])) - circle[at] for at in (0, 1))
    return x * x + y * y < (circle[2] - 1) ** 2


@pytest.fixture
def middle(page):
    """The page with its requests for tiles, and the middle of its assets."""
    asked: list[str] = []
    page.page.on("request", lambda request: "/streets/" in request.url and asked.append(request.url))
    page.open()
    page.shown_ids()
    items = page.page.evaluate(f"() => {FRAME}.wm.state.assets.items.map((item) => [item.lat, item.lon])")
    lat, lon = (sorted(column)[len(items) // 2] for column in zip(*items, strict=True))
    return page.page, asked, lat, lon


def test_streets_are_fetched_past_zoom_11_and_each_tile_once(middle):
    page, asked, lat, lon = middle
    page.evaluate(GO, [lat, lon, 11])
    page.wait_for_timeout(600)
    assert asked == []
    for zoom in (12, 15, 12, 15):
        page.evaluate(GO, [lat, lon, zoom])
        page.wait_for_function(DRAWN)
    page.evaluate(GO, [lat, lon, 9])
    page.wait_for_function(f"() => {FRAME}.wm.state.groundKind === 'region'")
    assert asked and len(asked) == len(set(asked))


@pytest.mark.parametrize("zoom", [12.5, 15])
def test_a_pan_leaves_what_a_drawing_anew_would(middle, zoom):
    page, _, lat, lon = middle
    page.evaluate(GO, [lat, lon, zoom])
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(900)
    found = page.evaluate(PANNED)
    assert found["moved"] >= 3 and max(found["differ"]) < 0.0005, found


@pytest.mark.parametrize("zoom", [11.6, 13, 14.5, 16])
def test_no_name_covers_a_pin_or_another_name(middle, zoom):
    page, _, lat, lon = middle
    page.evaluate(GO, [lat, lon, zoom])
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(900)
    names = page.evaluate(f"() => {FRAME}.wm.state.streetNames")
    pins, towns = page.evaluate(PINS), page.evaluate(TOWNS)
    assert names and pins
    for name in names:
        assert not [pin for pin in pins for box in name["boxes"] if in_circle(box, pin)], name["text"]
        assert not [town for town in towns for box in name["boxes"] if meet([box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2], town)], name["text"]
    for one, other in combinations(names, 2):
        assert not any(meet(a, b) for a in one["boxes"] for b in other["boxes"]), (one["text"], other["text"])


def test_a_background_that_cannot_be_reached_leaves_the_offline_map_and_a_line(make_page):
    watched = make_page()
    watched.page.route("https://**/*", lambda route: route.abort())
    watched.open("?tiles=osm")
    watched.page.wait_for_function(f"() => !{FRAME}.document.querySelector('.wm-notice')?.hidden", timeout=30_000)
    assert "offline map" in watched.page.evaluate(f"() => {FRAME}.document.querySelector('.wm-notice').textContent")
    assert watched.page.evaluate(f"() => {FRAME}.wm.state.groundKind") == "region"
