"""All that is reckoned for one view of a place: what is asked, what is counted, and that parts agree."""

import re

import pytest

from geo.analysis.area_tables import Asked
from geo.analysis.areas import authority_area, grouping_area, region_area
from geo.errors import FilterError
from geo.select.filter_words import filter_words
from geo.select.filters import Filters
from geo.webmap.place_views import places_view
from pages.answers.area_page import DEFAULT_MEASURE, area_sheet, asked_in_link, counted, measure_sheet, side_sheet

WALSALL, SANDWELL = "E08000030", "E08000028"


@pytest.fixture
def filtered(register, index, lookups):
    """The sheet of an authority for the assets that answer some filters."""

    def made(filters, code=WALSALL):
        area = authority_area(code, register.authorities)
        return area_sheet(area, register.assets[index.mask(filters)], register=register, lookups=lookups, filters=filters)

    return made


def test_a_filter_makes_no_gaps_of_what_it_leaves_out(register, filtered, leanest, rows):
    lacked = sorted(set(rows["layer"]) - set(rows.loc[rows["gss_code"] == leanest, "layer"]))[0]
    found = filtered(Filters(layer=(lacked,)), leanest).profile.gaps
    assert found.loc[found["facet"] == "layer", "value"].tolist() == [lacked]
    kinds = found.loc[found["facet"] == "kind", "value"]
    assert set(kinds) == set(register.kinds.index[register.kinds["layer"] == lacked])
    clusters = found.loc[found["facet"] == "cluster", "value"]
    assert len(clusters) > 1, "of a facet that is not filtered every value can be a gap"


def test_of_a_filtered_facet_only_what_is_asked_for_is_a_gap(filtered, register, leanest, rows):
    own = rows[rows["gss_code"] == leanest]
    kind = sorted(set(register.kinds.index) - set(own["kind"]))[0]
    cluster = sorted(set(register.clusters.index) - set().union(*own["clusters"]))[0]
    found = filtered(Filters(cluster=(cluster,), kind=(kind,)), leanest).profile.gaps
    assert found.loc[found["facet"] == "cluster", "value"].tolist() == [cluster]
    assert found.loc[found["facet"] == "kind", "value"].tolist() == [kind]
    assert (found["facet"] == "layer").sum() > 1


def test_the_texts_of_a_sheet_are_those_of_its_filtered_assets(filtered, register, index):
    filters = Filters(layer=("hub",))
    sheet = filtered(filters)
    own = index.mask(Filters(layer=("hub",), authority=(WALSALL,))).sum()
    assert len(sheet.profile.assets) == own
    assert f"<b>{own}</b>" in sheet.head
    assert f"Walsall has {own} innovation asset" in sheet.paragraph
    assert sheet.paragraph.startswith(f"Only these are counted: {filter_words(register, filters)}. ")
    assert sheet.ring["properties"]["title"] == "5 km around Walsall"


def test_the_region_has_no_ring(sheet_of):
    assert sheet_of("region").ring is None


def test_no_assets_and_every_measure(register, lookups, open_assets, asked):
    elsewhere = open_assets[(open_assets["gss_code"] != WALSALL).to_numpy()]
    area = authority_area(WALSALL, register.authorities)
    sheet = area_sheet(area, elsewhere, register=register, lookups=lookups, filters=Filters())
    assert "knows of no innovation asset" in sheet.paragraph
    assert "No asset here that is counted" in sheet.about
    share = measure_sheet(sheet.profile, elsewhere, asked(measure="share-operating"), register=register, keep={})
    assert share.peers["value"].isna().tolist()[0] and share.view.choropleth["words"][WALSALL] == "No figure"
    empty = open_assets.iloc[:0]
    some = grouping_area(register.region.groupings[0], register.authorities)
    for area, names in ((region_area(register.authorities, region=register.region), lookups.measures), (some, [DEFAULT_MEASURE])):
        sheet = area_sheet(area, empty, register=register, lookups=lookups, filters=Filters())
        assert "knows of no innovation asset" in sheet.paragraph
        for name in names:
            made = measure_sheet(sheet.profile, empty, asked(measure=name), register=register, keep={})
            assert made.view.ids == () and not (made.table["value"] > 0).any()
            side = side_sheet([area], empty, asked(measure=name), register=register, figures=lookups.figures)
            assert not re.search(r"\bnan\b", made.beside + side.html, re.I)


def test_the_parts_of_a_measure_agree(sheet_of, register, open_assets, asked):
    profile, ask = sheet_of(WALSALL).profile, asked(measure="assets", measure_layer="hub")
    made = measure_sheet(profile, open_assets, ask, register=register, keep={"status": ["operating"]}, ring=sheet_of(WALSALL).ring)
    assert made.peers.loc[0, "area"] == WALSALL
    assert made.peers.loc[0, "value"] == made.table.at[WALSALL, "value"] == made.table.at[WALSALL, "assets"]
    assert sum(made.classes.counts) == len(register.authorities)
    assert "status=operating&amp;authority=" in made.everywhere
    assert made.everywhere not in made.beside, "beside one authority its own figures come first"
    assert made.view == places_view(register, profile, ask, made.table, made.classes, ring=sheet_of(WALSALL).ring)


def test_up_to_four_areas_stand_side_by_side_by_the_measure_asked_for(register, lookups, open_assets, asked, rows, authorities):
    areas = [authority_area(code, register.authorities) for code in (WALSALL, SANDWELL)]
    made = side_sheet(areas, open_assets, asked(), register=register, figures=lookups.figures)
    hubs = made.side.table.set_index(["section", "id"]).loc[("layer", "hub")]
    for code in (WALSALL, SANDWELL):
        number = ((rows["gss_code"] == code) & (rows["layer"] == "hub")).sum()
        assert hubs[code] == pytest.approx(100_000 * number / authorities.at[code, "population"])
    assert "Sandwell" in made.html
    with pytest.raises(FilterError):
        side_sheet(areas[:1] * 2, open_assets, asked(), register=register, figures=lookups.figures)


def test_what_is_counted_does_not_depend_on_the_authority_in_focus():
    filters = Filters(layer=("hub",), authority=(WALSALL,), q="x")
    assert counted(filters) == Filters(layer=("hub",), q="x")


def test_what_a_link_asks_to_measure(register, lookups):
    of = lambda **query: asked_in_link(query, register=register, known_measures=lookups.measures)  # noqa: E731
    assert of() == of(measure="", other="x") == (Asked(lookups.measures[DEFAULT_MEASURE]), [])
    made, dropped = of(measure="assets", measure_layer="hub", measure_cluster="aerospace")
    assert (made, dropped) == (Asked(lookups.measures["assets"], "hub", "aerospace"), [])


def test_what_a_link_names_that_is_not_known_is_dropped_and_told(register, lookups, hostile):
    query = {"measure": hostile, "measure_layer": "<b>", "measure_cluster": "aerospace"}
    made, dropped = asked_in_link(query, register=register, known_measures=lookups.measures)
    assert made == Asked(lookups.measures[DEFAULT_MEASURE], "", "aerospace")
    assert dropped == [("measure", hostile), ("measure_layer", "<b>")]
