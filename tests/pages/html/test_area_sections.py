"""The sections of the Places page: their tables hold what the files say, and every text shows as text."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from geo.analysis.area_tables import COMPARE_TITLES
from geo.analysis.areas import authority_area
from geo.analysis.drive_access import WITHIN_MINUTES, residents_ranks, residents_within_pct
from geo.analysis.measures import classes, measure_table
from geo.register.industries import BusinessCounts
from pages.answers.area_page import measure_sheet, side_sheet
from pages.html.area_sections import (
    MANY_SEARCHED,
    MOST_BORDER_ROWS,
    MOST_NAMED,
    about_area,
    beside_map,
    border_section,
    compare_heading,
    compare_section,
    every_authority,
    figures_section,
    gaps_section,
    has_section,
    head_section,
    industries_section,
    map_table,
    rates_section,
    report_section,
    strengths_section,
)
from pages.html.drive_sections import area_html

WALSALL, SANDWELL = "E08000030", "E08000028"


def read(made):
    return html.fragment_fromstring(made, create_parent="main")


def headings(made):
    return [found.text for found in read(made).iter("h2", "h3")]


@pytest.fixture(scope="module")
def peers_of(sheet_of, register, open_assets, asked):
    """The sheet of a measure for an area."""
    return lambda area, **query: measure_sheet(sheet_of(area).profile, open_assets, asked(**query), register=register, keep={})


# ---- the head and the map as a table ----


def test_the_head_counts_the_files(sheet_of, rows, authorities):
    own, people = rows[rows["gss_code"] == WALSALL], authorities["population"]
    profile = sheet_of(WALSALL).profile
    figures = [(one.findtext("dt"), one.findtext("dd/b"), one.findtext("dd/small")) for one in read(head_section(profile)).find("dl")]
    assert figures[0] == ("Assets", str(len(own)), f"{(own['status'] == 'operating').sum()} operating")
    rate = 100_000 * len(own) / people[WALSALL]
    assert figures[1][:2] == ("Per 100,000 people", f"{rate:.{2 if rate < 5 else 1}f}")
    assert figures[3][:2] == ("People", f"{people[WALSALL]:,.0f}")
    assert figures[4] == ("More within 5 km", str(len(profile.over_border)), "over the border")
    assert "More within 5 km" not in head_section(sheet_of("region").profile)


def test_the_map_as_a_table_has_every_authority_on_a_way_to_it(register, open_assets, asked, tables, rows):
    ask = asked(measure="assets", measure_layer="hub")
    table = measure_table(open_assets, register.authorities, ask.measure, layer="hub")
    made = map_table(table, classes(table["value"]), ask, register, keep={"status": ["operating"]})
    hubs = rows[rows["layer"] == "hub"]["gss_code"].value_counts()
    lines = tables(made)["Number of Tech hubs: every authority"]
    codes = [re.fullmatch(r"places\?status=operating&authority=(\w+)", link.get("href"))[1] for link in read(made).iter("a")]
    assert set(codes) == set(register.authorities.index)
    assert [line[:2] for line in lines] == [[register.authorities.at[code, "name"], str(hubs.get(code, 0))] for code in codes]
    searched = pd.read_csv(register.package.root / "searched.csv")
    topics = searched.groupby("gss_code")["topic"].nunique()
    assert [line[3] for line in lines] == [f"{topics[code]} of {searched['topic'].nunique()}" for code in codes]
    assert {len(line) for line in lines} == {4}, "a count has no column that says it again"


def test_a_rate_says_what_it_is_divided_by_and_a_share_what_counts(peers_of, lookups):
    rate, share = (read(peers_of(WALSALL, measure=name).everywhere) for name in ("per-100k-people", "share-operating"))
    population = lookups.figures.loc["population"]
    assert f"Divided by: {population['source_title']}, {population['year']}." in rate.findtext("p")
    assert "Divided by" not in share.findtext("p") and "Assets known to operate among those counted" in share.findtext("p")
    assert all(cell.text_content().endswith("%") or cell.text_content() == "not known" for cell in share.iterfind(".//tbody/tr/td[1]"))


def test_the_map_as_a_table_comes_first_but_beside_one_authority(peers_of, sheet_of, register, asked):
    made = peers_of("region")
    assert headings(made.beside)[0] == headings(every_authority(made.everywhere))[0] == "Every authority"
    assert made.everywhere in made.beside
    single = beside_map(sheet_of(WALSALL).profile, peers_of(WALSALL).peers, asked(), register, everywhere=made.everywhere)
    assert headings(single) == ["How it compares", "The place in figures"]


# ---- what it has and how it compares ----


def test_what_it_has_is_counted_and_named(sheet_of, register, tables, rows):
    own = rows[rows["gss_code"] == WALSALL]
    made = has_section(sheet_of(WALSALL).profile)
    by_type = {line[0]: line[1:3] for line in tables(made)["Assets by type"]}
    for layer, group in own.groupby("layer"):
        assert by_type.pop(register.layer_names.at[layer, "plural"]) == [str(len(group)), str((group["status"] == "operating").sum())]
    assert not by_type
    assert {re.search("asset=(.*)", link.get("href"))[1] for link in read(made).xpath("//ul//a")} == set(own["id"])


def test_more_names_than_anyone_reads_are_left_to_explore(sheet_of, register):
    profile = sheet_of(WALSALL).profile
    few, many = (replace(profile, assets=register.assets.head(number)) for number in (MOST_NAMED, MOST_NAMED + 1))
    assert "asset?asset=" in has_section(few) and "on the Explore page" not in has_section(few)
    assert "asset?asset=" not in has_section(many) and "The names are on the Explore page" in has_section(many)


def test_only_an_authority_is_ranked_and_has_the_like(peers_of, sheet_of, register, asked, tables):
    sections = {area: rates_section(sheet_of(area).profile, peers_of(area).peers, asked(), register) for area in (WALSALL, "region")}
    matrix = {area: [th.text for th in read(made).findall(".//table")[1].iterfind("thead/tr/th")] for area, made in sections.items()}
    assert matrix[WALSALL][:3] == ["Measure", "Walsall", "Rank"]
    assert matrix["region"][:2] == ["Measure", "West Midlands region"] and "Rank" not in matrix["region"]
    bars = tables(sections[WALSALL])[asked().words(register)]
    assert [line[0] for line in bars] == [area.name for area in sheet_of(WALSALL).profile.comparisons.areas]
    assert "z-score" in sections[WALSALL] and "z-score" not in sections["region"]


@pytest.mark.parametrize(
    ("measure", "head", "end"), [("per-100k-people", "Per 100,000 people", ""), ("share-operating", "Operating", "%"), ("assets", "Assets", "")]
)
def test_the_bars_say_what_they_measure(peers_of, sheet_of, register, asked, tables, measure, head, end):
    ask = asked(measure=measure)
    made = rates_section(sheet_of("region").profile, peers_of("region", measure=measure).peers, ask, register)
    heads = [th.text for th in read(made).find(".//table").iterfind("thead/tr/th")]
    assert heads == ["Area", head, "Rank", *(["Assets"] if measure != "assets" else []), "Why it is here"]
    assert all(re.fullmatch(rf"[\d.,]+{end}", line[1]) for line in tables(made)[ask.words(register)])
    made = peers_of("region", measure=measure)
    assert [line[1] for line in tables(made.everywhere)[f"{ask.words(register)}: every authority"]] == [
        f"{ask.measure.number(value)}{end}" for value in made.table["value"].sort_values(ascending=False)
    ]
    map_heads = [th.text for th in read(made.everywhere).iterfind(".//thead/tr/th")]
    assert map_heads == ["Authority", head, "Rank", *(["Assets", "Class on the map"] if measure != "assets" else []), "Topics searched"]


def test_strength_is_told_with_a_warning_of_small_numbers(sheet_of, tables, register, rows):
    lines = tables(strengths_section(sheet_of(WALSALL).profile))["Clusters with a location quotient above 1"]
    own = rows.loc[rows["gss_code"] == WALSALL, "clusters"]
    counted = {line[0]: int(line[2]) for line in lines}
    here = {name: sum(c in found for found in own) for c, name in register.clusters["short_name"].items()}
    everywhere = {name: sum(c in found for found in rows["clusters"]) for c, name in register.clusters["short_name"].items()}
    assert counted == {name: n for name, n in here.items() if n * len(rows) > everywhere[name] * len(own)}
    assert all(line[5] for line in lines if int(line[2]) < 5)
    assert all(re.fullmatch(r"\d+%", share) for line in lines for share in line[3:5])
    assert strengths_section(sheet_of("region").profile) == ""
    profile = sheet_of(WALSALL).profile
    nothing = replace(profile, quotients=profile.quotients.assign(assets=0))
    assert "No cluster has a larger share of the assets here than in the region." in strengths_section(nothing)


# ---- what it lacks, and what is near ----


def test_what_it_lacks_is_listed_and_what_nobody_has_is_said(sheet_of, register, lookups, tables, rows, leanest):
    profile, own = sheet_of(leanest).profile, rows[rows["gss_code"] == leanest]
    made = gaps_section(profile, register, lookups.searched)
    lacked = {register.layer_names.at[layer, "plural"] for layer in set(rows["layer"]) - set(own["layer"])}
    somewhere = set().union(*rows["clusters"])
    lacked |= {register.clusters.at[c, "short_name"] for c in somewhere - set().union(*own["clusters"])}
    assert {line[0] for line in tables(made)["Types and clusters"]} == lacked
    kinds = {register.kinds.at[kind, "name"] for kind in set(rows["kind"]) - set(own["kind"])}
    assert {line[0] for line in tables(made)["Kinds of place"]} == kinds
    assert f"{len(kinds)} kinds of place it has none of" in read(made).findtext(".//details[@class='wm-fold']/summary")
    nowhere = [name for cluster, name in register.clusters["short_name"].items() if cluster not in somewhere]
    assert ("None is counted anywhere on this map: " in made) == bool(nowhere) and all(name in made for name in nowhere)


def test_an_area_that_lacks_nothing_is_said_to(sheet_of, register, lookups):
    profile = sheet_of("region").profile
    made = gaps_section(replace(profile, gaps=profile.gaps.iloc[:0]), register, lookups.searched)
    assert "at least one of every type and cluster" in made
    assert "kinds of place" not in made and "on this map at all" not in made


def test_a_search_in_vain_is_told_from_no_search(sheet_of, register, tables):
    profile = sheet_of(WALSALL).profile

    def told(*found, area=WALSALL):
        names = [f"topic {number}" for number in range(len(found))]
        searched = pd.DataFrame({"gss_code": WALSALL, "topic": names, "found": found, "words": "no page", "searched_on": "2020-02-02"})
        return gaps_section(sheet_of(area).profile, register, searched).split("Searched, nothing found")[1]

    none = pd.DataFrame({"gss_code": [SANDWELL], "topic": ["t"], "found": [0], "words": ["w"], "searched_on": ["2020-02-02"]})
    assert "No search of single topics is recorded" in gaps_section(profile, register, none)
    assert "gave at least one asset" in told(2)
    assert tables(told(0, 2)) == {"1 search without a find": [["topic 0", "no page", "2020-02-02"]]}
    assert "Topics searched for here: topic 0, topic 1." in told(0, 2)
    assert tables(told(0, area="region"))["1 search without a find"][0][:2] == ["topic 0", "Walsall"]
    assert "<details" not in told(*[0] * MANY_SEARCHED) and "<details" in told(*[0] * (MANY_SEARCHED + 1))


def test_the_nearest_over_the_border_come_first_and_the_rest_are_folded(sheet_of, register, tables):
    profile = sheet_of(WALSALL).profile
    near = register.assets.head(MOST_BORDER_ROWS + 2).assign(distance_m=range(MOST_BORDER_ROWS + 2))
    first, rest = tables(border_section(replace(profile, over_border=near), register)).items()
    assert first[0] == f"{len(near)} in neighbouring authorities, the nearest first"
    assert [line[0] for line in first[1] + rest[1]] == near["name"].tolist() and len(first[1]) == MOST_BORDER_ROWS
    assert first[1][1][3] == "0.0 km" and first[1][1][2] == near["authority"].iloc[1]
    assert "wm-fold" not in border_section(replace(profile, over_border=near.head(MOST_BORDER_ROWS)), register)
    assert "No asset of a neighbouring authority is so near." in border_section(replace(profile, over_border=near.iloc[:0]), register)
    assert border_section(sheet_of("region").profile, register) == ""


def test_what_is_said_about_an_area_is_in_its_order(sheet_of, register, lookups):
    order = [
        "What it has",
        "What it is strong in",
        "By all its businesses, not only by our list",
        "What it lacks, and where the nearest is",
        "Searched, nothing found",
    ]
    assert headings(about_area(sheet_of(WALSALL).profile, register, searched=lookups.searched)) == [
        *order,
        "Just over the border, within 5 km",
        f"Within {WITHIN_MINUTES} minutes by car",
    ]


def test_residents_near_by_car_are_told_with_ranks_of_an_authority_alone(sheet_of, register, tables):
    """What the table says is the share reckoned, and no rank is given to several authorities together."""
    caption = f"Residents within {WITHIN_MINUTES} minutes by car of an asset of each type"
    lines = tables(area_html(sheet_of(WALSALL).profile.area, register))[caption]
    shares = residents_within_pct(register, [WALSALL])
    assert [(line[0], line[1]) for line in lines] == [(register.layer_names.at[layer, "plural"], f"{share:.0f}%") for layer, share in shares.items()]
    ranks = residents_ranks(register)
    for line, layer in zip(lines, shares.index, strict=True):
        assert line[2].removeprefix("joint ").startswith(f"{ranks.at[WALSALL, layer]}")
    assert all(len(line) == 2 for line in tables(area_html(sheet_of("wmca").profile.area, register))[caption])


# ---- figures, comparison, report ----


def test_every_figure_has_value_year_source_and_what_to_mind(sheet_of, lookups, tables, authorities):
    made = figures_section(sheet_of(WALSALL).profile)
    lines = tables(made)["Figures, the highest ranked first"]
    assert [line[0] for line in lines] == [label for column, label in lookups.figures["label"].items() if column in authorities]
    assert all(
        line[2].endswith(f" of {authorities[measure].count()}") and line[4] == year
        for line, (measure, year) in zip(lines, lookups.figures["year"].items(), strict=True)
    )
    assert [link.get("href") for link in read(made).iterfind(".//tbody//a")] == lookups.figures["source_url"].tolist()
    assert all(f"{label}: " in made for label in lookups.figures["label"])


def test_each_figure_with_a_history_has_a_line_that_ends_in_the_figure_shown_and_its_table(sheet_of, register, tables):
    made = figures_section(sheet_of(WALSALL).profile)
    told = tables(made)
    shown = {line[0]: line for line in told.pop("Figures, the highest ranked first")}
    periods = register.figure_history.groupby("measure")["period"].nunique()
    with_history = {label for label, line in shown.items() if line[5]}
    assert len(with_history) == (periods > 1).sum() == len(read(made).findall(".//img[@class='wm-trend']"))
    for label in with_history:
        lines = told[f"{label}, year by year"]
        # The newest row of the table is what stands in the line above; the oldest is where the trend comes from.
        assert lines[-1] == [shown[label][4], shown[label][1], shown[label][3]]
        assert shown[label][5] == f"from {lines[0][1]} in {lines[0][0]}"
    assert len(told) == len(with_history)


def test_the_quotient_of_businesses_stands_beside_that_of_our_list(sheet_of, register, tables):
    profile = sheet_of(WALSALL).profile
    counts, made = register.business_counts, industries_section(profile, register)
    lines = tables(made)[f"Industries with a location quotient above 1, {counts.period}"]
    share = counts.table.loc[WALSALL] / counts.table.loc[WALSALL].sum() / (counts.table.sum() / counts.table.to_numpy().sum())
    assert [line[:3] for line in lines] == [
        [name, f"{value:.2f}", f"{counts.table.at[WALSALL, name]:,.0f}"] for name, value in share.sort_values(ascending=False).items() if value > 1
    ]
    assert counts.source_title in made and "The groups are coarse" in made
    assert industries_section(sheet_of("region").profile, register) == ""
    assert industries_section(profile, replace(register, business_counts=BusinessCounts())) == ""


def test_the_figures_of_several_authorities_have_no_rank(sheet_of, tables):
    made = figures_section(sheet_of("wmca").profile)
    assert {len(line) for line in tables(made)["Figures, the highest ranked first"]} == {6}
    assert "so it is not given" in made and "so it is not given" not in figures_section(sheet_of(WALSALL).profile)


def test_side_by_side_is_on_one_scale(register, lookups, open_assets, asked):
    areas = [authority_area(code, register.authorities) for code in (WALSALL, SANDWELL)]
    made = side_sheet(areas, open_assets, asked(), register=register, figures=lookups.figures).html
    row = next(r for r in re.findall(r"<tr>.*?</tr>", made) if ">Number of assets<" in r)
    shares = [float(x) for x in re.findall(r"--share:([\d.]+)%", row)]
    counts = [int(x) for x in re.findall(r'">(\d+)</span>', row)]
    assert shares == pytest.approx([100 * n / max(counts) for n in counts], abs=0.1)


def test_types_and_clusters_are_compared_by_the_measure_in_their_caption(register, lookups, open_assets, asked, tables):
    area = authority_area(WALSALL, register.authorities)
    side = side_sheet([area], open_assets, asked(), register=register, figures=lookups.figures).side
    captions = list(tables(compare_section(side)))
    title = f"Assets per 100,000 people ({lookups.figures.at['population', 'year']})"
    assert captions == [f"{words}: {title}" if key in ("layer", "cluster") else words for key, words in COMPARE_TITLES.items()]
    side = side_sheet([area], open_assets, asked(measure="assets"), register=register, figures=lookups.figures).side
    assert "By type: Number of assets" in tables(compare_section(side))


def test_what_stands_in_where_nothing_is_chosen_is_said(sheet_of):
    walsall, region = (sheet_of(area).profile.area for area in (WALSALL, "region"))
    assert "Walsall stands beside the most similar authorities." in compare_heading(walsall, named=False)
    assert "West Midlands region stands beside itself alone." in compare_heading(region, named=False)
    assert headings(compare_heading(walsall, named=True)) == ["Side by side"] and "stands" not in compare_heading(walsall, named=True)


def test_hostile_names_show_as_text(sheet_of, register, lookups, tables, hostile):
    profile = sheet_of(WALSALL).profile
    area = replace(profile.area, name=hostile)
    named = profile.layers.assign(asset_names=[(hostile,) * len(ids) for ids in profile.layers["asset_ids"]])
    profile = replace(
        profile, area=area, layers=named, over_border=profile.over_border.assign(name=hostile), gaps=profile.gaps.assign(name=hostile, label=hostile)
    )
    assert headings(head_section(profile)) == [hostile]
    report = read(report_section(profile, hostile))
    assert f"The text on {hostile} below" in report.findtext(".//p") and report.findtext(".//pre") == hostile
    assert {link.text for link in read(has_section(profile)).findall(".//table")[0].iterfind(".//ul//a")} == {hostile}
    for line in read(gaps_section(profile, register, lookups.searched)).findall(".//table")[0].iterfind("tbody/tr"):
        assert (line[0].text, line[1].find(".//a").text) == (hostile, hostile)
    assert {link.text for link in read(border_section(profile, register)).iterfind(".//tbody//a")} == {hostile}
