"""The tables and texts about an area, against counts made straight from the CSV files."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.area_records import (
    Asked,
    authority_records,
    border_records,
    figure_words,
    gap_records,
    ordinal,
    rank_words,
    searched_records,
    strength_records,
)
from geo.area_report import report_markdown, report_paragraph
from geo.area_search import area_in_link, area_names, areas_asked, compared_areas, load_lookups
from geo.area_sheet import area_sheet, asked_in_link, measure_sheet, side_sheet
from geo.areas import authority_area, region_area, wmca_area
from geo.assets import load_register
from geo.errors import NotFoundError, PostcodeError
from geo.filtering import Filters, index_facets
from geo.measures import classes, measure_table, measures
from geo.views_places import border_ring, choropleth, circles, legend, places_view

DATA = Path(__file__).resolve().parents[2] / "data"
WALSALL, SANDWELL, BIRMINGHAM = "E08000030", "E08000028", "E08000025"


@pytest.fixture(scope="module")
def register():
    return load_register()


@pytest.fixture(scope="module")
def lookups(register):
    return load_lookups(register.package)


@pytest.fixture(scope="module")
def open_assets(register):
    return register.assets[(register.assets["status"] != "closed").to_numpy()]


@pytest.fixture(scope="module")
def csv():
    """All assets but the closed, straight from the files."""
    frames = [
        pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted((DATA / "assets").glob("*.csv"))
    ]
    table = pd.concat(frames, ignore_index=True)
    return table[table["status"] != "closed"]


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(DATA / "lookups" / "authorities.csv").set_index("gss_code")["population_mid2023"]


def sheet_of(code, register, lookups, open_assets, filters=None):
    area = authority_area(code, register.authorities)
    return area_sheet(area, open_assets, register=register, lookups=lookups, filters=filters or Filters())


def asked(register, lookups, **query):
    return asked_in_link(query, register=register, known_measures=lookups.measures)[0]


def test_ordinals_and_ranks():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 30)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "30th",
    ]
    assert rank_words(7, 30, joint=True) == "joint 7th of 30"
    assert rank_words(pd.NA, 30) == ""


def test_figures_in_words():
    assert figure_words(606.3, "GBP per week") == "£606.3 per week"
    assert figure_words(13.4, "%") == "13.4%"
    assert figure_words(104.0, "km2") == "104 km²"
    assert figure_words(float("nan"), "%") == "not known"


def test_every_authority_is_ranked_as_counted_from_the_files(register, lookups, open_assets, csv, people):
    ask = asked(register, lookups)
    table = measure_table(open_assets, register.authorities, ask.measure)
    records = authority_records(table, classes(table["value"]), keep={})
    rate = (
        csv.groupby("gss_code").size().reindex(people.index, fill_value=0) / people * 100_000
    ).sort_values(ascending=False)
    assert [r["value"] for r in records] == pytest.approx(rate.tolist())
    for record in records:
        place = int((rate > rate[record["gss_code"]]).sum()) + 1
        assert record["rank"].removeprefix("joint ") == f"{ordinal(place)} of 30"


def test_ties_are_called_joint(register, lookups, open_assets):
    ask = asked(register, lookups, measure="assets")
    table = measure_table(open_assets, register.authorities, ask.measure)
    records = authority_records(table, classes(table["value"]), keep={})
    counts = pd.Series([r["assets"] for r in records]).value_counts()
    assert all(r["rank"].startswith("joint") == (counts[r["assets"]] > 1) for r in records)


def test_location_quotient_by_hand(register, lookups, open_assets, csv):
    own = csv[csv["gss_code"] == BIRMINGHAM]

    def has(frame, cluster):
        return frame["clusters"].str.split(";").map(lambda c: cluster in [x.strip() for x in c]).sum()

    records = {
        r["label"]: r for r in strength_records(sheet_of(BIRMINGHAM, register, lookups, open_assets).profile)
    }
    for cluster, name in register.clusters["short_name"].items():
        count = has(own, cluster)
        if not count:
            assert name not in records
            continue
        quotient = (count / len(own)) / (has(csv, cluster) / len(csv))
        assert records[name]["quotient"] == pytest.approx(quotient)
        expected = len(own) * has(csv, cluster) / len(csv)
        assert records[name]["small"] == (count < 5 or expected < 5)
        assert bool(records[name]["warning"]) == records[name]["small"]


def test_gaps_and_border_match_geopandas(register, lookups, open_assets, csv):
    profile = sheet_of(WALSALL, register, lookups, open_assets).profile
    shapes = register.boundaries.to_crs(27700).set_index("gss_code").geometry
    points = gpd.GeoSeries(
        gpd.points_from_xy(csv["lon"].astype(float), csv["lat"].astype(float)), index=csv["id"], crs=4326
    ).to_crs(27700)
    away = points[(csv["gss_code"] != WALSALL).to_numpy()].distance(shapes[WALSALL])
    near = border_records(profile, register)
    assert {r["id"] for r in near} == set(away[away <= 5000].index)
    assert [r["distance_km"] for r in near] == sorted(r["distance_km"] for r in near)
    layer = open_assets.set_index("id")["layer"]
    gaps = gap_records(profile, register, facets=("layer",))
    assert {r["value"] for r in gaps} == set(register.layer_names.index) - set(
        layer[csv.loc[csv["gss_code"] == WALSALL, "id"]]
    )
    for gap in gaps:
        assert gap["distance_km"] * 1000 == pytest.approx(
            away[layer[away.index] == gap["value"]].min(), abs=0.5
        )


def test_a_filter_makes_no_gaps_of_what_it_leaves_out(register, lookups):
    filters = Filters(layer=("hub",))
    assets = register.assets[index_facets(register).mask(filters)]
    gaps = sheet_of(WALSALL, register, lookups, assets, filters).profile.gaps
    assert set(gaps.loc[gaps["facet"] == "layer", "value"]) <= {"hub"}
    kinds = gaps.loc[gaps["facet"] == "kind", "value"]
    assert set(register.kinds.loc[kinds, "layer"]) <= {"hub"}


def test_searched_and_nothing_found_is_the_file(register, lookups):
    table = pd.read_csv(DATA / "searched.csv")
    for code in register.authorities.index:
        area = authority_area(code, register.authorities)
        wanted = table[(table["gss_code"] == code) & (table["found"] == 0)]
        assert sorted(r["topic"] for r in searched_records(area, lookups.searched, register)) == sorted(
            wanted["topic"]
        )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Walsall", [WALSALL]),
        ("walsall vs sandwell", [WALSALL, SANDWELL]),
        ("Walsall compared with Sandwell", [WALSALL, SANDWELL]),
        (WALSALL, [WALSALL]),
        ("CV1 5FB", ["E08000026"]),
        ("walsall vs walsall", [WALSALL]),
    ],
)
def test_areas_asked(text, codes, register, lookups):
    assert [area.id for area in areas_asked(text, register, lookups)] == codes


def test_areas_asked_says_what_is_wrong(register, lookups):
    with pytest.raises(PostcodeError):
        areas_asked("SW1A 1AA", register, lookups)
    with pytest.raises(NotFoundError):
        areas_asked("xyzzy", register, lookups)


def test_area_in_link(register):
    assert area_in_link((WALSALL,), "wmca", register)[0].id == WALSALL
    assert area_in_link((), "wmca", register)[0].id == "wmca"
    assert area_in_link((), "", register)[0].id == "region"
    for hostile in ("<script>", "walsal", "E99999999", "region' or 1"):
        area, known = area_in_link((), hostile, register)
        assert area.id == "region" and not known


def test_compared_areas(register):
    walsall, similar = (
        authority_area(WALSALL, register.authorities),
        (authority_area(SANDWELL, register.authorities),),
    )
    ids = lambda *named: [a.id for a in compared_areas(walsall, named, similar, register)]  # noqa: E731
    assert ids() == [WALSALL, SANDWELL]
    assert ids("wmca", "nope", WALSALL) == [WALSALL, "wmca"]
    four = ["E08000025", "E08000026", "E08000027", "E08000028"]
    assert ids(*four) == four
    assert list(area_names(register))[:2] == ["region", "wmca"]


def test_side_by_side_is_on_one_scale(register, lookups, open_assets):
    areas = [authority_area(code, register.authorities) for code in (WALSALL, SANDWELL)]
    html = side_sheet(
        areas, open_assets, asked(register, lookups), register=register, figures=lookups.figures
    ).html
    row = next(r for r in re.findall(r"<tr>.*?</tr>", html) if ">Number of assets<" in r)
    shares = [float(x) for x in re.findall(r"--share:([\d.]+)%", row)]
    counts = [int(x) for x in re.findall(r'">(\d+)</span>', row)]
    assert shares == pytest.approx([100 * n / max(counts) for n in counts], abs=0.1)


def test_the_paragraph_repeats_the_numbers(register, lookups, open_assets, csv, people):
    sheet = sheet_of(WALSALL, register, lookups, open_assets)
    own = csv[csv["gss_code"] == WALSALL]
    assert f"Walsall has {len(own)} innovation assets" in sheet.paragraph
    assert f"That is {len(own) / people[WALSALL] * 100_000:.1f} per 100,000 people" in sheet.paragraph
    assert "Mid-year population estimates" in sheet.paragraph
    assert "data version" in sheet.paragraph
    side = side_sheet(
        [sheet.profile.area],
        open_assets,
        asked(register, lookups),
        register=register,
        figures=lookups.figures,
    ).side
    text = report_markdown(sheet.profile, register, side=side, paragraph=sheet.paragraph, link="http://x/")
    assert all(name in text for name in own["name"])
    for table in re.findall(r"(?:^\|.*\n?)+", text, flags=re.M):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().splitlines()}
        assert len(bars) == 1, table


def test_no_assets_and_one_asset(register, lookups, open_assets):
    none = open_assets[(open_assets["gss_code"] != WALSALL).to_numpy()]
    sheet = sheet_of(WALSALL, register, lookups, none)
    assert "has no innovation asset" in sheet.paragraph
    assert "No asset here that is counted" in sheet.about
    measure_sheet(
        sheet.profile, none, asked(register, lookups, measure="share-operating"), register=register, keep={}
    )
    empty = open_assets.iloc[:0]
    for area in (region_area(register.authorities), wmca_area(register.authorities)):
        sheet = area_sheet(area, empty, register=register, lookups=lookups, filters=Filters())
        for name in measures(lookups.figures):
            ask = asked(register, lookups, measure=name)
            made = measure_sheet(sheet.profile, empty, ask, register=register, keep={})
            places_view(register, sheet.profile, ask, made.table, made.classes)
            side_sheet([area], empty, ask, register=register, figures=lookups.figures)


def test_map_colours_follow_the_classes_and_missing_has_none(register, lookups, open_assets):
    ask = asked(register, lookups, measure="share-operating", measure_layer="catapult")
    table = measure_table(open_assets, register.authorities, ask.measure, layer="catapult")
    classed = classes(table["value"])
    drawn = choropleth(table, classed, ask)
    missing = set(table.index[table["value"].isna()])
    assert missing and missing == set(table.index) - set(drawn["colours"])
    assert all(drawn["words"][code] == "No figure" for code in missing)
    assert any(
        row["colour"] == "missing" and str(len(missing)) in row["label"]
        for row in legend(register, ask, table, classed)["rows"]
    )


def test_circles_are_in_proportion(register, lookups, open_assets):
    ask = asked(register, lookups, measure="assets")
    table = measure_table(open_assets, register.authorities, ask.measure)
    drawn = {
        f["properties"]["title"].split(":")[0]: f["properties"]["radius_px"]
        for f in circles(register.boundaries, table, ask)
    }
    counts = table.set_index("name")["value"]
    assert set(drawn) == set(counts.index[counts > 0])
    assert drawn["Coventry"] / drawn["Birmingham"] == pytest.approx(
        (counts["Coventry"] / counts["Birmingham"]) ** 0.5, rel=0.01
    )


def test_the_ring_is_five_kilometres(register):
    area = authority_area(WALSALL, register.authorities)
    ring = border_ring(area, register.boundaries)
    line = gpd.GeoDataFrame.from_features([ring], crs=4326).to_crs(27700).geometry.iloc[0].exterior
    shape = register.boundaries.set_index("gss_code").to_crs(27700).geometry[WALSALL]
    distances = [
        shape.distance(line.interpolate(share, normalized=True)) for share in (0, 0.2, 0.4, 0.6, 0.8)
    ]
    assert distances == pytest.approx([5000] * 5, abs=80)
    assert border_ring(region_area(register.authorities), register.boundaries) is None


def test_what_is_measured_in_words(register, lookups):
    words = lambda **query: asked(register, lookups, **query).words(register)  # noqa: E731
    assert words() == "Assets per 100,000 people"
    assert words(measure="assets", measure_layer="hub") == "Number of Tech hubs"
    assert (
        words(measure="share-operating", measure_cluster="aerospace")
        == "Share of assets in Aerospace operating"
    )
    made, dropped = asked_in_link(
        {"measure": "zzz", "measure_layer": "<b>"}, register=register, known_measures=lookups.measures
    )
    assert made == Asked(made.measure) and made.measure.id == "per-100k-people"
    assert dropped == [("measure", "zzz"), ("measure_layer", "<b>")]


def test_hostile_names_are_escaped(register, lookups, open_assets):
    hostile = open_assets.copy()
    at = hostile.index[hostile["gss_code"] == WALSALL][0]
    hostile.loc[at, "name"] = "<img src=x onerror=alert(1)>|x"
    sheet = sheet_of(WALSALL, register, lookups, hostile)
    assert "<img src=x" not in sheet.about + sheet.head
    side = side_sheet(
        [sheet.profile.area], hostile, asked(register, lookups), register=register, figures=lookups.figures
    ).side
    text = report_markdown(
        sheet.profile, register, side=side, paragraph=report_paragraph(sheet.profile, register)
    )
    assert "&lt;img src=x onerror=alert(1)>\\|x" in text
