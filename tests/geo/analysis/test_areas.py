"""Areas: found by whatever a person types, summed, and held against others."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geo.analysis.areas import area_of, area_shape, authority_area, comparison_areas, find_area, grouping_area, region_area, similar_authorities
from geo.errors import FilterError, NotFoundError, PostcodeError
from geo.gazetteer.places import load_places
from geo.gazetteer.postcodes import load_postcode_areas
from geo.register.assets import load_register
from geo.register.region import Grouping, Region

REGION = Region(
    code="E0",
    name="Shire",
    within="the Shire",
    area_name="Shire region",
    title="Shire Map",
    heading="All of the Shire",
    purpose="What is here.",
    clusters_of="the Shire's plan",
    file_stem="shire",
    logo="",
    other_names=("region",),
    groupings=(Grouping(id="union", name="Union of Shires", other_names=("the union",), codes=("E1", "E3")),),
)


@pytest.fixture
def authorities():
    """Five authorities; C is the county's name too, E lacks two figures."""
    return pd.DataFrame(
        {
            "name": ["Ayton", "Beeton-on-Sea", "Ceeshire", "Upper Deeton", "Eeton"],
            "ons_name": ["Ayton", "Beeton-on-Sea", "Ceeshire, County of", "Upper Deeton", "Eeton"],
            "council_name": [f"{n} Council" for n in ("Ayton", "Beeton", "Cee", "Dee", "Eeton")],
            "county": ["Ceeshire", "Beeshire", "Ceeshire", "Beeshire", "Beeshire"],
            "population": [100.0, 200, 300, 400, np.nan],
            "active_businesses": [10.0, 20, 30, 40, 50],
            "area_km2": [1.0, 2, 3, 4, 5],
            "median_weekly_pay_gbp": [500.0, 500, 600, 600, 550],
            "level3plus_pct": [50.0, 50, 70, 70, np.nan],
            "gva_per_job_gbp": [40_000.0, 40_000, 60_000, 50_000, 50_000],
        },
        index=pd.Index(["E1", "E2", "E3", "E4", "E5"], name="gss_code"),
    )


@pytest.fixture
def boundaries():
    """Five squares of a degree in a row from (0, 50), EPSG:4326."""
    return gpd.GeoDataFrame(
        {"gss_code": ["E1", "E2", "E3", "E4", "E5"], "name": list("ABCDE")},
        geometry=[box(n, 50, n + 1, 51) for n in range(5)],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def shipped():
    """The shipped data, as `find_area` takes it."""
    register = load_register()
    tables = {
        "boundaries": register.boundaries,
        "places": load_places(register.package),
        "postcodes": load_postcode_areas(register.package),
    }
    return register, tables


def test_an_area_is_the_sum_of_its_authorities(authorities):
    area = area_of(["E2", "E1", "E2"], authorities, region=REGION)
    assert (area.id, area.kind, area.codes) == ("E1,E2", "set", ("E1", "E2"))
    assert area.name == "Ayton and Beeton-on-Sea"
    assert (area.population, area.businesses, area.area_km2) == (300, 30, 3)


def test_a_sum_with_a_missing_figure_is_missing(authorities):
    area = area_of(["E1", "E5"], authorities, region=REGION)
    assert np.isnan(area.population)
    assert area.businesses == 60


def test_all_is_the_region_and_the_constituents_are_the_wmca(authorities):
    assert area_of(authorities.index, authorities, region=REGION).kind == "region"
    assert area_of(["E3", "E1"], authorities, region=REGION) == grouping_area(REGION.groupings[0], authorities)
    assert area_of(["E3"], authorities, region=REGION).kind == "authority"


def test_codes_that_are_not_there(authorities):
    with pytest.raises(NotFoundError):
        authority_area("E9", authorities)
    with pytest.raises(FilterError):
        area_of([], authorities, region=REGION)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E1", "E1"),
        ("e1", "E1"),
        ("ayton", "E1"),
        ("AYTON COUNCIL", "E1"),
        ("beeton on sea", "E2"),
        ("Beeton", "E2"),
        ("Ceeshire", "E3"),
        ("Ceeshire, County of", "E3"),
        ("deeton", "E4"),
        ("Aytn", "E1"),
        ("Beeshire", "beeshire"),
        ("E1,E2", "E1,E2"),
        ("Ayton; Eeton", "E1,E5"),
        ("Ayton and Eeton", "E1,E5"),
        ("ayton & EETON", "E1,E5"),
        ("E1,E3", "union"),
        ("Union of Shires", "union"),
        ("the region", "region"),
        ("50.5, 1.5", "E2"),
        ("50.5 3.5", "E4"),
    ],
)
def test_areas_are_found(text, expected, authorities, boundaries):
    assert find_area(text, authorities, boundaries=boundaries, region=REGION).id == expected


def test_an_area_is_found_again_by_its_id(authorities):
    areas = [grouping_area(REGION.groupings[0], authorities), region_area(authorities, region=REGION), area_of(["E1", "E4"], authorities, region=REGION)]
    for area in [*areas, find_area("beeshire", authorities, region=REGION)]:
        found = find_area(area.id, authorities, region=REGION)
        assert (found.name, found.kind, found.codes) == (area.name, area.kind, area.codes)


