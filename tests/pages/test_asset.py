"""The Asset page: its card, its neighbours and relatives, a correction and a code on demand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from reading import PAGES, page_html, run_page


def test_without_an_asset_the_page_asks_for_one():
    page = run_page("asset")
    assert "Asset profile" in page_html(page)
    assert page.selectbox(key="asset-choice").value is None


def test_choosing_a_name_opens_its_page():
    page = run_page("asset")
    page.selectbox(key="asset-choice").select("steamhouse").run()
    assert page.query_params["asset"] in ("steamhouse", ["steamhouse"])
    assert "How we know" in page_html(page)


def test_the_nearest_neighbour_is_the_nearest():
    table = pd.concat(pd.read_csv(file, keep_default_na=False) for file in (PAGES.parent / "data" / "assets").glob("*.csv"))
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"], crs=4326), index=table["id"]).to_crs(27700)
    nearest = points.drop("ukbic").distance(points["ukbic"]).nsmallest(8)
    shown = page_html(run_page("asset", asset="ukbic")).split("Next door")[1].split("Related")[0]
    assert all(f"asset={identity}" in shown for identity in nearest[nearest < nearest.iloc[-1]].index)
    assert "asset=ukbic" not in shown.split("Everything within")[0]


def test_starring_puts_the_asset_into_the_link_and_takes_it_out():
    page = run_page("asset", asset="steamhouse")
    page.button(key="asset-star").click().run()
    assert page.query_params["star"] in ("steamhouse", ["steamhouse"])
    page.button(key="asset-star").click().run()
    assert "star" not in page.query_params


def test_a_correction_is_ready_to_send_when_asked_for():
    page = run_page("asset", asset="steamhouse")
    assert not page.code
    page.button(key="asset-correct").click().run()
    assert "Asset: STEAMhouse (steamhouse)" in page.code[0].value


def test_the_code_of_the_page_comes_with_its_address():
    page = run_page("asset", asset="steamhouse")
    page.button(key="asset-qr").click().run()
    assert "asset=steamhouse" in page.code[0].value
    assert page.get("image")


@pytest.mark.parametrize("identity", ["nobody", "<img src=x>", "x" * 3000])
def test_an_unknown_asset_is_said_to_be_unknown(identity):
    page = run_page("asset", asset=identity)
    assert "left out" in page.info[0].value
    assert "<img src=x>" not in page_html(page)
