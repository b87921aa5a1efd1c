"""Claims: read in full, counted as the Explore page would, and never counted wrong."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from shown_rows import as_shown

from geo.addresses import page_url
from geo.analysis.claims import VERDICTS, Claim, Definition, claims_csv, count_claim, count_definition, find_claim, load_claims, verdict_counts
from geo.errors import DataError, NotFoundError
from geo.select.filters import filters_from_query
from geo.settings import DATA_ROOT


@pytest.fixture(scope="module")
def claims(package):
    return load_claims(package)


@pytest.fixture(scope="module")
def rows():
    """Every asset straight from the files."""
    frames = [pd.read_csv(f, dtype=str, keep_default_na=False).assign(layer=f.stem) for f in sorted((DATA_ROOT / "assets").glob("*.csv"))]
    return as_shown(pd.concat(frames, ignore_index=True))


def count_of(claims, index, identity, label):
    return next(c for c in count_claim(find_claim(claims, identity), index) if c.label == label)


def test_claims_carry_their_sources_and_definitions(claims, package):
    hubs = find_claim(claims, "tech-hubs-100")
    table = pd.read_csv(package.path("claim_definitions"), dtype=str, keep_default_na=False)
    assert [d.label for d in hubs.definitions] == table[table["claim_id"] == hubs.id]["label"].tolist()
    assert hubs.sources
    assert find_claim(claims, "fastest-growing").definitions == ()


def test_an_unknown_claim_is_not_found(claims):
    with pytest.raises(NotFoundError):
        find_claim(claims, "tech-hubs-1000")


def test_counts_are_those_of_the_files(claims, index, rows):
    operating = rows[rows["status"] == "operating"]
    seven = operating[operating["gss_code"].str.startswith("E080000")]
    expected = {
        ("tech-hubs-100", "Every hub on record, closed and planned ones too"): (rows["layer"] == "hubs").sum(),
        ("tech-hubs-100", "Operating hubs, whole region"): (operating["layer"] == "hubs").sum(),
        ("tech-hubs-100", "Operating hubs in the combined authority's seven boroughs"): (seven["layer"] == "hubs").sum(),
        ("catapults-four", "All operating Catapult sites"): (operating["layer"] == "catapults").sum(),
        ("universities-nine", "Main campuses, whole region"): (operating["kind"] == "university-main-campus").sum(),
        ("universities-nine", "Main campuses in the seven boroughs"): (seven["kind"] == "university-main-campus").sum(),
        ("gigafactories", "Operating gigafactories"): (operating["kind"] == "gigafactory").sum(),
        ("gigafactories", "All EV and battery sites on record"): (rows["layer"] == "gigafactories").sum(),
        ("plan-for-growth-clusters", "Aerospace"): operating["clusters"].str.split(";").map(lambda c: "aerospace" in c).sum(),
    }
    counted = {key: count_of(claims, index, *key).assets for key in expected}
    assert counted == {key: int(number) for key, number in expected.items()}


def test_every_count_is_one_click_from_its_assets(claims, index):
    for claim in claims:
        for count in count_claim(claim, index):
            query = parse_qs(urlsplit(page_url("", **count.filters.to_query())).query)
            filters, dropped = filters_from_query(query, options=index.options)
            assert not dropped
            assert int(index.mask(filters).sum()) == count.assets, (claim.id, count.label)


@pytest.mark.parametrize("query", ["layer=hub&kind=no-such-kind", "authority=E99999999", "layer=hub&status=operating&status=gone"])
def test_what_the_data_does_not_know_is_not_counted(index, query):
    count = count_definition(Definition("A", query, ""), index)
    assert count.assets is None
    assert count.unknown


def test_every_verdict_is_counted(claims):
    counts = verdict_counts(claims)
    assert list(counts) == list(VERDICTS)
    assert sum(counts.values()) == len(claims)
    assert verdict_counts([]) == dict.fromkeys(VERDICTS, 0)


def test_the_file_has_every_claim_with_its_counts(claims, index):
    content = claims_csv(claims, index, version="1.0.0+test")
    records = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [r["id"] for r in records] == [claim.id for claim in claims]
    assert {r["data_version"] for r in records} == {"1.0.0+test"}
    hubs = next(r for r in records if r["id"] == "tech-hubs-100")
    assert "Operating hubs, whole region: " in hubs["counts"]


@pytest.mark.parametrize("file", ["claims.csv", "claim_sources.csv", "claim_definitions.csv"])
def test_a_missing_table_is_said_to_be_missing(broken_package, file):
    with pytest.raises(DataError, match=file):
        load_claims(broken_package(file, lambda content: None))


def test_a_missing_column_is_said_to_be_missing(broken_package, table_edit):
    package = broken_package("claims.csv", table_edit(lambda rows: [row[:-1] for row in rows]))
    with pytest.raises(DataError, match="checked_on"):
        load_claims(package)


def test_a_claim_needs_no_source_and_no_definition(index):
    names = [n for n in Claim.__dataclass_fields__ if n not in ("sources", "definitions")]
    assert count_claim(Claim(**dict.fromkeys(names, "")), index) == ()


def test_no_cell_of_the_file_is_a_formula(index):
    names = [n for n in Claim.__dataclass_fields__ if n not in ("sources", "definitions")]
    content = claims_csv([Claim(**dict.fromkeys(names, "=1+1"))], index, version="1").decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(content)) for cell in row if cell.startswith("=")]
