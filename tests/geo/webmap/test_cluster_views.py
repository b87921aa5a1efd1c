"""The Clusters page's surface and the rows that say the same: against pandas straight from the files."""

import json

import pandas as pd
import pytest

from geo.errors import NotFoundError
from geo.gazetteer.places import load_places
from geo.settings import DATA_ROOT
from geo.webmap.cluster_views import SURFACES, cluster_page, clusters_view
from geo.webmap.folium_map import view_json

CLUSTERS = pd.read_csv(DATA_ROOT / "lookups" / "clusters.csv")["id"].tolist()


@pytest.fixture(scope="module")
def rows():
    frames = [pd.read_csv(file, dtype=str) for file in sorted((DATA_ROOT / "assets").glob("*.csv"))]
    table = pd.concat(frames, ignore_index=True).fillna("")
    return table.assign(clusters=table["clusters"].str.split(";"))


@pytest.fixture(scope="module")
def places(register):
    return load_places(register.package)


@pytest.fixture(scope="module")
def make(register, places):
    return lambda cluster, surface="shares": cluster_page(cluster, surface, register.assets, register=register, places=places)


def members(rows, cluster):
    return rows[[cluster in own for own in rows["clusters"]]]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_shares_and_quotients(make, rows, cluster):
    page, own = make(cluster), members(rows, cluster)
    shown = {record["code"]: record for record in page.picture.records}
    counts = own["gss_code"].value_counts()
    assert {code: record["assets"] for code, record in shown.items()} == counts.to_dict()
    for code, record in shown.items():
        there = (rows["gss_code"] == code).sum()
        assert record["share_pct"] == pytest.approx(100 * counts[code] / len(own))
        quotient = (counts[code] / there) / (len(own) / len(rows))
        assert record["quotient"] == pytest.approx(quotient)
        assert (record["note"] == "few") == (counts[code] < 5)
    assert set(page.picture.colours) == (set(page.picture.words) if len(own) else set())


@pytest.mark.parametrize("surface", ["hexagons", "density"])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_every_asset_stands_in_the_table_of_the_surface(make, rows, cluster, surface):
    page, own = make(cluster, surface), members(rows, cluster)
    assert sum(record["assets"] for record in page.picture.records) == len(own)
    assert len(page.picture.features) == len(page.picture.records)
    if surface == "density":
        # Five steps of equal width from nothing to the densest.
        assert len(page.picture.legend) == (5 if len(own) else 0)
    if surface == "hexagons":
        named = {identity for record in page.picture.records for identity, _ in record["members"]}
        assert named == set(own["id"])


@pytest.mark.parametrize("surface", SURFACES)
def test_a_cluster_without_assets_has_nothing_drawn(register, places, surface):
    page = cluster_page(CLUSTERS[0], surface, register.assets.iloc[:0], register=register, places=places)
    assert clusters_view(page, register, ids=(), surface=surface).shapes is None


def test_the_map_draws_surface_centre_and_circle(make, register):
    page = make("ev-battery", "hexagons")
    view = json.loads(view_json(clusters_view(page, register, ids=("a",), surface="hexagons")))
    titles = [f["properties"]["title"] for f in view["shapes"]["features"]]
    assert sum(title.startswith("Around ") for title in titles) == len(page.picture.records)
    assert [t for t in titles if not t.startswith("Around")] == [
        f"The middle of {len(page.profile.assets)} assets (mean centre)",
        f"The spread of {len(page.profile.assets)} assets (standard distance)",
    ]
    assert "choropleth" not in view
    assert view["legend"]["notes"][0] == "Hexagons of 5 km"
    assert view["ids"] == [] and "Pins are left out" in view["legend"]["notes"][1]
    shares = json.loads(view_json(clusters_view(make("ev-battery"), register, ids=("a",), surface="shares")))
    assert shares["ids"] == ["a"]
    assert len(shares["choropleth"]["colours"]) == 30


def test_an_unknown_cluster_is_not_found(make):
    with pytest.raises(NotFoundError):
        make("nonsense")
