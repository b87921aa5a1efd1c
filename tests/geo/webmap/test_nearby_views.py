"""What the Nearby page shows: the map holds what the tables hold, and every text is escaped."""

import json

import pytest
from shapely.geometry import Point, shape

from geo.analysis.nearby import Question, answer
from geo.gazetteer.locate import Spot
from geo.webmap.folium_map import view_json
from geo.webmap.nearby_views import asked_words, nearby_view
from pages.html.nearby_sections import around_html, list_html, start_html, summary_html

SPOT = Spot("CV1 5FB", "CV1 5FB", "postcode", Point(-1.504, 52.412), 580.0, "Good to 580 m.")


@pytest.fixture(scope="module")
def asked(register):
    question = Question("point", spot=SPOT, radius_km=10)
    return question, answer(question, register.assets, register=register)


def test_the_map_draws_the_ring_the_radius_of_the_postcode_and_the_point(register, asked):
    view = json.loads(view_json(nearby_view(*asked, register=register, ids=())))
    kinds = [(f["geometry"]["type"], f["properties"]["title"]) for f in view["shapes"]["features"]]
    assert kinds == [
        ("Polygon", "10 km"),
        ("LineString", "1 km"),
        ("LineString", "2 km"),
        ("LineString", "5 km"),
        ("Polygon", "CV1 5FB: good to 580 m"),
        ("Point", "CV1 5FB"),
    ]
    assert tuple(view["ids"]) == asked[1].ids
    assert (view["pick"], view["extra"]) == ("point", {"draw": True})
    ring = shape(view["shapes"]["features"][0]["geometry"])
    assert ring.contains(SPOT.point)


def test_without_a_question_everything_shows_and_a_click_asks(register):
    view = nearby_view(None, None, register=register, ids=("a",))
    assert (view.ids, view.pick, view.shapes) == (("a",), "point", None)


def test_the_list_holds_every_pin_with_a_link_to_it(register, asked):
    html = list_html(*asked, register, query={"near": ["CV1 5FB"]})
    for identity in asked[1].ids:
        assert f"asset?asset={identity}" in html
        assert f"nearby?near=CV1+5FB&amp;asset={identity}" in html


def test_the_words(register, asked):
    html = summary_html(*asked, register)
    assert f"{len(asked[1].ids)} assets within 10 km of CV1 5FB" in html
    assert "straight lines" in html
    assert "Good to 580 m." in html
    codes = Question("authorities", codes=("E08000027", "E07000220"))
    assert asked_words(codes, register) == "in Dudley and Rugby"


def test_the_tables_around(register, asked):
    html = around_html(*asked, register)
    for words in ("0 to 1 km", "5 to 10 km", "Coventry", "The nearest asset of each cluster", "eCommerce"):
        assert words in html
    nothing = answer(asked[0], register.assets.iloc[:0], register=register)
    assert "none with these filters" in around_html(asked[0], nothing, register)
    assert "Nothing of what is asked for" in list_html(asked[0], nothing, register, query={})


def test_hostile_words_are_escaped(register, hostile):
    spot = Spot(hostile, hostile, "place", SPOT.point, 0.0, hostile)
    question = Question("point", spot=spot, radius_km=1)
    found = answer(question, register.assets, register=register)
    html = summary_html(question, found, register) + list_html(question, found, register, query={"near": [hostile]})
    assert "<script" not in html.lower()
    assert "<img src=x" not in html.lower()
    assert "<script" not in view_json(nearby_view(question, found, register=register, ids=())).lower()


def test_the_start_offers_the_greatest_places(register):
    from geo.gazetteer.places import load_places

    html = start_html(load_places(register.package))
    assert 'href="nearby?near=Birmingham"' in html
