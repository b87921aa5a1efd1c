"""Hands on a map in a page that scrolls: the plain wheel and one finger move the page, Ctrl and two fingers the map."""

from __future__ import annotations

from harness import MAP_FRAME, Watched

ZOOM = f'document.querySelector("{MAP_FRAME}").contentWindow.wm.state.map.getZoom()'
CENTRE = f'(() => {{ const at = document.querySelector("{MAP_FRAME}").contentWindow.wm.state.map.getCenter(); return [at.lat, at.lng]; }})()'
SCROLLED = "document.querySelector('.stMain').scrollTop"


def middle(page: Watched) -> tuple[float, float]:
    box = page.page.locator(MAP_FRAME).bounding_box()
    return box["x"] + box["width"] / 3, min(box["y"] + box["height"] / 3, 700)


def test_the_plain_wheel_moves_the_page_and_ctrl_the_map(page):
    page.open("places?authority=E08000026")
    page.page.wait_for_timeout(1000)
    page.page.mouse.move(*middle(page))
    zoom = page.page.evaluate(ZOOM)
    page.page.mouse.wheel(0, 150)
    page.map.get_by_text("Hold Ctrl and turn the wheel").wait_for()
    page.page.wait_for_function(f"() => {SCROLLED} > 100")
    assert page.page.evaluate(ZOOM) == zoom
    page.page.evaluate(f"() => {{ {SCROLLED} = 0; }}")
    page.page.keyboard.down("Control")
    page.page.mouse.wheel(0, -200)
    page.page.keyboard.up("Control")
    page.page.wait_for_function(f"() => {ZOOM} > {zoom + 0.4}")
    assert page.page.evaluate(SCROLLED) == 0


def test_one_finger_moves_the_page(make_page):
    page = make_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.open("places?authority=E08000026")
    page.page.wait_for_timeout(1500)
    page.page.locator(MAP_FRAME).scroll_into_view_if_needed()
    (x, y), before, at = middle(page), page.page.evaluate(SCROLLED), page.page.evaluate(CENTRE)
    touch = page.page.context.new_cdp_session(page.page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 16):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 8 * step}]})
        page.page.wait_for_timeout(16)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.page.wait_for_function(f"() => {SCROLLED} > {before + 50}")
    assert page.page.evaluate(CENTRE) == at


def test_no_map_can_be_moved_away_from_its_region(page):
    page.open()
    page.page.evaluate(f'() => {{ document.querySelector("{MAP_FRAME}").contentWindow.wm.state.map.panTo([49, 31], {{ animate: false }}); }}')
    page.page.wait_for_timeout(1200)
    lat, lon = page.page.evaluate(CENTRE)
    assert 50.5 < lat < 54.6 and -5.4 < lon < 1
