"""On stage: a whole tour by keyboard, every figure against the files, one map object throughout."""

from __future__ import annotations

import pandas as pd
import pytest
from harness import MAP_FRAME, ROOT
from shown_rows import as_shown

STAGE = "#wm-stage"
SCENE_NUMBER = f"() => document.querySelector('{STAGE}')?.dataset.scene"
FRAME = f'document.querySelector("{MAP_FRAME}")?.contentWindow'


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    files = {
        "hub": "hubs",
        "catapult": "catapults",
        "university": "universities",
        "gigafactory": "gigafactories",
        "testbed": "testbeds",
    }
    return as_shown(
        pd.concat(
            pd.read_csv(ROOT / "data/assets" / f"{file}.csv", dtype=str, keep_default_na=False).assign(layer=layer) for layer, file in files.items()
        ).reset_index(drop=True)
    )


def on_stage(watched, query: str):
    watched.page.goto(f"{watched.url}present?{query}")
    watched.page.wait_for_selector(f"{STAGE} h1", timeout=60_000)
    watched.page.wait_for_function(f"() => {FRAME}?.wm?.staged && {FRAME}.wm.state.view", timeout=60_000)
    watched.page.wait_for_timeout(600)
    return watched.page


def shown(page) -> set[str]:
    return set(page.evaluate(f"() => [...{FRAME}.wm.state.shown]"))


def figure(page) -> str:
    return page.locator(f"{STAGE} .figure b").inner_text()


def test_a_whole_tour_by_keyboard(page, rows):
    stage = on_stage(page, "present=region")
    page.mark_map()
    open_ = rows[rows["status"] != "closed"]
    coming = rows[rows["status"].isin(["planned", "under construction"])]
    expected = {
        1: open_,
        3: open_[open_["layer"] == "university"],
        4: open_[open_["layer"] == "catapult"],
        6: open_[open_["layer"] == "gigafactory"],
        7: open_[open_["layer"] == "testbed"],
        8: open_[open_["clusters"].str.contains("health-medtech")],
        9: open_,
        10: coming,
    }
    for number in range(1, 11):
        assert stage.evaluate(SCENE_NUMBER) == str(number)
        assert f"scene={number}" in stage.url or number == 1
        seen = shown(stage)
        assert figure(stage) == f"{len(seen):,}"
        if number in expected:
            assert seen == set(expected[number]["id"]), number
        stage.keyboard.press(["ArrowRight", "PageDown", " ", "ArrowDown"][number % 4])
        stage.wait_for_timeout(120)
    assert stage.evaluate(SCENE_NUMBER) == "10"
    stage.keyboard.press("Home")
    assert stage.evaluate(SCENE_NUMBER) == "1"
    stage.keyboard.press("End")
    assert stage.evaluate(SCENE_NUMBER) == "10"
    for key in ("ArrowLeft", "PageUp", "ArrowUp"):
        stage.keyboard.press(key)
    assert stage.evaluate(SCENE_NUMBER) == "7"
    assert page.map_kept()


def test_keys_work_with_the_focus_in_the_map(page):
    stage = on_stage(page, "present=region")
    page.map.locator(".leaflet-container").focus()
    stage.keyboard.press("PageDown")
    assert stage.evaluate(SCENE_NUMBER) == "2"
    page.map.locator(".leaflet-container").click(position={"x": 30, "y": 30})
    stage.keyboard.press("ArrowRight")
    assert stage.evaluate(SCENE_NUMBER) == "3"


def test_b_blanks_and_escape_leaves(page):
    stage = on_stage(page, "present=clusters&scene=3")
    assert stage.evaluate(SCENE_NUMBER) == "3"
    stage.keyboard.press("b")
    assert stage.locator(f"{STAGE} .blank").is_visible()
    stage.keyboard.press("b")
    assert not stage.locator(f"{STAGE} .blank").is_visible()
    stage.keyboard.press("Escape")
    stage.wait_for_selector(".wm-tours", timeout=30_000)
    assert stage.locator(STAGE).count() == 0
    assert "present=" not in stage.url


