"""Every page against axe-core, levels A and AA up to WCAG 2.2 and what it calls good practice (headings in order, one main part), in
both themes, with the map inside."""

from __future__ import annotations

import io
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageStat

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
    "corrections": "corrections?asset=steamhouse",
    "what is new": "whats-new?authority=E08000027",
    "present": "present",
    "claims": "claims",
    "about": "about",
    "gaps": "about?section=gaps",
    "a link misread": "places?authority=nowhere&authorty=E08000026",
}


def show_a_table(page) -> None:
    page.locator("textarea").first.fill("Name\tPostcode\nTown Hall\tB3 3DQ\nNowhere\tZZ99 9ZZ")
    page.get_by_role("button", name="Show the pasted table").click()
    page.get_by_text("Each of your rows").wait_for(timeout=30_000)


# What is opened on a page, and asked again: dialogs, a list of choices, a table with a bad row.
OPENED = {
    "explore an asset": lambda page: page.get_by_role("button", name="Download or share").click(),
    "asset": lambda page: page.get_by_role("button", name="QR code").click(),
    "clusters": lambda page: page.locator("details.many summary").first.click(),
    "your data": show_a_table,
}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The page is the same in both themes but for its colours: in the second only the rules of colour are asked.
ALL_RULES, COLOUR_RULES = {"type": "tag", "values": LEVELS}, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What is left, of Streamlit's own elements; the accessibility statement says so.
OF_STREAMLIT = {"presentation-role-conflict": "stFileUploaderDropzone"}
# One of each kind of page: sections that fold, a list in a box of its own, a grid of cards, fields in a list.
PRINTED = ("places", "nearby", "claims", "shortlist")
RESIZED = ("explore", "places", "nearby", "asset")
LAST_NAMES = """[...document.querySelectorAll('.stMain .wm-table tbody tr:last-child')]
  .map((line) => (line.querySelector("a") || line.querySelector("th, td")).textContent.trim())"""
# Places of the list whose longest word does not fit in its column.
BROKEN_PLACES = """() => {
  const cells = [...document.querySelectorAll("td.c-place")], wrap = (how) => cells.forEach((cell) => { cell.style.overflowWrap = how; });
  wrap("normal");
  const broken = cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent);
  wrap("");
  return broken;
}"""
# What cuts its text: it hides what is longer than it. Streamlit's menu counts what has no room and offers it; a map is a window on more.
CUT = """() => [...document.querySelectorAll(".stMain *, .stAppHeader")].filter((one) => {
  const { overflowX, overflowY, clipPath, visibility } = getComputedStyle(one), hides = (how) => ["hidden", "clip"].includes(how);
  return clipPath === "none" && visibility === "visible" && one.clientWidth > 4 && one.clientHeight > 4 && one.textContent.trim() && !one.closest("svg")
    && ((hides(overflowX) && one.scrollWidth - one.clientWidth > 2) || (hides(overflowY) && one.scrollHeight - one.clientHeight > 4));
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""
# The spacing of WCAG 1.4.12, and text of twice the size.
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
TWICE = ":root { font-size: 200% !important; }"
BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def broken_rules(page, rules) -> list:
    found = Axe().run(page, options={"runOnly": rules})
    broken = [(rule["id"], node) for rule in found.response["violations"] for node in rule["nodes"]]
    ours = [(rule, node) for rule, node in broken if rule not in OF_STREAMLIT or OF_STREAMLIT[rule] not in node["html"]]
    return [(rule, node["target"], node["failureSummary"][:300]) for rule, node in ours]


def assert_is_printed_whole(page, folder) -> None:
    """On paper no page is dark, none is empty, and no list is cut or folded; asked of a narrow screen, where lists are folded, in the dark theme."""
    page.pdf(path=folder / "page.pdf", format="A4")
    run = {"check": True, "capture_output": True, "cwd": folder}
    text = "".join(subprocess.run(["pdftotext", "-raw", "page.pdf", "-"], **run).stdout.decode().split())
    missing = [name for name in page.evaluate(LAST_NAMES) if "".join(name.split()) not in text]
    assert missing == []
    subprocess.run(["pdftoppm", "-r", "20", "-gray", "page.pdf", "sheet"], **run)
    for file in sorted(folder.glob("sheet*.pgm")):
        grey = ImageStat.Stat(Image.open(io.BytesIO(file.read_bytes())))
        assert grey.mean[0] > 190 and grey.extrema[0][0] < 200, f"{file.name}: {grey.mean} {grey.extrema}"


def assert_cuts_nothing(page, width: int) -> None:
    """Neither wider spacing nor text of twice the size hides any of it."""
    page.set_viewport_size({"width": width, "height": 844})
    for css in (SPACED, TWICE):
        style = page.add_style_tag(content=css)
        page.wait_for_timeout(300)
        cut, wider = page.evaluate(CUT), page.evaluate("document.querySelector('.stMain').scrollWidth - document.querySelector('.stMain').clientWidth")
        style.evaluate("style => style.remove()")
        assert (cut, wider) == ([], 0), (css, width)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_of_level_a_or_aa_in_either_theme_or_is_cut_off_at_400_percent(page, name, tmp_path):
    page.page.emulate_media(color_scheme="light")
    page.open(PAGES[name])
    # The lines of the long list are one like another: the first forty stand for all.
    page.page.wait_for_timeout(600)
    assert page.page.evaluate(BROKEN_PLACES) == []
    page.page.locator("tr[data-id]").evaluate_all("lines => lines.slice(40).forEach((line) => line.remove())")
    assert broken_rules(page.page, ALL_RULES) == []
    assert page.page.locator("h1").count() == 1
    if name in OPENED:
        OPENED[name](page.page)
        page.page.wait_for_timeout(900)
        assert broken_rules(page.page, ALL_RULES) == []
        page.page.keyboard.press("Escape")
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
    if name in RESIZED:
        for width in (390, 1280):
            assert_cuts_nothing(page.page, width)
    if name in PRINTED:
        assert_is_printed_whole(page.page, tmp_path)
