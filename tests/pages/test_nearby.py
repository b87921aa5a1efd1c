"""The Nearby page: what a link, a text, a radius and a list of authorities show, and no link breaks it."""

from __future__ import annotations

import io
import re
from functools import partial
from html import unescape
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from reading import controls, page_html, run_page, sheet
from streamlit.testing.v1 import AppTest

from geo.analysis import drive_time, drives
from geo.errors import GeoError
from geo.export import export_bytes
from pages.answers import nearby
from pages.shared.downloads import make_context
from pages.shared.loaders import shared

ROOT = Path(__file__).resolve().parents[2]
NOT_FOUND = [
    ("SW1A 1AA", "not in the region of this map"),
    ("CV1 5OB", "is not a postcode"),
    ("51.5,-0.1", "far outside"),
    ("xyzzy", "No place, postcode or asset like"),
]


open_page = partial(run_page, "nearby")


def after(query: dict[str, list[str]], /, **act) -> dict[str, list[str]]:
    """The query that an act leads to."""
    moved, said = nearby.change(shared(), query, act)
    assert said == ""
    return moved


def chosen(query: dict[str, list[str]], name: str, value) -> dict[str, list[str]]:
    """The query that a choice in a control leads to."""
    return after(query, kind="set", name=name, value=value)


def within(lat: float, lon: float, radius_km: float, cluster: str = "") -> set[str]:
    """The ids within a radius, closed ones left out, straight from the files."""
    frames = [pd.read_csv(file, keep_default_na=False) for file in (ROOT / "data" / "assets").glob("*.csv")]
    table = pd.concat(frames)
    table = table[table["status"] != "closed"]
    table = table[[cluster in ["", *own.split(";")] for own in table["clusters"]]]
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"], crs=4326)).to_crs(27700)
    centre = gpd.GeoSeries(gpd.points_from_xy([lon], [lat], crs=4326)).to_crs(27700).iloc[0]
    return set(table["id"][(points.distance(centre) <= radius_km * 1000).to_numpy()])


def listed(page: AppTest) -> list[str]:
    """The ids of the list, in its order."""
    table = next(part for part in page_html(page).split("<table>") if part.startswith("<caption>Assets "))
    return re.findall(r'<th scope="row"[^>]*>.*?asset\?asset=([a-z0-9-]+)', table)


def test_minutes_by_car():
    """The link of minutes, its control, words that say what minutes are, and the file holds what the list shows."""
    query = chosen(chosen({"near": ["CV1 5FB"]}, "reach", "car"), "minutes", "25")
    assert query == {"near": ["CV1 5FB"], "minutes": ["25"]}
    page = open_page(**query)
    assert not page.exception and not page.error
    html = page_html(page)
    assert "within 25 minutes by car of CV1 5FB" in html and "no traffic" in html and "section=drive-times" in html
    made = nearby.answer(shared(), query)
    assert listed(page) == list(made.ids)
    context = make_context(shared(), made.filters, ids=made.ids, measured=made.measured)
    written = pd.read_csv(io.BytesIO(export_bytes(context, ".csv"))).set_index("id")
    assert written.loc[list(made.ids), "drive_minutes"].is_monotonic_increasing and written["drive_minutes"].max() <= 25
    assert {"distance_km", "drive_km"} <= set(written.columns)
    assert chosen(query, "reach", "straight") == {"near": ["CV1 5FB"]}


def test_minutes_without_roads_are_said_to_be_unknown(monkeypatch):
    monkeypatch.setattr(drive_time, "has_roads", lambda package: False)
    drives._drive.cache_clear()
    drives._table.cache_clear()
    made = nearby.answer(shared(), {"near": ["Rugby"], "minutes": ["30"]})
    assert made.question is None and "no road graph" in str(made.problems[0])
    assert "not known there" in nearby.answer(shared(), {"near": ["Rugby"]}).sheets["nearby-words"]


def test_it_begins_with_how_to_ask():
    page = open_page()
    assert not page.exception and not page.error
    assert "draw a shape" in page_html(page)
    assert page.button(key="nearby-download").label == "Download or share"


def test_a_postcode():
    page = open_page(near="CV1 5FB")
    assert not page.exception and not page.error
    areas = pd.read_csv(ROOT / "data" / "lookups" / "postcode_areas.csv").set_index("prefix")
    group = areas.loc["CV1 5F"]
    expected = within(group["lat"], group["lon"], 10)
    assert set(listed(page)) == expected
    assert f"{len(expected)} assets within 10 km of CV1 5FB" in page_html(page)
    assert f"within {group['radius_m']:.0f} m of this point" in page_html(page)


