"""A typed text or a click becomes a point, or a helpful answer; nothing else."""

import pytest

from geo.errors import GeoError, NotFoundError, PostcodeError
from geo.gazetteer.locate import coordinates_text, in_region, load_gazetteer, locate, metres


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
    spot = find("queen elizabeth hospital")
    assert spot.kind == "assets"
    assert 0 < spot.radius_m <= 1_500
    assert abs(spot.point.y - 52.452) < 0.01
    assert abs(spot.point.x + 1.94) < 0.01


def test_assets_in_different_places_are_named_to_choose_from(find):
    with pytest.raises(NotFoundError, match="different places") as caught:
        find("university science park")
    assert "Type the whole name" in caught.value.mend


def test_any_text_finds_or_explains(find, hostile):
    for text in (hostile, "", "   ", "\x00", "nan,nan", "inf,inf", "1e9,1e9"):
        try:
            assert find(text).point
        except GeoError as error:
            assert error.mend


def test_words_of_lengths_and_points():
    assert [metres(m) for m in (50, 999, 1000, 12_345)] == ["50 m", "999 m", "1.0 km", "12.3 km"]
    assert coordinates_text(52.123456, -1.5) == "52.1235,-1.5000"
