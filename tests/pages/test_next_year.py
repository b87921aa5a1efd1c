"""Next year's figures, put into the tables, are shown everywhere, and last year's become history: no year stands in code."""

import io
import subprocess
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest
from pptx import Presentation
from second_region import write_second_region

from geo.analysis.area_report import area_report, report_markdown
from geo.api.assistant_tools import load_tools
from geo.export import export_bytes, export_context
from geo.numbers import rate_number
from geo.register.datapackage import files_stamp
from geo.register.figures import load_figures, period_words
from geo.select.filters import Filters
from geo.select.query_string import read
from geo.settings import DATA_ROOT
from geo.tours.tour import compute_scenes, read_tour
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


@pytest.fixture
def shown_next_year(next_year, monkeypatch):
    """The pages show next year's data while a test runs."""
    seen = vars(loaders._seen) | {"root": next_year.register.package.root, "loaded": next_year, "stamp": next_year.stamp, "at": float("inf")}
    monkeypatch.setattr(loaders, "_seen", SimpleNamespace(**seen))
    return next_year


def test_places_clusters_and_slides_show_the_new_year_and_the_old_one_as_history(shown_next_year):
    next_year = shown_next_year
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


TOUR = """title = "Next"
description = "Next year."

[[scene]]
title = "People"
lines = ["{population} people ({population_period}), {per_100k} for every 100,000."]
query = { authority = ["%s"] }
view = "authority"
figure = { measure = "per_100k", label = "for every 100,000" }
notes = "It."
"""


def test_tours_reports_briefs_and_the_event_pack_count_by_the_new_year(shown_next_year):
    data, register = shown_next_year, shown_next_year.register
    now = register.authorities.at[CODE, "population"]
    year = load_figures(register.package).at["population", "year"]
    history = register.figure_history
    periods = sorted(history[(history["measure"] == "population") & (history["gss_code"] == CODE)]["period"])
    old = year.replace(periods[-1][:4], periods[-2][:4])
    assert old != year
    context = export_context(register, Filters(authority=(CODE,)), index=data.index)
    rate = rate_number(1e5 * len(context.assets) / now)
    tour, issues = read_tour(TOUR % CODE, register, identity="next", file="next.toml")
    assert issues == []
    scene = compute_scenes(tour, register, data.index)[0]
    assert scene["lines"] == [f"{now:,.0f} people ({year}), {rate} for every 100,000."] and scene["figure"]["value"] == rate
    made = places.answer(data, read(f"authority={CODE}"))
    report = report_markdown(area_report(made.about.profile, register, side=made.side.side, paragraph=made.about.paragraph))
    assert f"| {now:,.0f} people |" in report and f"({year})" in report and rate in report
    assert f"({old})" not in report.partition("## ")[0]
    pack = zipfile.ZipFile(io.BytesIO(export_bytes(context, ".zip")))
    for content in (export_bytes(context, ".pdf"), pack.read(next(name for name in pack.namelist() if name.endswith(".pdf")))):
        brief = " ".join(subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout.decode().split())
        assert rate in brief and f"{now:,.0f} people" in brief and f"population of {year}" in brief
        assert f"population of {old}" not in brief
    assert now in [row["value"] for row in load_tools(register.package).profile_area(CODE)["figures"]]
