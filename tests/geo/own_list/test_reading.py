"""Files as people send them, and as people should not: read, or refused in words within bounded memory."""

import io
import json
import sqlite3
import tracemalloc
import zipfile

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from shapely.geometry import Point, box

from geo.errors import GeoError, UploadError
from geo.own_list import limits
from geo.own_list.limits import MOST_BYTES, MOST_CELLS, MOST_ROWS
from geo.own_list.reading import of_sheet, read_file, read_pasted

ROWS = [["Name", "Postcode"], ["Café", "CV1 5FB"], ["B, C", "B4 7ET"]]


def xlsx(rows, sheets=("One",)):
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet)
        for row in rows:
            made.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ods(rows, *, repeated=""):
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"{repeated}><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="One">{cells}</table:table></office:spreadsheet></office:body>'
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def csv(rows, delimiter=","):
    return "\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"])
def test_text_in_any_delimiter_and_encoding(delimiter, encoding):
    raw = read_file(csv([*ROWS, *[["Gültig für Äpfel — çà et là, naïve café", "B1 1AA"]] * 40], delimiter).encode(encoding, errors="replace"), "list.csv")
    assert raw.rows[:3] == ROWS
    assert ("not UTF-8" in " ".join(raw.notes)) == (encoding in ("cp1252", "mac_roman"))


def test_what_excel_copies_is_read():
    assert read_pasted('Name\tPostcode\r\nCafé\tCV1 5FB\r\n"B, C"\tB4 7ET\r\n').rows == ROWS
    assert read_file(b"sep=;\r\nName;Postcode\r\nA;B1\r\n", "x.csv").rows == [["Name", "Postcode"], ["A", "B1"]]


def test_workbooks_are_read_alike():
    assert read_file(xlsx(ROWS), "list.xlsx").rows == read_file(ods(ROWS), "list.ods").rows == ROWS


def test_numbers_and_dates_of_a_workbook_are_as_a_reader_sees_them():
    from datetime import date, datetime

    raw = read_file(xlsx([["a", "b", "c", "d", "e"], [1.0, 52.4081, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), True]]), "x.xlsx")
    assert raw.rows[1] == ["1", "52.4081", "2026-01-02", "2026-01-02 03:04:00", "yes"]


def test_another_sheet_can_be_chosen():
    raw = read_file(xlsx(ROWS, sheets=("One", "Two")), "x.xlsx")
    assert (raw.sheet, tuple(raw.sheets)) == ("One", ("One", "Two"))
    assert (of_sheet(raw, "Two").sheet, of_sheet(raw, "Two").rows) == ("Two", ROWS)
    with pytest.raises(UploadError, match="no such sheet"):
        of_sheet(raw, "Three")


def test_another_layer_of_a_geopackage_can_be_chosen(tmp_path):
    path = tmp_path / "x.gpkg"
    for layer, name in (("old", "A"), ("new", "B")):
        gpd.GeoDataFrame({"Name": [name]}, geometry=[Point(433_400, 278_900)], crs="EPSG:27700").to_file(path, layer=layer, driver="GPKG")
    raw = read_file(path.read_bytes(), "x.gpkg")
    assert (raw.sheet, raw.rows[1][2]) == ("old", "A") and of_sheet(raw, "new").rows[1][2] == "B"


def test_all_sheets_together_are_within_a_limit(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", MOST_CELLS // 50)
    many = [["Name", "Postcode"], *[["x"] * 90] * 40]
    content = xlsx(many, sheets=[f"S{number}" for number in range(7)])
    with pytest.raises(UploadError, match="All sheets together"):
        read_file(content, "x.xlsx")


def features(crs=None, point=(-1.5106, 52.4081)):
    made = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"Name": "A", "x": {"y": 1}}, "geometry": {"type": "Point", "coordinates": point}}],
    }
    return json.dumps(made | ({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {})).encode()


def test_geojson_gives_properties_and_position():
    assert read_file(features(), "x.geojson").rows == [["Latitude", "Longitude", "Name", "x"], ["52.408100", "-1.510600", "A", '{"y": 1}']]
    lat, lon = map(float, read_file(features("urn:ogc:def:crs:EPSG::27700", (433_400, 278_900)), "x.json").rows[1][:2])
    assert (lat, lon) == (pytest.approx(52.4071, abs=1e-3), pytest.approx(-1.5105, abs=1e-3))


def test_a_geopackage_gives_its_first_layer(tmp_path):
    frame = gpd.GeoDataFrame({"Name": ["A", "B"]}, geometry=[Point(433_400, 278_900), box(433_000, 278_000, 434_000, 279_000)], crs="EPSG:27700")
    frame.to_file(tmp_path / "x.gpkg", driver="GPKG")
    rows = read_file((tmp_path / "x.gpkg").read_bytes(), "x.gpkg").rows
    assert rows[0] == ["Latitude", "Longitude", "Name"] and len(rows) == 3
    assert float(rows[1][0]) == pytest.approx(52.4071, abs=1e-3)


def bomb(size):
    return zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * size})


