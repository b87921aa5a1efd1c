"""One view, one set of numbers: the page, its brief, its slides, the tour, the download and the data link say the same, for generated views."""

import csv
import io
import random
import re
import subprocess

import pytest
from lxml import html
from pptx import Presentation

from geo.analysis.area_report import area_report, comparison_tables, report_markdown
from geo.export import export_bytes, export_context
from geo.select.filters import filters_from_query
from geo.select.query_string import read, text
from geo.tours.tour import compute_scenes, read_tour
from geo.vocabulary import KNOWN_TO_OPERATE
from pages.answers import explore, nearby, places, shortlist
from pages.shared import downloads, open_data, place_report

TOUR = """title = "One"
description = "One view."

[[scene]]
title = "It"
lines = ["{count} in all."]
query = { %s }
view = "region"
figure = { measure = "count", label = "assets" }
notes = "It."
"""


def views(data, number=6, seed=20):
    """Queries of an authority with or without one more filter, the seeded same ones at every run."""
    pick, options = random.Random(seed), data.index.options
    for _ in range(number):
        query = {"authority": [pick.choice(list(data.register.authorities.index))]}
        facet = pick.choice(["layer", "cluster", "status", ""])
        yield {**query, **({facet: [pick.choice(sorted(options[facet]))]} if facet else {})}


def figures_of_page(made):
    """label -> value of the key figures of Places."""
    return {one.findtext("dt"): one.findtext("dd/b") for one in html.fragment_fromstring(made, create_parent="main").iterfind(".//dl/div")}


