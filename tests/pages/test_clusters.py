"""The Clusters page: what a link and a choice show, and that no link breaks it."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from reading import controls, page_html, run_page, sheet
from shown_rows import as_shown

from pages.answers import clusters
from pages.shared.loaders import shared

ROOT = Path(__file__).resolve().parents[2]
CLUSTERS = pd.read_csv(ROOT / "data" / "lookups" / "clusters.csv").set_index("id")


open_page = partial(run_page, "clusters")


def after(query: dict[str, list[str]], /, **act) -> dict[str, list[str]]:
    """The query that an act leads to."""
    moved, said = clusters.change(shared(), query, act)
    assert said == ""
    return moved


def chosen(query: dict[str, list[str]], name: str, value) -> dict[str, list[str]]:
    """The query that a choice in a control leads to."""
    return after(query, kind="set", name=name, value=value)


def assets() -> pd.DataFrame:
    """The assets straight from the files, closed ones left out."""
    frames = [pd.read_csv(file, keep_default_na=False).assign(layer=file.stem) for file in (ROOT / "data" / "assets").glob("*.csv")]
    table = as_shown(pd.concat(frames, ignore_index=True))
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
    expected = f"{count}, {operating} of them operating." if len(own) else "No asset of this map belongs to it."
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
    query = {"cluster": ["ev-battery"], "layer": ["gigafactory"]}
    page = open_page(**query)
    table = assets()
    own = table[[("ev-battery" in clusters) for clusters in table["own"]]]
    own = own[own["layer"] == "gigafactories"]
    assert f"{len(own)} assets, " in page_html(page)
    assert controls(page)["layer"]["value"] == ["gigafactory"]
    said = sheet(page, "clusters-filters")
    assert "Only assets with" in said and "Gigafactories" in said
    (clear,) = re.findall(r'<a href="clusters(\?[^"]*)"[^>]*>Clear filters</a>', said)
    assert after(query, kind="go", query=unescape(clear)) == {"cluster": ["ev-battery"]}
    assert "Clear filters" not in sheet(open_page(cluster="ev-battery"), "clusters-filters")


@pytest.mark.parametrize("facet", ["layer", "status", "authority"])
def test_the_filters_are_set_by_check_boxes(facet):
    field = controls(open_page(cluster="ev-battery"))[facet]
    values = [value for value, _ in field["options"]][:2]
    assert field["kind"] == "many" and field["value"] == [] and values
    query = chosen({"cluster": ["ev-battery"], "star": ["steamhouse"]}, facet, values)
    assert query == {"cluster": ["ev-battery"], "star": ["steamhouse"], facet: values}
    assert controls(open_page(**query))[facet]["value"] == values
    assert chosen(query, facet, []) == {"cluster": ["ev-battery"], "star": ["steamhouse"]}


def test_choices_write_the_link():
    query = chosen({"cluster": ["ev-battery"], "with": ["aerospace"], "asset": ["ukbic"]}, "surface", "density")
    assert query == {"cluster": ["ev-battery"], "with": ["aerospace"], "asset": ["ukbic"], "surface": ["density"]}
    query = chosen(query, "cluster", "aerospace")
    assert query == {"cluster": ["aerospace"], "surface": ["density"]}
    assert chosen(query, "cluster", "") == {"surface": ["density"]}


def test_the_controls_show_what_is_in_view():
    shown = controls(open_page(cluster="aerospace", surface="density"))
    assert shown["cluster"]["value"] == "aerospace" and shown["surface"]["value"] == "density"
    assert [value for value, _ in shown["cluster"]["options"]] == ["", *CLUSTERS.index]
    assert "disabled" not in shown["surface"]
    assert [value for value, _ in shown["surface"]["options"]] == ["shares", "hexagons", "density"]
    bare = controls(open_page())
    assert bare["cluster"]["value"] == "" and bare["surface"]["value"] == "shares" and bare["surface"]["disabled"]


def test_a_pin_shows_its_asset_and_its_link_closes_it():
    query = after({"cluster": ["ev-battery"]}, kind="asset", id="ukbic")
    assert query == {"cluster": ["ev-battery"], "asset": ["ukbic"]}
    card = sheet(open_page(**query), "clusters-card")
    assert "How we know" in card
    (close,) = re.findall(r'<a href="clusters(\?[^"]*)"[^>]*>Close</a>', card)
    assert after(query, kind="go", query=unescape(close)) == {"cluster": ["ev-battery"]}
    assert sheet(open_page(cluster="ev-battery"), "clusters-card") == ""


def test_of_several_clusters_the_first_is_shown_and_that_is_said():
    page = open_page(cluster=["aerospace", "ev-battery"])
    assert controls(page)["cluster"]["value"] == "aerospace"
    assert any("one at a time" in caption.value for caption in page.caption)


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
