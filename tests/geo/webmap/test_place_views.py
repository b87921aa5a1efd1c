"""What the map of the Places page shows: colours, circles, ring and pins, against pandas and GeoPandas."""

import json
import re
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import shape

from geo import style
from geo.analysis.area_tables import rank_words
from geo.analysis.areas import authority_area
from geo.analysis.measures import classes, measure_table
from geo.numbers import rate_number
from geo.webmap.folium_map import view_json
from geo.webmap.place_views import LARGEST_PX, MOST_PINS, SMALLEST_PX, border_ring, choropleth, circles, fit_area, legend, most_words, pins_of, places_view

WALSALL, BIRMINGHAM = "E08000030", "E08000025"


@pytest.fixture
def measured(register, open_assets):
    """The table and the classes of what is asked."""

    def made(ask, assets=open_assets):
        table = measure_table(assets, register.authorities, ask.measure, layer=ask.layer, cluster=ask.cluster)
        return table, classes(table["value"], number=ask.measure.number)

    return made


@pytest.fixture
def view_of(register, sheet_of, measured, asked):
    """The view of an area by its id."""

    def made(area, *, profile=None, ring=None, chosen="", **query):
        ask = asked(**query)
        return places_view(register, profile or sheet_of(area).profile, ask, *measured(ask), ring=ring, chosen=chosen, theme="dark")

    return made


@pytest.fixture(scope="module")
def metric(register):
    """The boundaries in EPSG:27700 by GSS code."""
    return register.boundaries.set_index("gss_code").to_crs(27700).geometry


# ---- colours ----


def test_colours_go_from_the_least_to_the_most(measured, asked):
    ask = asked()
    table, classed = measured(ask)
    painted = choropleth(table, classed, ask)["colours"]
    assert set(painted) == set(table.index)
    shades = [style.SEQUENTIAL.index(painted[code]) for code in table["value"].sort_values().index]
    assert shades == sorted(shades) and (shades[0], shades[-1]) == (0, len(style.SEQUENTIAL) - 1)


def test_an_authority_says_its_value_and_rank(measured, asked):
    ask = asked()
    table, classed = measured(ask)
    words = choropleth(table, classed, ask)["words"][WALSALL]
    row = table.loc[WALSALL]
    assert words == f"{rate_number(row['value'])} per 100,000 people; {rank_words(row['rank'], len(table))}"


def test_who_shares_a_rank_is_said_to(measured, asked):
    ask = asked()
    table, _ = measured(ask)
    table = table.head(4).assign(value=[4.0, 2.0, 2.0, 1.0], rank=[1, 2, 2, 4])
    words = choropleth(table, classes(table["value"]), ask)["words"]
    assert [text.rpartition("; ")[2] for text in words.values()] == ["1st of 4", "joint 2nd of 4", "joint 2nd of 4", "4th of 4"]


def test_a_missing_value_has_no_colour_and_is_said_to_be_missing(register, measured, asked, rows):
    ask = asked(measure="share-operating", measure_layer="catapult")
    table, classed = measured(ask)
    drawn = choropleth(table, classed, ask)
    missing = set(register.authorities.index) - set(rows.loc[rows["layer"] == "catapult", "gss_code"])
    assert missing and missing == set(table.index) - set(drawn["colours"])
    assert {drawn["words"][code] for code in missing} == {"No figure"}
    assert all(drawn["words"][code].endswith(f" of {len(table) - len(missing)}") for code in drawn["colours"])
    assert legend(register, ask, table, classed)["rows"][-1] == {"colour": "missing", "label": f"No figure ({len(missing)})"}


