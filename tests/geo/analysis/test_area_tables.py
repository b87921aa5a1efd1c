"""The records about an area, against counts made straight from the CSV files."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pandas as pd
import pytest

from geo.analysis.area_profile import compare_areas, gaps, profile_of
from geo.analysis.area_tables import (
    asset_records,
    authority_records,
    border_records,
    compare_records,
    figure_records,
    gap_records,
    measure_records,
    nowhere_labels,
    ordinal,
    peer_records,
    rank_words,
    searched_records,
    strength_records,
    tally_records,
    topics_searched,
)
from geo.analysis.areas import authority_area, region_area
from geo.analysis.measures import classes, measure_table
from geo.numbers import quantity_words, rate_number
from geo.select.filters import filters_from_query
from geo.vocabulary import STATUS_WORDS

WALSALL, BIRMINGHAM = "E08000030", "E08000025"
NAN = float("nan")


@pytest.fixture
def ranked(register, open_assets):
    """Every authority by what is measured, as records."""

    def made(ask, **keep):
        table = measure_table(open_assets, register.authorities, ask.measure, layer=ask.layer, cluster=ask.cluster)
        return authority_records(table, classes(table["value"]), measure=ask.measure, keep=keep)

    return made


# ---- words ----


def test_ordinals_and_ranks():
    numbers = (1, 2, 3, 4, 11, 12, 13, 21, 22, 30, 111, 123)
    assert [ordinal(n) for n in numbers] == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "30th", "111th", "123rd"]
    assert rank_words(7, 30) == "7th of 30"
    assert rank_words(7, 30, joint=True) == "joint 7th of 30"
    assert rank_words(pd.NA, 30) == ""


def test_a_measure_is_printed_by_its_kind(lookups):
    printed = {"per-100k-people": "2.45", "assets": "2", "share-operating": "2"}
    assert {name: lookups.measures[name].number(2.449) for name in printed} == printed


def test_what_is_measured_in_words(register, asked):
    assert asked().words(register) == "Assets per 100,000 people"
    assert asked(measure="assets").words(register) == "Number of assets"
    assert asked(measure="assets", measure_layer="hub").words(register) == "Number of Tech hubs"
    assert asked(measure="share-operating", measure_cluster="aerospace").words(register) == "Share of assets in Aerospace operating"


def test_a_value_in_words_has_the_unit_of_its_measure(asked):
    assert asked().value_words(2.44) == "2.44 per 100,000 people"
    assert asked(measure="assets").value_words(7.0) == "7"
    assert asked(measure="share-operating").value_words(85.7) == "86%"
    assert {asked(measure=name).value_words(NAN) for name in ("", "assets", "share-operating")} == {"not known"}


# ---- every authority ----


def test_every_authority_is_ranked_as_counted_from_the_files(ranked, asked, rows, authorities):
    people = authorities["population"]
    records = ranked(asked())
    rate = (rows.groupby("gss_code").size().reindex(people.index, fill_value=0) / people * 100_000).sort_values(ascending=False)
    assert [r["value"] for r in records] == pytest.approx(rate.tolist())
    for record in records:
        place = int((rate > rate[record["gss_code"]]).sum()) + 1
        assert record["rank"].removeprefix("joint ") == f"{ordinal(place)} of {len(people)}"


def test_ties_are_called_joint(ranked, asked):
    records = ranked(asked(measure="assets"))
    counts = pd.Series([r["assets"] for r in records]).value_counts()
    assert all(r["rank"].startswith("joint") == (counts[r["assets"]] > 1) for r in records)


def test_an_authority_without_a_value_comes_last_without_rank_or_class(ranked, asked, rows, authorities):
    records = ranked(asked(measure="share-operating", measure_layer="catapult"))
    without = set(authorities.index) - set(rows.loc[rows["layer"] == "catapult", "gss_code"])
    last = records[len(records) - len(without) :]
    assert last and {r["gss_code"] for r in last} == without
    assert {(r["rank"], r["class"]) for r in last} == {("", "no figure")}
    assert "no figure" not in {r["class"] for r in records[: -len(without)]}
    assert [r["name"] for r in last] == sorted(r["name"] for r in last)


def test_the_way_to_another_authority_keeps_the_filters(ranked, asked):
    for record in ranked(asked(), status=["operating"], authority="x"):
        address = urlsplit(record["href"])
        assert address.path == "places"
        assert parse_qs(address.query) == {"status": ["operating"], "authority": [record["gss_code"]]}


# ---- what an area has ----


@pytest.mark.parametrize("area", [BIRMINGHAM, "region"])
@pytest.mark.parametrize("facet", ["layer", "cluster"])
def test_a_tally_names_and_links_to_the_very_assets_it_counts(sheet_of, register, index, rows, area, facet):
    profile = sheet_of(area).profile
    own = rows[rows["gss_code"].isin(profile.area.codes)]
    words = register.layer_names["plural"] if facet == "layer" else register.clusters["short_name"]
    expected = {}
    for value, label in words.items():
        wanted = own["layer"] == value if facet == "layer" else own["clusters"].map(lambda found, value=value: value in found)
        expected |= {label: own[wanted]} if wanted.any() else {}
    records = tally_records(profile.layers if facet == "layer" else profile.clusters, profile.area)
    assert [r["label"] for r in records] == list(expected)
    for record in records:
        counted = expected[record["label"]]
        assert (record["assets"], record["operating"]) == (len(counted), (counted["status"] == "operating").sum())
        assert dict(record["named"]) == dict(zip(counted["id"], counted["name"], strict=True))
        filters, unknown = filters_from_query(parse_qs(urlsplit(record["href"]).query), options=index.options)
        assert filters.authority == (() if area == "region" else profile.area.codes), "the region needs no thirty names"
        assert not unknown
        assert set(register.assets["id"][index.mask(filters)]) == set(counted["id"])


def test_every_asset_is_told_by_type_and_status(sheet_of, register, rows):
    own = rows[rows["gss_code"] == WALSALL].set_index("id")
    records = asset_records(sheet_of(WALSALL).profile, register)
    assert {r["id"] for r in records} == set(own.index)
    for record in records:
        assert record["type"] == register.layer_names.at[own.at[record["id"], "layer"], "name"]
        assert record["standing"] == STATUS_WORDS[own.at[record["id"], "status"]]


# ---- how an area compares ----


def test_what_an_area_is_held_against_has_a_role_and_only_an_authority_a_rank(sheet_of):
    profile = sheet_of(WALSALL).profile
    records = peer_records(profile.rates[profile.rates["measure"] == "per-100k-people"])
    similar = ["similar authority"] * len(profile.comparisons.similar)
    assert similar and [r["role"] for r in records] == ["in focus", *similar, "grouping", "region"]
    assert [r["rank"] == "not ranked" for r in records] == [False, *(False for _ in similar), True, True]
    assert records[0]["name"] == "Walsall"


@pytest.mark.parametrize("code", [WALSALL, BIRMINGHAM])
def test_measures_in_words_are_the_files_divided(sheet_of, rows, authorities, code):
    number, people = rows.groupby("gss_code").size().reindex(authorities.index, fill_value=0), authorities["population"]
    rate, own = 100_000 * number / people, rows[rows["gss_code"] == code]
    records = {r["label"].split(" (")[0]: r for r in measure_records(sheet_of(code).profile)}
    count, per_head, share = (records[label] for label in ("Number of assets", "Assets per 100,000 people", "Share operating"))
    assert (count[code], count["region"]) == (f"{len(own):,}", f"{len(rows):,}")
    assert per_head[code] == rate_number(rate[code])
    assert per_head["region"] == rate_number(100_000 * len(rows) / people.sum())
    assert per_head["rank"] == rank_words((rate > rate[code]).sum() + 1, len(rate))
    assert share[code] == f"{100 * (own['status'] == 'operating').mean():.0f}%"


def test_a_share_of_nothing_is_not_known(sheet_of, lookups):
    profile = sheet_of(WALSALL).profile
    rates = profile.rates.assign(value=NAN, words=lookups.measures["assets"].number(NAN))
    assert {r[WALSALL] for r in measure_records(replace(profile, rates=rates))} == {"not known"}


def test_location_quotient_by_hand(sheet_of, register, rows):
    own = rows[rows["gss_code"] == BIRMINGHAM]
    records = {r["label"]: r for r in strength_records(sheet_of(BIRMINGHAM).profile)}
    for cluster, name in register.clusters["short_name"].items():
        count, everywhere = (sum(cluster in found for found in frame["clusters"]) for frame in (own, rows))
        expected = len(own) * everywhere / len(rows)
        if count <= expected:
            assert name not in records
            continue
        assert records[name]["quotient"] == pytest.approx(count / expected)
        assert records[name]["share_pct"] == pytest.approx(100 * count / len(own))
        assert records[name]["small"] == (count < 5 or expected < 5)
        assert bool(records[name]["warning"]) == records[name]["small"]


def test_a_comparison_prints_what_the_rest_of_the_page_prints(register, lookups, open_assets):
    rate = lookups.measures["per-100k-people"]
    areas = [authority_area(code, register.authorities) for code in (WALSALL, BIRMINGHAM)]
    side = compare_areas(areas, open_assets, register=register, figures=lookups.figures, measure=rate)
    for section in ("layer", "cluster"):
        assert all(r["printed"][area.id] == rate_number(r[area.id]) for r in compare_records(side, section) for area in areas)
    for area in areas:
        profile = profile_of(area, open_assets, register=register, figures=lookups.figures)
        measured = {r["label"]: r[area.id].removesuffix("%") for r in measure_records(profile)}
        assert {r["label"].replace(" (% of assets)", ""): r["printed"][area.id] for r in compare_records(side, "measure")} == measured
        figures = {r["label"]: r["value"] for r in figure_records(profile)}
        compared = {r["label"].rpartition(" (")[0]: r["printed"][area.id] for r in compare_records(side, "figure")}
        assert compared and all(words in figures[label] for label, words in compared.items() if label in figures)


def test_a_compared_line_says_its_unit_and_year_where_its_table_does_not(register, lookups, open_assets):
    area = authority_area(WALSALL, register.authorities)
    side = compare_areas([area], open_assets, register=register, figures=lookups.figures)
    labels = {section: [r["label"] for r in compare_records(side, section)] for section in ("measure", "layer", "figure")}
    assert labels["layer"] == register.layer_names["plural"].tolist()
    assert labels["measure"][0] == "Number of assets"
    assert "Share operating (% of assets)" in labels["measure"]
    people = lookups.figures.loc["population"]
    assert f"{people['label']} (people, {people['year']})" in labels["figure"]
    assert any("£" in label for label in labels["figure"])
    assert not any("GBP" in label or "km2" in label for label in labels["figure"])


# ---- what it lacks, and what is near ----


def test_gaps_and_border_match_geopandas(sheet_of, register, rows):
    profile = sheet_of(WALSALL).profile
    shapes = register.boundaries.to_crs(27700).set_index("gss_code").geometry
    points = gpd.GeoSeries(gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float)), index=rows["id"], crs=4326)
    elsewhere = (rows["gss_code"] != WALSALL).to_numpy()
    away = points.to_crs(27700)[elsewhere].distance(shapes[WALSALL])
    near = border_records(profile, register)
    assert {r["id"] for r in near} == set(away[away <= 5000].index)
    assert [r["distance_km"] for r in near] == sorted(r["distance_km"] for r in near)
    assert [r["kind_name"] for r in near] == register.kinds.loc[[register.asset(r["id"])["kind"] for r in near], "name"].tolist()
    layer = rows.set_index("id")["layer"]
    found = gap_records(profile, register, facets=("layer",))
    assert {r["value"] for r in found} == set(register.layer_names.index) - set(layer[rows.loc[~elsewhere, "id"]])
    for gap in found:
        assert gap["distance_km"] * 1000 == pytest.approx(away[layer[away.index] == gap["value"]].min(), abs=0.5)
        nearest = register.asset(gap["id"])
        told = (gap["layer"], gap["where"], gap["standing"])
        assert told == (nearest["layer"], nearest["authority"], STATUS_WORDS[nearest["status"]])


def test_what_nobody_has_has_no_nearest(sheet_of, register, open_assets):
    profile = sheet_of(WALSALL).profile
    none = open_assets[(open_assets["layer"] != "catapult").to_numpy()]
    profile = replace(profile, gaps=gaps(profile.area, none, register=register))
    assert "catapult" not in {r["value"] for r in gap_records(profile, register, facets=("layer",))}
    assert nowhere_labels(profile, facets=("layer",)) == [register.layer_names.at["catapult", "plural"]]
    assert nowhere_labels(profile, facets=()) == gap_records(profile, register, facets=()) == []


# ---- figures, and what was searched for ----


def test_the_figures_of_an_authority_are_those_of_the_file(sheet_of, authorities):
    records = {r["label"]: r for r in figure_records(sheet_of(WALSALL).profile)}
    people, pay = authorities["population"], authorities["median_weekly_pay_gbp"]
    assert records["Population"]["value"] == f"{people[WALSALL]:,.0f} people"
    assert records["Population"]["rank"] == rank_words((people > people[WALSALL]).sum() + 1, len(people))
    assert records["Median weekly pay"]["median"] == quantity_words(pay.median(), "GBP per week")
    assert all(r["year"] and r["source"].startswith("https://") for r in records.values())


def test_figures_of_several_authorities_are_sums_or_not_known_and_have_no_rank(sheet_of, authorities):
    records = {r["label"]: r for r in figure_records(sheet_of("region").profile)}
    assert records["Population"]["value"] == f"{authorities['population'].sum():,.0f} people"
    assert records["Median weekly pay"]["value"] == "not known"
    assert {r["rank"] for r in records.values()} == {""}


def test_searched_and_nothing_found_is_the_file(package, register, lookups):
    table = pd.read_csv(package.path("searched"))
    single = (authority_area(code, register.authorities) for code in register.authorities.index[::4])
    for area in (*single, region_area(register.authorities, region=register.region)):
        there = table[table["gss_code"].isin(area.codes)]
        vain = there[there["found"] == 0]
        records = searched_records(area, lookups.searched, register)
        told = sorted((r["topic"], r["name"], r["words"]) for r in records)
        assert told == sorted(zip(vain["topic"], register.authorities["name"][vain["gss_code"]], vain["words"], strict=True))
        assert [r["topic"] for r in records] == sorted(vain["topic"])
        assert topics_searched(area, lookups.searched) == tuple(sorted(there["topic"].unique()))
