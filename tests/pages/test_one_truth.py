"""One view, one set of numbers: the page, its brief, its slides, the tour, the download and the data link say the same, for generated views."""

import csv
import io
import random
import re
import subprocess

import pytest
from lxml import html
from pptx import Presentation

from geo.export import export_bytes, export_context
from geo.select.filters import filters_from_query
from geo.select.query_string import read, text
from geo.tours.tour import compute_scenes, read_tour
from geo.vocabulary import KNOWN_TO_OPERATE
from pages.answers import explore, places
from pages.shared import open_data

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
