"""Coordinates in every notation people paste are the same point; anything else is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.crs import geometry_to_bng
from geo.gazetteer.coordinates import parse_coordinates

SAME = [
    "52.4081\u00b0 N, 1.5106\u00b0 W",
    "52\u00b024'29.2\"N 1\u00b030'38.2\"W",
    "52.4081, \u22121.5106",
    "(52.4081, -1.5106)",
    "52.4081,-1.5106,15z",
    "52,4081 -1,5106",
    "52,4081; -1,5106",
    "52,4081\u00b0 N, 1,5106\u00b0 W",
    "N52 24 29.2 W1 30 38.2",
    "52\u00b024.487\u2032N 001\u00b030.637\u2032W",
    "1.5106W, 52.4081N",
    "lat: 52.4081, lon: -1.5106",
    "lon=-1.5106 lat=52.4081",
    "https://www.google.com/maps/place/X/@52.4,-1.5,15z/data=!3d52.4081!4d-1.5106",
    "https://maps.google.com/?q=52.4081,-1.5106",
    "https://www.openstreetmap.org/#map=15/52.4081/-1.5106",
    "geo:52.4081,-1.5106",
    "POINT (-1.5106 52.4081)",
    "52\u00ba24'29.2\"N, 1\u00ba30'38.2\"W",
    "52\u00b0 24\u2032 29.2\u2033 N, 1\u00b0 30\u2032 38.2\u2033 W",
    "52d24m29.2sN 1d30m38.2sW",
    "52:24:29.2N 1:30:38.2W",
    "52.4081 degrees north, 1.5106 degrees west",
    "52\u00b024\u203229\u2033N 1\u00b030\u203238\u2033W\ufeff / \ufeff52.408\u00b0N 1.5106\u00b0W\ufeff / 52.408; -1.5106",
    "Coventry (52.4081, -1.5106)",
    '{"lat": 52.4081, "lng": -1.5106}',
]
GRID = [
    "433400 278900",
    "433,400 278,900",
    "433400, 278900",
    "E 433400 N 278900",
    "433400E 278900N",
    "N 278900 E 433400",
    "Easting: 433400 Northing: 278900",
    "SP 33400 78900",
    "SP3340078900",
    "sp 3340 7890",
    "SP334789",
    "SP 334 789",
    "OS grid reference SP334789",
]


@pytest.mark.parametrize("text", SAME)
def test_one_point_in_many_notations(text):
    read = parse_coordinates(text)
    assert (read.lat, read.lon) == (pytest.approx(52.4081, abs=2e-4), pytest.approx(-1.5106, abs=2e-4))


@pytest.mark.parametrize("text", GRID)
def test_one_point_of_the_national_grid(text):
    read = parse_coordinates(text)
    metric = geometry_to_bng(Point(read.lon, read.lat))
    assert read.notation == "National Grid"
    assert metric.distance(Point(433_400, 278_900)) <= read.radius_m + 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CV1 5FB",
        "ST5 1",
        "M6 1AA",
        "A45",
        "12 High Street",
        "nan,nan",
        "inf,inf",
        "1",
        "52.4081",
        "2021",
        "1e9,1e9",
        "B4 7ET",
        "0121 414 3344 x",
        "Coventry",
    ],
)
def test_other_texts_are_no_coordinates(text):
    assert parse_coordinates(text) is None


LAT, LON = st.floats(49.9, 59.9), st.floats(-7.9, -0.01)


def sexagesimal(value, *, seconds):
    whole = round(value * 3600, 1) if seconds else round(value * 60, 3)
    degrees = int(whole // (3600 if seconds else 60))
    rest = whole - degrees * (3600 if seconds else 60)
    return (degrees, int(rest // 60), rest % 60) if seconds else (degrees, rest)


@given(LAT, LON, st.sampled_from([", ", ",", " ", "; ", "\t", " / "]), st.sampled_from(["{}", "({})", "[{}]", "{},12z", " {}. ", "\u200b{}"]))
def test_decimals_are_read_whatever_stands_around_them(lat, lon, between, around):
    read = parse_coordinates(around.format(f"{lat:.5f}{between}{lon:.5f}".replace("-", "\u2212")) if "z" not in around else f"{lat:.5f},{lon:.5f},12z")
    assert (read.lat, read.lon) == (pytest.approx(lat, abs=1e-5), pytest.approx(lon, abs=1e-5))


@given(LAT, LON, st.booleans(), st.booleans(), st.sampled_from([(" ", ""), ("\u00b0 ", "' "), ("\u00b0", "\u2032"), ("d", "m")]))
def test_degrees_and_minutes_are_read(lat, lon, hemisphere_first, longitude_first, signs):
    degree, minute = signs
    texts = []
    for value, letter in ((lat, "N"), (lon, "W")):
        d, m, s = sexagesimal(abs(value), seconds=True)
        angle = f"{d}{degree}{m}{minute or ' '}{s:.1f}" + ('"' if "\u00b0" in degree else "")
        texts.append(f"{letter}{angle}" if hemisphere_first else f"{angle}{letter}")
    if longitude_first:
        texts.reverse()
    read = parse_coordinates(" ".join(texts))
    assert (read.lat, read.lon) == (pytest.approx(lat, abs=3e-5), pytest.approx(lon, abs=3e-5))


@given(st.integers(300_000, 460_000), st.integers(200_000, 380_000), st.integers(2, 5))
def test_grid_letters_name_the_square_of_the_numbers(easting_m, northing_m, digits):
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    e, n = easting_m // 100_000, northing_m // 100_000
    first, second = (19 - n) - (19 - n) % 5 + (e + 10) // 5, (19 - n) * 5 % 25 + e % 5
    shown = f"{letters[first]}{letters[second]} {easting_m % 100_000:05d}"[: 3 + digits] + " " + f"{northing_m % 100_000:05d}"[:digits]
    read = parse_coordinates(shown)
    assert geometry_to_bng(Point(read.lon, read.lat)).distance(Point(easting_m, northing_m)) <= 2 * read.radius_m + 2


@given(st.text(max_size=60))
def test_any_text_is_read_or_none(text):
    read = parse_coordinates(text)
    assert read is None or (math.isfinite(read.lat) and math.isfinite(read.lon))
