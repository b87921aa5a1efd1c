"""The files the browser fetches: complete, of this version of the data, and free of foreign scripts."""

import json
import os
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import geometry_to_bng, point_from_lat_lon
from geo.errors import DataError
from geo.select.filter_words import FACET_LABELS
from geo.select.filters import facet_options
from geo.webmap import browser_files as module
from geo.webmap.browser_files import asset_data, base_data, facet_labels, prepare, script_of

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def value_of(script, name="x"):
    """What a script of `script_of` sets."""
    assert script.startswith(f"window.{name}=") and script.endswith(";\n")
    return json.loads(script.removeprefix(f"window.{name}=").removesuffix(";\n"))


@pytest.fixture(scope="module")
def items(register):
    return asset_data(register)["items"]


# ---- files ----


def test_everything_named_is_there_but_the_apps_own_files(register, tmp_path):
    made = prepare(register, folder=tmp_path)
    own = set(module.OWN_FILES)
    named = {*made.scripts, *made.styles}
    assert own <= named
    assert all(made.text(name) for name in named)
    assert set(made.made) == named - own and {path.name for path in tmp_path.iterdir()} == {name for name in made.made if name.startswith(("base-", "assets-"))}
    assert made.assets in made.scripts


def test_a_second_start_writes_nothing(register, tmp_path):
    first = prepare(register, folder=tmp_path)
    numbers = {path: path.stat().st_ino for path in tmp_path.iterdir()}
    assert prepare(register, folder=tmp_path) == first
    assert {path: path.stat().st_ino for path in tmp_path.iterdir()} == numbers


def test_scripts_of_data_that_nobody_shows_any_more_go(register, tmp_path):
    old, young, other = (tmp_path / name for name in ("assets-1-00000000.js", "base-1-00000000.js", "font-1.js"))
    for path in (old, young, other):
        path.write_text("x")
    for path in (old, other):
        os.utime(path, (0, 0))
    made = prepare(register, folder=tmp_path)
    assert not old.exists() and young.exists() and other.exists()
    # What is shown again after weeks is as if it were written now.
    os.utime(tmp_path / made.assets, (0, 0))
    prepare(register, folder=tmp_path)
    assert (tmp_path / made.assets).stat().st_mtime > 0


def test_a_folder_that_cannot_be_written_to_is_said_with_what_to_do(register, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match="cannot be written.*INNOVATION_MAP_CACHE"):
        prepare(register, folder=tmp_path / "file" / "below")


def test_files_of_the_data_carry_its_version(register, tmp_path):
    made = prepare(register, folder=tmp_path)
    version = register.package.version.replace("+", "-")
    assert len([path for path in made.scripts if version in path]) == 2


def test_leaflet_is_loaded_before_what_needs_it(register, tmp_path):
    names = prepare(register, folder=tmp_path).scripts
    assert names[0] == "leaflet.js"
    assert names[-1] == module.OWN_SCRIPTS[-1]


def test_a_front_end_package_that_is_not_installed_is_named(register, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "VENDOR_FILES", {"XStatic-Nowhere": ("nowhere.js",)})
    with pytest.raises(DataError, match=r"nowhere\.js is not installed. Run `make setup`"):
        prepare(register, folder=tmp_path)


# ---- data ----


def test_items_are_the_assets_in_their_order(items, register):
    assert [item["id"] for item in items] == register.assets["id"].tolist()


@pytest.mark.parametrize(
    ("key", "column"),
    [("name", "name"), ("layer", "layer"), ("status", "status"), ("asof", "status_date"), ("lat", "lat"),
     ("lon", "lon"), ("authority", "authority"), ("source", "source_title"), ("url", "source_url")],
)  # fmt: skip
def test_items_say_what_the_data_says(items, register, key, column):
    assert [item[key] for item in items] == register.assets[column].tolist()


def test_the_base_holds_basemap_authorities_and_bounds(register):
    base = base_data(register)
    for name in (*module.BASEMAP_LAYERS, "region", "authorities"):
        assert base[name]["features"], name
    codes = {feature["properties"]["gss_code"] for feature in base["authorities"]["features"]}
    assert codes == set(register.authorities.index)
    (south, west), (north, east) = base["bounds"]
    lons, lats = register.lon_lat.T
    assert west < lons.min() and lons.max() < east
    assert south < lats.min() and lats.max() < north
    assert base["places"] == sorted(base["places"], key=lambda place: place["tier"])


def test_an_authoritys_name_stands_inside_it_with_the_room_it_says(register):
    areas = register.boundaries.set_index("name").geometry
    names = module.authority_names(register)
    assert {one["name"] for one in names} == set(areas.index)
    for one in names:
        point = point_from_lat_lon(one["lat"], one["lon"])
        assert areas[one["name"]].contains(point), one
        edge = geometry_to_bng(areas[one["name"]]).boundary.distance(geometry_to_bng(point))
        assert edge == pytest.approx(one["radius_m"], abs=25), one


def test_the_filter_panel_offers_every_option_in_order(register):
    groups = {group["id"]: group for group in facet_labels(register)}
    assert list(groups) == list(FACET_LABELS)
    for facet, options in facet_options(register).items():
        assert [option[0] for option in groups[facet]["options"]] == list(options)
        assert all(option[1] for option in groups[facet]["options"])


def test_authorities_are_shown_with_their_code(register):
    (group,) = [group for group in facet_labels(register) if group["id"] == "authority"]
    assert not [option for option in group["options"] if option[2] != option[0]]


# ---- a value as a script ----


@given(st.dictionaries(TEXT, st.lists(TEXT, max_size=3), max_size=3))
def test_a_script_sets_the_same_value(value):
    script = script_of("x", value)
    assert value_of(script) == value
    assert not re.search("[<\u2028\u2029]", script)


def test_hostile_texts_stay_text_in_a_script(hostile):
    script = script_of("x", {hostile: hostile})
    assert value_of(script) == {hostile: hostile}
    assert "<" not in script


def test_hostile_texts_stay_text_in_the_data_of_the_assets(register, hostile):
    assets = register.assets.head(2).copy()
    for column in ("name", "place", "authority", "source_title", "source_url", "status_date"):
        assets[column] = hostile
    data = asset_data(replace(register, assets=assets))
    read = value_of(script_of("x", data))["items"]
    assert {read[0][key] for key in ("name", "place", "authority", "source", "url", "asof")} == {hostile}


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        script_of("x", float("nan"))
