"""A damaged descriptor: what can be used stays, what cannot is told, and what is needed everywhere is there."""

import pytest

from geo.register.descriptor import NEEDED, PACKAGE_PARTS, sound_descriptor

SOUND = {
    "title": "T",
    "version": "1.0.0",
    "checked_on": "2026-01-01",
    "credit_line": "C",
    "licenses": [{"name": "n", "title": "t", "path": "https://x/"}],
    "resources": [{"name": "one", "path": "one.csv", "sources": [{"title": "s", "path": "https://x/"}], "attribution": "A"}],
}


def test_a_sound_one_stays_as_it_is():
    assert sound_descriptor(SOUND) == (SOUND, [])


@pytest.mark.parametrize("part", PACKAGE_PARTS)
@pytest.mark.parametrize("value", [7, None, {}, [7], [None], [{"name": 7}], ""])
def test_a_part_of_another_shape_is_left_out_and_told(part, value):
    made, faults = sound_descriptor({**SOUND, part: value})
    assert made.get(part) == NEEDED.get(part)
    assert part in {field for field, *_ in faults} and all(mend for *_, mend in faults)


def test_a_package_without_a_licence_says_so():
    assert sound_descriptor({**SOUND, "licenses": []})[0]["licenses"][0]["title"] == "No licence is stated"


@pytest.mark.parametrize("part", NEEDED)
def test_what_is_missing_is_told_and_stood_in_for(part):
    made, faults = sound_descriptor({name: value for name, value in SOUND.items() if name != part})
    assert made[part] == NEEDED[part] and [field for field, *_ in faults] == [part]


@pytest.mark.parametrize(("part", "value"), [("sources", "x"), ("sources", [{}]), ("attribution", 7), ("licenses", ["x"]), ("title", [])])
def test_a_part_of_a_resource_is_told_by_its_name(part, value):
    made, faults = sound_descriptor({**SOUND, "resources": [{**SOUND["resources"][0], part: value}]})
    assert part not in made["resources"][0] and [field for field, *_ in faults] == [f"one.{part}"]
