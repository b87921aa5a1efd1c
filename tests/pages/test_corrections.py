"""The page of corrections: the form, also as it begins with a row of the reader's own list, which no link holds."""

from __future__ import annotations

import re

import pytest
import streamlit as st
from reading import PAGES, page_html, paste_list, run_page
from streamlit.testing.v1 import AppTest

from geo.register import corrections
from pages.shared import suggestion_form

PASTED = "Name\tPostcode\tNotes\nSTEAMhouse\tB1 1AA\tprivate words\nZanzibar Widgets\tCV1 5FB\tprivate words\nBad\tCVI 5FB\t\n"


@pytest.fixture(scope="module")
def with_list() -> AppTest:
    return paste_list(run_page("your_data"), PASTED)


def opened(with_list: AppTest, **query: str) -> AppTest:
    """The form in the session of a list, as a link of its page opens it."""
    page = AppTest.from_file(str(PAGES / "corrections.py"), default_timeout=60)
    for name in ("_own_list", "_own_list_count"):
        page.session_state[name] = with_list.session_state[name]
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def fields(page: AppTest) -> dict[str, str]:
    return {field.key.removeprefix("field-"): field.value for field in (*page.text_input, *page.text_area)}


def links(with_list: AppTest) -> set[str]:
    return {link.replace("&amp;", "&") for link in re.findall(r'href="(corrections\?[^"]*row=[^"]*)"', page_html(with_list))}


def test_each_row_leads_to_a_form_by_its_number_alone(with_list):
    assert links(with_list) == {"corrections?asset=steamhouse&row=2", "corrections?new=1&row=2", "corrections?new=1&row=3"}
    assert not re.search(r'href="[^"]*(Zanzibar|CV1|private)', page_html(with_list))


def test_a_row_that_may_be_an_asset_begins_a_correction_of_it(with_list):
    page = opened(with_list, asset="steamhouse", row="2")
    assert fields(page)["postcode"] == "B1 1AA" and fields(page)["name"] == "STEAMhouse"
    html = page_html(page)
    assert "Filled in from row 2 of your list" in html and ": Postcode." in html
    assert re.search(r"<details[^>]* open>.*<dt>Postcode</dt><dd>B4 7R", html)
    assert "private words" not in html and "private words" not in fields(page).values()


def test_a_row_that_is_missing_begins_a_new_asset(with_list):
    page = opened(with_list, new="1", row="3")
    told = fields(page)
    assert (told["name"], told["postcode"], told["operator"]) == ("Zanzibar Widgets", "CV1 5FB", "")
    assert "Zanzibar" not in str(dict(page.query_params))


def test_rows_do_not_leak_into_one_another(with_list):
    page = opened(with_list, new="1", row="3")
    page.query_params["row"] = "2"
    assert fields(page.run())["name"] == "STEAMhouse"
    page.query_params.pop("row")
    assert fields(page.run())["name"] == ""


def test_in_another_session_the_link_fills_in_nothing_and_says_so():
    page = run_page("corrections", asset="steamhouse", row="2")
    assert "in this session there is none" in page_html(page) and fields(page)["postcode"] != "B1 1AA"


@pytest.mark.parametrize("row", ["99", "0", "-1", "x", "9" * 40, "\u0662"])
def test_a_row_that_is_not_there_is_said(with_list, row):
    page = opened(with_list, new="1", row=row)
    assert any("no row" in error.value for error in page.error) and fields(page)["name"] == ""


def test_what_is_sent_is_what_stands_in_the_form(with_list, tmp_path, monkeypatch):
    store = corrections.open_store(f"sqlite:///{tmp_path / 'queue.sqlite'}")
    for module in (suggestion_form, corrections):
        monkeypatch.setattr(module, "open_store", lambda: store)
    monkeypatch.setattr(type(st.context), "ip_address", "192.0.2.1")
    page = opened(with_list, asset="steamhouse", row="2")
    next(field for field in page.text_input if field.label.startswith("The page")).set_value("https://example.org/contact")
    next(button for button in page.button if button.label == "Send the suggestion").click().run()
    (made,) = store.list()
    assert [(fact.field, fact.after) for fact in made.facts] == [("postcode", "B1 1AA")]
    assert (made.asset, made.words) == ("steamhouse", "") and dict(page.query_params) == {"reference": made.reference}
    assert made.reference in page_html(page) and not page.exception


def test_what_was_written_about_one_asset_is_not_sent_about_another():
    page = run_page("corrections", asset="steamhouse")
    for key, text in (("field-page", "https://example.org"), ("field-email", "reader@example.org"), ("field-words", "All wrong"), ("field-postcode", "B1 1AA")):
        next(field for field in (*page.text_input, *page.text_area) if field.key == key).set_value(text)
    page.query_params["asset"] = "ibrb-warwick"
    told = fields(page.run())
    assert (told["page"], told["email"], told["words"]) == ("", "", "") and told["postcode"] not in ("", "B1 1AA")