def lying_bomb():
    """An archive whose directory says that a part is small."""
    content = bytearray(bomb(80_000_000))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rfind(signature)
        content[at + offset : at + offset + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def database_with_a_view(tmp_path):
    path = tmp_path / "x.gpkg"
    with sqlite3.connect(path) as made:
        made.execute("create table gpkg_contents (table_name text, data_type text)")
        made.execute("create view v as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n")
        made.execute("insert into gpkg_contents values ('v', 'features')")
    return path.read_bytes()


EMPTY_ROWS = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(4, 1_048_577))
LINES = [["52.400000", "-1.500000", name] for name in "AB"]


def features_line(name):
    return json.dumps({"type": "Feature", "properties": {"Name": name}, "geometry": {"type": "Point", "coordinates": [-1.5, 52.4]}}).encode()


ODS_ROW = "<table:table-row{}><table:table-cell><text:p>A</text:p></table:table-cell></table:table-row>"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))


def ods_of(rows):
    head = ODS_ROW.format("").replace("A<", "Name<")
    names = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text"))
    content = f'<office:document-content {names}><table:table table:name="One">{head}{rows}</table:table></office:document-content>'
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def xlsx_with(old, new):
    """A workbook whose sheet has another text in its XML; a document type goes to its beginning."""
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    if new.startswith("<!ENTITY"):
        text, new = f"<!DOCTYPE x [{LAUGHS}]>{text}", '<sheetData><row r="9"><c t="inlineStr"><is><t>&a8;</t></is></c></row>'
    return zipped(parts | {name: text.replace(old, new, 1).encode()})


def other_database():
    made = sqlite3.connect(":memory:")
    made.execute("create table t (a)")
    made.commit()
    return made.serialize()


def broken_geopackage():
    """A GeoPackage whose layer has a name that is no text."""
    made = sqlite3.connect(":memory:")
    made.execute("create table gpkg_contents (table_name text, data_type text)")
    made.execute("create table t (Name text)")
    made.execute("insert into gpkg_contents values (cast(x'74aa' as text), 'features')")
    made.execute("create table hidden (sql text)")
    made.commit()
    return made.serialize().replace(b"tablehidden", b"tablehi\xaa\xaaen")


