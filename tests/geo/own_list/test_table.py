"""Where the table is in what people send, and what its columns hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import UploadError
from geo.own_list.column_names import ROLES, recognise
from geo.own_list.numbers import read_number
from geo.own_list.reading import RawTable, read_pasted
from geo.own_list.table import find_table, likeliest_sheet


def table_of(text, column_names):
    return find_table(read_pasted(text), column_names)


@pytest.mark.parametrize(
    ("text", "columns", "numbers"),
    [
        ("Name,Postcode\nA,B1 1AA\nB,B2 2BB", ("Name", "Postcode"), (2, 3)),
        ("Our sites,\n\nprepared 2026,\nName,Postcode\nA,B1 1AA\n\nB,B2 2BB\nTotal,2", ("Name", "Postcode"), (5, 7)),
        ("A,B1 1AA\nB,B2 2BB", ("Column 1", "Column 2"), (1, 2)),
        (",Location,,\nName,Latitude,Longitude,Notes\nA,52.4,-1.5,x", ("Name", "Latitude", "Longitude", "Notes"), (3,)),
        ("Name,Location,,Notes\n,Latitude,Longitude,\nA,52.4,-1.5,x", ("Name", "Latitude", "Longitude", "Notes"), (3,)),
        ("Name,Postcode,,,\nA,B1 1AA,,,\n", ("Name", "Postcode"), (2,)),
        ("| Name | Postcode |\n|---|---|\n| A | B1 1AA |\n| B | B2 2BB |", ("Name", "Postcode"), (3, 4)),
        ("Name,Postcode\nA,B1 1AA\nName,Postcode\nB,B2 2BB", ("Name", "Postcode"), (2, 4)),
        ("Name,NAME,\nA,B,C", ("Name", "NAME (2)", "Column 3"), (2,)),
        ("Site,Position,\n,WGS 84,\n,Latitude,Longitude\nA,52.4,-1.5", ("Site", "Latitude", "Longitude"), (4,)),
        ("Address\n12 Fazeley Street, Birmingham\nBirmingham Airport", ("Address",), (2, 3)),
        ("Address\nFazeley Street, Digbeth, Birmingham\nBirmingham Airport", ("Address",), (2, 3)),
        ("Location,\nName,Postcode\nA,B1 1AA", ("Name", "Postcode"), (3,)),
        ('"Name,Postcode"\n"A,B1 1AA"\n"B,B2 2BB"', ("Name", "Postcode"), (2, 3)),
        ('Address\n"1 High Street, Rugby"\n"2 High Street, Rugby"', ("Address",), (2, 3)),
    ],
)
def test_the_table_is_found(text, columns, numbers, column_names):
    table = table_of(text, column_names)
    assert (table.columns, table.numbers) == (columns, numbers)
    assert all(len(row) == len(columns) for row in table.rows)


def test_what_was_left_out_is_said(column_names):
    table = table_of("Our sites,\nName,Postcode\nA,B1 1AA\nTotal,2", column_names)
    assert any("1 line above" in note for note in table.notes) and any("row 4" in note for note in table.notes)


TOTAL_WORDS = ["Total", "TOTAL:", "Grand total (3)", "Sub-total", "Total sites", "Overall total", "Total number of sites", "Mean", "Sum ="]
AMOUNTS = ["3", "1,212", "\u00a31,212.00", "-", "100%", "=SUM(C2:C3)", "(12)", "GBP 5", "n/a"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TOTAL_WORDS), st.sampled_from(["", "-", "n/a"]), st.sampled_from(AMOUNTS))
def test_a_row_that_adds_up_others_is_no_site(column_names, words, postcode, amount):
    text = f'Name,Postcode,Cost,Staff\nA,B1 1AA,5,5\nB,B2 2BB,6,6\n{words},{postcode},"{amount}",11'
    assert table_of(text, column_names).numbers == (2, 3)


@pytest.mark.parametrize("row", ["Total Fitness,52.4,-1.5,12", "Total Energies,B4 7RQ,,12", "Count House,52.4,-1.5,", "Mean Machines,,,see notes"])
def test_a_site_called_like_a_total_is_kept(row, column_names):
    head = "Name,Latitude,Longitude,Staff" if "52" in row else "Name,Postcode,Cost,Notes"
    assert table_of(f"{head}\nA,52.4,-1.5,1\n{row}", column_names).numbers == (2, 3)


def test_names_that_stand_again_are_left_out_and_said_to_be(column_names):
    notes = table_of("Name,Postcode\nA,B1 1AA\nNAME,postcode\nB,B2 2BB", column_names).notes
    assert any("row 3" in note for note in notes)


def test_lines_within_a_cell_stay_apart(column_names):
    table = table_of('Name\t"Post\ncode"\tAddress\r\n"Lab ""A"""\tB1 1AA\t"12 High Street,\nRugby"\r\n', column_names)
    assert (table.columns, table.rows) == (("Name", "Post code", "Address"), (('Lab "A"', "B1 1AA", "12 High Street, Rugby"),))


