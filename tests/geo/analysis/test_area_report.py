"""An area in words for a report: the numbers of the files, sentences that read, tables that hold."""

import re
from dataclasses import replace

import lxml.html
import pandas as pd
import pytest

from geo.analysis.area_profile import compare_areas, gaps
from geo.analysis.area_report import area_report, area_sentences, report_markdown, report_paragraph, sources_line
from geo.analysis.area_tables import gap_records, ordinal
from geo.analysis.areas import authority_area
from geo.numbers import rate_number
from geo.register.credits import full_credits
from pages.answers.area_page import side_sheet
from pages.html.drive_sections import area_html

WALSALL = "E08000030"


@pytest.fixture(scope="module")
def report(register, lookups, open_assets, asked):
    """The whole report on a profile of Walsall."""
    area = authority_area(WALSALL, register.authorities)
    side = side_sheet([area], open_assets, asked(), register=register, figures=lookups.figures).side

    def made(profile, **more):
        return report_markdown(area_report(profile, register, side=side, paragraph=report_paragraph(profile, register), **more))

    return made


def strong_in(profile, *quotients):
    """The sentences on what an area is strong in, for clusters as (label, assets, quotient, small)."""
    table = pd.DataFrame(quotients, columns=["label", "assets", "quotient", "small"]).assign(share_pct=0.0, region_share_pct=0.0)
    return replace(profile, quotients=table)


def test_the_paragraph_repeats_the_numbers(sheet_of, register, rows, authorities):
    profile = sheet_of(WALSALL).profile
    text = report_paragraph(profile, register)
    own, people = rows[rows["gss_code"] == WALSALL], authorities["population"]
    rate = 100_000 * rows.groupby("gss_code").size().reindex(people.index, fill_value=0) / people
    assert text.startswith(" ".join(area_sentences(profile, register)) + "\n\n")
    assert f"Walsall has {len(own)} innovation assets" in text
    place = f"{ordinal((rate > rate[WALSALL]).sum() + 1)} of {len(rate)} authorities"
    assert f"That is {rate_number(rate[WALSALL])} per 100,000 people, {place}" in text
    assert f"West Midlands region {rate_number(100_000 * len(rows) / people.sum())})" in text
    for layer, number in own["layer"].value_counts().items():
        assert f"{register.layer_names.at[layer, 'plural']} {number}" in text
    assert f"{len(profile.over_border)} assets in neighbouring authorities lie within 5 km" in text


def test_the_paragraph_says_what_is_counted_and_where_it_comes_from(sheet_of, register, package):
    profile = sheet_of(WALSALL).profile
    assert "\n\nClosed assets are not counted. Sources: " in report_paragraph(profile, register)
    filtered = report_paragraph(profile, register, filters="Asset type: Tech hubs")
    assert filtered.startswith("Only these are counted: Asset type: Tech hubs. Walsall has ") and "\n\nSources: " in filtered
    line = sources_line(profile, register)
    assert f"data version {package.version}, checked {package.descriptor['checked_on']}" in line
    assert "Mid-year population estimates" in line and "Business demography" in line
    assert "weekly" not in line.lower(), "only what the sentences rest on"


@pytest.mark.parametrize(
    ("operating", "words"), [(0, ", none of them known to operate"), (1, ", 1 of them known to operate"), (3, ", all of them known to operate")]
)
def test_how_many_operate_is_said_in_words(sheet_of, register, operating, words):
    own = register.assets.head(3).assign(status=["operating"] * operating + ["planned"] * (3 - operating))
    assert words in area_sentences(replace(sheet_of(WALSALL).profile, assets=own), register)[0]


@pytest.mark.parametrize(
    ("near", "words"),
    [(0, "No asset of a neighbouring authority lies"), (1, "1 asset in neighbouring authorities lies"), (2, "2 assets in neighbouring authorities lie")],
)
def test_what_lies_over_the_border_is_said_in_good_grammar(sheet_of, register, near, words):
    profile = replace(sheet_of(WALSALL).profile, over_border=register.assets.head(near))
    last = area_sentences(profile, register)[-1]
    assert last == f"{words} within 5 km of its boundary."


def test_an_area_without_assets_is_said_to_have_none(sheet_of, register):
    profile = sheet_of(WALSALL).profile
    said = area_sentences(replace(profile, assets=profile.assets.iloc[:0]), register)
    assert said[0] == "The West Midlands Innovation Map knows of no innovation asset in Walsall."


def test_small_numbers_are_told_from_strengths(sheet_of, register):
    profile = sheet_of(WALSALL).profile
    sure, thin, weak = ("Aa", 9, 2.04, False), ("Bb", 1, 3.0, True), ("Cc", 9, 0.9, False)

    def strengths(*found):
        return [said for said in area_sentences(strong_in(profile, *found), register) if re.search("in (Aa|Bb)|Cc", said)]

    assert strengths(sure, weak) == ["It is strong in Aa (2.04 times its share in the region)."]
    assert strengths(thin, weak) == ["On small numbers it stands out in Bb (1 asset)."]
    assert strengths(sure, thin)[1] == "On small numbers it also stands out in Bb (1 asset)."
    assert strengths(*[thin] * 3) == ["On small numbers it stands out in Bb (1 asset), Bb (1 asset) and Bb (1 asset)."]
    assert strengths(weak) == []


