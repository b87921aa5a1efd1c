"""The words and tables of the Clusters page, against pandas straight from the files."""

import re
from dataclasses import replace
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from lxml import html

from geo.analysis.clusters import ANCHOR_STATUSES, ClusterMatrix
from geo.analysis.measures import SMALL_COUNT
from geo.gazetteer.places import load_places
from geo.vocabulary import STATUS_WORDS
from geo.webmap.cluster_views import SURFACES, cluster_page, matrix_of
from pages.html.cluster_sections import KINDS, asset_records, definition_html, matrix_html, overview_html, shared_html, tables_html

EV, AEROSPACE = "ev-battery", "aerospace"


def read(made):
    return html.fragment_fromstring(made, create_parent="main")


def query_of(link):
    return parse_qs(urlsplit(link.get("href")).query)


@pytest.fixture(scope="module")
def page_of(register, open_assets):
    """The page of a cluster, from all assets but the closed or those given."""
    places = load_places(register.package)
    return lambda cluster, surface="shares", assets=open_assets: cluster_page(cluster, surface, assets, register=register, places=places)


@pytest.fixture(scope="module")
def members(rows):
    """The rows of a cluster straight from the files."""
    return lambda cluster: rows[[cluster in found for found in rows["clusters"]]]


@pytest.fixture(scope="module")
def few(page_of, open_assets):
    """The page of a cluster of three assets."""
    return page_of(EV, assets=open_assets[[EV in found for found in open_assets["clusters"]]].head(3))


# ---- the quotient on another base ----


def test_the_quotient_of_businesses_stands_beside_ours_where_an_industry_comes_near(page_of, register, tables):
    counts = register.business_counts.table
    named = {cluster: list(industries) for cluster, industries in register.clusters["industries"].items() if industries}
    assert named, "the data names an industry for a cluster"
    for cluster, industries in named.items():
        made = tables_html(page_of(cluster), register, surface="shares", query={})
        lines = tables(made)[f"{register.clusters.at[cluster, 'short_name']}: share by authority"]
        codes = dict(zip(register.authorities["name"], register.authorities.index, strict=True))
        for line in lines:
            own = counts.loc[codes[line[0]]]
            share = own[industries].sum() / own.sum()
            assert line[-2] == f"{share / (counts[industries].to_numpy().sum() / counts.to_numpy().sum()):.2f}"
        assert "Quotient of businesses: the share of" in made and register.business_counts.period in made
    without = next(cluster for cluster in register.clusters.index if cluster not in named)
    made = tables_html(page_of(without), register, surface="shares", query={})
    assert "Quotient of businesses" not in made and "no broad industry group" in made


# ---- what a cluster is ----


def test_the_definition_counts_the_files_and_names_its_source(register, page_of, members):
    for cluster, row in register.clusters[::3].iterrows():
        own, made = members(cluster), definition_html(page_of(cluster), register)
        if len(own):
            assert f"{len(own)} asset{'s' * (len(own) != 1)}, {(own['status'] == 'operating').sum()} of them operating." in made
        assert ("That is few" in made) == (0 < len(own) < SMALL_COUNT)
        assert ("the mean centre, at" in made) == (len(own) > 0)
        assert read(made).findtext("h2") == row["name"]
        assert [(link.get("href"), link.text) for link in read(made).iter("a")] == [(row["source_url"], row["source_title"])]
        assert (row["name_note"] in read(made).text_content()) and KINDS[row["kind"]] in made


def test_the_mean_centre_is_that_of_the_points(register, page_of, members):
    own = members(EV)
    lat, lon, km = map(float, re.search(r"mean centre, at ([\d.]+), (-[\d.]+)\).* distance, ([\d.]+) km", definition_html(page_of(EV), register)).groups())
    assert (lat, lon) == pytest.approx((own["lat"].astype(float).mean(), own["lon"].astype(float).mean()), abs=0.002)
    assert 0 < km < 100


@pytest.mark.parametrize("surface", SURFACES)
def test_a_cluster_without_assets_says_so(register, page_of, open_assets, surface):
    page = page_of(EV, surface, open_assets.iloc[:0])
    made = definition_html(page, register) + tables_html(page, register, surface=surface, query={})
    for words in ("No asset of this map belongs to it.", "No asset to place.", "No institution anchors", "No technology is recorded"):
        assert words in made
    assert not re.search(r"\bnan\b|\bNone\b", made)


# ---- its tables ----