def test_a_point_finds_its_authority_and_an_edge_the_lower_code(authorities, boundaries):
    assert find_area(Point(2.5, 50.5), authorities, boundaries=boundaries, region=REGION).id == "E3"
    assert find_area(Point(2, 50.5), authorities, boundaries=boundaries, region=REGION).id == "E2"
    with pytest.raises(NotFoundError, match="outside"):
        find_area(Point(9, 9), authorities, boundaries=boundaries, region=REGION)
    with pytest.raises(FilterError):
        find_area(Point(2, 50.5), authorities, region=REGION)


@pytest.mark.parametrize("text", ["", "  ", "E99999999", "Zanzibar", ",", "e"])
def test_what_is_nowhere_is_said_to_be(text, authorities, boundaries):
    with pytest.raises(NotFoundError):
        find_area(text, authorities, boundaries=boundaries, region=REGION)


def test_shapes_are_joined(authorities, boundaries):
    assert area_shape(area_of(["E1", "E2"], authorities, region=REGION), boundaries).equals(box(0, 50, 2, 51))
    assert area_shape(authority_area("E5", authorities), boundaries).equals(box(4, 50, 5, 51))


def test_the_most_similar_is_the_nearest_in_all_figures(authorities):
    # A and B are alike in every figure: density, businesses per head, pay, level 3 and output.
    found = similar_authorities("E1", authorities)
    assert found.index[0] == "E2"
    assert found["distance"].iloc[0] == 0
    assert "E5" not in found.index


def test_a_figure_the_same_everywhere_tells_nothing(authorities):
    same = authorities.assign(area_km2=authorities["population"] / 100)
    found = similar_authorities("E1", same)
    assert np.isfinite(found["distance"]).all()
    assert not found.empty


def test_only_one_authority_has_similar_ones(authorities):
    one = comparison_areas(authority_area("E1", authorities), authorities, n=2, region=REGION)
    assert len(one.similar) == 2
    assert [area.id for area in one.areas][-2:] == ["union", "region"]
    whole = comparison_areas(region_area(authorities, region=REGION), authorities, region=REGION)
    assert whole.similar == ()
    assert [area.id for area in whole.areas] == ["region", "union"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CV1 5FB", "Coventry"),
        ("cv15fb", "Coventry"),
        ("leamington spa", "Warwick"),
        ("Burton on Trent", "East Staffordshire"),
        ("Walsal", "Walsall"),
        ("Coventry City Council", "Coventry"),
        ("Stoke", "Stoke-on-Trent"),
        ("Herefordshire, County of", "Herefordshire"),
        ("Staffordshire", "Staffordshire"),
        ("West Midlands", "West Midlands region"),
        ("Telford", "Telford and Wrekin"),
    ],
)
def test_shipped_areas_are_found(text, name, shipped):
    register, tables = shipped
    authorities = register.authorities
    assert find_area(text, authorities, **tables, region=register.region).name == name


def test_a_postcode_outside_the_region_is_told(shipped):
    register, tables = shipped
    authorities = register.authorities
    with pytest.raises(PostcodeError, match="not in the region of this map"):
        find_area("EH1 1AA", authorities, **tables, region=register.region)


def test_every_shipped_authority_is_found_by_every_name_it_has(shipped):
    register, tables = shipped
    authorities = register.authorities
    for column in ("gss_code", "name", "ons_name", "council_name"):
        found = [find_area(text, authorities, **tables, region=register.region).codes for text in authorities[column]]
        assert found == [(code,) for code in authorities.index]


def test_shipped_sums_match_the_csv_file(shipped, authorities_of_files):
    table = authorities_of_files
    region, wmca = region_area(shipped[0].authorities, region=shipped[0].region), grouping_area(shipped[0].region.groupings[0], shipped[0].authorities)
    inner = table.loc[list(shipped[0].region.groupings[0].codes)]
    assert len(wmca.codes) == len(inner) == 7
    assert region.population == table["population"].sum()
    assert wmca.businesses == inner["active_businesses"].sum()
    assert wmca.area_km2 == pytest.approx(inner["area_km2"].sum())


def test_shipped_similarity_matches_a_plain_recalculation(shipped, authorities_of_files):
    table = authorities_of_files
    figures = pd.DataFrame(
        {
            0: table["population"] / table["area_km2"],
            1: table["active_businesses"] / table["population"],
            2: table["median_weekly_pay_gbp"],
            3: table["level3plus_pct"],
            4: table["gva_per_job_gbp"],
        }
    )
    scores = figures.apply(lambda column: (column - column.mean()) / np.std(column.to_numpy()))
    for code in table.index:
        away = {other: np.linalg.norm(scores.loc[code] - scores.loc[other]) / np.sqrt(5) for other in table.index.drop(code)}
        expected = sorted(away, key=away.get)[:3]
        found = similar_authorities(code, shipped[0].authorities)
        assert found.index.tolist() == expected
        np.testing.assert_allclose(found["distance"], [away[other] for other in expected])
