"""The shipped reference data: whole, within bounds, and true to itself.

If one fails after new data was built, look at the data first: these are the mistakes that a new
edition makes (a code that changed, a border that moved, a layer that lost its south).
"""

import json
import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.crs import to_bng
from geo.gazetteer.places import find_place, load_places
from geo.gazetteer.postcodes import LEVELS, load_postcode_areas, resolve_postcode
from geo.register.boundaries import load_authorities
from geo.register.datapackage import open_package, read_layer, read_table

AUTHORITIES = 30
# Square kilometres, by the Office for National Statistics.
REGION_KM2 = 13_004
TABLES = ["authorities", "measures", "figure_sources", "figures", "businesses_by_industry", "groupings", "grouping_members", "places", "postcode_areas"]
BOUNDARIES = ["authority_boundaries", "authority_boundaries_fine"]
BASEMAP = ["motorways", "railways", "stations", "waterways", "urban"]
LAYERS = [*BOUNDARIES, "region_boundary", *BASEMAP]
# Kilobytes: what is drawn goes to every browser.
BASEMAP_KB = 450
DRAWN_BOUNDARY_KB = 250
# Metres that clipped layers may run beyond the region, with something for simplifying.
MARGIN_M = 3_200
# Rounded and simplified borders do not follow the true one; points near it may fall outside.
SLACK_M = 200


@pytest.fixture(scope="module")
def package():
    return open_package()


@pytest.fixture(scope="module")
def authorities(package):
    return read_table(package, "authorities")


@pytest.fixture(scope="module")
def fine(package):
    return to_bng(read_layer(package, "authority_boundaries_fine")).set_index("gss_code")


@pytest.fixture(scope="module")
def region(package):
    return to_bng(read_layer(package, "region_boundary")).geometry.iloc[0]


@pytest.fixture(scope="module")
def places(package):
    return load_places(package)


@pytest.fixture(scope="module")
def areas(package):
    return load_postcode_areas(package)


@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_columns_are_those_of_the_schema(name, package):
    frame = read_table(package, name) if name in TABLES else read_layer(package, name)
    described = [field["name"] for field in package.schema(name)["fields"]]
    assert [column for column in frame.columns if column != "geometry"] == described


@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_values_keep_the_rules_of_the_schema(name, package):
    frame = read_table(package, name) if name in TABLES else read_layer(package, name)
    broken = [
        f"{field['name']}: {rule}" for field in package.schema(name)["fields"] for rule in broken_rules(frame[field["name"]], field.get("constraints", {}))
    ]
    assert not broken, broken


@pytest.mark.parametrize("name", TABLES + LAYERS)
def test_source_licence_and_credit_are_stated(name, package):
    resource = package.resources[name]
    assert resource["sources"]
    assert resource["licenses"]
    assert resource["attribution"]
    assert resource["vintage"]


@pytest.mark.parametrize("name", LAYERS)
def test_geometries_are_valid_and_of_a_kind_folium_can_draw(name, package):
    layer = read_layer(package, name)
    kinds = set(layer.geom_type)
    assert layer.is_valid.all()
    assert not layer.is_empty.any()
    assert "GeometryCollection" not in kinds, kinds


@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundaries_are_a_coverage_of_all_authorities(name, package, authorities):
    layer = read_layer(package, name)
    assert shapely.coverage_is_valid(layer.geometry.values)
    assert len(layer) == AUTHORITIES
    assert layer["gss_code"].tolist() == authorities["gss_code"].tolist()
    assert layer["name"].tolist() == authorities["name"].tolist()


@pytest.mark.parametrize("name", [*BOUNDARIES, "region_boundary"])
def test_area_is_that_of_the_region(name, package):
    area_km2 = to_bng(read_layer(package, name)).area.sum() / 1e6
    assert area_km2 == pytest.approx(REGION_KM2, rel=0.005)


def test_areas_in_the_table_are_those_of_the_boundaries(package, fine):
    authorities = load_authorities(package)
    measured = fine.area.div(1e6).loc[authorities["gss_code"]].to_numpy()
    off = authorities[(authorities["area_km2"] - measured).abs() > 0.5]
    assert off.empty, off[["name", "area_km2"]]


def test_the_coarse_border_stays_near_the_true_one(package, fine):
    drawn = to_bng(read_layer(package, "authority_boundaries")).set_index("gss_code")
    moved = drawn.area.sub(fine.area).abs().div(fine.area)
    assert (moved < 0.01).all(), moved[moved >= 0.01]
    distance = shapely.hausdorff_distance(drawn.boundary.values, fine.boundary.values)
    assert distance.max() < 500, distance.max()


def test_every_figure_is_of_a_measure_and_a_source_and_every_measure_has_figures(authorities, package):
    figures = read_table(package, "figures")
    assert set(figures["measure"]) == set(read_table(package, "measures")["id"])
    assert set(figures["source"]) <= set(read_table(package, "figure_sources")["id"])
    region = package.descriptor["region"]["code"]
    assert set(figures["gss_code"]) == {*authorities["gss_code"], region}
    assert not figures.duplicated(["gss_code", "measure", "period"]).any()


def test_people_and_businesses_of_the_region_are_the_sum_of_its_authorities(package):
    figures = read_table(package, "figures")
    region = package.descriptor["region"]["code"]
    for measure, slack in (("population", 0), ("population_16_64", 0), ("enterprises", 60)):
        rows = figures[figures["measure"] == measure]
        rows = rows[rows["period"] == rows.loc[rows["gss_code"] == region, "period"].max()]
        total = rows.loc[rows["gss_code"] != region, "value"].sum()
        assert abs(total - rows.loc[rows["gss_code"] == region, "value"].item()) <= slack, measure


