"""What lies around a point, in authorities and in a shape: against GeoPandas straight from the files."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from geo.analysis.drive_time import drive_from, drives_to, isochrone, road_graph
from geo.analysis.nearby import (
    Question,
    answer,
    question_from_query,
    read_minutes,
    read_radius_km,
    read_shape,
    ring_edges_km,
    ring_edges_minutes,
    shape_text,
)
from geo.crs import geometry_to_bng
from geo.errors import FilterError, NotFoundError
from geo.gazetteer.locate import Spot
from geo.settings import DATA_ROOT

CENTRE = Point(-1.9, 52.48)


@pytest.fixture(scope="module")
def rows():
    """All rows of all asset files, in EPSG:27700, without the library."""
    frames = [pd.read_csv(file) for file in sorted((DATA_ROOT / "assets").glob("*.csv"))]
    table = pd.concat(frames, ignore_index=True)
    points = gpd.points_from_xy(table["lon"], table["lat"], crs=4326)
    return gpd.GeoDataFrame(table, geometry=points).to_crs(27700)


def around(point, radius_km):
    spot = Spot("", "here", "point", point, 0.0, "")
    return Question("point", spot=spot, radius_km=radius_km)


@pytest.mark.parametrize("radius_km", [1, 7.5, 50])
def test_around_a_point(register, rows, radius_km):
    metric = gpd.GeoSeries([CENTRE], crs=4326).to_crs(27700).iloc[0]
    distance = rows.distance(metric)
    expected = rows[distance <= radius_km * 1000]
    got = answer(around(CENTRE, radius_km), register.assets, register=register)
    assert set(got.ids) == set(expected["id"])
    assert got.found["distance_m"].is_monotonic_increasing
    by_id = distance.set_axis(rows["id"])
    assert np.allclose(got.found["distance_m"], by_id[list(got.ids)])
    assert got.rings["assets"].sum() == len(expected) == got.rings["cumulative"].iloc[-1]
    assert got.touched["assets"].sum() == len(expected)
    nearest = by_id.groupby(rows.set_index("id")["kind"]).min()
    assert got.nearest_layers["distance_m"].min() == pytest.approx(nearest.min())


def test_an_asset_just_at_the_radius_is_found(register):
    by_id = answer(around(CENTRE, 50), register.assets, register=register).found.set_index("id")["distance_m"]
    # Kilometres that come to just these metres again.
    identity, radius_km = next((identity, far / 1000) for identity, far in by_id[by_id > 1000].items() if far / 1000 * 1000 == far)
    assert identity in answer(around(CENTRE, radius_km), register.assets, register=register).ids
    assert identity not in answer(around(CENTRE, np.nextafter(radius_km, 0)), register.assets, register=register).ids


@pytest.mark.parametrize(("minutes", "edges"), [(10, (10,)), (15, (15,)), (16, (15, 16)), (40, (15, 30, 40)), (60, (15, 30, 45, 60))])
def test_rings_of_minutes_end_at_what_is_asked(minutes, edges):
    assert ring_edges_minutes(minutes) == edges


@pytest.mark.parametrize("minutes", [10.0, 30.0, 60.0])
def test_by_minutes(register, minutes):
    """Exactly the assets that a drive worked out apart reaches in time, the shortest drive first, and the area is what is reached."""
    drive = drive_from(road_graph(register), CENTRE)
    expected = drives_to(drive, register.assets.geometry)["minutes"]
    got = answer(replace(around(CENTRE, 10), minutes=minutes), register.assets, register=register)
    assert set(got.ids) == set(register.assets["id"][expected <= minutes])
    assert got.found["minutes"].is_monotonic_increasing and got.found["minutes"].max() <= minutes
    assert got.rings["assets"].sum() == len(got.ids) and got.rings["outer_minutes"].iloc[-1] == minutes
    areas_km2 = [geometry_to_bng(reached).area / 1e6 for reached in got.reached.values()]
    assert np.allclose(got.rings["area_km2"].cumsum(), areas_km2)
    assert got.nearest_layers["minutes"].min() == pytest.approx(expected.min(), abs=0.01)
    assert got.area.equals(isochrone(drive, minutes))


def test_around_a_point_the_drive_is_known_too(register):
    got = answer(around(CENTRE, 5), register.assets, register=register)
    assert (got.found["drive_km"] > got.found["distance_m"] / 1000 - 1.5).all() and got.found["minutes"].notna().all()


def test_minutes_where_there_is_no_road_are_refused(register):
    """A straight line is measured from there; a drive is not."""
    nowhere = Point(-3.5, 52.5)
    assert "minutes" not in answer(around(nowhere, 50), register.assets, register=register).found
    with pytest.raises(NotFoundError, match="nearest road"):
        answer(replace(around(nowhere, 50), minutes=30.0), register.assets, register=register)


@pytest.mark.parametrize(("text", "minutes"), [("", None), ("30", 30.0), ("1", 10.0), ("900", 60.0)])
def test_minutes_of_a_link(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "3,5"])
def test_minutes_that_are_no_number_are_refused(text):
    with pytest.raises(FilterError, match="The time .* is no number"):
        read_minutes(text)


def test_in_authorities(register, rows):
    codes = ("E08000027", "E07000220")
    got = answer(Question("authorities", codes=codes), register.assets, register=register)
    assert set(got.ids) == set(rows.loc[rows["gss_code"].isin(codes), "id"])
    assert set(got.touched["gss_code"]) == set(codes)
    assert got.outside_pct == 0
    assert got.rings.empty
    assert (got.found["distance_m"] == 0).all()


def test_in_a_shape(register, rows):
    text = "52.4,-2.0~52.6,-2.0~52.6,-1.7~52.4,-1.7"
    shape = Polygon([(-2.0, 52.4), (-2.0, 52.6), (-1.7, 52.6), (-1.7, 52.4)])
    got = answer(Question("shape", shape=read_shape(text)), register.assets, register=register)
    assert set(got.ids) == set(rows.loc[rows.to_crs(4326).within(shape), "id"])


def test_what_lies_outside_the_region_is_said(register):
    edge = answer(around(Point(-1.15, 52.37), 20), register.assets, register=register)
    assert 30 < edge.outside_pct < 80
    assert answer(around(CENTRE, 5), register.assets, register=register).outside_pct == 0


def test_no_assets_at_all(register):
    got = answer(around(CENTRE, 5), register.assets.iloc[:0], register=register)
    assert got.ids == ()
    assert got.rings["assets"].sum() == 0
    assert got.nearest_layers["id"].eq("").all()
    assert got.nearest_layers["distance_m"].isna().all()


def test_the_question_in_a_link(register):
    def find(text):
        if text == "nowhere":
            raise NotFoundError("No.")
        return Spot(text, text, "place", CENTRE, 0.0, "")

    def read(**query):
        return question_from_query(query, radius_km=3, register=register, find=find)

    assert read() is None
    assert read(near=["  "]) is None
    assert read(near=["Rugby"]).radius_km == 3
    assert read(within=["E08000027", "E08000027", "E1"]).codes == ("E08000027",)
    assert read(within=["E1"], near=["Rugby"]).kind == "point"
    assert read(shape=["52,-2~53,-2~53,-1"], near=["Rugby"], within=["E08000027"]).kind == "shape"
    with pytest.raises(NotFoundError):
        read(near=["nowhere"])


@pytest.mark.parametrize(("text", "radius_km"), [("", 10), ("5", 5), ("0.1", 1), ("1e9", 50), ("-3", 1), ("2.5", 2.5)])
def test_a_radius_is_kept_within_bounds(text, radius_km):
    assert read_radius_km(text) == radius_km


@pytest.mark.parametrize("text", ["x", "nan", "inf", "1,5"])
def test_a_radius_that_is_no_number(text):
    with pytest.raises(FilterError):
        read_radius_km(text)


@pytest.mark.parametrize(
    "text",
    [
        "52,-2",
        "52,-2~53,-2",
        "a,b~c,d~e,f",
        "1,2,3~4,5,6~7,8,9",
        "52~-2~53~-1",
        "52,-2~52,-2~52,-2",
        "52,-2~53,-1~52.5,-1.5",
        "500,1~501,2~502,1",
        "nan,nan~nan,nan~nan,nan",
        "~".join(["52,-2"] * 61),
    ],
)
def test_a_shape_that_is_none(text):
    with pytest.raises(FilterError) as caught:
        read_shape(text)
    assert caught.value.mend


def test_a_shape_survives_the_link():
    corners = [(52.12348, -2.0), (53.0, -2.00004), (53.0, -1.5)]
    assert shape_text(corners) == "52.1235,-2.0000~53.0000,-2.0000~53.0000,-1.5000"
    assert read_shape(shape_text(corners)).bounds == (-2.0, 52.1235, -1.5, 53.0)


def test_a_shape_that_crosses_itself_is_mended():
    assert read_shape("52,-2~53,-1~53,-2~52,-1").is_valid


def test_ring_edges_end_at_the_radius():
    assert ring_edges_km(1) == (1,)
    assert ring_edges_km(5) == (1, 2, 5)
    assert ring_edges_km(7.5) == (1, 2, 5, 7.5)
    assert ring_edges_km(50) == (1, 2, 5, 10, 20, 50)
