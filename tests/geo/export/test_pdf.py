"""The brief: read by poppler and qpdf, and its numbers set against the data."""

import json
import re
import shutil
import subprocess
from dataclasses import replace

import pandas as pd
import pytest

from geo.export import export_bytes, export_context
from geo.register.credits import full_credits
from geo.select.filters import Filters

COVENTRY = "E08000026"


def run(tool: str, package: str, *arguments) -> str:
    """Run a program that the tests need; a missing one is a failure, never a skip."""
    assert shutil.which(tool), f"{tool} is missing: apt-get install {package}"
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def flat(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    return "".join(text.split()).replace("-", "")


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """A factory: the brief of a context as a file."""
    folder = tmp_path_factory.mktemp("briefs")

    def factory(context, name="brief"):
        path = folder / f"{name}.pdf"
        path.write_bytes(export_bytes(context, ".pdf"))
        return path

    return factory


@pytest.fixture(scope="module")
def coventry(register, index):
    """One authority, with a link."""
    return export_context(
        register,
        Filters(authority=(COVENTRY,)),
        index=index,
        title="Coventry",
        link="https://example.org/?a=1",
    )


@pytest.fixture(scope="module")
def index(register):
    from geo.select.filters import index_facets

    return index_facets(register)


@pytest.fixture(scope="module")
def brief(write, coventry):
    return write(coventry, "coventry")


@pytest.fixture(scope="module")
def words(brief):
    return flat(run("pdftotext", "poppler-utils", "-layout", brief, "-"))


def test_is_sound(brief):
    run("qpdf", "qpdf", "--check", brief)


def test_is_tagged_and_titled(brief, coventry):
    info = run("pdfinfo", "poppler-utils", brief)
    facts = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    assert facts["Tagged"].strip() == "yes"
    assert facts["Title"].strip() == coventry.title
    assert "A4" in facts["Page size"]
    assert 2 <= int(facts["Pages"]) <= 5
    tree = run("pdfinfo", "poppler-utils", "-struct", brief)
    for tag in ("H1", "H2", "Table", "TH", "Figure"):
        assert tag in tree


def test_has_bookmarks_and_language(brief):
    content = json.loads(run("qpdf", "qpdf", "--json", "--json-key=outlines", "--json-key=qpdf", brief))
    titles = json.dumps(content["outlines"])
    for heading in ("Coventry", "What there is", "Map", "Assets", "Method", "Sources and credits"):
        assert heading in titles
    assert '"/Lang": "u:en-GB"' in json.dumps(content["qpdf"])
    assert "pdfuaid" in brief.read_bytes().decode("latin-1")


def test_map_has_a_text_alternative(brief, coventry):
    tree = json.dumps(json.loads(run("qpdf", "qpdf", "--json", "--json-key=qpdf", brief)))
    assert f"Map of {len(coventry.assets)} assets" in tree


def test_numbers_and_rows_match_the_data(words, coventry, register):
    assets = coventry.assets
    assert f"{len(assets)} assets in Coventry" in words
    for layer, number in assets["layer"].value_counts().items():
        plural = register.layer_names.loc[layer, "plural"]
        assert re.search(rf"{plural} +{number}\b", words), plural
    for identity in assets["id"].iloc[:: max(1, len(assets) // 6)]:
        row = register.asset(identity)
        assert row["name"].split()[0] in words and row["status_date"] in words
    people = register.authorities.loc[COVENTRY, "population"]
    assert f"{people:,.0f}" in words
    assert f"{len(assets) / people * 1e5:.1f}" in words


def test_says_what_it_is(words, coventry, register):
    day = f"{coventry.made_on.day} {coventry.made_on:%B %Y}"
    for part in (day, register.package.version, "Local authority: Coventry", coventry.link, "Method"):
        assert part in words
    # A line may end within a word: neither where lines end nor its hyphen tells anything.
    plain = bare(words)
    missing = [credit for credit in full_credits(register.package) if bare(credit) not in plain]
    assert missing == []


def test_the_whole_region_fits_five_pages_and_names_every_asset(write, register, index):
    context = export_context(register, index=index)
    path = write(context, "all")
    pages = run("pdfinfo", "poppler-utils", path).split("Pages:")[1].split()[0]
    assert int(pages) <= 5
    text = flat(run("pdftotext", "poppler-utils", path, "-"))
    assert f"{len(context.assets)} assets" in text
    for name, number in context.assets["authority"].value_counts().items():
        assert f"{name} ({number})" in text
    # A long name may run over two lines or end in an ellipsis.
    assert [name for name in context.assets["name"] if flat(name)[:20] not in text] == []


def test_more_than_five_pages_hold_are_cut_and_counted(write, register, index):
    context = export_context(register, index=index)
    many = pd.concat([context.assets] * 4, ignore_index=True)
    path = write(replace(context, assets=many), "many")
    assert int(run("pdfinfo", "poppler-utils", path).split("Pages:")[1].split()[0]) <= 5
    text = flat(run("pdftotext", "poppler-utils", path, "-"))
    assert re.search(rf"The first \d+ of {len(many):,} assets\.", text)


def test_a_shortlist_names_all_its_assets_and_notes(write, context):
    three = context.assets.iloc[:3]
    notes = {three["id"].iloc[0]: "Ask about lab space"}
    path = write(replace(context, assets=three, title="Shortlist", extra={"notes": notes}), "shortlist")
    text = flat(run("pdftotext", "poppler-utils", path, "-"))
    assert "Ask about lab space" in text
    assert [name for name in three["name"] if flat(name) not in text] == []
    assert [words for words in three["summary"] if flat(words)[:60] not in text] == []


def test_empty(write, empty):
    path = write(empty, "empty")
    run("qpdf", "qpdf", "--check", path)
    assert "No asset of the data answers these filters" in flat(run("pdftotext", "poppler-utils", path, "-"))


def test_markup_in_the_data_stays_text(write, hostile, context):
    path = write(hostile, "hostile")
    run("qpdf", "qpdf", "--check", path)
    text = flat(run("pdftotext", "poppler-utils", path, "-"))
    assert "</script><script>alert(1)</script>" in text
    typst = '#panic("x") $x$ *b* #read("/etc/passwd")'
    one = context.assets.head(1).assign(name=typst, source_title=typst)
    path = write(replace(context, assets=one, title=typst), "typst")
    assert '#panic("x") $x$ *b*' in flat(run("pdftotext", "poppler-utils", path, "-"))
