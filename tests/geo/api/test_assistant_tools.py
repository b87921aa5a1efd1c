"""What an assistant is told is what the pages show, each with its sources and the link to the same view."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.analysis.claims import VERDICTS
from geo.api.assistant_tools import MOST, load_tools
from geo.errors import FilterError, GeoError
from geo.select.filters import filter_names, filters_from_query

ROOT = "https://map.example/west/"


@pytest.fixture(scope="module")
def tools(package):
    return load_tools(package, root=ROOT)


def counted(tools, view):
    """How many assets the filters of a link give."""
    query = {name: values for name, values in parse_qs(urlsplit(view).query).items() if name in filter_names()}
    filters, dropped = filters_from_query(query, options=tools.index.options)
    assert not dropped
    return int(tools.index.mask(filters).sum())


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", {}),
        ("battery", {}),
        ("", {"authority": ["Coventry"], "layer": ["Testbeds"]}),
        ("university", {"cluster": ["aerospace"], "status": ["operating"]}),
        ("", {"run_by": ["University of Warwick"]}),
        ("zzzzqqqq", {}),
    ],
)
def test_a_search_leads_to_the_view_with_the_same_assets(tools, text, chosen):
    said = tools.search_assets(text, chosen=chosen, limit=5)
    assert said["view"].startswith(ROOT) and counted(tools, said["view"]) == said["assets_found"]
    assert len(said["assets"]) == min(5, said["assets_found"])


def test_the_best_match_comes_first_and_how_it_was_read_is_said(tools):
    said = tools.search_assets("universty of birmingham", chosen={})
    assert said["assets"][0]["id"] == "university-of-birmingham" and "universty" in said["search_read_as"][0]


def test_an_asset_is_told_with_all_its_evidence(tools, register):
    for identity in ("steamhouse", "ukbic", "26ht"):
        row, said = register.asset(identity), tools.read_asset(identity)
        urls = [one["url"] for one in said["evidence"]]
        assert urls == [url for url in (row["source_url"], row["location_url"]) if url]
        assert said["view"] == f"{ROOT}asset?asset={identity}" and said["checked_on"] == row["checked_on"] and said["summary"] == row["summary"]


def test_an_asset_is_told_with_its_organisations_and_their_roles(tools, register):
    for identity, pairs in register.organisations.by_asset.items():
        said = tools.read_asset(identity)["organisations"]
        assert [(one["id"], one["role"]) for one in said] == list(pairs)
        assert [one["name"] for one in said] == [register.organisations.names[one] for one, _ in pairs]


def test_an_asset_is_found_by_its_name_and_not_guessed(tools):
    assert tools.read_asset("aston university")["id"] == "aston-university"
    with pytest.raises(FilterError, match="steamhouse-phase-one"):
        tools.read_asset("steamhouse digbeth or steamhouse")
    for text in ("", "  ", "zzzzqqqq", "university"):
        with pytest.raises(FilterError):
            tools.read_asset(text)


def test_an_authority_is_told_with_figures_and_sources(tools, rows):
    said = tools.profile_area("Coventry")
    assert sum(said["assets_by_type"].values()) == (rows["gss_code"] == "E08000026").sum()
    assert said["figures"] and all(figure["source_url"].startswith("http") and figure["year"] for figure in said["figures"])
    assert said["view"] == f"{ROOT}places?authority=E08000026" and "Sources:" in said["sources"]
    assert tools.profile_area("wmca")["view"] == f"{ROOT}places?area=wmca"
    with pytest.raises(GeoError):
        tools.profile_area("Atlantis")


def test_every_cluster_is_told(tools, register, rows):
    for cluster in register.clusters.index:
        said = tools.profile_cluster(cluster)
        assert said["assets"] == sum(cluster in held for held in rows["clusters"]) and said["source"]["url"].startswith("http")
        assert json.loads(json.dumps(said, allow_nan=False)) == said


def test_what_is_near_is_told_by_distance_with_the_view(tools):
    said = tools.find_near("CV1 5FB", radius_km=5, chosen={"layer": ["university"]}, limit=MOST)
    distances = [one["distance_km"] for one in said["assets"]]
    assert distances == sorted(distances) and 0 < len(distances) == said["assets_found"] and max(distances) <= 5
    query = parse_qs(urlsplit(said["view"]).query)
    assert query["near"] and query["radius_km"] == ["5"] and query["layer"] == ["university"]
    assert said["place_note"]


def test_claims_are_told_with_their_sources_and_counts(tools):
    every = tools.list_claims()["claims"]
    assert sum(len(tools.list_claims(verdict)["claims"]) for verdict in VERDICTS) == len(every) > 0
    for claim in every:
        assert all(count["assets"] == counted(tools, count["view"]) for count in claim["counted_here"])
    with pytest.raises(FilterError):
        tools.list_claims("maybe")


def test_what_names_nothing_is_refused_with_what_is_meant(tools):
    with pytest.raises(FilterError, match="Did you mean .*Coventry"):
        tools.search_assets("", chosen={"authority": ["Covntry"]})


def test_every_answer_names_licence_and_credits(tools):
    for said in (
        tools.search_assets("5g", chosen={}),
        tools.read_asset("ukbic"),
        tools.profile_area("Rugby"),
        tools.profile_cluster("aerospace"),
        tools.find_near("Rugby", chosen={}),
        tools.list_claims(),
    ):
        assert said["data"]["licence"] and said["data"]["credits"] and said["data"]["version"] and said["view"].startswith(ROOT)
        assert json.dumps(said, allow_nan=False)