def test_where_it_gathers_is_counted_with_a_way_to_those_assets(register, page_of, members, tables, rows):
    made = tables_html(page_of(EV), register, surface="shares", query={"layer": ["hub", "testbed"]})
    own, name = members(EV), register.clusters.at[EV, "short_name"]
    lines = tables(made)[f"{name}: share by authority"]
    counts = own["gss_code"].value_counts()
    expected = {}
    for code, number in counts.items():
        there = (rows["gss_code"] == code).sum() * (len(own) / len(rows))
        few = "few" if number < SMALL_COUNT else "little expected" if there < SMALL_COUNT else ""
        cells = [str(number), f"{100 * number / len(own):.0f} %", f"{there:.1f}", f"{number / there:.2f}", few]
        expected[register.authorities.at[code, "name"]] = cells
    assert {line[0]: line[1:] for line in lines} == expected
    links = {link.text: query_of(link) for link in read(made).findall(".//table")[0].iter("a")}
    for code, authority in register.authorities["name"].items():
        if code in counts:
            assert links[authority] == {"layer": ["hub", "testbed"], "cluster": [EV], "authority": [code]}


def test_what_it_has_is_every_asset_by_type(register, page_of, members, tables):
    made, own = tables_html(page_of(EV), register, surface="shares", query={}), members(EV)
    lines = tables(made)["EVs and batteries: assets by type"]
    assert [line[0] for line in lines] == register.layer_names["plural"].tolist()
    for layer, (_, assets, operating, _) in zip(register.layer_names.index, lines, strict=True):
        there = own[own["layer"] == layer]
        assert (int(assets), int(operating)) == (len(there), (there["status"] == "operating").sum())
    table = read(made).findall(".//table")[1]
    assert {query_of(link)["asset"][0] for link in table.iterfind(".//ul//a")} == set(own["id"])
    led = {query_of(link)["layer"][0] for link in table.iter("a") if "layer" in query_of(link)}
    assert led == set(own["layer"]), "what there is none of leads nowhere"


def test_an_anchor_says_why_it_is_one(register, page_of, members, tables):
    made, own = tables_html(page_of(EV), register, surface="shares", query={}), members(EV)
    standing = own[own["status"].isin(ANCHOR_STATUSES)]
    names, by_asset = register.organisations.names, register.organisations.by_asset
    for institution, why, assets, _ in tables(made)["EVs and batteries: anchor institutions"]:
        theirs = standing[
            [
                institution in ([names[one] for one, role in by_asset.get(row["id"], ()) if role in ("runs", "leads")] or [row["name"]])
                for row in standing.to_dict("records")
            ]
        ]
        assert int(assets) == len(theirs)
        layers = {"University site": "university", "Catapult site": "catapult"}
        assert layers[why] in set(theirs["layer"]) if why in layers else len(theirs) >= 2


def test_technologies_of_one_asset_are_folded_away(register, page_of, members, tables, rows):
    made = tables_html(page_of(EV), register, surface="shares", query={"status": ["operating"]})
    counts, everywhere = (frame["technologies"].str.split(";").explode().str.strip().value_counts() for frame in (members(EV), rows))
    shown = {line[0]: int(line[1]) for line in tables(made)["EVs and batteries: technologies"]}
    single = {line[0]: int(line[1]) for line in tables(made)["EVs and batteries: technologies of one asset"]}
    assert shown == counts[counts > 1].to_dict() and single == counts[counts == 1].to_dict()
    assert f"{len(single)} more with one asset each" in made
    for term, number, share, lift, _ in tables(made)["EVs and batteries: technologies"]:
        assert share == f"{100 * int(number) / len(members(EV)):.0f} %"
        assert float(lift) == pytest.approx(int(number) / len(members(EV)) / (everywhere[term] / len(rows)), abs=0.0501)
    (link,) = [link for link in read(made).iter("a") if link.text == counts.index[0]]
    assert query_of(link) == {"status": ["operating"], "cluster": [EV], "technology": [counts.index[0]]}


def test_every_column_has_its_heading(register, few):
    tables = read(tables_html(few, register, surface="shares", query={})).findall(".//table")
    heads = {table.findtext("caption").partition(": ")[2]: [th.text for th in table.iterfind("thead/tr/th")] for table in tables}
    assert heads["share by authority"] == [
        "Local authority", "Assets in the cluster", "Share of the cluster", "Expected at the region's mix", "Location quotient", "Note",
    ]  # fmt: skip
    assert heads["assets by type"] == ["Type", "Assets", "Operating", "Which"]
    technologies = ["Technology", "Assets in the cluster", "Share of the cluster", "Times as frequent as among all", "Note"]
    assert technologies in heads.values() and all(all(head) for head in heads.values())


def test_each_surface_has_its_own_table(register, page_of, tables, members):
    for surface, words in SURFACES.items():
        made = tables_html(page_of(EV, surface), register, surface=surface, query={})
        lines = tables(made)[f"EVs and batteries: {words.lower()}"]
        at = {"shares": 1, "hexagons": 1, "density": 2}[surface]
        assert sum(int(line[at]) for line in lines) == len(members(EV))


