"""Places: found by a name that is nearly right, and never by one that is another town's."""

import geopandas as gpd
import pandas as pd
import pytest

from geo.errors import CrsError, NotFoundError
from geo.gazetteer.places import find_place, load_places, nearest_names, normal
from geo.register.datapackage import DataPackage

ROWS = [
    ("Alcester", 3),
    ("Birmingham", 1),
    ("Burton upon Trent", 1),
    ("Coventry", 1),
    ("Ludlow", 1),
    ("Newport", 2),
    ("Nuneaton", 1),
    ("Royal Leamington Spa", 1),
    ("Stafford", 1),
    ("Stratford-upon-Avon", 1),
    ("Upper Newport", 1),
]


@pytest.fixture
def places():
    """Eleven places on a line, EPSG:4326."""
    names, tiers = zip(*ROWS, strict=True)
    ids = [name.lower().replace(" ", "-") for name in names]
    return gpd.GeoDataFrame(
        {"id": ids, "name": names, "kind": "town", "gss_code": "E1", "label_tier": tiers},
        geometry=gpd.points_from_xy([-2 + n / 10 for n in range(len(names))], [52] * len(names)),
        crs="EPSG:4326",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Coventry", "Coventry"),
        ("  coventry ", "Coventry"),
        ("STRATFORD UPON AVON", "Stratford-upon-Avon"),
        ("stratford on avon", "Stratford-upon-Avon"),
        ("Burton-on-Trent", "Burton upon Trent"),
        ("leamington", "Royal Leamington Spa"),
        ("Leamington Spa", "Royal Leamington Spa"),
        ("stratford", "Stratford-upon-Avon"),
        ("Coventy", "Coventry"),
        ("Birmngham", "Birmingham"),
        ("Nunaeton", "Nuneaton"),
    ],
)
def test_a_place_is_found_by_a_name_that_is_nearly_right(text, name, places):
    assert find_place(text, places).name == name


def test_a_whole_name_beats_a_part_of_a_larger_place(places):
    assert find_place("newport", places).name == "Newport"


def test_a_part_of_several_names_means_the_one_labelled_first(places):
    both = places[places["name"].str.contains("Newport")].assign(name=["Newport East", "Newport West"])

    assert find_place("newport", both).name == "Newport West"


@pytest.mark.parametrize("text", ["London", "Leicester", "Derby", "Bristol", "Kings Heath"])
def test_another_town_is_not_taken_for_one_of_ours(text, places):
    with pytest.raises(NotFoundError, match="No place like") as caught:
        find_place(text, places)
    assert caught.value.mend


def test_the_nearest_names_are_suggested(places):
    with pytest.raises(NotFoundError, match=r"Did you mean Alcester\?"):
        find_place("Leicester", places)
    assert nearest_names("Covntri", places, count=1) == ["Coventry"]


@pytest.mark.parametrize("text", ["", "  ", "of the", "!!!", "日本"])
def test_no_name_is_refused_with_what_to_type(text, places):
    with pytest.raises(NotFoundError, match="Type the name of a city"):
        find_place(text, places)


def test_an_empty_table_finds_nothing(places):
    with pytest.raises(NotFoundError, match="Type the name of a city"):
        find_place("Coventry", places.iloc[:0])


def test_the_point_is_a_place_on_the_map(places):
    place = find_place("Alcester", places)

    assert (place.point.x, place.point.y) == (-2, 52)
    assert (place.id, place.kind, place.gss_code) == ("alcester", "town", "E1")


def test_places_in_metres_are_refused(places):
    with pytest.raises(CrsError, match="table of places"):
        find_place("Coventry", places.to_crs("EPSG:27700"))


def test_names_are_compared_without_punctuation_and_link_words():
    assert normal("Newcastle-under-Lyme") == "newcastle lyme"
    assert normal("St John\u2019s") == normal("St. John's") == "st johns"


def test_places_are_loaded_as_points(tmp_path):
    row = {
        "id": "a",
        "name": "A",
        "kind": "town",
        "lat": "52.5",
        "lon": "-1.5",
        "gss_code": "E1",
        "label_tier": "1",
    }
    pd.DataFrame([row]).to_csv(tmp_path / "places.csv", index=False)
    kinds = {"lat": "number", "lon": "number", "label_tier": "integer"}
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in row]
    resource = {"name": "places", "path": "places.csv", "schema": {"fields": fields}}

    loaded = load_places(DataPackage(root=tmp_path, descriptor={"resources": [resource]}))

    assert loaded.crs.to_epsg() == 4326
    assert (loaded.geometry[0].x, loaded.geometry[0].y) == (-1.5, 52.5)


def test_what_is_nothing_like_a_text_is_not_suggested(places):
    with pytest.raises(NotFoundError) as caught:
        find_place("xyzzy", places)
    assert "Did you mean" not in str(caught.value)
