"""The quality figures: right on a small register, and adding up on the shipped one."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from geo.errors import FilterError
from geo.register import evidence_quality
from geo.register.assets import load_register
from geo.register.datapackage import DataPackage

ON = date(2026, 11, 22)
ROWS = [
    # id, layer, gss, clusters, status, source_date, location_date, location_title, confidence, precision
    ("a", "hub", "E08000026", ("aerospace",), "operating", "2026", "", "", "medium", "postcode"),
    ("b", "hub", "E08000026", ("aerospace", "ev-battery"), "operating", "2012-05", "2020-03-04", "Page", "high", "building"),
    ("c", "testbed", "E08000025", (), "planned", "2015", "", "", "low", "area"),
    ("d", "testbed", "E08000025", (), "closed", "1999", "", "", "low", "area"),
    ("e", "university", "E08000025", (), "operating", "", "", "", "unverified", "campus"),
]
COLUMNS = ("id", "layer", "gss_code", "clusters", "status", "source_date", "location_date", "location_title", "confidence", "position_precision")


@pytest.fixture(scope="module")
def shipped():
    """The shipped register."""
    return load_register()


@pytest.fixture(scope="module")
def small(shipped):
    """Five assets with the shipped lookups."""
    frame = pd.DataFrame(ROWS, columns=list(COLUMNS)).assign(name=lambda f: f["id"].str.upper())
    names = shipped.authorities["name"]
    frame["authority"] = frame["gss_code"].map(names)
    points = gpd.points_from_xy([-1.5] * len(frame), [52.4] * len(frame))
    return replace(shipped, assets=gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326"))


def test_headline(small):
    facts = evidence_quality.headline(small)
    assert (facts.assets, facts.operating, facts.operating_with_location, facts.unverified) == (5, 3, 1, 1)
    assert facts.location_share == pytest.approx(1 / 3)


def test_no_operating_asset_gives_no_share(small):
    assert evidence_quality.headline(replace(small, assets=small.assets.iloc[0:0])).location_share == 0


def test_status_counts_by_layer(small):
    table = evidence_quality.status_counts(small, by="layer")
    assert table.loc["Tech hubs", "operating"] == 2
    assert table.loc["Testbeds", ["planned", "closed", "total"]].tolist() == [1, 1, 2]
    assert table.loc["Catapult centres", "total"] == 0
    assert list(table.index) == list(small.layer_names["plural"])


def test_an_asset_in_two_clusters_counts_in_both_and_in_none_apart(small):
    table = evidence_quality.status_counts(small, by="cluster")
    names = small.clusters["name"]
    assert table.loc[names["aerospace"], "total"] == 2
    assert table.loc[names["ev-battery"], "total"] == 1
    assert table.loc["none", "total"] == 3


def test_every_authority_has_its_row(small):
    table = evidence_quality.status_counts(small, by="authority")
    assert sorted(table.index) == sorted(small.authorities["name"])
    assert table.loc["Coventry", "total"] == 2
    assert table["total"].sum() == 5


@pytest.mark.parametrize(
    ("measure", "grade", "expected"),
    [
        ("location", evidence_quality.WITH, 1),
        ("location", evidence_quality.WITHOUT, 1),
        ("confidence", "medium", 1),
        ("precision", "building", 1),
        ("age", "under 1 year", 1),
        ("age", "5 to 10 years", 1),
    ],
)
def test_grades_of_the_two_hubs(small, measure, grade, expected):
    assert evidence_quality.quality_counts(small, by="layer", measure=measure, on=ON).loc["Tech hubs", grade] == expected


def test_no_dated_evidence_is_a_grade_of_its_own(small):
    table = evidence_quality.quality_counts(small, by="layer", measure="age", on=ON)
    assert table.loc["Universities", evidence_quality.NO_DATE] == 1


def test_oldest_leaves_out_closed_and_undated(small):
    table = evidence_quality.oldest(small, on=ON)
    assert list(table["id"]) == ["c", "b", "a"]
    assert table["evidence_date"][0] == date(2015, 1, 1)
    assert table["age_years"][0] == pytest.approx(11.9)
    assert len(evidence_quality.oldest(small, on=ON, number=1)) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024", date(2024, 1, 1)), ("2024-05", date(2024, 5, 1)), ("2024-05-06", date(2024, 5, 6)), ("", None), ("c.20", None), ("2024-13", None)],
)
def test_first_day(text, day):
    assert evidence_quality.first_day(text) == day


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2026, 11, 22), "under 1 year"),
        (date(2030, 1, 1), "under 1 year"),
        (date(2025, 11, 1), "1 to 2 years"),
        (date(2000, 1, 1), "10 years and more"),
        (None, evidence_quality.NO_DATE),
    ],
)
def test_age_band(day, band):
    assert evidence_quality.age_band(day, on=ON) == band


def test_unknown_groups_and_measures_are_refused(small):
    with pytest.raises(FilterError, match="layer, cluster, authority"):
        evidence_quality.status_counts(small, by="colour")
    with pytest.raises(FilterError, match="precision"):
        evidence_quality.quality_counts(small, by="layer", measure="beauty", on=ON)


def test_searched_nothing_found(shipped, tmp_path):
    if evidence_quality.SEARCHED not in shipped.package.resources:
        assert evidence_quality.searched(shipped) is None
    table = {
        "name": "searched",
        "path": "searched.csv",
        "format": "csv",
        "schema": {"fields": [{"name": "gss_code", "type": "string"}, {"name": "searched_on", "type": "date"}]},
    }
    (tmp_path / "searched.csv").write_text("gss_code,searched_on\nE07000195,2026-11-20\n", encoding="utf-8")
    package = DataPackage(root=tmp_path, descriptor={"resources": [table]})
    assert evidence_quality.searched(replace(shipped, package=package)).to_dict("records") == [{"gss_code": "E07000195", "searched_on": "2026-11-20"}]


@pytest.mark.parametrize("measure", evidence_quality.MEASURES)
@pytest.mark.parametrize("by", ["layer", "authority"])
def test_shipped_rows_are_each_counted_once(shipped, by, measure):
    table = evidence_quality.quality_counts(shipped, by=by, measure=measure, on=date.today())
    assert table["total"].sum() == len(shipped.assets)
    assert list(table.columns[:-1]) == list(evidence_quality.graded(shipped, measure=measure, on=ON)[1])


def test_shipped_oldest_are_ordered(shipped):
    table = evidence_quality.oldest(shipped, on=date.today())
    assert list(table["evidence_date"]) == sorted(table["evidence_date"])
    assert not (table["status"] == "closed").any()
