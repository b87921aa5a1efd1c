"""What a tour's file must be: a sound one has no problem, and each fault is named once, in its place."""

import tomllib

import pytest

from geo.register.datapackage import tour_files
from geo.tours.rules import MOST_LINE, MOST_NOTES, MOST_TITLE, VIEWS, problems_of, shape_problem

COVENTRY = "E08000026"
NAN = float("nan")


@pytest.fixture
def found(register):
    """The scene and field of every problem, from changes to the scene of a sound tour or to the tour; None takes a key away."""

    def changed(table, changes):
        return {key: value for key, value in (table | changes).items() if value is not None}

    def problems(scene=None, /, **tour):
        scenes = [changed({"title": "A", "view": "region"}, scene or {})]
        data = changed({"title": "T", "description": "D", "scene": scenes}, tour)
        return [(row, field) for row, identity, field, value, reason, mend in problems_of(data, register, "x")]

    return problems


def test_the_shipped_tours_have_no_problem(register, package):
    files = tour_files(package)
    assert files
    for file in files:
        assert list(problems_of(tomllib.loads(file.read_text(encoding="utf-8")), register, file.stem)) == []


def test_everything_a_scene_can_have_is_sound(found, register):
    ids = register.assets["id"].head(2).tolist()
    scene = {
        "title": "{count} of {first_authority}", "lines": ["{operating:site|sites}", "b"], "notes": "one\ntwo",
        "query": {"layer": ["hub"], "authority": [COVENTRY], "q": ["5g"]}, "assets": ids, "asset": ids[0],
        "bounds": [[50, -6], [56, 2.0]], "figure": {"measure": "count", "label": "{cluster} site|sites"},
        "dwell_seconds": 20, "skip_when_empty": True,
    }  # fmt: skip
    for view in VIEWS:
        assert found(scene | {"view": view}, dwell_seconds=3, order=7) == []
    about_one = {"view": "authority", "query": {"authority": ["{authority}"]}}
    assert found(about_one, parameter="authority", title="About {authority}", dwell_seconds=300.0) == []


@pytest.mark.parametrize(
    ("field", "tour"),
    [
        ("title", {"title": None}),
        ("title", {"title": ""}),
        ("title", {"title": 7}),
        ("title", {"title": "{count} sites"}),
        ("title", {"title": "About {authority"}),
        ("description", {"description": None}),
        ("parameter", {"parameter": "planet"}),
        ("parameter", {"parameter": ""}),
        ("dwell_seconds", {"dwell_seconds": 2.9}),
        ("dwell_seconds", {"dwell_seconds": 301}),
        ("dwell_seconds", {"dwell_seconds": NAN}),
        ("dwell_seconds", {"dwell_seconds": "20"}),
        ("order", {"order": 1.5}),
        ("order", {"order": True}),
        ("colour", {"colour": "red"}),
        ("scene", {"scene": None}),
        ("scene", {"scene": 3}),
    ],
)
def test_a_fault_of_the_tour_is_named_once(found, field, tour):
    assert found(**tour) == [(0, field)]