def test_businesses_by_industry_add_up_to_the_region(package):
    table = read_table(package, "businesses_by_industry")
    table = table[table["period"] == table["period"].max()]
    own = table["gss_code"] == package.descriptor["region"]["code"]
    summed = table[~own].groupby("industry")["businesses"].sum()
    # Every cell is rounded to 5.
    assert (summed - table[own].set_index("industry")["businesses"]).abs().max() <= 5 * table["gss_code"].nunique()


def test_the_members_of_a_grouping_are_authorities(authorities, package):
    members = read_table(package, "grouping_members")
    assert set(members["gss_code"]) <= set(authorities["gss_code"])
    assert set(members["grouping"]) == set(read_table(package, "groupings")["id"])


def test_places_lie_in_the_authority_they_claim(places, fine):
    points = to_bng(places)
    claimed = gpd.GeoSeries(fine.geometry.loc[places["gss_code"]].values, crs=points.crs)
    outside = places[points.geometry.disjoint(claimed)]
    assert outside.empty, outside[["name", "gss_code"]]


def test_every_authority_has_a_place(places, authorities):
    # Sandwell and Wychavon have no town of their name, but they have towns.
    assert set(authorities["gss_code"]) == set(places["gss_code"])


def test_every_place_is_found_by_its_own_name(places):
    lost = [name for name in places["name"] if find_place(name, places).name != name]
    assert not lost, lost


def test_cities_are_labelled_first(places):
    assert (places.loc[places["kind"] == "city", "label_tier"] == 1).all()


def test_each_level_of_postcode_has_its_form(areas):
    forms = {"district": r"\S{2,4}", "sector": r"\S{2,4} \d", "unit group": r"\S{2,4} \d[A-Z]"}
    assert set(areas["level"]) == set(forms) == set(LEVELS) - {"unit"}
    odd = [p for p, level in areas["level"].items() if not re.fullmatch(forms[level], p)]
    assert not odd, odd


def test_every_prefix_has_the_shorter_ones_too(areas):
    parents = {prefix[:-1].strip() for prefix in areas.index if " " in prefix}
    assert parents <= set(areas.index), parents - set(areas.index)


def test_every_prefix_resolves_to_itself(areas):
    sample = areas.iloc[::50]
    for prefix, row in sample.iterrows():
        found = resolve_postcode(prefix, table=areas)
        assert (found.matched, found.level) == (prefix, row["level"])


def test_no_unit_postcode_is_shipped(areas):
    assert areas.index.str.replace(" ", "").str.len().max() <= 6
    assert not areas.index.str.fullmatch(r"\S{2,4} \d[A-Z]{2}").any()


def test_postcode_areas_lie_in_or_near_the_region(areas, region):
    points = gpd.GeoSeries(gpd.points_from_xy(areas["lon"], areas["lat"]), crs="EPSG:4326")
    far = areas[~to_bng(points).dwithin(region, 5_000 + SLACK_M).to_numpy()]
    assert far.empty, far


@pytest.mark.parametrize("name", BASEMAP)
def test_layers_keep_to_the_region_and_reach_through_it(name, package, region):
    layer = to_bng(read_layer(package, name))
    assert layer.within(region.buffer(MARGIN_M)).all()
    west, south, east, north = layer.total_bounds
    r_west, r_south, r_east, r_north = region.bounds
    assert (east - west) > 0.5 * (r_east - r_west)
    assert (north - south) > 0.5 * (r_north - r_south)


def test_the_base_map_is_small(package):
    sizes = {name: package.path(name).stat().st_size / 1000 for name in BASEMAP}
    assert sum(sizes.values()) <= BASEMAP_KB, sizes
    assert package.path("authority_boundaries").stat().st_size / 1000 <= DRAWN_BOUNDARY_KB
    assert package.path("authority_boundaries_fine").stat().st_size / 1000 <= 600


def test_every_station_is_near_a_railway(package):
    stations = to_bng(read_layer(package, "stations"))
    tracks = to_bng(read_layer(package, "railways")).union_all()
    far = stations[stations.distance(tracks) > 600]
    assert far.empty, far["name"].tolist()


def test_no_layer_mixes_licences(package):
    mixed = [n for n in BASEMAP if len(package.resources[n]["licenses"]) != 1]
    assert not mixed, mixed


@pytest.mark.parametrize("name", LAYERS)
def test_geojson_is_in_degrees_and_short(name, package):
    text = package.path(name).read_text(encoding="utf-8")
    content = json.loads(text)
    assert "crs" not in content
    assert not re.search(r"\d\.\d{6,}", text)


def broken_rules(values: pd.Series, constraints: dict) -> list[str]:
    """The constraints of a field that its values break; a missing value breaks only `required`."""
    missing = values.isna() | (values.astype(str) == "")
    there = values[~missing]
    kept = {
        "required": lambda wanted: not (wanted and missing.any()),
        "unique": lambda wanted: not (wanted and there.duplicated().any()),
        "enum": lambda allowed: there.isin(allowed).all(),
        "pattern": lambda form: there.astype(str).str.fullmatch(form).all(),
        "minimum": lambda least: (there >= least).all(),
        "maximum": lambda most: (there <= most).all(),
    }
    return [rule for rule, value in constraints.items() if not kept[rule](value)]
