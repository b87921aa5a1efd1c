"""The sections of the page about the data as HTML: each with its tables, and every text as text."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from lxml import html

from geo.analysis.drive_time import published_drive_times
from geo.errors import FilterError, NotFoundError
from pages.html import about_tables
from pages.html.about_sections import drawn, figures_html, section_html
from pages.html.elements import Column

ON = date(2026, 11, 22)
HEADINGS = {
    "overview": "Confidence and precision",
    "quality": None,
    "gaps": "What we searched for and did not find",
    "sources": "Sources, licences and credits",
    "drive-times": "Drive times",
    "changes": "Change log of the data",
}


def read(made):
    return html.fragment_fromstring(made, create_parent="main")


# Further headings of a section.
MORE = {"gaps": ["Measured by lists that others keep"]}


@pytest.fixture(scope="module")
def section(register):
    """A section, read."""
    return lambda name, by="layer": read(section_html(register, name, by=by, on=ON))


@pytest.mark.parametrize(("name", "heading"), HEADINGS.items())
def test_every_section_is_tables_below_a_heading_that_is_not_the_page_s(section, name, heading):
    made = section(name)
    assert [found.text for found in made.iter("h1", "h2", "h3")] == ([heading, *MORE.get(name, ())] if heading else [])
    assert all(table.find("tbody/tr") is not None for table in made.iter("table")) and made.find(".//table") is not None


def test_a_section_holds_the_tables_made_for_it(register, section):
    captions = {name: [table.findtext("caption") for table in section(name).iter("table")] for name in HEADINGS}
    oldest = about_tables.oldest_table(register, on=ON)
    made = {
        "overview": [about_tables.confidence_table(register), about_tables.precision_table(register)],
        "quality": [*about_tables.quality_tables(register, by="layer", on=ON), oldest],
        "gaps": [about_tables.searched_table(register), about_tables.nothing_found_table(register), about_tables.recall_table(register)],
        "sources": [about_tables.resource_table(register.package)],
        "drive-times": [about_tables.drive_times_table(published_drive_times(register))],
        "changes": about_tables.change_tables(register),
    }
    assert captions == {name: [table.caption for table in tables] for name, tables in made.items()}


def test_quality_is_told_by_the_group_asked_for(register, section):
    first = section("quality", by="authority").find(".//table")
    assert first.findtext("thead/tr/th") == "Local authority"
    groups = {line[0].text for line in first.iterfind("tbody/tr")}
    assert groups <= set(register.authorities["name"]) and len(groups) == register.assets["gss_code"].nunique()
    with pytest.raises(FilterError):
        section("quality", by="colour")


def test_the_licence_of_the_register_is_a_link(section, package):
    licence = package.descriptor["licenses"][0]
    (link,) = section("sources").iterfind("p/a")
    assert (link.get("href"), link.text) == (licence["path"], licence["title"])


def test_every_change_is_in_the_log_folded_by_its_kind(section, package):
    changes = pd.read_csv(package.path("changes"), dtype=str)["what"].value_counts()
    folded = {fold.findtext("summary"): len(fold.findall(".//tbody/tr")) for fold in section("changes").iter("details")}
    assert folded == {f"{about_tables.LOG_WORDS.get(kind, kind).capitalize()} ({number})": number for kind, number in changes.items()}


def test_the_figures_that_sum_the_data_up_are_shown_whole(register):
    figures = [(one.findtext("dd/b"), one.findtext("dt"), one.findtext("dd/small")) for one in read(figures_html(register)).find("dl")]
    assert figures == about_tables.headline_figures(register) and len(figures) == 4


def test_an_unknown_section_is_not_found_and_says_what_to_do(register, hostile):
    with pytest.raises(NotFoundError, match="no section") as caught:
        section_html(register, hostile, by="layer", on=ON)
    assert caught.value.mend


def test_hostile_records_show_as_text(hostile):
    table = about_tables.RecordTable(hostile, (Column("name", hostile),), ({"name": hostile},))
    made = read(drawn(table)).find(".//table")
    assert (made.findtext("caption"), made.findtext("thead/tr/th"), made.findtext("tbody/tr/th")) == (hostile,) * 3


def test_a_hostile_name_in_the_register_shows_as_text(register):
    hostile = "</a><script>alert(1)</script> & \"x\" onclick='y'"
    named = replace(register, assets=register.assets.head(12).assign(name=hostile))
    made = read(section_html(named, "quality", by="layer", on=ON))
    assert {link.text for link in made.findall(".//table")[-1].iterfind("tbody/tr/th//a")} == {hostile}