@pytest.mark.parametrize(
    ("field", "scene"),
    [
        ("title", {"title": None}),
        ("title", {"title": 5}),
        ("title", {"title": "x" * (MOST_TITLE + 1)}),
        ("title", {"title": "two\nlines"}),
        ("title", {"title": "{nothing}"}),
        ("title", {"title": "{"}),
        ("lines", {"lines": ["a", "b", "c"]}),
        ("lines", {"lines": ["a", 3]}),
        ("lines", {"lines": "a"}),
        ("lines", {"lines": ["x" * (MOST_LINE + 1)]}),
        ("lines", {"lines": ["\x07"]}),
        ("lines", {"lines": ["{count:site|"]}),
        ("notes", {"notes": 5}),
        ("notes", {"notes": "x" * (MOST_NOTES + 1)}),
        ("dwell_seconds", {"dwell_seconds": 2}),
        ("colour", {"colour": "red"}),
        ("skip_when_empty", {"skip_when_empty": 1}),
        ("figure", {"figure": "count"}),
        ("figure.measure", {"figure": {"measure": "beauty", "label": "x"}}),
        ("figure.measure", {"figure": {"measure": ["count"], "label": "x"}}),
        ("figure.label", {"figure": {"measure": "count"}}),
        ("figure.label", {"figure": {"measure": "count", "label": "{what}"}}),
        ("figure.size", {"figure": {"measure": "count", "label": "x", "size": 3}}),
        ("view", {"view": None}),
        ("view", {"view": "moon"}),
        ("asset", {"view": "asset"}),
        ("asset", {"asset": "no-such-asset"}),
        ("assets", {"assets": ["no-such-asset"]}),
        ("assets", {"assets": [[1]]}),
        ("query.authority", {"view": "authority"}),
        ("bounds", {"view": "bounds"}),
        ("bounds", {"bounds": [[1, 2], [3, 4]]}),
        ("bounds", {"bounds": [[52, -2], [52, -1]]}),
        ("bounds", {"bounds": [[52, -1], [53, -1]]}),
        ("bounds", {"bounds": [[49.9, -2], [53, -1]]}),
        ("bounds", {"bounds": [[52, -2], [56.1, -1]]}),
        ("bounds", {"bounds": [[52, -6.1], [53, -1]]}),
        ("bounds", {"bounds": [[52, -2], [53, 2.1]]}),
        ("bounds", {"bounds": [NAN, 9]}),
        ("bounds", {"bounds": [["a", "b"], ["c", "d"]]}),
        ("bounds", {"bounds": [[NAN, -2], [53, -1]]}),
        ("query", {"query": ["hub"]}),
        ("query.layer", {"query": {"layer": ["hub", "spaceship"]}}),
        ("query.layer", {"query": {"layer": [["hub"]]}}),
        ("query.layer", {"query": {"layer": ["{authority}"]}}),
        ("query.q", {"query": {"q": "word"}}),
        ("query.planet", {"query": {"planet": ["x"]}}),
        ("query.authority", {"query": {"authority": ["{authority}"]}}),
    ],
)
def test_a_fault_of_a_scene_is_named_once(found, field, scene):
    assert found(scene) == [(1, field)]


def test_every_problem_is_named_with_its_scene(found):
    broken = {"title": "{nothing} {", "lines": ["a", "b", 3], "view": "moon"}
    scenes = [{"title": "A", "view": "region"}, broken, "x"]
    assert sorted(found(title=7, colour="red", scene=scenes)) == [
        (0, "colour"), (0, "title"), (2, "lines"), (2, "lines"), (2, "title"), (2, "title"), (2, "view"), (3, "scene"),
    ]  # fmt: skip


def test_a_tour_needs_a_scene(register):
    fields = [problem[2] for problem in problems_of({"title": "T", "description": "D", "scene": []}, register, "x")]
    assert set(fields) == {"scene"}


def test_a_problem_says_of_which_tour_what_and_how_to_mend_it(register, hostile):
    (problem,) = problems_of({"title": "T", "description": "D", "scene": [{"title": "A", "view": hostile}]}, register, "own")
    row, identity, field, value, reason, mend = problem
    assert (row, identity, field) == (1, "own", "view")
    assert value == hostile[:80] and reason and mend == f"Use one of: {', '.join(VIEWS)}."


def test_the_longest_texts_are_sound(found):
    assert found({"title": "x" * MOST_TITLE, "lines": ["x" * MOST_LINE] * 2, "notes": "x" * MOST_NOTES}) == []


def test_a_tour_has_so_many_scenes_and_no_more(found, monkeypatch):
    monkeypatch.setattr("geo.tours.rules.MOST_SCENES", 2)
    scene = {"title": "A", "view": "region"}
    assert [found(scene=[scene] * number) for number in (2, 3)] == [[], [(0, "scene")]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".".join("a" * 25_000) + " = 1", "full stops"),
        ("[a" + '."b"' * 20_000 + "]", "full stops"),
        ("a = " + "[" * 50_000, "Brackets"),
        ("a = " + "{ b = " * 20 + "1" + " }" * 20, "Brackets"),
        ("order = " + "9" * 5_000, "more than 120 characters"),
        ('a = "' + '\\"' * 60_000, ""),
        ('notes = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t [[[[[[[[ ' + "9" * 200 + '"', ""),
        ('notes = """' + "[" * 99 + '"""', ""),
        ("# " + "." * 99, ""),
    ],
)
def test_a_shape_no_tour_has_is_refused_before_it_is_parsed(text, words):
    assert words in shape_problem(text)
    assert bool(words) == bool(shape_problem(text))
