"""The flat table: every column of the schema, nothing lost, nothing that runs."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from geo.export.tables import about, about_records, export_fields, filters_text, flat_table, typed_records
from geo.register.datapackage import split_list
from geo.select.filters import Filters
from geo.spreadsheet_text import neutralised, restored


def test_every_schema_column_and_the_derived_ones_once(register):
    names = [field["name"] for field in export_fields(register)]
    schema = register.package.schema("hubs")["fields"]
    assert set(names) == {field["name"] for field in schema} | {"layer", "authority", "confidence", "evidence_year", "run_by", "corrections"}
    assert len(names) == len(set(names))
    assert names[:3] == ["id", "name", "layer"]
    assert names.index("authority") == names.index("gss_code") + 1


def test_every_field_is_described(register):
    bad = [f["name"] for f in export_fields(register) if not (f.get("description") and f.get("title"))]
    assert not bad


def test_one_row_per_asset_in_their_order(context):
    table = flat_table(context)
    assert list(table["id"]) == list(context.assets["id"])
    assert table["lon"].dtype == float
    assert (table["lon"] < 0).all()


def test_lists_are_joined_and_can_be_split_again(context):
    table = flat_table(context)
    assert [split_list(cell) for cell in table["technologies"]] == list(context.assets["technologies"])


def test_typed_records_keep_lists_and_say_none(context):
    records = typed_records(context)
    assert all(isinstance(record["clusters"], list) for record in records)
    assert not [r["id"] for r in records if "" in [v for v in r.values() if isinstance(v, str)]]


def test_about_says_date_version_filters_link_and_credits(context):
    facts = about(context)
    assert facts["made_on"] == "2026-11-22"
    assert facts["data_version"] == context.register.package.version
    assert facts["assets"] == len(context.assets)
    assert "Catapult centres, Universities" in facts["filters"]
    assert facts["query"] == {"layer": ["catapult", "university"]}
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in facts["credits"]
    assert "CC" in facts["licence"] or "Creative Commons" in facts["licence"]
    assert ("Link to this view", context.link) in about_records(context)


def test_what_was_chosen_instead_of_filtered_is_said(context):
    chosen = replace(context, filters=Filters(), extra={"choice": "Shortlist"})
    assert filters_text(chosen) == "Shortlist"
    both = replace(context, extra={"choice": "Within 5 km of Rugby"})
    assert filters_text(both) == "Within 5 km of Rugby; Asset type: Catapult centres, Universities"


def test_closed_assets_left_out_are_said(context, empty):
    assert filters_text(context).endswith("(closed assets left out)")
    assert filters_text(empty).startswith("Search: ")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "  =1", "\uff0b1", "'=1", "''@x"])
def test_dangerous_texts_are_neutralised_and_restored(text):
    assert neutralised(text) == f"'{text}"
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "it's", "'s-Hertogenbosch", "1-2", "https://x.example/?a=b", "5G"])
def test_harmless_texts_are_left_alone(text):
    assert neutralised(text) == text
    assert restored(text) == text


def test_no_neutralised_text_begins_like_a_formula(hostile):
    table = flat_table(hostile)
    texts = pd.concat([table[name].map(neutralised) for name in ("name", "aliases", "summary")])
    bad = texts[texts.map(lambda text: bool(re.match(r"\s*[=+\-@]|[\t\r\n]", text)))]
    assert bad.empty, bad