# Odd, but what is meant is plain: name of the kind -> (content, name, the rows it must give, what is said of it).
READ = {
    "a quote never closed": (b'Name,Postcode\n"A,B1 1AA\nB,B1 1AA\n', "x.csv", [["Name", "Postcode"], ['"A', "B1 1AA"], ["B", "B1 1AA"]], "never closed"),
    "inches": (b'Name,Postcode\nA 5" screen,B1 1AA\n', "x.csv", [["Name", "Postcode"], ['A 5" screen', "B1 1AA"]], ""),
    "single quotes": (b"'Name','Postcode'\n'A, B','B1 1AA'\n", "x.csv", [["Name", "Postcode"], ["A, B", "B1 1AA"]], ""),
    "backslashes": (b'"Name","Postcode"\n"A \\"B\\", C","B1 1AA"\n', "x.csv", [["Name", "Postcode"], ['A "B", C', "B1 1AA"]], ""),
    "lines that end in CR": (b"Name,Postcode\rA,B1 1AA\r", "x.csv", [["Name", "Postcode"], ["A", "B1 1AA"]], ""),
    "lines in cells from the clipboard": (
        b'Name\tAddress\r\n"A ""B"""\t"1 High St\nRugby"\r\n',
        "",
        [["Name", "Address"], ['A "B"', "1 High St\nRugby"]],
        "",
    ),
    "a feature a line": (b"\n".join([features_line("A"), features_line("B")]), "x.geojson", [["Latitude", "Longitude", "Name"], *LINES], ""),
    "a sequence of features": (b"".join(b"\x1e" + features_line(name) + b"\n" for name in "AB"), "x.json", [["Latitude", "Longitude", "Name"], *LINES], ""),
    "coordinates that are no numbers": (features(point=[float("nan"), 52.4]), "x.geojson", [["Name", "x"], ["A", '{"y": 1}']], ""),
    "a coordinate of 400 digits": (features(point=[10**400, 52]), "x.geojson", [["Name", "x"], ["A", '{"y": 1}']], ""),
    "blanks as elements": (ods_of(ODS_ROW.format("").replace("A<", "B1<text:s/>1AA<text:line-break/>x<")), "x.ods", [["Name"], ["B1 1AA\nx"]], ""),
    "a million empty rows with a format": (xlsx_with("</sheetData>", EMPTY_ROWS + "</sheetData>"), "x.xlsx", ROWS, ""),
    "a link to another workbook": (
        xlsx_with("</sheetData>", '<row r="9"><c r="C9"><f>[1]One!A1</f></c></row></sheetData>'),
        "x.xlsx",
        [*ROWS, *[[]] * 6],
        "",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_odd_files_are_read_as_they_are_meant(name):
    content, file, rows, said = READ[name]
    tracemalloc.start()
    raw = read_file(content, file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    while raw.rows and not raw.rows[-1]:
        raw.rows.pop()
    while rows and not rows[-1]:
        rows = rows[:-1]
    assert raw.rows == rows
    assert said in " ".join(raw.notes)
    assert peak < 160_000_000


def test_a_shape_says_where_a_feature_is_whatever_its_properties_are_called():
    rows = read_file(features().replace(b'"Name": "A"', b'"Latitude": "51", "Longitude": "0"'), "x.geojson").rows
    assert rows[0][:2] == ["Latitude", "Longitude"] and rows[1][:2] == ["52.408100", "-1.510600"]


HOSTILE = {
    "zip bomb": (bomb(80_000_000), "x.xlsx", "too large"),
    "bomb that lies": (lying_bomb(), "x.xlsx", "damaged"),
    "many parts": (zipped({f"xl/workbook{n}": b"" for n in range(600)}), "x.xlsx", "too large"),
    "NUL bytes": (b"Name,Postcode\n\x00\x00,B1\n", "x.csv", "NUL"),
    "NUL in UTF-16": ("Name,Postcode\nA\x00,B1\n".encode("utf-16"), "x.csv", "NUL"),
    "NUL in UTF-16 that does not say so": ("Name,Postcode\nA\x00,B1\n".encode("utf-16-le"), "x.csv", "NUL"),
    "binary workbook": (zipped({"xl/workbook.bin": b"x", "xl/worksheets/sheet1.bin": b"x"}), "x.xlsx", "binary Excel"),
    "binary workbook called so": (zipped({"xl/workbook.bin": b"x"}), "x.xlsb", "binary Excel"),
    "word document": (zipped({"word/document.xml": b"<x/>"}), "x.docx", "Word document"),
    "zipped shapefile": (zipped({"sites.shp": b"x", "sites.dbf": b"x"}), "x.zip", "shapefile"),
    "empty archive": (zipped({}), "x.xlsx", "archive"),
    "huge cell": (b"Name\n" + b"x" * 200_000, "x.csv", "cell|cannot be read"),
    "endless line": (b"Name,Postcode" + b",x" * 200_000, "x.csv", "columns"),
    "endless line of nothing": (b"x" * 4_000_000, "x.csv", "cannot be read"),
    "quotes only": (b'"' * 100_000, "x.csv", "cell"),
    "word processor's": (b"{\\rtf1 Name Postcode}", "x.rtf", "text document"),
    "ods of a million full rows": (ods_of(ODS_ROW.format(' table:number-rows-repeated="1048573"')), "x.ods", "rows"),
    "ods of deep markup": (ods_of(ODS_ROW.format("").replace("A<", "<text:span>" * 90_000 + "</text:span>" * 90_000 + "<")), "x.ods", "cannot be read"),
    "entities in a sheet": (xlsx_with("<sheetData>", LAUGHS + "<sheetData>"), "x.xlsx", "cannot be read"),
    "cell beyond all columns": (xlsx_with('r="A2"', 'r="ZZZZ9999999"'), "x.xlsx", "cannot be read"),
    "json 10,000 deep": (features(point=[]).replace(b"[]", b"[" * 10_000 + b"]" * 10_000), "x.geojson", "JSON"),
    "json of a number without end": (features().replace(b'"A"', b"9" * 5_000), "x.geojson", "JSON"),
    "other database": (other_database(), "x.gpkg", "no GeoPackage"),
    "geopackage with broken bytes": (broken_geopackage(), "x.gpkg", "GeoPackage"),
    "too large": (b"a,b\n" * (MOST_BYTES // 4 + 1), "x.csv", "MB"),
    "too many rows": (b"a,b\n" * (MOST_ROWS + 200), "x.csv", "more than"),
    "too many columns": (b"," * 500 + b"\n", "x.csv", "columns"),
    "empty": (b"", "x.csv", "empty"),
    "blank": (b" \n\n", "x.csv", "empty"),
    "workbook called csv": (xlsx(ROWS), "x.csv", "Excel workbook"),
    "csv called xlsx": (b"Name,Postcode\nA,B1\n", "x.xlsx", "text table"),
    "ods called xlsx": (ods(ROWS), "x.xlsx", "OpenDocument"),
    "json called csv": (features(), "x.csv", "JSON"),
    "pdf": (b"%PDF-1.7", "x.csv", "PDF"),
    "picture": (b"\x89PNG\r\n", "x.csv", "picture"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "x.xls", "2007"),
    "web page": (b"<!DOCTYPE html><html>", "x.csv", "web page"),
    "broken json": (b'{"type":', "x.geojson", "JSON"),
    "deep json": (b"[" * 200_000, "x.json", "JSON"),
    "json of nothing": (b'{"a": 1}', "x.json", "no features"),
    "archive": (zipped({"a.txt": b"x"}), "x.zip", "archive"),
    "truncated": (xlsx(ROWS)[:-400], "x.xlsx", "damaged"),
    "ods of repeated cells": (ods([["x"]], repeated=' table:number-columns-repeated="100000000"'), "x.ods", "columns|no|holds"),
    "entities": (
        zipped({"mimetype": b"spreadsheet", "content.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'}),
        "x.ods",
        "table",
    ),
    "empty workbook": (xlsx([]), "x.xlsx", "No sheet"),
    "half a BOM": (b"\xff\xfea", "x.csv", "encoding"),
    "database": (b"SQLite format 3\x00" + b"\x00" * 100, "x.gpkg", "GeoPackage"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words_within_bounded_memory(name):
    content, file, words = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(UploadError, match=words) as caught:
        read_file(content, file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.mend
    assert peak < 160_000_000


def test_a_column_that_is_worked_out_is_not_asked(tmp_path):
    with sqlite3.connect(tmp_path / "x.gpkg") as made:
        made.execute("create table gpkg_contents (table_name text, data_type text)")
        made.execute("create table t (Name text, big text generated always as (hex(zeroblob(100000000))) virtual)")
        made.execute("insert into gpkg_contents values ('t', 'attributes')")
    tracemalloc.start()
    with pytest.raises(UploadError, match="no layer"):
        read_file((tmp_path / "x.gpkg").read_bytes(), "x.gpkg")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("code", [27700, 3857, 4258, 32630])
def test_geojson_in_another_coordinate_system_is_put_right(code):
    there = gpd.GeoSeries([Point(-1.5106, 52.4081)], crs=4326).to_crs(code)[0]
    lat, lon = map(float, read_file(features(f"urn:ogc:def:crs:EPSG::{code}", (there.x, there.y)), "x.json").rows[1][:2])
    assert (lat, lon) == (pytest.approx(52.4081, abs=1e-5), pytest.approx(-1.5106, abs=1e-5))


def test_an_unknown_coordinate_system_is_refused_in_words():
    with pytest.raises(UploadError, match="coordinate system"):
        read_file(features("EPSG:999999"), "x.json")


def test_a_view_that_computes_for_ever_is_not_asked(tmp_path):
    with pytest.raises(UploadError, match="no layer"):
        read_file(database_with_a_view(tmp_path), "x.gpkg")


def test_a_cell_in_the_last_corner_of_a_sheet_takes_no_memory():
    book = Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["XFD1048576"] = "Name", "Town", "A", "far"
    written = io.BytesIO()
    book.save(written)
    tracemalloc.start()
    try:
        rows = read_file(written.getvalue(), "x.xlsx").rows
        assert rows[1] == ["A"]
    except UploadError as error:
        assert "rows" in error.message
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["x.csv", "x.xlsx", "x.ods", "x.geojson", "x.gpkg", "x", ""]),
    st.sampled_from([b"", b"PK\x03\x04", b"SQLite format 3\x00", b"{", b"\xff\xfe"]),
)
def test_any_bytes_are_read_or_refused(content, name, start):
    try:
        assert read_file(start + content, name).rows is not None
    except GeoError as error:
        assert error.message and error.mend
