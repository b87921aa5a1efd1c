"""A reader's list as PDF and slides: what they say is what the tables say, and no text is markup."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from pptx import Presentation

from geo.export.own_list_brief import figures, lead, to_pdf, to_slides
from geo.gazetteer.locate import load_gazetteer
from geo.own_list.column_names import load_column_names, recognise
from geo.own_list.placing import place_rows
from geo.own_list.reading import read_pasted
from geo.own_list.results import compute_results
from geo.own_list.table import find_table

TEXT = "Name,Postcode\nSTEAMhouse,B4 7RQ\n#let x = 1 <b>,CV1 5FB\n" + "".join(f"Site {n},CV4 7AL\n" for n in range(60))


def results_of(register, text):
    names = load_column_names(register.package)
    table = find_table(read_pasted(text), names)
    return compute_results(place_rows(table, recognise(table, names), load_gazetteer(register), register), register.assets, register=register)


@pytest.fixture(scope="module")
def results(register):
    return results_of(register, TEXT)


def test_the_brief_says_what_the_results_say(results, register, tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(to_pdf(results, register, title="=Sites & *co*", made_on=date(2026, 11, 28)))
    text = subprocess.run([shutil.which("pdftotext"), "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    text = " ".join(text.split())
    assert "=Sites & *co*" in text and "#let x = 1" in text and "OpenStreetMap" in text
    for value, label in figures(results):
        assert value in text and label in text
    assert lead(results)[:40] in text


def test_the_slides_hold_native_tables_and_the_map(results, register):
    deck = Presentation(io.BytesIO(to_slides(results, register, title="Sites", made_on=date(2026, 11, 28))))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    cells = {cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells}
    assert {"STEAMhouse", "#let x = 1 <b>", "Coventry"} <= cells
    assert sum(shape.shape_type == 13 for shape in shapes) == 1


def test_a_list_without_a_row_in_the_region_is_a_brief_too(register):
    empty = results_of(register, "Name,Postcode\nA,nonsense\n")
    assert to_pdf(empty, register, title="Nothing", made_on=date(2026, 11, 28)).startswith(b"%PDF")
    assert lead(empty) == "None of 1 rows lies in the region."


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        ({"A": 3}, "lie in A."),
        ({"A": 1, "B": 1}, "lie in 2 local authorities of the region."),
        ({"A": 3, "B": 1}, "lie in 2 local authorities of the region; most in A (3)."),
        ({"A": 2, "B": 2, "C": 1}, "lie in 3 local authorities of the region; most in A and B (2 each)."),
    ],
)
def test_where_most_rows_lie_is_said_with_all_who_tie(results, yours, words):
    table = pd.DataFrame({"authority": list(yours), "yours": list(yours.values())})
    assert lead(replace(results, by_authority=table)).endswith(words)
