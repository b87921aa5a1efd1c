"""Postcodes: how they may be written, and where they lead."""

import json
import string

import pandas as pd
import pytest

from geo.errors import DataError, PostcodeError
from geo.gazetteer.postcodes import (
    UNIT_RADIUS_M,
    likely_postcodes,
    load_exact_postcodes,
    load_postcode_areas,
    parse_postcode,
    postcodes_within,
    prefixes,
    resolve_postcode,
    spaced,
)
from geo.register.datapackage import DataPackage

AREAS = pd.DataFrame(
    [
        ("CV1", 52.41, -1.51, 1280, "district"),
        ("CV1 5", 52.42, -1.50, 730, "sector"),
        ("CV1 5F", 52.43, -1.49, 580, "unit group"),
        ("DE6", 53.00, -1.77, 16330, "district"),
    ],
    columns=["prefix", "lat", "lon", "radius_m", "level"],
)
TABLE = AREAS.set_index("prefix")
EXACT = pd.DataFrame({"lat": [52.44], "lon": [-1.48]}, index=["CV1 5FB"])


@pytest.fixture
def package(tmp_path):
    """A package whose one table is the postcode areas above."""
    AREAS.to_csv(tmp_path / "areas.csv", index=False)
    kinds = {"lat": "number", "lon": "number", "radius_m": "integer"}
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in AREAS]
    resource = {"name": "postcode_areas", "path": "areas.csv", "schema": {"fields": fields}}
    return DataPackage(root=tmp_path, descriptor=json.loads(json.dumps({"resources": [resource]})))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("cv15fb", "CV1 5FB"),
        ("  Cv1   5fB ", "CV1 5FB"),
        ("CV1-5FB", "CV1 5FB"),
        ("CV1 5 FB", "CV1 5FB"),
        ("b1 1aa", "B1 1AA"),
        ("sy156tx", "SY15 6TX"),
        ("sw1a1aa", "SW1A 1AA"),
        ("CV1", "CV1"),
        ("cv1 5", "CV1 5"),
        ("CV1 5F", "CV1 5F"),
        ("CV15F", "CV1 5F"),
        ("CV15", "CV15"),
        ("b1", "B1"),
    ],
)
def test_a_postcode_is_put_in_normal_form(text, normal):
    assert parse_postcode(text) == normal


@pytest.mark.parametrize("text", ["CV", "15FB", "CV1 5F8", "CV1 55B", "CV1 5CB", "Coventry", "CVX 5FB", "CV1 5FB 2", "1"])
def test_a_malformed_postcode_is_refused_with_an_example(text):
    with pytest.raises(PostcodeError, match="Write it like CV1 5FB") as caught:
        parse_postcode(text)
    assert repr(text) in caught.value.message


@pytest.mark.parametrize("text", ["", "   ", "?"])
def test_no_postcode_is_refused(text):
    with pytest.raises(PostcodeError, match="No postcode was given"):
        parse_postcode(text)


def test_the_letter_o_for_a_zero_is_pointed_out():
    with pytest.raises(PostcodeError, match="Did you mean CV1 0FB, with a zero"):
        parse_postcode("CV1 OFB")


@pytest.mark.parametrize("junk", [*string.punctuation, "\n", "\x00", "é", "🙂"])
def test_no_character_breaks_it(junk):
    assert parse_postcode(f"CV1 {junk} 5FB") == "CV1 5FB"
    with pytest.raises(PostcodeError):
        parse_postcode(junk * 500)


def test_beginnings_go_from_long_to_short_and_stop_at_the_sector():
    assert prefixes("CV1 5FB") == ["CV1 5F", "CV1 5"]
    assert prefixes("CV1 5") == ["CV1 5"]
    assert prefixes("CV1") == ["CV1"]


@pytest.mark.parametrize(
    ("prefix", "level", "expected"),
    [
        ("SY156T", "unit group", "SY15 6T"),
        ("CV1 5", "sector", "CV1 5"),
        ("OX171", "sector", "OX17 1"),
        ("CV1", "district", "CV1"),
        ("B1  1AA", "unit", "B1 1AA"),
    ],
)
def test_the_blank_goes_where_the_level_says(prefix, level, expected):
    assert spaced(prefix, level) == expected


