"""The Nearby page: what a link, a text, a radius and a list of authorities show, and no link breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from reading import page_html
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PLACE = "Postcode, town, asset, or latitude, longitude"


def open_page(**query) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "nearby.py"), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def written(page: AppTest, name: str) -> list[str]:
    """The values of a parameter in the link, however the test framework holds them."""
    value = page.query_params[name]
    return [value] if isinstance(value, str) else list(value)


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
    assert any("Health tech" in caption.value for caption in page.caption)


def test_typing_and_the_radius_write_the_link():
    page = open_page(within=["E08000027"])
    page.text_input[0].set_value("Rugby").run()
    assert written(page, "near") == ["Rugby"]
    assert "within" not in page.query_params
    page.slider[0].set_value(25.0).run()
    assert written(page, "radius_km") == ["25"]
    assert "within 25 km of Rugby" in page_html(page)


def test_authorities_instead_of_a_ring():
    page = open_page(near="Rugby")
    page.multiselect(key="nearby-within").set_value(["E08000027", "E07000220"]).run()
    assert set(written(page, "within")) == {"E08000027", "E07000220"}
    assert "near" not in page.query_params
    assert "in Dudley and Rugby" in page_html(page)
    assert "By ring" not in page_html(page)


def test_a_shape():
    page = open_page(shape="52.4,-2~52.6,-2~52.6,-1.7")
    assert not page.exception and not page.error
    assert "inside the shape drawn" in page_html(page)


@pytest.mark.parametrize(
    ("near", "words"),
    [
        ("SW1A 1AA", "not in the West Midlands region"),
        ("CV1 5OB", "is not a postcode"),
        ("51.5,-0.1", "far outside"),
        ("xyzzy", "No place, postcode or asset like"),
    ],
)
def test_what_is_not_found_says_so_and_the_rest_still_shows(near, words):
    page = open_page(near=near)
    assert not page.exception
    assert words.replace("-", "\\-") in page.error[0].value or words in page.error[0].value
    assert page.text_input[0].value == near
    assert "draw a shape" in page_html(page)


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
    assert page.text_input and page.slider


def test_unknown_parts_are_said_to_be_dropped():
    page = open_page(within=["E99999999"], layer="zzz")
    assert "E99999999" in page.info[0].value and "zzz" in page.info[0].value


def test_filters_can_be_cleared():
    page = open_page(near="Rugby", layer="hub")
    page.button(key="nearby-clear").click().run()
    assert "layer" not in page.query_params
    assert written(page, "near") == ["Rugby"]
