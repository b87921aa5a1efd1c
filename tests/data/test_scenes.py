"""Every scene of every shipped tour is true at a glance: figure, key, map, and what its link opens are the same assets."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from geo import vocabulary
from geo.register.assets import load_register
from geo.select.filters import filters_from_query, index_facets
from geo.tours.tour import compute_scenes, load_tours

ROOT = "https://example.org/app/"


@pytest.fixture(scope="module")
def register():
    return load_register()


@pytest.fixture(scope="module")
def index(register):
    return index_facets(register)


@pytest.fixture(scope="module")
def scenes(register, index):
    """(name, scene) of all tours, that about an authority for each of them."""
    found = []
    for tour in load_tours(register)[0].values():
        for code in register.authorities.index if tour.parameter else [""]:
            made = compute_scenes(tour, register, index, authority=code, link_root=ROOT)
            found += [(f"{tour.id} {code} {number}", scene) for number, scene in enumerate(made, start=1)]
    return found


def linked(scene, register, index) -> set[str]:
    """The assets that the page behind a scene's code lists."""
    query = parse_qs(urlsplit(scene["link"]).query)
    if "star" in query:
        return set(query["star"])
    filters, refused = filters_from_query({name: values for name, values in query.items() if name != "asset"}, options=index.options)
    assert not refused
    return set(register.assets["id"][index.mask(filters)])


def test_figure_key_map_and_link_are_the_same_assets(scenes, register, index):
    assert len(scenes) > 200
    for name, scene in scenes:
        ids = set(scene["ids"])
        assert scene["figure"]["value"] == f"{len(ids):,}" and scene["count"] == len(ids) > 0, name
        assert sum(row["count"] for row in scene["key"]) == len(ids), name
        assert set(scene["view"]["ids"]) == ids, name
        assert linked(scene, register, index) == ids, name


def test_how_many_are_known_to_operate_is_told_and_adds_up(scenes, register):
    status = register.assets.set_index("id")["status"]
    for name, scene in scenes:
        statuses = list(status[scene["ids"]])
        said, operating = scene["standing"], statuses.count("operating")
        assert said == vocabulary.standing_counts(statuses), name
        numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", said)]
        assert sum(numbers) == len(statuses) or not numbers, name
        assert said.startswith(f"{operating:,} known to operate") or operating in (0, len(statuses)), name
        assert said.startswith("None known to operate") or operating or said.startswith("All closed") or len(statuses) == 1, name


def test_a_ringed_pin_is_one_of_those_counted(scenes):
    for name, scene in scenes:
        assert scene["view"].get("chosen") in (None, *scene["ids"]), name


def test_a_scene_about_a_place_has_its_pins_there(scenes, register):
    rows = register.assets.set_index("id")
    places = {*register.authorities["name"], *rows["place"]}
    for name, scene in scenes:
        pins = rows.loc[scene["ids"]]
        where = pins["authority"] + "|" + pins["place"] + "|" + pins["name"] + "|" + pins["address"]
        counted_in = [place for place in places if re.search(rf"\bin {re.escape(place)}$", scene["figure"]["label"])]
        assert all(set(pins["authority"]) == {place} for place in counted_in), (name, counted_in)
        if scene["title"] == "The whole region":  # its line is about what is not in the authority
            continue
        for place in (one for one in places if re.search(rf"\b(?:in|at|to|and|out to) {re.escape(one)}\b", " ".join([scene["title"], *scene["lines"]]))):
            assert where.str.contains(place, regex=False).any(), (name, place)


def test_the_authorities_outlined_hold_the_pins_or_are_what_the_tour_is_about(scenes, register):
    authority = register.assets.set_index("id")["gss_code"]
    for name, scene in scenes:
        outlined = set(scene["view"].get("highlight", ()))
        if scene["zoomed"]:
            assert set(authority[scene["ids"]]) <= outlined, name
        if len(outlined) > 1:
            assert set(authority[scene["ids"]]) == outlined, name
