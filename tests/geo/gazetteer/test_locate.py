"""A typed text or a click becomes a point, or a helpful answer; nothing else."""

import re
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.crs import geometry_to_bng, geometry_to_wgs84
from geo.errors import GeoError, NotFoundError, PostcodeError
from geo.gazetteer.locate import _at_search, coordinates_text, in_region, load_gazetteer, locate, metres


@pytest.fixture(scope="module")
def find(register, index):
    gazetteer = load_gazetteer(register)
    return lambda text: locate(text, gazetteer=gazetteer, register=register, index=index)


def test_coordinates_latitude_first(find):
    spot = find(" 52.4800, -1.9000 ")
    assert (spot.kind, spot.point.y, spot.point.x, spot.radius_m) == ("point", 52.48, -1.9, 0)
    assert find("52.48 -1.9").point == spot.point
    assert find(spot.text).point == spot.point


@pytest.mark.parametrize("text", ["-1.9, 52.48", "51.5, -0.1", "0,0", "999,999", "90,180", "-90,-180"])
def test_coordinates_far_away_are_refused_with_the_bounds(find, text):
    with pytest.raises(NotFoundError, match="latitudes"):
        find(text)


def test_swapped_coordinates_are_told_so(find):
    with pytest.raises(NotFoundError, match="Latitude comes first"):
        find("-1.9, 52.48")


def test_a_point_just_outside_is_taken_and_said_to_be(find):
    spot = find("53.45,-1.9")
    assert "outside the region" in spot.note


def test_every_asset_is_found_by_id_and_spots_its_pin(find, register):
    for _, row in register.assets.iterrows():
        spot = find(row["id"])
        assert spot.point == row["geometry"], row["id"]
        assert spot.kind == "asset"


def test_an_asset_is_found_by_name_in_any_order_of_words(find):
    assert find("university of BIRMINGHAM").text == find("Birmingham university").text


def test_a_postcode_says_how_far_it_is_good(find, register):
    spot = find("cv15fb")
    assert (spot.kind, spot.label) == ("postcode", "CV1 5FB")
    assert spot.radius_m > 0
    assert f"{spot.radius_m:.0f} m" in spot.note
    assert in_region(spot.point, register)


@pytest.mark.parametrize("text", ["SW1A 1AA", "CV1 5OB", "M6 1AA", "B99X9"])
def test_a_postcode_outside_or_malformed_says_what_to_do(find, text):
    with pytest.raises(PostcodeError) as caught:
        find(text)
    assert caught.value.mend


def test_a_town_wins_over_assets_with_its_name(find):
    assert (find("Rugby").kind, find("rugby").label) == ("place", "Rugby")


def test_several_assets_at_one_spot_are_a_spot(find):
    spot = find("science park keele")
    assert spot.kind == "assets"
    assert 0 < spot.radius_m <= 1_500
    assert abs(spot.point.y - 53.004) < 0.01
    assert abs(spot.point.x + 2.268) < 0.01


def test_assets_in_different_places_are_named_to_choose_from(find):
    with pytest.raises(NotFoundError, match="different places") as caught:
        find("university science park")
    assert "Type the whole name" in caught.value.mend


def test_what_is_only_said_of_an_asset_is_offered_and_never_picked(find, register):
    """A word of a summary or an address that is in no name: the asset it leads to is a choice."""
    gazetteer = load_gazetteer(register)
    in_names = {word for name in gazetteer.asset_names for word in name}
    said = {word for text in (*register.assets["summary"], *register.assets["address"]) for word in re.findall("[a-z]{6,}", str(text).lower())}
    offered = 0
    for word in sorted(said - in_names)[::12]:
        try:
            assert find(word).kind not in ("asset", "assets"), word
        except NotFoundError as error:
            offered += any(choice.text in register.by_id for choice in error.choices)
    assert offered > 10


@pytest.mark.parametrize("text", ["M6 J4", "J4 M6", "Junction 4 of the M6", "M42, Junction 6", "jct 9 M40"])
def test_the_junction_of_a_motorway_is_no_place_we_know(find, text):
    with pytest.raises(NotFoundError, match="numbers of motorway junctions"):
        find(text)


@pytest.mark.parametrize("text", ["CV1.5FB", "C V 1 5 F B", "CV1 . 5FB", "c.v.1.5.f.b"])
def test_a_postcode_with_signs_between_is_one(find, text):
    assert find(text).label == "CV1 5FB"


def test_any_text_finds_or_explains(find, hostile):
    for text in (hostile, "", "   ", "\x00", "nan,nan", "inf,inf", "1e9,1e9"):
        try:
            assert find(text).point
        except GeoError as error:
            assert error.mend


def test_words_of_lengths_and_points():
    assert [metres(m) for m in (50, 999, 1000, 12_345)] == ["50 m", "999 m", "1.0 km", "12.3 km"]
    assert coordinates_text(52.123456, -1.5) == "52.1235,-1.5000"


def choices_of(find, text):
    with pytest.raises(NotFoundError) as caught:
        find(text)
    assert caught.value.mend
    return caught.value.choices


