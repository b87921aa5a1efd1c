"""Tours: the shipped ones tell the truth, broken ones are named in full, and files go round."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
import segno
from shown_rows import as_shown

from geo.errors import NotFoundError
from geo.register.assets import load_register
from geo.select.filters import Filters, index_facets
from geo.settings import DATA_ROOT
from geo.tours.qr_code import qr_squares
from geo.tours.tour import Scene, Tour, as_slides, compute_scenes, find_tour, load_tours, read_tour, scene_of, write_tour

COVENTRY = "E08000026"


@pytest.fixture(scope="module")
def register():
    return load_register()


@pytest.fixture(scope="module")
def index(register):
    return index_facets(register)


@pytest.fixture(scope="module")
def tours(register):
    found, issues = load_tours(register)
    assert issues == [], "\n".join(map(str, issues))
    return found


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The assets straight from the CSV files, by nothing of ours."""
    files = {
        "hub": "hubs",
        "catapult": "catapults",
        "university": "universities",
        "gigafactory": "gigafactories",
        "testbed": "testbeds",
    }
    frames = [pd.read_csv(DATA_ROOT / "assets" / f"{file}.csv", dtype=str, keep_default_na=False).assign(layer=layer) for layer, file in files.items()]
    return as_shown(pd.concat(frames, ignore_index=True))


def counted(rows: pd.DataFrame, scene: Scene, authority: str) -> pd.DataFrame:
    """The rows a scene should show, by pandas alone."""
    if scene.assets:
        return rows[rows["id"].isin(scene.assets)]
    query = {name: [authority if v == "{authority}" else v for v in values] for name, values in scene.query.items()}
    kept = rows if "status" in query else rows[rows["status"] != "closed"]
    for name, column in (
        ("layer", "layer"),
        ("authority", "gss_code"),
        ("status", "status"),
        ("city", "place"),
    ):
        if name in query:
            kept = kept[kept[column].isin(query[name])]
    if "cluster" in query:
        kept = kept[kept["clusters"].map(lambda cell: any(c.strip() in query["cluster"] for c in cell.split(";")))]
    assert set(query) <= {"layer", "authority", "status", "cluster", "city"}, "teach this test the new filter"
    return kept


def test_there_are_the_four_tours_asked_for(tours):
    assert {"region", "clusters", "coventry", "authority"} <= set(tours)
    assert len(tours["region"].scenes) == 10
    assert next(iter(tours)) == "region"


@pytest.mark.parametrize("name", ["region", "clusters", "coventry", "authority"])
def test_every_figure_is_what_the_files_say(name, tours, register, index, rows):
    tour = tours[name]
    for authority in [COVENTRY, "E07000193", "E08000025"] if tour.parameter else [""]:
        scenes = compute_scenes(tour, register, index, authority=authority)
        sources = [s for s in tour.scenes if not (s.skip_when_empty and counted(rows, s, authority).empty)]
        assert len(scenes) == len(sources)
        for scene, source in zip(scenes, sources, strict=True):
            expected = counted(rows, source, authority)
            assert set(scene["ids"]) == set(expected["id"]), scene["title"]
            wanted = {
                "count": len(expected),
                "operating": (expected["status"] == "operating").sum(),
                "coming": expected["status"].isin(["planned", "under construction"]).sum(),
                "authorities": expected["gss_code"].nunique(),
            }
            if source.measure in wanted:
                assert scene["figure"]["value"] == f"{wanted[source.measure]:,}", scene["title"]
            assert sum(row["count"] for row in scene["key"]) == len(expected)


def test_the_authority_tour_works_for_all_thirty(tours, register, index):
    for code, name in register.authorities["name"].items():
        scenes = compute_scenes(tours["authority"], register, index, authority=code)
        assert len(scenes) >= 3
        assert scenes[0]["title"] == name
        assert scenes[0]["view"]["highlight"] == [code]
        for scene in scenes:
            assert not re.search(
                r"[{}]",
                json.dumps([scene["title"], scene["lines"], scene["notes"], scene["figure"]]).replace('{"value"', "").replace('"}', ""),
            ), scene


def test_the_authority_tour_asks_for_an_authority(tours, register, index):
    for code in ("", "E99999999", "'; drop table"):
        with pytest.raises(NotFoundError):
            compute_scenes(tours["authority"], register, index, authority=code)


def test_no_number_is_typed_into_a_shipped_tour(tours):
    # Words such as "thirty" and names such as 5G are no figures; digits that stand alone would be.
    for tour in tours.values():
        for scene in tour.scenes:
            for text in (scene.title, scene.label, *scene.lines):
                assert not re.search(r"(?<![\w{])\d+(?!\w)", text.replace("100,000", "")), text


def test_scenes_fit_the_map_and_link_to_their_view(tours, register, index):
    west, south, east, north = register.region_bounds
    for scene in compute_scenes(tours["region"], register, index, link_root="https://example.org/app/"):
        (s, w), (n, e) = scene["view"]["fit"]["bounds"]
        assert south - 0.1 <= s < n <= north + 0.1 and west - 0.1 <= w < e <= east + 0.1
        assert scene["link"].startswith("https://example.org/app/")
        assert scene["qr"]["size"] ** 2 <= 4 * len(scene["qr"]["bits"]) < scene["qr"]["size"] ** 2 + 4