def test_what_is_lacked_is_named_with_the_nearest(sheet_of, register, open_assets, leanest):
    profile = sheet_of(leanest).profile
    nearest = gap_records(profile, register, facets=("layer",))
    (said,) = [s for s in area_sentences(profile, register) if s.startswith("None is known of these types")]
    lacked = [f"{g['label']} (nearest: {g['name']}, {g['distance_km']:.1f} km from the boundary, in {g['where']})" for g in nearest]
    assert lacked and said == f"None is known of these types: {'; '.join(lacked)}."
    clusters = [gap["label"] for gap in gap_records(profile, register, facets=("cluster",))]
    listed = f"{', '.join(clusters[:-1])} and {clusters[-1]}"
    assert f"No asset is known in these clusters: {listed}." in area_sentences(profile, register)
    none = open_assets[(open_assets["layer"] != "catapult").to_numpy()]
    without = replace(profile, gaps=gaps(profile.area, none, register=register, by=("layer",)))
    assert f"No asset of any authority is known in {register.layer_names.at['catapult', 'plural']}." in area_sentences(without, register)


def test_the_region_has_no_rank_no_strength_and_no_border(sheet_of, register):
    said = " ".join(area_sentences(sheet_of("region").profile, register))
    assert not re.search(r"\d of \d+ authorities", said) and "strong in" not in said and "boundary" not in said
    assert re.search(r"That is [\d.]+ per 100,000 people \(WMCA area [\d.]+\)\.", said)


def test_the_report_holds_every_asset_in_tables_of_whole_lines(sheet_of, report, package, rows):
    profile = sheet_of(WALSALL).profile
    text = report(profile, link="http://x/")
    assert text.startswith("# Innovation assets: Walsall\n\n")
    assert all(name in text for name in rows.loc[rows["gss_code"] == WALSALL, "name"])
    tables = re.findall(r"(?:^\|.*\n?)+", text, flags=re.M)
    assert len(tables) == text.count("\n## ")
    heads = []
    for table in tables:
        head, rule, *body = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.strip().splitlines())
        assert {len(line) for line in body} == {len(head)} and set(rule) == {"---"}
        empty = [name for name, column in zip(head, zip(*body, strict=True), strict=True) if not any(column)]
        assert empty in ([], ["Mind"]), "every column has its cells"
        heads.append(head)
    assert heads == [
        ["Asset", "Type", "Status", "Place"],
        ["Measure", *(area.name for area in profile.comparisons.areas), "Rank"],
        ["Cluster", "Assets", "% here", "% region", "Location quotient", "Mind"],
        ["Industry", "Businesses", "% here", "% region", "Location quotient"],
        ["None known of", "Nearest", "In", "km"],
        ["Asset", "Kind", "In", "km"],
        ["Type", "% of residents", "Rank"],
        ["Figure", "Value", "Rank", "Year", "Came", "Source"],
    ]
    assert text.rstrip().endswith("\n\n".join(["Link: http://x/", *full_credits(package)]))
    assert "Link: " not in report(sheet_of(WALSALL).profile)


def test_the_report_has_the_share_within_a_drive_that_the_page_shows(sheet_of, report, register):
    profile = sheet_of(WALSALL).profile
    text, shown = report(profile), lxml.html.fromstring(f"<div>{area_html(profile.area, register)}</div>")
    lines = [[cell.text_content() for cell in line] for line in shown.iterfind(".//tbody/tr")]
    assert len(lines) == len(register.layer_names)
    assert all(f"| {label} | {share.removesuffix('%')} | {rank} |" in text for label, share, rank in lines)


def test_a_table_of_nothing_says_so(sheet_of, report):
    profile = sheet_of(WALSALL).profile
    assert "## Assets\n\nNone.\n" in report(replace(profile, assets=profile.assets.iloc[:0]))


def test_hostile_names_stay_in_their_cell(sheet_of, report, hostile):
    profile = sheet_of(WALSALL).profile
    text = report(replace(profile, assets=profile.assets.head(1).assign(name=f"|{hostile}|", place="here")))
    (line,) = [line for line in text.split("## Rates")[0].split("\n") if line.endswith("| here |")]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 5
    assert "<" not in line


def test_one_asset_is_not_all_of_them(sheet_of, register):
    said = [
        area_sentences(replace(sheet_of(WALSALL).profile, assets=register.assets.head(1).assign(status=status)), register)[0]
        for status in ("operating", "planned")
    ]
    assert "1 innovation asset on the West Midlands Innovation Map, known to operate." in said[0]
    assert "Map, not known to operate." in said[1]


def test_the_paragraph_of_a_file_holds_no_markup(sheet_of, register, lookups, hostile):
    profile = sheet_of(WALSALL).profile
    side = compare_areas((profile.area,), register.assets, register=register, figures=lookups.figures)
    made = report_markdown(area_report(profile, register, side=side, paragraph=f"Nearest: {hostile}."))
    assert f"Nearest: {hostile.replace('<', '&lt;')}." in made
