"""An area asked for in words, in a link, and held against others."""

import pytest
from shapely.geometry import Point

from geo.analysis.area_search import area_asked, area_in_link, area_names, areas_asked, compared_areas, load_lookups
from geo.analysis.areas import authority_area, comparison_areas, region_area
from geo.errors import DataError, NotFoundError, PostcodeError
from geo.gazetteer.locate import load_gazetteer, locate
from geo.register.region import REGION_ID

WALSALL, SANDWELL, DUDLEY, RUGBY, WARWICK = "E08000030", "E08000028", "E08000027", "E07000220", "E07000222"

WMCA = "wmca"


@pytest.fixture
def ids(register, lookups):
    """The ids of the areas of a text."""
    return lambda text: [area.id for area in areas_asked(text, register, lookups)]


def test_the_codes_here_are_those_of_the_table(register):
    names = register.authorities["name"]
    assert names[[WALSALL, SANDWELL, DUDLEY, RUGBY, WARWICK]].tolist() == ["Walsall", "Sandwell", "Dudley", "Rugby", "Warwick"]


def test_every_authority_is_found_by_name_and_code(register, lookups):
    for code, name in register.authorities["name"].items():
        assert {area_asked(text, register, lookups).id for text in (name.lower(), code, code.lower())} == {code}


def test_an_authority_is_found_by_a_point_inside_it(register, lookups):
    for code, shape in zip(register.boundaries["gss_code"], register.boundaries.geometry, strict=True):
        assert area_asked(shape.representative_point(), register, lookups).id == code
    with pytest.raises(NotFoundError):
        area_asked(Point(0, 0), register, lookups)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("B5 5RT", ["E08000025"]),
        ("Leamington Spa", [WARWICK]),
        ("WMCA", [WMCA]),
        ("the whole region", [REGION_ID]),
        (f"{WALSALL},{SANDWELL}", [f"{SANDWELL},{WALSALL}"]),
        ("Walsal", [WALSALL]),
    ],
)
def test_one_area(text, found, ids):
    assert ids(text) == found


@pytest.mark.parametrize("against", ["vs", "vs.", "VS", "versus", "against", "compared with", "Compared To"])
def test_areas_against_each_other(against, ids):
    assert ids(f" Walsall {against}  {SANDWELL} ") == [WALSALL, SANDWELL]


def test_each_once_and_four_at_most(ids):
    assert ids("Walsall vs walsall") == [WALSALL]
    assert ids("Walsall vs Sandwell vs Dudley vs Rugby vs Warwick") == [WALSALL, SANDWELL, DUDLEY, RUGBY]


@pytest.mark.parametrize("text", ["", "   ", "xyzzyq", "Walsall vs xyzzyq", "E99999999", "vs", "x" * 10_000])
def test_what_is_not_known_is_said(text, ids):
    with pytest.raises(NotFoundError) as caught:
        ids(text)
    assert caught.value.mend


def test_a_postcode_elsewhere_is_said(ids):
    with pytest.raises(PostcodeError):
        ids("Walsall vs EH1 1AA")


def test_hostile_texts_find_nothing(ids, hostile):
    with pytest.raises(NotFoundError):
        ids(hostile)


def test_the_area_of_a_link(register):
    assert area_in_link([], "", register) == (region_area(register.authorities, region=register.region), True)
    assert area_in_link([], WMCA, register)[0].id == WMCA
    for identity in register.authorities.index:
        assert area_in_link([], identity, register) == area_in_link([identity], "", register)
    area, understood = area_in_link(iter([WALSALL, SANDWELL]), "", register)
    assert (area.codes, understood) == ((SANDWELL, WALSALL), True)


@pytest.mark.parametrize("identity", ["xyzzyq", "E99999999", "Walsall", "Walsal", "B5 5RT", "<script>", "region' or 1"])
def test_a_link_that_is_not_understood_gives_the_region(identity, register):
    assert area_in_link([], identity, register) == (region_area(register.authorities, region=register.region), False)


def test_the_areas_to_pick_from(register):
    names = area_names(register)
    assert list(names)[:2] == [REGION_ID, WMCA]
    assert {key: names[key] for key in list(names)[2:]} == register.authorities["name"].to_dict()
    by_name = [name.casefold() for name in list(names.values())[2:]]
    assert by_name == sorted(by_name)
    pair, _ = area_in_link([WALSALL, SANDWELL], "", register)
    assert area_names(register, pair) == names | {pair.id: pair.name}


def test_what_is_held_side_by_side(register):
    area = authority_area(WALSALL, register.authorities)
    similar = comparison_areas(area, register.authorities, region=register.region).similar

    def shown(*ids):
        return [one.id for one in compared_areas(area, ids, similar, register)]

    assert shown() == [WALSALL, *(one.id for one in similar)]
    assert shown("xyzzyq") == shown()
    assert shown(RUGBY, "xyzzyq", WALSALL) == [WALSALL, RUGBY]
    assert shown(WARWICK, RUGBY, DUDLEY, SANDWELL) == [WARWICK, RUGBY, DUDLEY, SANDWELL]
    assert shown(WMCA) == [WALSALL, WMCA]


def test_the_measures_are_those_of_the_figures(lookups):
    assert lookups.measures and all(identity == measure.id for identity, measure in lookups.measures.items())
    assert lookups.measures is lookups.measures


def test_a_missing_table_is_said(broken_package):
    with pytest.raises(DataError):
        load_lookups(broken_package("searched.csv", lambda content: None))


def test_what_is_offered_is_what_the_words_name(register, lookups, index):
    """The question and the buttons below it hold the same names, for texts that mean no area."""
    gazetteer = load_gazetteer(register)

    def find(text):
        return locate(text, gazetteer=gazetteer, register=register, index=index)

    for name in register.authorities["name"].iloc[::4]:
        for text in (f"LX {name} Q", f"Xx{name}", f"{name} District of Nowhere"):
            try:
                area_asked(text, register, lookups, find=find)
            except NotFoundError as error:
                if error.mend.startswith("Did you mean"):
                    assert [choice.label for choice in error.choices if choice.label not in error.mend] == [], text
