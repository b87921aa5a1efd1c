"""Every page against axe-core, levels A and AA up to WCAG 2.2 and what it calls good practice (headings in order, one main part), in
both themes, with the map inside."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "explore": "",
    "explore an asset": "?layer=catapult&asset=manufacturing-technology-centre",
    "explore nothing found": "?q=zzzzqqqq",
    "places": "places?authority=E08000030&compare=E08000028",
    "clusters": "clusters?cluster=ev-battery",
    "nearby": "nearby?near=CV1%205FB&radius_km=10",
    "asset": "asset?asset=steamhouse",
    "organisation": "organisation?organisation=university-of-warwick",
    "organisations": "organisation",
    "shortlist": "shortlist?star=steamhouse&star=keele-university&compare=steamhouse&compare=keele-university",
    "your data": "your-data",
    "present": "present",
    "claims": "claims",
    "about": "about",
    "gaps": "about?section=gaps",
}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page is the same in both themes but for its colours: in the second only the rules of colour are asked.
ALL_RULES, COLOUR_RULES = {"type": "tag", "values": LEVELS}, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What is left, of Streamlit's own elements; the accessibility statement says so.
OF_STREAMLIT = {"presentation-role-conflict": "stFileUploaderDropzone"}
BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def broken_rules(page, rules) -> list:
    found = Axe().run(page, options={"runOnly": rules})
    broken = [(rule["id"], node) for rule in found.response["violations"] for node in rule["nodes"]]
    ours = [(rule, node) for rule, node in broken if rule not in OF_STREAMLIT or OF_STREAMLIT[rule] not in node["html"]]
    return [(rule, node["target"], node["failureSummary"][:300]) for rule, node in ours]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_of_level_a_or_aa_in_either_theme_or_is_cut_off_at_400_percent(page, name):
    page.page.emulate_media(color_scheme="light")
    page.open(PAGES[name])
    # The lines of the long list are one like another: the first forty stand for all.
    page.page.wait_for_timeout(600)
    page.page.locator("tr[data-id]").evaluate_all("lines => lines.slice(40).forEach((line) => line.remove())")
    assert broken_rules(page.page, ALL_RULES) == []
    assert page.page.locator("h1").count() == 1
    # The reader's device goes over to dark: the page follows as it stands.
    light = page.page.evaluate(BACKGROUND)
    page.page.emulate_media(color_scheme="dark")
    page.page.wait_for_function(f"(light) => {BACKGROUND} !== light", arg=light)
    page.settled()
    assert broken_rules(page.page, COLOUR_RULES) == []
    # What a reader who zooms to 400 % has of a screen 1280 px wide; the page need not be opened anew for it.
    page.page.set_viewport_size({"width": 320, "height": 256})
    page.page.wait_for_timeout(600)
    assert page.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "cut off at 400 %"
