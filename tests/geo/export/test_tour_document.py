"""A tour as a document: its scenes, and the assets they show."""

from datetime import date

import pytest

from geo.errors import NotFoundError
from geo.export import export_context
from geo.export.tour_document import tour_context
from geo.select.filters import Filters
from geo.tours.tour import load_tours

EAST_STAFFORDSHIRE = "E07000193"


@pytest.fixture(scope="module")
def tours(register):
    """The shipped tours by id."""
    return load_tours(register)[0]


def test_a_tour_has_all_its_scenes_and_the_assets_they_show(register, index, tours):
    made = tour_context(register, index, tours["coventry"], link_root="https://x.example/", made_on=date(2026, 11, 22))
    scenes = made.extra["scenes"]
    assert len(scenes) == len(tours["coventry"].scenes)
    assert set(made.assets["id"]) == {identity for scene in scenes for identity in scene["assets"]["id"]}
    assert made.link == "https://x.example/present?present=coventry"
    assert tours["coventry"].title in made.extra["choice"]


def test_a_tour_about_one_authority_is_about_its_assets(register, index, tours):
    made = tour_context(register, index, tours["authority"], authority=EAST_STAFFORDSHIRE)
    wanted = export_context(register, Filters(authority=(EAST_STAFFORDSHIRE,)), index=index)
    assert list(made.assets["id"]) == list(wanted.assets["id"])
    assert register.authorities.at[EAST_STAFFORDSHIRE, "name"] in made.title
    assert made.link == ""


def test_without_its_authority_it_cannot_be_told(register, index, tours):
    with pytest.raises(NotFoundError):
        tour_context(register, index, tours["authority"])