def test_a_clicker_a_number_and_the_list_go_where_they_should(page):
    """F5 goes on with the same scene, a number with Enter and the list lead to a scene, Escape closes the list alone."""
    stage = on_stage(page, "present=region&scene=3")
    stage.evaluate("() => { window.same = true; }")
    for key in ("F5", "Shift+F5"):
        stage.keyboard.press(key)
        assert stage.evaluate(SCENE_NUMBER) == "3" and stage.evaluate("() => window.same")
    blank = stage.locator(f"{STAGE} .blank")
    for key in ("b", "."):
        stage.keyboard.press(key)
        assert blank.is_visible()
        stage.keyboard.press(key)
        assert not blank.is_visible()
    stage.keyboard.press(".")
    stage.keyboard.press("F5")
    assert not blank.is_visible()
    for key, scene in (("PageDown", "4"), ("PageUp", "3")):
        stage.keyboard.press(key)
        assert stage.evaluate(SCENE_NUMBER) == scene
    stage.keyboard.type("5")
    assert "Scene 5 of" in stage.locator(f"{STAGE} .number").inner_text()
    stage.keyboard.press("Enter")
    assert stage.evaluate(SCENE_NUMBER) == "5"
    stage.keyboard.type("99")
    assert "none is 99" in stage.locator(f"{STAGE} .number").inner_text()
    stage.keyboard.press("Enter")
    assert stage.evaluate(SCENE_NUMBER) == "5"
    stage.keyboard.press("l")
    listed = stage.locator(f"{STAGE} dialog.jumps li button")
    assert listed.nth(4).get_attribute("aria-current") == "step" and stage.evaluate("() => document.activeElement.getAttribute('aria-current')") == "step"
    title = listed.nth(1).inner_text()
    listed.nth(1).click()
    assert stage.evaluate(SCENE_NUMBER) == "2" and stage.locator(f"{STAGE} h1, {STAGE} h2").first.inner_text() == title
    stage.keyboard.press("l")
    stage.keyboard.press("Escape")
    assert stage.locator(f"{STAGE} dialog.jumps").count() == 0 and stage.locator(STAGE).count() == 1
    stage.reload()
    stage.wait_for_function(f"() => document.querySelector('{STAGE}')?.dataset.scene === '2'", timeout=60_000)


def test_leaving_while_the_server_is_away_is_asked(page):
    stage = on_stage(page, "present=region")
    stage.evaluate("() => { window.wmConnection.away = () => true; }")
    stage.keyboard.press("Escape")
    box = stage.get_by_role("dialog", name="The server cannot be reached")
    box.get_by_role("button", name="Stay").click()
    assert stage.locator(STAGE).count() == 1 and box.count() == 0
    stage.keyboard.press("Escape")
    box.get_by_role("button", name="Leave all the same").click()
    stage.wait_for_function(f"() => !document.querySelector('{STAGE}')")


def test_a_scene_is_shown_at_once_and_without_the_server(page):
    stage = on_stage(page, "present=region")
    page.mark_map()
    stage.context.set_offline(True)
    # Words and map have changed before the key's own event is over: nothing is waited for.
    at_once = stage.evaluate(f"""() => {{ const map = {FRAME}.wm.state, before = map.view;
      window.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'PageDown', bubbles: true }}));
      return [({SCENE_NUMBER})(), map.view !== before]; }}""")
    assert at_once == ["2", True]
    stage.wait_for_timeout(4000)
    stage.keyboard.press("PageDown")
    assert stage.evaluate(SCENE_NUMBER) == "3"
    assert figure(stage) == str(len(shown(stage)))
    assert stage.locator(".stDialog:visible").count() == 0
    assert page.map_kept()
    stage.context.set_offline(False)
    # The browser reports the cut line itself; that is what this test asked for.
    page.errors[:] = [error for error in page.errors if "ERR_INTERNET_DISCONNECTED" not in error and "WebSocket" not in error]