@pytest.mark.parametrize(
    ("text", "kind", "lat", "lon", "within_m"),
    [
        ("Fazeley Street, Birmingham", "street", 52.4795, -1.885, 200),
        ("12a fazeley st. b'ham", "street", 52.4795, -1.885, 200),
        ("Foo Ltd, Unit 5, Holt Street, Birmingham, UK", "street", 52.488, -1.887, 300),
        ("Birmingham Airport", "landmark", 52.4525, -1.743, 1_500),
        ("BHX", "landmark", 52.4525, -1.743, 1_500),
        ("New Street", "landmark", 52.4778, -1.898, 300),
        ("new street station", "landmark", 52.4778, -1.898, 300),
        ("Coventry railway station", "landmark", 52.4008, -1.5134, 200),
        ("Queen Elizabeth Hospital", "landmark", 52.452, -1.94, 500),
        ("QE Hospital", "landmark", 52.452, -1.94, 500),
        ("NEC", "landmark", 52.453, -1.719, 800),
        ("Kings Heath", "landmark", 52.43, -1.893, 1_000),
        ("Digbeth", "landmark", 52.476, -1.885, 700),
        ("Villa Park, Trinity Road, Birmingham", "landmark", 52.509, -1.885, 300),
        ("Solihull MBC", "place", 52.413, -1.777, 1_000),
        ("City of Coventry", "place", 52.408, -1.51, 1_000),
        ("Coventry CV1 5FB", "postcode", 52.412, -1.504, 600),
    ],
)
def test_streets_landmarks_stations_and_councils_are_spots(find, text, kind, lat, lon, within_m):
    spot = find(text)
    assert spot.kind == kind
    assert distance_m(spot.point, lat, lon) <= within_m
    again = find(spot.text)
    assert again.point == spot.point


def distance_m(point, lat, lon):
    return geometry_to_bng(point).distance(geometry_to_bng(Point(lon, lat)))


def test_a_name_of_several_streets_is_not_picked_from(find):
    choices = choices_of(find, "High Street")
    assert len(choices) > 3
    for choice in choices:
        assert choice.label.startswith("High Street")
        assert find(choice.text).kind in ("street", "point")


def test_what_else_has_the_name_is_offered_beside_it(find):
    spot = find("New Street")
    assert all(choice.label.startswith("New Street") for choice in spot.others)
    assert find(spot.others[0].text).kind == "street"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Fazely Street, Birmingham", "Fazeley Street, Digbeth, Birmingham"),
        ("Fazeley Street, Coventry", "Fazeley Street, Digbeth, Birmingham"),
        ("Fazeley Street, Paris", "Fazeley Street, Digbeth, Birmingham"),
        ("Queen Elizbeth Hospital", "Queen Elizabeth Hospital, Metchley, Birmingham"),
        ("CVI", "CV1"),
        ("B1O", "B10"),
        ("CVI 5FB", "CV1 5FB"),
        ("B4 7ET or CV1 5FB", "CV1 5FB"),
    ],
)
def test_what_is_only_near_is_offered_not_picked(find, text, meant):
    choices = choices_of(find, text)
    assert meant in [choice.label for choice in choices]
    for choice in choices:
        assert find(choice.text).point


def test_a_slip_in_a_town_is_said(find):
    assert "'Birmngham'" in find("Birmngham").note
    assert find("Birmngham").label == "Birmingham"


@pytest.mark.parametrize(("text", "lat", "lon"), [("-1.5106, 52.4081", 52.4081, -1.5106), ("52.4081, 1.5106", 52.4081, -1.5106)])
def test_swapped_or_unsigned_coordinates_are_offered_put_right(find, text, lat, lon):
    (choice, *_) = choices_of(find, text)
    assert find(choice.text).point == Point(lon, lat)


@pytest.mark.parametrize("text", ["A45", "M6", "B4098", "West Midlands", "E47000007", "E12000005"])
def test_a_road_or_a_region_is_no_point(find, text):
    with pytest.raises(NotFoundError, match="too long|whole area"):
        find(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), dressing=st.sampled_from(["{}", "{}.", "({})", " {} ,", "\u200b{}", "\ufeff{}\u00a0", "\u201c{}\u201d", "{}\n"]))
def test_any_street_is_found_or_offered_in_any_dressing(find, register, data, dressing):
    points = load_gazetteer(register).points
    row = data.draw(st.integers(0, len(points.table) - 1))
    line = points.table.iloc[row]
    text = dressing.format(f"{line['name']}, {line['locality'] or line['name']}")
    try:
        spot = find(text)
    except NotFoundError as error:
        assert error.mend
        return
    if spot.kind == "street":
        assert points.forms.words(line["name"]) in points.forms.words(spot.label) or spot.kind != line["kind"]


@pytest.mark.parametrize(("apart_m", "one_spot"), [(2_900, True), (3_100, False), (20_000, False)])
def test_assets_named_together_are_one_spot_up_to_a_walk_from_their_middle(apart_m, one_spot):
    points = [geometry_to_wgs84(Point(400_000 + metres_east, 300_000)) for metres_east in (0, apart_m)]
    assets = gpd.GeoDataFrame({"id": ["a", "b"], "name": ["A", "B"]}, geometry=points, crs=4326)
    register, index = SimpleNamespace(assets=assets), SimpleNamespace(mask=lambda filters: np.array([True, True]))
    if one_spot:
        assert _at_search("works", "works", register, index) is not None
    else:
        with pytest.raises(NotFoundError, match="different places"):
            _at_search("works", "works", register, index)