# ---- all clusters ----


def test_every_cell_of_the_matrix_leads_to_its_very_assets(register, rows, open_assets, tables):
    matrix = matrix_of(open_assets, register)
    made = matrix_html(matrix, register, query={})
    (lines,) = tables(made).values()
    for row, one in enumerate(register.clusters.index):
        for column, other in enumerate(register.clusters.index, start=1):
            both = rows[[{one, other} <= found for found in rows["clusters"]]]
            assert lines[row][column] == (str(len(both)) if len(both) else "\u2013")
            assert set(matrix.ids(one, other)) == set(both["id"])
            link = f'href="clusters?cluster={one}&amp;with={other}"'
            assert (link in made) == (one != other and len(both) > 0), (one, other)


def test_a_number_of_the_matrix_says_what_it_counts_to_who_hears_it_alone(register):
    counts = pd.DataFrame([[3, 1], [1, 2]], index=[EV, AEROSPACE], columns=[EV, AEROSPACE])
    made = matrix_html(ClusterMatrix(counts, {}), register, query={"layer": ["hub"]})
    told = {link.get("aria-label"): link.get("href") for link in read(made).iter("a") if link.get("aria-label")}
    assert told["1 asset: EVs and batteries and Aerospace"] == f"clusters?layer=hub&cluster={EV}&with={AEROSPACE}"
    assert told["3 assets: EVs and batteries"] == f"clusters?layer=hub&cluster={EV}"
    names = [link.get("href") for link in read(made).iterfind(".//tbody/tr/th/a")]
    assert names == [f"clusters?layer=hub&cluster={cluster}" for cluster in (EV, AEROSPACE)]


def test_shared_assets_are_listed_with_a_way_back(register, rows, tables):
    def shared(pair):
        return rows.loc[[set(pair) <= found for found in rows["clusters"]], "id"].tolist()

    one, other = max(combinations(register.clusters.index, 2), key=lambda pair: len(shared(pair)))
    names, ids = register.clusters["short_name"], shared((one, other))
    made = shared_html(ids, one, other, register, query={"layer": ["hub"], "cluster": ["x"]})
    assert ids and [query_of(link)["asset"][0] for link in read(made).iterfind(".//tbody//a")] == ids
    assert list(tables(made)) == [f"{len(ids)} asset{'s' * (len(ids) != 1)} in both {names[one]} and {names[other]}"]
    assert query_of(read(made).find("p/a")) == {"layer": ["hub"], "cluster": [one]}


def test_the_overview_counts_every_cluster(register, open_assets, members, tables):
    made = overview_html(matrix_of(open_assets, register), register, open_assets, query={"layer": ["hub"]})
    (lines,) = tables(made).values()
    for cluster, line in zip(register.clusters.index, lines, strict=True):
        own = members(cluster)
        assert line[:2] == [register.clusters.at[cluster, "name"], KINDS[register.clusters.at[cluster, "kind"]]]
        assert line[2:4] == [str(len(own)), str((own["status"] == "operating").sum())]
        assert line[4] == ("none" if own.empty else "few" if len(own) < SMALL_COUNT else "")
    assert [query_of(link) for link in read(made).iter("a")] == [{"layer": ["hub"], "cluster": [c]} for c in register.clusters.index]


def test_rows_of_assets_keep_the_order_asked_for(register):
    ids = register.assets["id"].iloc[[5, 0, 3]].tolist()
    records = list(asset_records(ids, register))
    assert [r["id"] for r in records] == ids
    for record in records:
        asset = register.asset(record["id"])
        assert record["what"] == f"{register.kinds.at[asset['kind'], 'name']}, {asset['place']}"
        assert record["status_name"] == STATUS_WORDS[asset["status"]]


def test_hostile_texts_show_as_text(register, few, hostile):
    clusters = register.clusters.assign(name=hostile, short_name=hostile, definition=hostile, source_title=hostile, name_note=hostile)
    register = replace(register, clusters=clusters)
    profile = few.profile
    layers = profile.layers.assign(asset_names=[(hostile,) * len(ids) for ids in profile.layers["asset_ids"]])
    page = replace(few, profile=replace(profile, layers=layers))
    made = read(definition_html(page, register))
    assert (made.findtext("h2"), made.findtext(".//a")) == (hostile, hostile)
    shown = read(tables_html(page, register, surface="shares", query={"q": [hostile]}))
    assert {link.text for link in shown.findall(".//table")[1].iterfind(".//ul//a")} == {hostile}
    assert read(shared_html([], EV, EV, register, query={})).findtext("h2") == f"Shared with {hostile}"
    assert not [tag for part in (made, shown) for tag in part.iter("script", "b") if tag is not None]