def test_speaker_notes_follow_in_a_second_window(page):
    stage = on_stage(page, "present=region")
    with stage.expect_popup() as opened:
        stage.get_by_role("button", name="Speaker notes").click()
    notes = opened.value
    assert "Let the number stand" in notes.locator("#notes").inner_text()
    assert "It began in the works" in notes.locator("#next").inner_text()
    notes.get_by_role("button", name="Next").click()
    assert stage.evaluate(SCENE_NUMBER) == "2"
    stage.keyboard.press("PageDown")
    assert notes.locator("#title").inner_text() == "Knowledge in every corner"
    assert ":" in notes.locator("#time").inner_text()
    notes.keyboard.press("PageUp")
    assert stage.evaluate(SCENE_NUMBER) == "2"
    assert not notes.locator("#black").is_visible()
    notes.keyboard.press("b")
    assert notes.locator("#black").is_visible() and stage.locator(f"{STAGE} .blank").is_visible()
    # A show that is loaded anew is followed by the same window.
    stage.reload()
    stage.wait_for_function(f"() => document.querySelector('{STAGE}')?.dataset.scene === '2'", timeout=60_000)
    notes.locator("#black").wait_for(state="hidden")
    notes.get_by_role("button", name="Next").click()
    stage.wait_for_function(f"() => document.querySelector('{STAGE}').dataset.scene === '3'")
    notes.close()


def test_autoplay_goes_on_and_stops(make_page):
    watched = make_page()
    watched.page.clock.install()
    stage = on_stage(watched, "present=region")
    stage.get_by_role("button", name="Play by itself").click()
    stage.clock.run_for(15_000)
    assert stage.evaluate(SCENE_NUMBER) == "2"
    stage.get_by_role("button", name="Pause").click()
    stage.clock.run_for(40_000)
    assert stage.evaluate(SCENE_NUMBER) == "2"


def test_a_swipe_changes_the_scene(make_page):
    watched = make_page(width=390, height=844, has_touch=True, is_mobile=True)
    stage = on_stage(watched, "present=region")
    swipe = """([from, to]) => { const panel = document.querySelector('#wm-stage .panel');
      const touch = (x) => new Touch({ identifier: 1, target: panel, clientX: x, clientY: 600 });
      panel.dispatchEvent(new TouchEvent('touchstart', { changedTouches: [touch(from)] }));
      panel.dispatchEvent(new TouchEvent('touchend', { changedTouches: [touch(to)] })); }"""
    stage.evaluate(swipe, [320, 80])
    assert stage.evaluate(SCENE_NUMBER) == "2"
    stage.evaluate(swipe, [80, 320])
    assert stage.evaluate(SCENE_NUMBER) == "1"


def test_reduced_motion_cuts_and_motion_flies(make_page):
    calm = on_stage(make_page(reduced_motion="reduce"), "present=region")
    calm.keyboard.press("End")
    calm.keyboard.press("Home")
    calm.keyboard.press("PageDown")
    at_once = calm.evaluate(f"() => {FRAME}.wm.state.map.getZoom()")
    calm.wait_for_timeout(2500)
    assert calm.evaluate(f"() => {FRAME}.wm.state.map.getZoom()") == at_once


@pytest.mark.parametrize(
    "query",
    ["present=region", "present=clusters", "present=coventry", "present=authority&authority=E08000025"],
)
def test_no_scene_is_cut_off(make_page, query):
    watched = make_page(width=1920, height=1080, reduced_motion="reduce")
    stage = on_stage(watched, query)
    for width, height in ((1920, 1080), (1440, 900), (390, 844)):
        stage.set_viewport_size({"width": width, "height": height})
        stage.keyboard.press("Home")
        stage.wait_for_timeout(600)  # the stage fits its type anew a moment after the screen has changed
        for _ in range(int(stage.locator(f"{STAGE} .eyebrow b").inner_text().split(" of ")[1])):
            cut = stage.evaluate(f"""() => {{ const m = document.querySelector('{STAGE} .message');
              return [document.querySelector('{STAGE} h1').textContent, m.scrollHeight - m.clientHeight,
                document.documentElement.scrollWidth - innerWidth]; }}""")
            assert cut[2] <= 0, (width, cut)
            # On a phone the words may scroll; on stage every word is seen.
            assert width < 700 or cut[1] <= 1, (width, cut)
            stage.keyboard.press("PageDown")
    assert watched.errors == [] and watched.outside == []