def test_of_the_sheets_of_a_workbook_the_one_with_names_of_columns_is_read(column_names):
    about, sites = [["This workbook lists our sites"], ["Made in spring"]], [["Name", "Postcode"], ["A", "B1 1AA"]]
    sheets = {"About": about, "Sites": sites, "Old sites": sites}
    chosen = likeliest_sheet(RawTable(about, "Excel workbook", (), "About", sheets), column_names)
    assert (chosen.sheet, chosen.rows) == ("Sites", sites)
    alone = RawTable(about, "Text table")
    assert likeliest_sheet(alone, column_names) is alone


@pytest.mark.parametrize("text", ["Name,Postcode", "Name,Postcode\n,\n"])
def test_a_table_without_rows_is_refused(text, column_names):
    with pytest.raises(UploadError, match="no rows"):
        table_of(text, column_names)


@pytest.mark.parametrize(
    ("head", "row", "roles"),
    [
        ("Company Name,Post code", "A,B1 1AA", {"name": "Company Name", "postcode": "Post code"}),
        ("site_name,LAT,Lng", "A,52.4,-1.5", {"name": "site_name", "latitude": "LAT", "longitude": "Lng"}),
        ("Title,X,Y", "A,433400,278900", {"name": "Title", "easting": "X", "northing": "Y"}),
        ("Title,X,Y", "A,-1.51,52.41", {"name": "Title", "longitude": "X", "latitude": "Y"}),
        ("Foo,Bar,Baz", "Alpha,B1 1AA,x", {"name": "Foo", "postcode": "Bar"}),
        ("Foo,Bar", 'Alpha,"52.4081, -1.5106"', {"name": "Foo", "coordinates": "Bar"}),
        ("Name;Breite;L\u00e4nge", "Alpha;52,4081;-1,5106", {"name": "Name", "latitude": "Breite", "longitude": "L\u00e4nge"}),
        ("Name,Address 1,Address 2,Town", "A,Unit 1,High St,Rugby", {"name": "Name", "address": "Address 1", "address_2": "Address 2", "place": "Town"}),
        ("Foo,Bar,Baz", "Alpha,52.4081,-1.5106", {"name": "Foo", "latitude": "Bar", "longitude": "Baz"}),
        ("Organisation;Street;Town", "A;High St;Rugby", {"name": "Organisation", "address": "Street", "place": "Town"}),
    ],
)
def test_columns_are_recognised_by_name_or_content(head, row, roles, column_names):
    assert recognise(table_of(f"{head}\n{row}\n{row}", column_names), column_names) == roles


def test_every_role_can_be_named(column_names):
    assert set(column_names.roles.values()) == {*ROLES, "total"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("52.4081", 52.4081),
        ("52,4081", 52.4081),
        ("-1,5106", -1.5106),
        ("\u22121.5", -1.5),
        ("433,400", 433_400),
        ("433 400", 433_400),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.5106 W", -1.5106),
        ("52.4\u00b0N", 52.4),
        ("1'234", 1234),
        ("-1,510", -1.51),
        ("1,234,567", 1_234_567),
        ("\uff15\uff12.\uff14", 52.4),
        ("52\u00b74081", 52.4081),
        ("-1\u22c55", -1.5),
        ("\u0665\u0662\u066b\u0664", 52.4),
    ],
)
def test_numbers_are_read_in_any_notation(text, value):
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3.4", "CV1 5FB", "12 High Street", "-", "nan", "inf", "1e5", "52.4, -1.5", "1,23,4"])
def test_other_texts_are_no_numbers(text):
    assert read_number(text) is None


@given(st.floats(-180, 180), st.sampled_from([".", ",", "\u00b7", "\u066b"]))
def test_any_degrees_are_read_with_either_mark(value, mark):
    assert read_number(f"{value:.6f}".replace(".", mark)) == pytest.approx(value, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12))
def test_any_rows_are_a_table_or_refused(column_names, rows):
    try:
        table = find_table(RawTable(rows, "Text table"), column_names)
    except UploadError as error:
        assert error.mend
        return
    assert len(set(table.columns)) == len(table.columns)
    assert all(len(row) == len(table.columns) for row in table.rows)
