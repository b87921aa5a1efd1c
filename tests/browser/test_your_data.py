"""A spreadsheet of thirty sites on the map in a real browser: nearest Catapult of each, in no other session, link or log."""

from __future__ import annotations

import io

import pytest
from harness import MAP_FRAME
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

SECRET = "Zanzibar Widgets Confidential"
POSTCODES = ("CV1 5FB", "B4 7RQ", "B1 1AA", "WV1 1AA", "CV4 7AL")
OWN_POINTS = f'() => document.querySelector("{MAP_FRAME}")?.contentWindow?.wm?.state?.own?.getLayers().length ?? 0'

pytestmark = pytest.mark.browser


def sites() -> bytes:
    book = Workbook()
    book.active.append(["Our sites"])
    book.active.append(["Site", "Post code"])
    for number in range(30):
        book.active.append([f"{SECRET} {number}", POSTCODES[number % len(POSTCODES)]])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def put_in(page, content: bytes, name: str = "sites.xlsx") -> None:
    page.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.page.get_by_text("rows on the map").wait_for(timeout=60_000)
    page.settled()
    page.page.wait_for_function(f"() => ({OWN_POINTS})() > 0", timeout=30_000)


def test_thirty_sites_have_their_nearest_catapult_and_leave_no_trace(page, make_page):
    page.open()
    page.page.get_by_role("link", name="Your data").first.click()
    page.page.get_by_text("Or a table, copied from a spreadsheet").wait_for(timeout=30_000)
    put_in(page, sites())
    assert page.page.evaluate(OWN_POINTS) == 30
    with page.page.expect_download() as got:
        page.page.get_by_role("button", name="Excel workbook").click()
    rows = list(load_workbook(io.BytesIO(got.value.path().read_bytes()))["Your rows"].iter_rows(values_only=True))
    catapult = next(at for at, head in enumerate(rows[0]) if str(head).startswith("Nearest: Catapult") and not str(head).endswith("km"))
    assert len(rows) == 31 and all(row[catapult] and row[catapult + 1] < 100 for row in rows[1:])

    # Every map shows it, also after an answer that the browser had before the server.
    page.page.get_by_role("link", name="Nearby").first.click()
    page.settled()
    page.page.wait_for_function(f"() => ({OWN_POINTS})() === 30", timeout=30_000)
    assert SECRET.split()[0] not in page.page.url

    # A row becomes a suggestion by its number: what it says is in the form, and in no address.
    page.page.go_back()
    page.page.get_by_text("Not in the register, as far as").click(timeout=30_000)
    page.page.get_by_role("link", name=f"Suggest it as an asset: row 3, {SECRET} 0").click()
    page.page.get_by_text("Filled in from row 3 of your list").wait_for(timeout=30_000)
    form = page.page.url
    expect(page.page.locator(".st-key-field-name input")).to_have_value(f"{SECRET} 0", timeout=30_000)
    assert form.endswith("corrections?new=1&row=3")

    other = make_page()
    other.open(form.removeprefix(other.url))
    other.page.get_by_text("in this session there is none").wait_for(timeout=30_000)
    expect(other.page.get_by_label("Name", exact=True)).to_have_value("")
    other.open("your-data")
    assert other.page.get_by_text("rows on the map").count() == 0
    other.open("nearby")
    assert other.page.evaluate(OWN_POINTS) == 0
    assert SECRET not in other.page.content()


def test_a_file_that_is_no_table_is_refused_in_words(page):
    page.open("your-data")
    page.page.locator("input[type=file]").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7"})
    page.page.get_by_role("alert").filter(has_text="The file is a PDF, no table").wait_for(timeout=30_000)


def test_nothing_of_a_list_is_logged(tmp_path, browser):
    from harness import ROOT, serve, watch

    log = tmp_path / "log.txt"
    with serve(ROOT / "app.py", log) as address:
        made = watch(browser.new_page(), address)
        made.open("your-data")
        put_in(made, sites())
        made.page.get_by_text("Not in the register, as far as").click()
        made.page.get_by_role("link", name=f"row 3, {SECRET}").click()
        made.page.get_by_text("Filled in from row 3 of your list").wait_for(timeout=30_000)
        made.page.close()
    assert SECRET.split()[0] not in log.read_text(errors="replace")