def test_every_pin_a_scene_counts_is_on_its_map(tours, register, index):
    for tour in tours.values():
        for scene in compute_scenes(tour, register, index, authority="E08000025" if tour.parameter else ""):
            (south, west), (north, east) = scene["view"]["fit"]["bounds"]
            pins = register.assets[register.assets["id"].isin(scene["ids"])]
            off = pins[~(pins["lat"].between(south, north) & pins["lon"].between(west, east))]
            assert off.empty, (tour.id, scene["title"], list(off["id"]))


def test_the_authority_of_the_tour_is_outlined_in_every_scene(tours, register, index):
    for scene in compute_scenes(tours["authority"], register, index, authority="E07000198"):
        assert scene["view"]["highlight"] == ["E07000198"], scene["title"]
    counted = next(s for s in compute_scenes(tours["region"], register, index) if "thirty" in s["title"])
    assert set(counted["view"]["highlight"]) == set(register.authorities.index)


def test_the_rate_of_the_region_is_worked_out_from_the_files(tours, register, index, rows):
    scene = compute_scenes(tours["authority"], register, index, authority="E08000026")[1]
    people = register.authorities["population"].sum()
    standing = (rows["status"] != "closed").sum()
    assert f"has {1e5 * standing / people:.1f}." in scene["lines"][0]


def test_a_tour_goes_round_through_its_file(tours, register):
    for tour in tours.values():
        again, issues = read_tour(write_tour(tour), register, identity=tour.id, file="x.toml")
        assert issues == []
        assert again == tour


def test_hostile_words_go_round_and_are_only_words(register, index):
    text = 'x" ]]\\ \x7f <script>alert(1)</script> \u202e \U0001f50b'
    tour = Tour("own", text[:60], text[:60], (Scene(title=text[:60], lines=(text[:60],), notes=text + "\n\u2028"),))
    again, issues = read_tour(write_tour(tour), register, identity="own", file="x")
    assert issues == []
    assert again == tour


def test_a_problem_is_told_with_its_file_and_its_mend(register):
    tour, issues = read_tour("[[scene]]", register, identity="broken", file="broken.toml")
    assert tour is None and {issue.row for issue in issues} == {0, 1}
    for issue in issues:
        assert (issue.file, issue.id) == ("broken.toml", "broken") and issue.reason and issue.mend


@pytest.mark.parametrize("text", ["", "scene = 3", "[[scene]]", "not toml [", "x" * 300_000])
def test_anything_else_is_reported_and_never_breaks(text, register):
    tour, issues = read_tour(text, register, identity="x", file="x.toml")
    assert tour is None
    assert issues


def test_a_broken_file_leaves_the_others(tmp_path, register, monkeypatch):
    good = (DATA_ROOT / "tours" / "region.toml").read_text(encoding="utf-8")
    (tmp_path / "good.toml").write_text(good, encoding="utf-8")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "worse.toml").write_text("[[scene]]", encoding="utf-8")
    monkeypatch.setattr("geo.tours.tour.tour_files", lambda package: sorted(tmp_path.glob("*.toml")))
    found, issues = load_tours(register)
    assert list(found) == ["good"]
    assert {issue.id for issue in issues} == {"bad", "worse"}


def test_a_scene_is_made_of_any_view(register, index):
    for filters, asset, ids in [
        (Filters(), "", ()),
        (Filters(layer=("hub",), q="a {b} \x00"), "", ()),
        (Filters(authority=(COVENTRY,)), "", ()),
        (Filters(), "ukbic", ()),
        (Filters(), "", ("ukbic", "hyperbat")),
    ]:
        tour = Tour("own", "Mine", "About", (scene_of(register, filters, asset=asset, ids=ids),))
        again, issues = read_tour(write_tour(tour), register, identity="own", file="x")
        assert issues == [], list(map(str, issues))
        scene = compute_scenes(again, register, index)[0]
        if ids:
            assert scene["count"] == len(ids)
        else:
            assert scene["count"] == index.mask(filters).sum()


def test_slides_get_the_same_figures(tours, register, index):
    scenes = compute_scenes(tours["region"], register, index)
    for slide, scene in zip(as_slides(scenes, register), scenes, strict=True):
        assert len(slide["assets"]) == scene["count"]
        assert slide["figure"] == scene["figure"]["value"]


def test_find_tour_names_those_there_are(tours):
    with pytest.raises(NotFoundError, match="region"):
        find_tour(tours, "moon")


def test_a_qr_code_has_the_squares_of_its_address():
    code = qr_squares("https://example.org/?layer=hub")
    digits = f"{int(code['bits'], 16):0{code['size'] ** 2}b}"
    squares = segno.make("https://example.org/?layer=hub", error="l", micro=False).matrix
    assert digits == "".join(str(int(square)) for row in squares for square in row)


def test_the_code_of_a_scene_is_coarse_enough_for_a_hall_and_leads_to_it(tours, register, index):
    for tour in tours.values():
        code = "E08000025" if tour.parameter else ""
        scenes = compute_scenes(tour, register, index, authority=code, link_root="https://example.org/app/", staged=True)
        assert max(scene["qr"]["size"] for scene in scenes) <= 45
        for at, scene in enumerate(scenes, start=1):
            assert scene["link"].startswith("https://example.org/app/lite")
            query = parse_qs(urlsplit(scene["link"]).query)
            assert query.pop("asset", [""]) == [scene["view"].get("chosen") or ""]
            if "present" in query:
                assert query == {"present": [tour.id], "scene": [str(at)]} | ({"authority": [code]} if code else {})
    whole = compute_scenes(tours["region"], register, index, link_root="https://example.org/app/")
    assert not any("present=" in scene["link"] for scene in whole)
