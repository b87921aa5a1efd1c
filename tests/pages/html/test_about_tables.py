"""The tables about the data: adding up to the register, and saying what is missing."""

from datetime import date

import pandas as pd
import pytest
from shown_rows import as_shown

from geo.errors import DataError, FilterError
from geo.register.assets import CONFIDENCE
from geo.register.evidence_quality import GROUPS
from geo.settings import DATA_ROOT
from geo.vocabulary import PRECISION_WORDS
from pages.html import about_tables

ON = date(2026, 11, 22)


@pytest.mark.parametrize("name", ["overview", "correct", "accessibility"])
def test_every_section_has_words(package, name):
    assert about_tables.prose(package, name).startswith("## ")


@pytest.mark.parametrize("edit", [lambda content: None, lambda content: b"\xff\xfe"])
def test_words_that_cannot_be_read_are_said_to_be_so(broken_package, edit):
    with pytest.raises(DataError, match="about/overview.md"):
        about_tables.prose(broken_package("about/overview.md", edit), "overview")


def test_unknown_words_are_not_found(package):
    with pytest.raises(DataError):
        about_tables.prose(package, "no-such-section")


def test_the_statement_has_target_date_limits_and_a_way_to_report(package):
    text = about_tables.prose(package, "accessibility")
    for part in ("level AA", "version 2.2", "November 2026", "### Known limits", "### Report a problem"):
        assert part in text


def test_confidence_and_precision_add_up(register):
    for table, levels in (
        (about_tables.confidence_table(register), CONFIDENCE),
        (about_tables.precision_table(register), PRECISION_WORDS),
    ):
        assert len(table.records) == len(levels)
        assert sum(record["assets"] for record in table.records) == len(register.assets)


@pytest.mark.parametrize("by", GROUPS)
def test_quality_tables_have_a_line_per_group(register, by):
    tables = about_tables.quality_tables(register, by=by, on=ON)
    assert [t.caption for t in tables] == list(about_tables.MEASURE_WORDS.values())
    for table in tables:
        assert all({column.key for column in table.columns} == set(record) for record in table.records)
        if by != "cluster":
            assert sum(record["total"] for record in table.records) == len(register.assets)


def test_an_unknown_group_is_refused(register):
    with pytest.raises(FilterError):
        about_tables.quality_tables(register, by="colour", on=ON)


def test_headline_figures_are_those_of_the_files(register):
    rows = pd.concat([pd.read_csv(f, dtype=str, keep_default_na=False).assign(file=f.stem) for f in (DATA_ROOT / "assets").glob("*.csv")])
    rows = as_shown(rows.reset_index(drop=True))
    operating = rows[rows["status"] == "operating"]
    values = [value for value, _, _ in about_tables.headline_figures(register)]
    share = (operating["location_title"] != "").mean()
    assert values == [
        str(len(rows)),
        str((operating["file"] == "hubs").sum()),
        f"{share:.1%}",
        str((rows["source_title"] == "").sum()),
    ]


def test_the_oldest_are_ten(register):
    dates = [record["evidence_date"] for record in about_tables.oldest_table(register, on=ON).records]
    assert len(dates) == 10
    assert dates == sorted(dates)


def test_a_zero_is_told_from_no_search(register, monkeypatch):
    read = about_tables.read_table
    monkeypatch.setattr(about_tables, "read_table", lambda package, name: read(package, name).iloc[1:])
    table = about_tables.searched_table(register)
    assert len(table.records) == len(register.authorities)
    cells = [value for record in table.records for value in record.values()]
    assert 0 in cells
    assert about_tables.NOT_SEARCHED in cells


def test_every_search_in_vain_is_listed(register, package):
    rows = pd.read_csv(package.path("searched"), dtype=str)
    assert len(about_tables.nothing_found_table(register).records) == (rows["found"] == "0").sum()


def test_every_resource_has_source_licence_and_vintage(package):
    records = about_tables.resource_table(package).records
    assert len(records) == len(package.resources)
    assert not [r["path"] for r in records if not (r["sources"] and r["licence"] and r["vintage"])]


def test_the_change_log_is_whole_and_leads_to_assets(register, package):
    tables = about_tables.change_tables(register)
    rows = pd.read_csv(package.path("changes"), dtype=str)
    assert sum(len(t.records) for t in tables) == len(rows)
    linked = [r for t in tables for r in t.records if r["href"]]
    assert linked
    assert all(r["name"] in set(register.assets["name"]) for r in linked)


def test_recall_stands_beside_its_list_and_what_is_left_out(package, register):
    rows = pd.read_csv(package.path("recall"), dtype=str, keep_default_na=False)
    made = about_tables.recall_table(register)
    for record, row in zip(made.records, rows.to_dict("records"), strict=True):
        ids = [one for one in row["asset_ids"].split(";") if one]
        assert (record["title"], record["url"], record["have"]) == (row["list"], row["url"], len(ids))
        assert [identity for identity, _ in record["members"]] == ids
        assert all(entry in record["missing"] for entry in row["left_out"].split(";"))