def words_of_slides(content):
    """Every text of a presentation."""
    slides = Presentation(io.BytesIO(content)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def tables_of_slides(content):
    """The cells of every table of a presentation, row by row."""
    slides = Presentation(io.BytesIO(content)).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    return [tuple(cell.text for cell in row.cells) for table in tables for row in table.rows]


def cells_of_page(sheet):
    """The cells of every table of a page, row by row."""
    rows = html.fragment_fromstring(sheet, create_parent="main").iterfind(".//table//tr")
    return [tuple(cell.text_content().strip() for cell in row) for row in rows]


def words_of_brief(content):
    """Every text of a brief."""
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def answers(small_region):
    """What the six say of each view: (query, assets that answer by hand, the outputs)."""
    return list(views(small_region))


def test_page_slides_tour_download_and_data_link_show_the_same_numbers(in_small_region, answers):
    data = in_small_region
    register = data.register
    empty = 0
    for query in answers:
        context = export_context(register, filters_from_query(query, options=data.index.options)[0], index=data.index)
        downloaded = list(csv.DictReader(io.StringIO(export_bytes(context, ".csv").decode("utf-8-sig"))))
        linked = list(csv.DictReader(io.StringIO(open_data._made(data, context.filters, ".csv", "http://x/").decode("utf-8-sig"))))
        ids = {row["id"] for row in downloaded}
        assert [row["id"] for row in linked] == [row["id"] for row in downloaded], query
        shown = explore.answer(data, read(text(query)))
        assert set(shown.view.ids) == ids, query
        head = figures_of_page(places.answer(data, read(text(query))).about.head)
        assert head["Assets"] == str(len(ids)), query
        empty += not ids
        if not ids:
            continue
        slides = words_of_slides(export_bytes(context, ".pptx"))
        brief = words_of_brief(export_bytes(context, ".pdf"))
        operating = sum(row["status"] == "operating" for row in downloaded)
        for said in (slides, brief):
            for value in (str(len(ids)), str(operating), head["Per 100,000 people"]):
                assert re.search(rf"^\s*{re.escape(value)}\s*$", said, flags=re.M), (query, value, said[:600])
            assert KNOWN_TO_OPERATE in said, query
        asked = ", ".join(f'{name} = ["{values[0]}"]' for name, values in query.items())
        tour, issues = read_tour(TOUR % asked, register, identity="one", file="one.toml")
        assert issues == []
        scene = compute_scenes(tour, register, data.index)[0]
        assert (scene["figure"]["value"], scene["lines"], set(scene["ids"])) == (str(len(ids)), [f"{len(ids)} in all."], ids), query
    assert 0 < empty < len(answers), "the views are some of each kind"


def test_the_files_of_a_place_carry_the_comparison_shown(in_small_region):
    data = in_small_region
    first, *others = data.register.authorities.index
    made = places.answer(data, {"authority": [first], "compare": list(others[:2]), "measure": ["per-1k-businesses"]})
    shown = cells_of_page(made.sheets["places-side"])
    assert len(shown[0]) == 4 and len(shown) > 20
    profile, side = made.about.profile, made.side.side
    extra = {"authority": profile.area.codes, "side_by_side": comparison_tables(side)}
    context = downloads.make_context(data, made.filters, title="A place", ids=tuple(profile.assets["id"]), extra=extra)
    assert set(shown) <= set(tables_of_slides(export_bytes(context, ".pptx")))
    brief = " ".join(words_of_brief(export_bytes(context, ".pdf")).split())
    for row in shown:
        assert all(" ".join(cell.split()) in brief for cell in row), row
    report = area_report(profile, data.register, side=side, paragraph=made.about.paragraph)
    assert set(shown) <= {row for table in report.tables for row in (table.header, *table.rows)}
    markdown = report_markdown(report)
    assert all(f"| {' | '.join(row)} |" in markdown for row in shown)
    assert len(place_report.write(report, profile, data.register, lambda *_: None)) > 10_000
    # One place alone stands beside nobody, in no file.
    alone = places.answer(data, {}).side.side
    assert len(alone.areas) > 1 or comparison_tables(alone) == ()


def test_the_files_of_nearby_carry_the_distances_shown(in_small_region):
    data = in_small_region
    point = data.register.assets.geometry.iloc[0]
    made = nearby.answer(data, {"near": [f"{point.y:.5f}, {point.x:.5f}"], "radius_km": ["50"]})
    shown = {row[0]: row[1] for row in cells_of_page(made.sheets["nearby-list"])[1:]}
    assert len(shown) > 6 and all(re.fullmatch(r"\d+\.\d km", far) for far in shown.values())
    context = downloads.make_context(data, made.filters, title="Near it", ids=made.ids, measured=made.measured)
    listed = list(csv.DictReader(io.StringIO(export_bytes(context, ".csv").decode("utf-8-sig"))))
    assert [row["name"] for row in listed] == list(shown)
    assert all(abs(float(row["distance_km"]) - float(shown[row["name"]].removesuffix(" km"))) <= 0.06 for row in listed)
    slides = {row[0]: row[2] for row in tables_of_slides(export_bytes(context, ".pptx"))}
    page = cells_of_page(export_bytes(context, ".html").decode())
    for name, far in shown.items():
        assert slides[name].endswith(f"; {far}")
        assert (name, far) in [row[:2] for row in page]
    brief = words_of_brief(export_bytes(context, ".pdf"))
    assert all(far in brief for far in shown.values())
    # A view that asks about no place has no such column.
    plain = downloads.make_context(data, made.filters)
    assert "How far" not in export_bytes(plain, ".html").decode()


def test_the_files_of_a_shortlist_keep_its_order(in_small_region):
    data = in_small_region
    starred = list(reversed(data.register.assets["id"]))[:4]
    made = shortlist.answer(data, {"star": starred, "note": [f"{starred[2]}~Ask first"]})
    context = downloads.make_context(data, made.filters, title="Shortlist", ids=made.ids, extra={"notes": made.notes})
    names = [data.register.asset(one)["name"] for one in starred]
    assert list(csv.DictReader(io.StringIO(export_bytes(context, ".csv").decode("utf-8-sig"))))[3]["id"] == starred[3]
    for said in (words_of_brief(export_bytes(context, ".pdf")), words_of_slides(export_bytes(context, ".pptx"))):
        # The cards come last: where the whole list was named before, each name's last place counts.
        places_of = [said.rfind(name) for name in names]
        assert -1 not in places_of and places_of == sorted(places_of)
        assert "Ask first" in said
