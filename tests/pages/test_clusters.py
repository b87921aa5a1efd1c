"""The Clusters page: what a link and a choice show, and that no link breaks it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from reading import page_html
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
CLUSTERS = pd.read_csv(ROOT / "data" / "lookups" / "clusters.csv").set_index("id")


def open_page(**query) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "clusters.py"), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def written(page: AppTest, name: str) -> list[str]:
    """The values of a parameter in the link, however the test framework holds them."""
    value = page.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def assets() -> pd.DataFrame:
    """The assets straight from the files, closed ones left out."""
    frames = [
        pd.read_csv(file, keep_default_na=False).assign(layer=file.stem)
        for file in (ROOT / "data" / "assets").glob("*.csv")
    ]
    table = pd.concat(frames)
    return table[table["status"] != "closed"].assign(own=lambda t: t["clusters"].str.split(";"))


def test_it_begins_with_all_clusters():
    page = open_page()
    assert not page.exception and not page.error
    assert all(f"clusters?cluster={cluster}" in page_html(page) for cluster in CLUSTERS.index)
    assert "Which clusters share assets" in page_html(page)
    assert page.button(key="clusters-download").label == "Download or share"


@pytest.mark.parametrize("surface", ["shares", "hexagons", "density"])
@pytest.mark.parametrize("cluster", CLUSTERS.index)
def test_every_cluster_and_surface(cluster, surface):
    page = open_page(cluster=cluster, surface=surface)
    assert not page.exception and not page.error
    table = assets()
    own = table[[cluster in clusters for clusters in table["own"]]]
    shown = page_html(page)
    count = "1 asset" if len(own) == 1 else f"{len(own)} assets"
    operating = (own["status"] == "operating").sum()
    expected = (
        f"{count}, {operating} of them operating." if len(own) else "No asset of this map belongs to it."
    )
    assert expected in shown
    assert ("That is few" in shown) == (0 < len(own) < 5)
    assert all(f"asset?asset={identity}" in shown for identity in own["id"])


def test_the_assets_of_a_cell_are_listed():
    page = open_page(cluster="future-housing", **{"with": "low-carbon-utilities"})
    table = assets()
    both = table[[{"future-housing", "low-carbon-utilities"} <= set(own) for own in table["own"]]]
    parts = page_html(page).split("<caption>")[1:]
    first = next(part for part in parts if "in both" in part.split("</caption>")[0])
    assert f"{len(both)} assets in both" in first
    assert all(f"asset?asset={identity}" in first for identity in both["id"])


def test_filters_narrow_what_counts():
    page = open_page(cluster="ev-battery", layer="gigafactory")
    table = assets()
    own = table[[("ev-battery" in clusters) for clusters in table["own"]]]
    own = own[own["layer"] == "gigafactories"]
    assert f"{len(own)} assets, " in page_html(page)
    page.button(key="clusters-clear").click().run()
    assert "layer" not in page.query_params
    assert written(page, "cluster") == ["ev-battery"]


def test_choices_write_the_link():
    page = open_page(cluster="ev-battery", **{"with": "aerospace"})
    page.radio[0].set_value("density").run()
    assert written(page, "surface") == ["density"]
    page.selectbox[0].set_value("aerospace").run()
    assert written(page, "cluster") == ["aerospace"]
    assert "with" not in page.query_params


@pytest.mark.parametrize(
    "query",
    [
        {"cluster": "<script>alert(1)</script>"},
        {"cluster": ["ev-battery", "aerospace"]},
        {"cluster": "ev-battery", "surface": "{{7*7}}"},
        {"cluster": "ev-battery", "with": "nonsense"},
        {"cluster": "ev-battery", "with": "ev-battery"},
        {"cluster": "ev-battery", "with": "nascent-ecommerce"},
        {"cluster": "ev-battery", "q": "zzzzzzzz"},
        {"cluster": "ev-battery", "asset": "../../etc/passwd"},
        {"cluster": "nascent-ecommerce", "surface": "density"},
        {"with": "aerospace"},
        {"surface": "x" * 10_000},
    ],
)
def test_no_link_breaks_it(query):
    page = open_page(**query)
    assert not page.exception and not page.error
    assert "<script" not in page_html(page)


def test_unknown_parts_are_said_to_be_dropped():
    page = open_page(cluster="zzz", surface="yyy", **{"with": "xxx"})
    assert all(value in page.info[0].value for value in ("zzz", "yyy", "xxx"))