def test_type_can_be_read_from_the_back(make_page):
    watched = make_page(width=1920, height=1080)
    stage = on_stage(watched, "present=region")
    words = ("h1", ".figure b", ".figure span", ".line", ".key span", ".key b", ".eyebrow span", ".eyebrow b")
    sizes = stage.evaluate(
        """(selector) => [...document.querySelectorAll(selector)]
          .map((node) => [node.textContent, parseFloat(getComputedStyle(node).fontSize)])""",
        ", ".join(f"{STAGE} {part}" for part in words),
    )
    assert len(sizes) > 8
    assert all(size >= 28 for _, size in sizes), [pair for pair in sizes if pair[1] < 28]


@pytest.mark.parametrize(
    "query",
    [
        "present=nonsense",
        "present=region&scene=99999999999999",
        "present=region&scene=-3&authority=%3Cscript%3E",
        "present=authority&authority=X",
        "present=own",
        "present=region&kiosk=1&idle=abc",
    ],
)
def test_hostile_addresses_show_something_sensible(page, query):
    page.page.goto(f"{page.url}present?{query}")
    page.page.wait_for_selector(f"{STAGE} h1, .wm-tours", timeout=60_000)
    assert page.page.locator("[data-testid=stException]").count() == 0


NAMES = f"() => [...{FRAME}.document.querySelectorAll('.wm-pin-name > span')].map((one) => one.textContent)"
BOXES = f"""() => [...{FRAME}.document.querySelectorAll('.wm-pin-name, .wm-pin, .wm-cluster')].map((one) => {{
  const box = one.getBoundingClientRect(); return [one.className, box.left, box.top, box.right, box.bottom]; }})"""


def test_few_pins_carry_their_names_and_no_name_lies_over_another(make_page, rows):
    watched = make_page(width=1920, height=1080, reduced_motion="reduce")
    stage = on_stage(watched, "present=coventry&scene=5")
    named = set(stage.evaluate(NAMES))
    wanted = {name.split(" (")[0] for name in rows[rows["id"].isin(shown(stage))]["name"]}
    assert len(wanted) > 3
    assert named == wanted
    boxes = [box for box in stage.evaluate(BOXES) if box[0].startswith("wm-pin-name")]
    overlaps = [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :] if a[1] < b[3] and a[3] > b[1] and a[2] < b[4] and a[4] > b[2]]
    assert overlaps == []
    assert all(left >= 0 and right <= 1920 * 0.63 for _, left, _, right, _ in boxes)
    stage.keyboard.press("End")
    stage.wait_for_timeout(400)
    assert stage.evaluate(NAMES) == []


def test_the_buttons_fade_for_the_audience_and_come_back(page):
    stage = on_stage(page, "present=region")
    opacity = f"() => getComputedStyle(document.querySelector('{STAGE} .bar')).opacity"
    stage.mouse.move(300, 300)
    stage.wait_for_function(f"{opacity.removeprefix('() => ')} === '0'", timeout=10_000)
    stage.mouse.move(340, 340)
    stage.wait_for_function(f"{opacity.removeprefix('() => ')} === '1'", timeout=5_000)


def swipe(stage, session, start: int, end: int) -> None:
    touch = lambda kind, points: session.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    touch("touchStart", [{"x": start, "y": 400}])
    for step in range(1, 5):
        touch("touchMove", [{"x": start + (end - start) * step / 4, "y": 400}])
    touch("touchEnd", [])
    stage.wait_for_timeout(600)


def test_a_swipe_changes_the_scene_and_is_not_the_browsers_back(make_page):
    watched = make_page(has_touch=True)
    # Something to go back to, as for everybody who came by the chooser.
    watched.page.goto(f"{watched.url}present")
    stage = on_stage(watched, "present=region")
    session = stage.context.new_cdp_session(stage)
    for _ in range(3):
        swipe(stage, session, 450, 100)
        assert stage.evaluate(SCENE_NUMBER) == "2"
        swipe(stage, session, 100, 450)
        assert stage.evaluate(SCENE_NUMBER) == "1"
        assert "present=region" in stage.url
    assert watched.errors == []