@pytest.mark.parametrize(
    ("text", "matched", "level", "radius_m"),
    [
        ("cv15fb", "CV1 5F", "unit group", 580),
        ("CV1 5AA", "CV1 5", "sector", 730),
        ("CV1 5", "CV1 5", "sector", 730),
        ("CV1", "CV1", "district", 1280),
    ],
)
def test_the_longest_known_beginning_wins(text, matched, level, radius_m):
    found = resolve_postcode(text, table=TABLE)

    assert (found.matched, found.level, found.radius_m) == (matched, level, radius_m)
    assert found.postcode == parse_postcode(text)
    assert (found.point.y, found.point.x) == tuple(TABLE.loc[matched, ["lat", "lon"]])


def test_an_exact_postcode_comes_first():
    found = resolve_postcode("cv15fb", table=TABLE, exact=EXACT)

    assert (found.level, found.radius_m) == ("unit", UNIT_RADIUS_M)
    assert (found.point.y, found.point.x) == (52.44, -1.48)


def test_exact_postcodes_do_not_hide_the_table():
    assert resolve_postcode("CV1 5FD", table=TABLE, exact=EXACT).level == "unit group"


def test_a_sector_across_the_border_is_not_answered_with_its_district():
    with pytest.raises(PostcodeError, match="DE6 1AA is not in the region of this map") as caught:
        resolve_postcode("DE6 1AA", table=TABLE)
    assert "ask for DE6 alone" in caught.value.mend


def test_a_district_that_is_none_may_be_a_sector_without_its_blank():
    with pytest.raises(PostcodeError, match="Did you mean CV1 5"):
        resolve_postcode("CV15", table=TABLE)


def test_a_postcode_elsewhere_is_refused_with_what_to_do():
    with pytest.raises(PostcodeError, match="not in the region of this map") as caught:
        resolve_postcode("SW1A 1AA", table=TABLE)
    assert "choose a point on the map" in caught.value.mend


def test_areas_are_loaded_by_prefix(package):
    table = load_postcode_areas(package)

    assert resolve_postcode("CV1 5FB", table=table).matched == "CV1 5F"


def test_without_a_download_there_are_no_exact_postcodes(package):
    assert load_exact_postcodes(package) is None


def test_a_download_is_loaded_by_postcode(package):
    (package.root / "local").mkdir()
    EXACT.rename_axis("postcode").reset_index().to_parquet(package.root / "local/postcodes.parquet")

    exact = load_exact_postcodes(package)

    assert resolve_postcode("CV1 5FB", table=TABLE, exact=exact).level == "unit"


@pytest.mark.parametrize("content", ["words", "table"])
def test_a_file_of_another_kind_is_refused_in_words(content, package):
    path = package.root / "local/postcodes.parquet"
    path.parent.mkdir()
    if content == "words":
        path.write_text("not parquet", encoding="utf-8")
    else:
        pd.DataFrame({"a": [1]}).to_parquet(path)

    with pytest.raises(DataError, match="Make it again with python -m geo"):
        load_exact_postcodes(package)


@pytest.mark.parametrize(
    "text",
    [
        "CV1 5FB.",
        "CV1 5FB,",
        "(CV1 5FB)",
        "CV1\u200b5FB",
        "CV1 5FB\u200b",
        "CV1\u20115FB",
        "\uff23\uff36\uff11 \uff15\uff26\uff22",
        "cv1  5fb",
        "Coventry CV1 5FB",
        "1 Priory Street, Coventry, CV1 5FB, UK",
        "postcode: CV1 5FB",
        "Coventry\u00a0CV1\u00a05FB.",
        "CV15FB",
    ],
)
def test_a_whole_postcode_is_found_in_any_pasted_form(text):
    assert postcodes_within(text) == ["CV1 5FB"]


@pytest.mark.parametrize("text", ["", "Coventry", "CV1", "CV1 5", "A45", "XCV1 5FBX", "12 High Street", "CV1 5CB"])
def test_a_text_without_a_whole_postcode_has_none(text):
    assert postcodes_within(text) == []


def test_several_postcodes_are_found_once_each_in_order():
    assert postcodes_within("CV1 5FB, B4 7ET and cv15fb") == ["CV1 5FB", "B4 7ET"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CVI", "CV1"),
        ("CVI 5FB", "CV1 5FB"),
        ("CVl 5FB", "CV1 5FB"),
        ("CV1 SFB", "CV1 5FB"),
        ("DE0", ""),
        ("DEG", "DE6"),
        ("CV1 5FB", ""),
        ("", ""),
        ("Coventry", ""),
    ],
)
def test_a_misread_postcode_is_hinted_at(text, meant):
    assert [choice.text for choice in likely_postcodes(text, TABLE)] == ([meant] if meant else [])
