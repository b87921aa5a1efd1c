"""The Present page: the chooser, the stage's data, tours of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from reading import components_of
from streamlit.testing.v1 import AppTest

from geo.register.assets import load_register
from geo.select.filters import Filters, index_facets
from geo.tours.tour import Tour, compute_scenes, scene_of, write_tour
from pages.shared.scenes import STORE

PAGE = Path(__file__).resolve().parents[2] / "pages" / "present.py"
DATA = PAGE.parents[1] / "data"


def run(state: dict | None = None, **query: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    for name, value in (state or {}).items():
        app.session_state[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_the_chooser_shows_every_tour():
    body = html(run())
    for title in (
        "The best kept secret",
        "Cluster by cluster",
        "Coventry: future mobility",
        "What does your authority have?",
    ):
        assert title in body
    assert "present?present=region" in body
    assert "kiosk=1" in body
    assert "Choose the local authority above." in body


@pytest.mark.parametrize("query", [{"present": "authority", "authority": "E99999999"}, {"authority": "E99999999"}])
def test_an_authority_that_is_none_is_told(query):
    assert any("authority = E99999999" in said.value for said in [*run(**query).info, *run(**query).warning])


def test_choosing_an_authority_makes_its_tour_a_link():
    app = run()
    app.selectbox(key="tour-authority").select("E07000220").run()
    assert app.query_params["authority"] in ("E07000220", ["E07000220"])
    assert "What does Rugby have?" in html(app)
    assert "authority=E07000220" in html(app)


@pytest.mark.parametrize(
    "query",
    [
        {"present": "nonsense"},
        {"present": "<script>alert(1)</script>"},
        {"present": "../../etc/passwd"},
        {"present": "own"},
        {"authority": "E99"},
        {"present": "authority"},
        {"present": "authority", "authority": "'\""},
    ],
)
def test_what_is_not_there_leads_to_the_chooser(query):
    app = run(**query)
    assert "The best kept secret" in html(app)
    assert "<script>alert(1)" not in html(app)


def test_a_tour_of_ones_own_counts_by_itself():
    register = load_register()
    files = ["hubs", "catapults", "universities", "gigafactories", "testbeds"]
    rows = pd.concat(pd.read_csv(DATA / "assets" / f"{file}.csv", dtype=str, keep_default_na=False).assign(file=file) for file in files)
    rows = rows[(rows["status"] != "closed") & (rows["file"] == "universities")]
    tour = Tour("own", "Mine", "About", (scene_of(register, Filters(layer=("university",))),))
    app = run({STORE: tour})
    assert "Present my tour" in html(app)
    assert app.get("download_button")
    scene = compute_scenes(tour, register, index_facets(register))[0]
    assert scene["figure"]["value"] == str(len(rows))
    shown = run({STORE: tour}, present="own")
    assert "The best kept secret" not in html(shown)


def test_scenes_are_edited_moved_and_removed():
    register = load_register()
    scenes = tuple(scene_of(register, Filters(layer=(layer,))) for layer in ("hub", "testbed", "catapult"))
    app = run({STORE: Tour("own", "Mine", "About", scenes)})
    app.text_input(key="tour-0-0-title").set_value("First of all").run()
    assert app.session_state[STORE].scenes[0].title == "First of all"
    app.button(key="tour-0-0-down").click().run()
    assert [scene.title for scene in app.session_state[STORE].scenes][1] == "First of all"
    app.button(key="tour-1-0-remove").click().run()
    assert [scene.title for scene in app.session_state[STORE].scenes][0] == "First of all"
    assert len(app.session_state[STORE].scenes) == 2
    # The browser keeps the file, and forgets it when the tour is emptied: a reload finds the same.
    told = lambda: json.loads(components_of(app, "own_tour")[0].proto.json)  # noqa: E731
    assert told()["tour"] == write_tour(app.session_state[STORE]) and not told()["emptied"]
    app.button(key="tour-clear").click().run()
    assert app.session_state[STORE].scenes == ()
    assert told() == {"tour": "", "emptied": True}


def test_a_word_that_cannot_be_filled_is_named_and_not_shown():
    register = load_register()
    app = run({STORE: Tour("own", "Mine", "About", (scene_of(register, Filters()),))})
    app.text_input(key="tour-0-0-line1").set_value("There are {many}").run()
    assert "No such placeholder." in html(app)
    assert "Present my tour" not in html(app)


def test_an_uploaded_tour_opens_and_a_broken_one_is_named():
    register = load_register()
    good = write_tour(Tour("own", "From a file", "About", (scene_of(register, Filters()),)))
    app = run()
    app.file_uploader(key="tour-file").upload("mine.toml", good.encode(), "application/toml").run()
    assert app.session_state[STORE].title == "From a file"
    app = run()
    app.file_uploader(key="tour-file").upload("bad.toml", b'title = "a"\n[[scene]]\nview = "moon"', "application/toml").run()
    assert "It is no view." in html(app)
    assert STORE not in app.session_state


def test_a_card_shows_the_figure_its_tour_opens_with():
    register = load_register()
    standing = int((register.assets["status"] != "closed").sum())
    in_rugby = register.assets[(register.assets["gss_code"] == "E07000220") & (register.assets["status"] != "closed")]
    assert f"<b>{standing}</b> innovation assets" in html(run())
    assert f"<b>{len(in_rugby)}</b> innovation assets" in html(run(authority="E07000220"))


def test_the_scene_being_edited_stays_open_and_a_lost_tour_is_explained():
    register = load_register()
    scene = scene_of(register, Filters(layer=("catapult",)))
    app = run({STORE: Tour("own", "Mine", "About", (scene, scene))})
    assert not any(one.proto.expanded for one in app.expander)
    field = next(one for one in app.text_input if one.label == "Title")
    field.set_value("Another").run()
    assert [one.proto.expanded for one in app.expander] == [True, False]
    assert app.expander[0].label == "1. Another"
    assert "in the visit that has ended" in run(present="own").info[0].value
