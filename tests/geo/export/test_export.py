"""The registry: known suffixes, contexts, and errors that name what can be done."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from geo.errors import CrsError, ExportError
from geo.export import FORMATS, Format, export_bytes, export_context, known_suffixes, suffix_of, write_export
from geo.select.filters import Filters

TABULAR = (".csv", ".csvw.json", ".geojson", ".gpkg", ".parquet", ".xlsx", ".html")


def test_the_tabular_formats_are_known():
    assert set(TABULAR) <= set(known_suffixes())
    assert all(FORMATS[suffix].label and FORMATS[suffix].mime for suffix in known_suffixes())


def test_a_format_without_its_module_is_not_offered(monkeypatch):
    monkeypatch.setitem(FORMATS, ".nix", Format("no_such_module", "Nothing", "x/y"))
    assert ".nix" not in known_suffixes()


def test_a_module_is_imported_only_when_its_format_is_asked_for():
    code = "import sys, geo.export; print([n for n in ('openpyxl', 'folium') if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_longest_suffix_wins():
    assert suffix_of("a.csvw.json") == ".csvw.json"
    assert suffix_of("MAP.HTML") == ".html"
    assert suffix_of("two.dots.csv") == ".csv"


@pytest.mark.parametrize("suffix", ["csv", ".csv", ".CSV"])
def test_bytes_by_suffix_with_or_without_the_dot(context, suffix):
    assert export_bytes(context, suffix).startswith("\ufeffid,name,layer".encode())


def test_an_unknown_suffix_names_the_known_ones(context, tmp_path):
    with pytest.raises(ExportError, match=r"\.docx.*\.csv.*\.xlsx"):
        write_export(context, tmp_path / "a.docx")
    with pytest.raises(ExportError, match=r"\.gpkg"):
        export_bytes(context, "exe")
    with pytest.raises(ExportError, match="none"):
        suffix_of("none")


def test_a_missing_folder_is_named(context, tmp_path):
    with pytest.raises(ExportError, match="no folder.*nowhere"):
        write_export(context, tmp_path / "nowhere" / "a.csv")


def test_a_file_that_cannot_be_written_is_named(context, tmp_path):
    (tmp_path / "a.geojson").mkdir()
    with pytest.raises(ExportError, match=r"a\.geojson cannot be written"):
        write_export(context, tmp_path / "a.geojson")


@pytest.mark.parametrize("suffix", TABULAR)
def test_assets_without_a_crs_are_refused(context, suffix):
    lost = replace(context, assets=context.assets.set_crs(None, allow_override=True))
    with pytest.raises(CrsError):
        export_bytes(lost, suffix)


@pytest.mark.parametrize("suffix", TABULAR)
def test_nothing_found_still_makes_a_file(empty, suffix):
    assert export_bytes(empty, suffix)


def test_a_csv_gets_its_description_beside_it(context, tmp_path):
    written = write_export(context, tmp_path / "a.csv")
    assert {path.name for path in written} == {"a.csv", "a.csv-metadata.json"}
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "a.csv-metadata.json"]


def test_a_context_filters_and_names_itself(register):
    made = export_context(register, Filters(layer=("university",)))
    assert set(made.assets["layer"]) == {"university"}
    assert made.title == "Universities in the West Midlands"
    assert made.made_on == date.today()
    assert export_context(register).title == register.package.descriptor["title"]
