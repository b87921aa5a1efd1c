"""From an asset to who runs it, to another organisation, and to Explore with the filter on: every step in a real browser."""

from __future__ import annotations

from harness import Watched

ASSET, FIRST, SECOND = "steamhouse", "birmingham-city-university", "keele-university"


def held(register, organisation: str) -> set[str]:
    return {asset for ids in register.organisations.by_organisation[organisation].values() for asset in ids}


def test_from_an_asset_to_its_organisation_to_another_and_to_explore(page: Watched, register):
    opened = page.open(f"asset?asset={ASSET}&star=ukbic")
    opened.locator(".st-key-asset-card dd a[href*='organisation?']").first.click()
    page.page.wait_for_url(f"**/organisation?**organisation={FIRST}**", timeout=30_000)
    page.settled()
    assert page.shown_ids() == held(register, FIRST)
    # Another one is shown by a plain request, before the app has run for it, and is in the address.
    opened.locator(".st-key-organisation-controls select").select_option(SECOND)
    opened.locator(".st-key-organisation-words h1", has_text=register.organisations.names[SECOND]).wait_for(timeout=10_000)
    opened.wait_for_function(f"() => location.search.includes('organisation={SECOND}')")
    page.settled()
    assert page.shown_ids() == held(register, SECOND)
    listed = opened.locator(".st-key-organisation-tables tbody a").evaluate_all("links => links.map(a => new URL(a.href).searchParams.get('asset'))")
    assert set(listed) == held(register, SECOND)
    opened.locator(".st-key-organisation-words a", has_text="on Explore").click()
    page.page.wait_for_url(f"**/?**run_by={SECOND}**", timeout=30_000)
    page.settled()
    running = {asset for asset in held(register, SECOND) if SECOND in register.organisations.running(asset)}
    closed = set(register.assets["id"][register.assets["status"] == "closed"])
    assert set(page.listed_ids()) == running - closed
    opened.locator("button[aria-label^='Remove filter']").click()
    opened.wait_for_function("() => !location.search.includes('run_by')")
    assert len(page.listed_ids()) > len(running)
