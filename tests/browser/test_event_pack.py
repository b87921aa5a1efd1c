"""The event pack's page, opened from a file with the network cut."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

from geo.export import export_context
from geo.export.pack_page import pack_tiles, page_bytes
from geo.export.street_blocks import block_files
from geo.register.assets import load_register

STAGE = "#wm-stage"


@pytest.fixture(scope="module")
def register():
    return load_register()


@pytest.fixture(scope="module")
def pack_file(register, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("usb stick") / "open-me.html"
    context = export_context(register, made_on=date(2026, 11, 22))
    path.write_bytes(page_bytes(context))
    for name, content in block_files(pack_tiles(context)).items():
        (path.parent / name).parent.mkdir(exist_ok=True)
        (path.parent / name).write_bytes(content)
    return path.as_uri()


@pytest.fixture
def opened(browser, pack_file):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on("request", lambda request: request.url.startswith(("http", "ws")) and wrong.append(request.url))
    page.goto(pack_file)
    page.wait_for_function("() => window.wm && wm.state && wm.state.view")
    page.wait_for_timeout(500)
    yield page
    context.close()
    assert wrong == []


def shown(page: Page) -> set[str]:
    return set(page.evaluate("() => [...wm.state.shown]"))


def listed(page: Page) -> set[str]:
    page.wait_for_timeout(900)
    return set(page.locator("tr[data-id]").evaluate_all("rows => rows.map((row) => row.dataset.id)"))


def test_map_and_list_hold_all_that_is_open(opened, register):
    expected = set(register.assets["id"][register.assets["status"] != "closed"])
    assert shown(opened) == expected
    assert listed(opened) == expected


def test_filters_and_counts_are_those_of_the_data(opened, register):
    assets = register.assets[register.assets["status"] != "closed"]
    opened.locator("#facets").get_by_label("Testbeds").check()
    expected = set(assets["id"][assets["layer"] == "testbed"])
    assert shown(opened) == listed(opened) == expected
    opened.get_by_role("button", name="Clear all").click()
    assert len(shown(opened)) == len(assets)


def test_search_forgives_spelling_and_finds_postcodes(opened, register):
    opened.get_by_label("Search", exact=True).fill("batery recyclng")
    opened.wait_for_timeout(900)
    found = shown(opened)
    assert "ecobat-darlaston" in found
    row = register.asset("ukbic")
    opened.get_by_label("Search", exact=True).fill(row["postcode"].replace(" ", "").lower())
    opened.wait_for_timeout(900)
    assert "ukbic" in shown(opened)


def test_search_answers_as_the_app_does(opened, register):
    from geo.select.filters import Filters, index_facets

    index = index_facets(register)
    for words in (
        "university of birmingham",
        "hydrogen",
        "wolverhamton",
        "cv4",
        "the",
        "zzzzqq",
        "agri tech",
    ):
        opened.get_by_label("Search", exact=True).fill(words)
        opened.wait_for_timeout(700)
        assert shown(opened) == set(register.assets["id"][index.mask(Filters(q=words))]), words


def test_an_asset_opens_from_list_and_map(opened):
    opened.get_by_label("Search", exact=True).fill("ukbic")
    opened.wait_for_timeout(900)
    opened.locator("tr[data-id=ukbic] button.name").click()
    assert "UK Battery Industrialisation Centre" in opened.locator("#card h2").inner_text()
    assert opened.locator("#card").get_by_text("How we know").is_visible()
    opened.get_by_role("button", name="Close").click()
    assert not opened.locator("#detail").is_visible()
    opened.evaluate("() => wm.send('asset', { id: 'ukbic' })")
    assert opened.locator("#detail").is_visible()


def test_a_whole_tour_by_keyboard(opened):
    opened.locator("summary", has_text="Tours").click()
    opened.get_by_role("button", name="Present: The best kept secret").click()
    opened.evaluate("() => { wm.state.map.testMark = 'kept'; }")
    for number in range(1, 11):
        assert opened.locator(STAGE).get_attribute("data-scene") == str(number)
        if number != 9:
            assert opened.locator(f"{STAGE} .figure b").inner_text() == str(len(shown(opened)))
        opened.keyboard.press("PageDown")
        opened.wait_for_timeout(100)
    opened.keyboard.press("Escape")
    assert opened.locator(STAGE).count() == 0
    assert opened.evaluate("() => wm.state.map.testMark") == "kept"
    assert len(shown(opened)) == len(listed(opened))


def test_the_authority_tour_and_the_kiosk_are_there_too(opened):
    opened.locator("summary", has_text="Tours").click()
    opened.locator("#tour-list select").select_option("E07000220")
    opened.get_by_role("button", name="Present: What does a local authority have?").click()
    assert opened.locator(f"{STAGE} h1").inner_text() == "Rugby"
    opened.keyboard.press("PageDown")
    opened.reload()
    opened.wait_for_selector(f"{STAGE}[data-scene='2']")
    opened.keyboard.press("Home")
    assert opened.locator(f"{STAGE} h1").inner_text() == "Rugby"
    opened.keyboard.press("Escape")
    assert "#" not in opened.url
    opened.locator("summary", has_text="Tours").click()
    opened.get_by_role("button", name="Kiosk: The best kept secret").click()
    opened.locator(f"{STAGE} .invite").click()
    assert opened.locator(f"{STAGE} .explore h2").inner_text() == "Touch a pin on the map"
    opened.keyboard.press("Escape")


@pytest.mark.parametrize("width", [320, 390, 1920])
def test_it_fits_every_screen(browser, pack_file, width):
    context = browser.new_context(viewport={"width": width, "height": 844}, offline=True)
    page = context.new_page()
    page.goto(pack_file)
    page.wait_for_function("() => window.wm && wm.state && wm.state.view")
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_the_pack_draws_streets_from_its_folder_where_somebody_zooms_in(opened):
    assert opened.evaluate("() => document.querySelectorAll('script[src]').length") == 0
    opened.evaluate("() => { const item = wm.state.assets.items[0]; wm.state.map.setView([item.lat, item.lon], 15.5, { animate: false }); }")
    opened.wait_for_function("() => (wm.state.streetNames || []).length > 3")
    sources = opened.evaluate("() => [...document.querySelectorAll('script[src]')].map((script) => script.getAttribute('src'))")
    assert sources and len(sources) == len(set(sources)) and all(source.startswith("streets/") for source in sources)
