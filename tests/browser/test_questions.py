"""The search box understands a question when it is sent off: what it names shows as chips, the rest stays in the field."""

import pytest
from harness import ROOT, serve, watch


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log.txt") as made:
        yield made


def test_a_question_becomes_chips_and_what_is_left_stays_text(browser, address):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watched = watch(page, address)
    watched.open()
    field = page.get_by_label("Search", exact=True)
    field.fill("planned gigafactories with purple doors")
    page.get_by_role("link", name="Show as filters: Gigafactories and EV sites, Planned").wait_for()
    field.press("Enter")
    page.get_by_role("button", name="Remove filter Planned").wait_for()
    chips = page.locator(".chips button:not(.clear)").evaluate_all("buttons => buttons.map((button) => button.firstChild.textContent)")
    assert chips == ["Gigafactories and EV sites", "Planned", "\u201cpurple doors\u201d"]
    assert field.input_value() == "purple doors"
    page.wait_for_function("() => new URL(location).searchParams.get('status') === 'planned'")
    assert "q=purple+doors" in page.url and watched.errors == [] and watched.outside == []
    page.close()


def test_a_question_about_a_place_leads_to_what_is_near(browser, address):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watched = watch(page, address)
    watched.open()
    page.get_by_label("Search", exact=True).fill("what is within 5 km of CV1 5FB for 5G")
    page.get_by_role("link", name="What is within 5 km of CV1 5FB: 5G").click()
    page.wait_for_url("**/nearby?**")
    watched.settled()
    assert "technology=5G" in page.url and "radius_km=5" in page.url and watched.errors == []
    page.close()
