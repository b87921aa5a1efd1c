"""Postcodes from a download: both kinds are read, the region's are kept, and the app finds them."""

import zipfile

import pandas as pd
import pytest
from second_region import HIGH, SOUTH, WEST, write_second_region

from geo.build import postcodes
from geo.build.postcodes import postcode_areas, read_postcodes
from geo.crs import to_bng
from geo.errors import DataError
from geo.gazetteer.postcodes import load_exact_postcodes
from geo.register.datapackage import open_package
from geo.settings import DATA_ROOT

# Code-Point Open has no header: postcode, quality, easting, northing, country and more.
CODE_POINT = '"ZE1  1AA",10,400000,300000,"E92000001"\n"ZE1  1AB",10,400100,300000,"E92000001"\n"ZE9  9ZZ",90,0,0,"E92000001"\n'
DIRECTORY = ("pcds,doterm,lat,long\nZE1 1AA,,{lat},{lon}\nZE1 1AB,202001,{lat},{lon}\nZE1 1AD,,99.999999,0\nZE2 2AA,,10,10\n").format(
    lat=SOUTH + HIGH / 2, lon=WEST + 0.05
)


@pytest.fixture
def code_point(tmp_path):
    """The archive as it is downloaded: tables, and documents that are none."""
    path = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Data/CSV/ze.csv", CODE_POINT)
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\n")
    return path


def test_code_point_open_is_read_from_its_archive_and_what_has_no_place_is_left_out(code_point):
    found = read_postcodes(code_point)
    assert found["postcode"].tolist() == ["ZE1 1AA", "ZE1 1AB"]
    metres = to_bng(found.geometry)
    assert metres.x.round().tolist() == [400_000, 400_100] and metres.y.round().tolist() == [300_000, 300_000]


def test_of_the_directory_the_live_postcodes_with_a_place_are_read(tmp_path):
    path = tmp_path / "onspd.csv"
    path.write_text(DIRECTORY)
    assert read_postcodes(path)["postcode"].tolist() == ["ZE1 1AA", "ZE2 2AA"]


@pytest.mark.parametrize("content", ["a,b\n1,2\n", ""])
def test_another_file_is_refused_in_words(tmp_path, content):
    path = tmp_path / "other.csv"
    path.write_text(content)
    with pytest.raises(DataError, match="cannot be read"):
        read_postcodes(path)


def test_areas_are_medians_with_the_radius_of_nine_in_ten(code_point):
    made = postcode_areas(read_postcodes(code_point)).set_index("prefix")
    assert made["level"].to_dict() == {"ZE1": "district", "ZE1 1": "sector", "ZE1 1A": "unit group"}
    assert made["postcodes"].tolist() == [2, 2, 2] and made["radius_m"].tolist() == [50, 50, 50]


def test_the_command_gives_the_app_exact_postcodes_of_the_region_alone(tmp_path, monkeypatch):
    root = write_second_region(DATA_ROOT, tmp_path / "data")
    monkeypatch.setattr(postcodes, "open_package", lambda: open_package(root))
    (tmp_path / "onspd.csv").write_text(DIRECTORY)
    assert postcodes.main([str(tmp_path / "onspd.csv")]) == 0
    found = load_exact_postcodes(open_package(root))
    assert found.index.tolist() == ["ZE1 1AA"]
    assert found["lat"].iloc[0] == pytest.approx(SOUTH + HIGH / 2)
    areas = tmp_path / "areas.csv"
    assert postcodes.main([str(tmp_path / "onspd.csv"), "--areas", str(areas)]) == 0
    shipped = pd.read_csv(DATA_ROOT / "lookups" / "postcode_areas.csv", nrows=1)
    assert set(pd.read_csv(areas).columns) == set(shipped.columns)
