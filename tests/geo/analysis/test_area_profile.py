"""Profiles: what an area has, lacks and borders on, by hand and from the CSV files."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.analysis.area_profile import compare_areas, figures_of, gaps, over_border, profile_of, quotients, rate_rows
from geo.analysis.areas import area_of, authority_area, comparison_areas, grouping_area, region_area
from geo.analysis.measures import measures
from geo.errors import FilterError
from geo.register.figures import load_figures
from geo.select.filter_words import label_words
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def figures(register):
    """The shipped table of figures."""
    return load_figures(register.package)


@pytest.fixture(scope="module")
def shipped(register):
    """The shipped sound rows straight from the CSV files, as points in EPSG:27700, with `layer`."""
    tables = []
    for resource in register.package.descriptor["resources"]:
        if "layer" in resource:
            table = pd.read_csv(DATA_ROOT / resource["path"], keep_default_na=False)
            tables.append(table.assign(layer=resource["layer"]))
    rows = pd.concat(tables)
    rows = rows[rows["id"].isin(register.assets["id"])].set_index("id")
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326").to_crs("EPSG:27700")


@pytest.fixture(scope="module")
def outlines():
    """The shipped boundaries straight from the file, EPSG:27700, by GSS code."""
    file = next((DATA_ROOT / "boundaries").glob("authorities_*_100m.geojson"))
    return gpd.read_file(file).to_crs("EPSG:27700").set_index("gss_code").geometry


def areas_of(register):
    """Every authority, a pair, the WMCA area and the region."""
    authorities = register.authorities
    single = [authority_area(code, authorities) for code in authorities.index]
    pair = area_of(authorities.index[:2], authorities, region=register.region)
    return [*single, pair, grouping_area(register.region.groupings[0], authorities), region_area(authorities, region=register.region)]


def test_every_profile_holds_together(register, figures):
    for area in areas_of(register):
        found = profile_of(area, register.assets, register=register, figures=figures)
        assert found.layers["assets"].sum() == len(found.assets)
        assert set(found.assets["gss_code"]) <= set(area.codes)
        lacked = found.gaps[found.gaps["facet"] == "layer"]["value"]
        assert set(lacked) == set(found.layers.index[found.layers["assets"] == 0])
        assert not set(found.over_border["gss_code"]) & set(area.codes)
        assert found.figures["year"].ne("").all() and found.figures["source_title"].ne("").all()


def test_a_profile_without_assets_and_with_one(register, figures):
    for area in (areas_of(register)[0], region_area(register.authorities, region=register.region)):
        none = profile_of(area, register.assets.iloc[0:0], register=register, figures=figures)
        assert none.layers["assets"].sum() == 0
        assert none.quotients["quotient"].isna().all()
        assert none.gaps["distance_km"].isna().all()
        assert none.over_border.empty
        one = register.assets.iloc[0:1]
        found = profile_of(area, one, register=register, figures=figures)
        inside = one["gss_code"].iloc[0] in area.codes
        assert len(found.assets) == inside


def test_rates_match_the_csv_files(register, figures, shipped, authorities):
    table = authorities
    counts = shipped.groupby("gss_code").size().reindex(table.index, fill_value=0)
    per_head = 1e5 * counts / table["population"]
    chosen = [measures(figures)["per-100k-people"]]
    for area in areas_of(register):
        comparisons = comparison_areas(area, register.authorities, region=register.region)
        found = rate_rows(comparisons, register.assets, register=register, chosen=chosen)
        assert found["role"].iloc[0] == "area"
        assert found["area"].is_unique
        for held, row in zip(comparisons.areas, found.to_dict("records"), strict=True):
            codes = list(held.codes)
            people = table.loc[codes, "population"].sum()
            assert row["value"] == pytest.approx(1e5 * counts[codes].sum() / people)
            if len(codes) == 1:
                assert row["rank"] == 1 + (per_head > per_head[codes[0]]).sum()
            else:
                assert pd.isna(row["rank"])


def test_nobody_living_there_gives_no_rate_and_no_rank(register, figures):
    code = register.authorities.index[0]
    authorities = register.authorities.copy()
    authorities["population"] = authorities["population"].astype(float)
    authorities.loc[code, "population"] = 0
    empty = replace(register, authorities=authorities)
    comparisons = comparison_areas(authority_area(code, authorities), authorities, region=register.region)
    chosen = [measures(figures)["per-100k-people"]]
    row = rate_rows(comparisons, register.assets, register=empty, chosen=chosen).iloc[0]
    assert np.isnan(row["value"]) and pd.isna(row["rank"])
    assert row["ranked"] == len(authorities) - 1


def test_quotients_match_the_csv_files(register, shipped):
    words = label_words(register)["cluster"]
    own = shipped["clusters"].str.split(";")
    for area in areas_of(register):
        here = shipped["gss_code"].isin(area.codes)
        for cluster, row in quotients(area, register.assets, words=words).iterrows():
            member = own.map(lambda clusters, wanted=cluster: wanted in clusters)
            expected = here.sum() * member.mean()
            count = (here & member).sum()
            assert row["assets"] == count
            assert row["share_pct"] == pytest.approx(100 * count / here.sum()) and row["region_share_pct"] == pytest.approx(100 * member.mean())
            assert row["small"] == (count < 5 or expected < 5)
            if expected:
                assert row["quotient"] == pytest.approx(count / expected)
            else:
                assert np.isnan(row["quotient"])


def test_gaps_are_the_nearest_outside(register, shipped, outlines):
    for area in areas_of(register)[::5]:
        here = shipped["gss_code"].isin(area.codes)
        shape = outlines[list(area.codes)].union_all()
        found = gaps(area, register.assets, register=register)
        assert not found.duplicated(["facet", "value"]).any()
        assert set(found.loc[found["facet"] == "kind", "value"]) == set(register.kinds.index) - set(shipped.loc[here, "kind"])
        columns = {"layer": "layer", "kind": "kind"}
        for row in found[found["facet"].isin(columns)].to_dict("records"):
            alike = shipped[shipped[columns[row["facet"]]] == row["value"]]
            assert not alike["gss_code"].isin(area.codes).any()
            if alike.empty:
                assert row["id"] == "" and np.isnan(row["distance_km"])
            else:
                nearest = alike.distance(shape).min() / 1_000
                assert row["distance_km"] == pytest.approx(nearest, abs=0.001)
                assert alike.distance(shape)[row["id"]] / 1_000 == pytest.approx(nearest, abs=0.001)


def test_over_the_border_matches_a_buffer_and_a_join(register, shipped, outlines):
    for area in areas_of(register)[::3]:
        shape = outlines[list(area.codes)].union_all().buffer(5_000, quad_segs=200)
        near = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:27700")
        others = shipped[~shipped["gss_code"].isin(area.codes)]
        expected = others.sjoin(near, predicate="within").index
        found = over_border(area, register.assets, boundaries=register.boundaries)
        assert set(found["id"]) == set(expected)
        assert found["distance_m"].is_monotonic_increasing
    with pytest.raises(FilterError):
        over_border(area, register.assets, boundaries=register.boundaries, within_m=0)


def test_figures_of_one_and_of_several(register, figures, authorities):
    table = authorities
    for area in areas_of(register):
        found = figures_of(area, authorities=register.authorities, figures=figures)
        rows = table.loc[list(area.codes), found.index]
        summed = ["population", "population_16_64", "active_businesses", "enterprises", "area_km2"]
        np.testing.assert_allclose(found.loc[summed, "value"], rows[summed].sum())
        if len(area.codes) == 1:
            np.testing.assert_allclose(found["value"], rows.iloc[0])
            for column, row in found.iterrows():
                assert row["rank"] == 1 + (table[column] > row["value"]).sum()
        else:
            assert found["value"].drop(summed).isna().all()
            assert found["rank"].isna().all()


def test_areas_side_by_side(register, figures):
    areas = areas_of(register)[-4:]
    found = compare_areas(areas, register.assets, register=register, figures=figures).table
    ids = [area.id for area in areas]
    counts = found[found["section"] == "layer"]
    for area in areas:
        own = register.assets[register.assets["gss_code"].isin(area.codes)]
        sizes = own["layer"].value_counts().reindex(counts["id"], fill_value=0)
        assert counts[area.id].tolist() == sizes.tolist()
    assert counts["scale_max"].unique().tolist() == [counts[ids].max().max()]
    assert set(found["section"]) == {"measure", "layer", "cluster", "figure"}


def test_side_by_side_by_a_rate(register, figures):
    areas = areas_of(register)[:2]
    found = compare_areas(
        areas,
        register.assets,
        register=register,
        figures=figures,
        measure=measures(figures)["per-100k-people"],
    ).table
    row = found[(found["section"] == "layer") & (found["id"] == "hub")].iloc[0]
    for area in areas:
        own = register.assets[register.assets["gss_code"].isin(area.codes)]
        hubs = (own["layer"] == "hub").sum()
        assert row[area.id] == pytest.approx(1e5 * hubs / area.population)
    assert row["year"] == figures.at["population", "year"]


def test_no_area_five_areas_or_one_twice_are_refused(register, figures):
    areas = areas_of(register)
    for wrong in ([], areas[:5], [areas[0], areas[0]]):
        with pytest.raises(FilterError):
            compare_areas(wrong, register.assets, register=register, figures=figures)


def test_who_shares_a_rank_is_said_to(register, lookups, open_assets, rows):
    counts = rows["gss_code"].value_counts().reindex(register.authorities.index, fill_value=0)
    shared = {code: (counts == number).sum() > 1 for code, number in counts.items()}
    assert len(set(shared.values())) == 2
    for code, joint in shared.items():
        area = authority_area(code, register.authorities)
        comparisons = comparison_areas(area, register.authorities, region=register.region)
        held = rate_rows(comparisons, open_assets, register=register, chosen=[lookups.measures["assets"]])
        (own,) = held.loc[held["role"] == "area", "joint"]
        assert own == joint, code
        assert not held.loc[held["role"].isin(["grouping", "region"]), "joint"].any()
