"""Every code that a stage shows, read off its squares and followed: what opens shows what the scene speaks of."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from harness import ROOT, serve, watch
from PIL import Image

from geo.tours.kiosk import kiosk_data
from geo.tours.tour import compute_scenes, load_tours

PUBLIC = "https://map.example/wm/"
# `popstate` is what Back does: the page reads its address anew, and need not be loaded for each code.
FOLLOW = """query => {
  history.pushState({}, "", query ? `?${query}` : location.pathname);
  window.dispatchEvent(new PopStateEvent("popstate"));
  return { shown: [...window.wm.state.shown], card: document.getElementById("detail").hidden ? "" : document.querySelector("#card h2, #card h3").textContent,
    whole: document.getElementById("whole-app").getAttribute("href"), words: document.querySelector("#results").shadowRoot.textContent };
}"""


@pytest.fixture(scope="module")
def public_app(tmp_path_factory):
    """The app with a public address."""
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("public") / "log.txt", environment={"INNOVATION_MAP_PUBLIC_ADDRESS": PUBLIC}) as url:
        yield url


def read_off(code, *, dot=4, border=4):
    """The text in a code's squares, as a phone reads them."""
    size = code["size"]
    digits = np.array(list(f"{int(code['bits'], 16):0{size * size}b}"), dtype=np.uint8).reshape(size, size)
    picture = np.pad(255 * (1 - digits), border, constant_values=255).repeat(dot, 0).repeat(dot, 1).astype(np.uint8)
    return zxingcpp.read_barcode(picture).text


def every_scene(register, index):
    for tour in load_tours(register)[0].values():
        for code in register.authorities.index if tour.parameter else ("",):
            for scene in compute_scenes(tour, register, index, authority=code, link_root=PUBLIC, staged=True):
                yield f"{tour.id} {code} {scene['title']}", scene


def test_every_code_of_every_scene_opens_what_the_scene_shows(browser, public_app, register, index):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    phone = watch(context.new_page(), public_app)
    phone.page.goto(f"{public_app}lite", timeout=180_000)
    phone.page.wait_for_function("() => window.wm?.state?.view", timeout=60_000)
    names, wrong, followed = register.assets.set_index("id")["name"], [], {}
    for which, scene in every_scene(register, index):
        address = read_off(scene["qr"])
        assert address == scene["link"] and address.startswith(f"{PUBLIC}lite")
        query = address.removeprefix(f"{PUBLIC}lite").removeprefix("?")
        if query not in followed:
            followed[query] = phone.page.evaluate(FOLLOW, query)
        seen = followed[query]
        chosen = scene["view"].get("chosen") or ""
        if set(seen["shown"]) != set(scene["ids"]) or (chosen and seen["card"] != names[chosen]):
            wrong.append((which, query, len(seen["shown"]), len(scene["ids"]), seen["card"]))
    assert not wrong, wrong[:5]
    assert len(followed) > 100 and phone.errors == [] and phone.outside == []
    listed = next(seen for query, seen in followed.items() if "present=" in query and "present=clusters" not in query)
    assert listed["whole"].startswith("./shortlist?star=")
    context.close()


def test_every_code_of_the_kiosk_opens_its_asset(register, index):
    details = kiosk_data(register, index, link_root=PUBLIC)["details"]
    assert {identity: read_off(told["qr"]) for identity, told in details.items()} == {identity: f"{PUBLIC}lite?asset={identity}" for identity in details}


def test_the_code_on_stage_can_be_read_off_the_screen_and_has_words(browser, public_app):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    stage = watch(context.new_page(), public_app)
    stage.page.goto(f"{public_app}present?present=region&scene=3")
    code = stage.page.locator("#wm-stage .qr-code")
    code.wait_for(timeout=60_000)
    read = zxingcpp.read_barcode(Image.open(BytesIO(code.screenshot())))
    assert read.text == f"{PUBLIC}lite?layer=university"
    assert code.get_attribute("role") == "img" and read.text in code.get_attribute("aria-label") and "on a phone" in code.get_attribute("aria-label")
    context.close()


def test_the_code_on_the_card_of_a_kiosk_opens_its_asset(browser, public_app):
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    kiosk = watch(context.new_page(), public_app).page
    kiosk.goto(f"{public_app}present?present=region&kiosk=1")
    kiosk.locator("#wm-stage .invite").click(timeout=60_000)
    kiosk.wait_for_selector("#wm-stage .explore h2")
    kiosk.wait_for_timeout(600)
    kiosk.get_by_role("button", name="Local authorities").click()
    kiosk.get_by_role("button", name="Solihull").click()
    kiosk.locator("#wm-stage .explore .row").first.click()
    read = zxingcpp.read_barcode(Image.open(BytesIO(kiosk.locator("#wm-stage .scan .qr-code").screenshot())))
    assert read.text.startswith(f"{PUBLIC}lite?asset=")
    context.close()


def test_without_a_public_address_the_stage_has_no_code_and_the_page_says_why(page, app_url):
    page.page.goto(f"{app_url}present?present=region&scene=3")
    page.page.wait_for_selector("#wm-stage h1, #wm-stage h2", timeout=60_000)
    assert page.page.locator("#wm-stage .qr-code").count() == 0
    page.page.goto(f"{app_url}present")
    page.page.get_by_label("Public address of the map").wait_for(timeout=60_000)
    assert page.page.get_by_text("only this machine understands").count() == 1