def test_the_legend_counts_every_authority_the_most_on_top(register, measured, asked, lookups):
    ask = asked()
    table, classed = measured(ask)
    told = legend(register, ask, table, classed)
    assert sum(int(re.search(r"\((\d+)\)$", row["label"])[1]) for row in told["rows"]) == len(table)
    assert [row["colour"] for row in told["rows"]] == list(reversed(style.sequential(len(classed.labels))))
    assert told["title"] == "Assets per 100,000 people"
    assert lookups.figures.at["population", "source_title"] in told["notes"][-1]
    share = asked(measure="share-operating")
    assert all("% (" in row["label"] for row in legend(register, share, *measured(share))["rows"])


# ---- circles ----


def test_circles_are_in_proportion_and_stand_in_their_authority(register, measured, asked, rows):
    ask = asked(measure="assets")
    drawn = {f["properties"]["title"]: f for f in circles(register.boundaries, measured(ask)[0], ask)}
    counts = rows["gss_code"].value_counts()
    shapes = register.boundaries.set_index("gss_code").geometry
    assert len(drawn) == len(counts)
    for code, number in counts.items():
        circle = drawn[f"{register.authorities.at[code, 'name']}: {number}"]
        assert shape(circle["geometry"]).within(shapes[code])
        wanted = max(LARGEST_PX * (number / counts.max()) ** 0.5, SMALLEST_PX)
        assert circle["properties"]["radius_px"] == pytest.approx(wanted, abs=0.06)


def test_the_greatest_circle_lies_under_the_others(register, measured, asked):
    radii = [f["properties"]["radius_px"] for f in circles(register.boundaries, measured(asked(measure="assets"))[0], asked(measure="assets"))]
    assert radii == sorted(radii, reverse=True) and radii[0] == LARGEST_PX


def test_a_count_leaves_the_areas_see_through_and_explains_the_circles(register, measured, asked, rows, open_assets):
    ask = asked(measure="assets")
    table, classed = measured(ask)
    assert set(choropleth(table, classed, ask)["colours"].values()) == {"transparent"}
    most = rows["gss_code"].value_counts()
    told = legend(register, ask, table, classed)
    assert (told["title"], told["rows"]) == ("Number of assets", [])
    assert f"Most: {register.authorities.at[most.idxmax(), 'name']}, {most.max()}." in told["notes"]
    none = measured(ask, open_assets.iloc[:0])
    assert "None anywhere." in legend(register, ask, *none)["notes"]
    assert circles(register.boundaries, none[0], ask) == []


# ---- the area in focus ----


def test_the_ring_is_five_kilometres(register, metric):
    ring = border_ring(authority_area(WALSALL, register.authorities), register.boundaries)
    line = gpd.GeoSeries([shape(ring["geometry"])], crs=4326).to_crs(27700).iloc[0].exterior
    distances = [metric[WALSALL].distance(line.interpolate(share, normalized=True)) for share in (0, 0.2, 0.4, 0.6, 0.8)]
    assert distances == pytest.approx([5000] * 5, abs=80)


def test_the_region_has_neither_ring_nor_pins_nor_outline(register, sheet_of, view_of):
    assert border_ring(sheet_of("region").profile.area, register.boundaries) is None
    view = view_of("region")
    assert (view.ids, view.highlight, view.shapes) == ((), (), None)
    west, south, east, north = register.region_bounds
    assert view.fit["bounds"] == [[south, west], [north, east]]


def test_the_map_shows_the_area_with_its_ring(register, sheet_of):
    sheet = sheet_of(WALSALL)
    fit = fit_area(register, sheet.profile.area)
    (south, west), (north, east) = fit["bounds"]
    ring_west, ring_south, ring_east, ring_north = shape(sheet.ring["geometry"]).bounds
    assert west < ring_west < ring_east < east and south < ring_south < ring_north < north
    assert fit["key"] == WALSALL


def test_pins_are_those_of_the_area_and_just_over_its_border(sheet_of, view_of, rows):
    profile, view = sheet_of(WALSALL).profile, view_of(WALSALL)
    own = set(rows.loc[rows["gss_code"] == WALSALL, "id"])
    assert own and set(view.ids) == own | set(profile.over_border["id"]) and len(view.ids) > len(own)
    assert view.highlight == (WALSALL,) and view.answers == ("asset", "authority")