def test_health_tech_near_the_queen_elizabeth_hospital():
    page = open_page(near="52.4523,-1.9436", radius_km="5", cluster="health-medtech")
    expected = within(52.4523, -1.9436, 5, "health-medtech")
    assert len(expected) > 5
    assert set(listed(page)) == expected
    said = sheet(page, "nearby-filters")
    assert "Only assets with" in said and "Health tech" in said
    assert controls(page)["cluster"]["value"] == ["health-medtech"]


def test_typing_and_the_radius_write_the_link():
    query = chosen({"within": ["E08000027"], "asset": ["ukbic"], "layer": ["hub"]}, "near", "  Rugby ")
    assert query == {"near": ["Rugby"], "layer": ["hub"]}
    query = chosen(query, "radius_km", "25")
    assert query == {"near": ["Rugby"], "layer": ["hub"], "radius_km": ["25"]}
    page = open_page(near="Rugby", radius_km="25")
    assert "within 25 km of Rugby" in page_html(page)
    assert controls(page)["near"]["value"] == "Rugby" and controls(page)["radius_km"]["value"] == "25"
    assert chosen(query, "near", " ") == {"layer": ["hub"], "radius_km": ["25"]}


@pytest.mark.parametrize(("sent", "kept"), [("0", "1"), ("50", "50"), ("999", "50"), ("2.5", "2.5"), (12, "12"), ("", "10")])
def test_the_radius_stays_within_bounds(sent, kept):
    assert chosen({"near": ["Rugby"]}, "radius_km", sent)["radius_km"] == [kept]
    field = controls(open_page(near="Rugby", radius_km=str(sent)))["radius_km"]
    assert (field["value"], field["least"], field["most"]) == (kept, 1, 50)


def test_authorities_instead_of_a_ring():
    query = chosen({"near": ["Rugby"], "shape": ["x"], "asset": ["ukbic"]}, "within", ["E08000027", "E07000220"])
    assert query == {"within": ["E08000027", "E07000220"]}
    page = open_page(**query)
    assert controls(page)["within"]["value"] == ["E08000027", "E07000220"]
    assert "in Dudley and Rugby" in page_html(page)
    assert "By ring" not in page_html(page)
    assert chosen(query, "within", []) == {}


def test_an_asset_is_called_by_its_name():
    assert controls(open_page(near="ukbic"))["near"]["value"] == "UK Battery Industrialisation Centre (UKBIC)"


def test_a_click_on_the_ground_asks_about_it():
    query = after({"within": ["E08000027"], "radius_km": ["5"]}, kind="point", lat=52.4523123, lon=-1.9436)
    assert query == {"near": ["52.4523,-1.9436"], "radius_km": ["5"]}
    assert set(listed(open_page(**query))) == within(52.4523, -1.9436, 5)


def test_a_drawn_shape_is_asked_about():
    query = after({"near": ["Rugby"], "asset": ["ukbic"]}, kind="shape", lat_lon=[[52.4, -2], [52.6, -2], [52.6, -1.7]])
    assert query == {"shape": ["52.4000,-2.0000~52.6000,-2.0000~52.6000,-1.7000"]}
    assert "inside the shape drawn" in page_html(open_page(**query))


@pytest.mark.parametrize(
    ("corners", "words"),
    [
        ([], "3 to 60 corners"),
        ([[52, -2]] * 61, "3 to 60 corners"),
        ([[52, -2], [52.1, -2], [52.2, -2]], "no area"),
        ([[520, -2], [52.1, -2], [52.2, -1]], "nowhere on Earth"),
        ([[52, -2], [52.1, -2], [float("nan"), -1]], "nowhere on Earth"),
    ],
)
def test_a_drawing_that_is_no_shape_is_said_to_be_none(corners, words):
    query = {"near": ["Rugby"]}
    with pytest.raises(GeoError, match=words):
        after(query, kind="shape", lat_lon=corners)
    assert query == {"near": ["Rugby"]}


def test_a_shape():
    page = open_page(shape="52.4,-2~52.6,-2~52.6,-1.7")
    assert not page.exception and not page.error
    assert "inside the shape drawn" in page_html(page)


