"""Streets, landmarks and stations by their names."""

import numpy as np
import pytest

from geo.gazetteer.name_forms import load_name_forms
from geo.gazetteer.named_points import COLUMNS, RAILWAY_STATION, STREET, TIERS, distances_m, load_named_points
from geo.register.datapackage import open_package, read_table


@pytest.fixture(scope="module")
def points():
    package = open_package()
    return load_named_points(package, load_name_forms(package))


def test_every_row_is_found_by_its_name(points):
    assert list(points.table.columns) == list(COLUMNS)
    for row in range(0, len(points.table), 997):
        assert row in points.named(points.forms.words(points.table["name"].iat[row]))


def test_every_row_has_a_place_and_a_tier(points):
    assert points.table.notna().all().all()
    assert points.table["lat"].between(51.5, 53.6).all() and points.table["lon"].between(-3.6, -0.9).all()
    assert points.tiers.min() == 1 and points.tiers.max() == TIERS[STREET]


def test_other_names_of_landmarks_name_something(points):
    package = open_package()
    for also, name in read_table(package, "landmark_names")[["also", "name"]].itertuples(index=False):
        rows = points.named(points.forms.words(also))
        assert any(points.table["name"].iat[row] == name for row in rows), (also, name)


def test_stations_are_found_with_and_without_their_town_and_word(points):
    for words in ("birmingham new st", "new st station", "birmingham new st railway station", "bhm"):
        assert RAILWAY_STATION in {points.kinds[row] for row in points.named(words)}, words


def test_words_within_a_name_find_it_but_no_street(points):
    assert {points.table["name"].iat[row] for row in points.having("molineux")} >= {"Molineux Stadium"}
    assert not any(points.kinds[row] == STREET for row in points.having("road"))
    assert points.having("") == points.having("xyzzy") == []


def test_a_slip_finds_the_name_and_nothing_finds_none(points):
    assert "Fazeley Street" in {points.table["name"].iat[row] for row in points.like("fazely st", count=5)}
    assert points.like("qqqqqqqq", count=5) == []


def test_distances_are_metres(points):
    lat, lon = points.lat_lon[0]
    assert distances_m(points, [0], lat, lon)[0] == 0
    assert distances_m(points, [0], lat + 0.01, lon)[0] == pytest.approx(1_112, abs=2)
    assert np.allclose(distances_m(points, [0], lat, lon + 0.01)[0], 1_112 * np.cos(np.radians(lat)), atol=2)
