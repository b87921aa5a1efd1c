"""The page of a reader's own list: put in, mended, measured, taken away, and in no other session."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from reading import page_html, paste_list, run_page
from streamlit.testing.v1 import AppTest

from pages.shared import session_list
from pages.shared.work_queue import WorkQueue

PASTED = "Name\tPostcode\nSTEAMhouse\tB4 7RQ\nOffice\tCVI 5FB\n"


@pytest.fixture(scope="module")
def filled() -> AppTest:
    return paste_list(run_page("your_data"), PASTED)


def test_the_limits_and_where_the_list_stays_are_said_before():
    html = page_html(run_page("your_data"))
    assert "5 MB and 20,000 rows at most" in html and "no link" in html and "no other session" in html


def test_good_rows_are_drawn_and_bad_ones_named(filled):
    html = page_html(filled)
    assert "rows on the map" in html and "not a postcode" in html and "CV1 5FB" in html
    assert "May be in the register" in html and "asset=steamhouse" in html
    assert not filled.exception


def test_columns_are_shown_for_correction(filled):
    boxes = {box.label: box for box in filled.selectbox}
    assert (boxes["Name"].value, boxes["Postcode"].value) == ("Name", "Postcode")
    changed = paste_list(run_page("your_data"), PASTED)
    next(box for box in changed.selectbox if box.label == "Postcode").set_value("").run(timeout=60)
    assert "No column holds a position" in page_html(changed)


def workbook() -> bytes:
    book = Workbook()
    for title, rows in (("About", [["What this is"], ["Our sites"]]), ("Sites", [["Name", "Postcode"], ["STEAMhouse", "B4 7RQ"]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_which_sheet_was_read_is_said_and_the_others_are_offered():
    page = run_page("your_data")
    page.file_uploader(key="own-file").upload("sites.xlsx", workbook(), "application/octet-stream").run(timeout=60)
    (choice,) = (box for box in page.selectbox if "2 sheets" in box.label)
    assert (choice.value, choice.options) == ("Sites", ["About", "Sites"])
    assert "\u201cSites\u201d" in page_html(page) and "B4 7RQ" not in str(page.error)
    choice.set_value("About").run(timeout=60)
    assert "\u201cAbout\u201d" in page_html(page) and not page.exception


def test_another_session_has_nothing_of_it(filled):
    assert "STEAMhouse" in page_html(filled)
    other = run_page("your_data")
    assert "rows on the map" not in page_html(other)
    assert "_own_list" not in other.session_state


def test_the_list_is_in_no_link(filled):
    assert dict(filled.query_params) == {}


def test_a_list_is_let_go(filled):
    page = paste_list(run_page("your_data"), PASTED)
    next(button for button in page.button if button.label == "Remove your list").click().run(timeout=60)
    assert "rows on the map" not in page_html(page)


@pytest.mark.parametrize(("text", "words"), [("Name\tPostcode", "no rows"), ("%PDF-1.7", "PDF"), ("<html>", "web page")])
def test_what_is_no_table_is_refused_in_words(text, words):
    page = paste_list(run_page("your_data"), text)
    assert any(words in error.value for error in page.error) and not page.exception


def test_a_full_line_is_said_and_the_list_stays_as_it_was(monkeypatch):
    page = paste_list(run_page("your_data"), PASTED)
    monkeypatch.setattr(session_list, "LISTS", WorkQueue("full", workers=1, most_waiting=0, most_per_reader=1))
    next(box for box in page.selectbox if box.label == "Postcode").set_value("").run(timeout=60)
    assert any("Try again in a minute" in error.value for error in page.error) and not page.exception
    assert "CV1 5FB" in page_html(page)


def test_what_is_proposed_mends_all_rows_at_once():
    page = paste_list(run_page("your_data"), "Name\tLat\tLong\nA\t-1.9\t52.48\nB\t-1.85\t52.5\nC\tn/a\t\n")
    next(button for button in page.button if button.label == "Mend 2 rows as proposed").click().run(timeout=60)
    assert page.session_state["_own_list"].placed.bad_rows == (4,) and not page.exception
    assert page.session_state["_own_list"].table.rows[0] == ("A", "52.480000", "-1.900000")