def test_more_pins_than_leave_the_colours_in_sight_are_left_out_over_the_border_and_said(register, sheet_of, view_of):
    profile = sheet_of(WALSALL).profile
    few, near = register.assets.head(3), register.assets.iloc[10 : 10 + MOST_PINS - 3]
    as_many = view_of(WALSALL, profile=replace(profile, assets=few, over_border=near))
    assert len(as_many.ids) == MOST_PINS and "over the border" not in str(as_many.legend["notes"])
    one_more = replace(profile, assets=few, over_border=register.assets.iloc[10 : 10 + MOST_PINS - 2])
    shown = view_of(WALSALL, profile=one_more)
    assert shown.ids == tuple(few["id"])
    assert shown.legend["notes"][-1] == f"Without the pins of {MOST_PINS - 2} assets over the border."


@pytest.mark.parametrize("identity", ["wmca", WALSALL])
def test_every_asset_of_an_area_has_its_pin(sheet_of, identity):
    sheet = sheet_of(identity)
    assert set(sheet.profile.assets["id"]) <= set(pins_of(sheet.profile)[0])


def test_all_who_share_the_first_place_are_named():
    table = pd.DataFrame({"name": ["Rugby", "Ayton", "Beeton"], "value": [2.0, 2.0, 1.0]})
    assert most_words(table) == "Most: Ayton and Rugby, 2 each."
    assert most_words(table.tail(1)) == "Most: Beeton, 1."
    assert most_words(table.assign(value=0.0)) == "None anywhere."


def test_a_rate_is_drawn_in_colours_and_a_count_in_circles_over_the_ring(sheet_of, view_of, rows):
    ring = sheet_of(WALSALL).ring
    rate, count = view_of(WALSALL, ring=ring), view_of(WALSALL, ring=ring, measure="assets")
    assert rate.shapes["features"] == [ring] and count.shapes["features"][0] == ring
    assert len(count.shapes["features"]) == 1 + rows["gss_code"].nunique()
    assert count.shapes["type"] == "FeatureCollection" and {f["type"] for f in count.shapes["features"]} == {"Feature"}
    # What the map's script knows to draw.
    known = {"title", "stroke", "weight", "dashes", "fill", "fill_opacity", "radius_px"}
    assert set().union(*(f["properties"] for f in count.shapes["features"])) == known
    assert (rate.pick, count.pick) == ("", "point"), "a circle lies over the area to be clicked"


def test_the_stamp_changes_with_what_is_shown(view_of):
    views = [
        view_of(WALSALL),
        view_of(BIRMINGHAM),
        view_of(WALSALL, measure="assets"),
        view_of(WALSALL, measure_layer="hub"),
        view_of(WALSALL, measure_cluster="aerospace"),
        view_of(WALSALL, chosen="x"),
    ]
    assert len({view.stamp for view in views}) == len(views)
    assert view_of(WALSALL) == views[0] and (views[0].chosen, views[-1].chosen, views[0].theme) == (None, "x", "dark")


def test_hostile_names_are_only_words(register, measured, asked, hostile):
    ask = asked(measure="assets")
    table = measured(ask)[0].assign(name=hostile)
    drawn = circles(register.boundaries, table, ask)
    assert {f["properties"]["title"].rpartition(": ")[0] for f in drawn} == {hostile}


def test_hostile_words_do_not_leave_the_script_of_the_map(view_of, register, sheet_of, hostile):
    ring = border_ring(replace(sheet_of(WALSALL).profile.area, name=hostile), register.boundaries)
    text = view_json(view_of(WALSALL, ring=ring))
    assert "<" not in text
    assert json.loads(text)["shapes"]["features"][0]["properties"]["title"] == f"5 km around {hostile}"
