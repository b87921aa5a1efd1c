"""Next year's figures, put into the tables, are shown everywhere, and last year's become history: no year stands in code."""

import io
from types import SimpleNamespace

import pandas as pd
import pytest
from pptx import Presentation
from second_region import write_second_region

from geo.export import export_bytes, export_context
from geo.register.datapackage import files_stamp
from geo.register.figures import period_words
from geo.select.filters import Filters
from geo.select.query_string import read
from geo.settings import DATA_ROOT
from pages.answers import clusters, places
from pages.shared import loaders

CODE = "E06000901"


def later(period):
    """The same period a year on."""
    year, dash, month = period.partition("-")
    return f"{int(year) + 1}{dash}{month}"


@pytest.fixture(scope="module")
def next_year(tmp_path_factory):
    """The small region with every figure and count a year on and a tenth higher."""
    root = write_second_region(DATA_ROOT, tmp_path_factory.mktemp("next") / "data")
    for name, value in (("figures.csv", "value"), ("businesses_by_industry.csv", "businesses")):
        rows = pd.read_csv(root / name, dtype={"period": str})
        newest = rows[rows["period"] == rows.groupby("measure")["period"].transform("max")] if "measure" in rows else rows
        newer = newest.assign(period=newest["period"].map(later), **{value: (newest[value] * 1.1).round().astype(int)})
        pd.concat([rows, newer]).to_csv(root / name, index=False)
    return loaders._load(files_stamp(root), root)


def test_places_clusters_and_slides_show_the_new_year_and_the_old_one_as_history(next_year, monkeypatch):
    seen = vars(loaders._seen) | {"root": next_year.register.package.root, "loaded": next_year, "stamp": next_year.stamp, "at": float("inf")}
    monkeypatch.setattr(loaders, "_seen", SimpleNamespace(**seen))
    history = next_year.register.figure_history
    people = history[(history["measure"] == "population") & (history["gss_code"] == CODE)].sort_values("period")
    assert len(people) == 3
    now, before = people["period"].iloc[-1], people["period"].iloc[-2]
    figure = f"{people['value'].iloc[-1]:,.0f} people"
    made = places.answer(next_year, read(f"authority={CODE}"))
    row = made.about.profile.figures.loc["population"]
    assert (row["year"], row["value"]) == (period_words(now, "{year}"), people["value"].iloc[-1])
    beside = made.sheets["places-beside"]
    assert figure in beside and f"{people['value'].iloc[-2]:,.0f} people" in beside and before[:4] in beside
    counted = next_year.register.business_counts.period
    assert counted in made.sheets["places-about"]
    assert any(counted in sheet for sheet in clusters.answer(next_year, read("cluster=windpumps")).sheets.values())
    context = export_context(next_year.register, Filters(authority=(CODE,)), index=next_year.index)
    slides = Presentation(io.BytesIO(export_bytes(context, ".pptx"))).slides
    cells = {cell.text for slide in slides for shape in slide.shapes if shape.has_table for line in shape.table.rows for cell in line.cells}
    assert now[:4] in cells and before[:4] not in cells
