"""What a newcomer comes for, each in at most three clicks or one search from the first page."""

from __future__ import annotations

import csv
import io
import re
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pandas as pd
import pytest
from shown_rows import as_shown

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def assets() -> gpd.GeoDataFrame:
    """The shipped assets straight from the CSV files, in EPSG:27700."""
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False).assign(layer=path.stem) for path in sorted((DATA / "assets").glob("*.csv"))]
    frame = as_shown(pd.concat(frames, ignore_index=True))
    points = gpd.points_from_xy(frame["lon"].astype(float), frame["lat"].astype(float))
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326).to_crs(27700)


def search(page, text: str) -> None:
    page.page.get_by_label("Search", exact=True).fill(text)
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(900)


def follow(page, name: str | re.Pattern) -> None:
    page.page.get_by_role("link", name=name).first.click()
    page.page.wait_for_timeout(500)
    page.settled()
    page.page.wait_for_timeout(900)


def test_the_gigafactories(page, assets):
    page.open()
    page.page.locator(".facets label", has_text="Gigafactories and EV sites").locator("input").click()
    page.page.wait_for_timeout(900)
    open_ones = assets[(assets["layer"] == "gigafactories") & (assets["status"] != "closed")]
    assert set(page.listed_ids()) == set(open_ones["id"])


def test_the_hubs_in_dudley(page, assets):
    page.open()
    search(page, "hubs in Dudley")
    wanted = assets[(assets["layer"] == "hubs") & (assets["gss_code"] == "E08000027") & (assets["status"] != "closed")]
    assert set(wanted["id"]) <= set(page.listed_ids())


def test_the_nearest_catapult_to_a_postcode(page, assets):
    page.open()
    search(page, "CV1 5FB")
    follow(page, re.compile("near CV1 5FB"))
    catapults = assets[assets["layer"] == "catapults"]
    here = pd.read_csv(DATA / "lookups" / "postcode_areas.csv").set_index("prefix").loc["CV1 5F"]
    point = gpd.GeoSeries(gpd.points_from_xy([here["lon"]], [here["lat"]]), crs=4326).to_crs(27700).iloc[0]
    nearest = catapults.loc[catapults.distance(point).idxmin(), "name"]
    assert nearest in page.page.get_by_role("row", name=re.compile(r"^Catapult\b")).first.inner_text()


def test_how_walsall_compares_with_sandwell_per_head(page, assets):
    page.open()
    search(page, "Walsall Sandwell")
    follow(page, re.compile("Compare"))
    assert parse_qs(urlsplit(page.page.url).query)["compare"]
    text = page.page.locator("[data-testid='stMain']").inner_text()
    figures = pd.read_csv(DATA / "figures.csv", dtype={"period": str})
    people = figures[figures["measure"] == "population"].sort_values("period").groupby("gss_code")["value"].last()
    for code in ("E08000030", "E08000028"):
        number = ((assets["gss_code"] == code) & (assets["status"] != "closed")).sum()
        assert f"{number / people[code] * 100_000:.2f}" in text


def test_health_tech_within_five_kilometres_of_a_hospital(page, assets):
    page.open()
    search(page, "Queen Elizabeth Hospital")
    follow(page, re.compile("around"))
    page.page.goto(page.page.url + "&radius_km=5&cluster=health-medtech")
    page.settled()
    assert "within 5 km" in page.page.locator("[data-testid='stMain']").inner_text()
    shown = page.shown_ids()
    health = set(assets[assets["clusters"].str.contains("health-medtech")]["id"])
    assert shown and shown <= health


@pytest.mark.new_page
def test_what_is_planned_and_not_yet_open(page, assets):
    page.open()
    page.page.locator(".facets label", has_text="Planned").locator("input").click()
    page.page.wait_for_timeout(900)
    assert set(page.listed_ids()) == set(assets[assets["status"] == "planned"]["id"])


def test_who_backs_the_claim_for_one_pin(page):
    page.open()
    search(page, "UK Battery Industrialisation Centre")
    page.page.locator("tr[data-id='ukbic'] button.name").click()
    page.page.wait_for_timeout(900)
    with (DATA / "assets" / "gigafactories.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "ukbic")
    card = page.page.locator(".wm-card")
    assert card.get_by_role("link", name=row["source_title"]).first.get_attribute("href") == row["source_url"]


def test_a_link_to_a_shortlist_of_three(page, make_page):
    page.open()
    for place in range(3):
        page.page.locator("tr[data-id] button.star").nth(place).click()
        page.page.wait_for_timeout(700)
    starred = parse_qs(urlsplit(page.page.url).query)["star"]
    assert len(starred) == 3
    other = make_page()
    other.open("shortlist?" + urlsplit(page.page.url).query)
    assert other.shown_ids() == set(starred)
    other.page.reload()
    other.settled()
    assert other.shown_ids() == set(starred)


def test_no_page_asks_another_host_and_the_menu_keeps_the_view(page):
    page.open("?layer=catapult")
    for name in ("Places", "Clusters", "Nearby", "Asset", "Shortlist", "Present", "Claims", "About the data", "Explore"):
        page.page.get_by_role("link", name=name, exact=True).first.click()
        page.page.wait_for_timeout(700)
        page.settled()
    assert parse_qs(urlsplit(page.page.url).query)["layer"] == ["catapult"]


def test_the_text_for_a_committee_report_is_copied(page):
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.open("places?authority=E08000030")
    text, button = page.page.locator(".wm-copy pre"), page.page.get_by_role("button", name="Copy the text")
    button.click()
    page.page.get_by_text("Copied", exact=True).wait_for()
    assert page.page.evaluate("navigator.clipboard.readText()") == text.inner_text()
    # Another place shows another text; and a page that came without https copies it too.
    page.page.get_by_label("Place", exact=True).select_option("E08000028")
    page.page.locator(".wm-copy pre", has_text="Sandwell has").wait_for()
    page.page.evaluate("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
    button.click()
    page.page.get_by_text("Copied", exact=True).wait_for()
    page.page.evaluate("() => { const field = document.body.appendChild(document.createElement('textarea')); field.id = 'pasted'; field.focus(); }")
    page.page.keyboard.press("Control+V")
    assert page.page.locator("#pasted").input_value().split() == text.inner_text().split()


def test_the_link_for_a_spreadsheet_holds_what_the_list_shows(page):
    page.open("?layer=testbed&layer=catapult&authority=E08000026")
    listed = page.listed_ids()
    page.page.get_by_role("button", name="Download or share").click()
    link = page.page.locator("[data-testid='stDialog'] code", has_text="/data/assets.csv").inner_text()
    with urllib.request.urlopen(link) as reply:
        rows = list(csv.DictReader(io.TextIOWrapper(reply, "utf-8-sig")))
    assert {row["id"] for row in rows} == set(listed) and listed