@pytest.mark.parametrize(("near", "words"), NOT_FOUND)
def test_a_link_to_what_is_not_found_says_so_and_the_rest_still_shows(near, words):
    page = open_page(near=near)
    assert not page.exception
    assert words.replace("-", "\\-") in page.error[0].value or words in page.error[0].value
    assert controls(page)["near"]["value"] == near
    assert "draw a shape" in page_html(page)


@pytest.mark.parametrize(("near", "words"), NOT_FOUND)
def test_typing_what_is_not_found_says_so_and_asks_nothing(near, words):
    query = {"near": ["Rugby"]}
    with pytest.raises(GeoError, match=words) as raised:
        chosen(query, "near", near)
    assert raised.value.mend
    assert query == {"near": ["Rugby"]}


@pytest.mark.parametrize("radius", ["abc", "nan", "1e400", "<b>"])
def test_a_radius_that_is_no_number_is_said_to_be_none(radius):
    with pytest.raises(GeoError, match="is no number"):
        chosen({"near": ["Rugby"]}, "radius_km", radius)


@pytest.mark.parametrize(
    "query",
    [
        {"near": "<script>alert(1)</script>"},
        {"near": "{{7*7}}" * 100},
        {"near": "x" * 10_000},
        {"near": "\u202eabc\u0000"},
        {"near": "Rugby", "radius_km": "1e400"},
        {"near": "Rugby", "radius_km": "<b>"},
        {"near": "Rugby", "radius_km": "2.5"},
        {"near": "Rugby", "asset": "../../etc/passwd"},
        {"near": "Rugby", "layer": ["gigafactory", "nonsense"], "q": "zzzzzz"},
        {"within": ["E99999999", "E08000027"]},
        {"within": "E99999999"},
        {"shape": "nan,nan~nan,nan~nan,nan"},
        {"shape": "52,-2~53,-1~53,-2~52,-1"},
        {"shape": "1,1~2,2~3,1"},
        {"shape": "<img src=x>", "near": "Rugby", "within": "E08000027"},
        {"near": "53.45,-1.9", "radius_km": "1"},
    ],
)
def test_no_link_breaks_it(query):
    page = open_page(**query)
    assert not page.exception
    assert "<script" not in page_html(page) and "<img src=x" not in page_html(page)
    assert {"near", "radius_km", "within"} <= set(controls(page))
    assert len(controls(page)["near"]["value"]) <= 120


def test_unknown_parts_are_said_to_be_dropped():
    page = open_page(within=["E99999999"], layer="zzz")
    assert "E99999999" in page.info[0].value and "zzz" in page.info[0].value


def test_filters_can_be_cleared():
    query = {"near": ["Rugby"], "layer": ["hub"], "status": ["planned"], "star": ["steamhouse"]}
    (clear,) = re.findall(r'<a href="nearby(\?[^"]*)"[^>]*>Clear filters</a>', sheet(open_page(**query), "nearby-filters"))
    assert after(query, kind="go", query=unescape(clear)) == {"near": ["Rugby"], "star": ["steamhouse"]}
    assert "Clear filters" not in sheet(open_page(near="Rugby"), "nearby-filters")


@pytest.mark.parametrize("facet", ["layer", "cluster", "status"])
def test_the_filters_are_set_by_check_boxes(facet):
    field = controls(open_page(near="Rugby"))[facet]
    values = [value for value, _ in field["options"]][:2]
    assert field["kind"] == "many" and field["value"] == [] and values
    query = chosen({"near": ["Rugby"]}, facet, values)
    assert query == {"near": ["Rugby"], facet: values}
    assert controls(open_page(**query))[facet]["value"] == values
    assert chosen(query, facet, []) == {"near": ["Rugby"]}


def test_an_asset_of_the_list_is_shown_and_closed_by_links():
    query = {"near": ["Rugby"], "layer": ["testbed", "hub"]}
    (show, *_) = re.findall(r'<a href="nearby(\?[^"]*asset=[^"]*)"', sheet(open_page(**query), "nearby-list"))
    moved = after(query, kind="go", query=unescape(show))
    assert {name: values for name, values in moved.items() if name != "asset"} == query and len(moved["asset"]) == 1
    assert moved == after(query, kind="asset", id=moved["asset"][0])
    (close,) = re.findall(r'<a href="nearby(\?[^"]*)"[^>]*>Close</a>', sheet(open_page(**moved), "nearby-card"))
    assert after(moved, kind="go", query=unescape(close)) == query
