"""What a page is before the app has run, where it cannot run, and what its tab is called once it has."""

from __future__ import annotations

import pytest
from harness import watch
from proxy import without_websockets

ANOTHER_NAME = "([before, bare]) => ![before, bare].includes(document.title)"


@pytest.fixture(scope="module")
def refusing(app_url, tmp_path_factory):
    with without_websockets(tmp_path_factory.mktemp("nginx"), app_url) as made:
        yield made


def test_behind_a_proxy_that_forbids_websockets_a_person_is_told_and_gets_to_the_map(browser, refusing):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{refusing}?layer=catapult")
    page.get_by_text("does not allow one").wait_for(timeout=30_000)
    box = page.locator("#wm-first").bounding_box()
    assert (box["width"], box["height"]) == (390, 844), "the grey bars are under it"
    page.locator(".wm-words a:visible", has_text="the map as one page").click(timeout=180_000)
    page.wait_for_function("() => window.wm?.state?.view", timeout=180_000)
    assert page.url == f"{refusing}lite?layer=catapult"
    assert page.evaluate("window.wm.state.shown.size ?? window.wm.state.shown.length") > 0
    context.close()


def test_first_words_stand_at_once_and_go_when_the_page_is_drawn(page, app_url, register):
    code, name = next(iter(register.authorities["name"].items()))
    page.page.goto(f"{app_url}places?authority={code}", wait_until="commit")
    page.page.locator("#wm-first h1", has_text=name).wait_for(timeout=10_000)
    page.settled()
    assert page.page.locator("#wm-first").count() == 0
    assert page.page.title() == f"{name} · {register.region.title}"


def test_every_page_and_asset_names_its_tab(page, app_url, register):
    row, title = register.assets.iloc[5], register.region.title
    seen = [page.open(f"asset?asset={row['id']}").title()]
    assert seen == [f"{row['name']} · {title}"]
    for name in ("places", "clusters", "nearby", "shortlist", "about"):
        page.walk(name).wait_for_function(ANOTHER_NAME, arg=[seen[-1], title], timeout=20_000)
        seen.append(page.page.title())
    page.walk("?layer=catapult").locator("tr[data-id]").first.wait_for(timeout=20_000)
    page.settled()
    # A chosen asset renames the tab without another page.
    row = register.assets[register.assets["layer"] == "catapult"].iloc[0]
    page.page.locator(f"tr[data-id='{row['id']}'] button").first.click()
    page.page.wait_for_function("name => document.title.startsWith(name)", arg=row["name"], timeout=20_000)
    assert len(set(seen)) == 6 and page.open().title() == title


def test_without_javascript_a_page_says_what_it_holds(browser, app_url, register):
    row = register.assets.iloc[0]
    context = browser.new_context(java_script_enabled=False)
    plain = watch(context.new_page(), app_url)
    plain.page.goto(f"{app_url}asset?asset={row['id']}")
    assert row["summary"] in plain.page.locator("#wm-first").inner_text() and row["operator"] in plain.page.locator("#wm-first").inner_text()
    plain.page.locator("a[href='./list']").last.click()
    assert plain.page.locator("li").count() > len(register.authorities) + len(register.clusters) + (register.assets["status"] != "closed").sum() - 1
    context.close()
